"""``simkansen export``: the schema of scenario files, summaries as CSV, and the tables of the ODD page."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from simkansen.cli import options
from simkansen.cli.console import data_json
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, VerbGroup, opens_with
from simkansen.cli.loading import find_results

_NUMBERS = ("mean", "p05", "median", "p95", "chance_share")


@opens_with(
    "simkansen export schema > scenario.schema.json",
    "simkansen export summary results/baseline-1a2b3c4d5e --csv-style nl > summary.csv",
    "simkansen export odd docs/odd.md docs/odd-tables.md",
)
@click.group("export", cls=VerbGroup, context_settings=SETTINGS)
@options.as_json
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Write the schema of scenario files, a summary as CSV, or the tables of the ODD page."""
    if as_json:  # then it goes for whatever is exported
        context.default_map = {name: {"as_json": True} for name in ("schema", "summary", "odd")}


@command.command("schema", context_settings=SETTINGS)
@click.option("--json", "as_json", is_flag=True, help="The schema is JSON with or without this.")
def schema(as_json: bool) -> int:
    """Print the JSON Schema of scenario files."""
    from simkansen.cli.loading import intervention_types
    from simkansen.scenario import json_schema

    data_json(json_schema(intervention_types()))
    return DONE


@command.command("summary", context_settings=SETTINGS)
@click.argument("folder", metavar="RESULTS")
@click.option(
    "--csv-style",
    type=click.Choice(["en", "nl"]),
    default="en",
    show_default=True,
    help="nl: semicolons and decimal commas.",
)
@options.these(options.results, options.as_json)
def summary(folder: str, csv_style: str, results: Path, as_json: bool) -> int:
    """Print the summary of results as CSV, or as JSON."""
    found = find_results(folder, results) / "summary.csv"
    if not found.is_file():
        raise click.UsageError(f"'{found.parent}' has no summary; no replication has finished there")
    with found.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        names = list(reader.fieldnames or ())
        if as_json:
            data_json([_typed(row) for row in reader])
            return DONE
        out = io.StringIO()
        writer = csv.DictWriter(out, names, delimiter=";" if csv_style == "nl" else ",", lineterminator="\n")
        writer.writeheader()
        for row in reader:
            if csv_style == "nl":
                row.update({name: row[name].replace(".", ",") for name in _NUMBERS if name in row})
            writer.writerow(row)
    click.echo(out.getvalue(), nl=False)
    return DONE


@command.command("odd", context_settings=SETTINGS)
@click.argument(
    "files", nargs=-1, metavar="[FILE]...", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@options.as_json
def odd(files: tuple[Path, ...], as_json: bool) -> int:
    """Print the tables of the model's ODD description, or write those that pages hold anew."""
    from simkansen.report.odd import refresh, tables

    if files:
        for file in files:
            try:
                page = refresh(file.read_text(encoding="utf-8"))
            except ValueError as error:
                raise click.UsageError(f"{file}: {error}") from error
            file.write_text(page, encoding="utf-8", newline="\n")
        if as_json:
            data_json({"files": [str(file) for file in files]})
        else:
            click.echo("".join(f"{file}\n" for file in files), nl=False)
    elif as_json:
        data_json(tables())
    else:
        click.echo("\n".join(f"## {name}\n\n{table}" for name, table in tables().items()), nl=False)
    return DONE


def _typed(row: dict[str, str]) -> dict[str, object]:
    numbers: dict[str, object] = {
        name: float(row[name]) if row[name] else None for name in _NUMBERS if name in row
    }
    counts: dict[str, object] = {name: int(row[name]) for name in ("n_runs", "n_pupils")}
    return {**row, **numbers, **counts}
