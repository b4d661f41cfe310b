"""What a sensitivity analysis would take, without running it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.fitting.sensitivity.analysis import RULES, basis
from simkansen.fitting.sensitivity.indices import ENDS
from simkansen.fitting.sensitivity.rounds import IDS
from simkansen.phrases import joined, phrase
from simkansen.runs.plan import make_plan
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.writing.estimate import estimate
from simkansen.schooling import load_system
from simkansen.sweep.store.rows import columns_of
from simkansen.work import cost
from simkansen.work.storage.store import count_finished

if TYPE_CHECKING:
    from simkansen.fitting.sensitivity.file import SensitivitySpec
    from simkansen.scenario import Scenario


def count_evaluations(spec: SensitivitySpec) -> dict[str, int]:
    """Count the evaluations of each round; the counts are exact."""
    names = len(spec.names())
    kept = min(spec.sobol.survivors, names)
    return {
        phrase("screening"): spec.morris.trajectories * (names + 1),
        "one at a time": 1 + names * len(ENDS),
        "Sobol indices": spec.sobol.n * (kept + 2),
        phrase("ranking"): len(RULES) * spec.ranking.draws,
    }


def forecast_sensitivity(
    spec: SensitivitySpec, scenarios: Sequence[Scenario], results_dir: Path, workers: int | None = None
) -> cost.Expected:
    """Estimate runs, time, memory and disk of a sensitivity analysis.

    Parameters
    ----------
    spec, scenarios
        What `simkansen.fitting.sensitivity.file.load_sensitivity` gave.
    results_dir
        Where results are kept.
    workers
        Worker processes; all processors by default.

    Returns
    -------
    Expected
        Counts are exact, the rest is about right on one kind of machine.

    Raises
    ------
    DifferentBasisError
        If the scenarios cannot be compared.
    """
    plan = make_plan(scenarios)
    folder = results_dir / f"{spec.name}-{basis(spec, plan)[:10]}"
    evaluations, expected = count_evaluations(spec), estimate(*scenarios)
    every = sum(evaluations.values())
    finished = count_finished(folder, columns_of(IDS)) // len(plan.scenarios)
    each = expected.simulate_seconds + cost.MEASURE_FEW_SECONDS * len(scenarios)
    left = max(0, every - finished)
    once = cost.START_SECONDS + cost.build_seconds(expected.pupils)
    names, parameters = [scenario.name for scenario in plan.scenarios], len(spec.names())
    runs, finished = every * (len(scenarios) + 1), min(finished, every)
    kept = phrase(", {finished:,} of them finished", finished=finished) if finished else ""
    rounds = joined(
        ", ", (phrase("{many:,} {name}", many=many, name=name) for name, many in evaluations.items())
    )
    levels = load_system().all_levels
    who = phrase(
        "{schools}, about {pupils} of {levels}",
        schools=counted(expected.schools, "school"),
        pupils=counted(expected.pupils, "pupil"),
        levels=levels,
    )
    return cost.Expected.of_items(
        left,
        each,
        once,
        expected.pupils,
        workers,
        disk_bytes=every * len(scenarios) * cost.STORED_FEW_BYTES + cost.PAGES_BYTES,
        folder=str(folder),
        counts={
            "scenarios": names, "parameters": parameters, "schools": expected.schools,
            "pupils": expected.pupils, "evaluations": evaluations, "runs": runs, "finished": finished,
        },
        said=(
            (phrase("scenarios"), ", ".join(names)),
            (phrase("parameters"), phrase("{parameters:,}", parameters=parameters)),
            (phrase("population"), phrase("{who} in every evaluation", who=who)),
            (phrase("evaluations"), phrase(
                "{every:,}{kept}: {rounds}", every=every, kept=kept, rounds=rounds
            )),
            (phrase("runs"), phrase("{runs:,}", runs=runs)),
        ),
    )  # fmt: skip
