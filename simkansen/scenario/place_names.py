"""Names of municipalities as people write them: other spellings, earlier and later ones, their province."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from simkansen.phrases import joined, phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import did_you_mean, has_word, listed, plain
from simkansen.scenario.schema.words import refusal_of_all
from simkansen.schooling.places import (
    all_school_tables,
    everyday_names,
    kinds_of_place,
    other_name_table,
    place_names,
    places,
    provinces,
    school_tables,
    short_names,
    went_into,
)

_IN_BRACKETS = re.compile(r"(.+?) *\(([^()]*)\)")

SLIP = 0.8
"""From so alike on a name is another one misspelled: of so many places some is always a little alike."""


@dataclass(frozen=True, slots=True)
class OtherName:
    """A municipality that is none of the first table of figures: its province, and which of that lie there.

    ``later`` tells whether it came after that table; ``year`` is that from whose first day it was no more, or
    was.
    """

    name: str
    province: str
    year: int
    parts: tuple[str, ...]
    later: bool


def _first_year() -> int:
    """Give the year of the first table of figures."""
    return all_school_tables()[0].year


class PlaceError(LookupError):
    """A place that cannot be told.

    Parameters
    ----------
    column
        What is wrong: ``municipality`` or ``province``.
    message, fix
        What is wrong with it, and what to do.
    """

    def __init__(self, column: str, message: str, fix: str) -> None:
        super().__init__(fix)
        self.column, self.message, self.fix = column, message, fix


@cache
def other_names() -> tuple[OtherName, ...]:
    """Read the municipalities, earlier and later, that are none of the first table of figures."""
    return tuple(
        OtherName(
            row["name"], row["province"], row.whole("year"), tuple(row[f"of_{_first_year()}"].split("|")),
            row["kind"] == "later",
        )
        for row in other_name_table()
    )  # fmt: skip


def official_name(name: str, known: Sequence[str]) -> str:
    """Give the name as the figures have it; capitals, accents, hyphens and everyday names do not matter.

    Raises
    ------
    LookupError
        If there is no such place; its text is what to do.
    """
    found = _spelled(name, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise LookupError(phrase("write {found}", found=listed(found)))
    others = [other for other in other_names() if plain(other.name) == plain(name)]
    if others and others[0].parts[0] in known:
        raise LookupError(_instead(others[0]))
    raise LookupError(did_you_mean(name, known, _village(), SLIP))


def _village() -> str:
    """Say of which years municipalities are, and what to write for what is none."""
    first, *later = all_school_tables()
    more = joined(
        "", (phrase(", and of {year} from {since} on", year=one.year, since=one.since) for one in later)
    )
    known = phrase("municipalities are those of {year}{more}", year=first.year, more=more)
    return phrase("{known}: write the one in which a village or a quarter lies", known=known)


def official_names(kind: str, names: Sequence[str], beside: Sequence[str] = ()) -> tuple[str, ...]:
    """Give places as the figures have them.

    Parameters
    ----------
    kind
        ``province`` or ``municipality``.
    names
        As written; where there are several, each refusal names its place in the list.
    beside
        Municipalities that are known too.

    Raises
    ------
    PydanticCustomError
        With all refusals: of places that are unknown, and of those that stand there twice.
    """
    known = provinces() if kind == "province" else [*place_names(), *beside]
    official: list[str] = []
    refusals: list[Refusal] = []
    for index, name in enumerate(names):
        path = (index,) if len(names) > 1 else ()
        try:
            place = official_name(name, known)
        except LookupError as error:
            refusals.append(
                Refusal(
                    path,
                    phrase("there is no {kind} '{name}'", kind=phrase(kind), name=name),
                    str(error.args[0]),
                )
            )
            continue
        if place in official:
            said = phrase("{place} stands in the list already, by another name", place=place)
            refusals.append(Refusal(path, said, "remove one of the two"))
        official.append(place)
    if refusals:
        raise refusal_of_all(refusals)
    return tuple(official)


def name_then(name: str, school_year: str | None) -> str:
    """Say what to write for a municipality that there is in the figures of other years only.

    Parameters
    ----------
    name
        A municipality of any table of figures.
    school_year
        For which the schools are taken.
    """
    year = school_tables(school_year).year
    other = next((one for one in other_names() if one.name == name), None)
    if other is not None:
        return _instead(other)
    into = went_into(name, school_year or "")
    names = listed([f"'{one}'" for one in into], "and")
    which = phrase("that") if len(into) == 1 else "those you mean"
    return phrase(
        "the figures are those of {year}, when its schools were in {names}: write {which}",
        year=year,
        names=names,
        which=which,
    )


@cache
def find_place(municipality: str, province: str) -> tuple[str, str]:
    """Find where a school is.

    Parameters
    ----------
    municipality
        As written. One that went before the first table of figures is understood as that into which it went.
    province
        As written; empty where it is not.

    Returns
    -------
    (str, str)
        Municipality and province. A municipality that no list knows is kept as it is written, with the
        province that is given.

    Raises
    ------
    PlaceError
        If one of them does not exist, or they contradict each other.
    """
    given = _province(province)
    home = {place.name: place.province for place in places()}
    found = _spelled(municipality, list(home))
    there = [name for name in found if given in ("", home[name])]
    others = [other for other in other_names() if plain(other.name) == plain(_bare(municipality))]
    if len(there) == 1:
        return there[0], home[there[0]]
    if len(there) > 1:
        said = "this is the name of two municipalities"
        raise PlaceError(
            "municipality", said, phrase("write {there}, or give the province", there=listed(there))
        )
    meant = [other for other in others if given in ("", other.province, home[other.parts[0]])]
    if meant:
        return _as_in_figures(meant[0], home)
    if found or others:
        _contradict(found[0] if found else others[0].name, home | _homes_of(others), given)
    return _unknown(municipality, given, home)


def earlier_name(written: str) -> str | None:
    """Give the name of a municipality that was no more in the first table of figures, if it is one."""
    names = {plain(other.name): other.name for other in other_names() if not other.later}
    return names.get(plain(_bare(written)))


def _province(written: str) -> str:
    if not written:
        return ""
    names = _spelled(written, provinces())
    short = short_names().get(plain(written).rstrip("."))
    if names or short:
        return names[0] if names else str(short)
    raise PlaceError("province", "there is no such province", did_you_mean(written, provinces()))


def _spelled(name: str, known: Sequence[str]) -> list[str]:
    """Give the known names that are written so, or so beside a word in brackets; two where both may be."""
    by_plain = {plain(other): other for other in known}
    everyday = {plain(other): official for other, official in everyday_names().items()}
    whole = by_plain.get(plain(name)) or by_plain.get(plain(everyday.get(plain(name), "")))
    if whole:
        return [whole]
    bare = plain(_bare(name))
    found = [other for other in known if plain(_bare(other)) == bare or plain(other) == bare]
    where = _hint(name)
    home = {place.name: place.province for place in places()}
    return [other for other in found if where is None or home.get(other, where) == where]


def _bare(name: str) -> str:
    """Leave out what stands in brackets behind a name."""
    found = _IN_BRACKETS.fullmatch(name.strip())
    return found[1] if found else name


def _hint(name: str) -> str | None:
    """Give the province that stands in brackets behind a name, as in Hengelo (O.); empty for another word."""
    found = _IN_BRACKETS.fullmatch(name.strip())
    inner = plain(found[2]).rstrip(".") if found else ""
    if not found or inner in kinds_of_place():
        return None
    return short_names().get(inner.replace(".", ""), "")


def _as_in_figures(other: OtherName, home: dict[str, str]) -> tuple[str, str]:
    if other.later:
        return other.name, other.province
    if len(other.parts) == 1:
        return other.parts[0], home[other.parts[0]]
    said = phrase(
        "this municipality was divided in {year} over {parts}",
        year=other.year,
        parts=listed(other.parts, "and"),
    )
    raise PlaceError("municipality", said, "write the one in which the school is now")


def _instead(other: OtherName) -> str:
    """Say what to write for a municipality that is none of the first table of figures."""
    names = listed([f"'{name}'" for name in other.parts], "and")
    if other.later:
        return phrase(
            "the figures are those of {first_year}, before it was formed in {year}: write {names}",
            first_year=_first_year(),
            year=other.year,
            names=names,
        )
    if len(other.parts) == 1:
        return phrase("since {year} it is part of {names}: write that", year=other.year, names=names)
    return phrase("in {year} it was divided over {names}: write those you mean", year=other.year, names=names)


def _homes_of(others: Sequence[OtherName]) -> dict[str, str]:
    return {other.name: other.province for other in others}


def _contradict(name: str, home: dict[str, str], given: str) -> None:
    """Raise the error of a municipality that lies in another province than is given."""
    if given:
        said = phrase("{name} lies in {home}, not in {given}", name=name, home=home[name], given=given)
        raise PlaceError("province", said, "correct the province or the municipality")


def _unknown(municipality: str, given: str, home: dict[str, str]) -> tuple[str, str]:
    """Keep a name that no list knows with its province, unless it is nearly one of that province."""
    names = home | _homes_of(other_names())
    said = phrase("no municipality of {first_year} has this name", first_year=_first_year())
    if not given:
        otherwise = phrase("{village}, or give its province in a column 'province'", village=_village())
        raise PlaceError("municipality", said, did_you_mean(municipality, home, otherwise, SLIP))
    near = {plain(name): name for name, whole in names.items() if whole == given}
    asked = plain(municipality)
    close = get_close_matches(asked, near, n=1, cutoff=SLIP)
    known = [short for short, name in near.items() if name in home and has_word(short, asked)]
    close = close or (known if len(known) == 1 else [])
    if close:
        raise PlaceError("municipality", said, phrase("did you mean '{near}'?", near=near[close[0]]))
    return municipality, given


def is_known(municipality: str) -> bool:
    """Say whether a list has a name, as `find_place` gives it."""
    return municipality in {place.name for place in places()} | {other.name for other in other_names()}
