"""What a country's file of the calendar says: school years, kinds of closures, closures as they were."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Annotated

from pydantic import Field, PositiveInt, model_validator

from simkansen.evidence.files import COUNTRY
from simkansen.schooling.located import Part, read_part
from simkansen.schooling.system import Fact, load_system

CALENDAR_FILE = "calendar.yaml"

YearLabel = Annotated[str, Field(pattern=r"^[0-9]{4}/[0-9]{2}$")]
"""A school year, such as 2026/27."""

MonthDay = Annotated[str, Field(pattern=r"^[0-9]{2}-[0-9]{2}$")]
"""A day of every year, such as 04-27."""


def start_of(label: str) -> int:
    """Give the year in which a school year begins."""
    return int(label.partition("/")[0])


def label_of(start: int) -> str:
    """Give the label of the school year that begins in a year."""
    return f"{start}/{(start + 1) % 100:02d}"


def nearest_monday(day: date) -> date:
    """Give the Monday that is nearest to a day."""
    return day + timedelta(days=3 - (day.weekday() + 3) % 7)


class SchoolYear(Part):
    """A school year: its first and last Monday with lessons, Mondays of weeks without, and of test weeks."""

    label: str
    first_monday: date
    last_monday: date
    holidays: list[date]
    tests: list[date]

    @model_validator(mode="after")
    def _on_mondays(self) -> SchoolYear:
        for day in (self.first_monday, self.last_monday, *self.holidays, *self.tests):
            if day.weekday():
                raise ValueError(f"{day} is no Monday")
            if not self.first_monday <= day <= self.last_monday:
                raise ValueError(f"{day} lies outside of the year")
        return self


class OpenShare(Part):
    """What a kind of closure leaves: shares of a full school week in school and at a distance."""

    in_school: float = Field(ge=0.0, le=1.0)
    remote: float = Field(ge=0.0, le=1.0)


class CareShare(Part):
    """Shares of all pupils in emergency care: for their parents' work, and as vulnerable pupils."""

    vital: float = Field(ge=0.0, le=1.0)
    vulnerable: float = Field(ge=0.0, le=1.0)
    sources: list[str]


class ActualClosure(OpenShare):
    """A closure as it was."""

    start: date = Field(alias="from")
    end: date = Field(alias="to")
    kind: str
    sectors: list[str] = Field(min_length=1)
    emergency_care: str | None = None
    sources: list[str] = Field(min_length=1)
    assumed: str | None = None

    @model_validator(mode="after")
    def _of_known_sectors(self) -> ActualClosure:
        if self.start > self.end:
            raise ValueError(f"from {self.start} is after to {self.end}")
        if unknown := sorted(set(self.sectors) - set(load_system().sector_names)):
            raise ValueError(f"'{unknown[0]}' is none of the sectors")
        return self


class AddedHoliday(Part):
    """Weeks without lessons that no table announces: so many from the Monday nearest to a day."""

    near: MonthDay
    weeks: PositiveInt
    assumed: str


class HolidayRules(Part):
    """Where holidays by region stand, and what is taken where none is announced.

    Attributes
    ----------
    table, places
        Tables of the country: holidays by school year and region, and the region of each municipality.
    regions
        The regions; of as many pupils the first counts.
    first_year, last_year
        The school years that a scenario can have.
    turn
        Years after which holidays fall as they did.
    added
        Weeks without lessons beside the announced ones.
    tests
        Tests are taken in the weeks nearest to these days.
    """

    table: str
    places: str
    regions: list[str] = Field(min_length=1)
    first_year: YearLabel
    last_year: YearLabel
    turn: Fact
    added: list[AddedHoliday] = Field(default_factory=list)
    tests: list[MonthDay]
    assumed: str | None = None


class RemoteExperience(Part):
    """A word for what schools have learned of teaching at a distance, and through which school years.

    Attributes
    ----------
    word
        As a scenario writes it.
    since
        The school year from which on it is the usual one.
    school_years
        Those whose closures teachers have come through.
    assumed
        What is taken for granted.
    """

    word: str = Field(pattern=r"^[a-z0-9-]+$")
    since: YearLabel
    school_years: list[YearLabel]
    assumed: str | None = None


class CalendarFile(Part):
    """The calendar of a country; without rules of holidays there are no years but those that it lists."""

    country: str
    usual_school_years: list[str] = Field(min_length=1)
    school_years: list[SchoolYear] = Field(min_length=1)
    sources: list[str]
    assumed: str | None = None
    holidays: HolidayRules | None = None
    remote_experience: list[RemoteExperience] = Field(min_length=1)
    kinds: dict[str, OpenShare]
    emergency_care: dict[str, CareShare]
    default_emergency_care: str
    closures: list[ActualClosure]

    @model_validator(mode="after")
    def _names_what_is_there(self) -> CalendarFile:
        known = [year.label for year in self.school_years]
        if unknown := sorted(set(self.usual_school_years) - set(known)):
            raise ValueError(f"usual_school_years: '{unknown[0]}' is none of the school years")
        lived = {label for one in self.remote_experience for label in one.school_years}
        if unknown := sorted(lived - set(known)):
            raise ValueError(f"remote_experience: '{unknown[0]}' is none of the school years")
        asked = {one.emergency_care for one in self.closures if one.emergency_care}
        if unknown := sorted((asked | {self.default_emergency_care}) - self.emergency_care.keys()):
            raise ValueError(f"'{unknown[0]}' is no emergency_care")
        if unknown := sorted({one.kind for one in self.closures} - self.kinds.keys()):
            raise ValueError(f"'{unknown[0]}' is none of the kinds")
        return self

    def year(self, label: str) -> SchoolYear:
        """Give a school year by its label.

        Raises
        ------
        KeyError
            If there is no such year.
        """
        return {year.label: year for year in self.school_years}[label]

    def experience(self, first_year: str, word: str | None = None) -> RemoteExperience:
        """Give what schools have learned before a school year begins: what a word says, or the usual.

        Raises
        ------
        KeyError
            If there is no such word.
        """
        if word is not None:
            return {one.word: one for one in self.remote_experience}[word]
        begun = [one for one in self.remote_experience if start_of(one.since) <= start_of(first_year)]
        return begun[-1] if begun else self.remote_experience[0]


@cache
def shipped_calendar() -> CalendarFile:
    """Read the calendar of the country.

    Raises
    ------
    EvidenceError
        If the file says something that cannot be right; all problems at once, with line and column.
    """
    return read_part(COUNTRY / CALENDAR_FILE, CalendarFile)
