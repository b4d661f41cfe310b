"""What one simulated scenario leaves behind, for the outcomes to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from simkansen.scenario.calendar import Calendar

SUM_COLUMNS = (
    "pupils",
    "maths",
    "reading",
    "spelling",
    "engagement",
    "out_of_sight",
    "in_school",
    "seen",
)


@dataclass(slots=True)
class Ledger:
    """What one intervention asked for and used.

    Attributes
    ----------
    reached
        Pupils (for teacher programmes: pupils of the teachers) who took part at least one week.
    pupil_hours
        Hours attended, over all pupils (h).
    staff_hours_needed, staff_hours_available
        Hours of the schools' own staff that the programme takes, and that schools have left (h).
    cost
        EUR by kind: ``hours``, ``pupils``, ``schools``, ``fixed``.
    """

    reached: int = 0
    pupil_hours: float = 0.0
    staff_hours_needed: float = 0.0
    staff_hours_available: float = 0.0
    cost: dict[str, float] = field(
        default_factory=lambda: {"hours": 0.0, "pupils": 0.0, "schools": 0.0, "fixed": 0.0}
    )

    @property
    def total_cost(self) -> float:
        """Cost over all kinds (EUR)."""
        return sum(self.cost.values())


@dataclass(frozen=True, slots=True)
class Trace:
    """The record of one scenario and replication.

    Attributes
    ----------
    calendar
        The calendar that was simulated.
    sums : ndarray of float64, shape (weeks, cells, len(SUM_COLUMNS))
        Sums over the learning pupils of each stratum, at the end of each week. Skill is in SD against
        the cohort of that groep at the start of a normal school year.
    snapshots : dict of int to ndarray of float32, shape (pupils, subjects)
        Skill of every learning pupil at some weeks (NaN for others).
    ledgers : dict of str to Ledger
        By id of the intervention.
    """

    calendar: Calendar
    sums: NDArray[np.float64]
    snapshots: dict[int, NDArray[np.float32]]
    ledgers: dict[str, Ledger]
