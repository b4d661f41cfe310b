"""``simkansen sensitivity``: which parameters the results rest on, and whether the order holds."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import Display, data, data_json, say
from simkansen.cli.entry import DONE
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import check_markers
from simkansen.cli.stopping import terminable
from simkansen.work.stopping import watching

if TYPE_CHECKING:
    from simkansen.fitting.sensitivity.analysis import Outcome

EXPERIMENT = Path("experiments/sensitivity-po.yaml")


@opens_with(
    "simkansen sensitivity",
    "simkansen sensitivity --dry-run",
    "simkansen sensitivity --update docs/sensitivity.md",
)
@click.command("sensitivity", cls=Verb, context_settings=SETTINGS)
@click.argument(
    "experiment",
    required=False,
    default=EXPERIMENT,
    metavar="[EXPERIMENT]",
    type=click.Path(dir_okay=False, path_type=Path),
)
@click.option(
    "--scale",
    type=click.Choice(["full", "small"]),
    default="full",
    show_default=True,
    help="small: two schools, every tenth parameter and few draws, to try it out; its figures mean nothing.",
)
@click.option(
    "--update",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="PAGE",
    help="Also write the tables into this page, between its markers.",
)
@click.option(
    "--swings",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write what moves each intervention most to this file, for the page of results.",
)
@options.these(
    options.dry_run, options.results, options.workers, options.output(options.as_json, options.quiet)
)
def command(
    experiment: Path,
    scale: str,
    update: Path | None,
    swings: Path | None,
    dry_run: bool,
    results: Path,
    workers: int | None,
    out: options.Output,
) -> int:
    """Find out which parameters the results rest on, and whether the order of interventions holds.

    Screens all parameters of an experiment file (Morris), gives the Sobol' indices of those that matter, and
    ranks the interventions under draws from the posterior and two rules for growth. What was interrupted is
    continued by the same command. The last line printed is the folder with tables and figures.
    """
    if update is not None:
        from simkansen.report.sensitivity import BLOCK

        check_markers(update, BLOCK)
    if dry_run:
        return _say_what_would_run(experiment, scale == "small", results, workers, out.as_json)
    with terminable() as asked:
        done = _analyse(experiment, scale == "small", results, workers, out.quiet, asked)
        _publish(done, update, swings, out)
    return DONE


def _say_what_would_run(
    experiment: Path, small: bool, results: Path, workers: int | None, as_json: bool
) -> int:
    """Say what would be run, how long it takes and what it needs."""
    from simkansen.cli.estimate import what_it_takes
    from simkansen.fitting.sensitivity.file import load_sensitivity
    from simkansen.fitting.sensitivity.forecast import forecast_sensitivity
    from simkansen.schooling import load_system

    expected = forecast_sensitivity(*load_sensitivity(experiment, small=small), results, workers)
    if as_json:
        data_json(expected.as_dict())
        return DONE
    rounds = ", ".join(f"{count:,} {name}" for name, count in expected.evaluations.items())
    every = sum(expected.evaluations.values())
    kept = f", {expected.finished:,} of them finished" if expected.finished else ""
    schools = f"{expected.schools:,} school{'' if expected.schools == 1 else 's'}"
    pupils = f"about {expected.pupils:,} pupils of {load_system().all_levels}"
    lines = (
        f"scenarios    {', '.join(expected.scenarios)}",
        f"parameters   {expected.parameters:,}",
        f"population   {schools}, {pupils} in every evaluation",
        f"evaluations  {every:,}{kept}: {rounds}",
        f"runs         {expected.runs:,}",
        *what_it_takes(expected),
    )
    data("\n".join(lines))
    return DONE


def _analyse(
    experiment: Path, small: bool, results: Path, workers: int | None, quiet: bool, asked: Sequence[int]
) -> Outcome:
    from simkansen.fitting.sensitivity.analysis import run_sensitivity
    from simkansen.fitting.sensitivity.file import load_sensitivity

    spec, scenarios = load_sensitivity(experiment, small=small)
    with Display(quiet) as display:
        return run_sensitivity(
            spec,
            scenarios,
            results,
            workers=workers,
            on_progress=watching(display, asked),
            command=["simkansen", *sys.argv[1:]],
        )


def _publish(done: Outcome, page: Path | None, swings: Path | None, out: options.Output) -> None:
    from simkansen.report.figures.tornado import write_tornados
    from simkansen.report.sensitivity import json_content, terminal_text, write_page, write_swings

    pictures = write_tornados(done.folder)
    if page is not None:
        write_page(done.folder, page)
    if swings is not None:
        write_swings(done.folder, swings)
    if out.as_json:
        data_json(json_content(done.folder))
        return
    if not out.quiet:
        data(terminal_text(done.folder))
        say(f"\nFigures, one a measure: {len(pictures)} in {done.folder / 'figures'}")
    data(str(done.folder))
