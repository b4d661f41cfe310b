"""A figure for Matplotlib, shape by shape, which writes it as PDF and PNG.

Imports within functions: Matplotlib is heavy, and needed for these forms alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simkansen.report.drawing.canvas import Drawing
from simkansen.report.drawing.markers import CORNERS
from simkansen.report.drawing.shapes import Box, Ink, Path, Point, Shape, Spots, Writing

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure as Plot

_SIDES = {"start": "left", "middle": "center", "end": "right"}


def plotted(figure: Drawing) -> Plot:
    """Return the same figure as Matplotlib draws it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Plot

    plot = Plot(figsize=figure.inches)
    FigureCanvasAgg(plot)
    sheet = _Sheet(plot, figure.box)
    for group in figure.groups():
        for shape in group.shapes:
            sheet.add(shape)
    return plot


class _Sheet:
    """Puts shapes on a figure, each above those before it."""

    def __init__(self, plot: Plot, box: Box) -> None:
        self._plot, self._box, self._order = plot, box, 0

    def add(self, shape: Shape) -> None:
        """Put a shape above all that is there."""
        self._order += 1
        if isinstance(shape, Writing):
            self._write(shape)
        elif isinstance(shape, Path):
            self._path(shape)
        else:
            self._spots(shape)

    def _at(self, point: Point) -> Point:
        """Return a point as parts of the width and the height, from the lower left corner."""
        return point[0] / self._box.right, 1 - point[1] / self._box.bottom

    def _where(self) -> dict[str, Any]:
        return {"transform": self._plot.transFigure, "zorder": self._order}

    def _path(self, path: Path) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path as Route

        rounds = [[*part, part[0]] if path.closed else list(part) for part in path.parts]
        codes: list[Any] = []
        for part in rounds:
            codes += [Route.MOVETO, *[Route.LINETO] * (len(part) - 1)]
        route = Route([self._at(point) for part in rounds for point in part], codes)
        ink = path.ink
        look = _look(ink) | {"ls": (0, _dashes(ink)) if ink.dashes else "-"}
        look |= {"hatch": "/" * ink.hatch} if ink.hatch else {}
        look |= {"capstyle": "projecting" if ink.cap == "square" else ink.cap, "joinstyle": ink.join}
        self._put(PathPatch(route, **look, **self._where()), path.clip)

    def _spots(self, spots: Spots) -> None:
        from matplotlib.lines import Line2D
        from matplotlib.markers import MarkerStyle
        from matplotlib.path import Path as Route

        ink, places = spots.ink, [self._at(point) for point in spots.points]
        corners = [(x, -y) for x, y in CORNERS.get(spots.marker, ())]
        shape: Any = Route([*corners, corners[0]], closed=True) if len(corners) > 2 else spots.marker
        # a path of its own is made as large as a marker is wide
        size = (
            spots.size * 2 * max(abs(part) for corner in corners for part in corner)
            if corners
            else spots.size
        )
        look: dict[str, Any] = {
            "mfc": ink.fill,
            "mec": ink.edge,
            "mew": ink.width if ink.edge != "none" else 0.0,
        }
        x, y = zip(*places, strict=True)
        style = MarkerStyle(shape, joinstyle="round" if ink.join == "round" else "miter")
        line = Line2D(x, y, ls="none", marker=style, ms=size, alpha=ink.alpha, **look, **self._where())
        self._put(line, spots.clip)

    def _write(self, writing: Writing) -> None:
        for line, *point in writing.lines:
            x, y = self._at((point[0], point[1]))
            look: dict[str, Any] = {"size": writing.size, "color": writing.colour, "va": "baseline"}
            look |= {"ha": _SIDES[writing.anchor], "weight": "bold" if writing.bold else "normal"}
            look |= {"rotation": 90, "rotation_mode": "anchor"} if writing.turned else {}
            self._plot.text(x, y, line, **look, **self._where())

    def _put(self, artist: Artist, clip: Box | None) -> None:
        from matplotlib.patches import Rectangle

        self._plot.add_artist(artist)
        artist.set_clip_on(clip is not None)
        if clip is not None:
            (left, low), (right, high) = self._at((clip.left, clip.bottom)), self._at((clip.right, clip.top))
            part = Rectangle((left, low), right - left, high - low, transform=self._plot.transFigure)
            artist.set_clip_path(part)


def _look(ink: Ink) -> dict[str, Any]:
    return {
        "fc": ink.fill,
        "ec": ink.edge,
        "lw": ink.width if ink.edge != "none" else 0.0,
        "alpha": ink.alpha if ink.alpha < 1 else None,
    }


def _dashes(ink: Ink) -> list[float]:
    """Return dashes as multiples of the width, as Matplotlib has them."""
    return [one / ink.width for one in ink.dashes]
