"""The order of interventions: how sure it is, and whether it is the same under two rules for growth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ranks = NDArray[np.int64]

Row = dict[str, str | int | float | bool]
"""One row of a table of results."""


@dataclass(frozen=True, slots=True)
class RankingCriterion:
    """One way to rank interventions.

    Attributes
    ----------
    name, unit
        Name, and unit of the values.
    values : ndarray of float64, shape (draws, interventions)
        What is reported.
    scores : ndarray of float64, shape (draws, interventions)
        What is ranked; the highest is best.
    """

    name: str
    unit: str
    values: Floats
    scores: Floats


def criteria(weeks: Floats, recovered: Floats, cost: Floats, per_reached: Floats) -> list[RankingCriterion]:
    """Make the ways to rank: by effect per pupil, per pupil reached, and by the cost of a recovered week.

    Parameters
    ----------
    weeks : ndarray of float64, shape (draws, interventions)
        Weeks recovered per pupil of the schools.
    recovered, cost, per_reached : ndarray of float64, shape (draws, interventions)
        Pupil-weeks recovered by all together; extra cost (EUR); weeks that the pupils reached recover
        themselves (`simkansen.outcomes.measures.participants`), NaN, ranked as zero, where nobody is reached.

    Returns
    -------
    list of Criterion
        An intervention that recovers nothing costs infinitely much a week. Ranked is what a euro recovers:
        the same order, and one that does harm stands below one that does nothing.
    """
    per_reached = np.nan_to_num(per_reached)
    price = np.divide(cost, recovered, out=np.full_like(cost, np.inf), where=recovered > 0)
    free = np.where(recovered > 0, np.inf, 0.0)
    per_euro = np.divide(recovered, cost, out=free, where=cost > 0)
    return [
        RankingCriterion("weeks_per_pupil", "weeks of learning per pupil", weeks, weeks),
        RankingCriterion(
            "weeks_per_reached", "weeks of learning per pupil reached", per_reached, per_reached
        ),
        RankingCriterion("cost_per_week", "EUR per recovered pupil-week", price, per_euro),
    ]


def ranks(scores: Floats) -> Ranks:
    """Rank the interventions of each draw.

    Parameters
    ----------
    scores : ndarray of float64, shape (draws, interventions)
        The highest is best.

    Returns
    -------
    ndarray of int64, shape (draws, interventions)
        1 for the best; equal ones share the best rank that is theirs.
    """
    ahead: Ranks = (scores[:, None, :] > scores[:, :, None]).sum(axis=2, dtype=np.int64)
    return 1 + ahead


def order_of_medians(criterion: RankingCriterion) -> list[int]:
    """Give the interventions from best to worst by the median of their scores."""
    return [int(i) for i in np.argsort(-np.median(criterion.scores, axis=0), kind="stable")]


def ranking_rows(criterion: RankingCriterion, growth: str, names: Sequence[str]) -> list[Row]:
    """Tabulate one criterion under one growth rule, the best median first.

    Parameters
    ----------
    criterion
        Values of each draw.
    growth
        Name of the growth rule.
    names
        The interventions.

    Returns
    -------
    list of Row
        Median and 5-95% band; the share of draws at each rank, which equal ones share; `p_beats_next`, the
        share of draws in which it is better than the next of the table (the last has none). A price without
        end is left empty.
    """
    placed = ranks(criterion.scores)
    order = order_of_medians(criterion)
    rows: list[Row] = []
    for place, i in enumerate(order):
        after = order[place + 1] if place + 1 < len(order) else None
        ahead = "" if after is None else float(np.mean(placed[:, i] < placed[:, after]))
        low, median, high = np.quantile(criterion.values[:, i], (0.05, 0.5, 0.95), method="inverted_cdf")
        row: Row = {
            "criterion": criterion.name, "unit": criterion.unit, "growth": growth, "scenario": names[i],
            "place": place + 1, "median": _finite(median), "p05": _finite(low), "p95": _finite(high),
            "p_best": float(np.mean(placed[:, i] == 1)), "p_beats_next": ahead,
        }  # fmt: skip
        for rank in range(1, len(names) + 1):
            row[f"p_rank_{rank}"] = float(np.mean(placed[:, i] == rank))
        rows.append(row)
    return rows


def _finite(value: float) -> float | str:
    return float(value) if np.isfinite(value) else ""


def agreement_row(criterion: Mapping[str, RankingCriterion], names: Sequence[str]) -> Row:
    """Say how far two growth rules give the same order.

    Parameters
    ----------
    criterion
        The same criterion under each of two rules, by name of the rule, over the same draws.
    names
        The interventions.

    Returns
    -------
    Row
        The order of medians under each rule and whether it is the same; Kendall's tau between the two
        orders of a draw (median and 5-95% of the draws); shares of draws with the same best, and with
        exactly the order of medians of the first rule, under each rule.
    """
    from scipy.stats import kendalltau

    (first, one), (second, other) = criterion.items()
    mine, theirs = ranks(one.scores), ranks(other.scores)
    orders = {rule: order_of_medians(found) for rule, found in criterion.items()}
    taus = [float(kendalltau(a, b).statistic) for a, b in zip(mine, theirs, strict=True)]
    low, median, high = np.quantile(taus, (0.05, 0.5, 0.95))
    expected = np.argsort(orders[first], kind="stable") + 1
    return {
        "criterion": one.name, "draws": len(taus), "same_order": orders[first] == orders[second],
        "tau_median": float(median), "tau_p05": float(low), "tau_p95": float(high),
        "p_same_best": float(np.mean(((mine == 1) & (theirs == 1)).any(axis=1))),
        f"p_order_{first}": float(np.mean((mine == expected).all(axis=1))),
        f"p_order_{second}": float(np.mean((theirs == expected).all(axis=1))),
        **{f"order_{rule}": " > ".join(names[i] for i in order) for rule, order in orders.items()},
    }  # fmt: skip
