"""Axes: what is drawn on them in numbers, with their ticks, grid, names and title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from simkansen.report.drawing.artists import Area, Artist, Note, Placed, Stroke, known_parts
from simkansen.report.drawing.axis import Axis
from simkansen.report.drawing.letters import ASCENT, BETWEEN, DESCENT, width_of
from simkansen.report.drawing.looks import hex_of, spelled_out
from simkansen.report.drawing.shapes import Box, Ink, Path, Point, Shape, Writing

_EDGE, _INK, _GRID = "#8a8a8a", "#1a1a1a", "#d9d9d9"
_TICK, _PAD, _NAME_PAD, _TITLE_PAD = 3.5, 3.5, 4.0, 6.0
"""Length of a tick, and room beyond it, before the name of an axis and under a title (points)."""

_LABELS, _NAMES, _TITLE = 8.5, 9.0, 9.5
"""Sizes of letters (points)."""

_BELOW_ALL, _SPINES = 0.5, 2.5
"""Above what grid and ticks lie, and above what the lines at the left and below."""

_MARGIN = 0.05
"""Room around what is drawn where axes have no limits of their own, as a part of its span."""


class Axes:
    """A part of a figure in which numbers go to the right and up.

    Parameters
    ----------
    box
        Where they are in the figure (points).
    inches
        Width and height.
    """

    def __init__(self, box: Box, inches: Point) -> None:
        self.box, self.inches = box, inches
        self.xaxis, self.yaxis = Axis(), Axis()
        self.artists: list[Artist] = []
        self.texts: list[Note] = []
        self.spines = {"left": True, "bottom": True}
        self.shown = True
        self._title: tuple[str, dict[str, Any]] = ("", {})

    @property
    def lines(self) -> list[Stroke]:
        """The lines on them."""
        return [one for one in self.artists if isinstance(one, Stroke)]

    @property
    def areas(self) -> list[Area]:
        """The areas on them."""
        return [one for one in self.artists if isinstance(one, Area)]

    # What is drawn.

    def plot(self, x: Iterable[float], y: Iterable[float], **look: object) -> list[Stroke]:
        """Draw a line, or markers, and return it in a list."""
        line = Stroke.of(x, y, spelled_out(look))
        self.artists.append(line)
        return [line]

    def vlines(self, x: Iterable[float], low: Iterable[float], high: Iterable[float], **look: object) -> None:
        """Draw upright lines."""
        told = {"solid_capstyle": "butt", **look}
        for at, start, end in zip(x, low, high, strict=True):
            self.plot([at, at], [start, end], **told)

    def fill_between(
        self, x: Iterable[float], low: Iterable[float], high: Iterable[float], **look: object
    ) -> Area:
        """Fill what is between two lines."""
        rows = [(float(at), float(a), float(b)) for at, a, b in zip(x, low, high, strict=True)]
        # a number is missing in both where it is in one
        sides = (known_parts((at, ends[k] + 0 * ends[1 - k]) for at, *ends in rows) for k in (0, 1))
        corners = [[*up, *reversed(down)] for down, up in zip(*sides, strict=True)]
        return self._area(Area.of(corners, spelled_out(look)))

    def barh(self, y: float, width: float, *, height: float, left: float = 0.0, **look: object) -> Area:
        """Draw a bar to the right."""
        return self._area(Area.rectangle((left, y - height / 2), width, height, spelled_out(look)))

    def rectangle(self, corner: Point, width: float, height: float, **look: object) -> Area:
        """Draw a rectangle from its lower left corner."""
        return self._area(Area.rectangle(corner, width, height, spelled_out(look)))

    def axvspan(self, low: float, high: float, **look: object) -> Area:
        """Fill the whole height between two numbers across."""
        area = self._area(Area.rectangle((low, 0.0), high - low, 1.0, spelled_out(look)))
        area.across_only = True
        return area

    def _area(self, area: Area) -> Area:
        self.artists.append(area)
        return area

    def axhline(self, y: float, **look: object) -> None:
        """Draw a line from side to side."""
        self.artists.append(_Across.of((), (y,), spelled_out(look)))

    def axvline(self, x: float, **look: object) -> None:
        """Draw a line from below to above."""
        self.artists.append(_Across.of((x,), (), spelled_out(look)))

    def text(self, x: float, y: float, text: str, **look: object) -> Note:
        """Write at a point."""
        note = Note(3.0, text=text, at=(x, y), look=look, clipped=False)
        self.texts.append(note)
        return note

    def annotate(
        self,
        text: str,
        xy: Point,
        xytext: Point = (0.0, 0.0),
        *,
        annotation_clip: bool | None = None,
        textcoords: Literal["offset points"] = "offset points",
        **look: object,
    ) -> Note:
        """Write so many points to the right of a point and above it.

        Parameters
        ----------
        text
            One or more lines.
        xy, xytext
            The point in numbers, and how far from it.
        annotation_clip
            False for it to be written when its point is outside too.
        textcoords
            In what ``xytext`` is.
        **look
            ``size``, ``weight``, ``color``, ``ha``, ``va``, ``bbox`` and ``linespacing``.
        """
        assert textcoords == "offset points"
        note = Note(3.0, text=text, at=xy, look=look, offset=xytext, clipped=annotation_clip is not False)
        self.texts.append(note)
        return note

    # Its sides.

    def set_xlim(self, left: float | None = None, right: float | None = None) -> None:
        """Set the numbers at the left and the right end; None stays as it is."""
        low, high = self.get_xlim()
        self.xaxis.limits = (low if left is None else float(left), high if right is None else float(right))

    def set_ylim(self, bottom: float, top: float) -> None:
        """Set the numbers at the lower and the upper end."""
        self.yaxis.limits = (float(bottom), float(top))

    def get_xlim(self) -> tuple[float, float]:
        """Return the numbers at the left and the right end."""
        return self.xaxis.limits or self._around(0)

    def get_ylim(self) -> tuple[float, float]:
        """Return the numbers at the lower and the upper end."""
        return self.yaxis.limits or self._around(1)

    def _around(self, which: int) -> tuple[float, float]:
        """Return limits with room around all that is drawn."""
        values = [value for one in self.artists for value in one.reach()[which] if abs(value) < float("inf")]
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = _MARGIN * (high - low) or abs(low) * _MARGIN or _MARGIN
        return low - room, high + room

    def set_xticks(self, places: Sequence[float], texts: Sequence[str]) -> None:
        """Write texts below these numbers."""
        self.xaxis.set_ticks(places, texts)

    def set_xlabel(self, text: str, **look: object) -> None:
        """Name what goes to the right."""
        self.xaxis.label = (text, look)

    def set_ylabel(self, text: str) -> None:
        """Name what goes up."""
        self.yaxis.label = (text, {})

    def set_title(self, text: str, **look: object) -> None:
        """Write a title above, from the left side."""
        self._title = (text, look)

    def tick_params(self, axis: Literal["x", "y", "both"] = "both", **look: object) -> None:
        """Change ticks: ``length``, ``color``, ``labelsize``, ``labelleft``, ``labelcolor``."""
        for one in self._sides(axis):
            one.look |= look

    def grid(self, axis: Literal["x", "y", "both"] = "both", **look: object) -> None:
        """Draw a line through at each tick."""
        for one in self._sides(axis):
            one.grid = spelled_out(look)

    def _sides(self, axis: str) -> list[Axis]:
        return [one for name, one in (("x", self.xaxis), ("y", self.yaxis)) if axis in (name, "both")]

    def hide(self) -> None:
        """Leave out sides, ticks and background."""
        self.shown = False

    # What it consists of.

    def place(self, x: float, y: float) -> Point:
        """Return the point of a number across and a number up."""
        (left, right), (low, high), box = self.get_xlim(), self.get_ylim(), self.box
        across = box.left + (x - left) / (right - left) * (box.right - box.left)
        return across, box.bottom - (y - low) / (high - low) * (box.bottom - box.top)

    def extent(self, note: Note) -> Box:
        """Return the box around a text on them."""
        return note.extent(*self.place(*note.at))

    def shapes(self) -> Iterator[Shape]:
        """Give all of it in points, what lies below first."""
        if self.xaxis.limits is None:
            self.xaxis.limits = self.get_xlim()
        if self.yaxis.limits is None:
            self.yaxis.limits = self.get_ylim()
        parts: list[tuple[float, Iterable[Shape]]] = [(one.order, self._of(one)) for one in self.artists]
        if self.shown:
            yield self._paper()
            parts += [(_SPINES, self._spines()), (_BELOW_ALL, self._across()), (_BELOW_ALL, self._up())]
        for _, found in sorted(parts, key=lambda part: part[0]):
            yield from found
        for note in self.texts:
            point = self.place(*note.at)
            if not note.clipped or self._holds(point):
                yield from note.shapes(self.place, None)
        yield from self._titled()

    def _paper(self) -> Shape:
        kinds = {self.xaxis.kind, self.yaxis.kind} - {"number"}
        gid = f"kind:{kinds.pop()}" if kinds else ""
        return Path([self.box.corners()], Ink(fill="#ffffff"), closed=True, gid=gid)

    def _of(self, artist: Artist) -> Iterable[Shape]:
        if isinstance(artist, _Across):
            return artist.through(self.box, self.place)
        if isinstance(artist, Area) and artist.across_only:
            tall = self.box.bottom - self.box.top
            low = self.get_ylim()[0]
            return artist.shapes(lambda x, y: (self.place(x, low)[0], self.box.bottom - y * tall), self.box)
        return artist.shapes(self.place, self.box)

    def _holds(self, point: Point) -> bool:
        slack, (x, y), box = 1e-6, point, self.box
        across = box.left - slack <= x <= box.right + slack
        return across and box.top - slack <= y <= box.bottom + slack

    def _spines(self) -> Iterator[Shape]:
        left, below = (
            ((self.box.left, self.box.bottom), (self.box.left, self.box.top)),
            self.box.corners()[:2],
        )
        found = [line for name, line in (("left", left), ("bottom", below)) if self.spines[name]]
        if found:
            yield Path(found, Ink(edge=_EDGE, width=0.8, cap="square", join="miter"))

    def _grid(self, lines: list[list[Point]], grid: dict[str, Any] | None) -> Iterator[Shape]:
        if grid is None or not lines:
            return
        ink = Ink(edge=hex_of(grid.get("color", _GRID)), width=grid.get("linewidth", 0.7), cap="square")
        yield Path(lines, ink, clip=self.box)

    def _across(self) -> Iterator[Shape]:
        """Give grid, ticks, numbers and name of what goes to the right."""
        axis, box = self.xaxis, self.box
        if not axis.visible:
            return
        found = [(self.place(at, 0.0)[0], text) for at, text in axis.ticks(*self.get_xlim())]
        length, colour, size = _look(axis)
        yield from self._grid([[(x, box.bottom), (x, box.top)] for x, _ in found], axis.grid)
        if found:
            marks = [[(x, box.bottom), (x, box.bottom + length)] for x, _ in found]
            yield Path(marks, Ink(edge=colour, width=0.8))
        top, low = box.bottom + length + _PAD, box.bottom
        for x, text in found:
            told = Note(3.0, text=text, at=(x, top), look=_named(axis, size) | {"ha": "center", "va": "top"})
            yield from told.shapes(_as_it_is, None)
            low = max(low, told.extent(x, top).bottom)
        name, look = axis.label
        if name:
            at_end = look.get("loc") == "right"
            at = (box.right if at_end else (box.left + box.right) / 2, low + look.get("labelpad", _NAME_PAD))
            told_look = {"size": look.get("size", _NAMES), "va": "top", "ha": "right" if at_end else "center"}
            yield from Note(3.0, text=name, at=at, look=told_look).shapes(_as_it_is, None)

    def _up(self) -> Iterator[Shape]:
        """Give grid, ticks, numbers and name of what goes up."""
        axis, box = self.yaxis, self.box
        if not axis.visible:
            return
        found = [(self.place(0.0, at)[1], text) for at, text in axis.ticks(*self.get_ylim())]
        length, colour, size = _look(axis)
        yield from self._grid([[(box.left, y), (box.right, y)] for y, _ in found], axis.grid)
        if found:
            yield Path(
                [[(box.left - length, y), (box.left, y)] for y, _ in found], Ink(edge=colour, width=0.8)
            )
        end = left = box.left - length - _PAD
        if axis.look.get("labelleft", True):
            for y, text in found:
                look = _named(axis, size) | {"ha": "right", "va": "center_baseline"}
                yield from Note(3.0, text=text, at=(end, y), look=look).shapes(_as_it_is, None)
                left = min(left, end - max(width_of(line, size) for line in text.split("\n")))
        if axis.label[0]:
            yield _upright(axis.label[0], left - _NAME_PAD, (box.top + box.bottom) / 2)

    def _titled(self) -> Iterator[Shape]:
        text, look = self._title
        if not text:
            return
        own: dict[str, Any] = {"size": _TITLE}
        own |= {name: value for name, value in look.items() if name in ("size", "weight", "color")}
        at = (self.box.left, self.box.top - look.get("pad", _TITLE_PAD))
        yield from Note(3.0, text=text, at=at, look=own).shapes(_as_it_is, None)


class _Across(Stroke):
    """A line through the whole of axes: at a number across, or at a number up."""

    def through(self, box: Box, at: Placed) -> Iterator[Shape]:
        """Give it in points."""
        points = [(at(x, 0.0)[0], y) for x in self.x for y in (box.bottom, box.top)]
        points += [(x, at(0.0, y)[1]) for y in self.y for x in (box.left, box.right)]
        assert self.ink is not None
        yield Path([points], self.ink, clip=box if self.clipped else None)


def _as_it_is(x: float, y: float) -> Point:
    return x, y


def _look(axis: Axis) -> tuple[float, str, float]:
    """Return length and colour of ticks, and the size of their texts."""
    look = axis.look
    colour = hex_of(look.get("color", look.get("colors", _INK)))
    return look.get("length", _TICK), colour, look.get("labelsize", _LABELS)


def _named(axis: Axis, size: float) -> dict[str, Any]:
    return {"size": size, "color": axis.look.get("labelcolor", axis.look.get("colors", _INK))}


def _upright(text: str, right: float, middle: float) -> Writing:
    """Return the name of what goes up: turned, its lines to the left of a place."""
    lines = text.split("\n")
    between = BETWEEN if len(lines) > 1 else 0.0
    apart, below = (ASCENT + DESCENT + between) * _NAMES, (DESCENT + between / 2) * _NAMES
    last = len(lines) - 1
    written = [(line, right - below - apart * (last - number), middle) for number, line in enumerate(lines)]
    return Writing(written, _NAMES, _INK, bold=False, anchor="middle", turned=True)
