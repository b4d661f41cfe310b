"""The places of a country: regions and municipalities, their names, their schools and pupils."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pydantic import NonNegativeInt, model_validator

from simkansen.evidence.files import COUNTRY
from simkansen.schooling.figures import read_figures
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


class Tables(Part):
    """Names of tables of figures; a country may have no other names of municipalities than those of today."""

    municipalities: str
    school_quantiles: str
    other_names: str | None = None


class RegionsFile(Part):
    """The places of a country."""

    provinces: tuple[Region, ...]
    everyday: dict[str, str]
    kinds: tuple[str, ...]
    tables: Tables

    @model_validator(mode="after")
    def _stands_once(self) -> RegionsFile:
        for what in ("name", "code", "tile"):
            found = [getattr(region, what) for region in self.provinces]
            if twice := [one for one in found if found.count(one) > 1]:
                raise ValueError(f"two provinces have the {what} {twice[0]}")
        return self


@dataclass(frozen=True, slots=True)
class Place:
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


def table_name(about: str) -> str:
    """Give the name of a table of figures by what it is about."""
    return str(getattr(_said().tables, about))


def place_table(about: str) -> tuple[dict[str, str], ...]:
    """Read a table of figures by what it is about.

    Parameters
    ----------
    about
        ``municipalities``, ``school_quantiles`` or ``other_names``.

    Returns
    -------
    tuple of dict
        Rows as text by column name; not to be changed. None where the country has no such table.
    """
    return () if getattr(_said().tables, about) is None else read_figures(table_name(about))


@cache
def places() -> tuple[Place, ...]:
    """Read every municipality of the table of figures."""
    return tuple(
        Place(row["municipality"], row["province"], int(row["schools"]), int(row["pupils"]))
        for row in place_table("municipalities")
    )


@cache
def largest_disadvantaged_share() -> float:
    """Give the disadvantaged share of the school that has most of it, in the shipped quantiles."""
    return max(float(row["disadvantaged_share"]) for row in place_table("school_quantiles"))


def provinces() -> list[str]:
    """Give the names of the provinces."""
    return sorted({place.province for place in places()})


def chosen(province: tuple[str, ...], municipality: tuple[str, ...]) -> list[Place]:
    """Give the municipalities in which both hold; an empty tuple asks nothing."""
    return [
        place for place in places()
        if (not province or place.province in province) and (not municipality or place.name in municipality)
    ]  # fmt: skip
