"""Writing down the town's tables, column by column, and its calendars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from simkansen.behaviour.sums import weighed
from simkansen.behaviour.town import Town
from simkansen.identity.figures import Figures, Key
from simkansen.scenario.schema.vocabulary import ATTRIBUTES

if TYPE_CHECKING:
    import numpy as np
    from _typeshed import DataclassInstance
    from numpy.typing import NDArray

    from simkansen.population import Population
    from simkansen.scenario.calendar import Calendar

_NAMED_BY_THE_COUNTRY = ("language_at_home", "parent_language", "older_children")

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
        for name, column in _columns(rows):
            figures.add(Key("population", case, table, name, ""), [weighed(column), float(column.size)])


def _columns(rows: DataclassInstance) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """Give the columns of a table; what files of a country have names of its own for, under these."""
    for one in fields(rows):
        asked = [each for each in ATTRIBUTES.values() if each.column == one.name in _NAMED_BY_THE_COUNTRY]
        yield from ((each.name, each.values_in(rows)) for each in asked)
        if not asked:
            yield one.name, getattr(rows, one.name)


def _record_calendar(figures: Figures, case: str, calendar: Calendar) -> None:
    for one in fields(calendar):
        values = getattr(calendar, one.name)
        if hasattr(values, "dtype"):
            column = values.astype("int64") if values.dtype.kind == "M" else values
            figures.add(Key("population", case, "calendar", one.name, ""), [weighed(column)])
