"""From what a scenario file says of its calendar to the weeks of the school system."""

from __future__ import annotations

from simkansen.scenario.schema.closures import Closure, EmergencyCare
from simkansen.scenario.schema.scenario import CalendarSpec
from simkansen.schooling.calendar import (
    Calendar,
    make_calendar,
    school_years,
    year_span,
)
from simkansen.schooling.calendar_file import shipped_calendar
from simkansen.schooling.closures import SCHOOL_DAYS, Care, Phase

__all__ = [
    "SCHOOL_DAYS", "Calendar", "Phase", "build_calendar", "care_of", "school_years",
    "year_span",
]  # fmt: skip


def build_calendar(spec: CalendarSpec | None = None) -> Calendar:
    """Build the weeks of a scenario.

    Raises
    ------
    KeyError
        If a school year is not in the calendar of the country.
    """
    spec = spec or CalendarSpec()
    if spec.closures == "actual":
        return make_calendar(spec.school_years)
    return make_calendar(spec.school_years, () if spec.closures == "none" else _phases(spec.closures))


def _phases(closures: tuple[Closure, ...]) -> list[Phase]:
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
