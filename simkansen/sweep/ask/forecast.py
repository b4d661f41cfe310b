"""What a sweep would take, without running it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.evidence import load_parameters
from simkansen.phrases import phrase, phrase_of
from simkansen.population.build import drawn_sizes
from simkansen.scenario.writing.estimate import LEARNING_SHARE, Estimate, estimate
from simkansen.scenario.writing.sizes import drawn_pupils, population_words
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
    known = _counted(scenarios[0], expected) if spec.population == "fixed" else None
    who = (
        phrase("{population}, the sample of this seed", population=known.population)
        if known
        else population_words(scenarios[0], expected)
    )
    expected = known or expected
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
    times = f"{most}" if least == most else phrase("{least} to {most}", least=least, most=most)
    kept = phrase(", {finished:,} of them finished", finished=finished) if finished else ""
    whose = "the same in all" if spec.population == "fixed" else "others in each replication"
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
            "finished": finished, **expected.sizes, "drawn": None if known else drawn_pupils(scenarios[0]),
        },
        said=(
            (phrase("scenarios"), ", ".join(names)),
            (phrase("points"), _points_each(points, times, most)),
            (phrase("runs"), phrase("{runs:,} at most{kept}", runs=runs, kept=kept)),
            (phrase("population"), phrase(
                "{who};\n{what:13}in every run {whose}", who=who, what="", whose=whose
            )),
        ),
    )  # fmt: skip


def _points_each(points: int, times: str, most: int) -> str:
    return phrase_of(
        most,
        "{points:,}, each with {times} replication",
        "{points:,}, each with {times} replications",
        points=points,
        times=times,
    )


def _counted(first: Scenario, expected: Estimate) -> Estimate | None:
    """Return the estimate with the schools and pupils of this seed's sample, where it is quickly drawn."""
    spec, year = first.population, first.calendar.first_year
    few = spec.schools is not None or sum(p.schools for p in spec.chosen_places(year)) <= QUICKLY_DRAWN
    if drawn_pupils(first) is None or not few:
        return None
    values = load_parameters().replace(first.own_values)
    ((schools, pupils),) = drawn_sizes(spec, first.run.seed, values, year)
    learning = round(pupils * LEARNING_SHARE)
    return replace(expected, schools=schools, pupils=pupils, learning_pupils=learning)


def _finished(folder: Path) -> int:
    if not (folder / MANIFEST).is_file() or not (folder / POINTS).is_file():
        return 0
    return counts_of(folder).get(FINISHED, 0)
