"""Numbers as publishers write them: whole ones, hidden ones, and scores with a decimal comma or point."""

from __future__ import annotations

import re
from collections.abc import Iterable

from simkansen.schooling.layouts import HiddenCount

_WHOLE = re.compile(r"([0-9]{1,7})([.,]0+)?")
_SCORE = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE]-?[0-9]+)?")
_COMMA = re.compile(r"-?[0-9.]*,[0-9]+")
_UNKNOWN = frozenset({"", ".", "-", "x", "na", "n.v.t.", "nvt", "onbekend", "nan"})
"""As publishers write that a number is not known."""

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?=[01][0-9][0-3][0-9](?![0-9])|(?![0-9]))")


def is_unknown(text: str) -> bool:
    """Say whether a text stands for a number that is not known."""
    return text.casefold() in _UNKNOWN


def count_in(text: str, hidden: HiddenCount) -> tuple[int, int] | None:
    """Read a whole number, as the least and the most that it can be; None where it is none."""
    if "".join(text.split()) == hidden.text:
        return hidden.least, hidden.most
    found = _WHOLE.fullmatch(text)
    return (int(found[1]), int(found[1])) if found else None


def has_commas(texts: Iterable[str]) -> bool:
    """Say whether the numbers of a column have decimal commas."""
    return any(_COMMA.fullmatch(text) for text in texts)


def score_in(text: str, commas: bool) -> float | None:
    """Read a score; None where it is none. With decimal commas, points stand between thousands."""
    written = text.replace(".", "").replace(",", ".") if commas else text
    return float(written) if _SCORE.fullmatch(written) else None


def year_in(text: str) -> int | None:
    """Find the first year that a text names, as 20191001, 1-10-2019 or 1 October 2019 do."""
    found = _YEAR.search(text)
    return int(found[0]) if found else None
