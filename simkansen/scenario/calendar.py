"""From what a scenario file says of its calendar to the weeks of the school system."""

from __future__ import annotations

from dataclasses import replace

from simkansen.scenario.schema.closures import Closure, EmergencyCare
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec
from simkansen.scenario.schools import read_file
from simkansen.schooling.calendar import (
    Calendar,
    has_one_calendar,
    make_calendar,
    school_years,
    year_span,
)
from simkansen.schooling.calendar_file import shipped_calendar
from simkansen.schooling.closures import SCHOOL_DAYS, Care, Phase
from simkansen.schooling.holidays import regions_by_pupils
from simkansen.schooling.places import places

__all__ = [
    "SCHOOL_DAYS", "Calendar", "Phase", "build_calendar", "care_of", "regions_for", "school_years",
    "year_span",
]  # fmt: skip


def build_calendar(spec: CalendarSpec | None = None, schools: PopulationSpec | None = None) -> Calendar:
    """Build the weeks of a scenario.

    Parameters
    ----------
    spec
        Its school years, closures and holidays; the usual ones by default.
    schools
        Its schools, whose regions have these holidays; all of the country by default.

    Raises
    ------
    KeyError
        If a school year is not in the calendar of the country.
    """
    spec = spec or CalendarSpec()
    closures = spec.closures if spec.closures == "actual" else _phases(spec.closures)
    regions = regions_for(spec, schools)
    made = make_calendar(spec.school_years, closures, regions=regions, official=spec.official)
    lived = shipped_calendar().experience(spec.first_year, spec.remote_experience)
    return replace(made, lived_through=tuple(lived.school_years))


def regions_for(spec: CalendarSpec, schools: PopulationSpec | None) -> tuple[str, ...]:
    """Give the regions whose holidays the schools of a scenario have, or none where all have the same.

    Parameters
    ----------
    spec
        Its calendar.
    schools
        Its schools; all of the country by default. The region in which most of their pupils are stands first.
    """
    if not any(spec.official or not has_one_calendar(label) for label in spec.school_years):
        return ()  # also where the country has no regions: then no year is without one calendar
    if schools is not None and schools.schools is not None:
        rows = read_file(schools.schools.files, spec.first_year).schools
        return regions_by_pupils((row.municipality, row.pupils) for row in rows)
    kept = schools.chosen_places(spec.first_year) if schools else places(spec.first_year)
    return regions_by_pupils((place.name, place.pupils) for place in kept)


def _phases(closures: tuple[Closure, ...] | str) -> list[Phase]:
    if isinstance(closures, str):
        return []
    return [
        Phase(one.start, one.end, one.kind, one.sectors, *_shares_of(one),
              Care(care_of(one).vital, care_of(one).vulnerable), one.scope, one.rota or "days")
        for one in closures
    ]  # fmt: skip


def _shares_of(closure: Closure) -> tuple[float, float]:
    """Give the shares of a week in school and at a distance: those asked for, or those of the kind."""
    usual = shipped_calendar().kinds[closure.kind]
    if closure.in_school is None:
        return usual.in_school, usual.remote
    return closure.in_school, 1.0 - closure.in_school


def turns_of(closure: Closure) -> dict[str, object]:
    """Give how half groups take turns and the share of each pupil in school: asked for, or the usual ones."""
    if closure.kind == "closed":
        return {}
    return {"rota": closure.rota or "days", "in_school": _shares_of(closure)[0]}


def care_of(closure: Closure) -> EmergencyCare:
    """Give the shares in emergency care of a closure that a scenario makes up: its own, or the usual ones."""
    if closure.emergency_care is not None:
        return closure.emergency_care
    if closure.kind != "closed":
        return EmergencyCare()
    shipped = shipped_calendar()
    usual = shipped.emergency_care[shipped.default_emergency_care]
    return EmergencyCare(vital=usual.vital, vulnerable=usual.vulnerable)
