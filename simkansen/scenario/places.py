"""The municipalities and provinces of the shipped figures, and how many schools and pupils they have."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Place:
    """One municipality on 1 October 2019: its schools and pupils (basisonderwijs)."""

    name: str
    province: str
    schools: int
    pupils: int


@cache
def places() -> tuple[Place, ...]:
    """Read every municipality of the shipped figures."""
    source = files("simkansen").joinpath("data/figures/po_municipalities_2019.csv")
    with source.open(encoding="utf-8") as lines:
        return tuple(
            Place(row["municipality"], row["province"], int(row["schools"]), int(row["pupils"]))
            for row in csv.DictReader(lines)
        )


@cache
def largest_disadvantaged_share() -> float:
    """Give the disadvantaged share of the school that has most of it, in the shipped quantiles."""
    source = files("simkansen").joinpath("data/figures/po_school_quantiles_2019.csv")
    with source.open(encoding="utf-8") as lines:
        return max(float(row["disadvantaged_share"]) for row in csv.DictReader(lines))


def provinces() -> list[str]:
    """Give the names of the provinces."""
    return sorted({place.province for place in places()})


def chosen(province: tuple[str, ...], municipality: tuple[str, ...]) -> list[Place]:
    """Give the municipalities in which both hold; an empty tuple asks nothing."""
    return [
        place for place in places()
        if (not province or place.province in province) and (not municipality or place.name in municipality)
    ]  # fmt: skip
