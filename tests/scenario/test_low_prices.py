"""Prices of a scenario's own that are below what the evidence allows."""

import pytest

from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.scenario.checks.low_prices import least_known, low_prices, notes_of_prices
from simkansen.scenario.checks.parameter_values import allowed

LED = ("teacher", "teaching-assistant", "student", "volunteer")
ALL = [
    *(("tutoring", leader, "per_hour") for leader in LED),
    *(("parent-guidance", leader, "per_hour") for leader in LED),
    ("peer-tutoring", "peer", "per_hour"),
    ("bring-to-school", None, "per_hour"),
    ("teacher-professionalisation", None, "per_hour"),
    ("teacher-professionalisation", None, "per_pupil"),
    ("lend-devices", None, "per_pupil"),
]


def test_every_type_of_the_package_has_a_price_that_is_known():
    assert {kind for kind, _, _ in ALL} == set(registry())


@pytest.mark.parametrize(("kind", "leader", "word"), ALL)
def test_nothing_is_below_what_is_known_of_every_type_and_leader(kind, leader, word):
    [found] = low_prices(kind, leader, {word: 0.0})
    assert (found.word, found.price) == (word, 0.0)
    least = least_known(kind, leader, word)
    assert least is not None
    assert found.least == least > 0
    assert low_prices(kind, leader, {word: 0.99 * least})
    assert low_prices(kind, leader, {word: least}) == []
    assert low_prices(kind, leader, {word: None}) == []


def test_the_least_is_the_end_of_what_the_priors_allow():
    known = load_parameters().definitions
    low = {name: allowed(known[name])[0] for name in known}
    high = {name: allowed(known[name])[1] for name in known}
    taught = low["cost_teacher_hour"] * low["cost_taught_hour_factor"]
    assert least_known("tutoring", "teacher", "per_hour") == pytest.approx(taught)
    assert least_known("parent-guidance", "teacher", "per_hour") == pytest.approx(low["cost_teacher_hour"])
    coach = low["cost_teacher_hour"] + low["cost_coach_hour"] / high["coach_group"]
    assert least_known("teacher-professionalisation", None, "per_hour") == pytest.approx(coach)
    assert least_known("lend-devices", None, "per_pupil") == pytest.approx(low["cost_device"])


@pytest.mark.parametrize(("kind", "leader", "word"), ALL)
def test_a_check_notes_it_at_its_line(kind, leader, word):
    answers = {"hours": 2, "group_size": 3, "led_by": leader} if kind in ("tutoring",) else {}
    answers |= {"led_by": leader} if kind == "parent-guidance" else {}
    answers |= {"hours": 2} if kind == "peer-tutoring" else {}
    programme = registry()[kind].model_validate({"id": "t", "type": kind, "cost": {word: 0}, **answers})
    assert [note.path for note in notes_of_prices(programme)] == [("cost", word)]
