"""Whether the cost of a pupil-week stays flat from ten thousand pupils to a million.

    python tests/benchmarks/scaling.py

Each size is a sample of Dutch schools. Sizes take turns in every repeat; the smaller ones run several times
in a turn. The ratio is the dearest pupil-week over the cheapest, each the median of its repeats.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from reference.trial import ALL_SIX, some_schools

from benchmarks.timing import pupil_weeks, seconds_of
from simkansen.evidence import load_parameters
from simkansen.model import SchoolModel
from simkansen.scenario.calendar import build_calendar

PUPILS_OF_A_SCHOOL = 223
MOST_RUNS_IN_A_TURN = 5


def main() -> None:
    """Time every size and print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--pupils", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    asked.add_argument("--repeats", type=int, default=5)
    asked.add_argument("--interventions", action="store_true", help="with all six, else with none")
    options = asked.parse_args()
    words = ALL_SIX if options.interventions else ()
    parameters, calendar = load_parameters(), build_calendar()
    sizes = [
        some_schools(max(1, round(pupils / PUPILS_OF_A_SCHOOL)), calendar, parameters)
        for pupils in options.pupils
    ]
    weeks = [pupil_weeks(size, calendar) for size in sizes]
    seconds_of(SchoolModel, some_schools(1, calendar, parameters), calendar, parameters, words)  # compiles
    spent: list[list[float]] = [[] for _ in sizes]
    for _ in range(options.repeats):
        for row, size in enumerate(sizes):
            for _ in range(min(MOST_RUNS_IN_A_TURN, max(weeks) // weeks[row])):
                spent[row].append(seconds_of(SchoolModel, size, calendar, parameters, words))
    each = [1e9 * median(times) / many for times, many in zip(spent, weeks, strict=True)]
    print(f"{'all six interventions' if words else 'no intervention'}, {len(calendar)} weeks")
    print(f"{'pupils':>10}{'pupil-weeks':>14}{'runs':>6}{'seconds':>10}{'ns per pupil-week':>20}")
    for size, many, times, cost in zip(sizes, weeks, spent, each, strict=True):
        head = f"{len(size.pupils.school):>10,}{many:>14,}{len(times):>6}"
        print(f"{head}{median(times):>10.3f}{cost:>20.1f}")
    print(f"ratio: {max(each) / min(each):.2f}")


if __name__ == "__main__":
    main()
