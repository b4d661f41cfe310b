"""What staff see: errors that average out, two thresholds, levels that hold a fifth each."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import worlds

from simkansen.fitting.staff_view import (
    answers,
    bands,
    fresh_errors,
    seen_by_leaders,
    seen_by_teachers,
)

KLASS = np.array([0, 0, 0, 0, 1])
LOST = np.array([4.0, 6.0, 2.0, 8.0, 12.0])


def test_a_teacher_without_error_sees_the_mean_of_the_group():
    seen = seen_by_teachers(LOST, KLASS, np.zeros(2), np.array([3.0, -3.0]))
    np.testing.assert_allclose(seen, [5.0, 12.0])


def test_errors_average_out_over_the_pupils_of_a_class():
    seen = seen_by_teachers(LOST, KLASS, np.array([10.0, 10.0]), np.ones(2))
    np.testing.assert_allclose(seen, [5.0 + 10.0 / 2.0, 12.0 + 10.0])


def test_a_teacher_without_disadvantaged_pupils_is_not_asked():
    seen = seen_by_teachers(LOST, KLASS, np.zeros(3), np.zeros(3))
    assert np.isnan(seen[2])
    assert answers(seen, np.ones(3), 2.0, 8.0)["total"] == 1.0


def test_answers_follow_the_two_thresholds_and_the_weights():
    said = answers(np.array([1.9, 2.0, 7.9, 8.0]), np.array([1.0, 1.0, 1.0, 2.0]), 2.0, 8.0)
    assert said == pytest.approx({"light": 0.4, "strong": 0.4, "total": 0.8})


def test_strong_is_never_said_below_the_threshold_of_light():
    said = answers(np.array([5.0]), np.ones(1), 6.0, 4.0)
    assert said == {"light": 0.0, "strong": 0.0, "total": 0.0}


def test_a_school_with_a_good_tracking_system_errs_less():
    town = worlds.town(2)
    blind, sharp = (
        replace(town, schools=replace(town.schools, tracking=np.full(2, tracking))) for tracking in (0.0, 1.0)
    )
    parameters = worlds.parameters()
    assert (fresh_errors(sharp, parameters) < fresh_errors(blind, parameters)).all()


def test_only_the_fresh_part_of_an_error_is_taken_for_a_change():
    town = worlds.town(2)
    whole, quarter = (fresh_errors(town, worlds.parameters({"survey_fresh": part})) for part in (1.0, 0.25))
    np.testing.assert_allclose(quarter, whole / 2.0)


def test_levels_hold_a_fifth_each_of_every_groep_in_a_normal_year():
    norm = np.concatenate([np.linspace(-2, 2, 100), np.linspace(3, 9, 50)])
    level = np.repeat([4, 5], [100, 50])
    found = bands(norm, norm, level, 5)
    assert np.bincount(found[:100]).tolist() == [20] * 5
    assert np.bincount(found[100:]).tolist() == [10] * 5


def test_leaders_see_nobody_move_when_nobody_moved():
    norm = np.linspace(-2, 2, 100)
    seen = seen_by_leaders((norm, norm), (norm, norm), np.full(100, 4), np.ones(100))
    assert seen == pytest.approx({"same_level": 1.0, "down": 0.0, "up": 0.0})


def test_leaders_see_pupils_go_down_when_all_lose():
    norm = np.linspace(-2, 2, 100)
    seen = seen_by_leaders((norm, norm), (norm - 0.4, norm), np.full(100, 4), np.ones(100))
    assert seen["down"] == pytest.approx(0.4, abs=0.02)
    assert seen["up"] == 0.0
