"""How a type of intervention looks in every figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Line = Literal["solid", "dashed", "dash-dotted", "dotted", "long-dashed", "dash-dot-dotted"]


@dataclass(frozen=True, slots=True)
class Look:
    """Colour (3:1 or more on white), kind of line and marker; each alone tells a type from the others.

    Attributes
    ----------
    colour
        As ``#rrggbb``.
    line
        Its pattern; how long its dashes are is up to the figures.
    marker
        A letter or sign of Matplotlib's markers.
    """

    colour: str
    line: Line
    marker: str
