"""What an intervention may know of the world it works in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from simkansen.compiled import Rates
    from simkansen.evidence import Parameters
    from simkansen.learning.timetables import Followed
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar

# Imports within functions: rules of learning load numba, and files are checked without it.


@dataclass(frozen=True, slots=True)
class Setting:
    """The world of one run.

    Attributes
    ----------
    population
        The five tables.
    calendar
        The weeks of all together.
    followed
        Who follows which timetable.
    parameters
        The parameters of this run.
    p
        The parameters of interventions as a record, for the compiled rules.
    key
        Key of the run.
    staff, holiday_staff : ndarray of float64, shape (schools, school years)
        Hours a week that the school's own staff still has for extra help while there are lessons, and in
        holidays, when they are paid for it beside their salary; programmes draw on them in turn.
    """

    population: Population
    calendar: Calendar
    followed: Followed
    parameters: Parameters
    p: Rates
    key: np.uint64
    staff: NDArray[np.float64]
    holiday_staff: NDArray[np.float64]

    def hours_left(self, moment: str) -> NDArray[np.float64]:
        """Hours a week left at a moment of the week or year, shape (schools, school years)."""
        return self.holiday_staff if moment == "holiday" else self.staff

    def groups(self, reached: Reached, size: int) -> int:
        """Count groups, each of one school: a group that is not full needs its leader all the same."""
        _, pupils = np.unique(np.asarray(self.population.pupils.school)[reached.pupils], return_counts=True)
        return int((-(-pupils // size)).sum())


def setting_of(
    population: Population,
    calendar: Calendar,
    parameters: Parameters,
    key: np.uint64,
    followed: Followed | None = None,
) -> Setting:
    """Make the world of one run, with the hours of all staff still to be taken.

    Parameters
    ----------
    population
        The five tables.
    calendar
        The weeks.
    parameters
        The parameters of this run.
    key
        Key of the run.
    followed
        Who follows which timetable; found here where it is not given.

    Returns
    -------
    Setting
    """
    from simkansen.learning.timetables import followed_by

    followed = followed or followed_by(population, calendar, key)
    years = int(calendar.school_year[-1]) + 1
    p = cast("Rates", parameters.record("interventions"))
    term = _each_year(np.asarray(population.schools.staff_hours), years)
    holidays = _each_year(spare_hours(population, parameters, "holiday"), years)
    return Setting(population, calendar, followed, parameters, p, key, term, holidays)


def spare_hours(population: Population, parameters: Parameters, moment: str) -> NDArray[np.float64]:
    """Hours a week that each school's own staff has for extra help, before any programme takes some.

    While there are lessons these are part of the time of the staff beside classes. In holidays nobody
    teaches, and part of all staff is hired for extra hours.

    Parameters
    ----------
    population
        The five tables.
    parameters
        The parameters of this run.
    moment
        ``holiday``, or any other while there are lessons.

    Returns
    -------
    ndarray of float64, shape (schools,)
        Hours of all who lead, together: two who have ten each can lead a group of twenty.
    """
    term = np.asarray(population.schools.staff_hours, dtype=np.float64)
    return term * parameters["holiday_staff"] if moment == "holiday" else term


def _each_year(hours: NDArray[np.float64], years: int) -> NDArray[np.float64]:
    return np.repeat(hours[:, np.newaxis], years, axis=1)


_NO_ROWS: NDArray[np.int64] = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Those who start this week (counts)."""

    pupils: int
    households: int
    classes: int
    schools: int


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom an intervention reaches this week.

    Attributes
    ----------
    pupils, households, classes
        Rows, sorted, each once. Which are filled depends on the intervention.
    scale
        Pupils (or teachers) that the whole programme reaches: rows times the schools each stands for.
    """

    pupils: NDArray[np.int64] = field(default_factory=lambda: _NO_ROWS)
    households: NDArray[np.int64] = field(default_factory=lambda: _NO_ROWS)
    classes: NDArray[np.int64] = field(default_factory=lambda: _NO_ROWS)
    scale: float = 0.0
