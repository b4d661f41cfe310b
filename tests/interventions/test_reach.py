"""How far an intervention gets: whom it is meant for, who is asked, who receives it, who is missed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from worlds import intervention, run, town

from simkansen.interventions.programme_hours import attendance_of
from simkansen.model import SchoolModel

FOUR_WEEKS = {"from": "2019-09-02", "to": "2019-09-27"}


@cache
def turned(kind: str, **answers: object) -> SchoolModel:
    return run(intervention(kind, **{name: _thawed(value) for name, value in answers.items()}))


def _thawed(value: object) -> object:
    return {name: _thawed(one) for name, one in value} if isinstance(value, tuple) else value


def _frozen(value: object) -> object:
    return tuple((name, _frozen(one)) for name, one in value.items()) if isinstance(value, dict) else value


def one(kind: str, **answers: object) -> SchoolModel:
    """Turn all weeks with one intervention; the same one is turned once."""
    return turned(kind, **{name: _frozen(value) for name, value in answers.items()})


def tutoring(**answers: object) -> SchoolModel:
    return one("tutoring", **{"led_by": "student", "hours": 2, "weeks": FOUR_WEEKS, **answers})


def reach(model: SchoolModel):
    (found,) = model.trace().reach.values()
    return found


def test_with_room_for_all_who_come_everybody_is_asked_and_reached() -> None:
    model = tutoring(**{"for": {"groep": 5}, "take_up": 1.0})
    pupils = int((np.asarray(town().pupils.level)[:, 0] == 5).sum())
    found = reach(model)
    assert found.pupils_targeted == found.pupils_offered == found.pupils_reached == pupils > 0
    assert found.pupils_missed == 0
    assert found.schools_targeted == found.schools_taking_part == len(town().schools.sector)


def test_who_does_not_come_was_asked_and_is_missed() -> None:
    found = reach(tutoring(**{"for": {"groep": 5}, "take_up": 0.5}))
    assert found.pupils_offered == found.pupils_targeted
    assert 0 < found.pupils_reached < found.pupils_targeted
    assert found.pupils_missed == found.pupils_targeted - found.pupils_reached


def test_the_target_is_that_of_the_school_years_in_which_it_runs() -> None:
    later = {"from": "2020-08-31", "to": "2020-09-25"}
    level = np.asarray(town().pupils.level)
    both = {"from": "2019-09-02", "to": "2020-09-25"}
    answers = {"for": {"groep": 3}, "take_up": 1.0}
    assert reach(tutoring(weeks=later, **answers)).pupils_targeted == (level[:, 1] == 3).sum()
    assert reach(tutoring(weeks=both, **answers)).pupils_targeted == (level[:, :2] == 3).any(axis=1).sum()


def asked_one_by_one(model: SchoolModel, places: int, by_class: bool) -> int:
    """Count who is asked when each school goes down its list and each who comes takes a place."""
    roster, pupils, asked = model.deliveries[0].roster, town().pupils, 0
    for school in range(len(town().schools.sector)):
        rows = [row for row in np.flatnonzero(pupils.school == school) if roster.eligible[row, 0]]
        rows.sort(key=lambda row: -roster.score[row])
        of = [int(pupils.klass[row, 0]) if by_class else school for row in rows]
        left = dict.fromkeys(of, places)
        waiting = {
            place: sum(1 for p, row in zip(of, rows, strict=True) if p == place and roster.comes[row])
            for place in of
        }
        for row, place in zip(rows, of, strict=True):
            if left[place] or waiting[place] <= places:
                asked += 1
                left[place] -= bool(roster.comes[row])
    return asked


@pytest.mark.parametrize(("capacity", "by_class"), [({"per_school": 6}, False), ({"per_class": 3}, True)])
def test_a_school_asks_down_its_list_until_its_places_are_full(capacity, by_class) -> None:
    model = tutoring(**{"for": {"capacity": capacity}, "take_up": 0.5})
    found = reach(model)
    places = next(iter(capacity.values()))
    assert found.pupils_offered == asked_one_by_one(model, places, by_class)
    assert found.pupils_reached < found.pupils_offered < found.pupils_targeted
    assert found.pupils_missed == found.pupils_targeted - found.pupils_reached


def test_the_more_it_helps_to_ask_the_fewer_are_asked() -> None:
    eager, slow = (
        reach(tutoring(**{"for": {"capacity": {"per_school": 6}}, "take_up": share})) for share in (1.0, 0.3)
    )
    assert eager.pupils_reached == eager.pupils_offered == slow.pupils_reached
    assert slow.pupils_offered > 2 * eager.pupils_offered


def test_a_school_that_does_not_take_part_asks_nobody_and_its_pupils_are_missed() -> None:
    model = tutoring(**{"for": {"groep": 5, "schools": 0.5}, "take_up": 1.0})
    found, part = reach(model), model.deliveries[0].roster.school_takes_part
    assert 0 < found.schools_taking_part == part.sum() < found.schools_targeted
    assert found.pupils_offered == found.pupils_reached
    of_group = np.asarray(town().pupils.level)[:, 0] == 5
    assert found.pupils_missed == (of_group & ~part[town().pupils.school]).sum()


def test_hours_received_are_those_attended_by_who_was_reached() -> None:
    model = tutoring(**{"hours": {"per_week": 2, "moment": "after-school"}})
    attended = attendance_of("after-school", model.deliveries[0].setting)
    assert attended < 1.0
    assert reach(model).hours_received == pytest.approx(2 * 4 * attended)


def test_a_device_has_no_hours_and_is_meant_for_those_without_one() -> None:
    found = reach(one("lend-devices", take_up=0.5))
    pupils, homes = town().pupils, town().households
    without = (np.asarray(homes.own_device) == 0)[pupils.household]
    learns = (np.asarray(pupils.klass) >= 0).any(axis=1)
    assert found.pupils_targeted == found.pupils_offered == (without & learns).sum()
    assert found.hours_received is None
    assert found.pupils_missed > 0


def test_a_place_in_school_is_meant_for_those_with_a_ground_for_it() -> None:
    model = one("bring-to-school")
    found = reach(model)
    eligible = model.deliveries[0].action.grounds_met()
    learns = (np.asarray(town().pupils.klass) >= 0).any(axis=1)
    assert found.pupils_targeted == (eligible & learns).sum()
    assert found.hours_received > 0.0


def test_nobody_is_said_to_have_refused_to_be_a_tutor() -> None:
    model = one("peer-tutoring", hours=1, weeks=FOUR_WEEKS, **{"for": {"capacity": {"per_class": 2}}})
    found = reach(model)
    assert found.pupils_offered is None
    assert found.pupils_reached > 0
    assert found.hours_received == pytest.approx(4 * attendance_of("school", model.deliveries[0].setting))


def test_coaching_is_meant_for_pupils_of_all_teachers_and_offered_where_there_is_one() -> None:
    model = one("teacher-professionalisation", hours=1, weeks=FOUR_WEEKS, **{"for": {"schools": 0.5}})
    found, part = reach(model), model.deliveries[0].roster.school_takes_part
    classes, klass = town().classes, np.asarray(town().pupils.klass)[:, 0]
    in_class = klass[klass >= 0]
    teacher = (np.asarray(classes.vacancy) == 0) & part[classes.school]
    assert found.pupils_targeted == in_class.size
    assert found.pupils_offered == teacher[in_class].sum()
    assert found.pupils_reached == (teacher & (np.asarray(classes.belief) == 1))[in_class].sum() > 0
    assert found.hours_received is None
