"""Who follows which weeks: closures of some levels and places, and halves that take turns."""

from datetime import date

import numpy as np
import pytest

from simkansen.scenario import CalendarSpec, build_calendar
from simkansen.scenario.schema.programme import Weeks
from simkansen.schooling.closures import Place
from simkansen.schooling.timetables import make_timetables

HERE, THERE = Place("Sluis", "Zeeland"), Place("Almere", "Flevoland")
FIRST, SECOND = 0, 1
FIVE_WEEKS = {"from": "2020-01-06", "to": "2020-02-07"}


def calendar(*closures):
    return build_calendar(CalendarSpec.model_validate({"closures": closures or "none"}))


def made(*closures, spans=()):
    return make_timetables(calendar(*closures), [HERE, THERE], spans)


def away(timetables, place, level, half=FIRST):
    """Share of each week at a distance in the five weeks from 6 January."""
    row = timetables.of_group[place, level, half]
    one = timetables.calendars[row]
    first = int(np.flatnonzero(one.monday == np.datetime64("2020-01-06"))[0])
    return one.remote[first : first + 5, 0].tolist()


@pytest.mark.parametrize("closures", ["actual", "none"])
def test_where_closures_are_for_everybody_there_is_one_timetable_and_it_is_the_calendar(closures):
    whole = build_calendar(CalendarSpec(closures=closures))
    timetables = make_timetables(whole, [HERE, THERE], [(0, 3, 8)])
    assert timetables.calendars == (whole,)
    assert set(timetables.of_group.ravel()) == {0} == set(timetables.of_span.values())


def test_a_closure_of_a_province_closes_schools_there_alone():
    timetables = made(FIVE_WEEKS | {"province": "Zeeland"})
    assert away(timetables, 0, 5) == [1.0] * 5
    assert away(timetables, 1, 5) == [0.0] * 5
    assert len(timetables.calendars) == 2


def test_a_closure_of_levels_leaves_the_others_open():
    timetables = made(FIVE_WEEKS | {"levels": [3, 4, 5, 6]})
    assert [away(timetables, 0, level)[0] for level in range(3, 9)] == [1.0] * 4 + [0.0] * 2


def test_lines_of_a_closure_must_all_hold():
    timetables = made(FIVE_WEEKS | {"levels": [3], "municipality": "Almere"})
    shut = [(p, level) for p in (0, 1) for level in range(1, 9) if away(timetables, p, level)[0]]
    assert shut == [(1, 3)]


def test_halves_that_take_turns_are_in_school_in_other_weeks_and_the_first_begins():
    timetables = made(FIVE_WEEKS | {"kind": "half-groups", "rota": "weeks"})
    first, second = (away(timetables, 0, 5, half) for half in (FIRST, SECOND))
    assert first == [0.0, 1.0, 0.0, 1.0, 0.0]
    assert second == [1.0, 0.0, 1.0, 0.0, 1.0]


def test_turns_are_counted_over_weeks_with_lessons():
    over_a_holiday = {"from": "2020-02-17", "to": "2020-03-06", "kind": "half-groups", "rota": "weeks"}
    timetables = made(over_a_holiday)
    one = timetables.calendars[timetables.of_group[0, 5, FIRST]]
    first = int(np.flatnonzero(one.monday == np.datetime64("2020-02-17"))[0])
    assert one.in_school[first : first + 3, 0].tolist() == [1.0, 0.0, 0.0]
    assert one.remote[first : first + 3, 0].tolist() == [0.0, 0.0, 1.0]


def test_a_school_in_which_halves_take_turns_is_never_closed_wholly():
    timetables = made(FIVE_WEEKS | {"kind": "half-groups", "rota": "weeks"})
    for one in timetables.calendars:
        assert set(one.weeks_open) == {-1}
        assert np.count_nonzero(one.closed) == 5


def test_the_week_of_a_class_of_several_levels_is_the_mean_of_theirs_and_it_teaches_both():
    timetables = made(FIVE_WEEKS | {"levels": [3, 4]}, spans=[(0, 3, 5), (0, 3, 4), (0, 7, 8)])
    mixed, closed, open_ = (
        timetables.calendars[timetables.of_span[0, *ends]] for ends in ((3, 5), (3, 4), (7, 8))
    )
    week = int(np.flatnonzero(mixed.closed)[0])
    assert mixed.remote[week, 0] == pytest.approx(2 / 3)
    assert [one.half_groups[week] for one in (mixed, closed, open_)] == [True, False, False]
    assert [float(one.remote[week, 0]) for one in (closed, open_)] == [1.0, 0.0]


def test_where_schools_never_close_a_programme_after_the_closure_begins_when_it_does_elsewhere():
    timetables = made(FIVE_WEEKS | {"province": "Zeeland"})
    row_here, row_there = timetables.of_group[:, 5, FIRST]
    after = Weeks.model_validate("after-closure")
    runs = [
        timetables.calendars[row].weeks_of(after, beside=timetables.whole) for row in (row_here, row_there)
    ]
    assert [timetables.whole.monday[np.argmax(one)].item() for one in runs] == [date(2020, 2, 10)] * 2
    alone = timetables.calendars[row_there].weeks_of(after)
    assert int(np.argmax(alone)) == 0


def test_without_closures_all_follow_one_timetable_again():
    closed = calendar(FIVE_WEEKS | {"levels": [3]})
    assert closed.differs
    assert not closed.without_closures().differs
