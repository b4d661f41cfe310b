"""Which intervention recovers a week at the lowest price, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.prices import price_per_week
from simkansen.report.figures.parts import Context
from simkansen.report.reading.findings import (
    Doubts,
    ahead_of_all,
    may_claim,
    order_doubts,
    recovered_draws,
    tied,
    unbeaten,
)
from simkansen.report.reading.money import CostEffect, cheapest_first
from simkansen.report.reading.records import Draws, common
from simkansen.runs.draws import FEWEST_COUNTED

Floats = NDArray[np.float64]


def cheapest(context: Context, found: Iterable[CostEffect]) -> str | None:
    """Return the scenario whose price is the lowest in enough runs; else None.

    A run in which it recovers nothing, has no price or shares the lowest is none of these.
    """
    ordered = cheapest_first(found)
    if len(ordered) < 2 or not all(one.weeks.told for one in ordered):
        return None
    prices = prices_of(ordered)
    shown = ahead_of_all(-prices)[0] & np.isfinite(prices[0])
    return ordered[0].name if may_claim(shown) and not close_in_price(context, ordered) else None


def share_cheapest(found: Sequence[CostEffect]) -> float | None:
    """Return in what share of the runs none has a lower price than the first; None with too few runs.

    They are the runs in which the first has a price. One in which it recovers nothing is dear without end.
    """
    prices = prices_of(found)
    known = ~np.isnan(prices[0])
    if known.sum() < FEWEST_COUNTED:
        return None
    return float(np.mean((unbeaten(-prices)[0] & np.isfinite(prices[0]))[known]))


def shares_lowest(found: Sequence[CostEffect]) -> bool:
    """Return whether several have the lowest price together in any run."""
    prices = prices_of(found)
    return tied(np.where(np.isfinite(prices), -prices, np.nan))


def prices_of(found: Sequence[CostEffect]) -> Floats:
    """Return the prices (scenarios, replications) in the runs that all of these know (`price_per_week`)."""
    return price_per_week(*_table(found))


def close_in_price(context: Context, found: Sequence[CostEffect]) -> Doubts:
    """Return the scenarios that the first may not be said to beat by what a euro recovers, and why.

    Two are held against each other in the runs in which both have a price.
    """
    runs = _runs(found)
    if not runs:
        return {}
    names, (spent, recovered) = [one.name for one in found], _table(found)
    return order_doubts(names, weeks_per_euro(recovered, spent), runs, repeated_per_euro(context, names))


def weeks_per_euro(recovered: Floats, spent: Floats) -> Floats:
    """Return what a euro recovers, which stays finite where nothing is recovered.

    Parameters
    ----------
    recovered, spent : ndarray of float64, shape (scenarios, replications)
        Weeks, and EUR; one that costs nothing is reckoned at a cent.

    Returns
    -------
    ndarray of float64, shape (scenarios, replications)
        Never below zero, so that the order is that of prices; NaN where there is no price (`price_per_week`).
    """
    per_euro = np.maximum(recovered, 0.0) / np.maximum(spent, 0.01)
    return np.asarray(np.where(np.isnan(price_per_week(spent, recovered)), np.nan, per_euro))


def _runs(found: Sequence[CostEffect]) -> list[int]:
    return sorted(set.intersection(*(set(one.replications) for one in found)))


def _table(found: Sequence[CostEffect]) -> tuple[Floats, Floats]:
    """Return EUR and pupil-weeks (scenarios, replications) in the runs that all of these know."""
    runs = _runs(found)
    places = [[one.replications.index(run) for run in runs] for one in found]
    spent = [one.run_total[at] for one, at in zip(found, places, strict=True)]
    recovered = [one.run_pupil_weeks[at] for one, at in zip(found, places, strict=True)]
    return np.array(spent, dtype=np.float64), np.array(recovered, dtype=np.float64)


def repeated_per_euro(context: Context, names: Iterable[str]) -> list[Draws]:
    """Return what a euro recovers in the repeats under other chance, by replication, as in the replications.

    As there it is one over the price where that is above zero, and of the pupils at the end of the calendar
    where it is not; NaN where there is no price.
    """
    results = context.results
    cost, price = (results.draws(m, kind="effect", repeats=True) for m in ("cost", "cost_per_week"))
    weeks = recovered_draws(results, repeats=True)
    pupils = results.draws("cost", kind="effect", column="n_pupils", repeats=True)
    found = []
    for name in names:
        key = (name, "all")
        spent, prices, gained = cost.get(key, {}), price.get(key, {}), weeks.get(name, {})
        runs = common([spent, gained])
        # Nothing is recovered where there is no row of a price.
        at_end = [gained[run] * pupils[key][run] for run in runs]
        at_end = [each if run in prices else min(0.0, each) for run, each in zip(runs, at_end, strict=True)]
        costs = np.array([spent[run] for run in runs], dtype=np.float64)
        own = dict(zip(runs, weeks_per_euro(np.array(at_end), costs).tolist(), strict=True))
        found.append(own | {run: 1 / prices[run] for run in set(own) & set(prices) if prices[run] > 0})
    return found
