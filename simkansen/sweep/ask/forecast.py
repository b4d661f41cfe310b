"""What a sweep would take, without running it.

Imports within functions: making populations loads what a forecast of a whole country does without.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.evidence import load_parameters
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.writing.estimate import Estimate, estimate
from simkansen.scenario.writing.sizes import drawn_pupils, population_words
from simkansen.schooling import load_system
from simkansen.sweep.ask.design import make_points
from simkansen.sweep.store.folder import POINTS
from simkansen.sweep.store.places import results_folder
from simkansen.sweep.store.queries import counts_of
from simkansen.sweep.store.rows import FINISHED
from simkansen.work import cost
from simkansen.work.storage.manifest_file import MANIFEST

if TYPE_CHECKING:
    from simkansen.scenario import Scenario
    from simkansen.sweep.ask.loading import Experiment


QUICKLY_DRAWN = 500
"""Schools from which a sample is drawn within a second or so; drawing from all of a country takes longer."""


def forecast(experiment: Experiment, results_dir: Path, workers: int | None = None) -> cost.Expected:
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
    Expected
        Counts are exact, the rest is about right on one kind of machine.
    """
    spec, scenarios = experiment.spec, experiment.scenarios
    points = len({point.id for point in make_points(spec.design, experiment.dimensions)})
    asked = spec.replications
    expected = estimate(*scenarios)
    folder = results_folder(experiment, results_dir)
    runs = points * asked.at_most * len(scenarios)
    if spec.budget.runs is not None:
        runs = min(runs, spec.budget.runs)
    finished = _finished(folder)
    of_task = expected.simulate_seconds + cost.MEASURE_FEW_SECONDS * len(scenarios)
    once = cost.START_SECONDS + cost.build_seconds(expected.pupils) + cost.ANALYSIS_SECONDS
    left = -(-max(0, runs - finished) // len(scenarios))
    names = [scenario.name for scenario in scenarios]
    least, most = asked.at_least, asked.at_most
    times = f"{most}" if least == most else f"{least} to {most}"
    kept = f", {finished:,} of them finished" if finished else ""
    whose = "the same in all" if spec.population == "fixed" else "others in each replication"
    people = _population(scenarios[0], expected, spec.population)
    return cost.Expected.of_items(
        left,
        of_task,
        once,
        expected.pupils,
        workers,
        disk_bytes=runs * cost.STORED_FEW_BYTES,
        folder=str(folder),
        counts={
            "points": points, "scenarios": names, "replications": [least, most], "runs": runs,
            "finished": finished, **expected.sizes, "drawn": drawn_pupils(scenarios[0]),
        },
        said=(
            ("scenarios", ", ".join(names)),
            ("points", f"{points:,}, each with {times} replication{'' if most == 1 else 's'}"),
            ("runs", f"{runs:,} at most{kept}"),
            ("population", f"{people};\n{'':13}in every run {whose}"),
        ),
    )  # fmt: skip


def _population(first: Scenario, expected: Estimate, drawn: str) -> str:
    """Say who is simulated: the very schools where all runs have the same and they are quickly drawn."""
    spec, year = first.population, first.calendar.first_year
    few = spec.schools is not None or sum(p.schools for p in spec.chosen_places(year)) <= QUICKLY_DRAWN
    if drawn != "fixed" or drawn_pupils(first) is None or not few:
        return population_words(first, expected)
    from simkansen.population.build import drawn_size

    schools, pupils = drawn_size(spec, first.run.seed, load_parameters().replace(first.own_values), year)
    levels = load_system().all_levels
    return (
        f"{counted(schools, 'school')}, the sample of this seed, with {counted(pupils, 'pupil')} of {levels}"
    )


def _finished(folder: Path) -> int:
    if not (folder / MANIFEST).is_file() or not (folder / POINTS).is_file():
        return 0
    return counts_of(folder).get(FINISHED, 0)
