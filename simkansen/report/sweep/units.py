"""The units of a sweep's measures: how their numbers are written, and what they are called."""

from __future__ import annotations

import math
from typing import NamedTuple

from simkansen.report.words import NBSP, Words
from simkansen.scenario.schema.words import MONEY

_DIGITS = 4
"""Digits of a number that are told at most, those before the decimal mark always."""


class Unit(NamedTuple):
    """How numbers of a unit are told.

    Attributes
    ----------
    name
        What it is called: the end of a text's name, ``sweep.unit.<name>``; empty where the sign of per cents
        says all.
    places
        Decimals, where nothing says how well the number is known.
    finest
        Decimals that are told at most, however well a number is known: a thousandth of a week is no finding.
    percent
        Whether it is a share, which is told in per cents.
    """

    name: str
    places: int
    finest: int
    percent: bool = False


UNITS = {
    "weeks of learning": Unit("weeks", 2, 2),
    "SD": Unit("sd", 3, 3),
    "SD per SD": Unit("sd_per_sd", 3, 3),
    "SD of now": Unit("sd_now", 3, 3),
    "hours": Unit("hours", 0, 1),
    "share": Unit("", 1, 1, percent=True),
    "share of pupils": Unit("share_of_pupils", 1, 1, percent=True),
    "share of a normal year": Unit("share_of_year", 1, 1, percent=True),
    MONEY: Unit("money", 0, 2),
    f"{MONEY} per pupil-week": Unit("money_per_week", 0, 2),
}
"""By the unit that results are kept in."""


_OTHER = Unit("", 3, 3)
"""A unit of a measure of one's own."""


def _told(unit: str) -> Unit:
    """Return how numbers of a unit are told."""
    return UNITS.get(unit, _OTHER)


def called(words: Words, unit: str) -> str:
    """Return what stands behind a number of a unit; an empty text where the number says all."""
    if unit not in UNITS:
        return unit
    name = UNITS[unit].name
    return words(f"sweep.unit.{name}") if name else ""


def on_axis(words: Words, unit: str) -> str:
    """Return what an axis or a column with numbers of a unit is called."""
    return f"% {called(words, unit)}".strip() if _told(unit).percent else called(words, unit)


def written(words: Words, unit: str, value: float, near: float | None = None) -> str:
    """Write a number with the digits that say something.

    Parameters
    ----------
    words
        The language.
    unit
        Its unit.
    value
        The number, as it is kept: a share between 0 and 1.
    near
        How well it is known: as many decimals as that asks for, and no more than four digits in all. A cost
        of thousands of euros has no decimals, however well it is known.
    """
    return _bare(words, unit, value, value, near) + ("%" if _told(unit).percent else "")


def known(words: Words, unit: str, value: float, half: float) -> str:
    """Write a number and how well it is known, ``0.43 ±0.05``, which a line never breaks.

    What rounds to nothing in these digits is left out: then all runs agree on the digits that are shown.
    """
    error = _bare(words, unit, half, value, half)
    if not error.strip("0.,"):
        return written(words, unit, value, half)
    sign = "%" if _told(unit).percent else ""
    return f"{_bare(words, unit, value, value, half)}{NBSP}±{error}{sign}"


def error(words: Words, unit: str, value: float, half: float) -> str:
    """Write how well a number is known, as `known` does; an empty text for what rounds to nothing."""
    text = _bare(words, unit, half, value, half)
    return text + ("%" if _told(unit).percent else "") if text.strip("0.,") else ""


def as_asked(words: Words, unit: str, value: float) -> str:
    """Write a number that a file says, as short as it says it, with its unit."""
    share = _told(unit).percent
    text = words.as_written(value) if share else words.short_number(value)
    return f"{text} {called(words, unit)}".strip()


def scale(unit: str) -> float:
    """Return by how much a number of a unit is told larger than it is kept: a share in per cents."""
    return 100.0 if _told(unit).percent else 1.0


def _bare(words: Words, unit: str, number: float, value: float, near: float | None) -> str:
    """Write a number without a sign of per cents, with the digits that belong to a value."""
    by = scale(unit)
    return words.number(by * number, _places(unit, by * value, None if near is None else by * near))


def _places(unit: str, value: float, near: float | None) -> int:
    told = _told(unit)
    places = told.places
    if near:
        places = max(places, min(told.finest, -math.floor(math.log10(near))))
    size = max(abs(value), abs(near or 0.0))
    return min(places, max(0, _DIGITS - 1 - math.floor(math.log10(size)))) if size > 0 else places
