"""Who follows which calendar: the timetable of every pupil, home, class and school of a population."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen import chance
from simkansen.schooling import load_system
from simkansen.schooling.closures import HALVES, Place
from simkansen.schooling.holidays import place_at
from simkansen.schooling.timetables import Rows, Timetables, make_timetables

if TYPE_CHECKING:
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Followed:
    """The timetables of a population, as rows of `timetables.calendars`.

    Attributes
    ----------
    timetables
        The calendars that are followed.
    pupils : ndarray of int16, shape (pupils, school years)
    households : ndarray of int16, shape (households,)
        Of older brothers and sisters: closures of the place.
    classes : ndarray of int16, shape (classes,)
    schools : ndarray of int16, shape (schools,)
    """

    timetables: Timetables
    pupils: Rows
    households: Rows
    classes: Rows
    schools: Rows


def followed_by(population: Population, calendar: Calendar, key: np.uint64) -> Followed:
    """Tell who follows which timetable in a run.

    Parameters
    ----------
    population
        The five tables.
    calendar
        The weeks of all together.
    key
        Key of the run: by its chance pupils are halved where halves take turns by weeks. Brothers and sisters
        are in one half (assumed: families were spared a child at home every week).

    Returns
    -------
    Followed
    """
    pupils, classes, schools = population.pupils, population.classes, population.schools
    if not calendar.differs:
        return _all_alike(population, calendar)
    system, where = load_system(), population.municipalities
    names = zip(where.name.tolist(), where.province.tolist(), strict=True)
    place = np.asarray(schools.municipality)
    of_class = np.stack([place[classes.school], classes.level_low, classes.level_high], axis=1)
    ends = np.array([[system.first_learning_level, system.last_level]])
    of_school = np.column_stack([place, np.repeat(ends, place.size, axis=0)])
    spans, inverse = np.unique(np.concatenate([of_class, of_school]), axis=0, return_inverse=True)
    keys: list[tuple[int, int, int]] = [(one[0], one[1], one[2]) for one in spans.tolist()]
    made = make_timetables(calendar, [place_at(*name) for name in names], keys)
    rows = np.array([made.of_span[one] for one in keys], dtype=np.int16)[inverse.ravel()]
    half = _halves(population, key) if made.halves > 1 else np.zeros(len(population.households.parents), int)
    home_place = np.zeros(half.size, dtype=np.int64)
    home_place[pupils.household] = place[pupils.school]
    where_pupil, half_pupil = place[pupils.school][:, np.newaxis], half[pupils.household][:, np.newaxis]
    return Followed(
        timetables=made,
        pupils=made.of_group[where_pupil, np.asarray(pupils.level), half_pupil],
        households=made.of_group[home_place, system.left, 0],
        classes=rows[: len(of_class)],
        schools=rows[len(of_class) :],
    )


def _all_alike(population: Population, calendar: Calendar) -> Followed:
    """Give the one timetable that all follow."""
    tables = population.pupils.klass, population.households.parents, population.classes.school
    rows = [np.zeros(one.shape, dtype=np.int16) for one in (*tables, population.schools.unit)]
    return Followed(make_timetables(calendar, [Place()], []), *rows)


def _halves(population: Population, key: np.uint64) -> NDArray[np.int64]:
    """Draw the half of every home, by the number of its first pupil, shape (households,)."""
    pupils = population.pupils
    first = np.full(len(population.households.parents), np.iinfo(np.int64).max)
    np.minimum.at(first, np.asarray(pupils.household), np.asarray(pupils.unit))
    luck = chance.uniforms(key, "half-of-the-class", first)
    return (luck * HALVES).astype(np.int64)
