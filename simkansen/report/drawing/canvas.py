"""A figure, on which all is placed in inches from its left and top edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from simkansen.report.drawing.artists import Area, Artist, Note, Stroke
from simkansen.report.drawing.axes import Axes
from simkansen.report.drawing.letters import width_of
from simkansen.report.drawing.looks import spelled_out
from simkansen.report.drawing.shapes import Box, Ink, Layer, Path, Point, Shape

_POINTS = 72
"""Points in an inch."""


class Drawing:
    """What is drawn on one sheet.

    Parameters
    ----------
    width, height
        Its size (inches).
    """

    def __init__(self, width: float, height: float) -> None:
        self.inches = (float(width), float(height))
        self.axes: list[Axes] = []
        self.artists: list[Artist] = []
        self.texts: list[Note] = []

    @property
    def box(self) -> Box:
        """All of it (points)."""
        return Box(0.0, 0.0, self.inches[0] * _POINTS, self.inches[1] * _POINTS)

    def groups(self) -> Iterator[Layer]:
        """Give what it consists of: its paper, each of its axes, and what stands around them."""
        yield Layer("patch_1", [Path([self.box.corners()], Ink(fill="#ffffff"), closed=True)])
        for number, axes in enumerate(self.axes, 1):
            yield Layer(f"axes_{number}", list(axes.shapes()))
        yield Layer("", list(self._around()))

    def _around(self) -> Iterator[Shape]:
        for one in sorted(self.artists, key=lambda artist: artist.order):
            yield from one.shapes(_points, None)
        for text in self.texts:
            yield from text.shapes(_points, None)

    def extents(self) -> list[Box]:
        """Return the boxes around the texts that stand around its axes (points)."""
        return [text.extent(*_points(*text.at)) for text in self.texts if text.text]


def _points(x: float, y: float) -> Point:
    return x * _POINTS, y * _POINTS


class Canvas:
    """A figure that is being drawn, in inches from its left and top edge.

    Parameters
    ----------
    width, height
        Its size (inches).
    """

    def __init__(self, width: float, height: float) -> None:
        self.figure = Drawing(width, height)
        self.width, self.height = self.figure.inches

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes at a place."""
        box = Box(*_points(left, top), *_points(left + width, top + height))
        axes = Axes(box, (width, height))
        self.figure.axes.append(axes)
        return axes

    def text(self, x: float, y: float, text: str, *, over: bool = False, **style: object) -> None:
        """Write text; with ``over=True`` it hides the lines behind it."""
        behind = {"bbox": {"fc": "white", "pad": 1.2}} if over else {}
        self.figure.texts.append(Note(3.0, text=text, at=(x, y), look={"va": "center", **behind, **style}))

    def spot(self, x: float, y: float, **look: object) -> None:
        """Draw one marker."""
        self.figure.artists.append(Stroke.of([x], [y], spelled_out({"ls": "none", **look})))

    def line(self, x: float, y: float, length: float, **look: object) -> None:
        """Draw a line to the right."""
        self.figure.artists.append(Stroke.of([x, x + length], [y, y], spelled_out(look)))

    def box(self, x: float, y: float, width: float, height: float, **look: object) -> None:
        """Draw a box, of which the lower left corner is at a place."""
        self.figure.artists.append(Area.rectangle((x, y), width, -height, spelled_out(look)))

    def line_key(
        self,
        entries: Sequence[tuple[str, dict[str, Any]]],
        *,
        columns: int = 1,
        length: float = 2.0,
        size: float = 8.5,
    ) -> None:
        """Name lines above all else, from the left edge.

        Parameters
        ----------
        entries
            The name of each, and the look of its line.
        columns
            In how many they stand.
        length
            Of the lines, as a multiple of the size of the letters.
        size
            Of the letters (points).
        """
        em, rows = size / _POINTS, -(-len(entries) // columns)
        x = 0.2 * em
        for start in range(0, len(entries), rows):
            own, y = entries[start : start + rows], 0.2 * em
            for text, look in own:
                lines = text.split("\n")
                tall = em * (1.0 if len(lines) == 1 else 1.2002 * len(lines))
                self._entry(text, look, (x, y + tall / 2), (length, size))
                y += tall + 0.5 * em
            widest = max(width_of(line, size) for text, _ in own for line in text.split("\n"))
            x += (length + 0.8 + 2.0) * em + widest / _POINTS

    def _entry(self, text: str, look: dict[str, Any], at: Point, sizes: tuple[float, float]) -> None:
        (x, y), (length, size) = at, sizes
        wide, told = length * size / _POINTS, spelled_out(look)
        marker = {name: value for name, value in told.items() if name != "linestyle"}
        self.line(x, y, wide, **{name: value for name, value in told.items() if name != "marker"})
        if told.get("marker"):
            self.spot(x + wide / 2, y, **marker)
        self.text(x + wide + 0.8 * size / _POINTS, y, text, size=size)
