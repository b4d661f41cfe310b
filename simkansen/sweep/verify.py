"""Doing stored runs of a sweep again, from what their folder keeps, and comparing every number."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simkansen.identity import SWEEPS
from simkansen.runs.comparing import (
    Difference,
    UnreadableResultsError,
    Verification,
    number,
    read_manifest,
    same,
    since,
)
from simkansen.sweep.asked import RESOLVED, SCENARIOS
from simkansen.sweep.design import Point
from simkansen.sweep.folder import POINTS
from simkansen.sweep.parts import BrokenPartWarning
from simkansen.sweep.people import keep_population
from simkansen.sweep.placing import population_variants
from simkansen.sweep.reading import relation
from simkansen.sweep.rows import EFFECT, FAILED, FINISHED
from simkansen.sweep.task import Batch, Job, Row, Task, do_batch
from simkansen.sweep.verify_asked import compare_asked, compare_points, read_asked
from simkansen.sweep.verify_stored import StoredRuns
from simkansen.work.engines import local
from simkansen.work.pool import Lost, map_unordered
from simkansen.work.progress import Failure, OnProgress, Progress
from simkansen.work.shared import Shared

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


_LABELS = ("key", "draw", "seed")
"""What a run says of itself beside its measures."""


def verify_sweep(
    folder: Path, sample: int | None, workers: int | None, on_progress: OnProgress
) -> Verification:
    """Do stored runs of ``simkansen sweep`` again and compare them with the folder.

    All scenarios of one point under one replication are done together, as they were. Nothing is written into
    the folder.

    Parameters
    ----------
    folder
        The results folder.
    sample
        How many replications of points; None for all.
    workers
        Worker processes; all processors by default.
    on_progress
        Called when something has changed.

    Raises
    ------
    UnreadableResultsError
        If a file is missing or cannot be read.
    ScenarioErrors
        If the scenarios in the folder are invalid.
    EngineError
        If workers cannot be started.
    """
    told = read_manifest(folder)
    experiment = read_asked(folder, told)
    then = since(told, experiment.scenarios[0], SWEEPS)
    differences, notes = compare_asked(experiment, told, then)
    measures = [one.id for one in experiment.spec.measures]
    with tempfile.TemporaryDirectory(prefix="simkansen-verify-") as name, _connect(Path(name)) as connection:
        with _readable(folder):
            points, found = compare_points(folder, experiment, connection, not then)
            stored = StoredRuns(relation(folder, connection), connection, points)
        if lost := stored.lost(told):
            raise UnreadableResultsError(f"{folder / 'parts'}: {lost}")
        chosen = stored.choose(sample)
        job = Job(
            told["hashes"]["basis"], experiment.scenarios, experiment.spec.measures, Path(name) / "people"
        )
        again, failures = _do_again(job, chosen, workers, on_progress)
        compared = [
            _compare(task, stored.rows(task), again[place], measures, not then)
            for place, task in enumerate(chosen)
            if place in again
        ]
    return Verification(
        kind="sweep",
        again=tuple(_named(task) for task in chosen),
        stored=stored.tasks,
        numbers=sum(one.numbers for one in compared),
        beside=(RESOLVED, SCENARIOS, POINTS),
        since=then,
        differences=(*differences, *found, *(one for each in compared for one in each.differences)),
        failures=(*failures, *(one for each in compared for one in each.failures)),
        notes=(*notes, *stored.notes()),
    )


def _named(task: Task) -> str:
    return f"point {task.point}, replication {task.replication}"


def _connect(place: Path) -> DuckDBPyConnection:
    import duckdb

    return duckdb.connect(config={"threads": 1, "temp_directory": str(place / "spill")})


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    """Leave out no part that cannot be read, as others would: say so."""
    import duckdb

    with warnings.catch_warnings():
        warnings.simplefilter("error", BrokenPartWarning)
        try:
            yield
        except BrokenPartWarning as warning:
            raise UnreadableResultsError(str(warning).removesuffix("; it is left out")) from None
        except (duckdb.Error, FileNotFoundError, ValueError) as error:
            raise UnreadableResultsError(f"{folder}: {str(error).splitlines()[0]}") from None


def _do_again(
    job: Job, tasks: Sequence[Task], workers: int | None, on_progress: OnProgress
) -> tuple[dict[int, list[Row]], list[Failure]]:
    """Do tasks again; give their rows by the place of the task, and those whose worker died."""
    job.populations.mkdir(parents=True)
    points = [Point(task.point, task.values) for task in tasks]
    variants = [(job.populations, scenario) for scenario in population_variants(job.reference, points)]
    rows: dict[int, list[Row]] = {}
    places = {(task.point, task.replication): place for place, task in enumerate(tasks)}
    failures: list[Failure] = []

    def look() -> None:
        ended = len(rows) + len(failures)
        stage = "runs" if ended else "population"
        on_progress(Progress(stage, len(rows), len(failures), len(tasks), ended / max(1, len(tasks)), None))

    with local(min(workers or os.cpu_count() or 1, max(1, len(tasks)))) as engine:
        with closing(map_unordered(engine, keep_population, variants, look=look)) as made:
            for _ in made:
                look()
        batches = (Batch((task,)) for task in tasks)
        with closing(map_unordered(engine, Shared(do_batch, job), batches, look=look)) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, Lost):
                    (task,) = outcome.item.tasks
                    failures.append(Failure(task.replication, _named(task), outcome.error, ""))
                else:
                    (task,) = outcome[0].tasks
                    rows[places[task.point, task.replication]] = outcome[1]
                look()
    return rows, failures


@dataclass
class _Compared:
    """What came of comparing the runs of one task."""

    numbers: int = 0
    differences: list[Difference] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def _compare(
    task: Task, stored: Mapping[str, Row], again: Sequence[Row], measures: Sequence[str], exact: bool
) -> _Compared:
    """Compare the runs of a task that finished then with what they are now."""
    found = _Compared()
    now = {str(row["scenario"]): row for row in again}
    reference = str(again[0]["scenario"])
    without_effects = stored[reference]["status"] == FAILED if reference in stored else True
    for scenario, then in stored.items():
        row = now.get(scenario)
        if then["status"] != FINISHED:
            continue
        run = f"{scenario}, {_named(task)}"
        if row is None:
            found.differences.append(Difference(run, "scenario", "a run", None))
        elif row["status"] == FAILED:
            found.failures.append(Failure(task.replication, f"{run}: {row['phase']}", row["error"], ""))
        else:
            # The effects of a run whose reference had failed are not there, whatever the reference does now.
            kinds = ("",) if without_effects else ("", EFFECT)
            _compare_run(run, then, row, [one + kind for one in measures for kind in kinds], exact, found)
    return found


def _compare_run(
    run: str, stored: Row, now: Row, measures: Sequence[str], exact: bool, found: _Compared
) -> None:
    found.differences += [
        Difference(run, label, stored[label], now[label]) for label in _LABELS if stored[label] != now[label]
    ]
    there, here = (
        np.array([np.nan if row[one] is None else row[one] for one in measures], dtype=np.float64)
        for row in (stored, now)
    )
    found.numbers += int(np.count_nonzero(~np.isnan(there)))
    for place in map(int, np.flatnonzero(~same(there, here, exact))):
        found.differences.append(Difference(run, measures[place], number(there[place]), number(here[place])))
