"""What a reader takes from a page that is sent on its own: the numbers of a figure, inside a link."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from simkansen.report.figures.files import numbers_text
from simkansen.report.figures.parts import Picture

MOST = 12_000
"""Where a file of numbers has more letters than this, those of the table stand in its place."""

_SAFE = ",;:/().=+*!'"
DIGITS = 5
"""Digits of a number that count, in a link."""


def csv_link(picture: Picture, caution: str) -> str:
    """Return the numbers of a figure as CSV inside an address, with what stands beside every figure."""
    rows = [{key: _short(value) for key, value in row.items()} for row in picture.data]
    text = numbers_text(replace(picture, data=rows), caution)
    if len(text) > MOST:
        text = numbers_text(replace(picture, data=()), caution)
    return f"data:text/csv;charset=utf-8,{quote(text, safe=_SAFE)}"


def _short(value: object) -> object:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
