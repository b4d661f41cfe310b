"""Interventions that reach nobody: known once the population is made, and then no run starts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from simkansen.interventions import Intervention
    from simkansen.population import Population
    from simkansen.runs.plan import Plan
    from simkansen.scenario import Problem, Scenario

SMALL = 400
"""Schools up to which pupils are made to check a scenario file, which takes a few seconds."""


def refuse_empty_groups(plan: Plan, populations: Iterable[Population]) -> None:
    """Refuse interventions that can reach no one in any of the populations.

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
        With one problem for each such intervention, where its file says why.
    """
    from simkansen.scenario import ScenarioErrors

    found: list[Problem] = []
    for population in populations:
        among = [one for scenario in plan.scenarios for one in problems_among(scenario, population)]
        found = among if not found else [one for one in found if _is_among(one, among)]
        if not found:
            return
    if found:
        raise ScenarioErrors(found)


def _is_among(problem: Problem, others: Sequence[Problem]) -> bool:
    """Tell whether a problem of one population is that of another too, whatever numbers it tells."""
    return any((one.file, one.path) == (problem.file, problem.path) for one in others)


def problems_among(scenario: Scenario, population: Population) -> list[Problem]:
    """Find interventions of one scenario that can reach no one of a population.

    Parameters
    ----------
    scenario
        The scenario.
    population
        Its pupils.

    Returns
    -------
    list of Problem
        One for each such intervention.
    """
    from simkansen.evidence import load_parameters
    from simkansen.interventions.without_reach import nobody_reached
    from simkansen.scenario import build_calendar
    from simkansen.scenario.located import problem_at

    calendar = build_calendar(scenario.calendar)
    parameters = load_parameters().replace(scenario.values)
    found: list[Problem] = []
    for place, programme in enumerate(scenario.interventions):
        refusal = nobody_reached(cast("Intervention", programme), population, calendar, parameters)
        if refusal is not None:
            path, said, mend = refusal
            found.append(problem_at(scenario, ("interventions", place, *path), said, mend))
    return found


def problems_of_small(scenarios: Sequence[Scenario]) -> list[Problem]:
    """Find the same before a run, where making the pupils takes seconds.

    Parameters
    ----------
    scenarios
        Checked, with interventions or without.

    Returns
    -------
    list of Problem
        Nothing of those with more schools than `SMALL`: there the run says it before it starts.
    """
    from simkansen.scenario.estimate import estimate

    made: list[tuple[object, Population]] = []
    found: list[Problem] = []
    for scenario in scenarios:
        if not scenario.interventions or estimate(scenario).schools > SMALL:
            continue
        basis = scenario.population, scenario.calendar.school_years, scenario.run.seed, scenario.values
        known = [population for other, population in made if other == basis]
        if not known:
            known = [_people(scenario)]
            made.append((basis, known[0]))
        found += problems_among(scenario, known[0])
    return found


def _people(scenario: Scenario) -> Population:
    """Make the pupils of a scenario."""
    from simkansen.evidence import load_parameters
    from simkansen.population import build_population
    from simkansen.scenario import build_calendar

    parameters, calendar = load_parameters().replace(scenario.values), build_calendar(scenario.calendar)
    return build_population(scenario.population, calendar, scenario.run.seed, parameters)
