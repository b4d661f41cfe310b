"""Measure again what `simkansen.work.cost` holds, and print both.

    python tests/benchmarks/costs.py

Seconds are of processor time, for other programs may be at work; of each the least of some repeats. Memory is
the most that a run in one process holds, for two sizes of the population: the line through them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from reference.trial import ALL_SIX, SEED, interventions, some_schools

from benchmarks.memory import BYTES_PER_GIB, PeakMemory
from benchmarks.timing import pupil_weeks
from simkansen.chance import run_key
from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.model import SchoolModel
from simkansen.scenario import build_calendar, load_scenario
from simkansen.work import cost

FEW, MANY, REPEATS = 5, 400, 3
SCENARIO = """\
simkansen: 1
name: costs
population: {{netherlands: {{sample: {schools}}}}}
run: {{replications: {replications}, seed: 1}}
interventions:
  - {{id: tutoring, type: tutoring, hours: 2, group_size: 3, led_by: student, for: {{capacity: 10%}}}}
"""


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Give the least processor time of some repeats (s)."""
    found = []
    for _ in range(repeats):
        started = process_time()
        work()
        found.append(process_time() - started)
    return min(found)


def of_simulations() -> dict[str, float]:
    """Time whole simulations of few and many pupils, with no, one and six interventions."""
    parameters, calendar = load_parameters(), build_calendar()
    weeks = len(calendar)

    def spent(population: Any, words: Any) -> float:
        def simulate() -> None:
            model = SchoolModel(population, calendar, interventions(words), parameters, run_key(SEED, 0))
            while model.running:
                model.step()

        return seconds(simulate)

    few, many = (some_schools(schools, calendar, parameters) for schools in (FEW, MANY))
    spent(few, ALL_SIX)  # compiles
    rows = [pupil_weeks(population, calendar) / weeks for population in (few, many)]
    base = [spent(few, ()) / weeks, spent(many, ()) / weeks]
    row = (base[1] - base[0]) / (rows[1] - rows[0])
    one, six = (spent(many, ALL_SIX[:n]) / weeks / rows[1] - base[1] / rows[1] for n in (1, 6))
    each = (six - one) / 5
    build = seconds(lambda: some_schools(MANY, calendar, parameters))
    return {
        "ROW_STEP_NANOSECONDS": 1e9 * row,
        "STEP_MILLISECONDS": 1e3 * (base[0] - rows[0] * row),
        "ANY_TREATMENT_NANOSECONDS": 1e9 * (one - each),
        "TREATMENT_NANOSECONDS": 1e9 * each,
        "BUILD_ROW_MICROSECONDS": 1e6 * build / len(many.pupils.school),
    }


def of_measuring(folder: Path) -> dict[str, float]:
    """Time what follows a simulation in a run and in a sweep, the summary and the page."""
    from simkansen.outcomes.groups import population_groups
    from simkansen.outcomes.numbers import Wanted, measure_runs
    from simkansen.outcomes.replication import Measured, measure_replication
    from simkansen.report import write_report
    from simkansen.runs.plan import make_plan
    from simkansen.runs.populations import population_maker
    from simkansen.runs.replicate import simulate_plan
    from simkansen.runs.start import run_scenarios
    from simkansen.runs.store import sizes_of, write_run, write_summary
    from simkansen.sweep.ask.experiment import MeasureSpec

    file = folder / "costs.yaml"
    file.write_text(SCENARIO.format(schools=MANY // 4, replications=4), encoding="utf-8")
    plan = make_plan([load_scenario(file, registry())])
    scenarios = len(plan.scenarios)
    population = population_maker(plan.reference).make()
    runs: dict[str, Measured] = simulate_plan(plan, population, plan.base_parameters(), run_key(SEED, 0))
    stored = folder / "00000.parquet"

    def measure_all() -> None:
        write_run(stored, measure_replication(runs, population.pupils), 0, "key", sizes_of(population))

    wanted = Wanted((MeasureSpec.model_validate({"measure": "delay_weeks"}),), population_groups())
    few = seconds(lambda: measure_runs(runs, plan.reference.name, population.pupils, wanted))
    measured = seconds(measure_all)
    done = run_scenarios(plan.scenarios, folder, workers=1)
    summary = seconds(lambda: write_summary(done.folder, done.finished, plan.source))
    page = seconds(lambda: write_report(done.folder), 1)
    return {
        "MEASURE_ALL_SECONDS": measured / scenarios,
        "MEASURE_FEW_SECONDS": few / scenarios,
        "SUMMARY_SECONDS": summary / scenarios / len(done.finished),
        f"page of {scenarios}": page,
        "STORED_ALL_BYTES": stored.stat().st_size / scenarios,
    }


def of_memory() -> dict[str, float]:
    """Run few and many schools, each in a program of its own."""
    rows, held = [], []
    for schools in (FEW, MANY):
        done = subprocess.run(
            [sys.executable, __file__, str(schools)], check=True, capture_output=True, text=True
        )
        found = json.loads(done.stdout.splitlines()[-1])
        rows.append(found["pupils"])
        held.append(found["bytes"])
    each = (held[1] - held[0]) / (rows[1] - rows[0])
    return {"ROW_BYTES": each, "PROCESS_BYTES": held[0] - rows[0] * each}


def child(schools: int) -> None:
    """Run so many schools in this process, and print what it held at most."""
    from simkansen.runs.start import run_scenarios

    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "costs.yaml"
        file.write_text(SCENARIO.format(schools=schools, replications=2), encoding="utf-8")
        with PeakMemory() as memory:
            done = run_scenarios([load_scenario(file, registry())], Path(name), workers=1)
        pupils = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))["pupils"]
    print(json.dumps({"pupils": pupils, "bytes": memory.gib * BYTES_PER_GIB}))


def main() -> None:
    """Print each figure as it stands and as it is now."""
    if len(sys.argv) > 1:
        child(int(sys.argv[1]))
        return
    print(f"{'':<30}{'in work/cost.py':>16}{'now':>14}")
    with tempfile.TemporaryDirectory() as name:
        for measure in (of_simulations, lambda: of_measuring(Path(name)), of_memory):
            for figure, now in measure().items():
                print(f"{figure:<30}{getattr(cost, figure, float('nan')):>16,.4g}{now:>14,.4g}", flush=True)


if __name__ == "__main__":
    main()
