"""``simkansen new``: a scenario file to start from."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection
from pathlib import Path

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, meant, say, shown
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.language import in_words
from simkansen.cli.loading import intervention_types
from simkansen.phrases import phrase


@opens_with(
    "simkansen new my-town.yaml",
    "simkansen new my-plan.yaml --extends my-town.yaml --intervention tutoring",
    "simkansen show interventions",
    takes={"file": "the name of the file to write, which ends in .yaml"},
)
@click.command("new", cls=Verb, context_settings=SETTINGS)
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--extends",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A scenario that the new one changes.",
)
@click.option("--intervention", metavar="TYPE", help="Type of a first intervention.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@options.output(options.as_json, options.quiet)
def command(
    file: Path, extends: Path | None, intervention: str | None, force: bool, out: options.Output
) -> int:
    """Write a scenario file to start from.

    The schema that editors check it against is written beside it.
    """
    from simkansen.scenario import SCHEMA_FILE, json_schema, new_scenario_text
    from simkansen.scenario.schema.words import TAKEN
    from simkansen.work.storage.files import write_text

    types = intervention_types()
    if intervention is not None:
        _check_known(intervention, types)
    _check_writable(file, force)
    above = Path(os.path.relpath(extends, file.parent)).as_posix() if extends else None
    name = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-") or "scenario"
    name = f"my-{name}" if name in TAKEN else name
    kind = types.get(intervention or "")
    write_text(file, new_scenario_text(name, above, intervention, kind, folder=file.parent, said=in_words))
    schema = file.with_name(SCHEMA_FILE)
    write_text(schema, json.dumps(json_schema(types), indent=2, ensure_ascii=False) + "\n")
    if out.as_json:
        data_json({"scenario": str(file), "schema": str(schema)})
        return DONE
    data(str(file))
    if not out.quiet:
        say(phrase("Next: change it to your plan, then simkansen check {file}", file=shown(file)))
    return DONE


def _check_known(intervention: str, types: Collection[str]) -> None:
    if intervention not in types:
        near = meant(intervention, types)
        fix = (
            phrase("did you mean '{near}'?", near=near)
            if near
            else phrase("there are {types}", types=", ".join(types))
        )
        raise click.UsageError(
            phrase("there is no intervention '{intervention}'; {fix}", intervention=intervention, fix=fix)
        )


def _check_writable(file: Path, force: bool) -> None:
    if file.suffix not in (".yaml", ".yml"):
        raise click.UsageError(phrase("'{file}' must end in .yaml; write '{file}.yaml'", file=file))
    if file.exists() and not force:
        raise click.UsageError(
            phrase("'{file}' is there already; choose another name, or add --force", file=file)
        )
