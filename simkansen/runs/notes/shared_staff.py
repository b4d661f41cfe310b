"""Programmes for which a school's own staff has too few hours, alone or beside others: said before a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from simkansen.phrases import phrase
from simkansen.runs.notes.places import drawn_worlds, given_places
from simkansen.scenario.reading.problems import Refusal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simkansen.interventions import Intervention
    from simkansen.interventions.setting import Setting
    from simkansen.population import Population
    from simkansen.scenario import Scenario

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
    several = [cast("Intervention", one) for one in scenario.interventions]
    asked, alone, beside = np.zeros((3, len(several)))
    for setting in drawn_worlds(scenario, populations, *_DRAWS):
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
    found = {one.id: np.zeros(2) for one in several}
    working = [one for one in several if one.action(world).hours_of_one_group() > 0.0]
    for one, school, year, _ in given_places(working, world):
        asked, short = (hours[school, year] for hours in (one.roster.hours_asked, one.roster.hours_short))
        found[one.intervention.id] += one.weeks_in(school, year) * np.array([asked, asked - short])
    return np.array([found[one.id] for one in several])
