"""Starting skill."""

from __future__ import annotations

import numpy as np
import pytest

from simkansen.population.homes.composition import home_types
from simkansen.population.margins import Margins
from simkansen.population.skill import SUBJECTS, subject_correlation, type_means


def test_gaps_by_schooling_are_exactly_the_parameters(parameters):
    types = home_types(parameters)
    means = type_means(parameters, types)
    by_level = [
        np.average(means[types.education == level], axis=0, weights=types.share[types.education == level])
        for level in range(3)
    ]
    low = types.education == 0
    others = np.average(means[~low], axis=0, weights=types.share[~low])
    for s, subject in enumerate(SUBJECTS):
        assert others[s] - by_level[0][s] == pytest.approx(parameters[f"skill_low_{subject}"])
        assert by_level[2][s] - by_level[1][s] == pytest.approx(parameters[f"skill_high_{subject}"])
    np.testing.assert_allclose(types.share @ means, 0, atol=1e-12)


def test_skill_varies_by_one_in_every_groep_and_subject(country):
    for level in range(1, 9):
        skill = country.pupils.skill[country.pupils.level[:, 0] == level]
        np.testing.assert_allclose(skill.std(axis=0), 1, atol=0.015)
        np.testing.assert_allclose(skill.mean(axis=0), 0, atol=0.03)


def test_subjects_correlate_at_least_as_among_pupils_alike(country, parameters):
    correlation = np.corrcoef(country.pupils.skill.T)
    assert (correlation >= subject_correlation(parameters) - 0.01).all()
    assert (correlation - subject_correlation(parameters)).max() < 0.1


def test_another_home_language_weighs_most_in_reading(country):
    m = Margins(country)
    other = country.pupils.home_language == 1
    maths, reading, spelling = (m.skill_gap(s, other, ~other) for s in range(3))
    assert reading > maths > spelling


def test_school_differences_that_come_from_background_follow_the_spread_given(country):
    assert Margins(country).background_share() == pytest.approx(0.2, abs=0.05)
