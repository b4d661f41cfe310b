"""Interventions that would reach nobody, or change nothing, in the schools at hand: told before a run starts.

What shows in a scenario file alone is found by `Intervention.problems`; here it takes the pupils and schools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simkansen.interventions.base import ROUNDING
from simkansen.interventions.setting import setting_of, spare_hours

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.interventions.base import Intervention
    from simkansen.interventions.setting import Setting
    from simkansen.population import Population
    from simkansen.scenario.schema.words import Refusal
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
    (path, what is wrong, the fix) or None
        The path is below the intervention; None where it can reach somebody.
    """
    if not intervention.is_for_somebody(population):
        pupils = len(population.pupils.school)
        said = f"nobody is in this group: none of the {pupils:,} pupils meets all its lines"
        return ("for",), said, "ask less in one of the lines, or simulate more schools"
    setting = setting_of(population, calendar, parameters, np.uint64(0))
    return without_hours(intervention, setting) or intervention.hindered(setting)


def without_hours(intervention: Intervention, setting: Setting) -> Refusal | None:
    """Say that no school with pupils of the target has the hours for one group.

    Parameters
    ----------
    intervention
        The intervention.
    setting
        The world of a run, with all hours still to be taken.

    Returns
    -------
    (path, what is wrong, the fix) or None
    """
    needed = intervention.hours_of_one_group(setting)
    years = np.unique(setting.calendar.school_year[intervention.running(setting)])
    if needed <= 0.0 or years.size == 0:
        return None
    population = setting.population
    asked = intervention.meant_for(setting)[:, years].any(axis=1)
    schools = np.unique(np.asarray(population.pupils.school)[asked])
    spare = spare_hours(population, setting.parameters, intervention.moment)[schools]
    most = float(spare.max(initial=0.0))
    if needed <= most * (1.0 + ROUNDING):
        return None
    when = "a holiday week" if intervention.moment == "holiday" else "a school week"
    said = (
        f"no school has the hours: {needed:g} a week of its own staff are needed for one group, and the most "
        f"that any has to spare in {when} is {most:.1f}"
    )
    others = "" if intervention.kind == "peer-tutoring" else ", or let led_by be student or volunteer"
    return ("hours",), said, f"give {most:.1f} hours a week or less{others}"
