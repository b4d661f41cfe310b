"""Cells and groups."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from simkansen.outcomes.strata import CELLS, DIMENSIONS, cell_codes, group_matrix, school_disadvantage


@pytest.mark.parametrize("by", ["all", *DIMENSIONS])
def test_every_cell_is_in_exactly_one_group(by):
    assert_array_equal(group_matrix(by).sum(axis=0), np.ones(CELLS))


def test_groups_of_a_population_are_those_of_its_columns(town):
    pupils = town.pupils
    rows = pupils.stratum[:, 0] >= 0
    cells = np.bincount(pupils.stratum[rows, 0], minlength=CELLS)
    for by, column, first in (
        ("parental_education", pupils.parental_education, 0),
        ("home_language", pupils.home_language, 0),
        ("migration", pupils.migration, 0),
        ("groep", pupils.level[:, 0], 3),
        ("household", 2 - town.households.parents[pupils.household], 0),
        ("school_disadvantage", school_disadvantage(town.schools.disadvantaged_share)[pupils.school], 0),
    ):
        counted = np.bincount(column[rows].astype(int) - first, minlength=len(DIMENSIONS[by]))
        assert_array_equal(group_matrix(by) @ cells, counted, err_msg=by)


def test_only_learning_pupils_have_a_cell(town):
    assert_array_equal(town.pupils.stratum >= 0, town.pupils.klass >= 0)


def test_a_school_on_the_bound_is_in_the_upper_group():
    assert_array_equal(
        school_disadvantage(np.array([0.0, 0.0999, 0.1, 0.2999, 0.3, 1.0])), [0, 0, 1, 1, 2, 2]
    )


def test_a_forgotten_dimension_is_refused():
    with pytest.raises(ValueError, match="exactly"):
        cell_codes(groep=np.zeros(1, dtype=np.int64))


def test_an_unknown_dimension_is_refused():
    with pytest.raises(ValueError, match="no dimension 'shoes'"):
        group_matrix("shoes")
