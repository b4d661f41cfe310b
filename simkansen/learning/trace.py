"""What one simulated scenario leaves behind, for the outcomes to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic import total

if TYPE_CHECKING:
    from simkansen.schooling.calendar import Calendar


@dataclass(slots=True)
class Ledger:
    """What one intervention asked for and used.

    Attributes
    ----------
    reached
        Pupils (for teacher programmes: pupils of the teachers) who took part at least one week.
    pupil_hours
        Hours given, over all pupils, whether or not each came to all of them (h).
    staff_hours_asked, staff_hours_needed, staff_hours_available
        Hours of the schools' own staff that the programme would take if every school had them, that it
        takes, and that schools have left (h).
    cost
        EUR by kind: ``hours``, ``pupils``, ``schools``, ``fixed``.
    """

    reached: int = 0
    pupil_hours: float = 0.0
    staff_hours_asked: float = 0.0
    staff_hours_needed: float = 0.0
    staff_hours_available: float = 0.0
    cost: dict[str, float] = field(
        default_factory=lambda: {"hours": 0.0, "pupils": 0.0, "schools": 0.0, "fixed": 0.0}
    )

    @property
    def total_cost(self) -> float:
        """Cost over all kinds (EUR)."""
        return total(self.cost.values())


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one intervention got: from those it is meant for to those who received it (counts).

    Attributes
    ----------
    pupils_targeted
        Pupils who meet what it asks, by their true circumstances, in a school year in which it runs.
    pupils_offered
        Pupils who were asked, whether or not they came; None where nothing tells who was asked.
    pupils_reached
        Pupils who took part in at least one week (for teacher programmes: pupils of the teachers).
    pupils_missed
        Pupils targeted and not reached.
    schools_targeted, schools_taking_part
        Schools with a pupil targeted, and with a pupil reached.
    hours_received
        Hours attended per pupil reached (h); None where it has no hours of pupils or reached nobody.
    """

    pupils_targeted: int
    pupils_offered: int | None
    pupils_reached: int
    pupils_missed: int
    schools_targeted: int
    schools_taking_part: int
    hours_received: float | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Which pupils one intervention is meant for and which it reached (as counted by `Coverage`).

    Attributes
    ----------
    targeted, reached : ndarray of bool, shape (pupils,)
        True for those pupils.
    """

    targeted: NDArray[np.bool_]
    reached: NDArray[np.bool_]


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
    reach : dict of str to Coverage
        By id of the intervention.
    mean_skills : dict of int to ndarray of float32, shape (pupils,)
        Skill of every learning pupil, the mean of the subjects, at some other weeks (NaN for others).
    participants : dict of str to Enrolment
        By id of the intervention.
    """

    calendar: Calendar
    sums: NDArray[np.float64]
    snapshots: dict[int, NDArray[np.float32]]
    ledgers: dict[str, Ledger]
    reach: dict[str, Coverage] = field(default_factory=dict)
    mean_skills: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    participants: dict[str, Enrolment] = field(default_factory=dict)
