"""The comparison at a glance: a table with a row per intervention, and the sentences that matter most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from simkansen.report.figures.parts import Context, TextTable, decimals, tabled
from simkansen.report.reading.findings import Doubts, Effect, equals, order_doubts, shares_first, tied
from simkansen.report.reading.grounds import ground, letter
from simkansen.report.reading.money import cheapest_first, money, price_text
from simkansen.report.reading.own_prices import marked, named_low
from simkansen.report.reading.price_order import close_in_price, prices_of, share_cheapest, shares_lowest
from simkansen.report.reading.records import Band, aligned, common
from simkansen.report.reading.steady import close_texts, quoted, same_texts
from simkansen.report.sections import few_counted
from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.scenario.schema.words import LEAST

GAP = ("parental_education", LEAST)
"""The gap of the overview: parents with the least schooling against those with the most."""


def summary(context: Context) -> TextTable | None:
    """Return what each intervention does, for whom, and at what price, in one row; None without effects."""
    if not context.effects:
        return None
    words, spent = context.words, {m.name: m for m in money(context)}
    places = decimals([e.weeks for e in context.effects])
    narrowed, worse = gap_narrowed(context), context.results.last("worse_off", kind="effect")

    def weeks(effect: Effect) -> str:
        text = words.with_band(effect.weeks, places)
        return words("caution.mark", text=text) if effect.name in context.results.unlike else text

    def alone(effect: Effect, text: str) -> str:
        return "–" if effect.name in context.results.unlike else text

    columns: dict[str, Callable[[Effect], str]] = {
        words("head.intervention"): lambda e: context.label(e.name),
        words("head.weeks"): weeks,
        words("head.evidence"): lambda e: alone(e, ground(e.scenario).letter),
        words("head.helps"): context.helps,
        words("overview.gap"): lambda e: words.with_band(narrowed.get(e.name), 2),
        words("head.worse"): lambda e: words.share_band(worse.get((e.name, "all"))),
        words("head.per_week"): lambda e: marked(
            context, e.name, price_text(words, spent[e.name].price if e.name in spent else None)
        ),
    }
    return tabled(context.of_runs("overview.table", reference=context.reference), context.effects, columns)


def gap_narrowed(context: Context) -> dict[str, Band]:
    """Return per scenario by how many weeks it narrows the gap by parents' education, below zero: widens."""
    by, group = GAP
    bands = context.results.last("gap_weeks", kind="effect", by=by)
    # The gap is below zero for the group that is behind, so that an effect above zero narrows it.
    return {scenario: band for (scenario, found), band in bands.items() if found == group}


def sentences(context: Context) -> list[str]:
    """Return the sentences that matter: what recovers most, what costs least, what narrows the gap most.

    Each tells how sure it is, before which others the first does not surely come, and why. With one
    intervention the table says all of it, and too few runs say nothing of an order.
    """
    if context.middles_alone:
        return []
    if len(context.effects) < 2 or context.few_counted:
        return few_counted(context)
    return [t for t in (_most(context), _cheapest(context), _narrows(context)) if t]


def _most(context: Context) -> str:
    words, first, rank = context.words, context.effects[0], context.ranking
    if len(context.like) < 2:
        return ""
    places = decimals([e.weeks for e in context.effects])
    weeks = words.with_band(first.weeks, places)
    if first.weeks.median <= 0:
        return ""
    if rank is None:
        label = context.label(first.name)
        return words("overview.most", label=label, weeks=weeks, letter=letter(context, first))
    alike, share = rank.same_as(first.name), words.percent(rank.best[0])
    about = {"label": _inside(context, alike), "weeks": weeks, "letter": _letters(context, alike)}
    if len(alike) == len(rank.names):
        return words("overview.most_all", **about)
    told = words("overview.most_tied" if rank.tied else "overview.most_share", **about, share=share)
    if max(rank.best) > rank.best[0]:
        often = rank.best.index(max(rank.best))
        other = _inside(context, rank.same_as(rank.names[often]))
        told += " " + words("overview.more_often", label=other, share=words.percent(rank.best[often]))
    return " ".join([told, *orders(context)])


def _inside(context: Context, names: Iterable[str]) -> str:
    """Return labels as a list for a text that has quotation marks around its one label."""
    return quoted(context, names)[1:-1]


def _letters(context: Context, names: Sequence[str]) -> str:
    """Return what the effects of these rest on, each letter once."""
    found = (letter(context, effect) for effect in context.effects if effect.name in names)
    return context.words.listed(dict.fromkeys(found))


def orders(context: Context) -> list[str]:
    """Return before which interventions the one with the highest median does not surely come, and why.

    Behind that stands which recover the same in every simulation.
    """
    rank = context.ranking
    if rank is None:
        return []
    return [*close_texts(context, rank.names[0], rank.close()), *same_texts(context, rank.equals)]


