"""The weeks of a scenario: taught or not, closed or not, when schools decide, when tests are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from simkansen.schooling.calendar_file import SchoolYear, shipped_calendar
from simkansen.schooling.closures import (
    SCHOOL_DAYS,
    Phase,
    actual_phases,
    half_group_weeks,
    in_care,
    policy_weeks,
    shares,
    weeks_open,
)
from simkansen.schooling.holidays import holiday_regions, known_years, official_year
from simkansen.schooling.system import load_system

Closures = Literal["actual"] | Sequence[Phase]
"""Those that were, or one's own."""


class Span(Protocol):
    """When something runs: first and last day, and whether schools are closed then."""

    @property
    def start(self) -> date | None:
        """First day; None from the first week on."""

    @property
    def end(self) -> date | None:
        """Last day; None to the last week."""

    @property
    def while_(self) -> str:
        """``any``, ``closed``, ``open``, ``since-closure`` or ``after-closure``."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """All weeks of a scenario, from Monday to Monday.

    Parameters
    ----------
    monday
        (weeks,) the Monday of each week.
    school_year
        (weeks,) index of the school year; summer weeks belong to the year that ended.
    year_labels
        Labels of the school years.
    teaching
        (weeks,) lessons in some form this week.
    in_school, remote
        (weeks, sectors) shares of the week in school and at a distance; holidays 0 and 0.
    closed
        (weeks,) teaching weeks in which the learning sector is closed or in half groups for at least a day.
    vital, vulnerable
        (weeks,) shares of pupils in emergency care while it is closed.
    policy
        (weeks,) weeks at which schools decide.
    tests
        (weeks,) test weeks.
    phases
        The closures behind these weeks.
    half_groups
        (weeks,) teaching weeks in which part of a class is in school and part at home.
    weeks_open
        (weeks,) teaching weeks since schools were last wholly closed, 0 in the first; -1 before that.
    region
        The region whose holidays these are, where the country has several.
    beside
        Other regions whose schools are there: a week in which these have lessons has lessons.
    official
        Whether holidays are those of the region in years too for which the country keeps one calendar.
    lived_through
        School years whose closures teachers have come through before the first week.
    """

    monday: NDArray[np.datetime64]
    school_year: NDArray[np.int64]
    year_labels: tuple[str, ...]
    teaching: NDArray[np.bool_]
    in_school: NDArray[np.float64]
    remote: NDArray[np.float64]
    closed: NDArray[np.bool_]
    vital: NDArray[np.float64]
    vulnerable: NDArray[np.float64]
    policy: NDArray[np.bool_]
    tests: NDArray[np.bool_]
    phases: tuple[Phase, ...] = ()
    half_groups: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    weeks_open: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    region: str | None = None
    beside: tuple[str, ...] = ()
    official: bool = False
    lived_through: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.monday)

    @property
    def first_day(self) -> date:
        """Monday of the first week."""
        return _day(self.monday[0])

    @property
    def last_day(self) -> date:
        """Sunday of the last week."""
        return _day(self.monday[-1]) + timedelta(days=6)

    def without_closures(self) -> Calendar:
        """Give the twin's calendar: the same school years had no school ever closed."""
        regions = (self.region, *self.beside) if self.region else ()
        alone = make_calendar(self.year_labels, (), regions=regions, official=self.official)
        return replace(alone, lived_through=self.lived_through)

    @property
    def differs(self) -> bool:
        """Whether some pupils have other weeks than others, by where they live, their level or their half."""
        return bool(self.beside) or any(phase.differs for phase in self.phases)

    def narrowed(
        self, phases: Sequence[Phase], half: int | None = None, region: str | None = None
    ) -> Calendar:
        """Give the weeks of the same school years under some of the closures, for one half of the pupils.

        Holidays are those of one region: by default that in which most of the pupils are.
        """
        regions = [one for one in (region or self.region,) if one]
        made = make_calendar(self.year_labels, phases, half, regions=regions, official=self.official)
        return replace(made, lived_through=self.lived_through)

    def closures(self, sector: str | None = None) -> list[tuple[date, date, str]]:
        """Give first day, last day and kind of every closure of a sector, in order of time.

        That whose pupils learn in the model is taken where none is named.
        """
        return [(phase.start, phase.end, phase.kind) for phase in self.phases_of(sector)]

    def phases_of(self, sector: str | None = None) -> list[Phase]:
        """Give every closure of a sector as `closures` does, with for whom it is."""
        sector = sector or load_system().learning_sector
        own = [phase for phase in self.phases if sector in phase.sectors]
        return sorted(own, key=lambda phase: (phase.start, phase.end, phase.kind))

    def weeks_of(
        self, weeks: Span, moment: str = "school", beside: Calendar | None = None
    ) -> NDArray[np.bool_]:
        """Tell in which weeks a programme runs.

        Parameters
        ----------
        weeks
            First and last day and ``while``, as in a scenario file. A week counts when its Monday to Friday
            touches the span.
        moment
            ``holiday`` gives weeks without lessons; anything else gives teaching weeks.
        beside
            The weeks of all: their closures say when a programme begins where the own schools never close.

        Returns
        -------
        (weeks,) bool
        """
        running = ~self.teaching if moment == "holiday" else self.teaching.copy()
        if weeks.start is not None:
            running &= self.monday + np.timedelta64(SCHOOL_DAYS - 1, "D") >= np.datetime64(weeks.start, "D")
        if weeks.end is not None:
            running &= self.monday <= np.datetime64(weeks.end, "D")
        if weeks.while_ in ("closed", "open"):
            running &= self.closed if weeks.while_ == "closed" else ~self.closed
        elif weeks.while_ != "any":
            of = self if beside is None or self.closed.any() else beside
            running[: of._first_week(after=weeks.while_ == "after-closure")] = False
        return running

    def _first_week(self, after: bool) -> int:
        """Find the first closed week, or the first after it with lessons in school as ever; 0 for neither."""
        shut = np.flatnonzero(self.closed)
        if shut.size == 0:
            return 0
        first = int(shut[0])
        if not after:
            return first
        again = np.flatnonzero(self.teaching & ~self.closed)
        again = again[again > first]
        return int(again[0]) if again.size else len(self)


