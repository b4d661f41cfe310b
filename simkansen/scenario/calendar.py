"""The weeks of a scenario: taught or not, closed or not, when schools decide, when tests are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen.scenario.schema import CalendarSpec, Closure, EmergencyCare
from simkansen.scenario.words import LEARNING_SECTOR, SECTORS, Sector
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.scenario.programme import Moment, Weeks

DECIDE_EVERY = 4
"""Schools look again at who needs what every so many teaching weeks (assumed)."""

SCHOOL_DAYS = int(load_system().week.school_days)


@dataclass(frozen=True, slots=True)
class Phase:
    """A span of days in which schools of some sectors are closed, or open for a part.

    ``in_school`` and ``remote`` are shares of a full school day; ``care`` holds shares of all pupils.
    """

    start: date
    end: date
    kind: str
    sectors: tuple[Sector, ...]
    in_school: float
    remote: float
    care: EmergencyCare


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
        (weeks,) teaching weeks in which po is closed or in half groups for at least a day.
    vital, vulnerable
        (weeks,) shares of pupils in emergency care while po is closed.
    policy
        (weeks,) weeks at which schools decide.
    tests
        (weeks,) test weeks.
    phases
        The closures behind these weeks.
    half_groups
        (weeks,) teaching weeks in which part of a po class is in school and part at home.
    weeks_open
        (weeks,) teaching weeks since po was last wholly closed, 0 in the first; -1 when it never was.
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
        return build_calendar(CalendarSpec(closures="none", school_years=self.year_labels))

    def closures(self, sector: Sector = LEARNING_SECTOR) -> list[tuple[date, date, str]]:
        """Give first day, last day and kind of every closure of a sector, in order of time."""
        return sorted((p.start, p.end, p.kind) for p in self.phases if sector in p.sectors)

    def weeks_of(self, weeks: Weeks, moment: Moment = "school") -> NDArray[np.bool_]:
        """Tell in which weeks a programme runs.

        Parameters
        ----------
        weeks
            First and last day and ``while``, as in a scenario file. A week counts when its Monday to Friday
            touches the span.
        moment
            ``holiday`` gives weeks without lessons; anything else gives teaching weeks.

        Returns
        -------
        (weeks,) bool
        """
        running = ~self.teaching if moment == "holiday" else self.teaching.copy()
        if weeks.start is not None:
            running &= self.monday + np.timedelta64(4, "D") >= np.datetime64(weeks.start, "D")
        if weeks.end is not None:
            running &= self.monday <= np.datetime64(weeks.end, "D")
        if weeks.while_ in ("closed", "open"):
            running &= self.closed if weeks.while_ == "closed" else ~self.closed
        elif weeks.while_ != "any":
            running[: self._first_week(after=weeks.while_ == "after-closure")] = False
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


def build_calendar(spec: CalendarSpec | None = None) -> Calendar:
    """Build the weeks of a scenario from the shipped calendar of the Netherlands.

    Raises
    ------
    KeyError
        If a school year is not in the shipped calendar.
    """
    spec = spec or CalendarSpec()
    shipped = shipped_calendar()
    known = {year["label"]: year for year in shipped["school_years"]}
    years = [known[label] for label in spec.school_years]
    monday, school_year = _weeks(years)
    teaching = _taught(monday, years)
    phases = _phases(spec, shipped, monday)
    in_school, remote = _shares(monday, teaching, phases)
    own = [phase for phase in phases if LEARNING_SECTOR in phase.sectors]
    there = in_school[:, SECTORS.index(LEARNING_SECTOR)]
    closed = teaching & (there < 1.0)
    vital, vulnerable = _care(monday, teaching, own)
    return Calendar(
        monday=monday, school_year=school_year, year_labels=tuple(spec.school_years), teaching=teaching,
        in_school=in_school, remote=remote, closed=closed, vital=vital, vulnerable=vulnerable,
        policy=_policy_weeks(monday, school_year, teaching, own),
        tests=_test_weeks(monday, school_year, teaching & ~closed, years), phases=phases,
        half_groups=_half_group_weeks(monday, teaching, own),
        weeks_open=_weeks_open(teaching, there == 0.0),
    )  # fmt: skip


@cache
def shipped_calendar() -> dict[str, Any]:
    """Read the shipped calendar of the Netherlands; dates become :class:`datetime.date`."""
    from ruamel.yaml import YAML

    text = files("simkansen").joinpath("data/calendars/netherlands.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return loaded


def school_years() -> list[str]:
    """Give the labels of the school years the shipped calendar knows, in order of time."""
    return [year["label"] for year in shipped_calendar()["school_years"]]


def year_span(labels: Sequence[str]) -> tuple[date, date]:
    """Give the first Monday and the last Sunday of known school years."""
    known = {year["label"]: year for year in shipped_calendar()["school_years"]}
    return known[labels[0]]["first_monday"], known[labels[-1]]["last_monday"] + timedelta(days=6)


def _day(value: np.datetime64) -> date:
    day: date = value.astype("datetime64[D]").item()
    return day


def _weeks(years: Sequence[dict[str, Any]]) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
    """List the Mondays from the first to the last school year, and the school year of each."""
    first = np.datetime64(years[0]["first_monday"], "D")
    last = np.datetime64(years[-1]["last_monday"], "D")
    monday = np.arange(first, last + np.timedelta64(1, "D"), np.timedelta64(7, "D"))
    starts = np.array([year["first_monday"] for year in years], dtype="datetime64[D]")
    index = np.searchsorted(starts, monday, side="right") - 1
    return monday, index.astype(np.int64)


def _taught(monday: NDArray[np.datetime64], years: Sequence[dict[str, Any]]) -> NDArray[np.bool_]:
    taught = np.zeros(len(monday), dtype=np.bool_)
    for year in years:
        inside = monday >= np.datetime64(year["first_monday"], "D")
        taught |= inside & (monday <= np.datetime64(year["last_monday"], "D"))
    holidays = np.array([day for year in years for day in year["holidays"]], dtype="datetime64[D]")
    return taught & ~np.isin(monday, holidays)


def _phases(spec: CalendarSpec, shipped: dict[str, Any], monday: NDArray[np.datetime64]) -> tuple[Phase, ...]:
    if spec.closures == "none":
        return ()
    care = {name: EmergencyCare(vital=item["vital"], vulnerable=item["vulnerable"])
            for name, item in shipped["emergency_care"].items()}  # fmt: skip
    if spec.closures == "actual":
        phases = [
            Phase(item["from"], item["to"], item["kind"], tuple(item["sectors"]), float(item["in_school"]),
                  float(item["remote"]), care.get(item.get("emergency_care", ""), EmergencyCare()))
            for item in shipped["closures"]
        ]  # fmt: skip
    else:
        kinds = shipped["kinds"]
        phases = [
            Phase(item.start, item.end, item.kind, item.sectors, float(kinds[item.kind]["in_school"]),
                  float(kinds[item.kind]["remote"]), care_of(item))
            for item in spec.closures
        ]  # fmt: skip
    first, last = _day(monday[0]), _day(monday[-1]) + timedelta(days=6)
    return tuple(phase for phase in phases if phase.start <= last and phase.end >= first)


def care_of(closure: Closure) -> EmergencyCare:
    """Give the shares in emergency care of a closure that a scenario makes up: its own, or the usual ones."""
    if closure.emergency_care is not None:
        return closure.emergency_care
    if closure.kind != "closed":
        return EmergencyCare()
    shipped = shipped_calendar()
    usual = shipped["emergency_care"][shipped["default_emergency_care"]]
    return EmergencyCare(vital=usual["vital"], vulnerable=usual["vulnerable"])


def _days_in(monday: NDArray[np.datetime64], phase: Phase) -> NDArray[np.float64]:
    """Count the school days (Monday to Friday) of each week that fall in a phase."""
    start, end = np.datetime64(phase.start, "D"), np.datetime64(phase.end, "D")
    first = np.maximum(monday, start)
    last = np.minimum(monday + np.timedelta64(SCHOOL_DAYS - 1, "D"), end)
    days = (last - first) / np.timedelta64(1, "D") + 1.0
    return np.clip(days, 0.0, SCHOOL_DAYS)


def _shares(
    monday: NDArray[np.datetime64], teaching: NDArray[np.bool_], phases: Sequence[Phase]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count school days in school and remote; where phases overlap the first counts."""
    in_school = np.zeros((len(monday), len(SECTORS)))
    remote = np.zeros_like(in_school)
    for column, sector in enumerate(SECTORS):
        left = np.full(len(monday), float(SCHOOL_DAYS))
        for phase in (phase for phase in phases if sector in phase.sectors):
            days = np.minimum(_days_in(monday, phase), left)
            in_school[:, column] += days * phase.in_school
            remote[:, column] += days * phase.remote
            left -= days
        in_school[:, column] += left
    taught = teaching[:, None] / SCHOOL_DAYS
    return in_school * taught, remote * taught


