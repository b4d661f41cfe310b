"""When an intervention runs, for each timetable, and for whom of those it reaches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.interventions.setting import Reached
from simkansen.scenario.schema.programme import Programme, Weeks

if TYPE_CHECKING:
    from simkansen.interventions.setting import Setting
    from simkansen.schooling.timetables import Timetables


def running_in(intervention: Programme, timetables: Timetables) -> NDArray[np.bool_]:
    """Tell in which weeks it runs, for each timetable.

    Parameters
    ----------
    intervention
        The intervention.
    timetables
        The calendars that are followed.

    Returns
    -------
    ndarray of bool, shape (timetables, weeks)
        For classes and schools of several timetables, in the weeks of any of them.
    """
    weeks = intervention.weeks or Weeks.model_validate("closed" if intervention.only_while_closed else "all")
    moment, calendars = intervention.moment, timetables.calendars
    running = np.stack([one.weeks_of(weeks, moment, timetables.whole) for one in calendars])
    if intervention.only_while_closed:
        running &= np.stack([one.closed for one in calendars])
    return np.stack([running[list(rows)].any(axis=0) for rows in timetables.parts])


def runs_in(intervention: Programme, years: NDArray[np.int64], setting: Setting) -> NDArray[np.bool_]:
    """Tell for which timetables it runs in some school years, shape (timetables, school years).

    In a year in which it runs for none, all may be asked, for the years that follow.
    """
    running = running_in(intervention, setting.followed.timetables)
    year = setting.calendar.school_year
    runs = np.stack([running[:, year == one].any(axis=1) for one in years], axis=1)
    return np.asarray(runs | ~runs.any(axis=0))


def at_work(reached: Reached, running: NDArray[np.bool_], setting: Setting, year: int) -> Reached:
    """Keep those for whom it runs this week; the programme stays as large as it is.

    Parameters
    ----------
    reached
        Whom it reaches when it runs for all.
    running : ndarray of bool, shape (timetables,)
        For which timetables it runs.
    setting
        The world of this run.
    year
        Index of the school year.
    """
    if running.all():
        return reached
    pupils = reached.pupils[running[setting.followed.pupils[reached.pupils, year]]]
    classes = reached.classes[running[setting.followed.classes[reached.classes]]]
    homes = np.unique(np.asarray(setting.population.pupils.household)[pupils])
    return replace(reached, pupils=pupils, households=homes, classes=classes)
