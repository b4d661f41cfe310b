"""When the order of the interventions turns: how far apart the medians are, and how often the runs agree."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from simkansen.report.figures.parts import Context, TextTable, tabled
from simkansen.report.reading.replications import counted, effects_by_run


@dataclass(frozen=True, slots=True)
class Flip:
    """Two neighbours in the order of the medians, and what would make them change places.

    Attributes
    ----------
    first, second
        Scenario names.
    ahead
        Share of the runs in which the first recovers more than the second.
    same
        Whether both recover the same in every run, so that neither has a place before the other.
    more
        Factor (1 or more) by which the second would have to recover more for the medians to be equal, all
        else the same; None where its median is not above zero.
    less
        Factor (1 or less) by which the first would have to recover less for that; None where its median is
        not above zero, or the second's is not.
    """

    first: str
    second: str
    ahead: float
    more: float | None
    less: float | None
    same: bool = False


def break_even(first: float, second: float) -> tuple[float | None, float | None]:
    """Return by which factor the second must grow, or the first shrink, to be equal.

    Parameters
    ----------
    first, second
        Medians of weeks recovered, the first at least the second.

    Returns
    -------
    more, less : float or None
        ``first / second`` and ``second / first``; None where both are not above zero.
    """
    if second <= 0 or first <= 0:
        return None, None
    return first / second, second / first


def flips(context: Context) -> list[Flip]:
    """Return every two neighbours of the ranking, or nothing without a ranking."""
    rank = context.ranking
    if rank is None:
        return []
    medians = {e.name: e.weeks.median for e in context.effects}
    pairs = zip(rank.names, rank.names[1:], rank.beats_next, strict=False)
    return [
        Flip(a, b, ahead, *break_even(medians[a], medians[b]), b in rank.same_as(a)) for a, b, ahead in pairs
    ]


def table(context: Context) -> TextTable | None:
    """Return the ranking with how sure each place is and what would turn it, or None without a ranking."""
    rank, words, found = context.ranking, context.words, flips(context)
    if rank is None:
        return None
    after = dict(zip(rank.names, found, strict=False))
    best = dict(zip(rank.names, rank.best, strict=True))

    def same(name: str) -> str:
        return words("flips.same") if name in after and after[name].same else ""

    def place(name: str) -> str:
        """Return the place of the first of those that are the same as it."""
        return f"{min(map(rank.names.index, rank.same_as(name))) + 1}. {context.label(name)}"

    def ahead(name: str) -> str:
        return same(name) or (_counted(context, after[name].ahead) if name in after else "–")

    def times(name: str) -> str:
        if same(name):
            return "–"
        more = after[name].more if name in after else None
        return words("flips.times", n=words.number(more, _places(more))) if more else "–"

    def less(name: str) -> str:
        if same(name):
            return "–"
        part = after[name].less if name in after else None
        return words.percent(1 - part) if part else "–"

    columns: dict[str, Callable[[str], str]] = {
        words("head.intervention"): place,
        words("head.best_tied" if rank.tied else "head.best"): lambda n: _counted(context, best[n]),
        words("head.beats"): ahead,
        words("flips.more"): times,
        words("flips.less"): less,
    }
    return tabled(words("flips.table"), rank.names, columns)


def sentences(context: Context) -> list[str]:
    """Return in a sentence what it takes to turn the first place, and how to read the factors."""
    words, found = context.words, [flip for flip in flips(context) if not flip.same]
    if not found:
        return []
    key = "flips.how_point" if context.results.source == "point" else "flips.how"
    first, how = found[0], [words(key), words("flips.interval")]
    labels = {"first": context.label(first.first), "second": context.label(first.second)}
    if first.more is None or first.less is None or first.first != flips(context)[0].first:
        return how
    told = words(
        "flips.first",
        **labels,
        more=words.percent(first.more - 1),
        less=words.percent(1 - first.less),
        share=words.percent(1 - first.ahead),
    )
    return [told, *how]


def _places(times: float) -> int:
    """Return how many decimals show a factor: as many as give two digits of how far it is from one."""
    return min(2, max(0, 1 - math.floor(math.log10(max(abs(times - 1), 0.01)))))


def _counted(context: Context, share: float) -> str:
    """Return a share of the simulations with the interval that counts how few they are."""
    runs = effects_by_run(context)
    return context.words.percent(share) if runs is None else counted(context, share, runs)
