"""Interventions that reach nobody: known once the population is made, and then no run starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, cast

import numpy as np

from simkansen.interventions.without_reach import nobody_reached
from simkansen.limits import SOON
from simkansen.phrases import phrase_of
from simkansen.runs.notes.idle_lines import idle_lines
from simkansen.runs.plan import make_plan
from simkansen.scenario import ScenarioErrors, build_calendar
from simkansen.scenario.idle.late import at_best
from simkansen.scenario.reading.located import problem_of_scenario
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.writing.estimate import estimate
from simkansen.schooling.closures import EVERYBODY
from simkansen.schooling.holidays import place_at

if TYPE_CHECKING:
    from simkansen.interventions import Intervention
    from simkansen.population import Population
    from simkansen.runs.plan import Plan
    from simkansen.scenario import Problem, Scenario
    from simkansen.schooling.closures import Scope

# Imports within functions: what makes pupils loads numba, and not every check needs it.

SMALL = 400
"""Schools up to which pupils are made to check a scenario file, which takes a few seconds."""

TRIES = 8
"""Populations looked at where each replication has its own: who is in none of them is hardly in any."""


def refuse_empty_groups(plan: Plan, populations: Iterable[Population]) -> None:
    """Refuse interventions that can reach no one in any of the first populations (`TRIES`).

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
    found: list[Problem] = []
    for population in islice(populations, TRIES):
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
    """Find interventions of one scenario that can reach no one of a population, and closures of nobody in it.

    Parameters
    ----------
    scenario
        The scenario.
    population
        Its pupils.

    Returns
    -------
    list of Problem
        One for each such intervention or closure.
    """
    calendar = build_calendar(scenario.calendar, scenario.population)
    parameters = at_best(scenario)
    found = closures_without_pupils(scenario, population)
    for place, programme in enumerate(scenario.interventions):
        refusal = nobody_reached(cast("Intervention", programme), population, calendar, parameters)
        if refusal is not None:
            found.append(problem_of_scenario(scenario, refusal.below(("interventions", place))))
    return found


def closures_without_pupils(scenario: Scenario, population: Population) -> list[Problem]:
    """Find closures of levels and places of which there is no pupil: a sample may have missed them."""
    closures = scenario.calendar.closures
    found: list[Problem] = []
    for number, closure in enumerate(() if isinstance(closures, str) else closures):
        if closure.scope != EVERYBODY and not _means_pupils(closure.scope, population):
            path = ("calendar", "closures", number)
            pupils = len(population.pupils.school)
            said = phrase_of(
                pupils,
                "nobody is meant: the one pupil is not of these levels and places",
                "nobody is meant: none of the {number:,} pupils is of these levels and places",
            )
            refused = Refusal(path, said, "choose others, or simulate more schools")
            found.append(problem_of_scenario(scenario, refused))
    return found


def _means_pupils(scope: Scope, population: Population) -> bool:
    where, pupils = population.municipalities, population.pupils
    names = zip(where.name.tolist(), where.province.tolist(), strict=True)
    there = np.array([scope.lies_in(place_at(*one)) for one in names])
    here = there[np.asarray(population.schools.municipality)[pupils.school]]
    levels = np.asarray(pupils.level)[here]
    return bool(np.isin(levels, scope.levels).any() if scope.levels else here.any())


def look_at_small(
    scenarios: Sequence[Scenario], most_pupils: float = inf
) -> tuple[list[Problem], list[Problem]]:
    """Find the same before a run, and lines that leave nobody out, where making the pupils takes seconds.

    Parameters
    ----------
    scenarios
        Checked; those without interventions, and whose closures are for everybody, have nothing to look at.
    most_pupils
        Of a scenario with more nothing is looked at.

    Returns
    -------
    (list of Problem, list of Problem)
        Problems and notes. Nothing of those with more schools than `SMALL`: there the run says what is wrong
        before it starts.
    """
    made: dict[object, list[Population]] = {}
    found: list[Problem] = []
    notes: list[Problem] = []
    for scenario in scenarios:
        expected = estimate(scenario)
        asks = scenario.interventions or build_calendar(scenario.calendar, scenario.population).differs
        if not asks or expected.schools > SMALL or expected.pupils > most_pupils:
            continue
        plan = make_plan([scenario])
        run, values = plan.reference.run, (sorted(scenario.own_values.items()), scenario.rules.growth)
        basis = repr((scenario.population, scenario.calendar.school_years, run.seed, run.population, values))
        try:
            refuse_empty_groups(plan, _people(plan, made.setdefault(basis, [])))
        except ScenarioErrors as errors:
            found += errors.problems
        # One population of few schools says little of the others: those are made that take about a second.
        several = max(1, min(TRIES, SOON // max(1, expected.pupils)))
        made[basis] = list(islice(_people(plan, made[basis]), several))
        refused = {_whose(one) for one in found}
        notes += [one for one in idle_lines(scenario, made[basis]) if _whose(one) not in refused]
    return found, notes


def _whose(problem: Problem) -> tuple[str, str]:
    """Give the file and the intervention that a problem is of."""
    return problem.file, problem.path.partition("]")[0]


def _people(plan: Plan, made: list[Population]) -> Iterator[Population]:
    """Make the pupils of a plan's replications one after the other, as far as they are not made yet."""
    from simkansen.runs.populations import make_population

    for replication in range(plan.replications if plan.redrawn else 1):
        if replication >= len(made):
            made.append(make_population(plan.reference, replication))
        yield made[replication]
