"""Writing down the town's tables, column by column, and its calendars."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from simkansen.behaviour.sums import weighed
from simkansen.behaviour.town import Town
from simkansen.identity.figures import Figures, Key

if TYPE_CHECKING:
    from simkansen.population import Population
    from simkansen.scenario.calendar import Calendar

_TABLES = ("schools", "municipalities", "households", "classes", "pupils")


def record_people(figures: Figures, town: Town) -> None:
    """Write down who is made."""
    _record_tables(figures, "sample of the country", town.people)
    _record_tables(figures, "schools from a file", town.own_schools)
    _record_calendar(figures, "closures as they were", town.calendar)
    _record_calendar(figures, "other closures", town.other_calendar)


def _record_tables(figures: Figures, case: str, people: Population) -> None:
    for table in _TABLES:
        rows = getattr(people, table)
        for one in fields(rows):
            column = getattr(rows, one.name)
            figures.add(Key("population", case, table, one.name, ""), [weighed(column), float(column.size)])


def _record_calendar(figures: Figures, case: str, calendar: Calendar) -> None:
    for one in fields(calendar):
        values = getattr(calendar, one.name)
        if hasattr(values, "dtype"):
            column = values.astype("int64") if values.dtype.kind == "M" else values
            figures.add(Key("population", case, "calendar", one.name, ""), [weighed(column)])
