"""What a run would take, without running it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.cli.console import duration

if TYPE_CHECKING:
    from simkansen.fitting.calibration_words import CalibrationWord
    from simkansen.scenario import Scenario

# Sizes of the program's own files and processes, as measured; they shape the estimate, no result.
DISK_BYTES_PER_SCENARIO = 250e3
BYTES_PER_PROCESS = 300e6
BESIDE_THE_WEEKS = 1.3


@dataclass(frozen=True, slots=True)
class DryRun:
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
    workers
        Simulations that run at the same time.
    seconds
        Wall time (s).
    memory_bytes, disk_bytes
        Memory at most at one moment; size of the results folder.
    folder
        Where the results would go.
    """

    scenarios: tuple[str, ...]
    schools: int
    pupils: int
    learning_pupils: int
    replications: int
    echoes: int
    simulations: int
    workers: int
    seconds: float
    memory_bytes: float
    disk_bytes: float
    folder: str

    def as_dict(self) -> dict[str, object]:
        """Return the estimate as plain values for JSON."""
        return asdict(self)

    def in_words(self) -> str:
        """Say the estimate in a few lines."""
        again = f" and {_counted(self.echoes, 'echo', 'echoes')}" if self.echoes else ""
        return "\n".join(
            (
                f"scenarios    {', '.join(self.scenarios)}",
                f"population   {_counted(self.schools, 'school')}, about {self.pupils:,} pupils "
                f"({self.learning_pupils:,} in groep 3-8)",
                f"runs         {_counted(self.replications, 'replication')}{again}, "
                f"{_counted(self.simulations, 'simulation')}",
                f"time         about {duration(self.seconds)} with {self.workers} at the same time; "
                "the first time after installing about 30 s more",
                f"memory       about {self.memory_bytes / 1e9:.1f} GB",
                f"disk         about {max(1, self.disk_bytes / 1e6):.0f} MB",
                f"results      {self.folder}",
            )
        )


@dataclass(frozen=True, slots=True)
class ExpectedCalibration:
    """What a calibration is expected to take.

    Attributes
    ----------
    searched, targets
        Parameters that are searched for; figures that are fitted to.
    schools, pupils
        Size of one evaluation (count).
    evaluations
        How many.
    workers
        Evaluations that run at the same time.
    seconds
        Wall time (s), if nothing else asks for the processors.
    folder
        Where the results would go.
    """

    searched: int
    targets: int
    schools: int
    pupils: int
    evaluations: int
    workers: int
    seconds: float
    folder: str

    def as_dict(self) -> dict[str, object]:
        """Return the estimate as plain values for JSON."""
        return asdict(self)

    def in_words(self) -> str:
        """Say the estimate in a few lines."""
        return "\n".join(
            (
                f"search       {self.searched} parameters by {self.targets} published figures",
                f"population   {_counted(self.schools, 'school')}, about {self.pupils:,} pupils of groep 1-8",
                f"evaluations  {self.evaluations:,}, each of the closure years and the years before",
                f"time         about {duration(self.seconds)} with {self.workers} at the same time",
                f"results      {self.folder}",
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
    from simkansen.fitting.calibration import PRIOR_EVALUATIONS, journal_basis
    from simkansen.fitting.study import study_calendar
    from simkansen.scenario.estimate import LEARNING_SHARE, NANOSECONDS_PER_PUPIL_WEEK, count
    from simkansen.scenario.schema import PopulationSpec

    spec = PopulationSpec.model_validate({"netherlands": {"sample": words.schools.sample}})
    schools, pupils = count(spec)
    at_once = workers or os.cpu_count() or 1
    steps = words.generations
    generations = steps.explore * (len(steps.heats) - 1) + words.particles
    evaluations = generations + min(PRIOR_EVALUATIONS, words.particles)
    weeks = 2 * len(study_calendar()) * pupils * LEARNING_SHARE
    each = weeks * NANOSECONDS_PER_PUPIL_WEEK * 1e-9 * BESIDE_THE_WEEKS
    return ExpectedCalibration(
        searched=len(words.searched),
        targets=len(words.targets),
        schools=schools,
        pupils=pupils,
        evaluations=evaluations,
        workers=at_once,
        seconds=evaluations * each / at_once,
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
    from simkansen.scenario.estimate import estimate

    plan = make_plan(scenarios)
    expected = estimate(*plan.scenarios)
    share = share_work(workers or os.cpu_count() or 1, plan.replications)
    simulations = expected.simulations_each
    threads = min(share.threads, simulations)
    # Whoever is ready waits for the last of its round, so that time goes by whole rounds.
    replication = expected.simulate_seconds * -(-simulations // threads) / simulations
    rounds = -(-plan.replications // share.processes)
    seconds = expected.once_seconds + rounds * (replication + expected.measure_seconds)
    return DryRun(
        scenarios=tuple(scenario.name for scenario in plan.scenarios),
        schools=expected.schools,
        pupils=expected.pupils,
        learning_pupils=expected.learning_pupils,
        replications=plan.replications,
        echoes=expected.echoes,
        simulations=expected.simulations,
        workers=share.processes * threads,
        seconds=seconds,
        memory_bytes=expected.bytes + (share.processes - 1) * BYTES_PER_PROCESS,
        disk_bytes=plan.replications * len(plan.scenarios) * DISK_BYTES_PER_SCENARIO,
        folder=str(results / plan.name),
    )
