"""Values of a sweep with which an intervention reaches nobody: said before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from simkansen.interventions import registry
from simkansen.limits import SOON
from simkansen.phrases import phrase
from simkansen.runs.notes.empty_groups import look_at_small, problems_among
from simkansen.runs.notes.idle_lines import idle_lines
from simkansen.runs.populations import make_population
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.writing.estimate import estimate
from simkansen.sweep.ask.paths import ItemOf, applies, is_switch, parse, with_values

if TYPE_CHECKING:
    from simkansen.population import Population
    from simkansen.scenario import Problem, Scenario
    from simkansen.sweep.ask.experiment import ExperimentSpec
    from simkansen.sweep.ask.loading import Experiment


def unreached(experiment: Experiment) -> list[Problem]:
    """Find values with which an intervention can reach nobody or lacks staff, and lines that change nothing.

    Values that are varied are each put into a scenario alone; of an intervention that is not varied the
    scenario's own are looked at.

    Parameters
    ----------
    experiment
        What is asked, checked.

    Returns
    -------
    list of Problem
        Notes, at the path that is varied or at the line of the scenario. Of a range both ends are looked at.
        Nothing of more pupils than `SOON`, of which making takes longer than one waits; or of an experiment
        that is made small, which is too small by itself.
    """
    paths = [path for path in experiment.spec.vary if _is_of_intervention(path)]
    first = experiment.scenarios[0]
    if experiment.small or estimate(first).pupils > SOON:
        return []
    own = _own(experiment.scenarios, paths)
    if not paths:
        return own
    population = make_population(first)
    found: list[Refusal] = []
    for path in paths:
        found += _with(experiment.spec, path, experiment.scenarios, population)
    return own + experiment.problems(list(dict.fromkeys(found)))


def _own(scenarios: Sequence[Scenario], paths: Sequence[str]) -> list[Problem]:
    """Say of interventions that are not varied what `check` says of the pupils of their own scenarios."""
    unreached, idle = look_at_small(scenarios, SOON)
    nobody = [
        replace(one, message=phrase("this reaches nobody: {why}", why=one.message)) for one in unreached
    ]
    varied = tuple(f"interventions[{_item(path)}]" for path in paths)
    return [one for one in (*nobody, *idle) if not one.path.startswith(varied)]


def _item(path: str) -> str:
    step = parse(path)[1]
    return step.id if isinstance(step, ItemOf) else str(step)


def _is_of_intervention(path: str) -> bool:
    steps = parse(path)
    return steps[0] == "interventions" and not is_switch(steps)


def _with(
    spec: ExperimentSpec, path: str, scenarios: tuple[Scenario, ...], population: Population
) -> list[Refusal]:
    steps, varied, item = parse(path), spec.vary[path], _item(path)
    found: list[Refusal] = []
    for value in varied.values or varied.range or ():
        for scenario in scenarios:
            if not applies(steps, scenario):
                continue
            here = with_values(scenario, {path: value}, registry())
            begins = f"interventions[{item}]"
            found += [
                Refusal(
                    ("vary", path),
                    phrase(
                        "with {value}, '{scenario}' reaches nobody: {why}",
                        value=value,
                        scenario=scenario.name,
                        why=one.message,
                    ),
                    one.fix,
                )
                for one in problems_among(here, population)
                if one.path.startswith(begins)
            ] or [
                Refusal(
                    ("vary", path),
                    phrase(
                        "with {value}, in '{scenario}': {why}",
                        value=value,
                        scenario=scenario.name,
                        why=one.message,
                    ),
                    one.fix,
                )
                for one in idle_lines(here, [population])
                if one.path.startswith(begins)
            ]
    return found