def make_calendar(
    school_years: Sequence[str],
    closures: Closures = "actual",
    half: int | None = None,
    *,
    regions: Sequence[str] = (),
    official: bool = False,
) -> Calendar:
    """Make the weeks of some school years.

    Parameters
    ----------
    school_years
        Their labels, in order of time.
    closures
        Those that were, or others; those outside of the years are left out. Each is taken to be for
        everybody: `simkansen.schooling.timetables` tells whom it is for.
    half
        Which half of the pupils is meant where halves take turns by weeks; None gives the mean of both.
    regions
        Those whose holidays are taken: a week has lessons that has them in one. Test weeks are those of the
        first; by default that is the first of the country.
    official
        Take them in years too for which the country keeps one calendar.

    Returns
    -------
    Calendar
        The same Mondays for every region; weeks in which only others have lessons are without.

    Raises
    ------
    KeyError
        If a school year or the region is not in the calendar of the country.
    """
    each = [
        [find_year(label, region, official=official) for label in school_years]
        for region in (regions or (None,))
    ]
    years = each[0]
    monday, school_year = _mondays(years)
    teaching = np.logical_or.reduce([_taught(monday, those) for those in each])
    phases = _within(monday, actual_phases(shipped_calendar()) if closures == "actual" else closures)
    in_school, remote = shares(monday, teaching, phases, half)
    own = [phase for phase in phases if load_system().learning_sector in phase.sectors]
    # A school of which one half of the pupils is in school each week is open, and closed for a part.
    of_both = in_school if half is None else shares(monday, teaching, phases)[0]
    there = of_both[:, load_system().learning_column]
    closed = teaching & (there < 1.0)
    vital, vulnerable = in_care(monday, teaching, own)
    return Calendar(
        monday=monday, school_year=school_year, year_labels=tuple(school_years), teaching=teaching,
        in_school=in_school, remote=remote, closed=closed, vital=vital, vulnerable=vulnerable,
        policy=policy_weeks(monday, school_year, teaching, own),
        tests=_test_weeks(monday, school_year, teaching & ~closed, years), phases=phases,
        half_groups=half_group_weeks(monday, teaching, own),
        weeks_open=weeks_open(teaching, there == 0.0), region=next(iter(regions), None),
        beside=tuple(regions[1:]), official=official,
    )  # fmt: skip


