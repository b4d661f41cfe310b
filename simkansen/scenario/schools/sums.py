"""Which rows of a file of schools are sums of others: the last one of all, and those of a municipality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

_ROWS_OF_A_SUM = 4
"""Rows that one holds the sum of, from which on it is no coincidence."""

_SUBTOTALS = 2
"""Municipalities with a sum of fewer rows, from which on it is none either, where most have one."""


@dataclass(slots=True)
class Sums:
    """Lines of rows that hold the sum of others.

    Parameters
    ----------
    of_all
        The last row, where it is the sum of all before it but of the sums among them.
    of_municipality
        Rows that surely are the sum of the others of their municipality.
    perhaps
        Rows that are, of so few others that it may be a coincidence.
    """

    of_all: int | None = None
    of_municipality: set[int] = field(default_factory=set)
    perhaps: set[int] = field(default_factory=set)


def find_sums(
    lines: Sequence[int],
    municipalities: Sequence[str],
    pupils: Sequence[int | None],
    named: Collection[int] = (),
) -> Sums:
    """Find the rows that are sums of others.

    A subtotal stands below the rows that it sums, or in a whole file of subtotals above them.

    Parameters
    ----------
    lines
        Of each row, where it stands in the file.
    municipalities
        Of each row, alike where they are the same.
    pupils
        Of each row (count); None where it cannot be read.
    named
        Lines of rows that are called after their municipality, as a school rarely is and a subtotal often:
        where such a row is the sum of the others there, that is no coincidence.

    Returns
    -------
    Sums
    """
    places = {place for place, line in enumerate(lines) if line in named}
    sure, perhaps = _subtotals(municipalities, pupils, places)
    found = Sums(None, {lines[place] for place in sure}, {lines[place] for place in perhaps})
    others = [number for place, number in enumerate(pupils[:-1]) if place not in sure]
    known = [number for number in others if number is not None]
    if len(known) == len(others) >= _ROWS_OF_A_SUM and pupils[-1] == sum(known):
        found.of_all = lines[-1]
    return found


def _subtotals(
    municipalities: Sequence[str], pupils: Sequence[int | None], named: Collection[int]
) -> tuple[set[int], set[int]]:
    """Find rows that are the sum of the others of their municipality: those that surely are, and perhaps."""
    numbers = {place: number for place, number in enumerate(pupils) if number is not None}
    whole = _whole_groups(municipalities, numbers)
    several = [rows for rows in whole if len(rows) > 2]  # of two, either may be the sum of the other
    summed = {at: rows for rows in several if (at := _sum_among(rows, numbers)) is not None}
    if len(summed) >= _SUBTOTALS and 2 * len(summed) >= len(several):  # the file has them as a rule
        return set(summed) | _alike(whole, numbers), set()
    last = {at for at, rows in summed.items() if at == rows[-1]}
    sure = {at for at in last if len(summed[at]) > _ROWS_OF_A_SUM} | {at for at in summed if at in named}
    return sure, last - sure


def _alike(groups: Sequence[list[int]], numbers: Mapping[int, int]) -> set[int]:
    """Give the second row of each municipality that has two with the same number."""
    pairs = [rows for rows in groups if len(rows) == 2]
    return {second for first, second in pairs if numbers[first] == numbers[second]}


def _whole_groups(municipalities: Sequence[str], numbers: Mapping[int, int]) -> list[list[int]]:
    """Give the rows of each municipality of which every number is known."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(municipalities):
        groups[name].append(place)
    return [rows for name, rows in groups.items() if name and numbers.keys() >= set(rows)]


def _sum_among(rows: Sequence[int], numbers: dict[int, int]) -> int | None:
    """Give the last or the first of some rows, whichever is the sum of the others."""
    total = sum(numbers[place] for place in rows)
    return next((place for place in (rows[-1], rows[0]) if 2 * numbers[place] == total), None)
