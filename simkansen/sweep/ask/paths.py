"""Paths into a scenario, such as ``interventions[tutoring].hours.per_week``, and putting a value there."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Any

from simkansen.phrases import joined, phrase
from simkansen.scenario import Scenario, ScenarioErrors, effective_values
from simkansen.scenario.checks.parameter_values import impossible_values
from simkansen.scenario.reading.merge import SHORT_FORMS
from simkansen.scenario.reading.problems import Problem, Refusal
from simkansen.scenario.reading.scenario import ScenarioReader
from simkansen.scenario.reading.tree import Located, Spot, spell
from simkansen.scenario.reading.wording import did_you_mean, shown
from simkansen.scenario.schema.programme import Programme
from simkansen.sweep.ask.varied import Scalar, VariedFile

Values = Mapping[str, Scalar]
"""Values by path, as written in an experiment file."""

TOPS = ("interventions", "calendar", "population", "rules", "parameters", "beyond_prior")
"""Where a path may begin: what else a scenario says is about its name or about how it is run."""

_NOT_HERE = {
    "run": "use replications, seed and parameters of the experiment",
    "outcomes": "use measures of the experiment",
    "name": "name another scenario under scenarios",
    "title": "name another scenario under scenarios",
    "extends": "name another scenario under scenarios",
    "simkansen": "it is the version of the format",
}
_STEP = re.compile(r"^([^\[\].]+)((?:\[[^\[\]]+\])?)$")


class PathError(ValueError):
    """A path that leads nowhere.

    Attributes
    ----------
    said, fix
        What is wrong, and what to do about it.
    """

    def __init__(self, said: str, fix: str) -> None:
        super().__init__(joined("; ", (said, fix)))
        self.said, self.fix = said, fix


@dataclass(frozen=True, slots=True)
class ItemOf:
    """One item of a list, by its id."""

    id: str


Steps = tuple[str | ItemOf, ...]


def parse(path: str) -> Steps:
    """Read a path.

    Parameters
    ----------
    path
        Keys with dots between them; an item of a list by its id in brackets.

    Returns
    -------
    tuple of str and ItemOf

    Raises
    ------
    PathError
        If it is no path, or leads to what cannot be varied.
    """
    steps: list[str | ItemOf] = []
    for part in re.split(r"\.(?![^\[]*\])", path.strip()):
        found = _STEP.match(part)
        if found is None:
            raise PathError(
                phrase("'{path}' is no path", path=path),
                "write keys with dots between them, as in parameters.help_share",
            )
        steps.append(found[1])
        if found[2]:
            steps.append(ItemOf(found[2][1:-1]))
    top = steps[0]
    if not isinstance(top, str) or top not in TOPS:
        fix = _NOT_HERE.get(str(top)) or did_you_mean(str(top), TOPS)
        raise PathError(phrase("'{top}' is nothing that an experiment can vary", top=top), fix)
    if top == "interventions":
        _check_intervention(steps)
    elif any(isinstance(step, ItemOf) for step in steps):
        raise PathError(
            phrase("one of a list of {top} cannot vary, as these have no id", top=top),
            "name a scenario for each under scenarios",
        )
    if len(steps) == 1:
        raise PathError(
            phrase("which part of {top} is not said", top=top), phrase("write {top}.key", top=top)
        )
    return tuple(steps)


def _check_intervention(steps: Sequence[str | ItemOf]) -> None:
    """Refuse a path to interventions that says not which, or leads to what tells one from another."""
    if len(steps) < 2 or not isinstance(steps[1], ItemOf):
        raise PathError(
            "which part of which intervention is not said",
            "write interventions[id].key, such as hours, or interventions[id] to switch it on and off",
        )
    if steps[2:] in (["id"], ["type"]):
        raise PathError(phrase("'{key}' cannot vary", key=steps[2]), "name another scenario under scenarios")


def is_switch(steps: Steps) -> bool:
    """Say whether a path leads to a whole intervention, which is there or is not: ``interventions[id]``."""
    return len(steps) == 2 and steps[0] == "interventions"


def switched(steps: Steps) -> str:
    """Return the id of the intervention that is there or is not, of such a path; else an empty text."""
    last = steps[-1]
    return last.id if is_switch(steps) and isinstance(last, ItemOf) else ""


def switched_on(value: Scalar) -> bool | None:
    """Say what a value at a switch means; None when it means nothing."""
    if isinstance(value, bool):
        return value
    return {"on": True, "off": False}.get(str(value))


def applies(steps: Steps, scenario: Scenario) -> bool:
    """Say whether a scenario has what a path leads to: of interventions, the one with that id."""
    if steps[0] != "interventions":
        return True
    item = steps[1]
    return isinstance(item, ItemOf) and any(one.id == item.id for one in scenario.interventions)


def unknown_item(steps: Steps, scenarios: Mapping[str, Scenario]) -> PathError | None:
    """Say which interventions there are when no scenario has the one that a path names."""
    if any(applies(steps, scenario) for scenario in scenarios.values()):
        return None
    ids = sorted({one.id for scenario in scenarios.values() for one in scenario.interventions})
    item = steps[1]
    named = item.id if isinstance(item, ItemOf) else str(item)
    if not ids:
        return PathError("none of these scenarios has an intervention", "name one that has under scenarios")
    return PathError(
        phrase("no scenario has an intervention '{named}'", named=named), did_you_mean(named, ids)
    )


def with_values(
    scenario: Scenario,
    values: Values,
    types: Mapping[str, type[Programme]],
    spots: Mapping[str, Spot] | None = None,
) -> Scenario:
    """Put values at paths of a scenario and check it as if a file said so.

    Parameters
    ----------
    scenario
        The scenario; not changed.
    values
        By path; those that do not apply to this scenario are passed over.
    types
        The classes of interventions by the name under ``type``.
    spots
        Where each path stands in the experiment file, for what is wrong with a value.

    Returns
    -------
    Scenario

    Raises
    ------
    ScenarioErrors
        With every problem that the values make.
    """
    here = {path: steps for path in values if applies(steps := parse(path), scenario)}
    if not here:
        return scenario
    spot = next(iter((spots or {}).values()), Spot("", 1, 1))
    at = dict.fromkeys(here, spot) | dict(spots or {})
    if wrong := _unclear_switches(here, values, at):
        raise ScenarioErrors(wrong)
    plain = deepcopy(effective_values(scenario))
    for path, steps in here.items():
        try:
            _put(plain, steps, values[path])
        except PathError as error:
            raise ScenarioErrors([problem_here(at[path], path, error.said, error.fix)]) from error
    tree = _located(plain, spot)
    for path, steps in here.items():
        _mark(tree, steps, at[path])
    reading = ScenarioReader(tree, types, set())
    found = reading.scenario(scenario.source or FilePath(f"{scenario.name}.yaml"))
    if found is None or reading.problems:
        raise ScenarioErrors(reading.problems)
    return found


def _unclear_switches(here: Mapping[str, Steps], values: Values, at: Mapping[str, Spot]) -> list[Problem]:
    """Say which values at a switch are neither on nor off."""
    return [
        problem_here(
            at[path],
            path,
            phrase("{value} does not say whether the intervention is there", value=shown(values[path])),
            "write on or off",
        )
        for path, steps in here.items()
        if is_switch(steps) and switched_on(values[path]) is None
    ]


def with_parameters(scenario: Scenario, values: Values) -> Scenario:
    """Give parameters other values, as `with_values` does, for which nothing else need be read again.

    Whether values are within their priors was asked before anything ran (`simkansen.sweep.ask.checks`);
    what a design draws from a prior or the posterior may lie in its tails.

    Parameters
    ----------
    scenario
        The scenario; not changed.
    values
        By path, such as ``parameters.help_share`` or ``beyond_prior.help_share``.

    Raises
    ------
    ScenarioErrors
        If a value is no number, or one with which the rules cannot be computed.
    """
    both = {"parameters": dict(scenario.parameters), "beyond_prior": dict(scenario.beyond_prior)}
    refusals: list[Refusal] = []
    for path, value in values.items():
        key, _, name = path.partition(".")
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            refusals.append(
                Refusal((key, name), phrase("{value!r} is not a number", value=value), "give a number")
            )
        else:
            both[key][name] = float(value)
    refusals += impossible_values(both["parameters"], both["beyond_prior"])
    if refusals:
        place = str(scenario.source or f"{scenario.name}.yaml")
        raise ScenarioErrors(Problem(place, 1, 1, spell(one.path), one.message, one.fix) for one in refusals)
    return scenario.model_copy(update=both)


def problem_here(spot: Spot, path: str, said: str, fix: str) -> Problem:
    """Say what is wrong where an experiment file says it."""
    return Problem(spot.file, spot.line, spot.column, path, said, fix)


def _put(plain: dict[str, Any], steps: Steps, value: Scalar) -> None:
    if is_switch(steps):
        if not switched_on(value):
            item = steps[1]
            assert isinstance(item, ItemOf)
            plain["interventions"] = [one for one in plain["interventions"] if one.get("id") != item.id]
        return
    here: Any = plain
    for step, after in pairwise(steps):
        here = _below(here, step, after)
    last = str(steps[-1])
    if last in SHORT_FORMS and isinstance(here.get(last), dict):
        here, last = here[last], SHORT_FORMS[last]
    here[last] = str(value.place) if isinstance(value, VariedFile) else value


def _below(here: Any, step: str | ItemOf, after: str | ItemOf) -> Any:  # noqa: ANN401
    """Give what a step leads to; made where nothing is there yet."""
    if isinstance(step, ItemOf):
        several = {str(item.get("id")): item for item in here if item.get("id")}
        if step.id not in several:
            fix = did_you_mean(step.id, several) if several else "name another scenario under scenarios"
            raise PathError(phrase("there is no '{id}' in that list", id=step.id), fix)
        return several[step.id]
    if not isinstance(here.get(step), dict | list):
        here[step] = [] if isinstance(after, ItemOf) else {}
    return here[step]


def _located(value: object, spot: Spot) -> Located:
    if isinstance(value, dict):
        return Located({key: _located(item, spot) for key, item in value.items()}, spot, spot)
    if isinstance(value, list | tuple):
        return Located([_located(item, spot) for item in value], spot, spot)
    assert value is None or isinstance(value, str | int | float | bool)
    return Located(value, spot, spot)


def _mark(tree: Located, steps: Steps, spot: Spot) -> None:
    """Let everything on the way to a value, and below it, know where the experiment file says it."""
    here = tree
    for step in steps:
        below: Located | None = None
        if isinstance(step, str):
            below = here.get(step)
        elif isinstance(here.value, list):
            below = next((item for item in here.value if _id_of(item) == step.id), None)
        if below is None:
            return
        here = below
        here.spot = here.key = spot
    _spread(here, spot)


def _spread(here: Located, spot: Spot) -> None:
    here.spot = here.key = spot
    below = here.value
    for item in below.values() if isinstance(below, dict) else below if isinstance(below, list) else ():
        _spread(item, spot)


def _id_of(item: Located) -> object:
    found = item.get("id")
    return found.value if found is not None else None


def overlaps(paths: list[Steps]) -> list[tuple[int, int]]:
    """Find pairs of paths of which one leads to a part of what the other leads to."""
    return [
        (i, j)
        for j, other in enumerate(paths)
        for i, one in enumerate(paths[:j])
        if one[: len(other)] == other[: len(one)]
    ]
