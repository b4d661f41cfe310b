"""Places given out as the model does, before anything is simulated: for notes on who finds one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from simkansen.evidence import load_parameters
from simkansen.interventions.setting import setting_of
from simkansen.scenario import build_calendar, with_run_defaults

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simkansen.interventions import Intervention
    from simkansen.interventions.delivery import Delivery
    from simkansen.interventions.setting import Setting
    from simkansen.population import Population
    from simkansen.scenario import Scenario

# Imports within functions: deliveries load numba, and not every check needs it.

_SCHOOLS = 1_200
"""Schools whose places are given out for an estimate, over all draws: about a second."""


def drawn_worlds(
    scenario: Scenario, populations: Sequence[Population], fewest: int, most: int
) -> Iterator[Setting]:
    """Give the worlds of the first replications of a run, with their parameters and their chance.

    Parameters
    ----------
    scenario
        Its interventions have no problems.
    populations
        The pupils of one replication or of more, from the first.
    fewest, most
        How many: as many as take about a second, and no more than the run has.

    Yields
    ------
    Setting
    """
    from simkansen import chance
    from simkansen.runs.draws import draw_parameters

    run, calendar = with_run_defaults(scenario).run, build_calendar(scenario.calendar, scenario.population)
    draws = max(fewest, min(most, _SCHOOLS // len(populations[0].schools.sector)))
    for number in range(min(draws, run.replications or most)):
        drawn = draw_parameters(load_parameters(), run.seed, number, run.parameters)
        population, key = populations[number % len(populations)], chance.run_key(run.seed, number)
        yield setting_of(population, calendar, scenario.applied_to(drawn), key)


def given_places(
    several: Sequence[Intervention], world: Setting
) -> Iterator[tuple[Delivery, int, int, NDArray[np.bool_]]]:
    """Let schools fill the places of interventions that stand together, in the order of a run.

    What is not known before the weeks are simulated is what schools see of their pupils; need at the start
    stands for it.

    Parameters
    ----------
    several
        The interventions; hours of a school's own staff go to one after the other.
    world
        The world of a run, which stays as it is.

    Yields
    ------
    (Delivery, int, int, ndarray of bool)
        The intervention at work, a school, a school year, and which pupils of the school have a place.
    """
    from simkansen.interventions.delivery import deliveries

    setting = replace(world, staff=world.staff.copy(), holiday_staff=world.holiday_staff.copy())
    working = deliveries(tuple(several), setting)
    due = sorted(
        (week, school, number, year)
        for number, one in enumerate(working)
        for school in range(len(setting.staff))
        for year, week in one.decides(school).items()
    )
    for _, school, number, year in due:
        one = working[number]
        if not one.roster.listed[school]:
            one.roster.list_school(school, year, _need_at_start(one, school))
        yield one, school, year, one.roster.fill_places(school, year)


def _need_at_start(one: Delivery, school: int) -> NDArray[np.float64]:
    """Give what stands for the need of a school's pupils before anything is simulated."""
    rows, pupils = slice(one.roster.start[school], one.roster.end[school]), one.setting.population.pupils
    if one.intervention.target.rank_by == "disadvantage":
        return -np.asarray(pupils.ses)[rows]
    return np.asarray(-np.asarray(pupils.skill)[rows].mean(axis=1))
