"""What can be wrong with the paths of an experiment and the values that they take."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.phrases import joined, phrase
from simkansen.runs.draws import DRAWN_GROUPS
from simkansen.scenario import Problem, Scenario, ScenarioErrors, effective_values
from simkansen.scenario.checks.parameter_values import said_of_structure
from simkansen.scenario.reading.document import problem_at
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.tree import Located, Spot
from simkansen.scenario.reading.wording import listed, near, shown
from simkansen.schooling import load_system
from simkansen.sweep.ask.dimensions import PARAMETERS, dimensions_of, parameter_of
from simkansen.sweep.ask.paths import (
    PathError,
    Steps,
    Values,
    applies,
    is_switch,
    overlaps,
    parse,
    problem_here,
    unknown_item,
    with_values,
)
from simkansen.sweep.ask.varied import Percent, Scalar, Varied, VariedFile

TRIED = (0.001, 0.5, 0.999)
"""Where in the edge of the cube a continuum is tried before anything runs."""


def check_paths(
    tree: Located, vary: Mapping[str, Varied | None], scenarios: Mapping[str, Scenario]
) -> tuple[list[str], list[Problem]]:
    """Check every path, and put its values into the scenarios as if their files said so.

    Parameters
    ----------
    tree
        The experiment file.
    vary
        What each path takes; None where that does not fit.
    scenarios
        By name; none when they could not be read.

    Returns
    -------
    (list of str, list of Problem)
        Paths with a range that take whole numbers only; and what is wrong.
    """
    refusals: list[Refusal] = []
    parsed: dict[str, Steps] = {}
    for name, varied in vary.items():
        try:
            parsed[name] = _checked(name, varied, scenarios)
        except PathError as error:
            refusals.append(Refusal(("vary", name), error.said, error.fix))
    names = list(parsed)
    for i, j in overlaps(list(parsed.values())):
        said = phrase("'{one}' and '{other}' give a value to the same thing", one=names[j], other=names[i])
        switch = any(is_switch(parsed[one]) for one in (names[i], names[j]))
        fix = "name a scenario without it under scenarios in place of the switch" if switch else ""
        refusals.append(Refusal(("vary", names[j]), said, fix or "remove one of them"))
    refusals += _twice([*parsed])
    problems = [_at_key(tree, refusal) for refusal in refusals]
    whole: list[str] = []
    for name in parsed:
        if (varied := vary[name]) is not None:
            needs_whole, found = _try(name, varied, scenarios, _spot(tree, name))
            problems += found
            if needs_whole:
                whole.append(name)
    return whole, problems


def _twice(names: Sequence[str]) -> list[Refusal]:
    """Find parameters that are varied both within their prior and beyond."""
    of = {name: parameter_of(name) for name in names}
    return [
        Refusal(
            ("vary", name),
            phrase("'{one}' and '{other}' give a value to the same thing", one=name, other=other),
            "remove one of them",
        )
        for place, name in enumerate(names)
        for other in names[:place]
        if of[name] is not None and of[name] == of[other]
    ]


def of_reference(paths: Iterable[str], reference: Scenario, scenarios: Sequence[Scenario]) -> list[Refusal]:
    """Refuse to vary an intervention that the reference has: effects would be of nothing that stays the same.

    A setting of the reference is no option, as what it does is a level and no effect, and one option would
    be held against another reference at each point.

    Parameters
    ----------
    paths
        What is varied; what is no path is passed over, as that has been said.
    reference
        The scenario that others are compared with.
    scenarios
        All of them.
    """
    plain = next((one.name for one in scenarios if not one.interventions), "")
    fix = phrase("write reference: {name}", name=plain) if plain else ""
    if len(scenarios) == 1:
        fix = "remove reference: one without interventions is then made"
    said = phrase(
        "the reference '{scenario}' has this intervention too, so what effects are held against would vary",
        scenario=reference.name,
    )
    fix = fix or "name a scenario without interventions as the first of scenarios"
    return [Refusal(("vary", path), said, fix) for path in paths if _is_own(path, reference)]


def _is_own(path: str, scenario: Scenario) -> bool:
    """Say whether a path leads to an intervention of a scenario."""
    with suppress(PathError):
        steps = parse(path)
        return steps[0] == "interventions" and applies(steps, scenario)
    return False


def whole_paths(vary: Mapping[str, Varied], scenarios: Mapping[str, Scenario]) -> list[str]:
    """Name the paths with a range that take whole numbers only, of an experiment that was checked before."""
    return [name for name, varied in vary.items() if _takes_whole(name, varied, scenarios, Spot("", 1, 1))]


def vary_notes(tree: Located, vary: Mapping[str, Varied], scenarios: Mapping[str, Scenario]) -> list[Problem]:
    """Say which values that are varied would change nothing, or are cut, and may yet be meant."""
    found: list[Problem] = []
    for name, varied in vary.items():
        spot = _spot(tree, name)
        for value in varied.values or varied.range or ():
            for leader in _leaders(name, vary):
                for scenario in scenarios.values():
                    found += _new_notes(scenario, {name: value}, leader, spot)
    return list(dict.fromkeys(found))


def still_noted(
    notes: Sequence[Problem], vary: Mapping[str, Varied], scenarios: Mapping[str, Scenario]
) -> list[Problem]:
    """Keep the notes of scenarios that hold whatever is varied: one that a value ends is of the file alone.

    Parameters
    ----------
    notes
        What is said of the scenarios as their files are.
    vary
        What is varied, by path.
    scenarios
        By name.
    """
    ended: set[tuple[str, str]] = set()
    for scenario in scenarios.values():
        told = {(note.path, note.message) for note in scenario.notes}
        for name, varied in vary.items() if told else ():
            for value in varied.values or varied.range or ():
                try:
                    here = with_values(scenario, {name: value}, registry())
                except ScenarioErrors:  # that is told of the value
                    continue
                paths = {note.path for note in here.notes}
                ended |= {one for one in told if one[0] != name and one[0] not in paths}
    return [note for note in notes if (note.path, note.message) not in ended]


def _leaders(name: str, vary: Mapping[str, Varied]) -> list[Values]:
    """Give who may lead an intervention whose price a path is: what is known of a price depends on that."""
    item, is_price, _ = name.partition(".cost.")
    leads = f"{item}.led_by"
    varied = vary.get(leads) if is_price else None
    return [{leads: one} for one in varied.values or ()] if varied is not None else [{}]


def _new_notes(scenario: Scenario, values: Values, beside: Values, spot: Spot) -> list[Problem]:
    """Give the notes of a scenario with values that it does not have with those beside them alone."""
    both = {**beside, **values}
    try:
        before = with_values(scenario, beside, registry(), dict.fromkeys(beside, spot))
        here = with_values(scenario, both, registry(), dict.fromkeys(both, spot))
    except ScenarioErrors:  # two values that do not go together: that is said of the points
        return []
    if here is scenario:
        return []
    known = {(note.path, note.message) for note in before.notes}
    said = joined(
        "",
        (
            phrase("with {key} {value}, ", key=path.rpartition(".")[2], value=shown(value))
            for path, value in beside.items()
        ),
    )
    return [
        replace(note, path=f"vary: {note.path}", message=joined("", (said, note.message)))
        for note in here.notes
        if (note.path, note.message) not in known and not _is_of_default_while(note.path, scenario, values)
    ]


def _is_of_default_while(path: str, scenario: Scenario, values: Values) -> bool:
    """Tell whether a note is of ``while`` in weeks where neither the scenario nor a value gives it."""
    item, is_weeks, key = path.rpartition(".weeks")
    if not is_weeks or key != ".while" or {f"{item}.weeks", path} & set(values):
        return False
    weeks = next((one.weeks for one in scenario.interventions if item == f"interventions[{one.id}]"
                  and "weeks" in one.model_fields_set), None)  # fmt: skip
    return weeks is None or "while_" not in weeks.model_fields_set


def _at_key(tree: Located, refusal: Refusal) -> Problem:
    problem = problem_at(tree, refusal)
    spot = _spot(tree, str(refusal.path[1]))
    return replace(problem, line=spot.line, column=spot.column)


def _spot(tree: Located, name: str) -> Spot:
    vary = tree.get("vary")
    item = vary.get(name) if vary is not None else None
    return tree.spot if item is None else item.key or item.spot


def _checked(name: str, varied: Varied | None, scenarios: Mapping[str, Scenario]) -> Steps:
    steps = parse(name)
    if scenarios and (missing := unknown_item(steps, scenarios)):
        raise missing
    parameter = parameter_of(name)
    if parameter is not None:
        _check_parameter(parameter, varied)
    if varied is not None:
        beyond = parameter is not None and not name.startswith(PARAMETERS)
        endless = parameter is None and varied.values is None and steps[0] == "population"
        unknown = phrase("the evidence has no {evidence} of what is no parameter", evidence=varied.evidence)
        own = "who is simulated cannot vary without end: every value is a population of its own"
        prior = phrase("a {evidence} does not go beyond the prior", evidence=varied.evidence)
        _refuse_first(
            (
                varied.evidence and beyond,
                prior,
                phrase("write {start}{parameter}", start=PARAMETERS, parameter=parameter),
            ),
            (varied.evidence and parameter is None, unknown, "give a list or a range"),
            (endless, own, "give a list of values"),
        )
    return steps


def _refuse_first(*rules: tuple[object, str, str]) -> None:
    """Raise the first rule that is broken, as what is wrong and what to do about it."""
    for broken, said, fix in rules:
        if broken:
            raise PathError(said, fix)


def _check_parameter(parameter: str, varied: Varied | None) -> None:
    known, structure = load_parameters().definitions, load_system().facts()
    if parameter in structure:
        raise PathError(*said_of_structure(parameter, structure[parameter].value))
    if parameter not in known:
        close = near(parameter, known)
        fix = (
            phrase("did you mean '{near}'?", near=close[0])
            if close
            else "see the list with 'simkansen show parameters'"
        )
        raise PathError(phrase("there is no parameter '{parameter}'", parameter=parameter), fix)
    if varied is None:
        return
    definition = known[parameter]
    endless = definition.used_by not in DRAWN_GROUPS and varied.values is None
    own = phrase(
        "'{parameter}' is about who is simulated, so every value is a population of its own",
        parameter=parameter,
    )
    lists = phrase("give a list of values, or choose a parameter of {groups}", groups=listed(DRAWN_GROUPS))
    fixed = phrase("the prior of '{parameter}' is fixed, so it does not vary", parameter=parameter)
    _refuse_first(
        (endless, own, lists),
        (varied.evidence and definition.prior.distribution == "fixed", fixed, "give a range or values"),
    )


def _try(
    name: str, varied: Varied, scenarios: Mapping[str, Scenario], spot: Spot
) -> tuple[bool, list[Problem]]:
    """Put values of one path into every scenario that has it; say whether it takes whole numbers only."""
    whole = _takes_whole(name, varied, scenarios, spot)
    if varied.evidence is not None:  # the prior allows its own values, and the posterior's are its own
        return whole, []
    values: Sequence[Scalar] = varied.values or _as_written(varied.range or (), varied)
    found = _problems(name, values, scenarios, spot)
    if varied.values is None and not whole and not found:
        (dimension,) = dimensions_of({name: varied})
        tried = _as_written([dimension.at(u)[name] for u in TRIED], varied)
        found = _problems(name, tried, scenarios, spot)
    if found:
        return whole, found
    if whole and varied.steps is not None and varied.range is not None:
        found += _too_many_steps(name, varied, spot)
    return whole, found + (_same_values(name, values, scenarios, spot) if varied.values else [])


def _as_written(numbers: Sequence[Scalar], varied: Varied) -> Sequence[Scalar]:
    """Give numbers in per cents where the file does: what takes no shares refuses these."""
    if not varied.in_percent:
        return numbers
    return [str(Percent(one)) if isinstance(one, float) else one for one in numbers]


def _too_many_steps(name: str, varied: Varied, spot: Spot) -> list[Problem]:
    """Refuse more steps than there are whole numbers in a range, of which some would be the same."""
    (dimension,) = dimensions_of({name: varied}, [name])
    if dimension.levels == varied.steps:
        return []
    assert varied.range is not None
    low, high = map(shown, varied.range)
    said = phrase(
        "{steps} steps from {low} to {high} are {numbers} whole numbers",
        steps=varied.steps,
        low=low,
        high=high,
        numbers=dimension.levels,
    )
    return [
        problem_here(spot, f"vary: {name}", said, phrase("write steps: {numbers}", numbers=dimension.levels))
    ]


def _same_values(
    name: str, values: Sequence[Scalar], scenarios: Mapping[str, Scenario], spot: Spot
) -> list[Problem]:
    """Refuse values that are written in two ways and mean one thing: they would count as two options."""
    seen: dict[str, Scalar] = {}
    found: list[Problem] = []
    for value in values:
        made = [
            effective_values(with_values(scenario, {name: value}, registry(), {name: spot}))
            for scenario in scenarios.values()
        ]
        text = (value.digest if isinstance(value, VariedFile) else "") or json.dumps(
            made, sort_keys=True, default=str
        )
        if made and text in seen:
            said = phrase(
                "{one} and {value} are the same value here", one=shown(seen[text]), value=shown(value)
            )
            found.append(problem_here(spot, f"vary: {name}", said, "remove one of them"))
        seen.setdefault(text, value)
    return found


def _takes_whole(name: str, varied: Varied, scenarios: Mapping[str, Scenario], spot: Spot) -> bool:
    low, high = varied.range or (0.0, 0.0)
    if not (isinstance(low, int) and isinstance(high, int)):
        return False
    return any(one.kind == "no whole number" for one in _problems(name, [low + 0.25], scenarios, spot))


def _problems(
    name: str, values: Sequence[Scalar], scenarios: Mapping[str, Scenario], spot: Spot
) -> list[Problem]:
    found: list[Problem] = []
    for value in values:
        for scenario in scenarios.values():
            try:
                with_values(scenario, {name: value}, registry(), {name: spot})
            except ScenarioErrors as errors:
                found += [replace(one, path=f"vary: {one.path}") for one in errors.problems]
    return list(dict.fromkeys(found))
