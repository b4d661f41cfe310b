"""What is taken of school years where a file does not say it, and what of it changes nothing."""

from __future__ import annotations

import pytest
import yaml

from simkansen.scenario import build_calendar, effective_values, resolved_yaml
from simkansen.scenario.calendar import regions_for
from simkansen.scenario.writing.calendar_words import calendar_words
from simkansen.scenario.writing.estimate import estimate
from simkansen.scenario.writing.resolved import scenario_hash


@pytest.fixture
def said(load, write):
    """Give what is taken for a calendar and some schools."""

    def words(calendar, population="{municipality: Utrecht}"):
        text = f"simkansen: 1\npopulation: {{netherlands: {population}}}\ncalendar: {calendar}\n"
        return calendar_words(load(write(text)))

    return words


def test_of_the_usual_years_nothing_is_to_be_said(said, load, write):
    assert said("{closures: actual}") == {}
    assert "holidays" not in resolved_yaml(load(write("simkansen: 1\n")))


def test_holidays_schools_and_experience_follow_the_year(said):
    assert said("{school_years: '2026/27'}") == {
        "holidays": "those of midden; 2026/27 as announced",
        "closures": "none, for none is on file in these school years",
        "remote_experience": "after-2021, as schools have been closed in 2019/20 and 2020/21",
        "schools": "those of 2025",
    }


def test_each_year_says_how_its_holidays_are_known(said):
    found = said("{school_years: ['2020/21', '2021/22']}")
    assert found["holidays"].endswith("2020/21 with one calendar for all regions; 2021/22 as announced")
    assert "closures" not in found
    official = said("{school_years: ['2019/20', '2020/21'], holidays: official}")
    assert official["holidays"].endswith("2019/20 by rule (first day, autumn); 2020/21 as announced")
    late = said("{school_years: ['2029/30', '2030/31']}")
    assert "2029/30 as announced; 2030/31 by rule (" in late["holidays"]


def test_a_municipality_in_two_regions_is_named_with_the_one_it_counts_as(said):
    found = said("{school_years: '2026/27'}", "{municipality: Altena}")
    assert found["holidays"].endswith("Altena has schools in midden and zuid and counts as midden")


def test_the_words_stand_as_comments_under_the_calendar(load, write):
    text = "simkansen: 1\ncalendar: {school_years: '2026/27', closures: none}\n"
    resolved = resolved_yaml(load(write(text)))
    assert "\n  # default: remote_experience: after-2021, as" in resolved
    assert "\n  # default: schools: those of 2025\n" in resolved
    again = load(write(resolved, "again.yaml")).model_copy(update={"name": "a"})
    assert scenario_hash(again) == scenario_hash(load(write(text)).model_copy(update={"name": "a"}))


def test_what_a_file_says_of_experience_is_no_default(load, write):
    text = "simkansen: 1\ncalendar: {school_years: '2026/27', remote_experience: none, closures: none}\n"
    scenario = load(write(text))
    assert "remote_experience" not in calendar_words(scenario)
    assert effective_values(scenario)["calendar"]["remote_experience"] == "none"
    assert build_calendar(scenario.calendar).lived_through == ()
    (note,) = scenario.notes
    assert (note.line, note.path) == (2, "calendar.remote_experience")
    assert note.message.startswith("nobody is taught at a distance in this calendar, so experience of it")


def test_keys_that_are_left_out_stay_out_of_the_hash(load, write):
    values = effective_values(load(write("simkansen: 1\n")))
    assert set(values["calendar"]) == {"closures", "school_years"}


@pytest.mark.parametrize(("place", "region"), [("Groningen", "noord"), ("Maastricht", "zuid")])
def test_holidays_are_those_of_the_schools(load, write, place, region):
    text = f"simkansen: 1\npopulation: {{netherlands: {{municipality: {place}}}}}\n"
    scenario = load(write(f"{text}calendar: {{school_years: '2026/27', closures: none}}\n"))
    assert regions_for(scenario.calendar, scenario.population) == (region,)
    assert build_calendar(scenario.calendar, scenario.population).region == region
    assert regions_for(load(write(text)).calendar, scenario.population) == ()


def test_a_file_of_schools_has_the_regions_of_its_pupils_most_first(load, write):
    write("school,municipality,pupils,disadvantaged_share\na,Breda,80,0.1\nb,Zwolle,90,0.1\n", "s.csv")
    text = "simkansen: 1\npopulation: {schools: {file: s.csv}}\ncalendar: {school_years: '2026/27'}\n"
    scenario = load(write(text))
    assert regions_for(scenario.calendar, scenario.population) == ("noord", "zuid")


def test_a_closure_in_a_holiday_of_the_region_is_refused(write, problems_of):
    closed = "{school_years: '2026/27', closures: [{from: 2026-10-12, to: 2026-10-16}]}"
    for place, count in (("Groningen", 1), ("Maastricht", 0)):
        text = f"simkansen: 1\npopulation: {{netherlands: {{municipality: {place}}}}}\ncalendar: {closed}\n"
        assert len(problems_of(write(text))) == count


def test_the_estimate_counts_cohorts_that_come_later(load, write):
    def of(years):
        scenario = load(write(f"simkansen: 1\ncalendar: {{closures: none, school_years: {years}}}\n"))
        return estimate(scenario)

    three, four = of(["2023/24", "2024/25", "2025/26"]), of(["2023/24", "2024/25", "2025/26", "2026/27"])
    assert three.pupils == four.pupils
    assert 1.2 < four.bytes / three.bytes < 1.4


def test_the_resolved_file_is_plain_yaml(load, write):
    text = "simkansen: 1\ncalendar: {school_years: ['2026/27', '2027/28'], closures: none}\n"
    calendar = yaml.safe_load(resolved_yaml(load(write(text))))["calendar"]
    assert calendar["school_years"] == ["2026/27", "2027/28"]
