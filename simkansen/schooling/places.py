"""The places of a country: regions and municipalities, their names, their schools and pupils."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from simkansen.evidence.files import read_kept_mapping
from simkansen.schooling.figures import read_figures
from simkansen.schooling.system import COUNTRY

REGIONS_FILE = "regions.yaml"


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the country, with its place in a map of equal tiles.

    Attributes
    ----------
    name, code
        Its name as in the tables of figures, and its short code.
    row, column
        Its tile, counted from the north-west.
    short
        Abbreviations, in plain letters.
    """

    name: str
    code: str
    row: int
    column: int
    short: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One municipality of the table of figures: its schools and pupils."""

    name: str
    province: str
    schools: int
    pupils: int


@cache
def _said() -> dict[str, Any]:
    return read_kept_mapping(COUNTRY / REGIONS_FILE)


@cache
def regions() -> tuple[Region, ...]:
    """Read the parts of the country, in the order of its file."""
    return tuple(_region(**one) for one in _said()["provinces"])


def _region(name: str, code: str, tile: tuple[int, int], short: list[str]) -> Region:
    row, column = tile
    return Region(name, code, row, column, tuple(short))


def short_names() -> dict[str, str]:
    """Give the names of regions by their abbreviations."""
    return {short: region.name for region in regions() for short in region.short}


def everyday_names() -> Mapping[str, str]:
    """Give official names by those that people use; read-only."""
    return MappingProxyType(_said()["everyday"])


def kinds_of_place() -> tuple[str, ...]:
    """Give words that say what kind of place a name is, in plain letters."""
    return tuple(_said()["kinds"])


def table_name(about: str) -> str:
    """Give the name of a table of figures by what it is about."""
    name: str = _said()["tables"][about]
    return name


def place_table(about: str) -> tuple[dict[str, str], ...]:
    """Read a table of figures by what it is about.

    Parameters
    ----------
    about
        ``municipalities``, ``school_quantiles`` or ``other_names``.

    Returns
    -------
    tuple of dict
        Rows as text by column name; not to be changed.
    """
    return read_figures(table_name(about))


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
