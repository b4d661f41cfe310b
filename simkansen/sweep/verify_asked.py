"""What was asked of a sweep, as its folder keeps it, beside what its manifest and its points say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from simkansen.runs.comparing import (
    Difference,
    Then,
    UnreadableResultsError,
    changed_scenarios,
    number,
    require,
    same,
)
from simkansen.scenario import scenario_hash
from simkansen.sweep.asked import RESOLVED, SCENARIOS, kept_experiment
from simkansen.sweep.basis import basis_of
from simkansen.sweep.design import Point, make_points
from simkansen.sweep.folder import POINTS, measures_of
from simkansen.sweep.loading import Experiment
from simkansen.sweep.reading import NEEDED, UNIT_CUBE
from simkansen.sweep.sql import source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def read_asked(folder: Path, told: Mapping[str, Any]) -> Experiment:
    """Read back what was asked, with every file that the manifest tells of.

    Raises
    ------
    UnreadableResultsError
        If a file is missing, or the experiment cannot be read.
    ScenarioErrors
        If a scenario is invalid.
    """
    files = [f"{SCENARIOS}/{scenario['name']}.yaml" for scenario in told["scenarios"]]
    require(folder, [RESOLVED, POINTS, *files])
    try:
        return kept_experiment(folder)
    except (ValidationError, ValueError, KeyError) as error:
        said = str(error).splitlines()[0]
        raise UnreadableResultsError(f"{folder / RESOLVED}: this is no experiment ({said})") from None


def compare_asked(
    experiment: Experiment, told: Mapping[str, Any], then: Then
) -> tuple[list[Difference], list[str]]:
    """Compare what was asked with what the manifest says was asked; give differences and notes."""
    hashes = {scenario.name: scenario_hash(scenario) for scenario in experiment.scenarios}
    differences, notes = changed_scenarios(told, hashes, then)
    spec = experiment.spec
    pairs: dict[str, tuple[object, object]] = {
        "measures": (measures_of(dict(told)), [one.id for one in spec.measures]),
        "design": (told["design"], spec.design.model_dump(mode="json", exclude_none=True)),
        "replications": (told["replications"], spec.replications.model_dump(mode="json", exclude_none=True)),
    }
    for what, (stored, now) in pairs.items():
        if stored != now and (what == "measures" or "code" not in then):
            differences.append(Difference(RESOLVED, what, str(stored), str(now)))
    basis = told["hashes"]["basis"]
    unexplained = not differences and not {"code", "posterior"} & set(then)
    if unexplained and (made := basis_of(experiment)) != basis:
        differences.append(Difference("manifest.json", "hash of what runs depend on", basis, made))
    return differences, notes


def compare_points(
    folder: Path, experiment: Experiment, connection: DuckDBPyConnection, exact: bool
) -> tuple[list[Point], list[Difference]]:
    """Make the design again and compare it with the points in the folder.

    Parameters
    ----------
    folder
        The results folder.
    experiment
        What was asked.
    connection
        Reads the points.
    exact
        To the bit, or within what other versions may differ by.

    Returns
    -------
    (list of Point, list of Difference)
        The points in the order of the design, under the names that they have in the folder.
    """
    made = make_points(experiment.spec.design, experiment.dimensions)
    table = connection.sql(f"SELECT * EXCLUDE (file_row_number) FROM {source([folder / POINTS])}")
    stored = table.fetchnumpy()
    ids = [str(one) for one in stored["point"]]
    if len(ids) != len(made):
        return made, [Difference(POINTS, "points", len(ids), len(made))]
    found: list[Difference] = []
    names = [path for dimension in experiment.dimensions for path in dimension.paths]
    cube = [f"{UNIT_CUBE}{dimension.name}" for dimension in experiment.dimensions]
    columns = ("point", NEEDED, *names, *cube)
    if {*stored, NEEDED} != set(columns):
        return made, [Difference(POINTS, "columns", ", ".join(stored), ", ".join(columns))]
    for name in names:
        found += _compare_column(stored[name], [point.values[name] for point in made], name, exact)
    for place, name in enumerate(cube):
        found += _compare_column(stored[name], [point.place[place] for point in made], name, exact)
    if exact:
        found += [
            Difference(POINTS, f"name of point {place + 1}", there, point.id)
            for place, (there, point) in enumerate(zip(ids, made, strict=True))
            if there != point.id
        ]
    named = [Point(there, point.values, point.place) for there, point in zip(ids, made, strict=True)]
    return named, found


def _compare_column(stored: NDArray[Any], now: Sequence[object], name: str, exact: bool) -> list[Difference]:
    if stored.dtype.kind in "fi" and all(isinstance(one, int | float) for one in now):
        there = np.asarray(stored, dtype=np.float64)
        here = np.asarray(now, dtype=np.float64)
        differ = np.flatnonzero(~same(there, here, exact))
        return [
            Difference(f"{POINTS}, point {place + 1}", name, number(there[place]), number(here[place]))
            for place in differ
        ]
    return [
        Difference(f"{POINTS}, point {place + 1}", name, str(there), str(here))
        for place, (there, here) in enumerate(zip(stored, now, strict=True))
        if str(there) != str(here)
    ]
