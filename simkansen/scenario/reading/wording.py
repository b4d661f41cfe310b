"""Small turns of phrase used by every message: nearest names, values as they stand in a file."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

from simkansen.phrases import figure, joined, phrase, phrase_of

_SEPARATORS = re.compile(r"[\s_\-\u2010-\u2015]+")
_APOSTROPHES = re.compile("[\u2018\u2019\u0060\u00b4]")

_CUTOFF = 0.6
_TIE = 0.05
"""How alike a name must be to be proposed, and how much less alike a second one may be."""

_SLIP = 0.8
"""From so alike on, a name is the word misspelled, rather than one that the word is a part of."""

_PART = 4
"""A word this long may be proposed for a name it is part of, or that is part of it."""

_FEW = 12
"""Lists up to this length are printed whole; longer ones only by their nearest names."""


def near(word: str, known: Iterable[str], cutoff: float = _CUTOFF) -> list[str]:
    """Give the known names nearest to ``word``, at most two when they are about equally near.

    A name that is hardly alike comes behind one in which the word stands whole: Nuenen is no Rhenen, but lies
    in Nuenen, Gerwen en Nederwetten. None is less alike than the cutoff (0 to 1). With a stricter cutoff than
    usual a part of a word is none either: Holland is no Hollands Kroon.
    """
    by_plain = {plain(name): name for name in known}
    asked = plain(word)
    if asked in by_plain:
        return [by_plain[asked]]
    alike = _alike(asked, by_plain, cutoff)
    close = [by_plain[other] for other in alike]
    whole, parts = _holding(asked, by_plain)
    if 1 <= len(whole) <= 2 and max(alike.values(), default=0.0) < _SLIP:
        return whole
    if len(whole) == len(close) == 1 and whole != close and plain(whole[0]).startswith(asked):
        return whole + close
    if close:
        best = max(alike.values())
        return [by_plain[other] for other, score in alike.items() if score > best - _TIE]
    return parts if len(parts) == 1 and cutoff <= _CUTOFF else []


def _holding(asked: str, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Give the names in which a word stands whole, and those that it is a part of or that are parts of it."""
    some = names if len(asked) >= _PART else {}
    whole = [name for short, name in some.items() if has_word(short, asked)]
    parts = [
        name for short, name in some.items()
        if asked in short or (len(short) >= _PART and short in asked)
    ]  # fmt: skip
    return whole, parts


def _alike(asked: str, names: Iterable[str], cutoff: float) -> dict[str, float]:
    """Give the two names that are most alike, the nearest first, each with how alike it is (0 to 1)."""
    close = get_close_matches(asked, names, n=2, cutoff=cutoff)
    return {other: SequenceMatcher(None, other, asked).ratio() for other in close}


def has_word(name: str, word: str) -> bool:
    """Say whether a name has a word, or some in a row, among its own; both as `plain` gives them."""
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", name) is not None and name != word


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known name nearest to ``word``, or None when none is near."""
    return next(iter(near(word, known)), None)


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """Give the word in lower case, without accents, with all separators and apostrophes alike."""
    parts = unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", word.casefold()))
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return _SEPARATORS.sub("-", bare.strip())


def did_you_mean(
    word: str,
    known: Iterable[str],
    otherwise: str = "see the list with 'simkansen export schema'",
    cutoff: float = _CUTOFF,
) -> str:
    """Give the fix for an unknown name: the nearest one, else all of them if they are few, else another."""
    names = list(dict.fromkeys(known))
    if close := near(str(word), names, cutoff):
        return phrase("did you mean {close}?", close=listed(_quoted(close)))
    return phrase("choose from {known}", known=listed(names)) if len(names) <= _FEW else otherwise


def listed(names: Iterable[object], joiner: str = "or") -> str:
    """Join names as in a sentence: a, b or c."""
    words = [str(name) for name in names]
    if len(words) == 1:
        return words[0]
    return phrase(f"{{names}} {joiner} {{last}}", names=joined(", ", words[:-1]), last=words[-1])


def _quoted(names: Iterable[str]) -> list[str]:
    return [f"'{name}'" for name in names]


def counted(number: int, what: str) -> str:
    """Give a number of things, in the singular where it is one."""
    return phrase_of(number, f"{{number:,}} {what}", f"{{number:,}} {what}s")


def amount(number: float, unit: str) -> str:
    """Give a number with its unit, the first word of the unit in the singular where it is one."""
    first, *rest = unit.split(" ")
    one = " ".join([first.removesuffix("s"), *rest])
    return phrase_of(number, f"{{number:,.15g}} {one}", f"{{number:,.15g}} {unit}")


def rounded_down(number: float, digits: int = 3) -> float:
    """Give a number that is not negative with so many digits that count, none larger than it is."""
    if number <= 0.0:
        return 0.0
    places = digits - 1 - int(f"{number:e}".partition("e")[2])
    return round(math.floor(number * 10.0**places * (1.0 + 1e-9)) / 10.0**places, max(places, 0))


def shown(value: object) -> str:
    """Give a value as it would stand in a scenario file, cut when long.

    A number with a fraction has the decimal mark of a language; where it is to be copied, write `str` of it.
    """
    if value is None:
        return phrase("nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value if len(value) <= 40 else value[:37] + '...'}'"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "a mapping (lines of key: value)"
    return figure(str(value)) if isinstance(value, float) else str(value)


def powers_near(n: int) -> str:
    """Say which powers of two are nearest to a number."""
    below = 1 << max(0, n.bit_length() - 1)
    return phrase("write {below} or {above}", below=below, above=2 * below)
