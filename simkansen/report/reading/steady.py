"""How far the middle of a figure would move with another seed, and which orders would survive that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from simkansen.report.figures.parts import Context
from simkansen.report.reading.causes import Cause
from simkansen.report.reading.findings import Doubts
from simkansen.report.reading.records import Band
from simkansen.report.words import Words
from simkansen.runs.draws import CLAIM, FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.runs.draws.monte_carlo import FEWEST_PAIRS

_MOST = 3

_FEWEST_TOLD = 2 * FEWEST_PAIRS
"""With fewer simulations than this it cannot be told how far a median would move."""

_NAMED = 2
"""More scenarios than this are counted, not named."""


def moves(context: Context, key: str = "sure.moves") -> list[str]:
    """Return how far the median of each headline figure would move with other simulations.

    Parameters
    ----------
    context
        The results, in one language.
    key
        The text: ``sure.moves``, or ``school.moves`` for a school.

    Returns
    -------
    list of str
        One sentence; none where the results do not tell. Of too few simulations it says that they are.
    """
    words, n = context.words, context.results.n_runs
    if FEWEST_DRAWS <= n < _FEWEST_TOLD and not context.middles_alone:
        unknown = "school.moves_unknown" if key == "school.moves" else "sure.moves_unknown"
        return [words(unknown, n=words.number(n), least=words.number(_FEWEST_TOLD))]
    known = {band.scenario: e for band in headline(context) if (e := band.median_error) is not None}
    if not known:
        return []
    places = places_of(min((error for error in known.values() if error > 0), default=0.0))
    told = {name: _told(words, error, places) for name, error in known.items()}
    same = next(iter(told.values())) if len(set(told.values())) == 1 else ""
    each = (f"{weeks} (‘{context.label(name)}’)" for name, weeks in told.items())
    said = words(_key_of(context, key), weeks=same or words.listed(each))
    # Another seed makes other pupils too, of which simulations of the same ones know nothing.
    return [said if context.results.redrawn else f"{said} {words('sure.moves_same')}"]


def _key_of(context: Context, key: str) -> str:
    """Return the text for so many interventions and simulations."""
    if key != "sure.moves":
        return key
    if len(context.effects) < 2:
        return "sure.moves_alone"
    return "sure.moves_few" if context.few_counted else key


def _told(words: Words, error: float, places: int) -> str:
    """Return an error as text; one too small for the decimals is no nothing."""
    least = 10.0**-places
    if 0.0 < error < least / 2:
        return words("form.under", share=words.number(least, places))
    return words.number(error, places)


def headline(context: Context) -> list[Band]:
    """Return the figures that a reading begins with: weeks recovered, or the delay of a scenario alone."""
    if context.effects:
        return [effect.weeks for effect in context.effects]
    band = context.results.one("delay_weeks", of=context.results.reference.name)
    return [] if band is None else [band]


def places_of(error: float) -> int:
    """Return how many decimals show an error: two, three where it is below a hundredth."""
    return 2 if error >= 0.01 or error == 0 else _MOST


def error_text(context: Context, band: Band) -> str:
    """Return the Monte Carlo error of a median as text."""
    error = band.median_error
    return context.words("form.unknown") if error is None else context.words.number(error, _MOST)


def marks_of(context: Context) -> str:
    """Return what marks, lines and bands are: medians alone where the runs are too few for intervals."""
    words, n = context.words, context.results.n_runs
    if n < FEWEST_DRAWS:
        return words.counted("few.marks", n)
    return words("few.pupils" if context.middles_alone else "caption.marks")


Order = Literal["weeks", "price", "gap"]
"""What scenarios are put in order by: weeks recovered, what a week costs, or the gap that narrows."""


def close_texts(context: Context, first: str, found: Doubts, by: Order = "weeks") -> list[str]:
    """Return why a scenario may not be said to come before others: a sentence for each reason, or none.

    Each names what the order is by, as it need not stand behind what tells that. Those that are the same as
    it in every simulation are told as one with it, and not here (`same_texts`).
    """
    by_reason: dict[_Reason, Doubts] = {}
    for name, doubt in found.items():
        if doubt.why != "same":
            by_reason.setdefault((doubt.why, doubt.cause, doubt.counted), {})[name] = doubt
    told = [_close(context, first, why, doubts, by) for why, doubts in by_reason.items()]
    if any(why == "share" for why, _, _ in by_reason):
        told.append(context.words("overview.close.claim", claim=context.words.percent(CLAIM)))
    return told


def same_texts(context: Context, groups: Iterable[Sequence[str]], by: Order = "weeks") -> list[str]:
    """Return which scenarios are the same in every simulation: a sentence for each group of them."""
    words = context.words
    return [words(f"overview.same.{by}", labels=quoted(context, names)) for names in groups]


def quoted(context: Context, names: Iterable[str]) -> str:
    """Return scenarios as a list, each between quotation marks."""
    return context.words.listed(f"‘{context.label(name)}’" for name in names)


_Reason = tuple[str, Cause, int]
"""Why, by what cause, and in how many of the simulations both have a value (zero: all)."""


def _close(context: Context, first: str, reason: _Reason, found: Doubts, by: Order) -> str:
    """Return a sentence for the scenarios that are in doubt for one reason, and one on what causes it."""
    why, cause, counted = reason
    words, shares = context.words, [doubt.share for doubt in found.values()]
    ends = words.percent(min(shares)), words.percent(max(shares))
    labels = quoted(context, found)
    if len(found) > _NAMED:
        labels = words("overview.others", n=words.number(len(found)))
    told = words(
        f"overview.close.{why}",
        label=context.label(first),
        labels=labels,
        what=words(f"overview.close.what.{by}"),
        share=words.between(*ends),
        fewest=words.number(FEWEST_COUNTED),
    )
    if counted:
        runs = {"k": words.number(counted), "all": words.number(context.results.n_runs)}
        told = f"{told} {words('overview.close.counted', **runs)}"
    return f"{told} {words(f'overview.close.cause.{cause}')}" if cause else told
