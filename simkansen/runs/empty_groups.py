"""Interventions for a group that nobody is in: known once the population is made, and then no run starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from simkansen.interventions import Intervention
    from simkansen.population import Population
    from simkansen.runs.plan import Plan


def refuse_empty_groups(plan: Plan, population: Population) -> None:
    """Refuse interventions whose target no one of the population meets.

    Parameters
    ----------
    plan
        The scenarios.
    population
        The pupils on which all of them run.

    Raises
    ------
    ScenarioErrors
        With one problem for each such intervention, where its file says for whom it is.
    """
    from simkansen.scenario import ScenarioErrors
    from simkansen.scenario.located import problem_at

    pupils = len(population.pupils.school)
    said = f"nobody is in this group: none of the {pupils:,} pupils meets all its lines"
    mend = "ask less in one of the lines, or simulate more schools"
    problems = [
        problem_at(scenario, ("interventions", place, "for"), said, mend)
        for scenario in plan.scenarios
        for place, programme in enumerate(scenario.interventions)
        if programme.target.criteria and not cast("Intervention", programme).is_for_somebody(population)
    ]
    if problems:
        raise ScenarioErrors(problems)
