"""Axes with one row per scenario: its name beside the row, or above it on a telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simkansen.report.figures.panels import lines_in
from simkansen.report.figures.parts import plain_rows
from simkansen.report.style import NARROW, SOFT, WIDE, Axes, Canvas, wrap

LINE = 0.155
"""Height of a line of text (inches)."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Axes with named rows."""

    canvas: Canvas
    axes: Axes
    at: Sequence[float]
    """Where the mark of each row goes, on the y axis."""

    middle: Sequence[float]
    """The middle of each row, in inches from the top."""

    below: Sequence[float]
    """Below the name of each row, in inches from the top: room for ``under`` on a telephone."""

    narrow: bool

    def tell(self, row: int, under: str, beside: Mapping[float, str], size: float = 9.0) -> None:
        """Write the numbers of a row: under its name on a telephone, else so many inches from the left."""
        if self.narrow:
            middle = self.below[row] + LINE * lines_in([under]) / 2
            self.canvas.text(0.12, middle, under, size=8.5, over=True)
            return
        for x, text in beside.items():
            self.canvas.text(x, self.middle[row], text, ha="center", size=size)

    def head(self, heads: Mapping[float, str]) -> None:
        """Write what stands in the columns beside the rows, where there are such."""
        for x, text in heads.items() if not self.narrow else ():
            self.canvas.text(x, 0.2, text, ha="center", color=SOFT, size=8.5)


def row_axes(
    labels: Sequence[str],
    *,
    narrow: bool,
    top: float,
    right: float = 0.2,
    row: float = 0.5,
    under: float = 0.0,
    axis: str = "",
) -> Rows:
    """Return axes with a row for each label, high enough for the longest.

    Parameters
    ----------
    labels
        Names of the rows, from top to bottom.
    narrow
        For a telephone: names above the marks.
    top
        Room above the rows (inches).
    right
        Room to the right of the axes when not narrow (inches).
    row
        Least height of a row when not narrow; on a telephone, twice the room for the mark (inches).
    under
        Room below each name on a telephone (inches).
    axis
        What the marks show, written below in as many lines as it needs.
    """
    texts = [wrap(label, 40 if narrow else 28) for label in labels]
    lines = [text.count("\n") + 1 for text in texts]
    name = LINE * max(lines)
    height = 0.1 + name + under + row / 2 if narrow else max(row, name + 0.06)
    width, left = (NARROW, 0.12) if narrow else (WIDE, 2.25)
    named = wrap(axis, 40 if narrow else 70)
    canvas = Canvas(width, top + height * len(labels) + 0.5 + LINE * named.count("\n"))
    axes = canvas.axes(left, top, width - left - (0.2 if narrow else right), height * len(labels))
    plain_rows(axes, len(labels))
    axes.set_xlabel(named)
    below = []
    for i, (text, count) in enumerate(zip(texts, lines, strict=True)):
        start = top + height * i + 0.06
        below.append(start + LINE * count)
        if narrow:
            canvas.text(left, start + LINE * count / 2, text, weight="bold", over=True)
        else:
            canvas.text(left - 0.1, top + height * (i + 0.5), text, ha="right")
    shift = 0.5 - row / 4 / height if narrow else 0.0
    places, middles = zip(*((i + shift, top + height * (i + 0.5)) for i in range(len(labels))), strict=True)
    return Rows(canvas, axes, places, middles, below, narrow)
