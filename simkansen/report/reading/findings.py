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
        ``same``: they are equal in every run; ``few``: under `FEWEST_COUNTED` runs; ``seed``: the median
        difference is within `ERRORS` of its Monte Carlo errors from zero, so that another seed may turn the
        order; ``share``: another seed would not, but under `CLAIM` of the runs show the order.
    share
        Share of the runs in which the first is ahead.
    cause
        What makes it come out otherwise in other runs, where ``why`` is ``share`` and repeats under other
        chance show it of this very difference.
    counted
        Runs in which both have a value, where that is a part of them; zero where it is all.
    """

    why: Literal["same", "few", "seed", "share"]
    share: float
    cause: Cause = ""
    counted: int = 0


Doubts = dict[str, Doubt]
"""Why the first of an order may not be said to come before others, by scenario."""


def order_doubt(
    first: NDArray[np.float64], second: NDArray[np.float64], runs: Sequence[int], repeats: Draws | None = None
) -> Doubt | None:
    """Return why it may not be claimed that the first is above the second; None where it may.

    Parameters
    ----------
    first, second : ndarray of float64, shape (replications,)
        Values in the same replications; NaN where there is none, as of a price where nothing is spent.
    runs
        Numbers of these replications.
    repeats
        First less second in the repeats under other chance, by replication.
    """
    apart = first - second
    known = np.isfinite(apart)
    part = 0 if known.all() else int(known.sum())
    apart, at = apart[known], [run for run, is_known in zip(runs, known.tolist(), strict=True) if is_known]
    share = float(np.mean(apart > 0)) if apart.size else 0.0
    if apart.size and not apart.any():
        return Doubt("same", share, counted=part)
    if apart.size < FEWEST_COUNTED:
        return Doubt("few", share, counted=part)
    # An error that is not known (NaN) claims nothing.
    if not float(np.median(apart)) > ERRORS * median_error(apart, at):
        return Doubt("seed", share, counted=part)
    if may_claim(apart > 0):
        return None
    again = {run: moved for run, moved in (repeats or {}).items() if np.isfinite(moved)}
    return Doubt("share", share, cause(dict(zip(at, apart.tolist(), strict=True)), again), part)


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


def unbeaten(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where no other row is larger: of equal ones, that of each.

    Parameters
    ----------
    values : ndarray of float64, shape (rows, replications)
        One value a run; NaN where there is none, which is never the largest.
    """
    known = np.where(np.isnan(values), -np.inf, values)
    return np.asarray((known == known.max(axis=0)) & ~np.isnan(values))


def ahead_of_all(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where a row alone is the largest; parameters as in `unbeaten`."""
    first = unbeaten(values)
    return np.asarray(first & (first.sum(axis=0) == 1))


def shares_first(values: NDArray[np.float64]) -> list[float]:
    """Return the share of the runs in which no other row is larger, for each.

    A run counts for every row that is first in it, so that equal rows have equal shares in any order.

    Parameters
    ----------
    values : ndarray of float64, shape (rows, replications)
        One value a run.
    """
    return [float(share) for share in unbeaten(values).mean(axis=1)]


def tied(values: NDArray[np.float64]) -> bool:
    """Return whether several rows are first together in any run; parameters as in `shares_first`."""
    return bool((unbeaten(values).sum(axis=0) > 1).any())


def equals(names: Sequence[str], values: NDArray[np.float64]) -> list[list[str]]:
    """Return the names of which the values are the same in every run, together; those alone are left out.

    Parameters
    ----------
    names
        Of the rows.
    values : ndarray of float64, shape (rows, replications)
        One value a run.
    """
    found: dict[bytes, list[str]] = {}
    for name, row in zip(names, values + 0.0, strict=True):  # a zero has one sign
        found.setdefault(row.tobytes(), []).append(name)
    return [group for group in found.values() if len(group) > 1]


def surely_first(values: NDArray[np.float64]) -> int | None:
    """Return the row that alone is the largest in enough runs (`may_claim`); None where there is none.

    Parameters
    ----------
    values : ndarray of float64, shape (rows, replications)
        One value a run.
    """
    if not values.size:
        return None
    alone = ahead_of_all(values)
    most = int(np.argmax(alone.sum(axis=1)))
    return most if may_claim(alone[most]) else None


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
    """Share of runs in which none is better than each (`shares_first`)."""

    beats_next: tuple[float, ...]
    """Share of runs in which each is better than the next in the list; one shorter than the names."""

    holds: float
    """Share of runs with exactly this order; those that are the same in every run stand in none."""

    values: NDArray[np.float64]
    """Weeks recovered (scenarios, replications)."""

    runs: tuple[int, ...] = ()
    """Numbers of the replications."""

    repeats: tuple[Draws, ...] = ()
    """Weeks recovered of each scenario in the repeats under other chance."""

    @property
    def tied(self) -> bool:
        """Whether several are the best together in any run."""
        return tied(self.values)

    @property
    def equals(self) -> list[list[str]]:
        """Scenarios that recover the same in every run, together."""
        return equals(self.names, self.values)

    def same_as(self, name: str) -> list[str]:
        """Return a scenario with those that recover the same in every run."""
        return next((group for group in self.equals if name in group), [name])

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
    ordered = ahead | (values[:-1] == values[1:]).all(axis=1, keepdims=True)
    repeats = recovered_draws(results, repeats=True) if results.has_repeats else {}
    return Ranking(
        names,
        tuple(shares_first(values)),
        tuple(float(a) for a in ahead.mean(axis=1)),
        float(np.mean(ordered.all(axis=0))),
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
    shown = ahead_of_all(rank.values)[0] & (rank.values[0] > 0)
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


def behind_most(results: Results) -> tuple[str, str] | None:
    """Return the (dimension, group) furthest behind under the reference, if enough runs show it; else None.

    Only groups against their own reference group are compared, by parental education. Of a group of so few
    pupils that a page tells no number of it nothing is said.
    """
    draws = results.draws("delay_weeks", by="parental_education")
    name, told = results.reference.name, results.last("delay_weeks", by="parental_education")
    if any((name, group) not in draws or (name, group) not in told for group in (LEAST, MOST)):
        return None
    low, high = aligned([draws[name, LEAST], draws[name, MOST]])
    return ("parental_education", LEAST) if may_claim(low > high) else None


def narrowing(results: Results, found: list[Effect]) -> list[Effect]:
    """Return the scenarios that surely recover more where parents have the least schooling.

    Of groups of so few pupils that a page tells no number of them nothing is said.
    """
    told = results.last("delay_weeks", kind="effect", by="parental_education")
    low = recovered_draws(results, "parental_education", LEAST)
    high = recovered_draws(results, "parental_education", MOST)
    kept: list[Effect] = []
    shown: list[Draws] = []
    for effect in found:
        name = effect.name
        if name not in low or name not in high or name in results.unlike:
            continue
        if (name, LEAST) not in told or (name, MOST) not in told:
            continue
        gain, other = aligned([low[name], high[name]])
        if may_claim((gain > other) & (gain > 0)):
            runs = sorted(set(low[name]) & set(high[name]))
            kept.append(effect)
            shown.append({r: float(low[name][r] > max(high[name][r], 0.0)) for r in runs})
    together = aligned(shown).all(axis=0) if shown else None
    return kept if may_claim(together) else []
