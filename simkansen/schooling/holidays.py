"""Holidays by region: as announced, or as they fell when the regions' order was the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from simkansen.schooling.calendar_file import (
    AddedHoliday,
    HolidayRules,
    SchoolYear,
    label_of,
    nearest_monday,
    shipped_calendar,
    start_of,
)
from simkansen.schooling.closures import Place
from simkansen.schooling.figures import FigureRow, read_country_table

WEEK = timedelta(days=7)
DAYS_PER_YEAR = 365.25
SUMMER = "summer"
"""The holiday between two school years."""

_MIDSUMMER = 8
"""Days of a month before this one lie in the second calendar year of a school year."""


class Holiday(NamedTuple):
    """First and last day of a holiday, and whether they are announced or follow from another year's."""

    first: date
    last: date
    announced: bool

    def holds(self, day: date) -> bool:
        """Tell whether a day is one of it."""
        return self.first <= day <= self.last


def rules() -> HolidayRules:
    """Give what the country says of its holidays by region; asked for only where it has regions."""
    found = shipped_calendar().holidays
    assert found is not None
    return found


def holiday_regions() -> tuple[str, ...]:
    """Give the regions that have holidays of their own; none where all have the same."""
    return tuple(rules().regions) if shipped_calendar().holidays else ()


def known_years() -> list[str]:
    """Give the labels of the school years that a scenario can have, in order of time."""
    if shipped_calendar().holidays is None:
        return [year.label for year in shipped_calendar().school_years]
    first, last = start_of(rules().first_year), start_of(rules().last_year)
    return [label_of(start) for start in range(first, last + 1)]


@cache
def _announced() -> Mapping[tuple[str, str, str], Holiday]:
    """Read the table: holidays by school year, region and name."""
    return {
        (row["school_year"], row["region"], row["holiday"]): Holiday(
            _day(row, "first_day"), _day(row, "last_day"), announced=True
        )
        for row in read_country_table(rules().table)
    }


def _day(row: FigureRow, name: str) -> date:
    try:
        return date.fromisoformat(row[name])
    except ValueError:
        raise row.refused(f"{name}: '{row[name]}' is no date; write 2026-10-17") from None


@cache
def holiday_names() -> tuple[str, ...]:
    """Give the names of the holidays, in the order in which the table has them."""
    return tuple(dict.fromkeys(name for _, _, name in _announced()))


def holiday(label: str, region: str, name: str) -> Holiday:
    """Give a holiday of a school year in a region.

    Parameters
    ----------
    label
        The school year; the summer at its end is its own.
    region, name
        As in the table.

    Returns
    -------
    Holiday
        As announced; else that of the year in which the regions had the same order, on the nearest weekend.

    Raises
    ------
    KeyError
        If neither is known.
    """
    if (label, region, name) in _announced():
        return _announced()[label, region, name]
    turn = int(rules().turn)
    weeks = WEEK * round(turn * DAYS_PER_YEAR / WEEK.days)
    for years, later in ((-turn, weeks), (turn, -weeks)):
        found = _announced().get((label_of(start_of(label) + years), region, name))
        if found is not None:
            return Holiday(found.first + later, found.last + later, announced=False)
    raise KeyError(f"no {name} holiday is known for {label} in {region}")


def _own_weeks(label: str, region: str) -> tuple[date, date]:
    """Give the first and the last Monday between two summers of a region."""
    before = holiday(label_of(start_of(label) - 1), region, SUMMER)
    return before.last + timedelta(days=1), nearest_monday(holiday(label, region, SUMMER).first) - WEEK


@cache
def official_year(label: str, region: str) -> SchoolYear:
    """Give a school year as a region has it.

    Parameters
    ----------
    label
        The school year.
    region
        One of `holiday_regions`.

    Returns
    -------
    SchoolYear
        From the first Monday with lessons in any region to the last, so that all regions have the same weeks;
        weeks before and after the region's own year are without lessons.

    Raises
    ------
    KeyError
        If the year is none of `known_years`, or the region is not known.
    """
    if label not in known_years():
        raise KeyError(label)
    weeks = {one: _own_weeks(label, one) for one in holiday_regions()}
    first, last = min(one for one, _ in weeks.values()), max(one for _, one in weeks.values())
    start, end = weeks[region]
    free = [holiday(label, region, name) for name in holiday_names()]
    free += [_as_holiday(one, label) for one in rules().added]
    return SchoolYear(
        label=label,
        first_monday=first,
        last_monday=last,
        holidays=[
            day
            for day in _mondays(first, last)
            if not start <= day <= end or any(one.holds(day) for one in free)
        ],
        tests=[nearest_monday(_in_year(label, day)) for day in rules().tests],
    )


def _mondays(first: date, last: date) -> Iterator[date]:
    return (first + WEEK * number for number in range((last - first) // WEEK + 1))


def _in_year(label: str, month_day: str) -> date:
    """Give a day of every year in a school year, which ends in the summer."""
    month, day = (int(part) for part in month_day.split("-"))
    return date(start_of(label) + (month < _MIDSUMMER), month, day)


def _as_holiday(added: AddedHoliday, label: str) -> Holiday:
    first = nearest_monday(_in_year(label, added.near))
    return Holiday(first, first + WEEK * added.weeks - timedelta(days=1), announced=False)


def by_rule(label: str, region: str) -> list[str]:
    """Name the holidays of a school year that no table announces; the summer before it as its first day."""
    names = [name for name in holiday_names() if not holiday(label, region, name).announced]
    before = holiday(label_of(start_of(label) - 1), region, SUMMER)
    return names if before.announced else ["first day", *names]


@cache
def _regions_of_places() -> Mapping[str, tuple[str, ...]]:
    rows = read_country_table(rules().places)
    return {row["municipality"]: tuple(row["region"].split("|")) for row in rows}


def regions_of(municipality: str) -> tuple[str, ...]:
    """Give the regions in which a municipality has schools; none where no list knows it."""
    return () if shipped_calendar().holidays is None else _regions_of_places().get(municipality, ())


def region_of(municipality: str) -> str | None:
    """Give the region of a municipality, of two the first; None where no list knows it."""
    return next(iter(regions_of(municipality)), None)


def place_at(municipality: str, province: str = "") -> Place:
    """Give a place with its region, which is empty where no list knows the municipality."""
    return Place(municipality, province, region_of(municipality) or "")


def regions_by_pupils(pupils: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Give the regions in which there are pupils, that with most of them first.

    Parameters
    ----------
    pupils
        Municipalities and the pupils of their schools; one may stand there several times.

    Returns
    -------
    tuple of str
        Of as many pupils that which the country names first; its first where no municipality is known.
    """
    counts = Counter[str]()
    for municipality, number in pupils:
        if (region := region_of(municipality)) is not None:
            counts[region] += number
    there = [region for region in holiday_regions() if counts[region]] or [holiday_regions()[0]]
    return tuple(sorted(there, key=lambda region: -counts[region]))
