"""What may be said: shares of runs, rankings, and when a title may claim a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simkansen.report.reading.records import Band, Draws, ScenarioInfo, aligned, common
from simkansen.report.reading.results import Results
from simkansen.runs.draws import FEWEST_DRAWS
from simkansen.runs.monte_carlo import median_error
from simkansen.scenario.schema.words import LEAST, MOST

CLAIM = 0.9
"""A title claims a finding when at least this share of the runs shows it."""

FEWEST = 10
"""With fewer runs than this a share of 0.9 cannot be told, so nothing is claimed."""


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
        True when there are at least `FEWEST` runs and at least `CLAIM` of them show it.
    """
    if shown is None or shown.size < FEWEST:
        return False
    return float(np.mean(shown)) >= CLAIM


def told_apart(first: NDArray[np.float64], second: NDArray[np.float64], runs: Sequence[int]) -> bool:
    """Return whether an order may be claimed: that the first is above the second.

    Parameters
    ----------
    first, second : ndarray of float64, shape (replications,)
        Values in the same replications.
    runs
        Numbers of these replications.

    Returns
    -------
    bool
        True when enough runs show it (`may_claim`) and the median of the paired differences is more than
        `ERRORS` of its Monte Carlo errors above zero, so that another seed would show it too.
    """
    apart = first - second
    if not may_claim(apart > 0):
        return False
    error = median_error(apart, runs)
    return bool(np.isfinite(error)) and float(np.median(apart)) > ERRORS * error


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
    """Return the effect of each compared scenario, largest first."""
    bands = results.last("delay_weeks", kind="effect")
    skills = results.last("skill", kind="effect")
    draws = recovered_draws(results)
    found = []
    for info in results.compared:
        band = bands.get((info.name, "all"))
        if band is None:
            continue
        values = draws.get(info.name, {})
        enough = len(values) >= FEWEST_DRAWS
        helps = float(np.mean([v > 0 for v in values.values()])) if enough else None
        found.append(Effect(info, band.negated(), skills.get((info.name, "all")), helps))
    return sorted(found, key=lambda e: -e.weeks.median)


def recovered_draws(results: Results, by: str = "all", group: str = "all") -> dict[str, Draws]:
    """Return per compared scenario the weeks recovered in each replication."""
    draws = results.draws("delay_weeks", kind="effect", by=by)
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

    def close(self) -> tuple[str, ...]:
        """Return the scenarios that cannot be told apart from the first of the list."""
        first, *others = self.values
        pairs = zip(self.names[1:], others, strict=True)
        return tuple(name for name, values in pairs if not told_apart(first, values, self.runs))


def ranking(results: Results, found: list[Effect]) -> Ranking | None:
    """Return how sure the order of the effects is; None with one effect, or too few runs for an order."""
    draws = recovered_draws(results)
    names = tuple(e.name for e in found)
    if len(names) < 2 or any(n not in draws for n in names):
        return None
    values = aligned([draws[n] for n in names])
    if values.shape[1] < FEWEST_DRAWS:
        return None
    ahead = values[:-1] > values[1:]
    return Ranking(
        names,
        tuple(shares_first(values)),
        tuple(float(a) for a in ahead.mean(axis=1)),
        float(np.mean(ahead.all(axis=0))),
        values,
        tuple(common([draws[n] for n in names])),
    )


def surely_best(rank: Ranking | None) -> str | None:
    """Return the scenario that is best, and better than doing nothing, in enough runs; else None.

    Every other must be told apart from it (`told_apart`).
    """
    if rank is None:
        return None
    top = rank.values[0]
    shown = (np.argmax(rank.values, axis=0) == 0) & (top > 0)
    return rank.names[0] if may_claim(shown) and not rank.close() else None


def surely_helping(results: Results, found: list[Effect]) -> list[Effect]:
    """Return the effects that are above zero, together, in enough runs; empty when none may be claimed."""
    draws = recovered_draws(results)
    sure = [e for e in found if e.helps is not None and e.helps >= CLAIM and e.name in draws]
    if not sure:
        return []
    together = (aligned([draws[e.name] for e in sure]) > 0).all(axis=0)
    return sure if may_claim(together) else []


def cheapest(results: Results, found: list[Effect]) -> str | None:
    """Return the scenario that costs least per week of learning in enough runs; else None.

    A run in which a scenario recovers nothing counts as infinitely dear.
    """
    weeks, cost = recovered_draws(results), results.draws("cost", kind="effect")
    names = [e.name for e in found if e.name in weeks and (e.name, "all") in cost]
    if len(names) < 2:
        return None
    draws = [weeks[n] for n in names] + [cost[n, "all"] for n in names]
    gained, spent = np.vsplit(aligned(draws), 2)
    price = np.divide(spent, gained, out=np.full_like(spent, np.inf), where=gained > 0)
    first = np.argmin(price, axis=0)
    winner = int(np.argmax(np.bincount(first, minlength=len(names))))
    if not may_claim((first == winner) & np.isfinite(price[winner])):
        return None
    others = [row for row in range(len(names)) if row != winner]
    per_euro, runs = weeks_per_euro(gained, spent), common(draws)
    apart = all(told_apart(per_euro[winner], per_euro[row], runs) for row in others)
    return names[winner] if apart else None


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
        if name not in low or name not in high:
            continue
        gain, other = aligned([low[name], high[name]])
        if may_claim((gain > other) & (gain > 0)):
            runs = sorted(set(low[name]) & set(high[name]))
            kept.append(effect)
            shown.append({r: float(low[name][r] > max(high[name][r], 0.0)) for r in runs})
    together = aligned(shown).all(axis=0) if shown else None
    return kept if may_claim(together) else []
