"""How many pupils a scenario has, and about how long and how large a run will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from simkansen.scenario.calendar import build_calendar
from simkansen.scenario.schema import PopulationSpec, Scenario
from simkansen.scenario.schoolfile import read_school_file
from simkansen.scenario.wording import counted
from simkansen.schooling.places import chosen, places

# As measured in seconds of processor time on two busy cores; they shape the estimate of `check` and of
# `run --dry-run`, no result.
NANOSECONDS_PER_PUPIL_WEEK = 150.0
"""Of a learning pupil in one simulation without interventions, by tests/benchmarks/scaling.py."""

NANOSECONDS_OF_ANY, NANOSECONDS_OF_EACH = 70.0, 20.0
"""What a pupil-week costs more with interventions: once, and for each of them (the same script)."""

MILLISECONDS_PER_WEEK = 0.35
"""Of a simulated week, however few pupils there are."""

MEASURE_SECONDS = 0.12
"""Measuring and storing one scenario in one replication."""

SUMMARY_SECONDS = 0.04
"""Summarising one scenario of one replication, at the end."""

PAGE_SECONDS, PAGE_SECONDS_PER_SCENARIO = 1.5, 1.2
"""Figures and page: once, and for each scenario."""

BUILD_MICROSECONDS_PER_PUPIL = 3.0
"""Of a pupil of groep 1-8, by tests/benchmarks/country.py, as are the next three."""

BYTES_PER_PUPIL = 1_300.0
START_SECONDS = 4.0
START_BYTES = 250e6

ECHO_EVERY = 8
"""One replication of each eight is done once more to see what is chance (`simkansen.runs.draws.has_echo`)."""

LEARNING_SHARE = 0.75
"""Six of the eight groepen learn."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will be about: counts, seconds on one core, bytes of memory.

    ``simulations`` counts every scenario and one twin per calendar length, ``simulations_each``, in each
    replication and in each of the ``echoes``, the replications that are done once more. Of ``seconds``,
    ``once_seconds`` are spent once, on the population, the summary and the page; in each replication
    ``simulate_seconds`` on all its simulations and ``measure_seconds`` on measuring and storing, and on its
    pupils where they are redrawn; both with their part in the replications that are done once more.
    """

    schools: int
    pupils: int
    learning_pupils: int
    weeks: int
    echoes: int
    simulations_each: int
    simulations: int
    seconds: float
    once_seconds: float
    simulate_seconds: float
    measure_seconds: float
    bytes: float

    def as_dict(self) -> dict[str, float]:
        """Give the estimate as plain values, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"about {counted(self.schools, 'school')}, {self.pupils:,} pupils "
            f"({self.learning_pupils:,} in groep 3-8), {self.weeks} weeks, {self.simulations:,} simulations: "
            f"about {_duration(self.seconds)} on one core and {_size(self.bytes)} of memory"
        )


def estimate(*scenarios: Scenario) -> Estimate:
    """Estimate a run of one or more scenarios on the same pupils.

    Parameters
    ----------
    scenarios
        At least one; the first one's population and number of replications count.
    """
    first = scenarios[0]
    schools, pupils = count(first.population)
    weeks = max(len(build_calendar(scenario.calendar)) for scenario in scenarios)
    each, twins = len(scenarios), _twins(scenarios)
    replications = first.run.replications or 1
    learning = round(pupils * LEARNING_SHARE)
    simulate = sum(_simulation(learning, weeks, len(one.interventions)) for one in scenarios)
    simulate += twins * _simulation(learning, weeks, 0)
    build = pupils * BUILD_MICROSECONDS_PER_PUPIL * 1e-6
    measure = each * MEASURE_SECONDS + (build if first.run.population == "redrawn" else 0.0)
    echoes = 0 if first.run.parameters == "point" else echo_count(replications)
    twice = 1 + echoes / replications
    simulate, measure = twice * simulate, twice * measure
    once = START_SECONDS + build
    once += replications * each * SUMMARY_SECONDS + PAGE_SECONDS + each * PAGE_SECONDS_PER_SCENARIO
    return Estimate(
        schools=schools,
        pupils=pupils,
        learning_pupils=learning,
        weeks=weeks,
        echoes=echoes,
        simulations_each=each + twins,
        simulations=(replications + echoes) * (each + twins),
        seconds=once + replications * (simulate + measure),
        once_seconds=once,
        simulate_seconds=simulate,
        measure_seconds=measure,
        bytes=START_BYTES + pupils * BYTES_PER_PUPIL,
    )


def echo_count(replications: int) -> int:
    """Count the replications that are done once more, of so many whose parameters are drawn.

    Each eight has one: the first in the first, the second in the next, and after eight of them anew.
    """
    return sum(one % ECHO_EVERY == one // ECHO_EVERY % ECHO_EVERY for one in range(replications))


def _simulation(pupils: int, weeks: int, interventions: int) -> float:
    """Seconds of one simulation on one core."""
    extra = NANOSECONDS_OF_ANY + interventions * NANOSECONDS_OF_EACH if interventions else 0.0
    return weeks * (MILLISECONDS_PER_WEEK * 1e-3 + pupils * (NANOSECONDS_PER_PUPIL_WEEK + extra) * 1e-9)


def count(spec: PopulationSpec) -> tuple[int, int]:
    """Count the schools and pupils (groep 1-8) of a population, about."""
    if spec.schools is not None:
        summary = read_school_file(spec.schools.file)
        schools = summary.schools
        pupils = summary.pupils if summary.pupils is not None else round(schools * _pupils_per_school())
    else:
        named = spec.netherlands
        kept = chosen(named.province, named.municipality) if named else list(places())
        schools, pupils = sum(place.schools for place in kept), sum(place.pupils for place in kept)
    if spec.sample is not None and spec.sample < schools:
        pupils, schools = round(pupils * spec.sample / schools), spec.sample
    return schools, pupils


def _pupils_per_school() -> float:
    return sum(place.pupils for place in places()) / sum(place.schools for place in places())


def _twins(scenarios: Sequence[Scenario]) -> int:
    """One twin for each set of school years."""
    return len({scenario.calendar.school_years for scenario in scenarios})


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(5, round(seconds / 5) * 5)} seconds"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} minutes"
    return f"{seconds / 3600:.1f} hours"


def _size(size: float) -> str:
    return f"{size / 1e9:.1f} GB"
