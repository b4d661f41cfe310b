"""Values of a sweep with which an intervention reaches nobody: said before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simkansen.interventions import registry
from simkansen.scenario.estimate import estimate
from simkansen.sweep.paths import ItemOf, applies, is_switch, parse, with_values
from simkansen.sweep.people import make_population

if TYPE_CHECKING:
    from simkansen.population import Population
    from simkansen.scenario import Problem, Scenario
    from simkansen.scenario.words import Refusal
    from simkansen.sweep.experiment import ExperimentSpec
    from simkansen.sweep.loading import Experiment

MOST_PUPILS = 20_000
"""Of more pupils than this nothing is said: making them takes longer than one waits, and of many schools one
has the hours."""


def unreached(experiment: Experiment) -> list[Problem]:
    """Find values of an intervention with which it can reach nobody, each put into a scenario alone.

    Parameters
    ----------
    experiment
        What is asked, checked.

    Returns
    -------
    list of Problem
        Notes, at the path that is varied. Of a range both ends are looked at. Nothing of more pupils than
        `MOST_PUPILS`, or of an experiment that is made small, which is too small by itself.
    """
    paths = [path for path in experiment.spec.vary if _is_of_intervention(path)]
    first = experiment.scenarios[0]
    if not paths or experiment.small or estimate(first).pupils > MOST_PUPILS:
        return []
    population = make_population(first)
    found: list[Refusal] = []
    for path in paths:
        found += _with(experiment.spec, path, experiment.scenarios, population)
    return experiment.problems(list(dict.fromkeys(found)))


def _is_of_intervention(path: str) -> bool:
    steps = parse(path)
    return steps[0] == "interventions" and not is_switch(steps)


def _with(
    spec: ExperimentSpec, path: str, scenarios: tuple[Scenario, ...], population: Population
) -> list[Refusal]:
    from simkansen.runs.empty_groups import problems_among

    steps, varied = parse(path), spec.vary[path]
    item = steps[1].id if isinstance(steps[1], ItemOf) else steps[1]
    found: list[Refusal] = []
    for value in varied.values or varied.range or ():
        for scenario in scenarios:
            if not applies(steps, scenario):
                continue
            here = with_values(scenario, {path: value}, registry())
            found += [
                (("vary", path), f"with {value}, '{scenario.name}' reaches nobody: {one.message}", one.fix)
                for one in problems_among(here, population)
                if one.path.startswith(f"interventions[{item}]")
            ]
    return found
