"""What a simulation begins with: weeks, columns and numbers that do not change, the same for many of them.

They follow from the pupils, the calendar, the parameters and chance, and not from what schools do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.compiled import RateTable, rate_table
from simkansen.learning.columns import Static, WeekFacts, static_columns
from simkansen.learning.rates import rates_of
from simkansen.learning.timetables import Followed, followed_by
from simkansen.learning.week import facts_of, week_table

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Schedule:
    """The weeks of a population.

    Attributes
    ----------
    followed
        Who follows which timetable.
    table : ndarray of TODAY, shape (weeks, timetables)
        The weeks of all timetables.
    facts : tuple of WeekFacts
        What the calendars say of each week.
    """

    followed: Followed
    table: NDArray[np.void]
    facts: tuple[WeekFacts, ...]


@dataclass(frozen=True, slots=True)
class Outset:
    """All that a simulation begins with and that does not change in it.

    Attributes
    ----------
    schedule
        Its weeks.
    static
        Columns that do not change.
    rates
        Parameters of learning: a table of one row.
    engagement
        Engagement of an average pupil in class (log-odds).
    """

    schedule: Schedule
    static: Static
    rates: RateTable
    engagement: float


def schedule_of(population: Population, calendar: Calendar, key: np.uint64) -> Schedule:
    """Read the weeks of a population off its calendars.

    Parameters
    ----------
    population
        The five tables.
    calendar
        The weeks of all together.
    key
        Key of the run.

    Returns
    -------
    Schedule
    """
    followed = followed_by(population, calendar, key)
    table = week_table(followed.timetables.calendars)
    facts = tuple(facts_of(calendar, week, table[week]) for week in range(len(calendar)))
    return Schedule(followed, table, facts)


def outset_of(population: Population, schedule: Schedule, parameters: Parameters) -> Outset:
    """Give what a simulation begins with.

    Parameters
    ----------
    population
        The five tables.
    schedule
        Its weeks.
    parameters
        The parameters of the run.

    Returns
    -------
    Outset
    """
    record = rates_of(parameters)
    static = static_columns(population, parameters["engagement_start"], schedule.followed)
    return Outset(schedule, static, rate_table(record), float(record.engagement_school))
