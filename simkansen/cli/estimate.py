"""What a run or a calibration would take, without doing it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.cli.console import data, data_json, duration
from simkansen.phrases import joined, phrase, phrase_of
from simkansen.work import cost

if TYPE_CHECKING:
    from simkansen.fitting.calibration.specification import CalibrationSpec
    from simkansen.scenario import Scenario


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
    time = phrase(
        "about {duration} with {workers} at the same time{beside}",
        duration=duration(expected.seconds),
        workers=expected.workers,
        beside=beside,
    )
    needs = (
        (phrase("time"), time),
        (phrase("memory"), phrase("about {memory_bytes:.1f} GB", memory_bytes=expected.memory_bytes / 1e9)),
        (phrase("disk"), phrase("about {room:.0f} MB", room=max(1, expected.disk_bytes / 1e6))),
        (phrase("results"), expected.folder),
    )
    told = (*expected.said, *needs)
    data(joined("\n", (phrase("{what:<13}{told}", what=what, told=one) for what, one in told)))
    return 0


def expected_calibration(words: CalibrationSpec, workers: int | None, results: Path) -> cost.Expected:
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
            "searched": searched,
            "targets": targets,
            "schools": schools,
            "pupils": pupils,
            "evaluations": evaluations,
        },
        said=(
            (
                phrase("search"),
                phrase(
                    "{searched} parameters by {targets} published figures", searched=searched, targets=targets
                ),
            ),
            (
                phrase("population"),
                phrase(
                    "{schools}, about {pupils} of {levels}",
                    schools=counted(schools, "school"),
                    pupils=counted(pupils, "pupil"),
                    levels=levels,
                ),
            ),
            (
                phrase("evaluations"),
                phrase(
                    "{evaluations:,}, each of the closure years and the years before", evaluations=evaluations
                ),
            ),
        ),
    )


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
    echoes = (
        phrase_of(expected.echoes, " and {number:,} echo", " and {number:,} echoes")
        if expected.echoes
        else ""
    )
    done = counted(plan.replications, "replication") + echoes
    return cost.Expected(
        workers=share.processes * threads,
        seconds=expected.once_seconds + cost.wall_seconds(plan.replications, each, share.processes),
        memory_bytes=cost.memory_bytes(expected.pupils, share.processes),
        disk_bytes=plan.replications * len(plan.scenarios) * cost.STORED_ALL_BYTES + cost.PAGES_BYTES,
        folder=str(results / plan.name),
        counts={
            "scenarios": names,
            **expected.sizes,
            "drawn": drawn_pupils(plan.reference),
            "replications": plan.replications,
            "echoes": expected.echoes,
            "simulations": expected.simulations,
        },
        said=(
            (phrase("scenarios"), ", ".join(names)),
            (phrase("population"), population_words(plan.reference, expected)),
            (
                phrase("runs"),
                phrase(
                    "{done}, {simulations}",
                    done=done,
                    simulations=counted(expected.simulations, "simulation"),
                ),
            ),
        ),
    )
