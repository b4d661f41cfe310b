"""What stands on axes: lines, areas and notes, in the numbers of the axes until they are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from simkansen.report.drawing.letters import ASCENT, BETWEEN, DESCENT, width_of
from simkansen.report.drawing.looks import area_ink, hex_of, line_ink, marker_ink, marker_size
from simkansen.report.drawing.shapes import Box, Ink, Path, Point, Shape, Spots, Writing

Placed = Callable[[float, float], Point]
"""Gives the point at which a number across and a number up stand."""

_TALL = 0.74
"""How high a letter without a tail is, as a part of its size."""

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(slots=True, eq=False)
class Artist:
    """What can be drawn; ``order`` says above what it lies, ``gid`` is its name in the SVG."""

    order: float
    gid: str = ""
    clipped: bool = True

    def set_gid(self, gid: str) -> None:
        """Give it a name in the SVG."""
        self.gid = gid

    def reach(self) -> tuple[Sequence[float], Sequence[float]]:
        """Return the numbers across and up that axes without limits of their own have to hold."""
        return (), ()

    def shapes(self, at: Placed, clip: Box | None) -> Iterable[Shape]:
        """Give it in points."""
        raise NotImplementedError


@dataclass(slots=True, eq=False)
class Stroke(Artist):
    """A line through points, and a marker at each."""

    x: Sequence[float] = ()
    y: Sequence[float] = ()
    ink: Ink | None = None
    spot: tuple[str, float, Ink] | None = None

    @classmethod
    def of(cls, x: Iterable[float], y: Iterable[float], look: dict[str, Any]) -> Stroke:
        """Return a line with a look, of which all is spelled out."""
        marker = look.get("marker")
        spot = (marker, marker_size(look), marker_ink(look)) if marker else None
        places = [float(one) for one in x], [float(one) for one in y]
        return cls(look.get("zorder", 2.0), "", look.get("clip_on", True), *places, line_ink(look), spot)

    def reach(self) -> tuple[Sequence[float], Sequence[float]]:
        """Return its points."""
        return self.x, self.y

    def shapes(self, at: Placed, clip: Box | None) -> Iterable[Shape]:
        """Give the line in the parts that have numbers, then its markers."""
        own = clip if self.clipped else None
        parts = known_parts(zip(self.x, self.y, strict=True))
        points = [[at(*one) for one in part] for part in parts]
        if self.ink is not None and any(len(part) > 1 for part in points):
            yield Path(points, self.ink, clip=own, gid=self.gid)
        if self.spot is not None and points:
            gid = "" if self.ink is not None and any(len(part) > 1 for part in points) else self.gid
            yield Spots([one for part in points for one in part], *self.spot, clip=own, gid=gid)


@dataclass(slots=True, eq=False)
class Area(Artist):
    """Closed areas."""

    corners: Sequence[Sequence[Point]] = ()
    ink: Ink = Ink()  # noqa: RUF009 - it cannot be changed

    across_only: bool = False
    """Whether its heights are a part of the axes, from 0 below to 1 above."""

    @classmethod
    def of(cls, corners: Sequence[Sequence[Point]], look: dict[str, Any]) -> Area:
        """Return areas with a look, of which all is spelled out."""
        return cls(look.get("zorder", 1.0), "", look.get("clip_on", True), corners, area_ink(look))

    @classmethod
    def rectangle(cls, corner: Point, width: float, height: float, look: dict[str, Any]) -> Area:
        """Return a rectangle from one of its corners."""
        x, y = corner
        return cls.of([[(x, y), (x + width, y), (x + width, y + height), (x, y + height)]], look)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, right, lowest and highest number of it."""
        points = [one for part in self.corners for one in part]
        across, up = [x for x, _ in points], [y for _, y in points]
        return min(across), max(across), min(up), max(up)

    def reach(self) -> tuple[Sequence[float], Sequence[float]]:
        """Return its corners."""
        points = [one for part in self.corners for one in part]
        return [x for x, _ in points], [] if self.across_only else [y for _, y in points]

    def shapes(self, at: Placed, clip: Box | None) -> Iterable[Shape]:
        """Give its areas whose corners all have numbers."""
        known = [part for part in self.corners if part and all(math.isfinite(z) for xy in part for z in xy)]
        if not known:
            return
        points = [[at(*one) for one in part] for part in known]
        yield Path(points, self.ink, closed=True, clip=clip if self.clipped else None, gid=self.gid)