def has_one_calendar(label: str) -> bool:
    """Tell whether the country keeps one calendar for all its regions in a school year."""
    return any(year.label == label for year in shipped_calendar().school_years)


def find_year(label: str, region: str | None = None, *, official: bool = False) -> SchoolYear:
    """Find a school year as one region has it, by default the first of the country.

    Raises
    ------
    KeyError
        If the school year or the region is not in the calendar of the country.
    """
    if (has_one_calendar(label) and not official) or not holiday_regions():
        return shipped_calendar().year(label)
    return official_year(label, region or holiday_regions()[0])


def school_years() -> list[str]:
    """Give the labels of the school years that a scenario can have, in order of time."""
    return known_years()


def usual_school_years() -> tuple[str, ...]:
    """Give the labels of the school years of a scenario that names none."""
    return tuple(shipped_calendar().usual_school_years)


def year_span(labels: Sequence[str], *, official: bool = False) -> tuple[date, date]:
    """Give the first Monday and the last Sunday of known school years."""
    first, last = (find_year(labels[place], official=official) for place in (0, -1))
    return first.first_monday, last.last_monday + timedelta(days=6)


def _day(value: np.datetime64) -> date:
    day: date = value.astype("datetime64[D]").item()
    return day


def _mondays(years: Sequence[SchoolYear]) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
    """List the Mondays from the first to the last school year, and the school year of each."""
    first = np.datetime64(years[0].first_monday, "D")
    last = np.datetime64(years[-1].last_monday, "D")
    monday = np.arange(first, last + np.timedelta64(1, "D"), np.timedelta64(7, "D"))
    starts = np.array([year.first_monday for year in years], dtype="datetime64[D]")
    index = np.searchsorted(starts, monday, side="right") - 1
    return monday, index.astype(np.int64)


def _taught(monday: NDArray[np.datetime64], years: Sequence[SchoolYear]) -> NDArray[np.bool_]:
    taught = np.zeros(len(monday), dtype=np.bool_)
    for year in years:
        inside = monday >= np.datetime64(year.first_monday, "D")
        taught |= inside & (monday <= np.datetime64(year.last_monday, "D"))
    holidays = np.array([day for year in years for day in year.holidays], dtype="datetime64[D]")
    return taught & ~np.isin(monday, holidays)


def _within(monday: NDArray[np.datetime64], phases: Sequence[Phase]) -> tuple[Phase, ...]:
    first, last = _day(monday[0]), _day(monday[-1]) + timedelta(days=6)
    return tuple(phase for phase in phases if phase.start <= last and phase.end >= first)


def _test_weeks(
    monday: NDArray[np.datetime64], school_year: NDArray[np.int64], usable: NDArray[np.bool_],
    years: Sequence[SchoolYear],
) -> NDArray[np.bool_]:  # fmt: skip
    """Take each test in its own week, or in the first open week of that school year after it."""
    tests = np.zeros(len(monday), dtype=np.bool_)
    for index, year in enumerate(years):
        for day in year.tests:
            later = (monday >= np.datetime64(day, "D")) & usable & (school_year == index)
            tests[np.flatnonzero(later)[:1]] = True
    return tests
