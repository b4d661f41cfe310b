"""From a scenario's words to the five tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simkansen.chance import normals, run_key, uniforms
from simkansen.outcomes.strata import NO_CELL, cell_codes, school_disadvantage
from simkansen.population.homes.cohorts import draw_cohorts
from simkansen.population.homes.composition import HomeTypes, draw_types, home_types, target_counts
from simkansen.population.homes.home import Homes, build_homes
from simkansen.population.homes.households import Arrangements, Families, arrangements
from simkansen.population.schools.classes import form_classes, learning, level_by_year, seat_pupils
from simkansen.population.schools.country import country_frame
from simkansen.population.schools.frame import Frame, draw_sample, school_units
from simkansen.population.schools.from_file import read_schools
from simkansen.population.schools.teachers import build_classes, build_schools
from simkansen.population.skill import starting_skill
from simkansen.population.tables import (
    FIRST_LEARNING_LEVEL,
    Classes,
    Codes,
    Ints,
    Municipalities,
    Population,
    Pupils,
)
from simkansen.population.traits import draw_traits
from simkansen.scenario import Calendar, PopulationSpec
from simkansen.scenario.schema.words import LEVEL


def build_population(
    spec: PopulationSpec, calendar: Calendar, seed: int, parameters: Mapping[str, float]
) -> Population:
    """Make the population of a scenario.

    The same schools get the same pupils whichever other schools are in the population and in whichever
    order a file lists them.

    Parameters
    ----------
    spec
        Which schools.
    calendar
        Gives the school years.
    seed
        Seed of the scenario.
    parameters
        Values of the parameters; those of the group `population` are used.

    Returns
    -------
    Population

    Raises
    ------
    SchoolsFileError
        If a file of schools has rows that cannot be used; all problems at once.
    ValueError
        If no school is left.
    """
    return PopulationMaker(spec, calendar, seed, parameters).make()


class PopulationMaker:
    """Makes populations of one scenario that differ in nothing but chance.

    What does not hang on chance is made once: the list of schools to draw from (that of the country has sizes
    and disadvantaged shares paired by the seed), the kinds of homes, and how children are spread over homes.

    Parameters
    ----------
    spec, calendar, seed, parameters
        As in `build_population`.

    Raises
    ------
    SchoolsFileError
        If a file of schools has rows that cannot be used; all problems at once.
    ValueError
        If no school is left.
    """

    def __init__(
        self, spec: PopulationSpec, calendar: Calendar, seed: int, parameters: Mapping[str, float]
    ) -> None:
        self._seed, self._sample, self._years = seed, spec.sample, calendar.year_labels
        self._parameters = parameters
        self._schools = list_schools(spec, run_key(seed, 0), parameters, self._years[0])
        self._kinds = Kinds.of(parameters)

    def make(self, replication: int = 0) -> Population:
        """Make a population.

        Parameters
        ----------
        replication
            Which one: schools are drawn from the list, and pupils made, by the chance of the replication of
            this number. 0 is the population of `build_population`.
        """
        key = run_key(self._seed, replication)
        frame = draw_sample(self._schools, self._sample, key)
        return populate(frame, key, self._parameters, self._years, self._kinds)


def drawn_sizes(
    spec: PopulationSpec,
    seed: int,
    parameters: Mapping[str, float],
    school_year: str | None = None,
    replications: int = 1,
) -> list[tuple[int, int]]:
    """Count the schools and the pupils (groep 1-8) of populations of a seed, without making the pupils.

    Parameters
    ----------
    spec
        Which schools.
    seed
        Seed of the scenario.
    parameters
        Values of the parameters.
    school_year
        As in `list_schools`.
    replications
        How many populations, each as `PopulationMaker.make` would make it.
    """
    schools = list_schools(spec, run_key(seed, 0), parameters, school_year)
    drawn = [draw_sample(schools, spec.sample, run_key(seed, number)) for number in range(replications)]
    return [(len(one), int(one.pupils.sum())) for one in drawn]


def list_schools(
    spec: PopulationSpec, key: np.uint64, parameters: Mapping[str, float], school_year: str | None = None
) -> Frame:
    """List the schools that a population is drawn from, or has when no sample is asked for.

    Parameters
    ----------
    spec
        Which schools.
    key
        Key of the run.
    parameters
        Values of the parameters.
    school_year
        For which schools of the country are taken; those of the first table of figures by default.

    Returns
    -------
    Frame
    """
    if spec.schools is not None:
        return read_schools(spec.schools.files, school_year)
    wanted = spec.country
    if wanted is None:
        return country_frame(key, parameters, school_year=school_year)
    return country_frame(key, parameters, wanted.province, wanted.municipality, school_year)


@dataclass(frozen=True, slots=True)
class Kinds:
    """What there is of homes, whoever lives in them: it hangs on the parameters alone."""

    types: HomeTypes
    arrangements: Arrangements

    @classmethod
    def of(cls, parameters: Mapping[str, float]) -> Kinds:
        """Make them from the parameters of the group `population`."""
        return cls(home_types(parameters), arrangements(parameters))


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is known before the pupils' table is complete."""

    units: Ints
    families: Families
    types: HomeTypes
    homes: Homes
    school: Ints
    level: Codes


