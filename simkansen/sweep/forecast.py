"""What a sweep would take, without running it."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.scenario.estimate import (
    BUILD_MICROSECONDS_PER_PUPIL,
    BYTES_PER_PUPIL,
    START_BYTES,
    START_SECONDS,
    estimate,
)
from simkansen.sweep.design import make_points
from simkansen.sweep.places import results_folder

if TYPE_CHECKING:
    from simkansen.sweep.loading import Experiment

# As measured by tests/benchmarks/sweeping.py; they shape the forecast, no result.
MEASURE_SECONDS = 0.01
"""Measuring one run: the few numbers of a sweep, not the many of the page."""

ANALYSIS_SECONDS = 5.0
"""Tables and figures at the end."""

BYTES_PER_RUN = 200.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a sweep is expected to take.

    Attributes
    ----------
    points
        Different combinations of values.
    scenarios
        Names of the scenarios, the reference first.
    replications
        At least and at most, of each point.
    runs
        Runs at most: a scenario at a point under a replication.
    finished
        Runs of them that are finished already.
    schools, pupils, learning_pupils
        In every run: schools, pupils of groep 1 to 8, and those of them in groep 3 to 8, of whom is measured.
    workers
        Worker processes.
    seconds
        Wall time (s), for all that is left.
    memory_bytes, disk_bytes
        Memory at most at one moment; size of the results folder.
    folder
        Where the results would go.
    """

    points: int
    scenarios: tuple[str, ...]
    replications: tuple[int, int]
    runs: int
    finished: int
    schools: int
    pupils: int
    learning_pupils: int
    workers: int
    seconds: float
    memory_bytes: float
    disk_bytes: float
    folder: str

    def as_dict(self) -> dict[str, object]:
        """Return the forecast as plain values for JSON."""
        return asdict(self)


def forecast(experiment: Experiment, results_dir: Path, workers: int | None = None) -> Forecast:
    """Estimate time, memory and disk of an experiment.

    Parameters
    ----------
    experiment
        What is asked.
    results_dir
        Where results are kept.
    workers
        Worker processes; all processors by default.

    Returns
    -------
    Forecast
        Counts are exact, the rest is about right on one kind of machine.
    """
    spec, scenarios = experiment.spec, experiment.scenarios
    points = len({point.id for point in make_points(spec.design, experiment.dimensions)})
    asked = spec.replications
    expected = estimate(*scenarios)
    schools, pupils = expected.schools, expected.pupils
    folder = results_folder(experiment, results_dir)
    runs = points * asked.at_most * len(scenarios)
    if spec.budget.runs is not None:
        runs = min(runs, spec.budget.runs)
    finished = _finished(folder)
    at_once = workers or os.cpu_count() or 1
    of_task = expected.simulate_seconds + MEASURE_SECONDS * len(scenarios)
    once = START_SECONDS + pupils * BUILD_MICROSECONDS_PER_PUPIL * 1e-6 + ANALYSIS_SECONDS
    left = max(0, runs - finished)
    return Forecast(
        points=points,
        scenarios=tuple(scenario.name for scenario in scenarios),
        replications=(asked.at_least, asked.at_most),
        runs=runs,
        finished=finished,
        schools=schools,
        pupils=pupils,
        learning_pupils=expected.learning_pupils,
        workers=at_once,
        seconds=once + left * of_task / len(scenarios) / at_once if left else 0.0,
        memory_bytes=START_BYTES * (at_once + 1) + pupils * BYTES_PER_PUPIL,
        disk_bytes=runs * BYTES_PER_RUN,
        folder=str(folder),
    )


def _finished(folder: Path) -> int:
    from simkansen.sweep.folder import MANIFEST, POINTS
    from simkansen.sweep.queries import counts_of
    from simkansen.sweep.rows import FINISHED

    if not (folder / MANIFEST).is_file() or not (folder / POINTS).is_file():
        return 0
    return counts_of(folder).get(FINISHED, 0)
