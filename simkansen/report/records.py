"""What a results folder holds, as plain records: bands, scenarios, closures and draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Draws = dict[int, float]
"""One value per replication."""


@dataclass(frozen=True, slots=True)
class Band:
    """One row of the summary: where the runs fall."""

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

    def negated(self) -> Band:
        """Return the band of minus the value: an effect on delay read as weeks recovered."""
        return Band(
            self.scenario,
            self.group,
            self.week,
            0.0 - self.mean,  # no minus before a zero
            0.0 - self.p95,
            0.0 - self.median,
            0.0 - self.p05,
            self.n_runs,
            self.n_pupils,
            self.chance_share,
        )

    def scaled(self, factor: float) -> Band:
        """Return the band of the value times a positive factor."""
        return Band(
            self.scenario,
            self.group,
            self.week,
            self.mean * factor,
            self.p05 * factor,
            self.median * factor,
            self.p95 * factor,
            self.n_runs,
            self.n_pupils,
            self.chance_share,
        )


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

    def label(self, lang: str) -> str:
        """Return the title in this language, else in the other, else the name."""
        return self.titles.get(lang) or next(iter(self.titles.values()), self.name)


@dataclass(frozen=True, slots=True)
class Closure:
    """A period in which primary schools were closed or worked with half groups."""

    start: date
    end: date
    kind: str


def aligned(draws: list[Draws]) -> NDArray[np.float64]:
    """Return a (draws, replications) array over the replications that all of them have."""
    if not draws:
        return np.empty((0, 0))
    common = sorted(set.intersection(*(set(d) for d in draws)))
    return np.array([[d[r] for r in common] for d in draws], dtype=np.float64)
