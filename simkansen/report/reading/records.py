"""What a results folder holds, as plain records: bands, scenarios, closures and draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import FEWEST_PUPILS as FEWEST_PUPILS
from simkansen.runs.draws import FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.runs.notes.unlike import UNLIKE as UNLIKE

Draws = dict[int, float]
"""One value per replication."""


@dataclass(frozen=True, slots=True)
class Band:
    """One row of the summary: where the runs fall; of too few runs or pupils the middle alone."""

    scenario: str
    group: str
    week: date
    mean: float
    p05: float
    median: float
    p95: float
    n_runs: int
    n_pupils: float
    chance_share: float | None = None
    """Share of the variance over the runs that is chance; None where it cannot be told."""

    median_error: float | None = None
    """Monte Carlo standard error: how far the median would move with another seed; None where unknown."""

    of_runs: int = 0
    """Runs of the whole, of a group of pupils; zero where that is not asked."""

    @property
    def partly(self) -> bool:
        """Whether there are such pupils in only a part of the runs, which is told wherever it is shown."""
        return 0 < self.n_runs < self.of_runs

    @property
    def ordered(self) -> bool:
        """Whether it may be called the first or the last of several: not of a few of many runs."""
        return not (self.partly and self.n_runs < FEWEST_COUNTED)

    @property
    def told(self) -> bool:
        """Whether there are enough runs and pupils for an interval; without, its ends are not a number."""
        return not math.isnan(self.p05)

    @property
    def few(self) -> bool:
        """Whether it is of so few pupils that it is no finding, and marked as such."""
        return 0 < self.n_pupils < FEWEST_PUPILS

    @property
    def ends(self) -> tuple[float, float]:
        """The ends of the interval, where there is none the median twice: what must fit into a figure."""
        return (self.p05, self.p95) if self.told else (self.median, self.median)

    def middle(self) -> Band:
        """Return the middle alone, of what has too few runs or pupils for an interval."""
        return replace(self, p05=math.nan, p95=math.nan)

    def negated(self) -> Band:
        """Return the band of minus the value: an effect on delay read as weeks recovered."""
        return replace(
            self,
            mean=0.0 - self.mean,  # no minus before a zero
            p05=0.0 - self.p95,
            median=0.0 - self.median,
            p95=0.0 - self.p05,
        )

    def scaled(self, factor: float) -> Band:
        """Return the band of the value times a positive factor."""
        error = None if self.median_error is None else self.median_error * factor
        return replace(
            self,
            mean=self.mean * factor,
            p05=self.p05 * factor,
            median=self.median * factor,
            p95=self.p95 * factor,
            median_error=error,
        )


def spread_of(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the 5, 50 and 95% points of some runs.

    Parameters
    ----------
    values : ndarray of float64, shape (replications,)
        One or more, one a run.

    Returns
    -------
    tuple of float
        Of fewer than `FEWEST_DRAWS` runs the outer two are not a number.
    """
    low, middle, high = (float(point) for point in np.quantile(values, [0.05, 0.5, 0.95]))
    return (low, middle, high) if values.size >= FEWEST_DRAWS else (math.nan, middle, math.nan)


@dataclass(frozen=True, slots=True)
class ScenarioInfo:
    """One scenario of the comparison, as written in ``resolved.yaml``."""

    name: str
    titles: Mapping[str, str] = field(default_factory=dict)
    resolved: Mapping[str, Any] = field(default_factory=dict)

    @property
    def interventions(self) -> list[Mapping[str, Any]]:
        """The interventions, each the mapping of its words."""
        return list(self.resolved.get("interventions") or [])

    @property
    def parameters(self) -> dict[str, float]:
        """The values of parameters that it gives itself."""
        own = self.resolved.get("parameters")
        return {str(k): float(v) for k, v in own.items()} if isinstance(own, Mapping) else {}

    def label(self, lang: str) -> str:
        """Return the title in this language, else in the other, else the name."""
        return self.titles.get(lang) or next(iter(self.titles.values()), self.name)


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """A period in which primary schools were closed or worked with half groups.

    Attributes
    ----------
    start, end, kind
        First and last day, and how.
    levels, places
        Levels and places that it was for; empty for all.
    by_weeks
        Whether halves took turns by whole weeks.
    """

    start: date
    end: date
    kind: str
    levels: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    by_weeks: bool = False


def common(draws: list[Draws]) -> list[int]:
    """Return the replications that all of them have, in order."""
    return sorted(set.intersection(*(set(d) for d in draws))) if draws else []


def median_share(part: Draws, whole: Draws) -> float | None:
    """Return a part as a share of the whole, taken within each replication; the median, None without any.

    Medians of shares that make up a whole add up also where each simulation has other pupils, which the
    quotients of medians need not.
    """
    some, of = aligned([part, whole])
    return float(np.median(some[of > 0] / of[of > 0])) if (of > 0).any() else None


def aligned(draws: list[Draws]) -> NDArray[np.float64]:
    """Return a (draws, replications) array over the replications that all of them have."""
    if not draws:
        return np.empty((0, 0))
    runs = common(draws)
    return np.array([[d[r] for r in runs] for d in draws], dtype=np.float64)
