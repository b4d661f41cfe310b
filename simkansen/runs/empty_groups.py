"""Interventions for a group that nobody is in: known once the population is made, and then no run starts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from simkansen.interventions import Intervention
    from simkansen.population import Population
    from simkansen.runs.plan import Plan
    from simkansen.scenario import Scenario


def refuse_empty_groups(plan: Plan, populations: Iterable[Population]) -> None:
    """Refuse interventions whose target no one meets in any of the populations.

    Parameters
    ----------
    plan
        The scenarios.
    populations
        The pupils of the replications, where all have the same those alone. Made one after the other, as far
        as it takes to find somebody for every intervention.

    Raises
    ------
    ScenarioErrors
        With one problem for each such intervention, where its file says for whom it is.
    """
    from simkansen.scenario import ScenarioErrors
    from simkansen.scenario.located import problem_at

    empty = [
        (scenario, place)
        for scenario in plan.scenarios
        for place, programme in enumerate(scenario.interventions)
        if programme.target.criteria
    ]
    pupils: list[int] = []
    for population in populations if empty else ():
        pupils.append(len(population.pupils.school))
        empty = [one for one in empty if not _somebody(*one, population)]
        if not empty:
            return
    among = f"the {pupils[0]:,} pupils" if len(pupils) == 1 else f"the pupils of {len(pupils)} replications"
    said = f"nobody is in this group: none of {among} meets all its lines"
    mend = "ask less in one of the lines, or simulate more schools"
    problems = [problem_at(one, ("interventions", place, "for"), said, mend) for one, place in empty]
    if problems:
        raise ScenarioErrors(problems)


def _somebody(scenario: Scenario, place: int, population: Population) -> bool:
    return cast("Intervention", scenario.interventions[place]).is_for_somebody(population)
