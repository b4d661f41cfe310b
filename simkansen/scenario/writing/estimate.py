"""How many pupils a scenario has, and about how long and how large a run will be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from simkansen.phrases import phrase
from simkansen.scenario.calendar import build_calendar
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.schema.scenario import PopulationSpec, Scenario
from simkansen.scenario.schools.file import read_school_file
from simkansen.schooling import load_system
from simkansen.schooling.places import places
from simkansen.work import cost

ECHO_EVERY = 8
"""One replication of each eight is done once more to see what is chance (`simkansen.runs.draws.has_echo`)."""

LEVEL_SHARE = 1.0 / load_system().last_level
"""Part of the pupils of a school who are in one level of it."""

_SYSTEM = load_system()
LEARNING_SHARE = len(_SYSTEM.learning_levels) / (1 + _SYSTEM.last_level - _SYSTEM.first_level)
"""Levels that learn, of all levels."""


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

    @property
    def sizes(self) -> dict[str, int]:
        """Give the schools, the pupils, and those of them who learn."""
        return {"schools": self.schools, "pupils": self.pupils, "learning_pupils": self.learning_pupils}

    @property
    def population(self) -> str:
        """Say who is simulated."""
        learning = phrase(
            "({learning_pupils:,} in {levels_that_learn})",
            learning_pupils=self.learning_pupils,
            levels_that_learn=load_system().levels_that_learn,
        )
        pupils = phrase(
            "about {pupils} of {all_levels}",
            pupils=counted(self.pupils, "pupil"),
            all_levels=load_system().all_levels,
        )
        return phrase(
            "{schools}, {pupils} {learning}",
            schools=counted(self.schools, "school"),
            pupils=pupils,
            learning=learning,
        )

    def as_dict(self) -> dict[str, float]:
        """Give the estimate as plain values, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return phrase(
            "about {schools}, {pupils} ({learning_pupils:,} in {levels_that_learn}), {weeks}, "
            "{simulations}: about {duration} on one core and {size} of memory",
            schools=counted(self.schools, "school"),
            pupils=counted(self.pupils, "pupil"),
            learning_pupils=self.learning_pupils,
            levels_that_learn=load_system().levels_that_learn,
            weeks=counted(self.weeks, "week"),
            simulations=counted(self.simulations, "simulation"),
            duration=_duration(self.seconds),
            size=_size(self.bytes),
        )


def estimate(*scenarios: Scenario) -> Estimate:
    """Estimate a run of one or more scenarios on the same pupils.

    Parameters
    ----------
    scenarios
        At least one; the first one's population and number of replications count.
    """
    first = scenarios[0]
    schools, pupils = count(first.population, first.calendar.first_year)
    weeks = max(len(build_calendar(scenario.calendar, scenario.population)) for scenario in scenarios)
    each, twins = len(scenarios), _twins(scenarios)
    replications = first.run.replications or 1
    learning = round(pupils * LEARNING_SHARE)
    simulate = sum(cost.simulation_seconds(learning, weeks, len(one.interventions)) for one in scenarios)
    simulate += twins * cost.simulation_seconds(learning, weeks)
    rows = pupils * (1.0 + _cohorts_to_come(len(first.calendar.school_years)) * LEVEL_SHARE)
    build = cost.build_seconds(rows)
    measure = each * cost.MEASURE_ALL_SECONDS + (build if first.run.population == "redrawn" else 0.0)
    echoes = 0 if first.run.parameters == "point" else echo_count(replications)
    twice = 1 + echoes / replications
    simulate, measure = twice * simulate, twice * measure
    once = cost.START_SECONDS + build + replications * each * cost.SUMMARY_SECONDS
    once += cost.PAGE_SECONDS + each * cost.PAGE_SIMULATION_SECONDS
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
        bytes=cost.memory_bytes(rows, 1),
    )


def _cohorts_to_come(years: int) -> int:
    """Count the cohorts that come to school later, where some of them learn before so many years are over."""
    system = load_system()
    in_school = system.first_learning_level - system.first_level
    return years - 1 if years - 1 > in_school else 0


def echo_count(replications: int) -> int:
    """Count the replications that are done once more, of so many whose parameters are drawn.

    Each eight has one: the first in the first, the second in the next, and after eight of them anew. Where
    there would be one alone there is none.
    """
    found = sum(one % ECHO_EVERY == one // ECHO_EVERY % ECHO_EVERY for one in range(replications))
    return found if found > 1 else 0


def count(spec: PopulationSpec, school_year: str | None = None) -> tuple[int, int]:
    """Count the schools and pupils (groep 1-8) of a population in its first school year, about."""
    if spec.schools is not None:
        summary = read_school_file(spec.schools.files, school_year)
        schools = summary.schools
        pupils = summary.pupils if summary.pupils is not None else round(schools * _pupils_per_school())
    else:
        kept = spec.chosen_places(school_year)
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
        return phrase("{seconds} seconds", seconds=max(5, round(seconds / 5) * 5))
    if seconds < 90 * 60:
        return phrase("{seconds} minutes", seconds=round(seconds / 60))
    return phrase("{seconds:.1f} hours", seconds=seconds / 3600)


def _size(size: float) -> str:
    return phrase("{size:.1f} GB", size=size / 1e9)
