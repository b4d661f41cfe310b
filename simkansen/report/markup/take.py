"""What a reader takes from a page that is sent on its own: the numbers of a figure, inside a link."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

from simkansen.report.figures.files import numbers_text
from simkansen.report.figures.parts import Picture, TextTable
from simkansen.work.storage.csv_style import CsvStyle

MOST = 12_000
"""Where a file of numbers has more letters than this, those of the table stand in its place."""

_SAFE = ",;:/().=+*!'"
DIGITS = 5
"""Digits of a number that count, in a link."""


_WITH_POINT = re.compile(r"[-−]?\d[\d,]*\.\d+")
"""A number as English texts write it."""


def csv_link(picture: Picture, caution: str, style: CsvStyle = "en", lang: str = "en") -> str:
    """Return the numbers of a figure as CSV inside an address, with what stands beside every figure.

    Parameters
    ----------
    picture
        The figure.
    caution
        What stands beside every figure; empty where there is nothing.
    style
        How the numbers are written.
    lang
        Language of the texts of its table.
    """
    rows = [{key: _short(value) for key, value in row.items()} for row in picture.data]
    text = numbers_text(replace(picture, data=rows), caution, style)
    if len(text) > MOST:
        table = _with_commas(picture.table) if (style, lang) == ("nl", "en") else picture.table
        text = numbers_text(replace(picture, data=(), table=table), caution, style)
    return f"data:text/csv;charset=utf-8,{quote(text, safe=_SAFE)}"


def _with_commas(table: TextTable) -> TextTable:
    """Return a table of English texts, its numbers with decimal commas and nothing between thousands."""
    return replace(table, rows=[[_with_comma(cell) for cell in row] for row in table.rows])


def _with_comma(cell: str) -> str:
    return cell.replace(",", "").replace(".", ",") if _WITH_POINT.fullmatch(cell) else cell


def _short(value: object) -> object:
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
