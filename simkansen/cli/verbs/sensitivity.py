"""``simkansen sensitivity``: which parameters the results rest on, and whether the order holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, say
from simkansen.cli.entry import DONE
from simkansen.cli.estimate import say_estimate
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import check_markers
from simkansen.cli.stopping import terminable, working
from simkansen.phrases import phrase

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
    from simkansen.fitting.sensitivity.analysis import run_sensitivity
    from simkansen.fitting.sensitivity.file import load_sensitivity
    from simkansen.fitting.sensitivity.forecast import forecast_sensitivity

    asked = load_sensitivity(experiment, small=scale == "small")
    if dry_run:
        return say_estimate(forecast_sensitivity(*asked, results, workers), out.as_json)
    with working(out.quiet) as show:
        told = ["simkansen", *sys.argv[1:]]
        done = run_sensitivity(*asked, results, workers=workers, on_progress=show, command=told)
    with terminable():
        _publish(done, update, swings, out)
    return DONE


def _publish(done: Outcome, page: Path | None, swings: Path | None, out: options.Output) -> None:
    from simkansen.fitting.sensitivity.reading import AnalysisFolder, write_swings
    from simkansen.report.figures.tornado import write_tornados
    from simkansen.report.sensitivity import terminal_text, write_page

    found = AnalysisFolder(done.folder)
    pictures = write_tornados(found)
    if page is not None:
        write_page(found, page)
    if swings is not None:
        write_swings(found, swings)
    if out.as_json:
        data_json(found.as_dict())
        return
    if not out.quiet:
        data(terminal_text(found))
        say(
            phrase(
                "\nFigures, one a measure: {pictures} in {folder}",
                pictures=len(pictures),
                folder=done.folder / "figures",
            )
        )
    data(str(done.folder))
