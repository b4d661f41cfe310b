"""The markers: their corners for one of size 1, around its middle, downwards as a figure goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simkansen.report.drawing.shapes import Point

_HALF, _TURNED = 0.5, 0.5**0.5

CORNERS: Mapping[str, Sequence[Point]] = {
    "s": ((-_HALF, -_HALF), (_HALF, -_HALF), (_HALF, _HALF), (-_HALF, _HALF)),
    "D": ((0, _TURNED), (_TURNED, 0), (0, -_TURNED), (-_TURNED, 0)),
    "^": ((0, -_HALF), (-_HALF, _HALF), (_HALF, _HALF)),
    "v": ((0, _HALF), (-_HALF, -_HALF), (_HALF, -_HALF)),
    ">": ((_HALF, 0), (-_HALF, -_HALF), (-_HALF, _HALF)),
    "P": tuple(
        (x / 6, y / 6)
        for x, y in ((-1, -3), (1, -3), (1, -1), (3, -1), (3, 1), (1, 1), (1, 3), (-1, 3), (-1, 1), (-3, 1),
                     (-3, -1), (-1, -1))
    ),
    "X": tuple(
        (x / 4, y / 4)
        for x, y in ((-1, -2), (0, -1), (1, -2), (2, -1), (1, 0), (2, 1), (1, 2), (0, 1), (-1, 2), (-2, 1),
                     (-1, 0), (-2, -1))
    ),
    "|": ((0, -_HALF), (0, _HALF)),
    "_": ((-_HALF, 0), (_HALF, 0)),
}  # fmt: skip
"""All but the circle, ``o``."""

OPEN = "|_"
"""Those that are a line, which has no inside."""
