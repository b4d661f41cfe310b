"""What was asked of a sweep, as its folder keeps it, beside what its manifest and its points say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from simkansen.phrases import phrase
from simkansen.runs.comparing import changed_scenarios
from simkansen.scenario import scenario_hash
from simkansen.sweep.ask.design import Point, make_points
from simkansen.sweep.ask.loading import Experiment
from simkansen.sweep.running.basis import basis_of
from simkansen.sweep.running.request import FILES_VARIED, RESOLVED, SCENARIOS, files_varied, kept_experiment
from simkansen.sweep.store.folder import POINTS, measures_of
from simkansen.sweep.store.reading import NEEDED, UNIT_CUBE
from simkansen.work.storage.tables import parquet_source
from simkansen.work.verification import ResultComparison, Then, readable, require

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def read_request(folder: Path, told: Mapping[str, Any]) -> Experiment:
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
    with readable(
        phrase("{file}: this is no experiment", file=folder / RESOLVED), ValidationError, ValueError, KeyError
    ):
        return kept_experiment(folder)


def compare_request(
    folder: Path, experiment: Experiment, told: Mapping[str, Any], then: Then, found: ResultComparison
) -> list[str]:
    """Compare what was asked with what the manifest says was asked; give notes.

    Parameters
    ----------
    folder
        The results folder.
    experiment
        What was asked.
    told
        The manifest.
    then
        What is no longer as it was (`simkansen.runs.comparing.since`).
    found
        Gathers the differences.
    """
    hashes = {scenario.name: scenario_hash(scenario) for scenario in experiment.scenarios}
    differences, notes = changed_scenarios(told, hashes, then)
    found.differences += differences
    spec = experiment.spec
    before = told.get(FILES_VARIED, {})
    for text, now in files_varied(experiment, folder).items():
        if text in before:
            what = phrase("content of {file}", file=text)
            found.values(RESOLVED, what, before[text]["sha256"][:10], now["sha256"][:10] or None)
    found.values(RESOLVED, "measures", measures_of(dict(told)), [one.id for one in spec.measures])
    if "code" not in then:
        for what, said in (("design", spec.design), ("replications", spec.replications)):
            found.values(RESOLVED, what, told[what], said.model_dump(mode="json", exclude_none=True))
    if not found.differences and not {"code", "posterior"} & set(then):
        basis = told["hashes"]["basis"]
        found.values("manifest.json", "hash of what runs depend on", basis, basis_of(experiment))
    return notes


def compare_points(
    folder: Path, experiment: Experiment, connection: DuckDBPyConnection, found: ResultComparison
) -> list[Point]:
    """Make the design again and compare it with the points in the folder.

    Parameters
    ----------
    folder
        The results folder.
    experiment
        What was asked.
    connection
        Reads the points.
    found
        Gathers the differences.

    Returns
    -------
    list of Point
        The points in the order of the design, under the names that they have in the folder.
    """
    made = make_points(experiment.spec.design, experiment.dimensions)
    table = connection.sql(f"SELECT * EXCLUDE (file_row_number) FROM {parquet_source([folder / POINTS])}")
    stored = table.fetchnumpy()
    ids = [str(one) for one in stored["point"]]
    if len(ids) != len(made):
        found.values(POINTS, "points", len(ids), len(made))
        return made
    now = _columns(experiment, made)
    columns = ("point", NEEDED, *now)
    if {*stored, NEEDED} != set(columns):
        found.values(POINTS, "columns", ", ".join(stored), ", ".join(columns))
        return made
    for name, values in now.items():
        _compare_column(stored[name], values, name, found)
    named = list(zip(ids, made, strict=True))
    for place, (there, point) in enumerate(named if found.exact else (), 1):
        found.values(POINTS, phrase("name of point {place}", place=place), there, point.id)
    return [Point(there, point.values, point.place) for there, point in named]


def _columns(experiment: Experiment, made: Sequence[Point]) -> dict[str, list[Any]]:
    """Give the columns that a table of points has: the value at each path, and the places in the cube."""
    paths = [path for dimension in experiment.dimensions for path in dimension.paths]
    cube = [f"{UNIT_CUBE}{dimension.name}" for dimension in experiment.dimensions]
    values = {path: [point.values[path] for point in made] for path in paths}
    return values | {name: [point.place[place] for point in made] for place, name in enumerate(cube)}


def _compare_column(stored: NDArray[Any], now: Sequence[object], name: str, found: ResultComparison) -> None:
    def named(place: int) -> tuple[str, str]:
        return f"{POINTS}, point {place + 1}", name

    if stored.dtype.kind in "fi" and all(isinstance(one, int | float) for one in now):
        found.arrays(np.asarray(stored, np.float64), np.asarray(now, np.float64), named)
        return
    for place, (there, here) in enumerate(zip(stored, now, strict=True)):
        found.values(*named(place), str(there), str(here))
