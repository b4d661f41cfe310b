"""What a run would take, without running it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.cli.console import duration
from simkansen.work import cost

if TYPE_CHECKING:
    from simkansen.fitting.calibration.specification import CalibrationWord
    from simkansen.scenario import Scenario

BESIDE_THE_WEEKS = 1.3
"""What an evaluation of a calibration takes, over its weeks alone; as measured."""


def what_it_takes(expected: cost.Expected, beside: str = "") -> tuple[str, ...]:
    """Say in a line each how much time, memory and disk some work takes, and where its results go.

    Parameters
    ----------
    expected
        The estimate.
    beside
        What is said of the time beside it.
    """
    return (
        f"time         about {duration(expected.seconds)} with {expected.workers} at the same time{beside}",
        f"memory       about {expected.memory_bytes / 1e9:.1f} GB",
        f"disk         about {max(1, expected.disk_bytes / 1e6):.0f} MB",
        f"results      {expected.folder}",
    )


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
    from simkansen.scenario.schema.scenario import PopulationSpec
    from simkansen.scenario.writing.estimate import LEARNING_SHARE, count

    spec = PopulationSpec.model_validate({"netherlands": {"sample": words.schools.sample}})
    schools, pupils = count(spec)
    steps = words.generations
    generations = steps.explore * (len(steps.heats) - 1) + words.particles
    evaluations = generations + min(PRIOR_EVALUATIONS, words.particles)
    each = BESIDE_THE_WEEKS * cost.simulation_seconds(pupils * LEARNING_SHARE, 2 * len(study_calendar()))
    return ExpectedCalibration(
        searched=len(words.searched),
        targets=len(words.targets),
        schools=schools,
        pupils=pupils,
        evaluations=evaluations,
        **ExpectedCalibration.of_items(evaluations, each, 0.0, pupils, workers),
        disk_bytes=evaluations * (len(words.searched) + len(words.targets)) * cost.STORED_NUMBER_BYTES,
        folder=str(results / f"{words.name}-{journal_basis(words)[:10]}"),
    )


def _counted(number: int, what: str, many: str | None = None) -> str:
    return f"{number:,} {what if number == 1 else many or what + 's'}"


def dry_run(scenarios: Sequence[Scenario], workers: int | None, results: Path) -> DryRun:
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
    from simkansen.runs.engine import share_work
    from simkansen.runs.plan import make_plan
    from simkansen.scenario.writing.estimate import estimate
    from simkansen.scenario.writing.sizes import drawn_pupils

    plan = make_plan(scenarios)
    expected = estimate(*plan.scenarios)
    share = share_work(workers or os.cpu_count() or 1, plan.replications)
    simulations = expected.simulations_each
    threads = min(share.threads, simulations)
    replication = cost.wall_seconds(simulations, expected.simulate_seconds / simulations, threads)
    each = replication + expected.measure_seconds
    stored = plan.replications * len(plan.scenarios) * cost.STORED_ALL_BYTES
    return DryRun(
        scenarios=tuple(scenario.name for scenario in plan.scenarios),
        schools=expected.schools,
        pupils=expected.pupils,
        learning_pupils=expected.learning_pupils,
        replications=plan.replications,
        echoes=expected.echoes,
        simulations=expected.simulations,
        workers=share.processes * threads,
        seconds=expected.once_seconds + cost.wall_seconds(plan.replications, each, share.processes),
        memory_bytes=cost.memory_bytes(expected.pupils, share.processes),
        disk_bytes=stored + cost.PAGES_BYTES,
        folder=str(results / plan.name),
        drawn=drawn_pupils(plan.reference.population),
    )
