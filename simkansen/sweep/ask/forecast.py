"""What a sweep would take, without running it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.evidence import load_parameters
from simkansen.phrases import joined, phrase, phrase_of
from simkansen.population.build import drawn_sizes
from simkansen.runs.populations import population_parameters
from simkansen.scenario.writing.estimate import LEARNING_SHARE, Estimate, estimate
from simkansen.scenario.writing.sizes import drawn_pupils, population_words
from simkansen.sweep.ask.design import make_points
from simkansen.sweep.ask.dimensions import parameter_of
from simkansen.sweep.ask.placing import population_variants
from simkansen.sweep.store.folder import POINTS
from simkansen.sweep.store.places import results_folder
from simkansen.sweep.store.queries import counts_of
from simkansen.sweep.store.rows import FINISHED
from simkansen.work import cost
from simkansen.work.storage.manifest_file import MANIFEST

if TYPE_CHECKING:
    from simkansen.scenario import Scenario
    from simkansen.sweep.ask.design import Point
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
    design = {point.id: point for point in make_points(spec.design, experiment.dimensions)}
    asked, points = spec.replications, len(design)
    sizes = [_sized(experiment, one) for one in _populations(experiment, design.values())]
    seconds = sum(one.expected.simulate_seconds for one in sizes) / len(sizes)
    pupils = max(one.expected.pupils for one in sizes)
    folder = results_folder(experiment, results_dir)
    runs, each = points * asked.at_most * len(scenarios), len(scenarios)
    finished, may = _finished(folder), spec.budget.runs
    now = max(0, runs - finished)
    if may is not None:
        now = min(may // each * each, now)
    of_task = seconds + cost.MEASURE_FEW_SECONDS * len(scenarios)
    building = sum(cost.build_seconds(one.expected.pupils) for one in sizes)
    once = cost.START_SECONDS + building + cost.ANALYSIS_SECONDS
    left = -(-now // each)
    names = [scenario.name for scenario in scenarios]
    least, most = asked.at_least, asked.at_most
    times = f"{most}" if least == most else phrase("{least} to {most}", least=least, most=most)
    kept = phrase(", {finished:,} of them finished", finished=finished) if finished else ""
    here = (
        "" if now >= runs - finished else phrase("; this start does {now:,} at most, by its budget", now=now)
    )
    who, told = _population(sizes)
    fixed = spec.population == "fixed"
    whose = "the same in all" if fixed else "others in each replication"
    if len(sizes) > 1:
        whose = "the same in all with the same values" if fixed else "others in each replication and value"
    return cost.Expected.of_items(
        left,
        of_task,
        once,
        pupils,
        workers,
        disk_bytes=(finished + now) * cost.STORED_FEW_BYTES,
        folder=str(folder),
        counts={
            "points": points, "scenarios": names, "replications": [least, most], "runs": runs,
            "finished": finished, "this_start": now, **told,
        },
        said=(
            (phrase("scenarios"), ", ".join(names)),
            (phrase("points"), _points_each(points, times, most)),
            (phrase("runs"), joined("", (phrase("{runs:,} at most{kept}", runs=runs, kept=kept), here))),
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


@dataclass(frozen=True, slots=True)
class _Sized:
    """A population that a design asks for: how large it is, in words too, and how far a sample may be off."""

    expected: Estimate
    words: str
    drawn: tuple[int, int] | None


def _populations(experiment: Experiment, points: Iterable[Point]) -> list[Scenario]:
    """Give the reference once for every population; as it is where nothing varied says who is simulated."""
    first, ours = experiment.scenarios[0], population_parameters()
    paths = [path for one in experiment.dimensions for path in one.paths]
    if not any(path.startswith("population.") or parameter_of(path) in ours for path in paths):
        return [first]
    return population_variants(first, points) or [first]


def _sized(experiment: Experiment, first: Scenario) -> _Sized:
    """Size the population of the reference with some of the values of a design."""
    expected = estimate(first, *experiment.scenarios[1:])
    known = _counted(first, expected) if experiment.spec.population == "fixed" else None
    if known:
        return _Sized(
            known, phrase("{population}, the sample of this seed", population=known.population), None
        )
    return _Sized(expected, population_words(first, expected), drawn_pupils(first))


def _population(sizes: Sequence[_Sized]) -> tuple[str, dict[str, object]]:
    """Say who is simulated, and give it for JSON: of several populations from the smallest to the largest."""
    if len(sizes) == 1:
        return sizes[0].words, {**sizes[0].expected.sizes, "drawn": sizes[0].drawn}
    several = [one.expected.sizes for one in sizes]
    told: dict[str, object] = {
        name: [min(one[name] for one in several), max(one[name] for one in several)] for name in several[0]
    }
    smallest, largest = (
        pick((one.expected for one in sizes), key=lambda one: one.pupils) for pick in (min, max)
    )
    said = phrase(
        "by what is varied {number} different ones,\n{what:13}from {smallest}\n{what:13}to {largest}",
        number=len(sizes),
        what="",
        smallest=smallest.population,
        largest=largest.population,
    )
    return said, {**told, "drawn": None}


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
