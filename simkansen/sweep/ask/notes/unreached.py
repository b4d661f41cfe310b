"""Values of a sweep with which an intervention reaches nobody: said before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    from simkansen.sweep.ask.loading import Experiment
    from simkansen.sweep.ask.varied import Scalar, Varied


def unreached(experiment: Experiment) -> list[Problem]:
    """Find values with which an intervention can reach nobody or lacks staff, and lines that change nothing.

    Values that are varied are each put into a scenario alone; of an intervention that is not varied the
    scenario's own are looked at. What is said of a scenario with each value of a path, and without them, is
    no matter of that path: it is told at another that is, or else once at the line of the scenario.

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
    said = [
        one
        for path in paths
        for scenario in experiment.scenarios
        if applies(parse(path), scenario)
        for one in _with(path, experiment.spec.vary[path], scenario, population)
    ]
    return _at_their_causes(experiment, own, said)


def _at_their_causes(experiment: Experiment, own: Sequence[Problem], said: Sequence[_Said]) -> list[Problem]:
    """Place what is said of values: at the path that causes it, or at the line of the scenario."""
    here = [one for one in said if one.is_caused_here]
    elsewhere = [one.of_scenario() for one in said if not (one.is_caused_here or one.is_one_of(here))]
    told = [refusal for one in here for refusal in one.refusals()]
    return list(dict.fromkeys([*own, *elsewhere])) + experiment.problems(list(dict.fromkeys(told)))


def _own(scenarios: Sequence[Scenario], paths: Sequence[str]) -> list[Problem]:
    """Say of interventions that are not varied what `check` says of the pupils of their own scenarios."""
    unreached, idle = look_at_small(scenarios, SOON)
    nobody = list(map(_reaching_nobody, unreached))
    varied = tuple(f"interventions[{_item(path)}]" for path in paths)
    return [one for one in (*nobody, *idle) if not one.path.startswith(varied)]


def _reaching_nobody(problem: Problem) -> Problem:
    return replace(problem, message=phrase("this reaches nobody: {why}", why=problem.message))


def _item(path: str) -> str:
    step = parse(path)[1]
    return step.id if isinstance(step, ItemOf) else str(step)


def _is_of_intervention(path: str) -> bool:
    steps = parse(path)
    return steps[0] == "interventions" and not is_switch(steps)


@dataclass(slots=True)
class _Said:
    """What is said of one scenario with some values at one path.

    Attributes
    ----------
    problem
        The same of the scenario itself; None where it is not said of that.
    always
        Whether it is said with all values that are looked at.
    """

    path: str
    scenario: str
    nobody: bool
    why: str
    fix: str
    values: list[Scalar]
    problem: Problem | None
    always: bool = False

    @property
    def is_caused_here(self) -> bool:
        """Whether it takes a value of this path: else it is said with each of them and without any."""
        return not self.always or self.problem is None

    def is_one_of(self, others: Sequence[_Said]) -> bool:
        """Tell whether the same is said at another path."""
        own = self.scenario, self.nobody, self.why
        return any((other.scenario, other.nobody, other.why) == own for other in others)

    def refusals(self) -> Iterator[Refusal]:
        """Word it at the path: for each value, or once where all values do it alike."""
        alike = self.always and len(self.values) > 1
        for value in [None] if alike else self.values:
            named = phrase("each of its values") if value is None else value
            words = {"value": named, "scenario": self.scenario, "why": self.why}
            said = (
                phrase("with {value}, '{scenario}' reaches nobody: {why}", **words)
                if self.nobody
                else phrase("with {value}, in '{scenario}': {why}", **words)
            )
            yield Refusal(("vary", self.path), said, self.fix)

    def of_scenario(self) -> Problem:
        """Word it at the line of the scenario."""
        assert self.problem is not None
        return _reaching_nobody(self.problem) if self.nobody else self.problem


def _with(path: str, varied: Varied, scenario: Scenario, population: Population) -> list[_Said]:
    """Give what is said of a scenario with the values of a path, each put into it alone."""
    item, values = _item(path), varied.values or varied.range or ()
    before = {(nobody, one.message): one for nobody, one in _looked_at(scenario, item, population)}
    found: dict[tuple[bool, str], _Said] = {}
    for value in values:
        here = with_values(scenario, {path: value}, registry())
        for nobody, one in _looked_at(here, item, population):
            key = nobody, one.message
            own = _Said(path, scenario.name, nobody, one.message, one.fix, [], before.get(key))
            found.setdefault(key, own).values.append(value)
    for said in found.values():
        said.always = len(said.values) == len(values)
    return list(found.values())


def _looked_at(scenario: Scenario, item: str, population: Population) -> list[tuple[bool, Problem]]:
    """Give what is said of an intervention, and whether that is that it reaches nobody."""
    begins = f"interventions[{item}]"
    nobody = [one for one in problems_among(scenario, population) if one.path.startswith(begins)]
    if nobody:
        return [(True, one) for one in nobody]
    return [(False, one) for one in idle_lines(scenario, [population]) if one.path.startswith(begins)]
