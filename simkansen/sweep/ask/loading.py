"""From an experiment file to an experiment: every problem at once, or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from simkansen.interventions import registry
from simkansen.phrases import phrase
from simkansen.runs.notes.unlike import unlike_notes
from simkansen.runs.plan import DifferentBasisError, UnlikeValuesError, make_plan, on_basis, sample_refusals
from simkansen.scenario import (
    Problem,
    Scenario,
    ScenarioErrors,
    check_files,
    notes_of,
    with_reference,
)
from simkansen.scenario.reading.document import problem_at, read_document
from simkansen.scenario.reading.located import problem_of_scenario
from simkansen.scenario.reading.problems import Refusal, in_order
from simkansen.scenario.reading.tree import Located, Spot
from simkansen.scenario.reading.wording import did_you_mean
from simkansen.scenario.schema.words import StrictModel
from simkansen.scenario.writing.estimate import count
from simkansen.sweep.ask.checks import check_paths, of_reference, still_noted, vary_notes, whole_paths
from simkansen.sweep.ask.dimensions import Dimension, dimensions_of
from simkansen.sweep.ask.experiment import DEFAULT_MEASURES, ExperimentSpec, MeasureSpec
from simkansen.sweep.ask.in_vain import in_vain, remarks_of, rule_in_vain
from simkansen.sweep.ask.measurable import never_measured
from simkansen.sweep.ask.repeating import Fails, Replications, unmeasured
from simkansen.sweep.ask.varied import Varied, at_their_places

SMALL_SCHOOLS, SMALL_POINTS, SMALL_REPLICATIONS = 2, 4, 4
"""Size of an experiment that is only tried out."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment, complete and checked.

    Attributes
    ----------
    spec
        What the file says.
    scenarios
        The scenarios, the reference first, on the experiment's own schools and seed.
    dimensions
        What is varied.
    notes
        What would change nothing, or is cut, and may yet be meant.
    remarks
        What is allowed, and means less or other than one may think.
    tree
        The file, for what is only seen later, such as a group that nobody is in; None when it was not read
        from one.
    small
        Whether it was made small, to be tried out.
    """

    spec: ExperimentSpec
    scenarios: tuple[Scenario, ...]
    dimensions: tuple[Dimension, ...]
    notes: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    tree: Located | None = None
    small: bool = False

    def problems(self, refusals: Sequence[Refusal]) -> list[Problem]:
        """Place what is wrong in the lines of the file."""
        tree = self.tree or Located({}, Spot(f"{self.spec.name}.yaml", 1, 1))
        return [problem_at(tree, refusal) for refusal in refusals]


def load_experiment(path: Path, *, small: bool = False) -> Experiment:
    """Read an experiment file and the scenarios it names.

    Parameters
    ----------
    path
        The file; scenarios are found relative to it.
    small
        Make it small enough to be tried out; its figures mean nothing.

    Returns
    -------
    Experiment

    Raises
    ------
    ScenarioErrors
        With every problem of the experiment, or else of all its scenarios.
    """
    tree, spec, problems = _read(path)
    if tree is None:
        raise ScenarioErrors(problems)
    scenarios, found = _scenarios(path, tree)
    problems += found
    named = {scenario.name: scenario for scenario in scenarios}
    whole, found = check_paths(tree, _varied(tree, path.parent.joinpath), named)
    problems += found
    if spec is not None and scenarios:
        if spec.reference is None:
            scenarios = list(with_reference(scenarios))
        refused = _about_scenarios(spec, scenarios)
        refused += of_reference(spec.vary, _reference_of(spec, scenarios), scenarios)
        problems += [problem_at(tree, refusal) for refusal in refused]
    if problems or spec is None:
        weeks = never_measured(_measures(tree, spec), scenarios, ()) if scenarios else []
        beside = [problem_at(tree, refusal) for refusal in [*weeks, *_about_rules(tree, spec)]]
        raise ScenarioErrors(list(dict.fromkeys([*problems, *beside])))
    asked = _experiment(spec, _on_basis(spec, scenarios), whole)
    refusals = in_vain(tree, spec, asked.scenarios, asked.dimensions)
    refusals += never_measured(dict(enumerate(spec.measures)), asked.scenarios, asked.dimensions)
    if refusals:
        raise ScenarioErrors([problem_at(tree, refusal) for refusal in refusals])
    noted = still_noted(notes_of(scenarios, together=False), spec.vary, named)
    said = [*noted, *unlike_notes(asked.scenarios), *_idle_outcomes(scenarios)]
    placed = in_order([*said, *vary_notes(tree, spec.vary, named)])
    remarks = () if small else tuple(remarks_of(spec, scenarios, asked.dimensions))
    if small:
        spec = _small(spec)
        asked = _experiment(spec, _on_basis(spec, scenarios), whole)
    return replace(asked, notes=tuple(placed), remarks=remarks, tree=tree, small=small)


def _read(path: Path) -> tuple[Located | None, ExperimentSpec | None, list[Problem]]:
    """Read a file; files that it varies are found beside it."""
    tree, spec, problems = read_document(path, ExperimentSpec)
    if spec is not None:
        spec = spec.model_copy(update={"vary": _placed(spec.vary, path.parent.joinpath)})
    return tree, spec, problems


def _scenarios(path: Path, tree: Located) -> tuple[list[Scenario], list[Problem]]:
    """Read the scenarios that a file names, as far as it names any."""
    named = tree.get("scenarios")
    said = named.plain() if named is not None else None
    texts = [one for one in (said if isinstance(said, list) else [said]) if isinstance(one, str)]
    if not texts:
        return [], []
    try:
        files = [Path(os.path.normpath(path.parent / text)) for text in texts]
        return check_files(files, registry()), []
    except ScenarioErrors as errors:
        return [], errors.problems


def _measures(tree: Located, spec: ExperimentSpec | None) -> dict[int, MeasureSpec]:
    """Give the measures of a file as far as they fit, by their places: of the others that has been said."""
    if spec is not None:
        return dict(enumerate(spec.measures))
    listed = tree.get("measures")
    said = listed.plain() if listed is not None else None
    found: dict[int, MeasureSpec] = {}
    for place, one in enumerate(said if isinstance(said, list) else [said] if isinstance(said, str) else []):
        with suppress(ValidationError):
            found[place] = MeasureSpec.model_validate(one, by_alias=True, by_name=False)
    return found


def _about_rules(tree: Located, spec: ExperimentSpec | None) -> list[Refusal]:
    """Say what is wrong with the rules of a file whatever else is wrong with it, as far as they fit."""
    replications = spec.replications if spec is not None else _part(tree, "replications", Replications)
    found = rule_in_vain(replications) if replications is not None else []
    measures = _measures(tree, spec)
    listed = tree.get("measures")
    asked = listed.value if listed is not None else None
    if listed is None and spec is None:
        measures = dict(enumerate(DEFAULT_MEASURES))
    elif isinstance(asked, list) and len(asked) != len(measures):
        return found  # what one of them was meant to be, nobody knows
    if not measures:
        return found  # an empty list, of which that has been said
    return found + unmeasured(
        [one.id for one in measures.values()], replications, _part(tree, "fails", Fails)
    )


P = TypeVar("P", bound=StrictModel)


def _part(tree: Located, key: str, kind: type[P]) -> P | None:
    """Read one part of a file alone; None where it is not there, or does not fit (which has been said)."""
    there = tree.get(key)
    if there is None:
        return None
    try:
        return kind.model_validate(there.plain(), by_alias=True, by_name=False)
    except ValidationError:
        return None


def _idle_outcomes(scenarios: Sequence[Scenario]) -> list[Problem]:
    """Say which scenarios ask for measures of their own, which an experiment does not look at."""
    said, fix = "outcomes change nothing in an experiment: its measures say what is kept", "remove the lines"
    return [
        problem_of_scenario(scenario, Refusal(("outcomes",), said, fix))
        for scenario in scenarios
        if scenario.outcomes.measures or scenario.outcomes.by
    ]


def _varied(tree: Located, place_of: Callable[[str], Path]) -> dict[str, Varied | None]:
    """Give what is varied by path, as far as it fits; None where nothing does (which has been said)."""
    vary = tree.get("vary")
    if vary is None or not isinstance(vary.value, dict):
        return {}
    found: dict[str, Varied | None] = {}
    for name, item in vary.value.items():
        said = item.plain()
        fits = _fitting(said) or _fitting(_once(said))
        found[name] = fits and at_their_places(name, fits, place_of)
    return found


def _fitting(said: object) -> Varied | None:
    try:
        return Varied.model_validate(said, by_alias=True, by_name=False)
    except ValidationError:
        return None


def _once(said: object) -> object:
    """Give the values of a path, those that stand twice once, so that the others are tried all the same."""
    values = said.get("values") if isinstance(said, dict) else said
    some = values if isinstance(values, list) else []
    return [one for place, one in enumerate(some) if one not in some[:place]]


def _placed(vary: Mapping[str, Varied], place_of: Callable[[str], Path]) -> dict[str, Varied]:
    return {path: at_their_places(path, varied, place_of) for path, varied in vary.items()}


def again(spec: ExperimentSpec, scenarios: Sequence[Scenario], place_of: Callable[[str], Path]) -> Experiment:
    """Make an experiment of what was read and checked before, such as what a results folder keeps.

    Parameters
    ----------
    spec
        What was asked.
    scenarios
        The scenarios.
    place_of
        Gives the place of a file that is varied, by what is written.
    """
    spec = spec.model_copy(update={"vary": _placed(spec.vary, place_of)})
    whole = whole_paths(spec.vary, {scenario.name: scenario for scenario in scenarios})
    return _experiment(spec, scenarios, whole)


def _reference_of(spec: ExperimentSpec, scenarios: Sequence[Scenario]) -> Scenario:
    """Give the scenario that others are compared with; the first where none has the name (that is told)."""
    return next((one for one in scenarios if one.name == spec.reference), scenarios[0])


def _experiment(spec: ExperimentSpec, scenarios: Sequence[Scenario], whole: Sequence[str]) -> Experiment:
    first = _reference_of(spec, scenarios)
    ordered = (first, *(one for one in scenarios if one is not first))
    return Experiment(spec, ordered, tuple(dimensions_of(spec.vary, whole)))


def _about_scenarios(spec: ExperimentSpec, scenarios: Sequence[Scenario]) -> list[Refusal]:
    names = [scenario.name for scenario in scenarios]
    found: list[Refusal] = []
    if spec.reference is not None and spec.reference not in names:
        fix = did_you_mean(spec.reference, names)
        found.append(
            Refusal(("reference",), phrase("'{name}' is none of these scenarios", name=spec.reference), fix)
        )
    first = scenarios[0]
    if spec.sample is not None:
        found += sample_refusals(first, spec.sample)
    try:
        make_plan(_on_basis(spec, scenarios))
    except UnlikeValuesError as error:
        fix = "give both the same, or ask for it with unlike_parameters: true in this file"
        found.append(Refusal(("scenarios",), error.said, fix))
    except DifferentBasisError as error:
        found.append(Refusal(("scenarios",), error.said, error.fix))
    if spec.replications.until is not None and len(scenarios) == 1:
        fix = "name a second scenario, or write one number of replications"
        said = "one scenario alone has no effect to be precise about"
        found.append(Refusal(("replications", "until"), said, fix))
    return found + _about_budget(spec.budget.runs, len(scenarios))


def _about_budget(runs: int | None, each: int) -> list[Refusal]:
    """Refuse a budget with which no start would do anything."""
    if runs is None or runs >= each:
        return []
    said = phrase(
        "the {each} scenarios of a point are run together, and {runs:,} is less than that",
        each=each,
        runs=runs,
    )
    return [Refusal(("budget", "runs"), said, phrase("write runs: {each} or more", each=each))]


def _on_basis(spec: ExperimentSpec, scenarios: Sequence[Scenario]) -> list[Scenario]:
    said = {
        "seed": spec.seed,
        "unlike_parameters": spec.unlike_parameters or None,
        "parameters": spec.source,
        "replications": spec.replications.at_most,
        "population": spec.population,
    }
    changes = {name: value for name, value in said.items() if value is not None}
    return [on_basis(scenario, spec.sample, changes) for scenario in scenarios]


def on_fewer_schools(scenario: Scenario, schools: int) -> Scenario:
    """Give a scenario at most so many schools."""
    return on_basis(scenario, min(count(scenario.population, scenario.calendar.first_year)[0], schools), {})


def _small(spec: ExperimentSpec) -> ExperimentSpec:
    replications = spec.replications
    fewer = min(replications.at_least, SMALL_REPLICATIONS)
    most = min(replications.at_most, SMALL_REPLICATIONS)
    small = replications.until is not None and fewer < most
    changes: dict[str, object] = {
        "name": f"small-{spec.name}",
        "sample": min(spec.sample or SMALL_SCHOOLS, SMALL_SCHOOLS),
        "replications": replications.model_copy(update={"at_least": fewer, "at_most": most})
        if small or replications.until
        else Replications(at_least=fewer, at_most=fewer),
        "vary": {path: _few(varied) for path, varied in spec.vary.items()},
    }
    if spec.design.n is not None:
        changes["design"] = spec.design.model_copy(update={"n": min(spec.design.n, SMALL_POINTS)})
    return spec.model_copy(update=changes)


def _few(varied: Varied) -> Varied:
    """Keep the ends of a list of values, or of a range in a grid."""
    if varied.values is not None and len(varied.values) > 2:
        return varied.model_copy(update={"values": (varied.values[0], varied.values[-1])})
    return varied.model_copy(update={"steps": 2}) if varied.steps is not None else varied
