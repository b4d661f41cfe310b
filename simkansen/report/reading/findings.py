"""What may be said: shares of runs, rankings, and when a title may claim a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simkansen.report.reading.causes import Cause, cause
from simkansen.report.reading.records import Band, Draws, ScenarioInfo, aligned, common
from simkansen.report.reading.results import Results
from simkansen.runs.draws import CLAIM, FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.runs.draws.monte_carlo import median_error
from simkansen.scenario.schema.words import LEAST, MOST

ERRORS = 2.0
"""An order is claimed only where the median difference is more than so many Monte Carlo errors from zero."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Weeks of learning that one scenario recovers against the reference, for all pupils at the last week."""

    scenario: ScenarioInfo
    weeks: Band
    skill: Band | None
    helps: float | None
    """Share of runs in which it recovers learning; None when they are not there, or too few for a share."""

    counted: int = 0
    """Runs that the share is of."""

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.scenario.name


def may_claim(shown: NDArray[np.bool_] | np.bool_ | None) -> bool:
    """Return whether a title may claim what these runs show.

    Parameters
    ----------
    shown
        Whether each replication shows the finding (replications,); None or empty when unknown.

    Returns
    -------
    bool
        True when there are at least `FEWEST_COUNTED` runs and at least `CLAIM` of them show it.
    """
    if shown is None or shown.size < FEWEST_COUNTED:
        return False
    return float(np.mean(shown)) >= CLAIM


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why it may not be claimed that one scenario comes before another.

    Attributes
    ----------
    why
        ``few``: under `FEWEST_COUNTED` runs; ``seed``: the median difference is within `ERRORS` of its Monte
        Carlo errors from zero, so that another seed may turn the order; ``share``: another seed would not,
        but under `CLAIM` of the runs show the order.
    share
        Share of the runs in which the first is ahead.
    cause
        What makes it come out otherwise in other runs, where ``why`` is ``share`` and repeats under other
        chance show it of this very difference.
    """

    why: Literal["few", "seed", "share"]
    share: float
    cause: Cause = ""


Doubts = dict[str, Doubt]
"""Why the first of an order may not be said to come before others, by scenario."""


def order_doubt(
    first: NDArray[np.float64], second: NDArray[np.float64], runs: Sequence[int], repeats: Draws | None = None
) -> Doubt | None:
    """Return why it may not be claimed that the first is above the second; None where it may.

    Parameters
    ----------
    first, second : ndarray of float64, shape (replications,)
        Values in the same replications.
    runs
        Numbers of these replications.
    repeats
        First less second in the repeats under other chance, by replication.
    """
    apart = first - second
    share = float(np.mean(apart > 0)) if apart.size else 0.0
    if apart.size < FEWEST_COUNTED:
        return Doubt("few", share)
    # An error that is not known (NaN) claims nothing.
    if not float(np.median(apart)) > ERRORS * median_error(apart, runs):
        return Doubt("seed", share)
    if may_claim(apart > 0):
        return None
    return Doubt("share", share, cause(dict(zip(runs, apart.tolist(), strict=True)), repeats or {}))


def order_doubts(
    names: Sequence[str],
    values: Iterable[NDArray[np.float64]],
    runs: Sequence[int],
    repeats: Sequence[Draws] = (),
) -> Doubts:
    """Return why the first may not be said to come before each other, for the others where that is so.

    Parameters
    ----------
    names
        Scenarios, the first before the others.
    values : iterable of ndarray of float64, shape (replications,)
        Theirs, in the same order; the larger the better.
    runs
        Numbers of the replications.
    repeats
        Values of each in the repeats under other chance, by replication; none where there are no repeats.
    """
    (_, first, again), *others = zip(names, values, repeats or [{}] * len(names), strict=True)
    found = {
        name: order_doubt(first, other, runs, {run: again[run] - own[run] for run in common([again, own])})
        for name, other, own in others
    }
    return {name: doubt for name, doubt in found.items() if doubt is not None}


def shares_first(values: NDArray[np.float64]) -> list[float]:
    """Return the share of the runs in which each row is the largest.

    Parameters
    ----------
    values : ndarray of float64, shape (rows, replications)
        Of equal ones the first counts.
    """
    first = np.argmax(values, axis=0)
    return [float(np.mean(first == row)) for row in range(len(values))]


def surely_first(values: NDArray[np.float64]) -> int | None:
    """Return the row that alone is the largest in enough runs (`may_claim`); None where there is none.

    Parameters
    ----------
    values : ndarray of float64, shape (rows, replications)
        One value a run.
    """
    if not values.size:
        return None
    first = np.argmax(values, axis=0)
    most = int(np.argmax(np.bincount(first, minlength=len(values))))
    alone = (values == values.max(axis=0)).sum(axis=0) == 1
    return most if may_claim((first == most) & alone) else None


def effects(results: Results) -> list[Effect]:
    """Return the effect of each compared scenario, largest first; last those in which more differs."""
    bands = results.last("delay_weeks", kind="effect")
    skills = results.last("skill", kind="effect")
    draws = recovered_draws(results)
    found = []
    for info in results.compared:
        band = bands.get((info.name, "all"))
        if band is None:
            continue
        values = draws.get(info.name, {})
        enough = len(values) >= FEWEST_DRAWS and band.told
        helps = float(np.mean([v > 0 for v in values.values()])) if enough else None
        found.append(Effect(info, band.negated(), skills.get((info.name, "all")), helps, len(values)))
    return sorted(found, key=lambda e: (e.name in results.unlike, -e.weeks.median))


def recovered_draws(
    results: Results, by: str = "all", group: str = "all", *, repeats: bool = False
) -> dict[str, Draws]:
    """Return per compared scenario the weeks recovered in each replication, or in the repeats."""
    draws = results.draws("delay_weeks", kind="effect", by=by, repeats=repeats)
    return {s: {r: -v for r, v in d.items()} for (s, g), d in draws.items() if g == group}


@dataclass(frozen=True, slots=True)
class Ranking:
    """How sure the order of the scenarios is."""

    names: tuple[str, ...]
    """Scenario names, largest median first."""

    best: tuple[float, ...]
    """Share of runs in which each is the best of all."""

    beats_next: tuple[float, ...]
    """Share of runs in which each is better than the next in the list; one shorter than the names."""

    holds: float
    """Share of runs with exactly this order."""

    values: NDArray[np.float64]
    """Weeks recovered (scenarios, replications)."""

    runs: tuple[int, ...] = ()
    """Numbers of the replications."""

    repeats: tuple[Draws, ...] = ()
    """Weeks recovered of each scenario in the repeats under other chance."""

    def close(self) -> Doubts:
        """Return the scenarios that the first may not be said to come before, and why (`order_doubt`)."""
        return order_doubts(self.names, self.values, self.runs, self.repeats)


def _alike(results: Results, found: Iterable[Effect]) -> list[Effect]:
    """Return the effects of scenarios that differ from the reference in interventions alone."""
    return [effect for effect in found if effect.name not in results.unlike]


def ranking(results: Results, found: list[Effect]) -> Ranking | None:
    """Return how sure the order of the effects is; None with one effect, or too few runs for an order.

    Scenarios that differ in more than interventions stand in no order.
    """
    draws = recovered_draws(results)
    found = _alike(results, found)
    names = tuple(e.name for e in found)
    if len(names) < 2 or any(e.name not in draws or not e.weeks.told for e in found):
        return None
    values = aligned([draws[n] for n in names])
    if values.shape[1] < FEWEST_COUNTED:
        return None
    ahead = values[:-1] > values[1:]
    repeats = recovered_draws(results, repeats=True) if results.has_repeats else {}
    return Ranking(
        names,
        tuple(shares_first(values)),
        tuple(float(a) for a in ahead.mean(axis=1)),
        float(np.mean(ahead.all(axis=0))),
        values,
        tuple(common([draws[n] for n in names])),
        tuple(repeats.get(n, {}) for n in names),
    )


def surely_best(rank: Ranking | None) -> str | None:
    """Return the scenario that is best, and better than doing nothing, in enough runs; else None.

    It must surely come before every other (`order_doubt`).
    """
    if rank is None:
        return None
    top = rank.values[0]
    shown = (np.argmax(rank.values, axis=0) == 0) & (top > 0)
    return rank.names[0] if may_claim(shown) and not rank.close() else None


def surely_helping(results: Results, found: list[Effect]) -> list[Effect]:
    """Return the effects that are above zero, together, in enough runs; empty when none may be claimed.

    That of a scenario in which more differs than interventions is none of these.
    """
    draws = recovered_draws(results)
    sure = [e for e in _alike(results, found) if e.helps is not None and e.helps >= CLAIM and e.name in draws]
    if not sure:
        return []
    together = (aligned([draws[e.name] for e in sure]) > 0).all(axis=0)
    return sure if may_claim(together) else []


def cheapest(results: Results, found: list[Effect]) -> str | None:
    """Return the scenario that costs least per week of learning in enough runs; else None.

    A run in which a scenario recovers nothing counts as infinitely dear.
    """
    weeks, cost = recovered_draws(results), results.draws("cost", kind="effect")
    found = _alike(results, found)
    names = [e.name for e in found if e.name in weeks and (e.name, "all") in cost]
    if len(names) < 2 or not all(e.weeks.told for e in found):
        return None
    draws = [weeks[n] for n in names] + [cost[n, "all"] for n in names]
    gained, spent = np.vsplit(aligned(draws), 2)
    price = np.divide(spent, gained, out=np.full_like(spent, np.inf), where=gained > 0)
    first = np.argmin(price, axis=0)
    winner = int(np.argmax(np.bincount(first, minlength=len(names))))
    if not may_claim((first == winner) & np.isfinite(price[winner])):
        return None
    order = [winner, *(row for row in range(len(names)) if row != winner)]
    per_euro = weeks_per_euro(gained, spent)
    doubts = order_doubts([names[row] for row in order], per_euro[order], common(draws))
    return None if doubts else names[winner]


def weeks_per_euro(gained: NDArray[np.float64], spent: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a euro recovers, which stays finite where nothing is recovered.

    Parameters
    ----------
    gained, spent : ndarray of float64, shape (scenarios, replications)
        Weeks, and EUR; one that costs nothing is reckoned at a cent.

    Returns
    -------
    ndarray of float64, shape (scenarios, replications)
        Never below zero, so that the order is that of prices.
    """
    return np.asarray(np.maximum(gained, 0.0) / np.maximum(spent, 0.01))


