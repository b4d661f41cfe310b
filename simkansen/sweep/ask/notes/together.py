"""Values that do not go together: at some points refused or cut, while each of them alone is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simkansen.interventions import registry
from simkansen.limits import SOON
from simkansen.phrases import joined, phrase
from simkansen.runs.notes.empty_groups import problems_among
from simkansen.runs.notes.idle_lines import idle_lines
from simkansen.runs.populations import make_population
from simkansen.scenario import ScenarioErrors
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import counted, listed, shown
from simkansen.scenario.schema.words import percent_text
from simkansen.scenario.writing.estimate import estimate
from simkansen.sweep.ask.design import make_points
from simkansen.sweep.ask.dimensions import parameter_of
from simkansen.sweep.ask.paths import ItemOf, applies, is_switch, parse, with_values

if TYPE_CHECKING:
    from simkansen.population import Population
    from simkansen.scenario import Problem, Scenario
    from simkansen.sweep.ask.loading import Experiment
    from simkansen.sweep.ask.varied import Scalar

MOST = 200
"""Combinations of values that are tried, which takes some seconds; of more the corners and some between."""

_DIGITS = 3
"""Digits of a number that was drawn."""

_REFUSED = "refused"

_Values = tuple["Scalar", ...]
_Kind = tuple[str, str]
"""Where something is said, and what, whatever its numbers are."""


@dataclass(slots=True)
class _Said:
    """One thing that is said of combinations: how many points have it, and the first of them."""

    problem: Problem
    values: _Values
    refused: bool
    points: int = 0


def together(experiment: Experiment) -> list[Problem]:
    """Find values that are refused, reach nobody, lack staff or change nothing only beside each other.

    Parameters
    ----------
    experiment
        What is asked, checked: each value alone can be.

    Returns
    -------
    list of Problem
        Notes at a path that is varied, each with the number of points that it is of. Of more than `SOON`
        pupils, of an experiment that is made small, and where pupils or weeks are varied, it is not looked
        who is reached: making them takes longer than one waits.
    """
    paths = [path for path in experiment.spec.vary if parameter_of(path) is None]
    if len(paths) < 2:
        return []
    points = make_points(experiment.spec.design, experiment.dimensions)
    first = experiment.scenarios[0]
    fixed = not any(path.startswith(("population.", "calendar.")) for path in paths)
    few = fixed and not experiment.small and estimate(first).pupils <= SOON
    population = make_population(first) if few else None
    found: list[Refusal] = []
    for scenario in experiment.scenarios:
        here = [path for path in paths if applies(parse(path), scenario)]
        if len(here) > 1:
            several = Counter(tuple(point.values[path] for path in here) for point in points)
            found += _Looking(experiment, scenario, here, population).over(several)
    return experiment.problems(found)


class _Looking:
    """One scenario with the values of some paths in it, alone and together."""

    def __init__(
        self, experiment: Experiment, scenario: Scenario, paths: Sequence[str], population: Population | None
    ) -> None:
        self.scenario, self.paths, self.population = scenario, paths, population
        self._vary = experiment.spec.vary
        base = self._said({})
        self.alone: list[dict[Scalar, set[_Kind]]] = []
        for path in paths:
            varied = experiment.spec.vary[path]
            each = {
                value: {*base, *self._said({path: value})} for value in varied.values or varied.range or ()
            }
            self.alone.append(each)

    def over(self, several: Counter[_Values]) -> Iterator[Refusal]:
        """Say what combinations have that none of their values has alone, each with how many points."""
        tried, found = _some_of(several), dict[_Kind, _Said]()
        for values in tried:
            known = set().union(*map(self._known, range(len(values)), values))
            said = self._said(dict(zip(self.paths, values, strict=True)))
            for kind, problem in said.items():
                if kind not in known:
                    one = found.setdefault(kind, _Said(problem, values, kind[0] == _REFUSED))
                    one.points += several[values]
        of, points = sum(several[values] for values in tried), sum(several.values())
        all_of = counted(of, "point") if of == points else phrase("{of:,} points tried", of=of)
        for kind, one in found.items():
            yield self._refusal(kind, one, all_of)

    def _known(self, place: int, value: Scalar) -> set[_Kind]:
        """Give what is said of one value alone; of one within a range what is said of its ends."""
        each = self.alone[place]
        return each[value] if value in each else set().union(*each.values())

    def _said(self, values: Mapping[str, Scalar]) -> dict[_Kind, Problem]:
        """Give all that is said of the scenario with these values."""
        try:
            here = with_values(self.scenario, values, registry())
        except ScenarioErrors as errors:
            return {(_REFUSED, _kind(one)[1]): one for one in errors.problems}
        notes = [*here.notes]
        if self.population is not None:
            notes += problems_among(here, self.population) or idle_lines(here, [self.population])
        return {_kind(one): one for one in notes}

    def _refusal(self, kind: _Kind, said: _Said, of: str) -> Refusal:
        """Word what is said of some points, at the last of the paths that it takes."""
        needed = self._needed(kind, said.values)
        named = [joined(" ", (_short(path), self._shown(path, value))) for path, value in needed.items()]
        at = phrase(
            "at {points:,} of {of}, as with {named}, in '{scenario}'",
            points=said.points,
            of=of,
            named=listed(named, "and"),
            scenario=self.scenario.name,
        )
        fails = "these values do not go together, so that such a run fails: " if said.refused else ""
        message = joined("", (at, ": ", fails, said.problem.message))
        return Refusal(("vary", list(needed)[-1]), message, said.problem.fix)

    def _shown(self, path: str, value: Scalar) -> str:
        """Give a value as the file says it; one that was drawn with as many digits as say something."""
        varied = self._vary[path]
        if varied.values is not None or not isinstance(value, float):
            return shown(value)
        if varied.in_percent:
            return percent_text(float(f"{value:.{_DIGITS}g}"))
        return shown(float(f"{value:.{_DIGITS}g}"))

    def _needed(self, kind: _Kind, values: _Values) -> dict[str, Scalar]:
        """Give the values without which it would not be said."""
        needed = dict(zip(self.paths, values, strict=True))
        for path in self.paths:
            fewer = {other: value for other, value in needed.items() if other != path}
            if fewer and kind in self._said(fewer):
                needed = fewer
        return needed


def _kind(problem: Problem) -> _Kind:
    return problem.path, re.sub(r"\d[\d.,]*", "#", problem.message)


def _short(path: str) -> str:
    """Name what is varied by its key; of an intervention that is there or not by its id."""
    steps = parse(path)
    return str(steps[1].id if is_switch(steps) and isinstance(steps[1], ItemOf) else steps[-1])


def _some_of(several: Counter[_Values]) -> list[_Values]:
    """Choose combinations to try: all, or of many those of first and last values and some spread between."""
    every = list(several)
    if len(every) <= MOST:
        return every
    ends = [
        {column[0], column[-1]} for column in (list(dict.fromkeys(one)) for one in zip(*every, strict=True))
    ]
    corners = [one for one in every if all(value in end for value, end in zip(one, ends, strict=True))][:MOST]
    spread = every[:: -(-len(every) // max(1, MOST - len(corners)))]
    return list(dict.fromkeys([*corners, *spread]))
