"""Interventions that would reach nobody, or change nothing, in the schools at hand: told before a run starts.

What shows in a scenario file alone is found by `Intervention.problems`; here it takes the pupils and schools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simkansen.interventions.action import ROUNDING
from simkansen.interventions.eligibility import eligible_pupils
from simkansen.interventions.setting import setting_of, spare_hours
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import rounded_down

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.interventions.action import Action
    from simkansen.interventions.base import Intervention
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar


def nobody_reached(
    intervention: Intervention, population: Population, calendar: Calendar, parameters: Parameters
) -> Refusal | None:
    """Say why an intervention can reach nobody of a population.

    Parameters
    ----------
    intervention
        The intervention, alone; others may take staff hours before it, which is no mistake.
    population
        The five tables.
    calendar
        The weeks of its scenario.
    parameters
        Point values, with those of the scenario over them.

    Returns
    -------
    Refusal or None
        The path is below the intervention; None where it can reach somebody.
    """
    action = intervention.action(setting_of(population, calendar, parameters, np.uint64(0)))
    if not action.is_for_somebody():
        pupils = len(population.pupils.school)
        of_all = (
            "the one pupil does not meet"
            if pupils == 1
            else phrase("none of the {pupils:,} pupils meets", pupils=pupils)
        )
        said = phrase("nobody is in this group: {of_all} all its lines", of_all=of_all)
        return Refusal(("for",), said, "ask less in one of the lines, or simulate more schools")
    return without_weeks(action) or without_hours(action) or action.hindered()


def without_weeks(action: Action[Any]) -> Refusal | None:
    """Say that all of the target are people for whom the weeks in which it runs are none.

    Parameters
    ----------
    action
        An intervention in the world of a run.

    Returns
    -------
    Refusal or None
        None too where it runs for nobody at all: that shows without the pupils, and is told by the file.
    """
    if not action.running().any() or action.running_for_meant().any():
        return None
    said = action.intervention
    if "pupil" not in said.aimed_at:
        wrong = "nobody of this group can be reached: no class of it has a teacher who can take part"
        return Refusal(("for",), wrong, "aim it at other classes or schools, or simulate more schools")
    meets = eligible_pupils(action.population, said.target) & action.grounds_met()[:, np.newaxis]
    if not meets.any():
        wrong = "nobody is reached: no pupil of this group meets any of its grounds"
        ungrounded = Refusal(("for",), wrong, "ask less in one of the lines, or give more grounds")
        return action.hindered() or ungrounded
    wrong = (
        "nobody is reached: it runs in weeks in which none of these pupils can have it, for their schools "
        "are not closed then, or have other holidays"
    )
    return Refusal(("for",), wrong, "aim it at pupils whose school closes, or choose other weeks")


def without_hours(action: Action[Any]) -> Refusal | None:
    """Say that no school with pupils of the target has the hours for one group.

    Parameters
    ----------
    action
        An intervention in the world of a run, with all hours still to be taken.

    Returns
    -------
    Refusal or None
    """
    needed, said = action.hours_of_one_group(), action.intervention
    years = np.unique(action.setting.calendar.school_year[action.running()])
    if needed <= 0.0 or years.size == 0:
        return None
    asked = action.meant_for()[:, years].any(axis=1)
    schools = np.unique(np.asarray(action.population.pupils.school)[asked])
    spare = spare_hours(action.population, action.parameters, said.moment)[schools]
    most = float(spare.max(initial=0.0))
    if needed <= most * (1.0 + ROUNDING):
        return None
    floored = rounded_down(most)
    when = "a holiday week" if said.moment == "holiday" else "a school week"
    wrong = phrase(
        "no school has the hours: {needed:,g} a week of its own staff are needed for one {of}, "
        "and the most that any has to spare in {when} is {most:,g}",
        of=phrase("home") if said.hours_of == "parent" else phrase("group"),
        needed=needed,
        when=when,
        most=floored,
    )
    others = "" if said.in_pairs else ", or let led_by be student or volunteer"
    return Refusal(
        ("hours",),
        wrong,
        phrase("give {most:,g} hours a week or less{others}", most=_fitting(action, floored), others=others),
    )


def _fitting(action: Action[Any], most: float) -> float:
    """Give the hours of the intervention with which one group asks for no more than a school has."""
    return rounded_down(most * action.hours_per_week() / action.hours_of_one_group())
