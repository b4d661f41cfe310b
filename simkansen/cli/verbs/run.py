"""``simkansen run``: simulate, measure, summarise, and make the page."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, duration, say, shown
from simkansen.cli.entry import DONE, SOME_FAILED
from simkansen.cli.estimate import expected_run, say_estimate
from simkansen.cli.experiments import is_experiment
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import (
    load_scenarios,
    make_pages_again,
    make_room,
    say_if_short_now,
    say_notes,
    with_options,
)
from simkansen.cli.stopping import terminable, working
from simkansen.phrases import phrase

if TYPE_CHECKING:
    from simkansen.runs import RunResult
    from simkansen.work.storage.csv_style import CsvStyle


_COMPILING = "; the first time after installing about 30 s more"


@opens_with(
    "simkansen run scenarios/baseline.yaml scenarios/tutoring.yaml",
    "simkansen run my-town.yaml --replications 40 --workers 4",
    "simkansen run scenarios/national.yaml scenarios/national-tutoring.yaml --dry-run",
    takes={"files": "scenario files; 'simkansen new my-town.yaml' writes one to start from"},
)
@click.command("run", cls=Verb, context_settings=SETTINGS)
@options.scenario_files()
@options.these(
    options.results,
    options.workers,
    options.over_the_files(options.replications, options.seed, options.point, options.unlike_parameters),
    options.lang,
    options.figures,
    options.csv_style,
    options.output(options.as_json, options.quiet, options.verbose),
    options.dry_run,
)
def command(
    files: tuple[Path, ...],
    results: Path,
    workers: int | None,
    run: Mapping[str, object],
    lang: str,
    figures: bool,
    csv_style: CsvStyle | None,
    out: options.Output,
    dry_run: bool,
) -> int:
    """Simulate scenarios on the same pupils and make the page.

    The first file is the reference that the others are compared with; a scenario with interventions that
    stands alone is compared with itself without them. What was interrupted is continued by
    the same command. Prints what recovers most, how sure that is, and, as the last line, the path of the
    page for policy. 'simkansen show' tells the rest: costs, staff, who gains, and what to be careful with.
    """
    if others := list(filter(is_experiment, files)):
        raise click.UsageError(
            phrase(
                "{others} is an experiment; write: simkansen sweep {again}",
                others=others[0],
                again=shown(others[0]),
            )
        )
    scenarios = with_options(load_scenarios(files), run)
    say_notes(scenarios)
    if dry_run:
        return say_estimate(expected_run(scenarios, workers, results), out.as_json, _COMPILING)
    make_room(results)
    from simkansen.runs import run_scenarios

    with working(out.quiet) as show:
        told = ["simkansen", *sys.argv[1:]]
        result = run_scenarios(
            scenarios, results, workers=workers, csv_style=csv_style, on_progress=show, command=told
        )
    with terminable():
        say_if_short_now(result.folder, result.before)
        if out.verbose or result.failures:
            _say_how_it_went(result)
        if not result.finished:
            say(
                phrase(
                    "No replication finished; {folder} says where each of them stopped.",
                    folder=result.folder / "log.jsonl",
                )
            )
            return SOME_FAILED
        _publish(result, lang, out, figures=figures)
    return SOME_FAILED if result.failures else DONE


def _say_how_it_went(result: RunResult) -> None:
    kept = phrase(", {reused} of them kept from before", reused=result.reused) if result.reused else ""
    took = "; this start took " if kept else ", in "
    say(
        phrase(
            "Replications finished: {finished}{kept}{took}{duration}.",
            finished=len(result.finished),
            kept=kept,
            took=took,
            duration=duration(result.wall_seconds),
        )
    )
    for failure in result.failures:
        say(
            phrase(
                "Replication {replication} failed ({phase}): {error}",
                replication=failure.replication,
                phase=failure.phase,
                error=failure.error,
            )
        )
    if result.failures:
        say(
            phrase(
                "{failures} failed; more is in {folder}.",
                failures=len(result.failures),
                folder=result.folder / "log.jsonl",
            )
        )


def _publish(result: RunResult, lang: str, out: options.Output, *, figures: bool) -> None:
    """Make the pages, those in other languages that are there too; print the findings and where a page is."""
    from simkansen import report
    from simkansen.report.csv_files import with_those_there
    from simkansen.report.words import Words

    if result.restyled:
        with_those_there(result.folder, [], [])
    pages = report.write_report(result.folder, langs=[lang], forms=report.FORMS if figures else ("svg",))
    page = next(one for one in pages if "policy" in one.name)
    make_pages_again(result.folder, out.quiet, but=[lang])
    if out.as_json:
        content = {
            "results": str(result.folder),
            "reports": [str(one) for one in pages],
            "finished": list(result.finished),
            "failed": [failure.as_dict() for failure in result.failures],
            "findings": report.summary_json(result.folder),
        }
        data_json(content)
        return
    if not out.quiet:
        if out.verbose:
            data(f"{report.terminal_summary(result.folder, lang)}\n")
        data(report.key_lines(result.folder, lang))
        say(
            phrase(
                "{words} simkansen show {folder}", words=Words(lang)("cli.next"), folder=shown(result.folder)
            )
        )
    data(str(page))
