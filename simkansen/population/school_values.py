"""What a value in a file of schools may be: the SQL that reads it, what can be wrong, and the mends."""

from __future__ import annotations

from difflib import get_close_matches

from simkansen.population.frame import LARGEST_SCHOOL
from simkansen.scenario.places import official_name, places, provinces
from simkansen.scenario.wording import plain

# What a user may write, as SQL on a column of text; a Dutch spreadsheet writes a decimal comma.
WHOLE = "try_cast(regexp_extract(trim({0}), '^([0-9]+)([.,]0)?$', 1) AS BIGINT)"
_DIGITS = "'^([0-9]*[.,]?[0-9]+([eE]-?[0-9]+)?) *%?$'"
_NUMBER = f"try_cast(replace(regexp_extract(trim({{0}}), {_DIGITS}, 1), ',', '.') AS DOUBLE)"
SHARE = f"({_NUMBER} / if(ends_with(trim({{0}}), '%'), 100, 1))"
_EMPTY = "coalesce(trim({0}), '') = ''"
_WRITTEN = "regexp_full_match(trim({0}), '{1}')"

_SIZE = f"must be a whole number from 1 to {LARGEST_SCHOOL}"
_SIZE_MENDS = (
    ("[0-9]{1,3}([.,][0-9]{3})+", "write 1213, not 1.213"),
    ("-.*|0+([.,]0)?", "count the pupils of groep 1-8, or remove a school without any"),
    ("[0-9]*[.,][0-9]+", "write a whole number of pupils, such as 213"),
    ("[0-9]+([.,]0)?", "write one row a school, not the sum of several"),
    (".*", "write the number in digits, such as 213"),
)
"""How a wrong number of pupils is written (a pattern, the first that fits), and what to do about it."""

Check = tuple[str, str, str, str]
"""Column, condition (SQL) under which its value is wrong, what is wrong, and the mend."""


def checks() -> list[Check]:
    """List what may be wrong with a value by itself, or beside those of its column."""
    share = SHARE.format("disadvantaged_share")
    names = ("school", "municipality", "pupils", "disadvantaged_share")
    empty = {name: _EMPTY.format(name) for name in names}
    again = f"NOT ({empty['school']}) AND count(*) OVER (PARTITION BY trim(school)) > 1"
    between = f"NOT ({empty['disadvantaged_share']}) AND coalesce({share} NOT BETWEEN 0 AND 1, true)"
    return [
        ("school", empty["school"], "the code is empty", "give each school a code"),
        ("school", again, "this code is given more than once", "keep one row a school"),
        ("municipality", empty["municipality"], "the name is empty", "fill it in"),
        ("pupils", empty["pupils"], "the number is empty", "fill in the pupils of groep 1-8"),
        *_size_checks(),
        ("disadvantaged_share", empty["disadvantaged_share"], "the share is empty", "write 0.12 or 12%"),
        ("disadvantaged_share", between, "must be a share from 0 to 1", "write 0.12 or 12%"),
    ]


def _size_checks() -> list[Check]:
    """One check for each way of writing a wrong number of pupils, each with its own mend."""
    wrong = f"coalesce({WHOLE.format('pupils')} NOT BETWEEN 1 AND {LARGEST_SCHOOL}, true)"
    wrong = f"NOT ({_EMPTY.format('pupils')}) AND {wrong}"
    found = []
    for pattern, mend in _SIZE_MENDS:
        written = _WRITTEN.format("pupils", pattern)
        found.append(("pupils", f"{wrong} AND {written}", _SIZE, mend))
        wrong = f"{wrong} AND NOT {written}"
    return found


def unknown_places(municipality: list[str], province: list[str]) -> list[tuple[int, str, str, str]]:
    """Find names of places that the figures do not know.

    A municipality that they do not know, such as one of a later year, needs the name of its province; one
    that is spelled nearly as a known one is taken for a slip all the same.

    Parameters
    ----------
    municipality, province
        As written, one item a school; empty where nothing is.

    Returns
    -------
    list of (row, column, what is wrong, the mend)
        What is written is not repeated.
    """
    found = []
    mends = {name: _mend(name, [place.name for place in places()]) for name in set(municipality) if name}
    wrong = {name: _mend(name, provinces()) for name in set(province) if name}
    for row, (place, whole) in enumerate(zip(municipality, province, strict=True)):
        mend = mends.get(place)
        if wrong.get(whole) is not None:
            found.append((row, "province", "there is no such province", str(wrong[whole])))
        if mend is not None and (not whole or _is_slip(place)):
            later = "" if mend.startswith("did you mean") else ", or give its province in a column 'province'"
            found.append((row, "municipality", "no municipality of 2019 has this name", mend + later))
    return found


_SLIP = 0.8
"""From here on a name is another misspelled: no municipality of 2020 to 2023 is so like one of 2019."""


def _is_slip(name: str) -> bool:
    """Say whether a name is nearly that of a municipality."""
    return bool(get_close_matches(plain(name), [plain(place.name) for place in places()], n=1, cutoff=_SLIP))


def _mend(name: str, known: list[str]) -> str | None:
    """Say what to do about a name, or None where it is known."""
    try:
        official_name(name, known)
    except LookupError as error:
        return str(error.args[0])
    return None


def official(names: list[str], known: list[str]) -> list[str]:
    """Give names as the figures have them, and those that they do not know as they are."""
    each = {name: name if _mend(name, known) else official_name(name, known) for name in set(names) if name}
    return [each.get(name, name) for name in names]
