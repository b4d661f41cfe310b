"""``simkansen sweep``: do all runs of an experiment, here or on a cluster, and lose none."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simkansen.cli import options
from simkansen.cli.console import Display, data, data_json, duration, say, shown
from simkansen.cli.entry import DONE, SOME_FAILED
from simkansen.cli.experiments import is_scenario, look_at, say_what_would_run
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.language import in_words
from simkansen.cli.loading import make_pages_again
from simkansen.cli.stopping import terminable
from simkansen.phrases import joined, phrase, phrase_of
from simkansen.work.stopping import watching

if TYPE_CHECKING:
    from simkansen.sweep.ask.loading import Experiment
    from simkansen.sweep.running.agenda import Shard
    from simkansen.sweep.running.sweep import SweepResult
    from simkansen.work.engines import Engine
    from simkansen.work.progress import OnProgress
    from simkansen.work.storage.csv_style import CsvStyle


def _shard(context: click.Context, parameter: click.Parameter, value: str | None) -> Shard | None:
    """Read ``I/N``."""
    if value is None:
        return None
    from simkansen.sweep.running.agenda import parse_shard

    try:
        return parse_shard(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@opens_with(
    "simkansen sweep experiments/tutoring-dose.yaml",
    "simkansen sweep experiments/tutoring-dose.yaml --dry-run",
    "simkansen sweep experiments/tutoring-dose.yaml --shard 3/8 --results /shared/results",
    takes={"experiment": "a file that names scenarios and what is varied in them (docs/experiment-files.md)"},
)
@click.command("sweep", cls=Verb, context_settings=SETTINGS)
@click.argument(
    "experiment",
    metavar="EXPERIMENT",
    type=click.Path(dir_okay=False, path_type=Path),
    is_eager=True,
    callback=options.settles_country,
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask", "slurm"]),
    default="local",
    show_default=True,
    help="Where runs are done: worker processes here, a Dask cluster, or jobs of SLURM.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster; without it one is started here.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Jobs that SLURM is asked for.")
@click.option(
    "--shard", callback=_shard, metavar="I/N", help="Do the I-th of N equal parts only, as in a job array."
)
@click.option(
    "--merge",
    "others",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="First take the runs of another results folder of this experiment; may be given more than once.",
)
@click.option("--fresh", is_flag=True, help="Remove the runs that are there, and start anew.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.option(
    "--scale",
    type=click.Choice(["full", "small"]),
    default="full",
    show_default=True,
    help="small: two schools and few points, to try it out; its figures mean nothing.",
)
@options.these(
    options.results,
    options.figures,
    options.csv_style,
    options.workers,
    options.lang,
    options.output(options.as_json, options.quiet, options.verbose),
    options.dry_run,
)
def command(
    experiment: Path,
    engine: str,
    scheduler: str | None,
    jobs: int | None,
    shard: Shard | None,
    others: tuple[Path, ...],
    fresh: bool,
    yes: bool,
    scale: str,
    results: Path,
    figures: bool,
    csv_style: CsvStyle | None,
    workers: int | None,
    lang: str,
    out: options.Output,
    dry_run: bool,
) -> int:
    """Do all runs of an experiment that are not finished, in any order, with any number of workers.

    What was interrupted is continued by the same command; an experiment that is extended keeps its runs. A
    run that fails is kept as data, and the rest goes on. Prints what does most, how sure that is, and, as the
    last line, the results folder, with tables/ and figures/ in it. 'simkansen show' tells the rest.
    """
    if is_scenario(experiment):
        said = phrase("{experiment} is a scenario, not an experiment", experiment=experiment)
        raise click.UsageError(
            phrase("{said}; write: simkansen run {experiment}", said=said, experiment=shown(experiment))
        )
    looked = look_at(experiment, scale == "small")
    asked = looked.asked
    for line in looked.lines:
        say(line)
    if not fresh:
        _say_what_is_replaced(asked, results)
    if dry_run:
        say_what_would_run(looked, results, workers, out.as_json, out.quiet)
        return DONE
    if fresh and not yes:
        _ask(asked, results)
    with terminable() as signals, _engine(engine, scheduler, jobs, workers, asked.spec.name) as where:
        if others:
            _take(asked, results, others, out.quiet)
        with Display(out.quiet) as display:
            show = watching(display, signals)
            done = _sweep(asked, experiment, results, where, shard, fresh, csv_style, show)
        if shard is None or done.complete:
            _analyse(done, lang, figures, out.quiet)
        elif not out.quiet:
            ended = done.finished + done.failed
            last = "the shard that completes it makes tables and figures"
            say(
                phrase(
                    "{ended} of the sweep's {asked} runs have ended; {last}.",
                    ended=ended,
                    asked=done.asked,
                    last=last,
                )
            )
    _publish(done, lang, out)
    return SOME_FAILED if done.failed or done.empty else DONE


def _engine(name: str, scheduler: str | None, jobs: int | None, workers: int | None, sweep: str) -> Engine:
    if scheduler is not None and name != "dask":
        raise click.UsageError("--scheduler is of the dask engine; add --engine dask")
    if jobs is not None and name != "slurm":
        raise click.UsageError("--jobs is of the slurm engine; add --engine slurm")
    if name == "local":
        from simkansen.work.engines import local

        return local(workers)
    from simkansen.runs.same_bits import what_decides
    from simkansen.work.cluster.engines import dask, slurm
    from simkansen.work.errors import EngineError

    try:
        if name == "dask":
            return dask(scheduler, workers, what_decides)
        return slurm(jobs or 1, decides=what_decides, name=sweep)
    except EngineError as error:
        raise click.UsageError(str(error)) from None


def _ask(asked: Experiment, results: Path) -> None:
    """Ask before runs are removed, on a terminal only."""
    from simkansen.sweep.store.places import results_folder

    folder = results_folder(asked, results)
    if folder.is_dir() and sys.stdin.isatty():
        asks = phrase("Remove the runs in {folder}?", folder=shown(folder))
        click.confirm(in_words(asks), abort=True, err=True)


def _say_what_is_replaced(asked: Experiment, results: Path) -> None:
    """Say, before anything runs, what of an earlier sweep in the same folder will not be told any more."""
    from simkansen.sweep.running.replaced import replaced
    from simkansen.sweep.store.places import results_folder

    folder = results_folder(asked, results)
    for line in replaced(asked, folder):
        say(joined(": ", (shown(folder), line)))


def _take(asked: Experiment, results: Path, others: Sequence[Path], quiet: bool) -> None:
    from simkansen.sweep.store.places import take_runs

    try:
        taken = take_runs(asked, results, others)
    except (ValueError, FileNotFoundError) as error:
        raise click.UsageError(str(error)) from None
    if not quiet:
        say(phrase("Runs taken from {shown}: {taken}.", shown=shown(*others), taken=taken))


def _sweep(
    asked: Experiment,
    file: Path,
    results: Path,
    where: Engine,
    shard: Shard | None,
    fresh: bool,
    csv_style: CsvStyle | None,
    show: OnProgress,
) -> SweepResult:
    from simkansen.sweep.running.agenda import WHOLE
    from simkansen.sweep.running.sweep import run_sweep
    from simkansen.work.storage.store import BusyError

    command, written = ["simkansen", *sys.argv[1:]], file.read_text(encoding="utf-8")
    part = shard or WHOLE
    try:
        return run_sweep(
            asked,
            results,
            where,
            written=written,
            shard=part,
            fresh=fresh,
            csv_style=csv_style,
            on_progress=show,
            command=command,
        )
    except BusyError as error:
        raise click.ClickException(str(error)) from None


def _analyse(done: SweepResult, lang: str, figures: bool, quiet: bool) -> None:
    """Make the tables and figures; of several shards the one does that completes the sweep.

    Pages that are there are made again, as they tell what was asked and known before; so with tables and
    figures, which are removed where no run of what is asked now has finished.
    """
    from simkansen.report import FORMS, remove_told

    if not done.finished:
        pages = remove_told(done.folder)
        if pages and not quiet:
            said = "No run of what is asked now has finished, so pages that were there are removed"
            say(joined("", (said, ": ", ", ".join(page.name for page in pages), ".")))
        return
    from simkansen.report.csv_files import with_those_there
    from simkansen.report.sweep.findings import write_analysis

    write_analysis(done.folder, lang, FORMS if figures else ("svg",))
    if done.restyled:
        with_those_there(done.folder, [], [])
    make_pages_again(done.folder, quiet)


def _publish(done: SweepResult, lang: str, out: options.Output) -> None:
    """Print what was found and, as the last line, where it is."""
    if out.as_json:
        numbers = {name: getattr(done, name) for name in ("finished", "failed", "kept", "left")}
        told = {"empty": list(done.empty), "failures": list(done.failures)}
        data_json({"results": str(done.folder), **numbers, **told})
        return
    if out.verbose or done.failed or done.left:
        _say_how_it_went(done)
    of_runs = (
        "the one run that finished"
        if done.finished == 1
        else phrase("any of the {finished} runs that finished", finished=done.finished)
    )
    for measure in done.empty:
        say(phrase("'{measure}' has no value in {of_runs}.", measure=measure, of_runs=of_runs))
    if not out.quiet:
        _say_what_was_found(done, lang, out.verbose)
    data(str(done.folder))


def _say_what_was_found(done: SweepResult, lang: str, whole: bool) -> None:
    """Print what matters most, or with `whole` all that was found, and say what tells the rest."""
    if done.finished:
        from simkansen.report.sweep.findings import sweep_lines, sweep_text
        from simkansen.report.words import Words

        words = Words(lang)
        data(f"{sweep_text(done.folder, lang)}\n" if whole else sweep_lines(done.folder, lang))
        say(phrase("{words} simkansen show {folder}", words=words("cli.next"), folder=shown(done.folder)))
        say(phrase("{words} simkansen report {folder}", words=words("cli.pages"), folder=shown(done.folder)))


def _say_how_it_went(done: SweepResult) -> None:
    kept = phrase(", {kept} of them kept from before", kept=done.kept) if done.kept else ""
    say(
        phrase(
            "Runs finished: {finished}{kept}; this start took {duration}.",
            finished=done.finished,
            kept=kept,
            duration=duration(done.wall_seconds),
        )
    )
    for row in done.failures:
        about = phrase(
            "{scenario}, point {point}, replication {replication}",
            scenario=row["scenario"],
            point=row["point"],
            replication=row["replication"],
        )
        say(phrase("{about} failed ({phase}): {error}", about=about, phase=row["phase"], error=row["error"]))
    if done.failed:
        say(
            phrase(
                "{failed} failed; more is in {folder}.",
                failed=done.failed,
                folder=shown(done.folder / "log.jsonl"),
            )
        )
    if done.left:
        say(
            phrase_of(
                done.left,
                "The budget is spent: {number} run is left. The same command does it.",
                "The budget is spent: {number} runs are left. The same command does more of them.",
            )
        )
