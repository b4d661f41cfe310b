"""Holidays by region: those announced, and those of the year in which the order was the same."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from simkansen.evidence.norm import load_norm, point_values
from simkansen.learning.rates import rates_of
from simkansen.schooling.calendar import has_one_calendar, make_calendar, school_years, usual_school_years
from simkansen.schooling.calendar_file import label_of, nearest_monday, start_of
from simkansen.schooling.figures import read_country_table
from simkansen.schooling.holidays import (
    by_rule,
    holiday,
    holiday_regions,
    region_of,
    regions_by_pupils,
    regions_of,
    rules,
)
from simkansen.schooling.places import place_names, places

ROWS = read_country_table("school_holidays")
every_year = pytest.mark.parametrize("label", school_years())


def teaching(label, region):
    """Mondays with lessons in a school year of a region."""
    calendar = make_calendar([label], (), regions=[region], official=True)
    return calendar.monday[calendar.teaching].tolist()


def test_there_is_a_calendar_for_each_year_from_2018_to_2034_and_for_no_other():
    assert school_years()[0] == "2018/19"
    assert school_years()[-1] == "2034/35"
    assert len(school_years()) == 17
    for label in ("2017/18", "2035/36"):
        with pytest.raises(KeyError):
            make_calendar([label], ())


def test_no_lesson_is_given_in_an_announced_holiday():
    assert len(ROWS) > 150
    for row in ROWS:
        first, last = (date.fromisoformat(row[key]) for key in ("first_day", "last_day"))
        taught = teaching(row["school_year"], row["region"])
        assert not [day for day in taught if first <= day <= last], row


def test_lessons_begin_and_end_beside_the_summers_of_the_region():
    assert teaching("2026/27", "zuid")[0] == date(2026, 8, 24)  # summer until 23 August
    assert teaching("2026/27", "zuid")[-1] == date(2027, 7, 19)  # and from 24 July
    assert teaching("2026/27", "noord")[0] == date(2026, 8, 17)
    assert teaching("2026/27", "noord")[-1] == date(2027, 7, 5)


@every_year
def test_a_school_year_has_about_forty_teaching_weeks_in_every_region(label):
    for region in holiday_regions():
        assert 38 <= len(teaching(label, region)) <= 42


@every_year
def test_all_regions_have_the_same_mondays(label):
    each = [
        make_calendar([label], (), regions=[region], official=True).monday for region in holiday_regions()
    ]
    assert all(np.array_equal(each[0], other) for other in each)


def test_the_rule_gives_the_summers_and_the_christmases_that_are_announced():
    """Every holiday whose year six years before is in the table too: what the rule would have said."""
    right: dict[str, list[bool]] = {}
    weeks = timedelta(weeks=313)  # six years, to the weekend
    for row in ROWS:
        there = holiday(row["school_year"], row["region"], row["holiday"])
        before = label_of(start_of(row["school_year"]) - 6)
        if any(one["school_year"] == before and one["holiday"] == row["holiday"] for one in ROWS):
            then = holiday(before, row["region"], row["holiday"])
            assert then.announced
            right.setdefault(row["holiday"], []).append(there.first - then.first == weeks)
    assert all(right["summer"])
    assert all(right["christmas"])
    assert np.mean([one for each in right.values() for one in each]) > 0.8


def test_what_no_table_announces_is_named():
    assert by_rule("2026/27", "noord") == []
    assert by_rule("2019/20", "zuid") == ["first day", "autumn"]
    every = {"first day", "autumn", "christmas", "spring", "may", "summer"}
    assert set(by_rule("2033/34", "midden")) == every
    assert not holiday("2032/33", "midden", "summer").announced


def test_the_second_week_of_may_lies_beside_the_official_one():
    (added,) = rules().added
    for label in school_years():
        for region in holiday_regions():
            official = holiday(label, region, "may")
            if official.announced:
                calendar = make_calendar([label], (), regions=[region], official=True)
                day = np.datetime64(nearest_monday(date(start_of(label) + 1, 4, 27)))
                weeks = calendar.monday[~calendar.teaching]
                free = [week for week in weeks if 0 <= (week - day) / np.timedelta64(7, "D") < added.weeks]
                assert len(free) == 2
                assert nearest_monday(official.first) in [week.item() for week in free]


def test_the_usual_years_keep_one_calendar_unless_holidays_are_official():
    usual, official = (
        make_calendar(usual_school_years(), (), regions=["midden"], official=value) for value in (False, True)
    )
    assert all(has_one_calendar(label) for label in usual_school_years())
    assert usual.monday[0] == np.datetime64("2019-08-26")
    assert usual.teaching.sum() == 80
    assert official.monday[0] == np.datetime64("2019-08-19")


def test_a_calendar_without_closures_keeps_its_region_and_its_holidays():
    for official in (False, True):
        calendar = make_calendar(["2020/21", "2021/22"], "actual", regions=["zuid"], official=official)
        twin = calendar.without_closures()
        assert np.array_equal(twin.teaching, calendar.teaching)
        assert np.array_equal(twin.monday, calendar.monday)
        assert calendar.closed.any()
        assert not twin.closed.any()


def test_tests_are_taken_in_the_weeks_that_the_usual_years_have_too():
    for label in usual_school_years():
        one = make_calendar([label], ())
        own = [nearest_monday(date(start_of(label) + 1, month, day)) for month, day in ((1, 27), (6, 15))]
        assert one.monday[one.tests].tolist() == own


@every_year
def test_two_tests_are_taken_in_every_region(label):
    for region in holiday_regions():
        calendar = make_calendar([label], (), regions=[region], official=True)
        assert calendar.tests.sum() == 2
        assert calendar.teaching[calendar.tests].all()


def test_every_municipality_of_any_table_has_a_region():
    assert [name for name in place_names() if not regions_of(name)] == []
    assert {one for name in place_names() for one in regions_of(name)} == set(holiday_regions())


def test_a_municipality_with_schools_in_two_regions_counts_as_the_first():
    both = [name for name in place_names() if len(regions_of(name)) > 1]
    assert "Altena" in both
    assert [region_of(name) for name in both] == [regions_of(name)[0] for name in both]


def test_the_regions_of_several_places_begin_with_that_of_most_pupils():
    assert regions_by_pupils([("Utrecht", 10), ("Tilburg", 9)]) == ("midden", "zuid")
    assert regions_by_pupils([("Utrecht", 10), ("Tilburg", 9), ("Breda", 9)]) == ("zuid", "midden")
    assert regions_by_pupils([("Nowhere", 10)]) == holiday_regions()[:1]
    of_all = regions_by_pupils((one.name, one.pupils) for one in places("2026/27"))
    assert of_all == ("midden", "noord", "zuid")


def test_the_norm_holds_for_the_weeks_of_every_year_and_region():
    """A week of learning is one yardstick for all years: their weeks would move it by half a per cent."""
    forgotten = np.array(rates_of(point_values()).forgetting)

    def holidays_a_week(calendar):
        weeks = np.flatnonzero(calendar.teaching)
        return (weeks[-1] - weeks[0] + 1 - weeks.size) / (weeks.size - 1)

    own = np.mean([holidays_a_week(make_calendar([label], ())) for label in usual_school_years()])
    for label in school_years():
        for region in holiday_regions():
            other = holidays_a_week(make_calendar([label], (), regions=[region], official=True))
            assert (np.abs(forgotten * (other - own)) / load_norm().pace).max() < 0.01, (label, region)
