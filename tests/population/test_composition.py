"""Kinds of homes and the disadvantaged among them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from simkansen.population.homes.composition import (
    HIGH,
    LOW,
    draw_types,
    home_types,
    published_shares,
    target_counts,
)
from simkansen.population.levels import fraction, meet_share, unit_noise
from simkansen.schooling import load_system


@pytest.fixture(scope="module")
def types(parameters):
    return home_types(parameters)


def test_kinds_of_homes_keep_the_published_joint_table_exactly(types):
    made = np.zeros((2, 2, 2))
    np.add.at(made, ((types.education == HIGH).astype(int), types.migration, types.one_parent), types.share)
    np.testing.assert_allclose(made, published_shares(), atol=1e-12)


def test_mixing_the_two_groups_by_the_national_share_gives_the_country_back(types, parameters):
    share = load_system().schools.target_share.value
    mixed = share * types.given_target(1) + (1 - share) * types.given_target(0)
    np.testing.assert_allclose(mixed, types.share, atol=1e-12)


def test_low_schooling_is_as_frequent_as_its_parameter(types, parameters):
    assert types.share[types.education == LOW].sum() == pytest.approx(parameters["low_education_share"])


def test_the_disadvantaged_have_less_schooled_parents(types):
    assert types.given_target(1) @ types.education < types.given_target(0) @ types.education - 0.5


def test_pupils_without_a_migration_background_speak_dutch_at_home(types):
    assert types.share[(types.migration == 0) & (types.other_language == 1)].sum() == 0


def test_a_draw_at_either_end_gives_a_kind_of_the_right_group(types):
    target = np.array([0, 0, 1, 1], dtype=np.int8)
    drawn = draw_types(types, target, np.array([1e-17, 1 - 1e-16, 1e-17, 1 - 1e-16]))
    assert_array_equal(types.target[drawn], target)
    assert (types.share[drawn] > 0).all()


@pytest.mark.parametrize(
    ("pupils", "share", "count"), [(100, 0.155, 16), (9, 0.0, 0), (10, 1.0, 10), (3, 0.5, 2)]
)
def test_disadvantaged_pupils_are_counted_by_rounding(pupils, share, count):
    assert target_counts(np.array([pupils]), np.array([share]))[0] == count


def test_groups_that_differ_meet_the_level_exactly():
    share, slope = np.array([0.2, 0.5, 0.3]), np.array([2.0, 0.0, -1.0])
    level = meet_share(0.07, slope, share)
    assert level @ share == pytest.approx(0.07, abs=1e-12)
    odds = level / (1 - level)
    assert np.log(odds[0] / odds[1]) == pytest.approx(2.0)


def test_a_fraction_has_its_mean_whatever_the_spread():
    nodes = (np.arange(20001) + 0.5) / 20001
    from scipy.special import ndtri

    assert fraction(0.8, ndtri(nodes), 0.9).mean() == pytest.approx(0.8, abs=1e-4)


def test_groups_further_apart_than_the_whole_are_refused():
    with pytest.raises(ValueError, match="over 1"):
        unit_noise(np.array([-2.0, 2.0]), np.array([0.5, 0.5]))
