"""What a reader takes from a page that is sent on its own: the numbers of a figure, inside a link."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from simkansen.report.figures.files import numbers_text
from simkansen.report.figures.parts import Picture

_SAFE = ",;:/ ()’‘.=+*!'"
DIGITS = 6
"""Digits of a number that count, in a link; the file beside the page has all of them."""


def csv_link(picture: Picture, caution: str) -> str:
    """Return the numbers of a figure as CSV inside an address, with what stands beside every figure."""
    rows = [{key: _short(value) for key, value in row.items()} for row in picture.data]
    return f"data:text/csv;charset=utf-8,{quote(numbers_text(replace(picture, data=rows), caution), safe=_SAFE)}"


def _short(value: object) -> object:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
