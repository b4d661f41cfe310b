"""Closures of some pupils in the model: those meant lose, all others keep every bit."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from worlds import KEY

from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.learning.timetables import followed_by
from simkansen.model import SchoolModel
from simkansen.population import Population, build_population
from simkansen.scenario import CalendarSpec, PopulationSpec, build_calendar

SPAN = {"from": "2020-01-06", "to": "2020-02-14"}
PLACE = SPAN | {"province": "Zeeland"}
LEVELS = SPAN | {"levels": [3, 4, 5, 6]}
TURNS = SPAN | {"kind": "half-groups", "rota": "weeks"}


def weeks(*closures: dict[str, Any]) -> Any:
    said = {"closures": closures or "none", "school_years": "2019/20"}
    return build_calendar(CalendarSpec.model_validate(said))


@cache
def people() -> Population:
    said = {"netherlands": {"province": ["Zeeland", "Flevoland"], "sample": 6}}
    return build_population(PopulationSpec.model_validate(said), weeks(), 2020, load_parameters())


def run(*closures: dict[str, Any], programme: dict[str, Any] | None = None) -> SchoolModel:
    kinds = registry()
    asked = (kinds[programme["type"]].model_validate({"id": "one"} | programme),) if programme else ()
    model = SchoolModel(people(), weeks(*closures), asked, load_parameters(), KEY)
    while model.running:
        model.step()
    return model


@cache
def twin() -> SchoolModel:
    return run()


def in_place(province: str) -> np.ndarray:
    where = people().municipalities.province == province
    return where[people().schools.municipality][people().pupils.school]


def learners() -> np.ndarray:
    return np.asarray(people().pupils.klass)[:, 0] >= 0


def lost(model: SchoolModel) -> np.ndarray:
    return (twin().state.skill - model.state.skill).mean(axis=1)


def test_pupils_elsewhere_have_the_same_bits_and_those_of_the_place_lose():
    model = run(PLACE)
    there = in_place("Zeeland")
    assert model.state.skill[~there].tobytes() == twin().state.skill[~there].tobytes()
    assert lost(model)[there & learners()].mean() > 0.02


def test_a_closure_of_a_place_costs_there_what_one_of_everybody_costs_to_the_bit():
    there = in_place("Zeeland")
    assert run(PLACE).state.skill[there].tobytes() == run(SPAN).state.skill[there].tobytes()


def test_only_pupils_of_levels_that_close_lose_by_it():
    model, level = run(LEVELS), np.asarray(people().pupils.level)[:, 0]
    closed, open_ = (learners() & (level <= 6)), (learners() & (level > 6))
    assert lost(model)[closed].mean() > 0.02
    assert np.abs(lost(model)[open_]).mean() < 0.1 * lost(model)[closed].mean()


def test_half_of_the_pupils_is_in_school_in_each_week_of_a_rota_and_homes_are_in_one_half():
    calendar = weeks(TURNS)
    followed = followed_by(people(), calendar, KEY)
    week = int(np.flatnonzero(calendar.closed)[0])
    there = np.array([one.in_school[week, 0] for one in followed.timetables.calendars])
    mine = there[followed.pupils[:, 0]]
    assert set(mine) == {0.0, 1.0}
    assert 0.35 < mine[learners()].mean() < 0.65
    home = np.asarray(people().pupils.household)
    for one in (0.0, 1.0):
        assert not set(home[mine == one]) & set(home[mine != one])


def test_whole_weeks_at_home_in_turn_are_another_thing_than_half_of_each_week():
    turns, days = run(TURNS), run(TURNS | {"rota": "days"})
    assert days.state.skill.tobytes() != turns.state.skill.tobytes()
    assert lost(turns)[learners()].mean() > 0.0


@pytest.mark.parametrize(("closure", "meant"), [(PLACE, "place"), (LEVELS, "levels")])
def test_a_programme_of_closed_weeks_reaches_those_alone_whose_schools_are_closed(closure, meant):
    model = run(closure, programme={"type": "bring-to-school"})
    level = np.asarray(people().pupils.level)[:, 0]
    closed = in_place("Zeeland") if meant == "place" else level <= 6
    (who,) = model.trace().participants.values()
    assert who.reached[closed].any()
    assert not who.reached[~closed].any()
    assert not who.targeted[~closed].any()


def test_places_in_a_school_are_for_the_levels_that_are_closed():
    programme = {"type": "parent-guidance", "for": {"capacity": {"per_school": 5}}, "led_by": "student"}
    model = run(LEVELS, programme=programme)
    (who,) = model.trace().participants.values()
    reached = np.bincount(np.asarray(people().pupils.school)[who.reached], minlength=6)
    assert reached.max() == 5
    assert (np.asarray(people().pupils.level)[who.reached, 0] <= 6).all()


def test_supervisors_are_paid_for_the_weeks_in_which_those_in_their_care_are_at_home():
    of_all = run(SPAN, programme={"type": "bring-to-school"}).trace().ledgers["one"]
    of_some = run(PLACE, programme={"type": "bring-to-school"}).trace().ledgers["one"]
    assert 0.0 < of_some.pupil_hours < of_all.pupil_hours
    hour = of_all.pupil_hours / of_all.reached
    assert of_some.pupil_hours == pytest.approx(of_some.reached * hour)
