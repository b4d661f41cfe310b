"""Programmes for which a school's own staff has too few hours, alone or beside others: said before a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from simkansen.evidence import load_parameters
from simkansen.interventions.setting import setting_of
from simkansen.phrases import phrase
from simkansen.scenario import build_calendar, with_run_defaults
from simkansen.scenario.reading.problems import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simkansen.interventions import Intervention
    from simkansen.interventions.delivery import Delivery
    from simkansen.interventions.setting import Setting
    from simkansen.population import Population
    from simkansen.scenario import Scenario

# Imports within functions: deliveries load numba, and not every check needs it.

TOLD_BELOW = 0.9
"""Part of the hours below which it is said that there are no more (an assumed limit)."""

_TOO_FEW = (
    "a school's own staff has hours for {part} of the groups that would come: reach, effect and cost are of "
    "these, the other pupils get nothing"
)
_TOO_FEW_HOURS = (
    "a school's own staff has {part} of the hours that are asked of it: reach, effect and cost are of "
    "those who get them, the others get nothing"
)
_TAKEN = (
    "other interventions take hours of a school's own staff before this one: what they leave is enough for "
    "{part} of the groups that would have hours if this stood alone"
)
_TAKEN_HOURS = (
    "other interventions take hours of a school's own staff before this one: what they leave is {part} of "
    "the hours that it would have if it stood alone"
)
_FEWER_OF_ONE = "give fewer places or hours, or let others lead one of them"

_SCHOOLS = 1_200
"""Schools whose places are given out for an estimate, over all draws: about a second."""

_DRAWS = (4, 16)
"""Fewest and most draws of the parameters in an estimate, of those that the run will have."""


class StaffParts(NamedTuple):
    """Parts of the hours asked of a school's own staff, by intervention in the order of the file.

    Attributes
    ----------
    staffed : ndarray of float64, shape (interventions,)
        What schools have of the hours asked, did each intervention stand alone.
    left : ndarray of float64, shape (interventions,)
        What others leave of the hours that it would have alone.
    """

    staffed: NDArray[np.float64]
    left: NDArray[np.float64]


def without_hours_left(scenario: Scenario, populations: Sequence[Population]) -> Iterator[Refusal]:
    """Say for which interventions staff has too few hours, alone or because others take theirs first.

    Parameters
    ----------
    scenario
        Its interventions have no problems.
    populations
        The pupils of one replication or of more, from the first.

    Yields
    ------
    Refusal
        Its path begins at the top of the scenario.
    """
    several = [cast("Intervention", one) for one in scenario.interventions]
    if not any(one.takes_staff() or one.in_pairs for one in several) or not populations:
        return
    staffed, left = staffed_parts(scenario, populations)
    for place, one in enumerate(several):
        at = ("interventions", place)
        if staffed[place] < TOLD_BELOW:
            said = phrase(_TOO_FEW if _has_groups(one) else _TOO_FEW_HOURS, part=told_part(staffed[place]))
            if left[place] < TOLD_BELOW:
                said = phrase("alone, {said}", said=said)
            key = "led_by" if "led_by" in one.answers else "hours"
            yield Refusal((*at, key), said, "give fewer places or hours, or let others lead it")
        if left[place] < TOLD_BELOW:
            said = phrase(_TAKEN if _has_groups(one) else _TAKEN_HOURS, part=told_part(left[place]))
            yield Refusal((*at, "hours"), said, _FEWER_OF_ONE)


def staffed_parts(scenario: Scenario, populations: Sequence[Population]) -> StaffParts:
    """Estimate which part of the hours that groups ask of a school's own staff there is.

    Places are given out as the model does, with the parameters and the chance of the first replications of
    the run: hours for a group differ between draws, and those who ask for more get less. What is not known
    before the weeks are simulated is what schools see of their pupils; need at the start stands for it.
    Groups count by their hours in all weeks, as in results.

    Parameters
    ----------
    scenario
        Its interventions have no problems.
    populations
        The pupils of one replication or of more, from the first.

    Returns
    -------
    StaffParts
    """
    from simkansen import chance
    from simkansen.runs.draws import draw_parameters

    run, calendar = with_run_defaults(scenario).run, build_calendar(scenario.calendar, scenario.population)
    several = [cast("Intervention", one) for one in scenario.interventions]
    fewest, most = _DRAWS
    draws = max(fewest, min(most, _SCHOOLS // len(populations[0].schools.sector)))
    asked, alone, beside = np.zeros((3, len(several)))
    for number in range(min(draws, run.replications or most)):
        drawn = draw_parameters(load_parameters(), run.seed, number, run.parameters)
        population, key = populations[number % len(populations)], chance.run_key(run.seed, number)
        setting = setting_of(population, calendar, scenario.applied_to(drawn), key)
        each = np.concatenate([_hours([one], setting) for one in several])
        asked, alone = asked + each[:, 0], alone + each[:, 1]
        beside = beside + (_hours(several, setting)[:, 1] if len(several) > 1 else each[:, 1])
    return StaffParts(_part(alone, asked), np.minimum(1.0, _part(beside, alone)))


def _has_groups(one: Intervention) -> bool:
    """Tell whether its hours are of groups or pairs of pupils: calls to parents are of homes."""
    return one.in_pairs or "group_size" in one.answers


def told_part(part: float) -> str:
    """Write a part of the groups, of which little is not nothing."""
    if part == 0.0:
        return phrase("none")
    return phrase("under 1%") if round(100 * part) == 0 else phrase("about {part:.0%}", part=part)


def _part(some: NDArray[np.float64], of: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(some, of, out=np.ones_like(some), where=of > 0.0)


def _hours(several: Sequence[Intervention], world: Setting) -> NDArray[np.float64]:
    """Give for each the hours of staff that it asks and gets in all weeks, shape (n, 2)."""
    from simkansen.interventions.delivery import deliveries

    setting = replace(world, staff=world.staff.copy(), holiday_staff=world.holiday_staff.copy())
    working = [one for one in deliveries(tuple(several), setting) if one.action.hours_of_one_group() > 0.0]
    due = sorted(
        (week, school, number, year)
        for number, one in enumerate(working)
        for school in range(len(setting.staff))
        for year, week in one.decides(school).items()
    )
    found = {one.intervention.id: np.zeros(2) for one in working}
    for _, school, number, year in due:
        one = working[number]
        weeks = one.weeks_in(school, year)
        if not one.roster.listed[school]:
            one.roster.list_school(school, year, _need_at_start(one, school))
        one.roster.fill_places(school, year)
        hours = one.roster.hours_asked[school, year]
        found[one.intervention.id] += weeks * np.array([hours, hours - one.roster.hours_short[school, year]])
    return np.array([found.get(one.id, np.zeros(2)) for one in several])


def _need_at_start(one: Delivery, school: int) -> NDArray[np.float64]:
    """Give what stands for the need of a school's pupils before anything is simulated."""
    rows, pupils = slice(one.roster.start[school], one.roster.end[school]), one.setting.population.pupils
    if one.intervention.target.rank_by == "disadvantage":
        return -np.asarray(pupils.ses)[rows]
    return np.asarray(-np.asarray(pupils.skill)[rows].mean(axis=1))