def populate(
    frame: Frame,
    key: np.uint64,
    parameters: Mapping[str, float],
    year_labels: tuple[str, ...],
    kinds: Kinds | None = None,
) -> Population:
    """Fill schools with pupils, homes, classes and teachers.

    Parameters
    ----------
    frame
        The schools.
    key
        Key of the run.
    parameters
        Values of the parameters of the group `population`.
    year_labels
        School years.
    kinds
        Kinds of homes where they have been made from these parameters before.

    Returns
    -------
    Population
    """
    draft = _draft(frame, key, parameters, len(year_labels), kinds or Kinds.of(parameters))
    pupils, classes = _pupils_and_classes(frame, key, parameters, draft)
    municipalities, municipality = _municipalities(frame)
    schools = build_schools(key, parameters, frame, draft.units, municipality)
    return Population(pupils, draft.homes.table, classes, schools, municipalities, year_labels)


def _draft(frame: Frame, key: np.uint64, parameters: Mapping[str, float], years: int, kinds: Kinds) -> _Draft:
    units, types = school_units(frame.code), kinds.types
    targets = target_counts(frame.pupils, frame.disadvantaged_share)
    families = draw_cohorts(key, frame.code, frame.pupils, targets, kinds.arrangements, years)
    type_of = draw_types(types, families.target, uniforms(key, "population/home-type", families.unit))
    homes = build_homes(key, parameters, types, type_of, kinds.arrangements, families)
    school = families.school[families.pupil_household]
    return _Draft(units, families, types, homes, school, level_by_year(families.pupil_level, years))


def _pupils_and_classes(
    frame: Frame, key: np.uint64, parameters: Mapping[str, float], draft: _Draft
) -> tuple[Pupils, Classes]:
    families, homes, types = draft.families, draft.homes, draft.types
    household = families.pupil_household
    type_of = homes.type[household]
    skill = starting_skill(
        key, parameters, types, (draft.units, families.unit, families.pupil_unit), homes.type, homes.standing,
        (draft.school, household),
    )  # fmt: skip
    traits = draw_traits(
        key, parameters, types, families.pupil_unit, type_of, homes.trouble[household],
        homes.table.parent_digital[household], skill,
    )  # fmt: skip
    aim = normals(key, "population/class-size", draft.units)
    forming = form_classes(parameters, draft.school, draft.level, frame.disadvantaged_share, aim)
    draw = uniforms(key, "population/class", families.pupil_unit)
    klass = seat_pupils(forming, draft.school, draft.level, draw)
    target = families.target[household]
    classes = build_classes(key, parameters, forming, draft.units, frame.disadvantaged_share, klass, target)
    pupils = Pupils(
        unit=families.pupil_unit,
        school=draft.school,
        household=household,
        klass=klass,
        level=draft.level,
        parental_education=types.education[type_of],
        migration=types.migration[type_of],
        home_language=types.other_language[type_of],
        sex=traits.sex,
        ses=homes.ses[household],
        target=target,
        vulnerable=traits.vulnerable,
        skill=skill,
        pace=traits.pace,
        self_regulation=traits.self_regulation,
        digital_skill=traits.digital_skill,
        engagement=traits.engagement,
        confidence=traits.confidence,
        stratum=_strata(frame, draft, type_of),
    )
    return pupils, classes


def _strata(frame: Frame, draft: _Draft, type_of: Ints) -> Ints:
    """Cell of each pupil in each school year, -1 when not learning."""
    types, level = draft.types, draft.level
    of_school = school_disadvantage(frame.disadvantaged_share)
    cells = np.full(level.shape, NO_CELL, dtype=np.int64)
    for year in range(level.shape[1]):
        rows = np.flatnonzero(learning(level[:, year]))
        kind = type_of[rows]
        cells[rows, year] = cell_codes(
            parental_education=types.education[kind],
            home_language=types.other_language[kind],
            migration=types.migration[kind],
            household=types.one_parent[kind],
            school_disadvantage=of_school[draft.school[rows]],
            **{LEVEL: level[rows, year] - FIRST_LEARNING_LEVEL},
        )
    return cells


def _municipalities(frame: Frame) -> tuple[Municipalities, Ints]:
    """Table of municipalities, and the row of each school."""
    pairs = np.stack([frame.province, frame.municipality], axis=1)
    unique, row = np.unique(pairs, axis=0, return_inverse=True)
    return Municipalities(unique[:, 1].copy(), unique[:, 0].copy()), row.ravel().astype(np.int64)
