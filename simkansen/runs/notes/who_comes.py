"""How many of those whom an intervention is meant for come, on average over the simulations of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from simkansen.evidence import load_parameters
from simkansen.interventions.setting import setting_of
from simkansen.runs.notes.places import drawn_worlds, given_places
from simkansen.scenario import build_calendar

if TYPE_CHECKING:
    from simkansen.interventions import Intervention
    from simkansen.interventions.action import Action
    from simkansen.population import Population
    from simkansen.scenario import Scenario

MANY = 30.0
"""Who would come, did everybody find a place, of whom so few as to be told are hardly ever left."""

FEW = 3.0
"""Who come on average, below which nobody does in one simulation of twenty, or in more."""

OFTEN = 0.05
"""Share of the simulations from which on it is told that nobody comes."""

_DRAWS = (4, 64)
"""Fewest and most draws of parameters and chance in which places are given out."""


class Coming(NamedTuple):
    """How many come to each intervention of a scenario, in the order of the file.

    Attributes
    ----------
    mean : ndarray of float64, shape (interventions,)
        On average; infinite where nobody can refuse to come.
    often_nobody : ndarray of bool, shape (interventions,)
        Whether nobody comes in one simulation of twenty, or in more.
    """

    mean: NDArray[np.float64]
    often_nobody: NDArray[np.bool_]


def who_come(scenario: Scenario, populations: Sequence[Population]) -> Coming:
    """Estimate how many come to each intervention in the years in which it runs.

    Where pairs or hours of staff may leave some of them without a place, places are given out as the model
    does, in the worlds of the first replications. Places that a file makes scarce are filled all the same.

    Parameters
    ----------
    scenario
        Its interventions have no problems.
    populations
        The pupils of one replication or of more, from the first.

    Returns
    -------
    Coming
    """
    several = [cast("Intervention", one) for one in scenario.interventions]
    come = np.array([_with_places_for_all(one, scenario, populations) for one in several])
    cut = np.array([one.in_pairs or one.takes_staff() for one in several], dtype=np.bool_) & (come < MANY)
    if not cut.any():
        return Coming(come, come < FEW)
    placed = _with_a_place(several, scenario, populations)
    often = (placed == 0).mean(axis=0) >= OFTEN
    return Coming(np.where(cut, placed.mean(axis=0), come), np.where(cut, often, come < FEW))


def _with_places_for_all(one: Intervention, scenario: Scenario, populations: Sequence[Population]) -> float:
    if "take_up" not in one.answers:
        return np.inf
    calendar = build_calendar(scenario.calendar, scenario.population)
    parameters = scenario.applied_to(load_parameters())
    worlds = [setting_of(each, calendar, parameters, np.uint64(0)) for each in populations]
    return one.target.schools * float(np.mean([_would_come(one.action(world)) for world in worlds]))


def _would_come(action: Action[Any]) -> float:
    """Give how many of those meant in the years in which it runs come when offered a place, on average."""
    years = np.unique(action.setting.calendar.school_year[action.running()])
    meant = action.meant_for()[:, years].any(axis=1)
    return float(action.take_up_chances()[meant].sum())


def _with_a_place(
    several: Sequence[Intervention], scenario: Scenario, populations: Sequence[Population]
) -> NDArray[np.float64]:
    """Count who have a place, shape (draws, interventions)."""
    found = []
    for world in drawn_worlds(scenario, populations, *_DRAWS):
        members = {one.id: np.zeros(len(world.population.pupils.school), dtype=np.bool_) for one in several}
        for one, school, _, chosen in given_places(several, world):
            members[one.intervention.id][one.roster.start[school] : one.roster.end[school]] |= chosen
        found.append([float(np.count_nonzero(members[one.id])) for one in several])
    return np.array(found)
