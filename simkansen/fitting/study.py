"""What a study could see: the same schools in the years of the closures and with no closure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.model import SchoolModel
from simkansen.population import build_population
from simkansen.scenario import build_calendar
from simkansen.scenario.schema.scenario import PopulationSpec

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.interventions import Intervention
    from simkansen.learning.columns import State
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar

Floats = NDArray[np.float64]

OCCASIONS = (
    "start-2019",
    "mid-2020",
    "end-2020",
    "year-2020",
    "start-2020",
    "mid-2021",
    "end-2021",
    "year-2021",
)
"""When skill is looked at: first week, mid-year test, end-of-year test and last week of each school year."""


@dataclass(frozen=True)
class ClosureStudy:
    """Skill of the same pupils at the same moments, with and without the closures.

    Attributes
    ----------
    population
        The pupils.
    calendar
        The calendar with the closures.
    closed, normal : dict of str to ndarray of float64, shape (pupils, 3)
        Skill (SD against a normal cohort of the pupil's own groep at the start of the school year of the
        occasion) with the closures and without, by occasion; NaN where not in groep 3-8.
    state
        The columns of the closed run at its end.
    """

    population: Population
    calendar: Calendar
    closed: Mapping[str, Floats]
    normal: Mapping[str, Floats]
    state: State

    def on_one_scale(self, skill: Mapping[str, Floats], occasion: str) -> Floats:
        """Give skill at an occasion on one scale for both school years.

        Parameters
        ----------
        skill
            `closed` or `normal`.
        occasion
            One of `OCCASIONS`.

        Returns
        -------
        ndarray of float64, shape (pupils, 3)
            SD against the pupil's own normal cohort at the start of 2019/20.
        """
        if weeks_of_occasions()[occasion] < weeks_of_occasions()["start-2020"]:
            return skill[occasion]
        cohort = np.asarray(self.population.pupils.level)[:, 0]
        moved: Floats = skill[occasion] + self.state.year_base[0, cohort]  # all follow one timetable
        return moved


@cache
def study_calendar() -> Calendar:
    """Build the school years 2019/20 and 2020/21 with the closures as they were."""
    return build_calendar()


@cache
def weeks_of_occasions() -> dict[str, int]:
    """Week of the calendar of each occasion: tests as pupils took them when schools had been closed."""
    calendar = study_calendar()
    found: dict[str, int] = {}
    for year, label in enumerate(("2020", "2021")):
        of_year = np.asarray(calendar.school_year) == year
        teaching = np.flatnonzero(of_year & np.asarray(calendar.teaching))
        mid, end = np.flatnonzero(of_year & np.asarray(calendar.tests))
        starts = f"start-{int(label) - 1}"
        found |= {starts: int(teaching[0]), f"mid-{label}": int(mid), f"end-{label}": int(end)}
        found[f"year-{label}"] = int(teaching[-1])
    return {name: found[name] for name in OCCASIONS}


def study_population(schools: int, seed: int, parameters: Mapping[str, float]) -> Population:
    """Draw schools of the country with their pupils.

    Parameters
    ----------
    schools
        How many schools; they represent the country's by size and disadvantage.
    seed
        Seed of the population.
    parameters
        Values of the parameters of the population.

    Returns
    -------
    Population
    """
    spec = PopulationSpec.model_validate({"country": {"sample": schools}})
    return build_population(spec, study_calendar(), seed, parameters)


def simulate_study(
    population: Population,
    parameters: Parameters,
    key: np.uint64,
    interventions: Sequence[Intervention] = (),
    earlier: np.uint64 | None = None,
    until: str = OCCASIONS[-1],
) -> ClosureStudy:
    """Simulate the closure years, and the same pupils under the same chance with no closure.

    Parameters
    ----------
    population
        The pupils.
    parameters
        The parameters of this evaluation.
    key
        Key of the run (`simkansen.chance.run_key`).
    interventions
        What schools do in the closure years; nothing by default.
    earlier
        Another key for the years without a closure: those of a study were other years, with other luck of
        classes. By default both have the same chance.
    until
        The last occasion that is wanted.

    Returns
    -------
    ClosureStudy
    """
    calendar = study_calendar()
    weeks = {name: week for name, week in weeks_of_occasions().items() if week <= weeks_of_occasions()[until]}
    closed, state = _skill_at_occasions(population, calendar, interventions, parameters, key, weeks)
    other = key if earlier is None else earlier
    normal, _ = _skill_at_occasions(population, calendar.without_closures(), (), parameters, other, weeks)
    return ClosureStudy(population, calendar, closed, normal, state)


def _skill_at_occasions(
    population: Population,
    calendar: Calendar,
    interventions: Sequence[Intervention],
    parameters: Parameters,
    key: np.uint64,
    weeks: Mapping[str, int],
) -> tuple[dict[str, Floats], State]:
    model = SchoolModel(
        population, calendar, tuple(interventions), parameters, key, frozenset(weeks.values())
    )
    for _ in range(max(weeks.values()) + 1):
        model.step()
    skill = {name: model.snapshots[week].astype(np.float64) for name, week in weeks.items()}
    return skill, model.state
