"""What a sweep costs beside the simulations themselves, what a second worker gives, and whether memory grows.

    python tests/benchmarks/sweeping.py

Every point of the experiment has other parameters, so that no simulation can be used twice. The share in the
model is the CPU time of the same simulations called in a plain loop of one process (reading the compiled
rules is not counted), over that of the whole sweep with all its processes, from start to end. The ratio is
wall time with one worker over that with two. Memory is that of the sweep's own process, for a quarter of the
runs and for all.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXPERIMENT = """\
simkansen: 1
name: sweeping
scenarios: [{root}/scenarios/baseline.yaml, {root}/scenarios/tutoring.yaml]
sample: {schools}
design: {{method: latin-hypercube, n: {points}}}
vary: {{parameters.programme_hour: prior, parameters.help_share: prior}}
"""

SCHOOLS_OF_TWO_THOUSAND_PUPILS = 9
ROOT = Path(__file__).resolve().parents[2]


def sweep(points: int, workers: int, schools: int) -> dict[str, float]:
    """Do a sweep in a process of its own; gives wall and CPU time (s) and memory (MB)."""
    words = [sys.executable, __file__, "--child", str(points), str(workers), str(schools)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def child(points: int, workers: int, schools: int) -> None:
    """Do one sweep, and print what it took."""
    from simkansen.sweep.ask.loading import load_experiment
    from simkansen.sweep.running.sweep import run_sweep
    from simkansen.work.engines import local

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "experiment.yaml"
        text = EXPERIMENT.format(root=ROOT, points=points, schools=schools)
        file.write_text(text, encoding="utf-8")
        started = time.perf_counter()
        with local(workers) as engine:
            run_sweep(load_experiment(file), Path(place), engine)
        wall = time.perf_counter() - started
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(used.ru_utime + used.ru_stime for used in (mine, theirs))
    print(json.dumps({"wall": wall, "cpu": cpu, "memory": mine.ru_maxrss / 1024}))


def plain_loop(points: int, schools: int) -> float:
    """Call the same simulations in a loop; gives their CPU time (s)."""
    from simkansen.chance import run_key
    from simkansen.evidence import load_parameters
    from simkansen.runs.draws import draw_parameters
    from simkansen.runs.populations import make_population
    from simkansen.runs.replicate import simulate
    from simkansen.scenario import build_calendar
    from simkansen.sweep.ask.design import make_points
    from simkansen.sweep.ask.loading import load_experiment
    from simkansen.work.progress import Watch

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "experiment.yaml"
        text = EXPERIMENT.format(root=ROOT, points=points, schools=schools)
        file.write_text(text, encoding="utf-8")
        asked = load_experiment(file)
    reference, other = asked.scenarios
    calendar, key = build_calendar(reference.calendar), run_key(reference.run.seed, 0)
    population = make_population(reference)
    print(f"pupils: {len(population.pupils.school)}")
    base = draw_parameters(load_parameters(), reference.run.seed, 0, "posterior")
    weeks = calendar.without_closures()
    simulations = ((weeks, ()), (calendar, ()), (calendar, other.interventions))
    spent = 0.0
    for place_, point in enumerate(make_points(asked.spec.design, asked.dimensions)):
        varied = {path.removeprefix("parameters."): float(v) for path, v in point.values.items()}
        values = base.replace(varied)
        started = time.process_time()
        for when, interventions in simulations:
            simulate(population, when, interventions, values, key, Watch(), frozenset())  # type: ignore[arg-type]
        spent += time.process_time() - started if place_ else 0.0
    return spent * points / (points - 1)


def main() -> None:
    """Print the figures, each with its name."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--points", type=int, default=600)
    asked.add_argument("--schools", type=int, default=SCHOOLS_OF_TWO_THOUSAND_PUPILS)
    asked.add_argument("--child", type=int, nargs=3, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.child:
        child(*options.child)
        return
    sweep(2, 1, options.schools)  # compiles
    two = sweep(options.points, 2, options.schools)
    one = sweep(options.points, 1, options.schools)
    quarter = sweep(options.points // 4, 2, options.schools)
    loop = plain_loop(options.points, options.schools)
    print(f"runs: {2 * options.points}")
    for name, found in (("one worker", one), ("two workers", two)):
        print(f"{name}: {found['wall']:.1f} s wall, {found['cpu']:.1f} s CPU, {found['memory']:.0f} MB")
    print(f"plain loop: {loop:.1f} s CPU")
    shares = [loop / found["cpu"] for found in (one, two)]
    print(f"share of CPU in the model: {shares[0]:.3f} with one worker, {shares[1]:.3f} with two")
    print(f"memory, a quarter of the runs and all: {quarter['memory']:.0f} MB, {two['memory']:.0f} MB")
    print(f"ratio: {one['wall'] / two['wall']:.2f}")


if __name__ == "__main__":
    main()
