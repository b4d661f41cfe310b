"""Growth: as a share of a normal year, as a delay in weeks, and as skill itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Means
from simkansen.outcomes.inputs import CalendarWeeks
from simkansen.outcomes.panel import Panel, by_subject

Floats = NDArray[np.float64]
Weeks = NDArray[np.int64]


def school_years(calendar: CalendarWeeks) -> list[tuple[int, int, int]]:
    """Return (first teaching week, last teaching week, number of teaching weeks) of each school year.

    A school year with fewer than two teaching weeks has no growth to measure and is left out.
    """
    found = []
    for year in np.unique(calendar.school_year):
        weeks = np.flatnonzero(calendar.teaching & (calendar.school_year == year))
        if weeks.size > 1:
            found.append((int(weeks[0]), int(weeks[-1]), int(weeks.size)))
    return found


def weekly_growth(twin: Means, calendar: CalendarWeeks) -> Floats:
    """Growth per teaching week of a normal school year, by group.

    Measured between the ends of the first and of the last teaching week, in the run without a closure.

    Parameters
    ----------
    twin
        Weekly means of the run without a closure.
    calendar
        Its weeks.

    Returns
    -------
    ndarray of float64, shape (G, weeks, subjects)
        SD per teaching week, the same in all weeks of a school year; NaN where it is not above zero.
    """
    rate = np.full_like(twin.skill, np.nan)
    for first, last, count in school_years(calendar):
        growth = (twin.skill[:, last] - twin.skill[:, first]) / (count - 1)
        growth = np.where(growth > 0, growth, np.nan)
        rate[:, calendar.school_year == calendar.school_year[first]] = growth[:, np.newaxis]
    return rate


def delay_weeks(scenario: Means, twin: Means, rate: Floats, detailed: Weeks) -> list[Panel]:
    """How far pupils are behind themselves without a closure (teaching weeks).

    Parameters
    ----------
    scenario, twin
        Weekly means with and without the closure.
    rate : ndarray of float64, shape (G, weeks, subjects)
        Growth per teaching week (`weekly_growth`).
    detailed
        Weeks in which each subject is given too.
    """
    weeks = np.arange(rate.shape[1])
    return by_subject("delay_weeks", weeks, (twin.skill - scenario.skill) / rate, scenario.pupils, detailed)


def growth_share(scenario: Means, twin: Means, calendar: CalendarWeeks) -> list[Panel]:
    """Growth over each school year as a share of that of the same pupils without a closure.

    Given at the last teaching week of each school year, for each subject and for their mean.
    """
    years = school_years(calendar)
    first = np.array([year[0] for year in years], dtype=np.int64)
    last = np.array([year[1] for year in years], dtype=np.int64)
    normal = twin.skill[:, last] - twin.skill[:, first]
    share = (scenario.skill[:, last] - scenario.skill[:, first]) / np.where(normal > 0, normal, np.nan)
    return by_subject("growth_share", last, share, scenario.pupils[:, last], last)


def skill(scenario: Means, detailed: Weeks) -> list[Panel]:
    """Mean skill (SD), each week."""
    weeks = np.arange(scenario.skill.shape[1])
    return by_subject("skill", weeks, scenario.skill, scenario.pupils, detailed)
