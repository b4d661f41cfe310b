"""Doing stored runs of a sweep again, from what their folder keeps, and comparing every number."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from simkansen.identity import SWEEPS
from simkansen.phrases import joined, phrase
from simkansen.runs.comparing import since
from simkansen.runs.populations import keep_population
from simkansen.sweep.ask.design import Point
from simkansen.sweep.ask.placing import population_variants
from simkansen.sweep.running.request import RESOLVED, SCENARIOS
from simkansen.sweep.running.task import SweepJob, Task
from simkansen.sweep.store.folder import POINTS, counted_of, staffed_of
from simkansen.sweep.store.reading import relation
from simkansen.sweep.store.rows import EFFECT, FAILED, FINISHED, OWN_STAFF, PUPILS
from simkansen.sweep.verification.request import compare_points, compare_request, read_request
from simkansen.sweep.verification.stored import StoredRuns
from simkansen.work.errors import UnreadableResultsError
from simkansen.work.progress import Failure, OnProgress
from simkansen.work.storage.manifest_file import read_manifest
from simkansen.work.storage.parts import BrokenPartWarning
from simkansen.work.storage.rows import Row
from simkansen.work.verification import (
    ResultComparison,
    Verification,
    choose,
    do_again,
    scratch,
)

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
    experiment = read_request(folder, told)
    then = since(told, experiment.scenarios[0], SWEEPS)
    found, runs = ResultComparison(not then), ResultComparison(not then)
    notes = compare_request(folder, experiment, told, then, found)
    measures = [one.id for one in experiment.spec.measures]
    counted, staffed = counted_of(told), staffed_of(told)
    beside = [*(f"{one}{PUPILS}" for one in counted), *(OWN_STAFF if staffed else ())]
    with scratch() as (place, connection):
        with _readable(folder):
            points = compare_points(folder, experiment, connection, found)
            stored = StoredRuns(relation(folder, connection), points)
        if lost := stored.lost(told):
            raise UnreadableResultsError(joined(": ", (str(folder / "parts"), lost)))
        basis, measured = told["hashes"]["basis"], experiment.spec.measures
        places = choose([_named(one.point, one.replication) for one in stored.tasks], sample, str(basis))
        chosen = [stored.tasks[place] for place in places]
        kept = {"counted": bool(counted), "staffed": staffed}
        job = SweepJob(basis, experiment.scenarios, measured, place / "populations", **kept)
        again = _do_again(job, chosen, workers, on_progress)
        names = [_named(task.point, task.replication) for task in chosen]
        failed_now = [
            failure
            for name, task in zip(names, chosen, strict=True)
            for failure in _compare(name, stored.rows(task), again[name], measures, beside, runs)
        ]
    return Verification(
        kind="sweep",
        again=tuple(names),
        stored=len(stored.tasks),
        numbers=runs.numbers,
        beside=(RESOLVED, SCENARIOS, POINTS),
        since=then,
        differences=(*found.differences, *runs.differences),
        failures=tuple(failed_now),
        notes=(*notes, *stored.notes()),
    )


def _named(point: str, replication: int) -> str:
    return phrase("point {point}, replication {replication}", point=point, replication=replication)


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
    job: SweepJob, tasks: Sequence[Task], workers: int | None, on_progress: OnProgress
) -> dict[str, list[Row]]:
    """Do tasks again; give their rows by the name of the task."""
    points = [Point(task.point, task.values) for task in tasks]

    def prepare() -> None:
        for scenario in population_variants(job.reference, points):
            keep_population((job.populations, scenario))

    processes = min(workers or os.cpu_count() or 1, max(1, len(tasks)))
    found: dict[str, list[Row]] = {}
    for row in do_again(job, tasks, processes, on_progress, prepare, len(job.scenarios)):
        found.setdefault(_named(row["point"], row["replication"]), []).append(row)
    return found


def _compare(
    name: str,
    stored: Mapping[str, Row],
    again: Sequence[Row],
    measures: Sequence[str],
    beside: Sequence[str],
    found: ResultComparison,
) -> Iterator[Failure]:
    """Compare the runs of a task that finished then with what they are now; give those that failed now.

    Of the columns `beside` the measures there is something where there are effects.
    """
    now = {str(row["scenario"]): row for row in again}
    reference = str(again[0]["scenario"])
    without_effects = stored[reference]["status"] == FAILED if reference in stored else True
    for scenario, then in stored.items():
        row = now.get(scenario)
        if then["status"] != FINISHED:
            continue
        run = joined(", ", (scenario, name))
        if row is None:
            found.values(run, "scenario", "a run", None)
        elif row["status"] == FAILED:
            yield Failure(row["replication"], joined(": ", (run, row["phase"])), row["error"], "")
        else:
            # The effects of a run whose reference had failed are not there, whatever the reference does now.
            kinds = ("",) if without_effects else ("", EFFECT)
            names = [one + kind for one in measures for kind in kinds]
            _compare_run(run, then, row, names + ([] if without_effects else [*beside]), found)


def _compare_run(run: str, stored: Row, now: Row, measures: Sequence[str], found: ResultComparison) -> None:
    for label in _LABELS:
        found.values(run, label, stored[label], now[label])
    there, here = (
        np.array([np.nan if row[one] is None else row[one] for one in measures], dtype=np.float64)
        for row in (stored, now)
    )
    found.arrays(there, here, lambda place: (run, measures[place]))
