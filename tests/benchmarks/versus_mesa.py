"""How much faster the compiled week is than the same rules as plain Mesa objects.

    python tests/benchmarks/versus_mesa.py

Both turn both school years with all six interventions on; compiling and building are not timed. A repeat
times one model after the other, and the medians of the repeats are compared.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from reference.model import ReferenceModel
from reference.trial import ALL_SIX, some_schools

from benchmarks.timing import pupil_weeks, seconds_of
from simkansen.evidence import load_parameters
from simkansen.model import SchoolModel
from simkansen.scenario.calendar import build_calendar


def main() -> None:
    """Time both and print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--schools", type=int, default=450, help="schools of the compiled model")
    asked.add_argument("--reference-schools", type=int, default=10, help="schools of the plain model")
    asked.add_argument("--repeats", type=int, default=3)
    options = asked.parse_args()
    parameters, calendar = load_parameters(), build_calendar()
    many = some_schools(options.schools, calendar, parameters)
    few = some_schools(options.reference_schools, calendar, parameters)
    seconds_of(SchoolModel, some_schools(1, calendar, parameters), calendar, parameters, ALL_SIX)  # compiles
    sides = {"compiled": (SchoolModel, many), "plain Mesa": (ReferenceModel, few)}
    spent: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(options.repeats):
        for name, (kind, population) in sides.items():
            spent[name].append(seconds_of(kind, population, calendar, parameters, ALL_SIX))
    speeds = {name: pupil_weeks(sides[name][1], calendar) / median(spent[name]) for name in sides}
    print(f"all six interventions, {len(calendar)} weeks, median of {options.repeats}")
    print(f"{'':<12}{'pupils':>10}{'pupil-weeks':>14}{'seconds':>10}{'pupil-weeks/s':>16}{'ns each':>10}")
    for name, (_, population) in sides.items():
        weeks, speed = pupil_weeks(population, calendar), speeds[name]
        row = f"{len(population.pupils.school):>10,}{weeks:>14,}{weeks / speed:>10.2f}{speed:>16,.0f}"
        print(f"{name:<12}{row}{1e9 / speed:>10,.0f}")
    print(f"ratio: {speeds['compiled'] / speeds['plain Mesa']:.1f}")


if __name__ == "__main__":
    main()
