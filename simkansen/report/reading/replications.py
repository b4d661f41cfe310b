"""What a limited number of replications can tell: running means, Monte Carlo errors, shares and pairs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simkansen.report.figures.parts import Context
from simkansen.report.reading.findings import recovered_draws, shares_first, tied
from simkansen.report.reading.records import Draws, spread_of
from simkansen.report.words import Words
from simkansen.runs.draws import FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.sweep.analysis.interval import interval_of_mean, t_quantile
from simkansen.sweep.analysis.running_mean import running

Floats = NDArray[np.float64]

LEVEL = 0.90
"""What every interval of the page holds."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The headline figure of each replication.

    Attributes
    ----------
    names
        Scenarios, that with the largest median first.
    replications
        Numbers of the replications, shape (replications,).
    draws
        The draw of the parameters of each; None where all have the same values.
    values
        Weeks of learning (scenarios, replications): recovered, or the delay when nothing is compared.
    """

    names: tuple[str, ...]
    replications: tuple[int, ...]
    draws: tuple[int | None, ...]
    values: Floats

    @property
    def independent(self) -> int:
        """Draws that are independent: replications with the same parameters count as one."""
        return len({r if d is None else d for r, d in zip(self.replications, self.draws, strict=True)})


@dataclass(frozen=True, slots=True)
class Precision:
    """How well the mean of one scenario is known.

    Attributes
    ----------
    mean, error
        Mean over the replications and its Monte Carlo standard error (weeks); the error is infinite with
        fewer than two draws.
    low, high
        The 90% interval of the mean.
    """

    mean: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Contest:
    """Two interventions in the same replications.

    Attributes
    ----------
    first, second
        Their scenarios.
    share
        Share of the replications in which the first recovers more; not a number with too few.
    median, p05, p95
        Of the paired differences, first less second (weeks).
    """

    first: str
    second: str
    share: float
    median: float
    p05: float
    p95: float


def effects_by_run(context: Context) -> Runs | None:
    """Return the weeks recovered in each replication that all scenarios have; None without runs."""
    found = recovered_draws(context.results)
    names = [e.name for e in context.effects if e.name in found]
    return _aligned(context, {name: found[name] for name in names})


def like_by_run(context: Context) -> Runs | None:
    """Return the same of those that differ in interventions alone: what is held against each other."""
    found = recovered_draws(context.results)
    return _aligned(context, {e.name: found[e.name] for e in context.like if e.name in found})


def headline_by_run(context: Context) -> Runs | None:
    """Return the effects by replication, or when nothing is compared the delay under the reference."""
    if context.effects:
        return effects_by_run(context)
    name = context.results.reference.name
    delay = context.results.draws("delay_weeks").get((name, "all"))
    return _aligned(context, {name: delay} if delay else {})


def _aligned(context: Context, found: dict[str, Draws]) -> Runs | None:
    if not found:
        return None
    common = sorted(set.intersection(*(set(d) for d in found.values())))
    if not common:
        return None
    same = context.results.source == "point"
    return Runs(
        tuple(found),
        tuple(common),
        tuple(None if same else r for r in common),
        np.array([[draws[r] for r in common] for draws in found.values()], dtype=np.float64),
    )


def precision(values: Floats, draws: Sequence[int | None]) -> Precision:
    """Say how well a mean is known.

    Parameters
    ----------
    values : ndarray of float64, shape (replications,)
        One value a replication.
    draws
        The draw of the parameters of each; those with one draw are one cluster.
    """
    mean, half, count = interval_of_mean(values, draws)
    error = half / t_quantile(count - 1) if count >= FEWEST_DRAWS else float("inf")
    return Precision(mean, error, mean - half, mean + half)


def running_means(values: Floats, draws: Sequence[int | None]) -> tuple[Floats, Floats]:
    """Give the mean after each replication and half of its 90% interval.

    Parameters
    ----------
    values : ndarray of float64, shape (replications,)
        One value a replication, in their order.
    draws
        The draw of the parameters of each.

    Returns
    -------
    (ndarray of float64, ndarray of float64), shape (replications,)
        The half width is infinite while there are fewer than `FEWEST_DRAWS` draws.
    """
    clusters = np.array([f"r{i}" if d is None else str(d) for i, d in enumerate(draws)])
    return running(np.ones(len(values)), np.asarray(values, dtype=np.float64), clusters)


def jeffreys(share: float, draws: float, level: float = LEVEL) -> tuple[float, float]:
    """Give the interval of a probability that was seen as a share of a limited number of draws.

    Parameters
    ----------
    share
        Share of the draws that show it.
    draws
        Independent draws.
    level
        What the interval holds.

    Returns
    -------
    (float, float)
        The equal-tailed interval of a beta distribution under Jeffreys' prior; its lower end is 0 when no
        draw shows it, its upper end 1 when all do (Brown, Cai and DasGupta 2001).
    """
    from scipy.special import betaincinv

    seen, tail = share * draws, (1 - level) / 2
    a, b = seen + 0.5, draws - seen + 0.5
    low = 0.0 if share <= 0 else float(betaincinv(a, b, tail))
    high = 1.0 if share >= 1 else float(betaincinv(a, b, 1 - tail))
    return low, high


def counted(context: Context, share: float, runs: Runs) -> str:
    """Return a share of the replications in words, with the interval that counts how few they are.

    With fewer than `FEWEST_COUNTED` draws the simulations are counted, with fewer than `FEWEST_DRAWS` it is
    unknown.
    """
    if runs.independent < FEWEST_DRAWS:
        return context.words("form.unknown")
    if runs.independent < FEWEST_COUNTED:
        return context.words.counted_share(share, len(runs.replications))
    return context.words.band(*map(context.words.percent, (share, *jeffreys(share, runs.independent))))


def contests(runs: Runs) -> list[Contest]:
    """Set every scenario against every other, in the same replications; each pair once each way."""
    found = []
    for i, first in enumerate(runs.names):
        for k, second in enumerate(runs.names):
            if i != k:
                apart = runs.values[i] - runs.values[k]
                low, middle, high = spread_of(apart)
                share = float(np.mean(apart > 0)) if runs.independent >= FEWEST_COUNTED else math.nan
                found.append(Contest(first, second, share, middle, low, high))
    return found


def best_head(words: Words, runs: Runs) -> str:
    """Return what these shares are called: those of the best, or where there are ties of the unbeaten."""
    return words("research.head.best_tied" if tied(runs.values) else "research.head.best")


def best_shares(runs: Runs) -> dict[str, float]:
    """Return in what share of the replications none recovers more than each; unknown with too few."""
    if runs.independent < FEWEST_COUNTED:
        return dict.fromkeys(runs.names, math.nan)
    return dict(zip(runs.names, shares_first(runs.values), strict=True))
