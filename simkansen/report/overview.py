"""The comparison at a glance: a table with a row per intervention, and the sentences that matter most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from simkansen.report.figures.parts import Context, TextTable, decimals, tabled
from simkansen.report.reading.findings import (
    Doubts,
    Effect,
    order_doubts,
    recovered_draws,
    shares_first,
    weeks_per_euro,
)
from simkansen.report.reading.grounds import ground, letter
from simkansen.report.reading.money import CostEffect, cheapest_first, money, price_text
from simkansen.report.reading.own_prices import marked, named_low
from simkansen.report.reading.records import Band, Draws, aligned, common
from simkansen.report.reading.steady import close_texts
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
    words, first = context.words, context.effects[0]
    if len(context.like) < 2:
        return ""
    places = decimals([e.weeks for e in context.effects])
    label, weeks = context.label(first.name), words.with_band(first.weeks, places)
    if first.weeks.median <= 0:
        return ""
    if context.ranking is None:
        return words("overview.most", label=label, weeks=weeks, letter=letter(context, first))
    best = context.ranking.best
    about = {"label": label, "weeks": weeks, "letter": letter(context, first)}
    told = words("overview.most_share", **about, share=words.percent(best[0]))
    if max(best) > best[0]:
        often = best.index(max(best))
        other = context.label(context.ranking.names[often])
        told += " " + words("overview.more_often", label=other, share=words.percent(best[often]))
    return " ".join([told, *orders(context)])


def orders(context: Context) -> list[str]:
    """Return before which interventions the one with the highest median does not surely come, and why."""
    rank = context.ranking
    return [] if rank is None else close_texts(context, rank.names[0], rank.close())


def _cheapest(context: Context) -> str:
    words, low = context.words, named_low(context)
    found = cheapest_first(one for one in money(context) if one.name not in low)
    if len(found) < 2 or found[0].price is None or not np.isfinite(found[0].price.median):
        return ""
    first, share = found[0], share_cheapest(found)
    about = {"label": context.label(first.name), "price": price_text(words, first.price)}
    about["letter"] = next(letter(context, e) for e in context.effects if e.name == first.name)
    if share is None:
        return words("overview.cheapest", **about)
    told = words("overview.cheapest_share", **about, share=words.percent(share))
    out = words.listed(f"‘{context.label(name)}’" for name in low)
    left = [words("overview.left_out", labels=out)] if out else []
    return " ".join([told, *close_texts(context, first.name, close_in_price(context, found), "price"), *left])


def close_in_price(context: Context, found: Sequence[CostEffect]) -> Doubts:
    """Return the scenarios that the first may not be said to beat by what a euro recovers, and why."""
    runs = sorted(set.intersection(*(set(m.replications) for m in found)))
    if not runs:
        return {}
    table = []
    for one in found:
        at = [one.replications.index(run) for run in runs]
        table.append(weeks_per_euro(one.run_pupil_weeks[at], one.run_total[at]))
    names = [one.name for one in found]
    return order_doubts(names, table, runs, repeated_per_euro(context, names))


def repeated_per_euro(context: Context, names: Iterable[str]) -> list[Draws]:
    """Return what a euro recovers in the repeats under other chance, by replication, as in the replications.

    As there it is one over the price where that is above zero, of the pupils at the end of the calendar where
    it is not, and nothing where there is none.
    """
    results = context.results
    cost, price = (results.draws(m, kind="effect", repeats=True) for m in ("cost", "cost_per_week"))
    weeks = recovered_draws(results, repeats=True)
    pupils = results.draws("cost", kind="effect", column="n_pupils", repeats=True)
    found = []
    for name in names:
        key = (name, "all")
        spent, prices, gained = cost.get(key, {}), price.get(key, {}), weeks.get(name, {})
        own = dict.fromkeys(common([spent, gained]), 0.0)
        for run in set(own) & set(prices):
            at_end = max(0.0, gained[run]) * pupils[key][run] / max(spent[run], 0.01)
            own[run] = 1 / prices[run] if prices[run] > 0 else at_end
        found.append(own)
    return found


def share_cheapest(found: Sequence[CostEffect]) -> float | None:
    """Return the share of the runs in which the first of these has the lowest price; None with too few runs.

    A run in which an intervention recovers nothing counts as infinitely dear.
    """
    common = sorted(set.intersection(*(set(m.replications) for m in found)))
    if len(common) < FEWEST_COUNTED:
        return None
    prices = []
    for one in found:
        at = [one.replications.index(r) for r in common]
        with np.errstate(divide="ignore", invalid="ignore"):
            weeks = one.run_pupil_weeks[at]
            prices.append(np.where(weeks > 0, one.run_total[at] / weeks, np.inf))
    table = np.array(prices)
    return float(np.mean((np.argmin(table, axis=0) == 0) & np.isfinite(table[0])))


def _narrows(context: Context) -> str:
    words, narrowed = context.words, gap_narrowed(context)
    by, group = GAP
    now = context.results.last("gap_weeks", by=by).get((context.results.reference.name, group))
    found: list[Effect] = [e for e in context.like if e.name in narrowed]
    if now is None or not found or not all(narrowed[e.name].ordered for e in found):
        return ""
    most = max(found, key=lambda e: narrowed[e.name].median)
    band = narrowed[most.name]
    if band.median <= 0:
        return words("overview.narrows_none", now=words.with_band(now.negated(), 1))
    figures = {
        "label": context.label(most.name),
        "letter": letter(context, most),
        "weeks": words.with_band(band, 2),
        "now": words.with_band(now.negated(), 1),
    }
    shares = shares_narrowing_most(context, [e.name for e in found])
    own = shares.get(most.name)
    if own is None:
        return words("overview.narrows", **figures)
    told = words("overview.narrows_share", **figures, share=words.percent(own))
    told = " ".join([told, *close_texts(context, most.name, _close_in_gap(context, most, found), "gap")])
    often = max(shares, key=shares.__getitem__)
    if shares[often] > own:
        told += " " + words(
            "overview.narrows_more_often", label=context.label(often), share=words.percent(shares[often])
        )
    return told


def _close_in_gap(context: Context, first: Effect, found: Sequence[Effect]) -> Doubts:
    """Return the scenarios that the one that narrows the gap most may not be said to beat, and why."""
    by, group = GAP
    draws = context.results.draws("gap_weeks", kind="effect", by=by)
    names = [first.name, *(e.name for e in found if e is not first)]
    rows = [draws.get((name, group), {}) for name in names]
    again = context.results.draws("gap_weeks", kind="effect", by=by, repeats=True)
    return order_doubts(names, aligned(rows), common(rows), [again.get((name, group), {}) for name in names])


def shares_narrowing_most(context: Context, names: Sequence[str]) -> dict[str, float]:
    """Return the share of the runs in which each of several scenarios narrows the gap most.

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
    by, group = GAP
    draws = context.results.draws("gap_weeks", kind="effect", by=by)
    found = [draws.get((name, group), {}) for name in names]
    if len(names) < 2 or not all(found):
        return {}
    values = aligned(found)
    if values.shape[1] < FEWEST_COUNTED:
        return {}
    return dict(zip(names, shares_first(values), strict=True))