def _cheapest(context: Context) -> str:
    words, low = context.words, named_low(context)
    found = cheapest_first(one for one in money(context) if one.name not in low)
    price = found[0].price if len(found) > 1 else None
    if price is None or not np.isfinite(price.median):
        return ""
    first, share = found[0], share_cheapest(found)
    groups = equals([one.name for one in found], prices_of(found))
    alike = _with_equals(groups, first.name)
    about = {"label": _inside(context, alike), "price": price_text(words, price)}
    about["letter"] = _letters(context, alike)
    if len(alike) == len(found):
        return words("overview.cheapest_all", **about)
    if share is None:
        return words("overview.cheapest", **about)
    key = "tied" if shares_lowest(found) else "share"
    told = [words(f"overview.cheapest_{key}", **about, share=words.percent(share))]
    told += [words("overview.cheapest_counted")] if price.part else []
    told += close_texts(context, first.name, close_in_price(context, found), "price")
    told += same_texts(context, _untold(context, groups), "price")
    return " ".join([*told, *([words("overview.left_out", labels=quoted(context, low))] if low else [])])


def _untold(context: Context, groups: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Return those of some groups of equals of which it is not told that they recover the same."""
    told = [] if context.ranking is None else [set(group) for group in context.ranking.equals]
    return [group for group in groups if not any(set(group) <= one for one in told)]


def _narrows(context: Context) -> str:
    words, narrowed = context.words, gap_narrowed(context)
    by, group = GAP
    now = context.results.last("gap_weeks", by=by).get((context.results.reference.name, group))
    found: list[Effect] = [e for e in context.like if e.name in narrowed]
    if now is None or not found or not all(narrowed[e.name].ordered for e in found):
        return ""
    names = [e.name for e in sorted(found, key=lambda e: -narrowed[e.name].median)]
    gap = words.with_band(now.negated(), 1)
    if narrowed[names[0]].median <= 0:
        return words("overview.narrows_none", now=gap)
    if not any(narrowed[name].p05 > 0 for name in names):
        return words("overview.narrows_unsure", now=gap)
    return _narrows_most(context, names, narrowed[names[0]], gap)


def _narrows_most(context: Context, names: Sequence[str], band: Band, now: str) -> str:
    """Return what the first of these narrows, and before which others it does not surely come."""
    words, first, values = context.words, names[0], _by_gap(context, names)
    groups = equals(names, values) if values.size else []
    alike = _with_equals(groups, first)
    about = {"label": _inside(context, alike), "letter": _letters(context, alike), "now": now}
    about["weeks"] = words.with_band(band, 2)
    unsure = [words("overview.narrows_first_unsure", label=about["label"])] if band.p05 <= 0 else []
    shares = shares_narrowing_most(context, names)
    if first not in shares:
        return " ".join([words("overview.narrows", **about), *unsure])
    if len(alike) == len(names):
        return words("overview.narrows_all", **about)
    own, key = shares[first], "tied" if tied(values) else "share"
    told = [words(f"overview.narrows_{key}", **about, share=words.percent(own)), *unsure]
    told += close_texts(context, first, _close_in_gap(context, names), "gap")
    told += same_texts(context, _untold(context, groups), "gap")
    often = max(shares, key=shares.__getitem__)
    if shares[often] > own:
        others = _inside(context, _with_equals(groups, often))
        told.append(words("overview.narrows_more_often", label=others, share=words.percent(shares[often])))
    return " ".join(told)


def _with_equals(groups: Iterable[list[str]], name: str) -> list[str]:
    """Return a scenario with those of a group that are the same as it."""
    return next((group for group in groups if name in group), [name])


def _by_gap(context: Context, names: Iterable[str]) -> NDArray[np.float64]:
    """Return by how many weeks each narrows the gap (scenarios, replications) where all of them are known."""
    by, group = GAP
    draws = context.results.draws("gap_weeks", kind="effect", by=by)
    return aligned([draws.get((name, group), {}) for name in names])


def _close_in_gap(context: Context, names: Sequence[str]) -> Doubts:
    """Return the scenarios that the first, which narrows the gap most, may not be said to beat, and why."""
    by, group = GAP
    draws = context.results.draws("gap_weeks", kind="effect", by=by)
    again = context.results.draws("gap_weeks", kind="effect", by=by, repeats=True)
    runs = common([draws.get((name, group), {}) for name in names])
    return order_doubts(
        names, _by_gap(context, names), runs, [again.get((name, group), {}) for name in names]
    )


def shares_narrowing_most(context: Context, names: Sequence[str]) -> dict[str, float]:
    """Return the share of the runs in which none narrows the gap more, for each of several scenarios.

    Parameters
    ----------
    context
        The results.
    names
        Scenarios that are compared with the reference.

    Returns
    -------
    dict of str to float
        By scenario; empty for one scenario alone, or where too few runs have all of them.
    """
    values = _by_gap(context, names)
    if len(names) < 2 or values.shape[1] < FEWEST_COUNTED:
        return {}
    return dict(zip(names, shares_first(values), strict=True))
