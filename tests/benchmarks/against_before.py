"""How much less CPU a commit takes than one before it, job by job, each in a worktree of its own.

    python tests/benchmarks/against_before.py af903ec HEAD
    python tests/benchmarks/against_before.py af903ec HEAD --jobs readme --pairs 5

Both commits are checked out into a temporary folder. A job is run once by each and not counted, so that the
rules are compiled; then in pairs, one after the other, the second of a pair first every other time. Seconds
are of CPU, of the command with all its processes; results are thrown away after each run. The ratio is the
median of those of the pairs. Of jobs that end in ``-simulated`` only the seconds count in which replications
are simulated, of the same command: populations, measures, files and pages are left out.

    python tests/benchmarks/against_before.py af903ec HEAD --jobs readme-simulated all-six-simulated dose
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIRST = ("baseline", "bring-to-school", "tutoring", "parent-guidance")
"""The scenarios of README's first command."""


def run_of(names: Sequence[str], replications: int) -> tuple[str, ...]:
    """Return the words of a run of shipped scenarios on one worker."""
    files = (f"scenarios/{name}.yaml" for name in names)
    return ("run", *files, "--replications", str(replications), "--workers", "1", "-q")


JOBS: Mapping[str, tuple[str, ...]] = {
    "readme": run_of(FIRST, 16),
    "readme-64": run_of(FIRST, 64),
    "all-six": run_of(("baseline", "all-six"), 16),
    "readme-simulated": run_of(FIRST, 16),
    "all-six-simulated": run_of(("baseline", "all-six"), 16),
    "dose": ("sweep", "dose.yaml", "--workers", "1", "-q"),
}
"""Words of the command by job, without the folder of the results."""

DOSE = """\
simkansen: 1
name: dose
scenarios: [scenarios/baseline.yaml, scenarios/tutoring.yaml]
sample: 9  # schools, of two thousand pupils together
design: grid
vary: {{"interventions[tutoring].hours.per_week": {doses}}}
measures: [delay_weeks, better_off, cost]
replications: 4
"""
POINTS = 200

SIMULATED = """\
import runpy, sys, time
from simkansen.runs import replicate

simulate_plan, spent = replicate.simulate_plan, []

def timed(*asked, **more):
    started = time.process_time()
    try:
        return simulate_plan(*asked, **more)
    finally:
        spent.append(time.process_time() - started)

replicate.simulate_plan = timed
place, *sys.argv[1:] = sys.argv[1:]
try:
    runpy.run_module("simkansen", run_name="__main__", alter_sys=True)
finally:
    open(place, "w").write(str(sum(spent)))
"""
"""The program with a watch on what simulates a replication, which writes its seconds to a file."""


def cpu_seconds(tree: Path, job: str) -> float:
    """Do a job with the program of a worktree; its CPU seconds, with those of its processes."""
    paths = {"PYTHONPATH": str(tree), "NUMBA_CACHE_DIR": str(tree / ".compiled")}
    doses = [round(0.5 + 3.5 * point / (POINTS - 1), 4) for point in range(POINTS)]
    (tree / "dose.yaml").write_text(DOSE.format(doses=doses), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as results:
        watch = Path(results) / "seconds"
        part = job.endswith("-simulated")
        program = ["-c", SIMULATED, str(watch)] if part else ["-m", "simkansen"]
        command = [sys.executable, *program, *JOBS[job], "--results", results]
        subprocess.run(command, cwd=tree, env=os.environ | paths, check=True, capture_output=True)
        if part:
            return float(watch.read_text(encoding="utf-8"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def git(*words: str) -> None:
    """Do something with the repository."""
    subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True)


def compare(trees: Sequence[Path], job: str, pairs: int) -> list[tuple[float, float]]:
    """Return the seconds of both in each pair."""
    found = []
    for tree in trees:
        cpu_seconds(tree, job)  # compiles
    for pair in range(pairs):
        order = (0, 1) if pair % 2 == 0 else (1, 0)
        spent = {k: cpu_seconds(trees[k], job) for k in order}
        found.append((spent[0], spent[1]))
    return found


def main() -> None:
    """Print the seconds of both and their ratio for each job."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("commits", nargs=2, metavar="COMMIT", help="the one before, then the one after")
    asked.add_argument("--jobs", nargs="+", choices=sorted(JOBS), default=sorted(JOBS))
    asked.add_argument("--pairs", type=int, default=3)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        trees = [Path(place) / name for name in ("before", "after")]
        try:
            for tree, commit in zip(trees, options.commits, strict=True):
                git("worktree", "add", "--detach", str(tree), commit)
            for job in options.jobs:
                found = compare(trees, job, options.pairs)
                before, after = (statistics.median(one) for one in zip(*found, strict=True))
                ratio = statistics.median(a / b for a, b in found)
                print(f"{job:<20}{before:8.2f} s {after:8.2f} s   {ratio:5.2f} times", flush=True)
        finally:
            for tree in trees:
                if tree.exists():
                    git("worktree", "remove", "--force", str(tree))


if __name__ == "__main__":
    main()
