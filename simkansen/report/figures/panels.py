"""A grid of small time axes, each with one line and its band."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simkansen.report.figures import time_axis
from simkansen.report.figures.parts import Context, decimals, limits
from simkansen.report.figures.tips import tip
from simkansen.report.reading.records import Band
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Artist, Axes, Canvas, Figure, Mark, wrap

LEFT, RIGHT, GAP, TALL = 0.5, 0.56, 0.5, 1.7
"""Room around axes, and their height (inches)."""


@dataclass(frozen=True, slots=True)
class LinePanel:
    """One line through time.

    Attributes
    ----------
    heading
        What it is.
    mark
        Its look.
    bands
        Its values, in order of time.
    places
        Decimals of the number at its end; None for as many as weeks need.
    """

    heading: str
    mark: Mark
    bands: Sequence[Band]
    places: int | None = None


@dataclass(frozen=True, slots=True)
class AxesGrid:
    """Axes of one width, so many beside each other, in rows (inches)."""

    width: float
    left: float
    right: float
    gap: float
    columns: int

    @property
    def each(self) -> float:
        """Width of the axes."""
        return (self.width - self.left - self.right - self.gap * (self.columns - 1)) / self.columns

    def rows(self, count: int) -> int:
        """Return in how many rows so many stand."""
        return -(-count // self.columns)

    def at(self, place: int, top: float, step: float) -> tuple[float, float]:
        """Return left and top of one, when the first row begins at ``top``."""
        row, column = divmod(place, self.columns)
        return self.left + (self.each + self.gap) * column, top + step * row

    def titles(self, names: Iterable[str], letters: float = 12.5) -> list[str]:
        """Return names broken into lines as wide as the axes, of so many letters in an inch."""
        return [wrap(name, int(self.each * letters)) for name in names]


def lines_in(texts: Iterable[str]) -> int:
    """Return how many lines the longest text has; none without texts."""
    return max((text.count("\n") + 1 for text in texts), default=0)


def columns_for(count: int, *, narrow: bool, pairs: Sequence[int] = (2, 4)) -> int:
    """Return in how many columns so many panels stand; ``pairs`` are the counts that stand in two."""
    return 1 if narrow else min(count, 2 if count in pairs else 3)


def draw_panels(
    context: Context,
    panels: Sequence[LinePanel],
    axis: str,
    *,
    narrow: bool,
    points: bool = False,
    shared: bool = True,
) -> Figure:
    """Draw panels with closures shaded.

    Parameters
    ----------
    context
        The results, in one language.
    panels
        One or more.
    axis
        What all of them show, with its unit; written above.
    narrow
        For a telephone.
    points
        Few weeks: each drawn as a mark with its interval, as nothing is known of the weeks between.
    shared
        One scale, with zero on it, for all panels; else each has its own.
    """
    width = NARROW if narrow else WIDE
    grid = AxesGrid(
        width, LEFT, RIGHT, GAP if shared else GAP + 0.35, columns_for(len(panels), narrow=narrow)
    )
    titles = grid.titles(panel.heading for panel in panels)
    headroom = 0.1 + 0.16 * lines_in(titles)
    key = time_axis.key_layout(context, width, [])[1] if context.results.closures else 0.0
    step = headroom + TALL + 0.45
    canvas, top, first = headed(axis, width, (key, 0.1), step, grid.rows(len(panels)))
    time_axis.draw_key(context, canvas, top, [])
    span = limits([band for panel in panels for band in panel.bands], pad=0.06)
    weeks = [band.week for panel in panels for band in panel.bands]
    for i, panel in enumerate(panels):
        x, y = grid.at(i, first, step)
        axes = canvas.axes(x, y + headroom, grid.each, TALL)
        axes.set_ylim(*(span if shared else limits(panel.bands, zero=False, pad=0.3)))
        time_axis.shade(context, axes)
        (_points if points else banded_line)(axes, panel.bands, panel.mark, panel.heading)
        time_axis.time_frame(context, axes, min(weeks), max(weeks))
        last = panel.bands[-1]
        places = decimals([last]) if panel.places is None else panel.places
        time_axis.end_labels(axes, [last.median], [context.words.number(last.median, places)])
        axes.set_title(titles[i], loc="left", weight="bold", color=INK, pad=6)
        if i % grid.columns and shared:
            axes.tick_params(labelleft=False)
    return canvas.figure


def headed(
    axis: str, width: float, rooms: Sequence[float], step: float, rows: int
) -> tuple[Canvas, float, float]:
    """Return a figure with what all axes show written above, where that ends, and where the first row begins.

    Parameters
    ----------
    axis
        What they show.
    width, rooms, step
        Of the figure, of what stands between the text and the rows, and of a row (inches).
    rows
        How many there are.
    """
    named = wrap(axis, int(width * 15))
    top = 0.1 + 0.15 * lines_in([named])
    start = sum(rooms, top)
    canvas = Canvas(width, start + step * rows)
    canvas.text(0.1, top / 2 + 0.02, named, ha="left", color=SOFT, size=8.5)
    return canvas, top, start


def banded_line(axes: Axes, bands: Sequence[Band], mark: Mark, label: str) -> None:
    """Draw a median as a line inside its band, and its end as a marker."""
    band_of(axes, bands, mark)
    x, middle = [time_axis.day_number(band.week) for band in bands], [band.median for band in bands]
    [line] = axes.plot(x, middle, color=mark.colour, ls=mark.line, zorder=3)
    tip(line, bands, label)
    _marked(axes, x[-1:], middle[-1:], mark)


def band_of(axes: Axes, bands: Sequence[Band], mark: Mark) -> None:
    """Shade a band and draw its edges, by which a grey one over a grey closure shows."""
    x = [time_axis.day_number(band.week) for band in bands]
    low, high = [band.p05 for band in bands], [band.p95 for band in bands]
    axes.fill_between(x, low, high, color=mark.colour, alpha=0.2, lw=0)
    for edge in (low, high):
        axes.plot(x, edge, color=mark.colour, lw=0.6)


def _points(axes: Axes, bands: Sequence[Band], mark: Mark, label: str) -> None:
    """Draw a mark with its interval for each week."""
    x, middle = [time_axis.day_number(band.week) for band in bands], [band.median for band in bands]
    axes.vlines(
        x, [band.p05 for band in bands], [band.p95 for band in bands], color=mark.colour, lw=2, zorder=3
    )
    axes.plot(x, middle, color=mark.colour, ls=(0, (1, 2)), lw=1, zorder=2)
    tip(_marked(axes, x, middle, mark), bands, label)


def _marked(axes: Axes, x: Sequence[float], y: Sequence[float], mark: Mark) -> Artist:
    [spots] = axes.plot(x, y, marker=mark.marker, ms=5.5, color=mark.colour, mec="white", mew=0.7, ls="none",
                        clip_on=False, zorder=4)  # fmt: skip
    return spots
