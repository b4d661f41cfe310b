"""Households, brothers and sisters."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from simkansen.population.homes.filling import _place_of
from simkansen.population.homes.households import arrangements, children_shares, draw_families


@pytest.fixture(scope="module")
def kinds(parameters):
    return arrangements(parameters)


def test_every_groep_is_as_large(kinds):
    has = (kinds.level_bits[:, None] >> np.arange(8)) & 1
    expected = kinds.share @ has
    np.testing.assert_allclose(expected, expected.mean(), rtol=1e-6)


def test_every_arrangement_has_a_pupil_and_its_own_count(kinds):
    assert kinds.pupils.min() == 1
    assert_array_equal(kinds.pupils, [int(g).bit_count() for g in kinds.level_bits])


def test_shares_of_households_by_children_follow_the_register(parameters):
    shares = children_shares(parameters)
    assert sum(shares) == pytest.approx(1)
    assert sum(shares[2:]) == pytest.approx(0.158, abs=1e-9)


@pytest.mark.parametrize(("pupils", "target"), [(1, 0), (1, 1), (7, 7), (250, 31), (1815, 400)])
def test_a_school_gets_exactly_its_pupils_and_its_disadvantaged_pupils(pupils, target, kinds, key):
    families = draw_families(key, np.array([1 << 13]), np.array([pupils]), np.array([target]), kinds)
    assert len(families.pupil_household) == pupils
    assert families.target[families.pupil_household].sum() == target


def test_brothers_and_sisters_share_a_home_a_school_and_are_never_in_one_groep(town):
    pupils = town.pupils
    order = np.lexsort((pupils.level[:, 0], pupils.household))
    same = np.flatnonzero(np.diff(pupils.household[order]) == 0)
    first, second = order[same], order[same + 1]
    assert len(first) > 100
    assert_array_equal(pupils.school[first], pupils.school[second])
    assert (pupils.level[first, 0] < pupils.level[second, 0]).all()
    for column in ("parental_education", "migration", "home_language", "ses", "target"):
        assert_array_equal(getattr(pupils, column)[first], getattr(pupils, column)[second])


def test_every_household_has_a_pupil(town):
    assert_array_equal(np.unique(town.pupils.household), np.arange(len(town.households.parents)))


def test_brothers_and_sisters_resemble_each_other_in_skill(country):
    pupils = country.pupils
    same = np.flatnonzero(np.diff(pupils.household) == 0)
    correlation = np.corrcoef(pupils.skill[same, 0], pupils.skill[same + 1, 0])[0, 1]
    assert 0.3 < correlation < 0.5


def test_some_pupils_have_brothers_and_sisters_elsewhere(country):
    homes = country.households
    for column in ("children_under4", "older_children"):
        assert 0.02 < getattr(homes, column).mean() < 0.5


@pytest.mark.parametrize("end", [1, 3, 5])
def test_an_arrangement_is_drawn_by_the_edge_above_a_draw_and_else_is_the_last(end):
    edges = np.array([0.1, 0.1, 0.4, 0.4, 1.0])
    for draw in (0.0, 0.1, 0.2, 0.4, 0.7, 1.0):
        expected = min(np.searchsorted(edges[:end], draw, side="right"), end - 1)
        assert _place_of.py_func(draw, edges, end) == expected