def _care(
    monday: NDArray[np.datetime64], teaching: NDArray[np.bool_], phases: Sequence[Phase]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    vital, vulnerable = np.zeros(len(monday)), np.zeros(len(monday))
    for phase in phases:
        inside = teaching & (_days_in(monday, phase) > 0)
        vital[inside] = np.maximum(vital[inside], phase.care.vital)
        vulnerable[inside] = np.maximum(vulnerable[inside], phase.care.vulnerable)
    return vital, vulnerable


def _policy_weeks(
    monday: NDArray[np.datetime64],
    school_year: NDArray[np.int64],
    teaching: NDArray[np.bool_],
    phases: Sequence[Phase],
) -> NDArray[np.bool_]:
    """Mark every fourth teaching week of a school year, and the first of each closure."""
    policy = np.zeros(len(monday), dtype=np.bool_)
    for year in np.unique(school_year):
        policy[np.flatnonzero(teaching & (school_year == year))[::DECIDE_EVERY]] = True
    for phase in phases:
        inside = np.flatnonzero(teaching & (_days_in(monday, phase) > 0))
        policy[inside[:1]] = True
    return policy


def _half_group_weeks(
    monday: NDArray[np.datetime64], teaching: NDArray[np.bool_], phases: Sequence[Phase]
) -> NDArray[np.bool_]:
    halved = np.zeros(len(monday), dtype=np.bool_)
    for phase in phases:
        if phase.in_school > 0.0 and phase.remote > 0.0:
            halved |= teaching & (_days_in(monday, phase) > 0)
    return halved


def _weeks_open(teaching: NDArray[np.bool_], shut: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count teaching weeks since the last one in which no school was open, from 0; -1 before any."""
    found = np.full(teaching.size, -1, dtype=np.int64)
    since = -1
    for week in range(teaching.size):
        if teaching[week]:
            since = 0 if shut[week] else since
            found[week] = since
            since += int(since >= 0 and not shut[week])
    return found


def _test_weeks(
    monday: NDArray[np.datetime64], school_year: NDArray[np.int64], usable: NDArray[np.bool_],
    years: Sequence[dict[str, Any]],
) -> NDArray[np.bool_]:  # fmt: skip
    """Take each test in its own week, or in the first open week of that school year after it."""
    tests = np.zeros(len(monday), dtype=np.bool_)
    for index, year in enumerate(years):
        for day in year["tests"]:
            later = (monday >= np.datetime64(day, "D")) & usable & (school_year == index)
            tests[np.flatnonzero(later)[:1]] = True
    return tests
