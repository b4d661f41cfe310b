"""What the measures read: the few columns of a trace and of the population they need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simkansen.schooling import load_system

SUM_COLUMNS = ("pupils", *load_system().subject_names, "engagement", "out_of_sight", "in_school", "seen")
"""Columns of `RunTrace.sums`."""


class CalendarWeeks(Protocol):
    """Weeks of a calendar."""

    @property
    def monday(self) -> NDArray[np.datetime64]:
        """Mondays, shape (weeks,)."""

    @property
    def school_year(self) -> NDArray[np.int64]:
        """School year of each week, counted from 0, shape (weeks,)."""

    @property
    def teaching(self) -> NDArray[np.bool_]:
        """Whether there are lessons in some form, shape (weeks,)."""


class InterventionLedger(Protocol):
    """What one intervention used."""

    @property
    def reached(self) -> int:
        """Pupils reached (count)."""

    @property
    def staff_hours_asked(self) -> float:
        """Hours of the schools' staff that it would take if every school had them."""

    @property
    def staff_hours_needed(self) -> float:
        """Hours of the schools' staff that it takes."""

    @property
    def staff_hours_available(self) -> float:
        """Hours of the schools' staff left for extra help."""

    @property
    def cost(self) -> Mapping[str, float]:
        """EUR by kind of cost."""


class InterventionReach(Protocol):
    """How far one intervention got (counts; hours per pupil reached)."""

    @property
    def pupils_targeted(self) -> int:
        """Pupils whom it is meant for."""

    @property
    def pupils_offered(self) -> int | None:
        """Pupils who were asked; None where nothing tells."""

    @property
    def pupils_reached(self) -> int:
        """Pupils who received it."""

    @property
    def pupils_missed(self) -> int:
        """Pupils whom it is meant for and who did not receive it."""

    @property
    def schools_targeted(self) -> int:
        """Schools with a pupil whom it is meant for."""

    @property
    def schools_taking_part(self) -> int:
        """Schools with a pupil who received it."""

    @property
    def hours_received(self) -> float | None:
        """Hours attended per pupil reached; None where it has none."""


class InterventionParticipants(Protocol):
    """Which pupils one intervention is about."""

    @property
    def targeted(self) -> NDArray[np.bool_]:
        """Whom it is meant for, shape (pupils,)."""

    @property
    def reached(self) -> NDArray[np.bool_]:
        """Who received it, shape (pupils,)."""


class RunTrace(Protocol):
    """What one simulated scenario leaves behind."""

    @property
    def calendar(self) -> CalendarWeeks:
        """The weeks that were simulated."""

    @property
    def sums(self) -> NDArray[np.float64]:
        """Sums over the learning pupils of a stratum, shape (weeks, strata, columns)."""

    @property
    def snapshots(self) -> Mapping[int, NDArray[np.float32]]:
        """Skill of every pupil at the end of some weeks, shape (pupils, subjects) each, in SD."""

    @property
    def mean_skills(self) -> Mapping[int, NDArray[np.float32]]:
        """Skill of every pupil, the mean of the subjects, at other weeks, shape (pupils,) each, in SD."""

    @property
    def ledgers(self) -> Mapping[str, InterventionLedger]:
        """What each intervention used, by its id."""

    @property
    def reach(self) -> Mapping[str, InterventionReach]:
        """How far each intervention got, by its id."""

    @property
    def participants(self) -> Mapping[str, InterventionParticipants]:
        """Which pupils each intervention is about, by its id."""


class PupilTables(Protocol):
    """Columns of the pupils that results are grouped by."""

    @property
    def stratum(self) -> NDArray[np.int64]:
        """Stratum in each school year, -1 when not learning, shape (pupils, years)."""

    @property
    def school(self) -> NDArray[np.int64]:
        """Row of the school, shape (pupils,)."""

    @property
    def ses(self) -> NDArray[np.float64]:
        """Socio-economic standing (z), shape (pupils,)."""
