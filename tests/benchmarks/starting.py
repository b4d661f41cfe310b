"""How much CPU the program takes before it does anything: `--help` and `check` of the shipped files.

Run it as ``python tests/benchmarks/starting.py``; prints the median CPU seconds of each.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMANDS = (("--help",), ("check", "-q", "scenarios/all-six.yaml"))


def cpu_seconds(words: tuple[str, ...]) -> float:
    """Run the program once; CPU seconds, its own and the system's."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "simkansen", *words], cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the median of some runs of each command, after one that is not counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7)
    repeats = parser.parse_args().repeats
    for words in COMMANDS:
        cpu_seconds(words)
        median = statistics.median(cpu_seconds(words) for _ in range(repeats))
        print(f"simkansen {' '.join(words):<32} {median:5.2f} s of CPU")


if __name__ == "__main__":
    main()
