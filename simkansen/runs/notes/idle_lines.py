"""Lines under ``for`` that leave nobody out of the pupils at hand: said once these are made, before a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from simkansen.evidence import load_parameters
from simkansen.interventions.eligibility import eligible_classes, eligible_pupils
from simkansen.interventions.setting import setting_of
from simkansen.phrases import phrase
from simkansen.runs.notes.never_closed import never_closed
from simkansen.runs.notes.shared_staff import without_hours_left
from simkansen.runs.notes.who_comes import who_come
from simkansen.scenario import build_calendar
from simkansen.scenario.reading.located import problem_of_scenario
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simkansen.interventions import Intervention
    from simkansen.interventions.action import Action
    from simkansen.population import Population
    from simkansen.scenario import Problem, Scenario
    from simkansen.scenario.schema.targeting import Target

SURE = 3.0
"""Standard deviations above the mean number who come, from which a place for more is hardly ever taken."""

FEW_MEANT = 30
"""With fewer meant in all pupils made, another draw may well have some whom a line leaves out, or a place too
few: that none of n are left out says of others, at 95%, that fewer than three in n are."""


def idle_lines(scenario: Scenario, populations: Sequence[Population]) -> list[Problem]:
    """Say which lines under ``for`` leave nobody out, and which capacities.

    Parameters
    ----------
    scenario
        Its interventions have no problems and reach somebody.
    populations
        The pupils of one replication or of more; what is said holds in all of them. Nothing is said of lines
        by which so few are meant that the pupils of another draw may well be otherwise.

    Returns
    -------
    list of Problem
        Their ``fix`` says what to do.
    """
    found: list[Problem] = []
    come = who_come(scenario, populations)
    for place, programme in enumerate(scenario.interventions):
        intervention = cast("Intervention", programme)
        refusals = _of_one(
            intervention, scenario, populations, float(come.mean[place]) if come.often_nobody[place] else None
        )
        found += [problem_of_scenario(scenario, one.below(("interventions", place))) for one in refusals]
    found += [problem_of_scenario(scenario, one) for one in without_hours_left(scenario, populations)]
    return found


def _of_one(
    intervention: Intervention, scenario: Scenario, populations: Sequence[Population], come: float | None
) -> list[Refusal]:
    actions = [_action(intervention, scenario, one) for one in populations]
    meant = sum(int(_meant(intervention, intervention.target, one).sum()) for one in populations)
    if meant < FEW_MEANT:
        return [*_hardly_anybody_comes(intervention, come)]
    made = sum(len(one.pupils.school) for one in populations)
    among = phrase("of the {pupils} made for this check", pupils=counted(made, "pupil"))
    return [
        *_idle_criteria(intervention, populations, among),
        *never_closed(actions),
        *_hardly_anybody_comes(intervention, come),
        *_idle_capacity(intervention, actions, among),
    ]


def _idle_criteria(
    intervention: Intervention, populations: Sequence[Population], among: str
) -> Iterator[Refusal]:
    beside = " beside the other lines" if len(intervention.target.criteria) > 1 else ""
    for name in intervention.target.criteria:
        if all(_leaves_nobody_out(intervention, name, one) for one in populations):
            said = phrase("{name} leaves nobody out{beside}, {among}", name=name, beside=beside, among=among)
            yield Refusal(("for", name), said, "ask for fewer, or remove the line")


def _hardly_anybody_comes(intervention: Intervention, come: float | None) -> Iterator[Refusal]:
    if come is not None:
        share = intervention.take_up is not None and intervention.take_up.share is not None
        said = phrase("in many simulations nobody comes: of those meant {come:,.2g} on average do", come=come)
        path = ("take_up", "share") if share else ("for",)
        larger = "ask for a larger share, or simulate more schools"
        yield Refusal(path, said, larger if share else "mean more pupils, or simulate more schools")


def _idle_capacity(
    intervention: Intervention, actions: Sequence[Action[Any]], among: str
) -> Iterator[Refusal]:
    if intervention.target.capacity is None:
        return
    if all(_has_places_enough(one, by_staff=False) for one in actions):
        said = phrase(
            "there are places for all who would come, {among}, so that this hardly leaves anybody out",
            among=among,
        )
        yield Refusal(("for", "capacity"), said, "give fewer places, or remove the line")
    elif all(_has_places_enough(one, by_staff=True) for one in actions):
        said = "the hours of a school's own staff run out before these places, so that this leaves nobody out"
        yield Refusal(("for", "capacity"), said, "give fewer places or hours, or let others lead it")


def _leaves_nobody_out(intervention: Intervention, name: str, population: Population) -> bool:
    """Tell whether the target without one of its lines means the same pupils, or classes."""
    others = {other: asked for other, asked in intervention.target.criteria.items() if other != name}
    without = intervention.target.model_copy(update={"criteria": others})
    return bool((_meant(intervention, without, population) == _meant(
        intervention, intervention.target, population
    )).all())  # fmt: skip


def _meant(intervention: Intervention, target: Target, population: Population) -> NDArray[np.bool_]:
    if "pupil" in intervention.aimed_at:
        return eligible_pupils(population, target)
    return eligible_classes(population, target)


def _action(intervention: Intervention, scenario: Scenario, population: Population) -> Action[Any]:
    parameters = scenario.applied_to(load_parameters())
    weeks = build_calendar(scenario.calendar, scenario.population)
    return intervention.action(setting_of(population, weeks, parameters, np.uint64(0)))


def _has_places_enough(action: Action[Any], by_staff: bool) -> bool:
    """Tell whether no school, or class, has more who would come than places, by far.

    With `by_staff` it is enough that a school's own staff has hours for no more than there are places.
    """
    years = np.unique(action.setting.calendar.school_year[action.running()])
    return all(_enough_in(action, int(year), by_staff) for year in years)


def _enough_in(action: Action[Any], year: int, by_staff: bool) -> bool:
    intervention, pupils = action.intervention, action.population.pupils
    capacity, klass = intervention.target.capacity, np.asarray(pupils.klass)[:, year]
    if capacity is None or (by_staff and capacity.per_class is not None):
        return False
    there = np.asarray(pupils.school) if capacity.per_class is None else klass
    learning = np.bincount(there[klass >= 0])
    places = np.full(learning.size, float(capacity.per_class or capacity.per_school or 0))
    if capacity.share is not None:
        places = np.rint(capacity.share * learning)
    chances, asked = action.take_up_chances(), action.meant_for()[:, year]
    pairs = intervention.in_pairs and capacity.per_class is not None
    if pairs:  # half of all in the class who come are tutored at most
        asked = klass >= 0
    come, spread = (
        np.bincount(there[asked], some[asked], minlength=learning.size)
        for some in (chances, chances * (1.0 - chances))
    )
    most = (come + SURE * np.sqrt(spread)) / (2.0 if pairs else 1.0)
    enough = most <= places
    if by_staff and intervention.takes_staff():
        staffed = [action.staffed_places(school, year) for school in range(learning.size)]
        enough |= np.array(staffed) <= places
    return bool(enough.all())
