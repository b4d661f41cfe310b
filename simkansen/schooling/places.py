"""The places of a country: regions and municipalities, their names, their schools and pupils."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pydantic import Field, NonNegativeInt, model_validator

from simkansen.evidence.files import COUNTRY
from simkansen.schooling.calendar_file import YearLabel, start_of
from simkansen.schooling.figures import FigureRow, read_figures
from simkansen.schooling.located import Part, read_part

REGIONS_FILE = "regions.yaml"


class Region(Part):
    """A part of the country, with its place in a map of equal tiles.

    Attributes
    ----------
    name, code
        Its name as in the tables of figures, and its short code.
    tile
        Row and column, counted from the north-west.
    short
        Abbreviations, in plain letters.
    """

    name: str
    code: str
    tile: tuple[NonNegativeInt, NonNegativeInt]
    short: tuple[str, ...]

    @property
    def row(self) -> int:
        """Row of its tile."""
        return self.tile[0]

    @property
    def column(self) -> int:
        """Column of its tile."""
        return self.tile[1]


class SchoolTables(Part):
    """Names of the tables about schools of a year.

    Attributes
    ----------
    since
        The school year from which on they are taken.
    year
        The year that they are of.
    municipalities, school_quantiles
        Municipalities with their schools, and quantiles of schools over the country.
    gone
        Municipalities of the first table that are none of this one, and of which they are part now.
    """

    since: YearLabel
    year: int
    municipalities: str
    school_quantiles: str
    gone: str | None = None


class FigureTables(Part):
    """Names of tables of figures; those about schools in order of time.

    A country may have no other names of municipalities than those of today.
    """

    schools: list[SchoolTables] = Field(min_length=1)
    other_names: str | None = None


class RegionsFile(Part):
    """The places of a country."""

    provinces: tuple[Region, ...]
    everyday: dict[str, str]
    kinds: tuple[str, ...]
    tables: FigureTables

    @model_validator(mode="after")
    def _stands_once(self) -> RegionsFile:
        for what in ("name", "code", "tile"):
            found = [getattr(region, what) for region in self.provinces]
            if twice := [one for one in found if found.count(one) > 1]:
                raise ValueError(f"two provinces have the {what} {twice[0]}")
        return self


@dataclass(frozen=True, slots=True)
class MunicipalityCounts:
    """One municipality of the table of figures: its schools and pupils."""

    name: str
    province: str
    schools: int
    pupils: int


@cache
def _said() -> RegionsFile:
    return read_part(COUNTRY / REGIONS_FILE, RegionsFile)


def regions() -> tuple[Region, ...]:
    """Give the parts of the country, in the order of its file."""
    return _said().provinces


def short_names() -> dict[str, str]:
    """Give the names of regions by their abbreviations."""
    return {short: region.name for region in regions() for short in region.short}


def everyday_names() -> Mapping[str, str]:
    """Give official names by those that people use; read-only."""
    return MappingProxyType(_said().everyday)


def kinds_of_place() -> tuple[str, ...]:
    """Give words that say what kind of place a name is, in plain letters."""
    return _said().kinds


def all_school_tables() -> tuple[SchoolTables, ...]:
    """Give the tables about schools of every year there is one of, in order of time."""
    return tuple(_said().tables.schools)


def school_tables(school_year: str | None = None) -> SchoolTables:
    """Give the tables about schools that are taken for a school year; the first where none is named."""
    begun = [
        one for one in all_school_tables() if school_year and start_of(one.since) <= start_of(school_year)
    ]
    return begun[-1] if begun else all_school_tables()[0]


def table_name(about: str, school_year: str | None = None) -> str:
    """Give the name of a table of figures by what it is about, for a school year."""
    name: str = getattr(school_tables(school_year), about)
    return name


def table_names(about: str) -> list[str]:
    """Give the names of the tables of all years about something, as `place_table` says it, or ``gone``."""
    said = [getattr(one, about, None) for one in (*all_school_tables(), _said().tables)]
    return [name for name in said if name is not None]


def place_table(about: str, school_year: str | None = None) -> tuple[FigureRow, ...]:
    """Read a table of figures by what it is about.

    Parameters
    ----------
    about
        ``municipalities`` or ``school_quantiles``.
    school_year
        For which it is; the first that there is one of by default.

    Returns
    -------
    tuple of FigureRow
        Rows as text by column name; not to be changed. None where the country has no such table.
    """
    return read_figures(table_name(about, school_year))


def other_name_table() -> tuple[FigureRow, ...]:
    """Read the municipalities that are none of the first table, as `place_table`; a country may have none."""
    tables = _said().tables
    return read_figures(str(tables.other_names)) if tables.other_names else ()


def places(school_year: str | None = None) -> tuple[MunicipalityCounts, ...]:
    """Read every municipality of the table of figures for a school year; of the first by default."""
    return _places(school_tables(school_year).since)


@cache
def _places(since: str) -> tuple[MunicipalityCounts, ...]:
    return tuple(
        MunicipalityCounts(row["municipality"], row["province"], row.whole("schools"), row.whole("pupils"))
        for row in place_table("municipalities", since)
    )


@cache
def every_place() -> tuple[MunicipalityCounts, ...]:
    """Give every municipality of all tables of figures, each once, as the first that has it tells."""
    found: dict[str, MunicipalityCounts] = {}
    for tables in all_school_tables():
        for place in _places(tables.since):
            found.setdefault(place.name, place)
    return tuple(found.values())


@cache
def names_by_number() -> Mapping[int, str]:
    """Give municipalities of all tables by their number, as the first that has it tells; read-only."""
    found: dict[int, str] = {}
    for tables in all_school_tables():
        for row in place_table("municipalities", tables.since):
            if (number := row.get("municipality_code", "")).isdecimal():
                found.setdefault(int(number), row["municipality"])
    return MappingProxyType(found)


def place_names() -> tuple[str, ...]:
    """Give the names of the municipalities of any table, those of the first in front."""
    return tuple(place.name for place in every_place())


def went_into(municipality: str, school_year: str) -> tuple[str, ...]:
    """Give the municipalities of a school year that have the schools of one that went."""
    tables = school_tables(school_year)
    rows = read_figures(str(tables.gone)) if tables.gone else ()
    found = {row["name"]: row[f"of_{tables.year}"] for row in rows}
    return tuple(found[municipality].split("|")) if municipality in found else ()


def largest_disadvantaged_share(school_year: str | None = None) -> float:
    """Give the disadvantaged share of the school that has most of it, in the shipped quantiles."""
    return max(
        row.number("disadvantaged_share", 0, 1) for row in place_table("school_quantiles", school_year)
    )


def provinces() -> list[str]:
    """Give the names of the provinces."""
    return sorted({place.province for place in places()})


def chosen(
    province: tuple[str, ...], municipality: tuple[str, ...], school_year: str | None = None
) -> list[MunicipalityCounts]:
    """Give the municipalities for a school year in which both hold; an empty tuple asks nothing."""
    return [
        place for place in places(school_year)
        if (not province or place.province in province) and (not municipality or place.name in municipality)
    ]  # fmt: skip
