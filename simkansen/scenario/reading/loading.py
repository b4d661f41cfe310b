"""From files to scenarios: every problem of every file at once, or none and the scenarios."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath

from simkansen.phrases import phrase
from simkansen.scenario.reading.merge import Gathered, gather, gather_documents
from simkansen.scenario.reading.problems import Problem, ScenarioErrors
from simkansen.scenario.reading.scenario import ScenarioReader
from simkansen.scenario.reading.tree import Located, Path, find, labelled
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.run_defaults import with_run_defaults
from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schema.words import COUNTRY
from simkansen.scenario.schools import in_schools_file, understood_of

Types = Mapping[str, type[Programme]]


def load_scenario(path: FilePath | str, intervention_types: Types) -> Scenario:
    """Read one scenario file.

    Parameters
    ----------
    path
        The file; what it extends is read too.
    intervention_types
        The classes of interventions by the name under ``type``.

    Returns
    -------
    Scenario
        Complete and checked.

    Raises
    ------
    ScenarioErrors
        With every problem of the file and of those it extends.
    """
    return check_files([path], intervention_types)[0]


def check_files(paths: Sequence[FilePath | str], intervention_types: Types) -> list[Scenario]:
    """Read several scenario files, in the order given.

    Raises
    ------
    ScenarioErrors
        With every problem and note of all files; a file that several extend is reported once.
    """
    problems: list[Problem] = []
    notes: list[Problem] = []
    scenarios: list[Scenario] = []
    for path in paths:
        scenario, found, said = _read(FilePath(path), intervention_types)
        problems += found
        notes += said
        if scenario is not None:
            if not found:
                problems += _same_name(scenario, scenarios)
            scenarios.append(scenario)
    in_schools = [in_schools_file(scenario, "problems") for scenario in scenarios]
    problems += [problem for found in in_schools for problem in found]
    if problems:
        right = [scenario for scenario, found in zip(scenarios, in_schools, strict=True) if not found]
        raise ScenarioErrors(problems, notes, understood_of(scenarios), right)
    return scenarios


def check_documents(path: FilePath, intervention_types: Types) -> list[Scenario]:
    """Read a file of several scenarios that extend nothing, such as the ``resolved.yaml`` of results.

    Raises
    ------
    ScenarioErrors
        With every problem of all of them.
    """
    read = [_checked(gathered, path, intervention_types) for gathered in gather_documents(path)]
    if problems := [problem for _, found, _ in read for problem in found]:
        raise ScenarioErrors(problems)
    return [scenario for scenario, *_ in read if scenario is not None]


Checked = tuple[Scenario | None, list[Problem], list[Problem]]
"""A scenario where a file has no problems, its problems, and its notes."""


def _read(path: FilePath, types: Types) -> Checked:
    return _checked(gather(path), path, types)


def _checked(gathered: Gathered, path: FilePath, types: Types) -> Checked:
    tree, problems = gathered
    if tree is None:
        return None, problems, []
    if isinstance(tree.value, dict):
        tree.value.pop("extends", None)
    empty = _take_out_empty(tree, (), tree)
    problems += empty.values()
    _resolve_paths(tree)
    reading = ScenarioReader(tree, types, set(empty))
    scenario = reading.scenario(path)
    problems += reading.problems
    whole = None if problems or scenario is None else with_run_defaults(scenario)
    return whole, problems, reading.notes


def _same_name(scenario: Scenario, others: Sequence[Scenario]) -> list[Problem]:
    return [
        Problem(
            str(scenario.source),
            1,
            1,
            "name",
            phrase("'{name}' is also the name of {source}", name=scenario.name, source=other.source),
            "give one of the two another name",
        )
        for other in others
        if other.name == scenario.name and other.source != scenario.source
    ]


def _resolve_paths(tree: Located) -> None:
    """Make paths in a file relative to where the program runs, not to the file they stand in."""
    for path in (("population", "schools", "file"), ("country",)):
        named, met = find(tree, path)
        several = named.value if isinstance(named.value, list) else [named]
        for one in several if met == path else []:
            if isinstance(one.value, str) and one.value:
                one.value = os.path.normpath(FilePath(one.spot.file).parent / one.value)


def _take_out_empty(item: Located, path: Path, root: Located) -> dict[Path, Problem]:
    """Find keys without a value and leave them out, so that nothing else is said about them."""
    found: dict[Path, Problem] = {}
    if isinstance(item.value, list):
        for index, below in enumerate(item.value):
            found |= _take_out_empty(below, (*path, index), root)
    elif isinstance(item.value, dict):
        for key, below in list(item.value.items()):
            here = (*path, key)
            if below.value is None and here != ("population", COUNTRY):
                spot, fix = below.key or below.spot, "fill in a value, or remove the line"
                said = phrase("{key} is empty", key=key) + (", so nobody leads it" if key == "led_by" else "")
                found[here] = spot.problem(labelled(root, here), said, fix)
                del item.value[key]
            else:
                found |= _take_out_empty(below, here, root)
    return found
