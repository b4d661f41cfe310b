"""Whether there are enough replications: the Monte Carlo error of each mean, and what would halve it."""

from __future__ import annotations

from math import ceil, isfinite

from simkansen.report.figures.parts import Context, Table
from simkansen.report.replications import headline_by_run, precision
from simkansen.sweep.interval import FEWEST_DRAWS

OUTER = 0.05
"""Share of the runs beyond each end of an interval."""


def table(context: Context) -> Table | None:
    """Return the mean with its Monte Carlo error for each scenario; None with too few draws."""
    words, runs = context.words, headline_by_run(context)
    if runs is None or runs.independent < FEWEST_DRAWS:
        return None
    rows = []
    for name, values in zip(runs.names, runs.values, strict=True):
        found = precision(values, runs.draws)
        ends = words.between(words.number(found.low, 3), words.number(found.high, 3))
        part = found.error / abs(found.mean) if found.mean else float("inf")
        rows.append(
            [
                context.label(name),
                words.number(found.mean, 3),
                words.number(found.error, 3),
                ends,
                words.percent(part) if isfinite(part) else words("form.unknown"),
                words.number(further(len(runs.replications))),
            ]
        )
    keys = ("mean", "error", "mean_interval", "error_share", "more")
    head = [words("head.scenario"), *(words(f"research.head.{key}") for key in keys)]
    return Table(words("research.stability.table"), head, rows)


def further(replications: int) -> int:
    """Return how many more replications halve a Monte Carlo error: it falls with the root of their number."""
    return 3 * replications


def sentences(context: Context) -> list[str]:
    """Return how the error is reckoned, and what the ends of the intervals rest on."""
    words, runs = context.words, headline_by_run(context)
    if runs is None:
        return [words("research.no_runs")]
    n = len(runs.replications)
    if runs.independent < 2:
        return [words("asked.runs_one")]
    if runs.independent < FEWEST_DRAWS:
        return [words("research.stability.few", n=words.number(n), least=words.number(FEWEST_DRAWS))]
    told = [words("research.stability.how", n=words.number(n), draws=words.number(runs.independent))]
    told.append(words("research.stability.halve", n=words.number(further(n))))
    outermost = ceil(OUTER * (n - 1)) + 1
    if outermost <= 3:
        told.append(words("research.stability.ends", n=words.number(n), k=words.number(outermost)))
    return told
