"""Looks as they are asked for, by Matplotlib's names or the short forms of these, as ink."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simkansen.report.drawing.markers import OPEN
from simkansen.report.drawing.shapes import Ink

_SHORT = {
    "c": "color",
    "lw": "linewidth",
    "ls": "linestyle",
    "ms": "markersize",
    "mfc": "markerfacecolor",
    "mec": "markeredgecolor",
    "mew": "markeredgewidth",
    "fc": "facecolor",
    "ec": "edgecolor",
}
_NAMED = {"white": "#ffffff", "black": "#000000"}
_PLAIN = "#1a1a1a"
_DASHES: Mapping[str, tuple[float, ...]] = {"-": (), "--": (3.7, 1.6)}
_NO_LINE = ("none", "", " ")
_LINE, _SIZE = 1.5, 6.0
"""Width of a line and size of a marker where none is given (points)."""


def spelled_out(look: Mapping[str, Any]) -> dict[str, Any]:
    """Return a look with the full names of all that it says."""
    return {_SHORT.get(name, name): value for name, value in look.items()}


def hex_of(colour: str | Sequence[float]) -> str:
    """Return a colour as ``#rrggbb``; ``none`` stays.

    Parameters
    ----------
    colour
        As ``#rrggbb``, a name, or red, green and blue from 0 to 1.
    """
    if isinstance(colour, str):
        return _NAMED.get(colour, colour.lower())
    return "#" + "".join(f"{round(255 * part):02x}" for part in colour[:3])


def dashes_of(line: str | tuple[float, tuple[float, ...]], width: float) -> tuple[float, ...]:
    """Return the lengths of dashes and gaps (points), which grow with the width of the line."""
    pattern = _DASHES[line] if isinstance(line, str) else line[1]
    return tuple(one * width for one in pattern)


def line_ink(look: Mapping[str, Any]) -> Ink | None:
    """Return the ink of a line; None where only its markers are drawn."""
    line, width = look.get("linestyle", "-"), look.get("linewidth", _LINE)
    if isinstance(line, str) and line in _NO_LINE:
        return None
    dashes = dashes_of(line, width)
    cap = {"projecting": "square", "butt": "butt"}[look.get("solid_capstyle", "projecting")]
    return Ink(
        edge=hex_of(look.get("color", _PLAIN)),
        width=width,
        dashes=dashes,
        alpha=look.get("alpha", 1.0),
        cap="butt" if dashes else cap,
    )


def marker_ink(look: Mapping[str, Any]) -> Ink:
    """Return the ink of a marker."""
    colour, marker, width = look.get("color", _PLAIN), look["marker"], look.get("markeredgewidth", 1.0)
    edge = hex_of(look.get("markeredgecolor", colour)) if width else "none"
    fill = "none" if marker in OPEN else hex_of(look.get("markerfacecolor", colour))
    join = "round" if marker == "o" else "miter"
    return Ink(fill, edge, width, alpha=look.get("alpha", 1.0), join=join)


def marker_size(look: Mapping[str, Any]) -> float:
    """Return the size of a marker (points)."""
    return float(look.get("markersize", _SIZE))


def area_ink(look: Mapping[str, Any]) -> Ink:
    """Return the ink of an area; it has no edge where this has no width."""
    colour, width = look.get("color", "none"), look.get("linewidth", 1.0)
    edge = hex_of(look.get("edgecolor", colour)) if width else "none"
    dashes = dashes_of(look.get("linestyle", "-"), width)
    fill = hex_of(look.get("facecolor", colour)) if look.get("fill", True) else "none"
    hatch = str(look.get("hatch") or "").count("/")
    if hatch:
        edge = hex_of(look.get("edgecolor", colour))
    alpha = look.get("alpha", 1.0)
    return Ink(fill, edge, width, dashes, alpha, join="miter", hatch=hatch)


def rgb_of(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue of a colour from 0 to 1."""
    text = hex_of(colour)
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
