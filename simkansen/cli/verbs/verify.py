"""``simkansen verify``: do stored runs again and say whether every number is the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, say, table
from simkansen.cli.entry import DIFFERENT, DONE, SOME_FAILED
from simkansen.cli.help import SETTINGS, OptionOfPhrase, Verb, opens_with
from simkansen.cli.loading import find_results
from simkansen.cli.stopping import working
from simkansen.phrases import phrase, phrase_of

if TYPE_CHECKING:
    from simkansen.work.verification import Verification

SAMPLE = 5
"""What is done again unless one asks for more: a handful."""

_SHOWN = 20
"""Differences that are shown one by one; --json has all of them."""

_INTERRUPTED = "Interrupted. Nothing was compared, and the results are as they were."


@opens_with(
    "simkansen verify results/baseline-1a2b3c4d5e",
    "simkansen verify results/tutoring-dose-1a2b3c4d5e --sample 20 --workers 4",
    "simkansen verify results/baseline-1a2b3c4d5e --all --json",
)
@click.command("verify", cls=Verb, context_settings=SETTINGS)
@click.argument("folder", required=False, metavar="[RESULTS]")
@click.option(
    "--sample",
    cls=OptionOfPhrase,
    type=click.IntRange(min=1),
    metavar="N",
    help=phrase(
        "Replications to do again, of a sweep each at one point, with all their scenarios; "
        "{sample} by default, spread by a fixed rule.",
        sample=SAMPLE,
    ),
)
@click.option("--all", "everything", is_flag=True, help="Do every stored run again.")
@options.these(
    options.results, options.latest, options.workers, options.output(options.as_json, options.quiet)
)
def command(
    folder: str | None,
    sample: int | None,
    everything: bool,
    results: Path,
    latest: bool,
    workers: int | None,
    out: options.Output,
) -> int:
    """Do stored runs again and say whether every number is the same.

    RESULTS is a results folder of run or sweep, the first letters of its name, or a scenario in it; nothing
    is written into it.
    The same versions, platform and code must give the same bits, others the same numbers within 1e-9. Ends
    with 6 when something is different, and with 4 when a run failed that had finished.
    """
    if everything and sample is not None:
        raise click.UsageError("--all and --sample do not go together; give one of them")
    found = find_results(folder, results, latest=latest)
    done = _verify(found, None if everything else sample or SAMPLE, workers, out.quiet)
    if out.as_json:
        data_json(_as_dict(found, done))
    else:
        _tell(found, done)
    if done.differences:
        return DIFFERENT
    return SOME_FAILED if done.failures else DONE


def _verify(folder: Path, sample: int | None, workers: int | None, quiet: bool) -> Verification:
    from simkansen.work.storage.manifest_file import read_manifest

    is_sweep = read_manifest(folder).get("kind") == "sweep"
    with working(quiet, _INTERRUPTED) as look:
        if not is_sweep:
            from simkansen.runs.verify import verify_runs

            return verify_runs(folder, sample, workers, look)
        from simkansen.sweep.verification.verify import verify_sweep

        return verify_sweep(folder, sample, workers, look)


def _as_dict(folder: Path, done: Verification) -> dict[str, Any]:
    return {
        "results": str(folder),
        "kind": done.kind,
        "same": not done.differences and not done.failures,
        "to_the_bit": done.exact,
        "since": {name: {"then": then, "now": now} for name, (then, now) in done.since.items()},
        "again": list(done.again),
        "stored": done.stored,
        "numbers": done.numbers,
        "beside": list(done.beside),
        "differences": [
            {"run": one.run, "measure": one.measure, "stored": one.stored, "now": one.now}
            for one in done.differences
        ],
        "failures": [failure.as_dict() for failure in done.failures],
        "notes": list(done.notes),
    }


def _tell(folder: Path, done: Verification) -> None:
    what = phrase("replications") if done.kind == "run" else phrase("replications of points")
    data(phrase("results   {folder}", folder=folder))
    data(
        phrase(
            "again     {again:,} of {stored:,} {what}, each with all its scenarios",
            again=len(done.again),
            stored=done.stored,
            what=what,
        )
    )
    for name in done.again[:_SHOWN]:
        data(phrase("          {name}", name=name))
    if len(done.again) > _SHOWN:
        data(phrase("          and {again:,} more", again=len(done.again) - _SHOWN))
    data(phrase("compared  {numbers:,} stored numbers{and_}", numbers=done.numbers, and_=_and(done)))
    if done.exact:
        data("how       to the bit: versions, platform and code are those of the manifest")
    else:
        data("how       within 1e-9, as these are not those of the manifest:")
        for name, (then, now) in done.since.items():
            data(phrase("          {name}: {then} then, {now} now", name=name, then=then, now=now))
    for note in done.notes:
        data(phrase("note      {note}", note=note))
    for failure in done.failures:
        data(
            phrase(
                "failed    replication {replication} ({phase}): {error}",
                replication=failure.replication,
                phase=failure.phase,
                error=failure.error,
            )
        )
    if done.differences:
        _tell_differences(done)
    elif done.failures:
        data("found     runs that had finished failed now; the others are the same")
    else:
        data("found     everything is the same")


def _and(done: Verification) -> str:
    return phrase(", and {beside}", beside=", ".join(done.beside)) if done.beside else ""


def _tell_differences(done: Verification) -> None:
    many = len(done.differences)
    data(phrase_of(many, "found     {number:,} difference\n", "found     {number:,} differences\n"))
    rows = [(one.run, one.measure, _cell(one.stored), _cell(one.now)) for one in done.differences[:_SHOWN]]
    header = (phrase("run"), phrase("measure"), phrase("stored"), phrase("now"))
    data(table(header, rows))
    if many > _SHOWN:
        say(phrase("and {many:,} more; --json lists them all.", many=many - _SHOWN))


def _cell(value: object) -> str:
    """Write every digit: two numbers may differ in their last bit."""
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)
