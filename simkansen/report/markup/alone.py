"""A figure that stands on its own: as on a page, with its title above and its caption below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

_POINTS = 72
"""Points in an inch."""

_MARGIN = 0.15 * _POINTS
"""White around all of it (points)."""

_SIZE = re.compile(r'<svg ([^>]*)width="([\d.]+)pt" height="([\d.]+)pt" viewBox="0 0 [\d.]+ [\d.]+"')
_BEFORE_ALL = '<g id="figure_1">'
_LINE_HEIGHT = 1.2
_TITLE, _CAPTION = 12.0, 7.5
"""Sizes of the letters (points)."""


def standing_alone(svg: str, title: Sequence[str], caption: Sequence[str], soft: str) -> str:
    """Return a figure of a page with its title above and its caption below, at the same scale.

    What is drawn stays as it is and only the sheet is made larger, so that it need not be drawn again.

    Parameters
    ----------
    svg
        What `simkansen.report.style.svg_text` returned.
    title, caption
        Their lines.
    soft
        The colour of the caption.

    Raises
    ------
    ValueError
        If it is not the SVG of one figure.
    """
    found = _SIZE.search(svg)
    if found is None or svg.count(_BEFORE_ALL) != 1:
        raise ValueError("this is not the SVG of one figure")
    width, height = float(found[2]), float(found[3])
    above = len(title) * _TITLE * _LINE_HEIGHT + 2 * _MARGIN
    below = len(caption) * _CAPTION * _LINE_HEIGHT + 2 * _MARGIN
    left, top, wide, tall = -_MARGIN, -above, width + 2 * _MARGIN, height + above + below
    sheet = f'x="{left:g}" y="{top:g}" width="{wide:g}" height="{tall:g}"'
    head = (
        f'<svg {found[1]}width="{wide:g}pt" height="{tall:g}pt" viewBox="{left:g} {top:g} {wide:g} {tall:g}"'
    )
    lines = [
        f'<rect {sheet} style="fill: #ffffff"/>',
        *_lines(title, _MARGIN - above, f"font: bold {_TITLE:g}px"),
        *_lines(caption, height + _MARGIN, f"fill: {soft}; font: {_CAPTION:g}px"),
    ]
    larger = f"{svg[: found.start()]}{head}{svg[found.end() :]}"
    return larger.replace(_BEFORE_ALL, "\n ".join([*lines, _BEFORE_ALL]))


def _lines(texts: Sequence[str], top: float, style: str) -> list[str]:
    """Return lines of text below one another, the first right below a height (points)."""
    size = _TITLE if "bold" in style else _CAPTION
    return [
        f'<text x="0" y="{top + size + number * size * _LINE_HEIGHT:g}" '
        f"style=\"{style} 'DejaVu Sans', sans-serif\">{escape(text, quote=False)}</text>"
        for number, text in enumerate(texts)
    ]
