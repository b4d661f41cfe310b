"""A figure of Matplotlib, on which all is placed in inches: for what the axes of pages cannot draw.

Imports within functions: Matplotlib is heavy, and loaded where a figure of it is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class PlotCanvas:
    """A figure with an Agg canvas, on which all is placed in inches from its left and top edge.

    Parameters
    ----------
    width, height
        Its size (inches).
    """

    def __init__(self, width: float, height: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(width, height))
        FigureCanvasAgg(self.figure)
        self.width, self.height = (float(side) for side in self.figure.get_size_inches())

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Return axes at a place."""
        across, down = self.width, self.height
        return self.figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))

    def text(self, x: float, y: float, text: str, **style: object) -> None:
        """Write text."""
        settings: dict[str, Any] = {"va": "center", **style}
        self.figure.text(x / self.width, 1 - y / self.height, text, **settings)
