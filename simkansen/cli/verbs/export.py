"""``simkansen export``: results for other programs, schemas, summaries, and the tables of the ODD page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, meant
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, OptionOfPhrase, Verb, VerbGroup, opens_with
from simkansen.cli.loading import find_results
from simkansen.phrases import joined, phrase
from simkansen.work.storage.again import told_by

if TYPE_CHECKING:
    from simkansen.export.tables import Tables
    from simkansen.work.storage.csv_style import CsvStyle

RESULTS = "RESULTS"
"""The command that is meant when the first word is none."""

Form = Literal["csv", "xlsx", "ro-crate"]

_FORMS = (
    ("csv", "a folder of tidy tables and columns.json, which describes every column"),
    ("xlsx", "one workbook with the same tables"),
    ("ro-crate", "a folder, or a .zip, of all results with a description for machines"),
)


class OfResults(Verb):
    """The command without a name of its own: its usage names the results once."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Leave out the argument, for which the name of the command stands."""
        return [piece for piece in super().collect_usage_pieces(ctx) if piece != f"[{RESULTS}]"]


class ResultsGroup(VerbGroup):
    """A group whose first word may also be a results folder."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what is no command of the group, and asks for no help, as results."""
        first = args[1:2] if args[:1] == ["--json"] else args[:1]
        if first and first[0] not in self.commands and first[0] not in SETTINGS["help_option_names"]:
            args = [RESULTS, *args]
        return super().parse_args(ctx, args)


