"""Calendar and places of a country are read as a whole: what cannot be right is told with its place."""

from __future__ import annotations

import pytest

from simkansen.evidence import EvidenceError, load_register
from simkansen.evidence.files import COUNTRY
from simkansen.schooling.calendar import make_calendar, school_years, usual_school_years
from simkansen.schooling.calendar_file import CALENDAR_FILE, CalendarFile, shipped_calendar
from simkansen.schooling.located import read_part
from simkansen.schooling.places import REGIONS_FILE, RegionsFile, everyday_names, places, regions, short_names

KINDS = {CALENDAR_FILE: CalendarFile, REGIONS_FILE: RegionsFile}


@pytest.fixture
def problems(tmp_path):
    """Read a file of the country in which one text is another; give what is told."""

    def told(name, old, new):
        text = (COUNTRY / name).read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / name
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(EvidenceError) as caught:
            read_part(path, KINDS[name])
        line = text[: text.index(old)].count("\n") + 1
        return line, [one.removeprefix(f"{path}:") for one in caught.value.problems]

    return told


def test_a_day_that_is_no_monday_is_told(problems):
    _, (said,) = problems(CALENDAR_FILE, "2019-10-21", "2019-10-22")
    assert "school_years.0: 2019-10-22 is no Monday" in said


def test_a_holiday_outside_of_the_year_is_told(problems):
    _, (said,) = problems(CALENDAR_FILE, "2019-10-21", "2019-07-22")
    assert "school_years.0: 2019-07-22 lies outside of the year" in said


def test_a_day_that_does_not_exist_or_is_none_is_told(problems):
    _, (said,) = problems(CALENDAR_FILE, "first_monday: 2019-08-26", "first_monday: 2019-08-36")
    assert said == f"{CALENDAR_FILE}: a value cannot be read: day is out of range for month"
    line, (said,) = problems(CALENDAR_FILE, "first_monday: 2019-08-26", "first_monday: end of August")
    assert said.startswith(f"{line}:5: school_years.0.first_monday: ")


def test_a_closure_of_a_sector_that_is_none_is_told_with_its_line(problems):
    line, (said,) = problems(CALENDAR_FILE, "sectors: [vo]", "sectors: [hbo]")
    assert said.startswith(f"{line}:")
    assert "'hbo' is none of the sectors" in said


def test_care_and_years_that_are_named_must_be_there(problems):
    _, (said,) = problems(CALENDAR_FILE, "default_emergency_care: first", "default_emergency_care: third")
    assert "'third' is no emergency_care" in said
    _, (said,) = problems(CALENDAR_FILE, 'usual_school_years: ["2019/20"', 'usual_school_years: ["2018/19"')
    assert "'2018/19' is none of the school years" in said


def test_two_provinces_on_one_tile_are_told(problems):
    _, (said,) = problems(REGIONS_FILE, "tile: [0, 3]", "tile: [0, 2]")
    assert "two provinces have the tile (0, 2)" in said


def test_a_key_that_nobody_reads_is_told_with_its_line(problems):
    line, (said,) = problems(REGIONS_FILE, "code: GR,", "code: GR, colour: red,")
    assert said.startswith(f"{line}:")
    assert "provinces.1.colour: extra inputs are not permitted" in said


def test_the_usual_years_are_known_and_in_order():
    assert usual_school_years() == ("2019/20", "2020/21")
    assert set(usual_school_years()) <= set(school_years())


def test_a_calendar_without_closures_is_its_own_twin():
    alone = make_calendar(usual_school_years(), ())
    assert not alone.closed.any()
    twin = make_calendar(usual_school_years()).without_closures()
    assert twin.weeks_open.tolist() == alone.weeks_open.tolist()


def test_every_source_of_the_calendar_is_in_the_register():
    known, shipped = load_register(), shipped_calendar()
    care = [source for one in shipped.emergency_care.values() for source in one.sources]
    cited = [*shipped.sources, *care]
    assert [source for source in cited if source not in known] == []


def test_names_that_people_use_lead_to_places_of_the_figures():
    official = {place.name for place in places()} | {region.name for region in regions()}
    assert set(everyday_names().values()) <= official
    assert set(short_names().values()) == {region.name for region in regions()}
