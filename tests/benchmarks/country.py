"""Time and memory of the whole country: every school, two school years, baseline and tutoring.

    python tests/benchmarks/country.py

One replication, with its twin without closures (and no echo, as one alone has none), through the engine
that `simkansen run` uses: population, simulations, measuring and writing together. Compiling is not timed.
Schools come from the published list where it is found beside the checkout, else from the figures per
municipality.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from reference.trial import ALL_SIX, some_schools

from benchmarks.memory import PeakMemory
from benchmarks.timing import seconds_of
from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.model import SchoolModel
from simkansen.runs.start import run_scenarios
from simkansen.scenario import load_scenario
from simkansen.scenario.calendar import build_calendar

if TYPE_CHECKING:
    from simkansen.work.progress import Progress

SCHOOLS_FILE = Path(__file__).parents[3] / "shared" / "data" / "open" / "po_schools_2019.csv"

BASELINE = """\
simkansen: 1
name: country-baseline
population: {population}
calendar: {{closures: actual, school_years: ["2019/20", "2020/21"]}}
run: {{replications: 1, seed: 1}}
"""
TUTORING = """\
simkansen: 1
name: country-tutoring
extends: baseline.yaml
interventions:
  - {id: tutoring, type: tutoring, hours: 2, group_size: 3, led_by: teaching-assistant, for: {capacity: 10%}}
"""


def population_of(sample: int | None, schools_file: Path) -> str:
    """Word the population as a scenario file does."""
    size = "" if sample is None else f"sample: {sample}"
    if not schools_file.exists():
        return f"{{netherlands: {{{size}}}}}" if size else "netherlands"
    return f"{{schools: {{file: '{schools_file.resolve().as_posix()}'{', ' if size else ''}{size}}}}}"


def main() -> None:
    """Run the country and print what it took."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--sample", type=int, help="this many schools, instead of all")
    asked.add_argument("--schools-file", type=Path, default=SCHOOLS_FILE)
    asked.add_argument("--workers", type=int, default=2)
    options = asked.parse_args()
    parameters, calendar = load_parameters(), build_calendar()
    seconds_of(SchoolModel, some_schools(1, calendar, parameters), calendar, parameters, ALL_SIX)  # compiles
    began: dict[str, float] = {}

    def note(progress: Progress) -> None:
        began.setdefault(progress.stage, perf_counter())

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words = BASELINE.format(population=population_of(options.sample, options.schools_file))
        (folder / "baseline.yaml").write_text(words, encoding="utf-8")
        (folder / "tutoring.yaml").write_text(TUTORING, encoding="utf-8")
        scenarios = [load_scenario(folder / f"{one}.yaml", registry()) for one in ("baseline", "tutoring")]
        start = perf_counter()
        with PeakMemory() as memory:
            result = run_scenarios(scenarios, folder / "results", workers=options.workers, on_progress=note)
        end = perf_counter()
    if not result.complete:
        raise SystemExit("\n".join(f"{failure.error}\n{failure.trace}" for failure in result.failures))
    print("schools from", options.schools_file.name if options.schools_file.exists() else "the figures")
    print(f"{'population':<28}{began['replications'] - began['population']:>8.1f} s")
    print(f"{'twin, baseline, tutoring':<28}{end - began['replications']:>8.1f} s")
    print(f"{'most memory at one moment':<28}{memory.gib:>8.2f} GiB, all processes, {memory.looks} looks")
    print(f"seconds: {end - start:.1f}")


if __name__ == "__main__":
    main()
