"""``simkansen warm-up``: compile the rules of the model ahead of the first run."""

from __future__ import annotations

import time

import click

from simkansen.cli import options
from simkansen.cli.console import data, data_json, duration, say
from simkansen.cli.entry import DONE, SOME_FAILED
from simkansen.cli.help import SETTINGS, Verb, opens_with
from simkansen.cli.stopping import working
from simkansen.phrases import phrase


@opens_with("simkansen warm-up", "simkansen warm-up --workers 4")
@click.command("warm-up", cls=Verb, context_settings=SETTINGS)
@options.these(options.workers, options.output(options.as_json, options.quiet))
def command(workers: int | None, out: options.Output) -> int:
    """Compile the rules of the model ahead, so that the first run does not wait for that.

    It is for the time after installing, or before many start at once, as on a cluster: what is compiled is
    kept in the user's cache, or in the folder NUMBA_CACHE_DIR, until the package changes. What is there
    already is not compiled again.
    """
    started = time.perf_counter()
    from simkansen.compiled import cache_folder, is_all_compiled
    from simkansen.runs.warm_up import warm_up

    with working(
        out.quiet, "Interrupted. What is compiled is kept; the same command compiles the rest."
    ) as show:
        compiled = warm_up(workers, show)
    seconds, kept = time.perf_counter() - started, is_all_compiled()
    if out.as_json:
        data_json({"compiled": compiled, "kept": kept, "seconds": round(seconds, 3)})
    elif kept and not out.quiet:
        data(_said(compiled, seconds))
    if not kept:
        say(phrase(_NOT_KEPT, folder=cache_folder()))
    return DONE if kept else SOME_FAILED


_NOT_KEPT = (
    "What was compiled could not be kept in {folder}. Name a folder that can be written in NUMBA_CACHE_DIR."
)


def _said(compiled: int, seconds: float) -> str:
    if not compiled:
        return "The rules of the model were compiled already."
    return phrase("The rules of the model are compiled; it took {duration}.", duration=duration(seconds))
