"""What a figure consists of when it is written: paths, markers and texts, in points from its corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""Points to the right of the left edge of a figure, and below its upper edge."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a figure (points)."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether they have more than an edge in common."""
        across = min(self.right, other.right) > max(self.left, other.left)
        return across and min(self.bottom, other.bottom) > max(self.top, other.top)

    def holds(self, other: Box) -> bool:
        """Return whether the other lies within it."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def corners(self) -> list[Point]:
        """Return its corners, one after another."""
        left, top, right, bottom = self.left, self.top, self.right, self.bottom
        return [(left, bottom), (right, bottom), (right, top), (left, top)]


@dataclass(frozen=True, slots=True)
class Ink:
    """How a shape is filled and edged; colours as ``#rrggbb``, or ``none``."""

    fill: str = "none"
    edge: str = "none"
    width: float = 1.0
    dashes: tuple[float, ...] = ()
    alpha: float = 1.0
    cap: str = "butt"
    join: str = "round"
    hatch: int = 0
    """How dense slanting lines in the colour of the edge are; none at zero."""


@dataclass(frozen=True, slots=True)
class Path:
    """Lines from point to point, each part by itself; closed ones are areas."""

    parts: Sequence[Sequence[Point]]
    ink: Ink
    closed: bool = False
    clip: Box | None = None
    gid: str = ""


@dataclass(frozen=True, slots=True)
class Spots:
    """One marker at several points."""

    points: Sequence[Point]
    marker: str
    size: float
    ink: Ink
    clip: Box | None = None
    gid: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """Lines of text, each from a point on its base line."""

    lines: Sequence[tuple[str, float, float]]
    size: float
    colour: str
    bold: bool
    anchor: str
    """Whether the point is at the ``start``, in the ``middle`` or at the ``end``."""

    turned: bool = False
    gid: str = ""


Shape: TypeAlias = Path | Spots | Writing


@dataclass(frozen=True, slots=True)
class Layer:
    """Shapes with a name: of axes, or of what stands around them."""

    name: str
    shapes: Sequence[Shape]
