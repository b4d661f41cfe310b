"""What a country's file of the calendar says: school years, kinds of closures, closures as they were."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import Field, model_validator

from simkansen.evidence.files import COUNTRY
from simkansen.schooling.located import Part, read_part
from simkansen.schooling.system import load_system

CALENDAR_FILE = "calendar.yaml"


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


class CalendarFile(Part):
    """The calendar of a country."""

    country: str
    usual_school_years: list[str] = Field(min_length=1)
    school_years: list[SchoolYear] = Field(min_length=1)
    sources: list[str]
    assumed: str | None = None
    kinds: dict[str, OpenShare]
    emergency_care: dict[str, CareShare]
    default_emergency_care: str
    closures: list[ActualClosure]

    @model_validator(mode="after")
    def _names_what_is_there(self) -> CalendarFile:
        known = [year.label for year in self.school_years]
        if unknown := sorted(set(self.usual_school_years) - set(known)):
            raise ValueError(f"usual_school_years: '{unknown[0]}' is none of the school years")
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


@cache
def shipped_calendar() -> CalendarFile:
    """Read the calendar of the country.

    Raises
    ------
    EvidenceError
        If the file says something that cannot be right; all problems at once, with line and column.
    """
    return read_part(COUNTRY / CALENDAR_FILE, CalendarFile)
