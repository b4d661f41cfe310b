"""Class forming."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from simkansen.population.tables import NO_CLASS


def test_exactly_the_pupils_of_groep_3_to_8_are_in_a_class(town):
    level = town.pupils.level
    assert_array_equal(town.pupils.klass != NO_CLASS, (level >= 3) & (level <= 8))


@pytest.mark.slow
def test_pupils_are_in_a_class_of_their_own_school_and_groep(country):
    pupils, classes = country.pupils, country.classes
    for year in range(2):
        rows = np.flatnonzero(pupils.klass[:, year] != NO_CLASS)
        klass, level = pupils.klass[rows, year], pupils.level[rows, year]
        assert_array_equal(classes.school[klass], pupils.school[rows])
        assert (classes.level_low[klass] <= level).all()
        assert (classes.level_high[klass] >= level).all()


def test_sizes_and_disadvantaged_shares_are_counted_from_the_pupils(town):
    pupils, classes = town.pupils, town.classes
    for year in range(2):
        rows = pupils.klass[:, year] != NO_CLASS
        size = np.bincount(pupils.klass[rows, year], minlength=len(classes.school))
        targets = np.bincount(pupils.klass[rows, year], pupils.target[rows], minlength=len(classes.school))
        assert_array_equal(classes.size[:, year], size)
        assert_array_equal(classes.disadvantaged_share[:, year] * np.maximum(size, 1), targets)


def test_parallel_classes_differ_by_at_most_one_pupil(town):
    classes = town.classes
    runs = classes.school * 100 + classes.level_low
    for run in np.unique(runs):
        assert np.ptp(classes.size[runs == run, 0]) <= 1


def test_small_schools_combine_groepen_and_large_schools_hardly_do(country):
    combined = country.classes.level_high > country.classes.level_low
    size = country.schools.pupils[country.classes.school]
    assert combined[size < 100].mean() > 0.9
    assert combined[size > 500].mean() < 0.3


def test_classes_are_smaller_where_more_are_disadvantaged(country):
    large = country.schools.pupils[country.classes.school] > 150
    share = country.schools.disadvantaged_share[country.classes.school]
    size = country.classes.size[:, 0]
    assert size[large & (share > 0.4)].mean() < size[large & (share < 0.1)].mean() - 0.5


def test_most_classmates_stay_together_when_they_move_up(country):
    pupils = country.pupils
    rows = np.flatnonzero((pupils.klass[:, 0] >= 0) & (pupils.klass[:, 1] >= 0))
    order = rows[np.argsort(pupils.klass[rows, 0], kind="stable")]
    together = np.diff(pupils.klass[order, 0]) == 0
    still = np.diff(pupils.klass[order, 1]) == 0
    alike = np.diff(pupils.level[order, 0]) == 0
    assert still[together & alike].mean() > 0.7


def test_vacancies_are_more_frequent_where_more_are_disadvantaged(country):
    share = country.schools.disadvantaged_share[country.classes.school]
    vacancy = country.classes.vacancy
    assert vacancy[share > 0.5].mean() > 2 * vacancy[share < 0.1].mean()
