"""What a sweep would take, without running it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.scenario.writing.estimate import estimate
from simkansen.scenario.writing.sizes import drawn_pupils
from simkansen.sweep.ask.design import make_points
from simkansen.sweep.store.folder import MANIFEST, POINTS
from simkansen.sweep.store.places import results_folder
from simkansen.sweep.store.queries import counts_of
from simkansen.sweep.store.rows import FINISHED
from simkansen.work import cost

if TYPE_CHECKING:
    from simkansen.sweep.ask.loading import Experiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast(cost.Expected):
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
    drawn
        Pupils that nine in ten such samples of schools have; None where all schools are simulated.
    """

    points: int
    scenarios: tuple[str, ...]
    replications: tuple[int, int]
    runs: int
    finished: int
    schools: int
    pupils: int
    learning_pupils: int
    drawn: tuple[int, int] | None


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
    of_task = expected.simulate_seconds + cost.MEASURE_FEW_SECONDS * len(scenarios)
    once = cost.START_SECONDS + cost.build_seconds(pupils) + cost.ANALYSIS_SECONDS
    left = -(-max(0, runs - finished) // len(scenarios))
    return Forecast(
        points=points,
        scenarios=tuple(scenario.name for scenario in scenarios),
        replications=(asked.at_least, asked.at_most),
        runs=runs,
        finished=finished,
        schools=schools,
        pupils=pupils,
        learning_pupils=expected.learning_pupils,
        drawn=drawn_pupils(scenarios[0].population, scenarios[0].calendar.first_year),
        **Forecast.of_items(left, of_task, once, pupils, workers),
        disk_bytes=runs * cost.STORED_FEW_BYTES,
        folder=str(folder),
    )


def _finished(folder: Path) -> int:
    if not (folder / MANIFEST).is_file() or not (folder / POINTS).is_file():
        return 0
    return counts_of(folder).get(FINISHED, 0)