@opens_with(
    "simkansen export results/tutoring-dose-1a2b3c4d5e --as xlsx",
    "simkansen export results/baseline-1a2b3c4d5e --as csv --csv-style nl --to tables",
    "simkansen export schema --of experiment > experiment.schema.json",
)
@click.group("export", cls=ResultsGroup, context_settings=SETTINGS)
@options.as_json
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Write results for other programs, the schema of files, a summary, or the tables of the ODD page."""
    if as_json:  # then it goes for whatever is exported
        context.default_map = {name: {"as_json": True} for name in ("schema", "summary", "odd", RESULTS)}


@opens_with(
    "simkansen export results/tutoring-dose-1a2b3c4d5e --as xlsx",
    "simkansen export results/baseline-1a2b3c4d5e --as csv --csv-style nl --to tables",
    "simkansen export results/baseline-1a2b3c4d5e --as ro-crate --to baseline.zip",
    takes={"form": _FORMS},
)
@click.command(RESULTS, cls=OfResults, context_settings=SETTINGS)
@click.argument("folder", required=False, metavar="[RESULTS]")
@click.option(
    "--as",
    "form",
    cls=OptionOfPhrase,
    type=click.Choice(["csv", "xlsx", "ro-crate"]),
    required=True,
    help=phrase(
        "{forms}.",
        forms=joined("; ", (phrase("{form}: {what}", form=form, what=what) for form, what in _FORMS)),
    ),
)
@click.option("--csv-style", type=click.Choice(["en", "nl"]), help="nl: semicolons and decimal commas.")
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Where to write; by default here, under the name of the results.",
)
@options.these(options.results, options.latest, options.as_json)
def of_results(
    folder: str | None,
    form: Form,
    csv_style: CsvStyle | None,
    to: Path | None,
    results: Path,
    latest: bool,
    as_json: bool,
) -> int:
    """Write results of run or sweep for other programs; prints where they are.

    RESULTS is a results folder, the first letters of its name, or a scenario in it. Exported again, files
    have the same bytes.
    """
    if csv_style is not None and form != "csv":
        raise click.UsageError("--csv-style is of CSV; add --as csv")
    names = [name for name in command.commands if name != RESULTS]
    found = find_results(folder, results, meant(folder, names) if folder else None, latest=latest)
    from simkansen.export.tables import NothingThereError, tables_of

    target = to or Path(found.resolve().name + _ENDINGS[form])
    try:
        with tables_of(found) as tables:
            files = _write(tables, form, csv_style or "en", target)
    except NothingThereError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        data_json({"to": str(target), "files": files})
    else:
        data(str(target))
    return DONE


command.add_command(of_results)

_ENDINGS: dict[Form, str] = {"csv": "-csv", "xlsx": ".xlsx", "ro-crate": "-ro-crate"}


def _write(tables: Tables, form: Form, style: CsvStyle, target: Path) -> list[str]:
    """Write the tables and give the names of the files."""
    if target.resolve().is_relative_to(tables.folder.resolve()):
        raise click.UsageError(
            phrase("'{target}' is inside the results; choose a place outside with --to", target=target)
        )
    if form == "xlsx":
        return _write_workbook(tables, target)
    if form == "csv":
        from simkansen.export.csv_files import csv_names, write_csv

        _make_room(target, names := csv_names(tables))
        write_csv(tables, target, style)
        return names
    from simkansen.export.crate import crate_names, write_crate

    _make_room(target, names := crate_names(tables))
    write_crate(tables, target)
    return names


def _write_workbook(tables: Tables, target: Path) -> list[str]:
    from simkansen.export.workbook import write_workbook

    if target.suffix != ".xlsx":
        raise click.UsageError(
            phrase("a workbook is a file that ends with .xlsx, and '{target}' does not", target=target)
        )
    _make_room(target, [])
    try:
        write_workbook(tables, target)
    except ModuleNotFoundError as error:
        fix = "pip install 'simkansen[export]'"
        raise click.UsageError(
            phrase("a workbook needs {name}, which is not installed here; {fix}", name=error.name, fix=fix)
        ) from None
    return [target.name]


def _make_room(target: Path, names: Sequence[str]) -> None:
    """Refuse to write among files that are not those of an earlier export, or a file over a folder.

    What an earlier export left that was killed is removed first.

    Raises
    ------
    click.UsageError
        Saying what is in the way.
    """
    from simkansen.work.storage.files import remove_leftovers, unfinished_in

    remove_leftovers([path for name in names for path in unfinished_in((target / name).parent)])
    remove_leftovers(unfinished_in(target.parent, target.name))
    is_file = target.suffix in (".zip", ".xlsx")
    if target.is_dir() if is_file else target.is_file():
        raise click.UsageError(
            phrase("'{target}' is a folder; choose another place with --to", target=target)
            if is_file
            else phrase("'{target}' is a file; choose another place with --to", target=target)
        )
    if target.is_dir():
        there = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
        if strange := sorted(there - set(names)):
            raise click.UsageError(
                phrase(
                    "'{target}' has other files, such as {file}; choose another place with --to",
                    target=target,
                    file=strange[0],
                )
            )


@opens_with(
    "simkansen export schema > simkansen.schema.json",
    "simkansen export schema --of experiment > experiment.schema.json",
)
@click.command("schema", cls=Verb, context_settings=SETTINGS)
@click.option(
    "--of",
    "kind",
    type=click.Choice(["scenario", "experiment", "calibration", "sensitivity"]),
    default="scenario",
    show_default=True,
    help="Which files it is the schema of.",
)
@click.option("--json", "as_json", is_flag=True, help="The schema is JSON with or without this.")
def schema(kind: str, as_json: bool) -> int:
    """Print the JSON Schema of scenario files, or of the files of sweep, calibrate and sensitivity."""
    if kind == "experiment":
        from simkansen.sweep.ask.schema import json_schema as experiment_schema

        data_json(experiment_schema())
        return DONE
    if kind in ("calibration", "sensitivity"):
        from simkansen.fitting.calibration.specification import CalibrationSpec
        from simkansen.fitting.sensitivity.file import SensitivitySpec
        from simkansen.scenario.writing.json_schema import document_schema

        model = CalibrationSpec if kind == "calibration" else SensitivitySpec
        data_json(document_schema(model, f"A simkansen {kind}"))
        return DONE
    from simkansen.cli.loading import intervention_types
    from simkansen.scenario import json_schema

    data_json(json_schema(intervention_types()))
    return DONE


@opens_with(
    "simkansen export summary results/baseline-1a2b3c4d5e > summary.csv",
    "simkansen export summary --latest --weekly --csv-style nl",
)
@click.command("summary", cls=Verb, context_settings=SETTINGS)
@click.argument("folder", required=False, metavar="[RESULTS]")
@click.option(
    "--csv-style",
    type=click.Choice(["en", "nl"]),
    default="en",
    show_default=True,
    help="nl: semicolons and decimal commas.",
)
@click.option("--weekly", is_flag=True, help="Every week, not the ends of school years and closures alone.")
@options.these(options.results, options.latest, options.as_json)
def summary(
    folder: str | None, csv_style: CsvStyle, weekly: bool, results: Path, latest: bool, as_json: bool
) -> int:
    """Print the summary of a run as CSV, or as JSON: at the ends of school years and of closures."""
    found = find_results(folder, results, latest=latest)
    from simkansen.export.summary import summary_rows, summary_text
    from simkansen.runs.short_summary import WHOLE

    if not (found / WHOLE).is_file() and told_by(found).get("kind") == "sweep":
        fix = phrase("'simkansen export {folder} --as csv' writes its tables", folder=found)
        raise click.UsageError(
            phrase("'{folder}' is a sweep, which has no summary of this kind; {fix}", folder=found, fix=fix)
        )
    if not (found / WHOLE).is_file():
        raise click.UsageError(
            phrase("'{folder}' has no summary; no replication has finished there", folder=found)
        )
    if as_json:
        data_json(summary_rows(found, weekly))
    else:
        click.echo(summary_text(found, weekly, csv_style), nl=False)
    return DONE


@opens_with("simkansen export odd", "simkansen export odd docs/odd.md docs/odd-tables.md")
@click.command("odd", cls=Verb, context_settings=SETTINGS)
@click.argument(
    "files", nargs=-1, metavar="[FILE]...", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@options.as_json
def odd(files: tuple[Path, ...], as_json: bool) -> int:
    """Print the tables of the model's ODD description, or write those that pages hold anew."""
    from simkansen.odd import refresh, tables

    if files:
        for file in files:
            try:
                page = refresh(file.read_text(encoding="utf-8"))
            except ValueError as error:
                raise click.UsageError(phrase("{file}: {error}", file=file, error=error)) from error
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


for one in (schema, summary, odd):
    command.add_command(one)