@dataclass(slots=True, eq=False)
class Note(Artist):
    """Lines of text at a point, and what hides that which lies behind them."""

    text: str = ""
    at: Point = (0.0, 0.0)
    look: dict[str, Any] = field(default_factory=dict)
    offset: Point = (0.0, 0.0)
    """How far to the right and up of the point it stands (points)."""

    KNOWN: ClassVar = {*("ha", "va", "size", "weight", "color", "bbox", "linespacing")}

    def __post_init__(self) -> None:
        """Refuse a look that would be passed over."""
        if unknown := set(self.look) - self.KNOWN:
            raise TypeError(f"a text has no {', '.join(sorted(unknown))}")

    @property
    def size(self) -> float:
        """Size of its letters (points)."""
        return float(self.look.get("size", 9.0))

    @property
    def bold(self) -> bool:
        """Whether it is bold."""
        return bool(self.look.get("weight", "normal") == "bold")

    @property
    def colour(self) -> str:
        """Its colour."""
        return hex_of(self.look.get("color", "#1a1a1a"))

    def set_fontsize(self, size: float) -> None:
        """Write it in letters of another size (points)."""
        self.look["size"] = size

    def width(self) -> float:
        """Return how wide its widest line is (points)."""
        return max(width_of(line, self.size, bold=self.bold) for line in self.text.split("\n"))

    def heights(self) -> tuple[float, float, float]:
        """Return what is above the base line of a line, below it, and how far apart base lines are."""
        size, spacing = self.size, self.look.get("linespacing")
        if spacing:  # each line in the middle of its room, without the tails of letters
            return (spacing + _TALL) / 2 * size, (spacing - _TALL) / 2 * size, spacing * size
        more = BETWEEN / 2 if "\n" in self.text else 0.0
        above, below = (ASCENT + more) * size, (DESCENT + more) * size
        return above, below, above + below

    def extent(self, x: float, y: float) -> Box:
        """Return the box around it when it is written at a point."""
        tall, wide = self.heights()[2] * (self.text.count("\n") + 1), self.width()
        x, y = x + self.offset[0], y - self.offset[1]
        left = x - wide * _BEFORE[self.look.get("ha", "left")]
        top = y - self._above(tall)
        return Box(left, top, left + wide, top + tall)

    def _above(self, tall: float) -> float:
        """Return how much of its height is above its point."""
        above, below, _ = self.heights()
        parts = {
            "top": 0.0,
            "center": tall / 2,
            "bottom": tall,
            "baseline": tall - below,
            "center_baseline": tall - below - above / 2,
        }
        return parts[self.look.get("va", "baseline")]

    def shapes(self, at: Placed, clip: Box | None) -> Iterable[Shape]:
        """Give what is behind it, and its lines."""
        if not self.text:
            return
        x, y = at(*self.at)
        box, (above, _, apart) = self.extent(x, y), self.heights()
        behind = self.look.get("bbox", None)
        if behind:
            pad = behind["pad"]
            wider = Box(box.left - pad, box.top - pad, box.right + pad, box.bottom + pad)
            yield Path([wider.corners()], Ink(fill=hex_of(behind["fc"])), closed=True)
        x, lines = x + self.offset[0], self.text.split("\n")
        written = [(line, x, box.top + above + apart * number) for number, line in enumerate(lines)]
        anchor = _ANCHORS[self.look.get("ha", "left")]
        yield Writing(written, self.size, self.colour, self.bold, anchor, gid=self.gid)


def known_parts(points: Iterable[Point]) -> list[list[Point]]:
    """Return the stretches of points that have both numbers."""
    parts: list[list[Point]] = [[]]
    for x, y in points:
        if math.isfinite(x) and math.isfinite(y):
            parts[-1].append((x, y))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]
