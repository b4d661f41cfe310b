"""What a run or a calibration would take, without doing it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.cli.console import data, data_json, duration
from simkansen.work import cost

if TYPE_CHECKING:
    from simkansen.fitting.calibration.specification import CalibrationSpec
    from simkansen.scenario import Scenario

_WIDTH = 13
"""Of the column that says what a line is about."""


def say_estimate(expected: cost.Expected, as_json: bool, beside: str = "", **more: object) -> int:
    """Print what some work would take, in words or as JSON, and end.

    Parameters
    ----------
    expected
        The estimate.
    as_json
        As JSON.
    beside
        What is said of the time beside it.
    **more
        What JSON holds beside it.
    """
    if as_json:
        data_json({**expected.as_dict(), **more})
        return 0
    time = f"about {duration(expected.seconds)} with {expected.workers} at the same time{beside}"
    needs = (
        ("time", time),
        ("memory", f"about {expected.memory_bytes / 1e9:.1f} GB"),
        ("disk", f"about {max(1, expected.disk_bytes / 1e6):.0f} MB"),
        ("results", expected.folder),
    )
    data("\n".join(f"{what:<{_WIDTH}}{told}" for what, told in (*expected.said, *needs)))
    return 0


<<<<<<< HEAD
def expected_calibration(words: CalibrationSpec, workers: int | None, results: Path) -> cost.Expected:
=======
def people(schools: int, pupils: int, learning_pupils: int, drawn: tuple[int, int] | None) -> str:
    """Say how many schools and pupils there are about, and of a sample how far that may be off."""
    told = f"{_everybody(schools, pupils)} ({learning_pupils:,} in groep 3-8)"
    if drawn is None:
        return told
    low, high = drawn
    return f"{told};\n{'':13}as schools differ in size, 9 in 10 such samples have {low:,} to {high:,}"


def _everybody(schools: int, pupils: int) -> str:
    return f"{_counted(schools, 'school')}, about {pupils:,} pupils of groep 1-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun(cost.Expected):
    """What a run is expected to take.

    Attributes
    ----------
    scenarios
        Names of the scenarios, the reference first.
    schools, pupils, learning_pupils
        Size of the population: schools, pupils of groep 1 to 8, and those of them in groep 3 to 8, who learn.
    replications, echoes, simulations
        Replications; those that are done once more, to see what is chance; and simulations in all, with a
        twin in each of both.
    drawn
        Pupils that nine in ten such samples of schools have; None where all schools are simulated.
    """

    scenarios: tuple[str, ...]
    schools: int
    pupils: int
    learning_pupils: int
    replications: int
    echoes: int
    simulations: int
    drawn: tuple[int, int] | None

    def in_words(self) -> str:
        """Say the estimate in a few lines."""
        again = f" and {_counted(self.echoes, 'echo', 'echoes')}" if self.echoes else ""
        return "\n".join(
            (
                f"scenarios    {', '.join(self.scenarios)}",
                f"population   {people(self.schools, self.pupils, self.learning_pupils, self.drawn)}",
                f"runs         {_counted(self.replications, 'replication')}{again}, "
                f"{_counted(self.simulations, 'simulation')}",
                *what_it_takes(self, "; the first time after installing about 30 s more"),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCalibration(cost.Expected):
    """What a calibration is expected to take.

    Attributes
    ----------
    searched, targets
        Parameters that are searched for; figures that are fitted to.
    schools, pupils
        Size of one evaluation (count).
    evaluations
        How many.
    """

    searched: int
    targets: int
    schools: int
    pupils: int
    evaluations: int

    def in_words(self) -> str:
        """Say the estimate in a few lines."""
        return "\n".join(
            (
                f"search       {self.searched} parameters by {self.targets} published figures",
                f"population   {_everybody(self.schools, self.pupils)}",
                f"evaluations  {self.evaluations:,}, each of the closure years and the years before",
                *what_it_takes(self),
            )
        )


def expected_calibration(words: CalibrationWord, workers: int | None, results: Path) -> ExpectedCalibration:
>>>>>>> fix13
    """Estimate what a calibration takes.

    Parameters
    ----------
    words
        The calibration.
    workers
        Worker processes; all processors by default.
    results
        Where results are kept.
    """
    from simkansen.fitting.calibration.calibration import PRIOR_EVALUATIONS, journal_basis
    from simkansen.fitting.study import study_calendar
    from simkansen.scenario.reading.wording import counted
    from simkansen.scenario.schema.scenario import PopulationSpec
    from simkansen.scenario.writing.estimate import LEARNING_SHARE, count
    from simkansen.schooling import load_system

    spec, levels = (
        PopulationSpec.model_validate({"country": {"sample": words.schools.sample}}), load_system().all_levels
    )  # fmt: skip
    schools, pupils = count(spec)
    steps, searched, targets = words.generations, len(words.searched), len(words.targets)
    generations = steps.explore * (len(steps.heats) - 1) + words.particles
    evaluations = generations + min(PRIOR_EVALUATIONS, words.particles)
    simulation = cost.simulation_seconds(pupils * LEARNING_SHARE, 2 * len(study_calendar()))
    return cost.Expected.of_items(
        evaluations,
        cost.BESIDE_THE_STEPS * simulation,
        0.0,
        pupils,
        workers,
        disk_bytes=evaluations * (searched + targets) * cost.STORED_NUMBER_BYTES,
        folder=str(results / f"{words.name}-{journal_basis(words)[:10]}"),
        counts={
            "searched": searched, "targets": targets, "schools": schools, "pupils": pupils,
            "evaluations": evaluations,
        },
        said=(
            ("search", f"{searched} parameters by {targets} published figures"),
            ("population", f"{counted(schools, 'school')}, about {pupils:,} pupils of {levels}"),
            ("evaluations", f"{evaluations:,}, each of the closure years and the years before"),
        ),
    )  # fmt: skip


def expected_run(scenarios: Sequence[Scenario], workers: int | None, results: Path) -> cost.Expected:
    """Estimate time, memory and disk for scenarios run together.

    Parameters
    ----------
    scenarios
        The scenarios, the reference first.
    workers
        Worker processes; all processors by default.
    results
        Where results are kept.

    Raises
    ------
    DifferentBasisError
        If the scenarios cannot be compared.
    """
    from simkansen.runs.plan import make_plan
    from simkansen.runs.replicate import share_work
    from simkansen.scenario.reading.wording import counted
    from simkansen.scenario.writing.estimate import estimate
    from simkansen.scenario.writing.sizes import drawn_pupils, population_words

    plan = make_plan(scenarios)
    expected = estimate(*plan.scenarios)
    share = share_work(workers or os.cpu_count() or 1, plan.replications)
    simulations = expected.simulations_each
    threads = min(share.threads, simulations)
    replication = cost.wall_seconds(simulations, expected.simulate_seconds / simulations, threads)
    each = replication + expected.measure_seconds
    names = [scenario.name for scenario in plan.scenarios]
    echoes = f" and {expected.echoes:,} echo{'' if expected.echoes == 1 else 'es'}" if expected.echoes else ""
    done = f"{counted(plan.replications, 'replication')}{echoes}"
    return cost.Expected(
        workers=share.processes * threads,
        seconds=expected.once_seconds + cost.wall_seconds(plan.replications, each, share.processes),
        memory_bytes=cost.memory_bytes(expected.pupils, share.processes),
        disk_bytes=plan.replications * len(plan.scenarios) * cost.STORED_ALL_BYTES + cost.PAGES_BYTES,
        folder=str(results / plan.name),
        counts={
            "scenarios": names, **expected.sizes, "drawn": drawn_pupils(plan.reference),
            "replications": plan.replications, "echoes": expected.echoes, "simulations": expected.simulations,
        },
        said=(
            ("scenarios", ", ".join(names)),
            ("population", population_words(plan.reference, expected)),
            ("runs", f"{done}, {counted(expected.simulations, 'simulation')}"),
        ),
    )  # fmt: skip
