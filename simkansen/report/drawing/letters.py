"""How wide and high text is: the widths of the letters of DejaVu Sans, in which figures are laid out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

ASCENT, DESCENT, BETWEEN = 1556 / 2048, 492 / 2048, 410 / 2048
"""Above and below the base line, and between lines, as a part of the size of the letters."""

_WIDEST = 0.84
"""Width of a letter that is not known, as a part of its size: that of a capital M, so that it has room."""


@cache
def widths(*, bold: bool) -> Mapping[str, float]:
    """Return how wide each letter is, as a part of the size; a letter without a width is not in the font."""
    told = json.loads(files(__package__).joinpath("letters.json").read_text("utf-8"))
    found: dict[str, float] = {}
    for width, letters in told["bold" if bold else "plain"].items():
        found |= dict.fromkeys(letters, int(width) / 2048)
    return found


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a line of text is (points).

    Parameters
    ----------
    text
        One line.
    size
        Of its letters (points).
    bold
        Whether they are bold.
    """
    known = widths(bold=bold)
    return size * sum(known.get(letter, _WIDEST) for letter in text)
