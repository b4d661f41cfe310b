"""``simkansen run``: simulate, measure, summarise, and make the page."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import Display, data, data_json, duration, say, shown
from simkansen.cli.entry import DONE, SOME_FAILED
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.loading import load_scenarios, with_options

if TYPE_CHECKING:
    from simkansen.runs import Progress, RunResult
    from simkansen.scenario import Scenario


@opens_with(
    "simkansen run scenarios/baseline.yaml scenarios/tutoring.yaml",
    "simkansen run my-town.yaml --replications 40 --workers 4",
    "simkansen run scenarios/national.yaml scenarios/national-tutoring.yaml --dry-run",
)
@click.command("run", cls=Verb, context_settings=SETTINGS)
@options.scenario_files()
@options.these(
    options.results,
    options.workers,
    options.replications,
    options.seed,
    options.point,
    options.lang,
    options.as_json,
    options.quiet,
    options.verbose,
    options.dry_run,
)
def command(
    files: tuple[Path, ...],
    results: Path,
    workers: int | None,
    replications: int | None,
    seed: int | None,
    point: bool,
    lang: str,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    dry_run: bool,
) -> int:
    """Simulate scenarios on the same pupils and make the page.

    The first file is the reference that the others are compared with. What was interrupted is continued by
    the same command. The last line printed is the path of the page.
    """
    scenarios = with_options(load_scenarios(files), replications, seed, point)
    if dry_run:
        return _say_what_would_run(scenarios, workers, results, as_json)
    with _terminable() as asked:
        result = _simulate(scenarios, results, workers, quiet, asked)
        if verbose or result.failures:
            _say_how_it_went(result)
        if not result.finished:
            say(f"No replication finished; {result.folder / 'log.jsonl'} says where each of them stopped.")
            return SOME_FAILED
        _publish(result, lang, as_json, quiet)
    return SOME_FAILED if result.failures else DONE


def _simulate(
    scenarios: Sequence[Scenario], results: Path, workers: int | None, quiet: bool, asked: Sequence[int]
) -> RunResult:
    from simkansen.runs import Interrupted, run_scenarios

    with Display(quiet) as display:

        def show(progress: Progress) -> None:
            if asked:
                raise Interrupted(asked[0])
            display(progress)

        return run_scenarios(
            scenarios, results, workers=workers, on_progress=show, command=["simkansen", *sys.argv[1:]]
        )


@contextmanager
def _terminable() -> Iterator[Sequence[int]]:
    """Stop in good order when the user (Ctrl-C) or the machine (SIGTERM) asks for it, and say so.

    Yields
    ------
    sequence of int
        Signals that came. An error raised by a signal is lost when it strikes in a callback of the
        interpreter, so whoever works long looks here now and then.
    """
    from simkansen.runs import Interrupted

    asked: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        raise Interrupted(number)

    ours = threading.current_thread() is threading.main_thread()
    caught = (signal.SIGTERM, signal.SIGINT) if ours else ()
    before = {number: signal.signal(number, stop) for number in caught}
    try:
        yield asked
    except (KeyboardInterrupt, Interrupted):
        say("Interrupted. What is finished is kept; the same command continues from there.")
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say_how_it_went(result: RunResult) -> None:
    kept = f", {result.reused} of them kept from before" if result.reused else ""
    say(f"Replications finished: {len(result.finished)}, in {duration(result.wall_seconds)}{kept}.")
    for failure in result.failures:
        say(f"Replication {failure.replication} failed ({failure.phase}): {failure.error}")
    if result.failures:
        say(f"{len(result.failures)} failed; more is in {result.folder / 'log.jsonl'}.")


def _publish(result: RunResult, lang: str, as_json: bool, quiet: bool) -> None:
    """Make the page; print the findings and, as the last line, where the page is."""
    from simkansen.report import summary_json, terminal_summary, write_report
    from simkansen.report.words import Words

    page = write_report(result.folder, lang)
    if as_json:
        content = {
            "results": str(result.folder),
            "report": str(page),
            "finished": list(result.finished),
            "failed": [failure.as_dict() for failure in result.failures],
            "findings": summary_json(result.folder),
        }
        data_json(content)
        return
    if not quiet:
        data(terminal_summary(result.folder, lang))
        words = Words(lang)
        say(f"\n{words('cli.next')} simkansen show {shown(result.folder)}\n{words('cli.page')}")
    data(str(page))


def _say_what_would_run(
    scenarios: Sequence[Scenario], workers: int | None, results: Path, as_json: bool
) -> int:
    """Say what would be run, how long it takes and what it needs."""
    from simkansen.cli.estimate import dry_run

    expected = dry_run(scenarios, workers, results)
    if as_json:
        data_json(expected.as_dict())
    else:
        data(expected.in_words())
    return DONE
