"""The weeks: those that were taught, closed and tested, and those a scenario makes up."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simkansen.evidence import load_register
from simkansen.scenario import CalendarSpec, Closure, Weeks, build_calendar
from simkansen.schooling.calendar_file import shipped_calendar


@pytest.fixture(scope="module")
def weeks():
    return build_calendar()


def _year(weeks, index):
    return weeks.school_year == index


def _week(weeks, day):
    return int(np.flatnonzero(weeks.monday == np.datetime64(day))[0])


def test_two_school_years_are_98_weeks_from_monday_to_monday(weeks):
    assert len(weeks) == 98
    assert (weeks.first_day, weeks.last_day) == (date(2019, 8, 26), date(2021, 7, 11))
    assert set(np.diff(weeks.monday).astype(int)) == {7}
    assert {day.astype(object).weekday() for day in weeks.monday} == {0}


def test_each_school_year_has_40_teaching_weeks(weeks):
    assert [int((weeks.teaching & _year(weeks, year)).sum()) for year in (0, 1)] == [40, 40]


def test_summer_belongs_to_the_year_that_ended(weeks):
    summer = (weeks.monday > np.datetime64("2020-07-06")) & (weeks.monday < np.datetime64("2020-08-24"))
    assert summer.sum() == 6
    assert set(weeks.school_year[summer]) == {0}
    assert not weeks.teaching[summer].any()


def test_the_first_closure_took_six_teaching_weeks_and_four_in_half_groups(weeks):
    first = _year(weeks, 0)
    assert load_register()["CAL-05"].value["closure1"] == 6
    assert int((first & (weeks.remote[:, 0] == 1.0)).sum()) == 6
    assert int((first & (weeks.remote[:, 0] == 0.5) & (weeks.in_school[:, 0] == 0.5)).sum()) == 4
    assert int((first & weeks.closed).sum()) == 10


def test_weeks_since_a_reopening_are_counted_in_teaching_weeks(weeks):
    closed, reopened = _week(weeks, "2020-04-20"), _week(weeks, "2020-05-11")
    assert set(weeks.weeks_open[: _week(weeks, "2020-03-16")]) == {-1}
    assert [int(weeks.weeks_open[week]) for week in (closed, reopened, reopened + 1)] == [0, 0, 1]
    assert weeks.weeks_open[_week(weeks, "2020-08-24")] == weeks.weeks_open[_week(weeks, "2020-07-06")] + 1
    assert weeks.weeks_open[_week(weeks, "2021-02-08")] == 0
    assert set(weeks.without_closures().weeks_open) == {-1}


def test_the_second_closure_took_about_six_teaching_weeks(weeks):
    lost = weeks.remote[_year(weeks, 1), 0].sum()
    assert lost == pytest.approx(5.6)
    assert round(lost) == load_register()["CAL-05"].value["closure2"]


def test_a_partly_closed_week_counts_by_school_days(weeks):
    week = _week(weeks, "2020-12-14")
    assert (weeks.in_school[week, 0], weeks.remote[week, 0]) == pytest.approx((0.4, 0.6))
    assert weeks.closed[week]


def test_shares_add_up_to_one_in_teaching_weeks_and_to_nothing_in_holidays(weeks):
    total = weeks.in_school + weeks.remote
    np.testing.assert_allclose(total[weeks.teaching], 1.0, atol=1e-12)
    assert not total[~weeks.teaching].any()


def test_secondary_and_vocational_schools_were_closed_longer(weeks):
    away = weeks.remote.sum(axis=0)
    assert away[0] < away[1] < away[2]


def test_emergency_care_is_for_weeks_in_which_primary_schools_are_closed(weeks):
    away = weeks.remote[:, 0] > 0.5
    assert (weeks.vital[away] > 0).all()
    assert (weeks.vulnerable[away] > 0).all()
    assert not weeks.vital[~away].any()


def test_emergency_care_follows_the_counts_of_each_closure(weeks):
    first, second = _week(weeks, "2020-03-23"), _week(weeks, "2021-01-11")
    counts = (0.023 + 0.028 + 0.038) / 3
    assert weeks.vital[first] == pytest.approx(0.75 * counts, abs=1e-4)
    assert weeks.vulnerable[first] == pytest.approx(0.25 * counts, abs=1e-4)
    assert (weeks.vital[second], weeks.vulnerable[second]) == (0.11, 0.05)


def test_schools_decide_at_the_start_of_each_year_and_of_each_closure(weeks):
    for day in ("2019-08-26", "2020-03-16", "2020-05-11", "2020-08-24", "2020-12-14"):
        assert weeks.policy[_week(weeks, day)], day
    assert not (weeks.policy & ~weeks.teaching).any()


def test_tests_are_taken_twice_a_year_in_weeks_in_which_schools_are_open(weeks):
    taken = [str(day) for day in weeks.monday[weeks.tests]]
    assert taken == ["2020-01-27", "2020-06-15", "2021-02-08", "2021-06-14"]
    assert not (weeks.tests & weeks.closed).any()


def test_the_twin_has_the_same_weeks_as_if_no_school_had_closed(weeks):
    twin = weeks.without_closures()
    np.testing.assert_array_equal(twin.teaching, weeks.teaching)
    never = build_calendar(CalendarSpec(closures="none"))
    np.testing.assert_array_equal(twin.policy, never.policy)
    np.testing.assert_array_equal(twin.tests, never.tests)
    np.testing.assert_array_equal(twin.in_school[:, 0], weeks.teaching.astype(float))
    assert not twin.remote.any()
    assert not twin.closed.any()
    assert not twin.vital.any()
    assert twin.closures() == []


def test_closures_are_listed_for_figures(weeks):
    assert weeks.closures() == [
        (date(2020, 3, 16), date(2020, 5, 10), "closed"),
        (date(2020, 5, 11), date(2020, 6, 7), "half-groups"),
        (date(2020, 12, 16), date(2021, 2, 7), "closed"),
    ]


def test_one_school_year_can_stand_alone():
    one = build_calendar(CalendarSpec(school_years=("2020/21",)))
    assert (len(one), one.year_labels, set(one.school_year)) == (46, ("2020/21",), {0})
    assert one.closures() == [(date(2020, 12, 16), date(2021, 2, 7), "closed")]


def test_without_closures_schools_are_always_open():
    assert not build_calendar(CalendarSpec(closures="none")).closed.any()


def test_a_closure_made_up_closes_its_sectors_alone():
    closure = Closure(start=date(2019, 11, 4), end=date(2019, 11, 15), kind="half-groups", sectors=("vo",))
    weeks = build_calendar(CalendarSpec(closures=(closure,)))
    week = _week(weeks, "2019-11-04")
    assert weeks.in_school[week].tolist() == [1.0, 0.5, 1.0]
    assert not weeks.closed.any()


def test_a_longer_closure_leaves_fewer_weeks_in_school():
    def in_school(last):
        closure = Closure(start=date(2020, 3, 16), end=last)
        return build_calendar(CalendarSpec(closures=(closure,))).in_school[:, 0].sum()

    assert in_school(date(2020, 6, 5)) < in_school(date(2020, 4, 3))


@pytest.mark.parametrize(("asked", "count"), [
    (Weeks(), 80),
    (Weeks(while_="closed"), 16),
    (Weeks(while_="open"), 64),
    (Weeks(start=date(2020, 9, 9), end=date(2020, 9, 14)), 2),
    (Weeks(start=date(2020, 9, 12), end=date(2020, 9, 13)), 0),
])  # fmt: skip
def test_a_programme_runs_in_the_teaching_weeks_it_asks_for(asked, count, weeks):
    assert int(weeks.weeks_of(asked).sum()) == count


def test_a_holiday_programme_runs_in_weeks_without_lessons(weeks):
    running = weeks.weeks_of(Weeks(), "holiday")
    np.testing.assert_array_equal(running, ~weeks.teaching)


def test_every_closure_names_the_register_it_rests_on():
    for closure in shipped_calendar().closures:
        assert set(closure.sources) <= set(load_register())


def test_the_closures_of_primary_schools_are_those_of_the_register():
    register = load_register()["CAL-01"].value
    primary = [closure for closure in shipped_calendar().closures if closure.sectors == ["po"]]
    spans = [[str(closure.start), str(closure.end)] for closure in primary]
    assert spans == [list(register[name]) for name in ("closed", "half_groups", "closed_2")]
