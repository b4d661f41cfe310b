"""Text for a terminal: lines that fit it, and tables whose numbers are never broken over lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from shutil import get_terminal_size
from textwrap import wrap

from simkansen.report.words import NBSP

USUAL, NARROWEST = 80, 40
"""Signs of a line where no terminal says how wide it is, and the fewest that a table is made for."""

_LABEL = 24
"""Signs that the first column keeps where others are long: a label in fewer is a column of single words."""

_GAP = 2
_NUMBERS = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*( [a-z]{2,3} [^A-Za-z]*)?")
"""A cell that is one number, with its interval or out of how many it is."""


def room() -> int:
    """Return how many signs a line of a table may have: those of the terminal, or of COLUMNS."""
    return max(NARROWEST, get_terminal_size((USUAL, 24)).columns)


def folded(text: str, first: str = "", rest: str = "") -> list[str]:
    """Return a text in lines, which are easily read: never longer than `USUAL`, whatever the terminal."""
    width = min(USUAL, room())
    plain = text.replace(NBSP, " ")
    return wrap(plain, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def columns(rows: Sequence[Sequence[str]], width: int | None = None) -> list[str]:
    """Return rows as aligned lines: the first column to the left, the rest to the right, all of them whole.

    Parameters
    ----------
    rows
        The first is the head.
    width
        No line is longer; that of the terminal by default. Labels, heads and words are folded for it. Where
        that is not enough, the columns that have no room come below, beside the same labels.
    """
    most_signs = width or room()
    cells = [[_glued(cell) for cell in row] for row in rows]
    longest = [max(map(len, column)) for column in zip(*cells, strict=True)]
    least = [_longest_word(column) for column in zip(*cells, strict=True)]
    least[0] = max(least[0], min(_LABEL, longest[0]))
    fit = max([n for n in range(2, len(least) + 1) if _signs(least[:n]) <= most_signs], default=2)
    if fit < len(least):
        below = [[row[0], *row[fit:]] for row in rows]
        return [*columns([row[:fit] for row in rows], most_signs), "", *columns(below, most_signs)]
    sizes, left = least, most_signs - _signs(least)
    for i, most in enumerate(longest):  # the label first
        more = max(0, min(left, most - sizes[i]))
        sizes[i], left = sizes[i] + more, left - more
    head, *body = (_lines(row, sizes) for row in cells)
    return [*head, "-" * _signs(sizes), *(line for lines in body for line in lines)]


def _signs(sizes: Sequence[int]) -> int:
    """Return how many signs columns of these sizes take together."""
    return sum(sizes) + _GAP * (len(sizes) - 1)


def _longest_word(cells: Sequence[str]) -> int:
    return max(len(word) for cell in cells for word in cell.split(" "))


def _lines(row: Sequence[str], sizes: Sequence[int]) -> list[str]:
    """Return one row, folded where its cells are longer than their columns."""
    parts = [_wrapped(cell, size) for cell, size in zip(row, sizes, strict=True)]
    lines = []
    for first, *others in zip_longest(*parts, fillvalue=""):
        rest = "".join(f"{'':{_GAP}}{part:>{size}}" for part, size in zip(others, sizes[1:], strict=True))
        lines.append(f"{first:<{sizes[0]}}{rest}".replace(NBSP, " ").rstrip())
    return lines


def _wrapped(cell: str, size: int) -> list[str]:
    """Return a cell in lines; one longer than its column for want of a space is broken anywhere."""
    lines, here = [], ""
    for word in cell.split(" "):
        if here and len(here) + 1 + len(word) > size:
            lines.append(here)
            here = word
        else:
            here = f"{here} {word}" if here else word
    return [*lines, here]


def _glued(cell: str) -> str:
    """Return a cell that is only broken where that breaks no number from its interval or its unit."""
    plain = cell.replace(NBSP, " ")
    if _NUMBERS.fullmatch(plain):
        return plain.replace(" ", NBSP)
    return re.sub(r"(?<=\d) (?=\w)", NBSP, plain)
