"""The effective values of a scenario as YAML, and the hash that names them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simkansen.country import country_digest
from simkansen.scenario.calendar import care_of, turns_of
from simkansen.scenario.schema.scenario import Scenario
from simkansen.scenario.schema.words import LEARNING_SECTOR
from simkansen.scenario.writing.commented import commented_yaml

HASH_LENGTH = 12


def effective_values(scenario: Scenario) -> dict[str, Any]:
    """Give all a scenario says, defaults filled in, as plain values under the keys of a file."""
    values: dict[str, Any] = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    for said, programme in zip(values["interventions"], scenario.interventions, strict=True):
        said |= programme.usual_answers()
    if not isinstance(scenario.calendar.closures, str):
        for said, closure in zip(values["calendar"]["closures"], scenario.calendar.closures, strict=True):
            said |= turns_of(closure)
            if LEARNING_SECTOR in closure.sectors:
                said["emergency_care"] = care_of(closure).model_dump(mode="json")
    if scenario.population.schools is not None and len(scenario.population.schools.files) == 1:
        values["population"]["schools"]["file"] = str(scenario.population.schools.files[0])
    return {key: _filled(value) for key, value in values.items() if key == "interventions" or _filled(value)}


def _filled(value: object) -> object:
    """Leave out what is empty: no criterion, no price, no province."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items() if item not in ({}, [])}
    return [_filled(item) for item in value] if isinstance(value, list) else value


def resolved_yaml(
    scenario: Scenario, relative_to: Path | None = None, said: Callable[[str], str] = str
) -> str:
    """Write the effective values as a scenario file that extends nothing.

    Parameters
    ----------
    scenario
        A scenario that was read.
    relative_to
        Folder the text will stand in; the path of a schools file is written relative to it. By default the
        folder of the scenario's own file.
    said
        Says the comments in a language; English by default.

    Returns
    -------
    str
        YAML that reads back to the same scenario. Comments say which values are defaults, and what is in
        effect where a default is no value of a file.
    """
    values = effective_values(scenario)
    folder = relative_to or (scenario.source.parent if scenario.source else Path())
    if scenario.country is not None:
        values["country"] = Path(os.path.relpath(scenario.country, folder)).as_posix()
    if scenario.population.schools is not None:
        files = [Path(os.path.relpath(one, folder)).as_posix() for one in scenario.population.schools.files]
        values["population"]["schools"]["file"] = files if len(files) > 1 else files[0]
    return commented_yaml(scenario, values, said)


def scenario_hash(scenario: Scenario) -> str:
    """Give the short hash of a scenario's effective values, of its schools file and of its country's files.

    The place of files does not count, so that the same scenario has the same hash on every machine.
    """
    values = effective_values(scenario)
    if scenario.country is not None:
        values["country"] = country_digest(scenario.country)
    if scenario.population.schools is not None:
        files = scenario.population.schools.files
        digests = [hashlib.sha256(one.read_bytes()).hexdigest() for one in files]
        values["population"]["schools"]["file"] = digests if len(digests) > 1 else digests[0]
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
