"""Doing stored runs of a sweep again, from what their folder keeps, and comparing every number."""

from __future__ import annotations

import os
import warnings
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from simkansen.identity import SWEEPS
from simkansen.runs.comparing import since
from simkansen.sweep.ask.design import Point
from simkansen.sweep.ask.placing import population_variants
from simkansen.sweep.running.population_cache import keep_population
from simkansen.sweep.running.request import RESOLVED, SCENARIOS
from simkansen.sweep.running.task import Batch, Row, SweepJob, Task, do_batch
from simkansen.sweep.store.folder import POINTS
from simkansen.sweep.store.reading import relation
from simkansen.sweep.store.rows import EFFECT, FAILED, FINISHED
from simkansen.sweep.verification.request import compare_points, compare_request, read_request
from simkansen.sweep.verification.stored import StoredRuns
from simkansen.work.engines import local
from simkansen.work.pool import Lost, map_unordered
from simkansen.work.progress import Failure, OnProgress
from simkansen.work.shared import Shared
from simkansen.work.storage.parts import BrokenPartWarning
from simkansen.work.verification import (
    Redoing,
    ResultComparison,
    UnreadableResultsError,
    Verification,
    choose,
    read_manifest,
    scratch,
)

_LABELS = ("key", "draw", "seed")
"""What a run says of itself beside its measures."""

Again = tuple[Task, list[Row]]


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
    experiment = read_request(folder, told)
    then = since(told, experiment.scenarios[0], SWEEPS)
    found, runs = ResultComparison(not then), ResultComparison(not then)
    notes = compare_request(experiment, told, then, found)
    measures = [one.id for one in experiment.spec.measures]
    with scratch() as (place, connection):
        with _readable(folder):
            points = compare_points(folder, experiment, connection, found)
            stored = StoredRuns(relation(folder, connection), points)
        if lost := stored.lost(told):
            raise UnreadableResultsError(f"{folder / 'parts'}: {lost}")
        basis, measured = told["hashes"]["basis"], experiment.spec.measures
        places = choose([_named(task) for task in stored.tasks], sample, str(basis))
        chosen = [stored.tasks[place] for place in places]
        job = SweepJob(basis, experiment.scenarios, measured, place / "populations")
        redoing = Redoing(len(chosen), on_progress)
        again = {_named(task): rows for task, rows in _do_again(job, chosen, workers, redoing)}
        failed_now = [
            failure
            for task in chosen
            if _named(task) in again
            for failure in _compare(task, stored.rows(task), again[_named(task)], measures, runs)
        ]
    return Verification(
        kind="sweep",
        again=tuple(_named(task) for task in chosen),
        stored=len(stored.tasks),
        numbers=runs.numbers,
        beside=(RESOLVED, SCENARIOS, POINTS),
        since=then,
        differences=(*found.differences, *runs.differences),
        failures=(*redoing.failures, *failed_now),
        notes=(*notes, *stored.notes()),
    )


def _named(task: Task) -> str:
    return f"point {task.point}, replication {task.replication}"


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


def _do_again(job: SweepJob, tasks: Sequence[Task], workers: int | None, redoing: Redoing) -> list[Again]:
    """Do tasks again; give those whose worker did not die, with their rows."""
    job.populations.mkdir(parents=True)
    points = [Point(task.point, task.values) for task in tasks]
    variants = [(job.populations, scenario) for scenario in population_variants(job.reference, points)]
    with local(min(workers or os.cpu_count() or 1, max(1, len(tasks)))) as engine:
        with closing(map_unordered(engine, keep_population, variants, look=redoing.look)) as made:
            for _ in made:
                redoing.look()
        redoing.stage = "runs"
        batches = (Batch((task,)) for task in tasks)
        outcomes = map_unordered(engine, Shared(do_batch, job), batches, look=redoing.look)
        return redoing.finished(_of_tasks(outcomes))


def _of_tasks(
    outcomes: Generator[tuple[Batch, list[Row]] | Lost[Batch], None, None],
) -> Generator[Again | Failure, None, None]:
    with closing(outcomes):
        for outcome in outcomes:
            batch = outcome.item if isinstance(outcome, Lost) else outcome[0]
            (task,) = batch.tasks
            if isinstance(outcome, Lost):
                yield Failure(task.replication, _named(task), outcome.error, "")
            else:
                yield task, outcome[1]


def _compare(
    task: Task,
    stored: Mapping[str, Row],
    again: Sequence[Row],
    measures: Sequence[str],
    found: ResultComparison,
) -> Iterator[Failure]:
    """Compare the runs of a task that finished then with what they are now; give those that failed now."""
    now = {str(row["scenario"]): row for row in again}
    reference = str(again[0]["scenario"])
    without_effects = stored[reference]["status"] == FAILED if reference in stored else True
    for scenario, then in stored.items():
        row = now.get(scenario)
        if then["status"] != FINISHED:
            continue
        run = f"{scenario}, {_named(task)}"
        if row is None:
            found.values(run, "scenario", "a run", None)
        elif row["status"] == FAILED:
            yield Failure(task.replication, f"{run}: {row['phase']}", row["error"], "")
        else:
            # The effects of a run whose reference had failed are not there, whatever the reference does now.
            kinds = ("",) if without_effects else ("", EFFECT)
            _compare_run(run, then, row, [one + kind for one in measures for kind in kinds], found)


def _compare_run(run: str, stored: Row, now: Row, measures: Sequence[str], found: ResultComparison) -> None:
    for label in _LABELS:
        found.values(run, label, stored[label], now[label])
    there, here = (
        np.array([np.nan if row[one] is None else row[one] for one in measures], dtype=np.float64)
        for row in (stored, now)
    )
    found.arrays(there, here, lambda place: (run, measures[place]))
