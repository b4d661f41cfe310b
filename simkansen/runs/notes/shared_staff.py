"""Programmes for which a school's own staff has too few hours, alone or beside others: said before a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from simkansen.evidence import load_parameters
from simkansen.interventions.action import ROUNDING
from simkansen.interventions.setting import setting_of
from simkansen.scenario import build_calendar
from simkansen.scenario.reading.problems import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simkansen.interventions import Intervention
    from simkansen.interventions.action import Action
    from simkansen.interventions.setting import Setting
    from simkansen.population import Population
    from simkansen.scenario import Scenario

TOLD_BELOW = 0.9
"""Part of the groups below which it is said that hours are there for no more (an assumed limit)."""

_FEWER = "give fewer places or hours, or let others lead "


def without_hours_left(scenario: Scenario, populations: Sequence[Population]) -> Iterator[Refusal]:
    """Say for which interventions staff has too few hours, alone or because others take theirs first.

    Parameters
    ----------
    scenario
        Its interventions have no problems.
    populations
        The pupils of one replication or of more; what is said holds in all of them.

    Yields
    ------
    Refusal
        Its path begins at the top of the scenario.
    """
    several = [cast("Intervention", one) for one in scenario.interventions]
    if not any(one.takes_staff() or one.in_pairs for one in several) or not populations:
        return
    groups = np.array([_groups(several, _setting(scenario, one)) for one in populations])
    staffed = _part(groups[:, 1].sum(axis=0), groups[:, 0].sum(axis=0))
    left = _part(groups[:, 2], groups[:, 1]).max(axis=0)
    for place, one in enumerate(several):
        at = ("interventions", place)
        if staffed[place] < TOLD_BELOW:
            alone = "alone, " if left[place] < TOLD_BELOW else ""
            said = (
                f"{alone}a school's own staff has hours for {told_part(staffed[place])} of the groups that "
                "would come: reach, effect and cost are of these, the other pupils get nothing"
            )
            key = "led_by" if "led_by" in one.answers else "hours"
            yield Refusal((*at, key), said, f"{_FEWER}it")
        if left[place] < TOLD_BELOW:
            said = (
                "other interventions take hours of a school's own staff before this one: what they leave is "
                f"enough for {told_part(left[place])} of the groups that would have hours if this stood alone"
            )
            yield Refusal((*at, "hours"), said, f"{_FEWER}one of them")


def told_part(part: float) -> str:
    """Write a part of the groups, of which little is not nothing."""
    return "none" if part == 0.0 else "under 1%" if round(100 * part) == 0 else f"about {part:.0%}"


def _part(some: NDArray[np.float64], of: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(some, of, out=np.ones_like(some), where=of > 0.0)


def _groups(several: Sequence[Intervention], setting: Setting) -> NDArray[np.float64]:
    """Count for each the groups asked for, staffed alone and staffed beside the others; shape (3, n)."""
    asked, alone, beside = np.zeros((3, len(several)))
    actions = [one.action(setting) for one in several]
    hours = [action.hours_of_one_group() for action in actions]
    full = {one.moment: setting.hours_left(one.moment).copy() for one in several}
    for year in range(setting.staff.shape[1]):
        started = [(week, place) for place, one in enumerate(actions) for week in _start(one, year)]
        for _, place in sorted(started):
            action, each = actions[place], hours[place]
            if each <= 0.0:
                continue
            moment = several[place].moment
            left = setting.hours_left(moment)
            for school in range(len(left)):
                wanted = round(action.staff_hours(_asked(action, school, year), school, year) / each)
                served = min(wanted, int(left[school, year] / each + ROUNDING))
                asked[place] += wanted
                alone[place] += min(wanted, int(full[moment][school, year] / each + ROUNDING))
                beside[place] += served
                left[school, year] -= served * each
    return np.stack([asked, alone, beside])


def _start(action: Action[Any], year: int) -> list[int]:
    """Give the first week of a school year in which it runs, if any: who begins first takes hours first."""
    weeks = np.flatnonzero(action.running() & (action.setting.calendar.school_year == year))
    return [int(week) for week in weeks[:1]]


def _asked(action: Action[Any], school: int, year: int) -> NDArray[np.int64]:
    """Give as many pupils of a school as would have a place (rows within it), from all of its classes."""
    pupils, capacity = action.setting.population.pupils, action.intervention.target.capacity
    start, end = np.searchsorted(pupils.school, [school, school + 1])
    klass = np.asarray(pupils.klass)[start:end, year]
    come = np.where(action.meant_for()[start:end, year], action.take_up_chances()[start:end], 0.0)
    able, learning, places = np.flatnonzero(come > 0.0), int((klass >= 0).sum()), float(come.sum())
    if capacity is not None and capacity.per_class is not None:
        each = np.bincount(klass[able] - klass[able].min(initial=0), come[able])
        places = float(np.minimum(each, capacity.per_class).sum())
    elif capacity is not None:
        places = min(places, capacity.per_school or round((capacity.share or 0.0) * learning))
    return able[np.linspace(0, max(0, able.size - 1), min(able.size, round(places))).astype(np.int64)]


def _setting(scenario: Scenario, population: Population) -> Setting:
    parameters = scenario.applied_to(load_parameters())
    calendar = build_calendar(scenario.calendar, scenario.population)
    return setting_of(population, calendar, parameters, np.uint64(0))
