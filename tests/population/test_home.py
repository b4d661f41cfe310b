"""What homes have."""

from __future__ import annotations

import numpy as np
import pytest

from simkansen.population.homes.copula import both_above, home_correlation, tetrachoric
from simkansen.population.margins import Margins
from simkansen.population.tables import EDUCATION


def test_a_yes_no_correlation_is_turned_into_that_of_the_normals_behind_it():
    correlation, a, b = 0.45, 0.9, 0.7
    phi = (both_above(a, b, correlation) - a * b) / np.sqrt(a * (1 - a) * b * (1 - b))
    assert tetrachoric(phi, a, b) == pytest.approx(correlation, abs=1e-6)


def test_both_halves_of_equal_normals_meet_in_a_known_share():
    assert both_above(0.5, 0.5, 0.5) == pytest.approx(1 / 3, abs=1e-9)


def test_home_items_correlate_positively_and_can_be_drawn():
    correlation = home_correlation()
    np.testing.assert_allclose(np.diag(correlation), 1)
    assert np.linalg.eigvalsh(correlation).min() > 0
    assert (correlation > 0).all()


def test_lacks_go_together_in_homes_alike_in_schooling(country):
    homes = country.households
    middle = homes.parental_education == EDUCATION.index("middle")
    lack_device, lack_quiet = homes.own_device[middle] == 0, homes.quiet_place[middle] == 0
    assert lack_quiet[lack_device].mean() > 1.2 * lack_quiet[~lack_device].mean()


def test_means_fall_with_schooling(country):
    m = Margins(country)
    for column in ("own_device", "quiet_place", "internet", "materials", "parent_hours", "works_at_home"):
        low, middle, high = (m.of_homes(column, m.education_rows(level)) for level in range(3))
        assert low < middle < high, column


def test_own_devices_are_rarest_in_large_families(country):
    pupils, homes = country.pupils, country.households
    children = np.bincount(pupils.household) + homes.older_children[:, 0]
    assert homes.own_device[children >= 3].mean() < homes.own_device[children == 1].mean() - 0.05


def test_a_device_of_ones_own_means_one_for_every_learning_child(town):
    pupils, homes = town.pupils, town.households
    learning = np.bincount(pupils.household, weights=pupils.level[:, 0] >= 3, minlength=len(homes.parents))
    learners = np.maximum(learning + homes.older_children.sum(axis=1), 1)
    np.testing.assert_array_equal(homes.own_device == 1, homes.devices >= learners)
    np.testing.assert_array_equal(homes.quiet_place == 1, homes.quiet_places >= learners)


def test_shares_lie_between_zero_and_one(country):
    homes, pupils, classes, schools = country.households, country.pupils, country.classes, country.schools
    columns = [
        *(
            getattr(homes, n)
            for n in ("vital_job", "language_at_home", "parent_capability", "respect", "internet")
        ),
        *(getattr(homes, n) for n in ("materials",)),
        *(getattr(pupils, n) for n in ("engagement", "confidence")),
        *(getattr(classes, n) for n in ("formative", "interaction", "disadvantaged_share")),
        *(getattr(schools, n) for n in ("tracking", "leadership", "places_share")),
    ]
    assert all(column.min() >= 0 and column.max() <= 1 for column in columns)


def test_standardised_columns_have_mean_zero_and_sd_one_over_the_country(country):
    columns = {
        "ses": country.pupils.ses,
        "self_regulation": country.pupils.self_regulation,
        "digital_skill": country.pupils.digital_skill,
        "parent_digital": country.households.parent_digital[country.pupils.household],
        "quality": country.classes.quality,
        "remote_skill": country.classes.remote_skill,
    }
    for name, column in columns.items():
        assert column.mean() == pytest.approx(0, abs=0.03), name
        assert column.std() == pytest.approx(1, abs=0.02), name


def test_unsafe_homes_are_mostly_those_of_vulnerable_pupils(country):
    unsafe = country.households.unsafe[country.pupils.household] == 1
    assert country.pupils.vulnerable[unsafe].mean() > 3 * country.pupils.vulnerable[~unsafe].mean()
