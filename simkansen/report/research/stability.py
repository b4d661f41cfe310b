"""Whether there are enough replications: the Monte Carlo error of each mean, and what would halve it."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, isfinite

from simkansen.report.figures.parts import Context, TextTable, tabled
from simkansen.report.reading.replications import headline_by_run, precision
from simkansen.runs.draws import FEWEST_DRAWS

OUTER = 0.05
"""Share of the runs beyond each end of an interval."""


def table(context: Context) -> TextTable | None:
    """Return the mean with its Monte Carlo error for each scenario; None with too few draws."""
    words, runs = context.words, headline_by_run(context)
    if runs is None or runs.independent < FEWEST_DRAWS:
        return None
    known = {n: precision(v, runs.draws) for n, v in zip(runs.names, runs.values, strict=True)}

    def interval(name: str) -> str:
        return words.between(*(words.number(end, 3) for end in (known[name].low, known[name].high)))

    def part(name: str) -> str:
        mean, error = known[name].mean, known[name].error
        return words.percent(error / abs(mean) if mean and isfinite(error) else None)

    columns: dict[str, Callable[[str], str]] = {
        words("head.scenario"): context.label,
        words("research.head.mean"): lambda name: words.number(known[name].mean, 3),
        words("research.head.error"): lambda name: words.number(known[name].error, 3),
        words("research.head.mean_interval"): interval,
        words("research.head.error_share"): part,
        words("research.head.more"): lambda _: words.number(further(len(runs.replications))),
    }
    return tabled(words("research.stability.table"), known, columns)


def further(replications: int) -> int:
    """Return how many more replications halve a Monte Carlo error: it falls with the root of their number."""
    return 3 * replications


def sentences(context: Context) -> list[str]:
    """Return how the error is reckoned, and what the ends of the intervals rest on."""
    words, runs = context.words, headline_by_run(context)
    if runs is None:
        return [words("research.no_runs")]
    n = len(runs.replications)
    if runs.independent < FEWEST_DRAWS:
        return [words("research.stability.few", n=words.number(n), least=words.number(FEWEST_DRAWS))]
    told = [words("research.stability.how", n=words.number(n))]
    if context.results.source != "point":
        told[0] += " " + words("research.stability.spread", draws=words.number(runs.independent))
    told.append(words("research.stability.halve", n=words.number(further(n))))
    outermost = ceil(OUTER * (n - 1)) + 1
    if outermost <= 3:
        told.append(words("research.stability.ends", n=words.number(n), k=words.number(outermost)))
    return told
