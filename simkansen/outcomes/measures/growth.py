"""Growth: as a share of a normal year, as a delay in weeks, and as skill itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Means
from simkansen.outcomes.inputs import CalendarWeeks
from simkansen.outcomes.panel import Panel, by_subject
from simkansen.outcomes.registry import LEVEL, measure

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


@measure("growth_share", "share of a normal year", "higher", weeks="year", subjects=True,
    says="Growth over a school year, divided by the growth of the same pupils in that year without a "
    "closure.")  # fmt: skip
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


@measure("delay_weeks", "weeks of learning", "lower", weeks="pace", subjects=True,
    says="How far pupils are behind themselves without a closure, on average, each in teaching weeks at "
    f"the norm of the own {LEVEL}.")  # fmt: skip
def delay_weeks(scenario: Means, twin: Means, detailed: Weeks) -> list[Panel]:
    """How far pupils are behind themselves without a closure (teaching weeks at the norm of their groep).

    The mean over pupils, so that a pupil counts the same whoever else is in the file.

    Parameters
    ----------
    scenario, twin
        Weekly means with and without the closure.
    detailed
        Weeks in which each subject is given too.
    """
    behind = twin.in_weeks - scenario.in_weeks
    return by_subject("delay_weeks", np.arange(behind.shape[1]), behind, scenario.pupils, detailed)


@measure("skill", "SD", "higher", subjects=True,
    says="Mean skill, in standard deviations of a cohort before the closure.")  # fmt: skip
def skill(scenario: Means, detailed: Weeks) -> list[Panel]:
    """Mean skill (SD), each week."""
    weeks = np.arange(scenario.skill.shape[1])
    return by_subject("skill", weeks, scenario.skill, scenario.pupils, detailed)