def behind_most(results: Results) -> tuple[str, str] | None:
    """Return the (dimension, group) furthest behind under the reference, if enough runs show it; else None.

    Only groups against their own reference group are compared, by parental education.
    """
    draws = results.draws("delay_weeks", by="parental_education")
    name = results.reference.name
    if (name, LEAST) not in draws or (name, MOST) not in draws:
        return None
    low, high = aligned([draws[name, LEAST], draws[name, MOST]])
    return ("parental_education", LEAST) if may_claim(low > high) else None


def narrowing(results: Results, found: list[Effect]) -> list[Effect]:
    """Return the scenarios that surely recover more where parents have the least schooling."""
    low = recovered_draws(results, "parental_education", LEAST)
    high = recovered_draws(results, "parental_education", MOST)
    kept: list[Effect] = []
    shown: list[Draws] = []
    for effect in found:
        name = effect.name
        if name not in low or name not in high or name in results.unlike:
            continue
        gain, other = aligned([low[name], high[name]])
        if may_claim((gain > other) & (gain > 0)):
            runs = sorted(set(low[name]) & set(high[name]))
            kept.append(effect)
            shown.append({r: float(low[name][r] > max(high[name][r], 0.0)) for r in runs})
    together = aligned(shown).all(axis=0) if shown else None
    return kept if may_claim(together) else []
