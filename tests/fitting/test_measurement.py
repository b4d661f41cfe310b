"""Tests with error, percentiles and spread between schools, against numbers that are known."""

from __future__ import annotations

import numpy as np
import pytest

from simkansen.chance import normals, run_key
from simkansen.evidence import load_parameters
from simkansen.fitting.measurement import TwoTests, between_schools, error_of_test, true_tests, with_errors
from simkansen.fitting.measures import first_closure, whole_year
from simkansen.fitting.study import simulate_study, study_population, weeks_of_occasions

KEY = run_key(7, 0)


def draws(name, count):
    return normals(KEY, name, np.arange(count))


@pytest.fixture(scope="module")
def study():
    parameters = load_parameters()
    return simulate_study(study_population(12, 3, parameters), parameters, KEY)


def test_percentiles_of_the_earlier_years_average_fifty_and_follow_the_normal_curve():
    skill = np.stack([draws(f"skill-{s}", 20_000) for s in range(3)], axis=1)
    level = np.full(20_000, 5)
    tests = TwoTests(np.ones(20_000, bool), level, (skill - 0.1, skill - 0.2), (skill, skill))
    closed_before, closed_after, earlier_before, _ = tests.percentiles()
    assert earlier_before.mean() == pytest.approx(50.0, abs=0.2)
    # A shift of d SD moves the mean percentile by d / (2 sqrt(pi)) hundreds.
    per_sd = 100 / (2 * np.sqrt(np.pi))
    assert (closed_before - earlier_before).mean() == pytest.approx(-0.1 * per_sd, rel=0.01)
    assert (closed_after - earlier_before).mean() == pytest.approx(-0.2 * per_sd, rel=0.02)


def test_the_expected_percentile_is_the_mean_over_all_errors_of_a_test():
    skill = np.stack([draws(f"skill-{s}", 40_000) for s in range(3)], axis=1)
    error = 0.6 * np.stack([draws(f"error-{s}", 40_000) for s in range(3)], axis=1)
    level, rows = np.full(40_000, 5), np.ones(40_000, bool)
    expected = TwoTests(rows, level, (skill - 0.3, skill), (skill, skill)).percentiles(error=0.6)
    taken = TwoTests(rows, level, (skill - 0.3 + error, skill), (skill + error, skill)).percentiles()
    assert expected[0].mean() == pytest.approx(taken[0].mean(), abs=0.1)
    lost = (taken[0] - taken[2]).mean()
    assert (expected[0] - expected[2]).mean() == pytest.approx(lost, abs=0.1)


def test_three_tests_together_have_the_error_of_the_parameter(study):
    parameters = load_parameters().replace({"occasion_sd": 1e-9})
    tests = true_tests(study, "mid-2020", "end-2020", range(4, 8))
    taken = with_errors(tests, study, parameters, KEY)
    composite = (taken.earlier[0] - tests.earlier[0]).mean(axis=1)
    assert composite.std() == pytest.approx(parameters["test_error"], rel=0.1)
    assert error_of_test(parameters) == pytest.approx(parameters["test_error"] * np.sqrt(3))


def test_pupils_of_a_school_share_the_effect_of_an_occasion(study):
    parameters = load_parameters().replace({"occasion_sd": 0.4, "test_error": 1e-9})
    tests = true_tests(study, "mid-2020", "end-2020", range(4, 8))
    taken = with_errors(tests, study, parameters, KEY)
    school = np.asarray(study.population.pupils.school)[tests.rows]
    shared = (taken.closed[1] - tests.closed[1]).mean(axis=1)
    for one in np.unique(school):
        assert np.ptp(shared[school == one]) < 1e-6
    assert shared.std() > 0.1


@pytest.mark.parametrize("spread", [0.0, 2.0, 5.0])
def test_the_spread_between_schools_is_found_beyond_what_few_pupils_give(spread):
    schools, each = 400, 30
    school = np.repeat(np.arange(schools), each)
    values = spread * draws("school", schools)[school] + 20.0 * draws("pupil", schools * each)
    found = between_schools(values, school, least=11)
    assert found == pytest.approx(spread, abs=0.6)


def test_schools_with_few_tests_are_left_out():
    school = np.array([0] * 50 + [1] * 50 + [2] * 3)
    values = np.concatenate([np.zeros(50), np.zeros(50), np.full(3, 1000.0)])
    assert between_schools(values, school, least=11) == 0.0


def test_tests_are_taken_when_pupils_took_them():
    weeks = weeks_of_occasions()
    assert list(weeks.values()) == sorted(weeks.values())
    assert weeks["end-2020"] > weeks["mid-2020"] + 15  # after the reopening


def test_a_study_of_years_without_a_closure_finds_no_loss(study):
    parameters = load_parameters()
    same = type(study)(study.population, study.calendar, study.normal, study.normal, study.state)
    found = first_closure(same, parameters, KEY) | whole_year(same, parameters)
    assert np.isnan(found["ratio_ses"])  # of no loss to no loss
    for name in ("loss", "loss_high", "extra_low", "year_loss_maths", "year_share_reading"):
        assert found[name] == pytest.approx(0.0, abs=1e-9), name


def test_closures_cost_all_subjects_and_most_those_with_little_at_home(study):
    found = first_closure(study, load_parameters(), KEY) | whole_year(study, load_parameters())
    assert all(found[f"loss_{subject}"] < -0.5 for subject in ("maths", "reading", "spelling"))
    assert all(-1 < found[f"year_share_{subject}"] < -0.02 for subject in ("maths", "reading", "spelling"))
    assert found["ratio_ses"] > 1.1
