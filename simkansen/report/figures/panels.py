"""A grid of small time axes, each with one line and its band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from simkansen.report.figures.parts import Context, decimals, limits, number_axis, soft_grid
from simkansen.report.figures.time_axis import (
    date_axis,
    day_number,
    draw_key,
    end_labels,
    key_layout,
    shade,
)
from simkansen.report.records import Band
from simkansen.report.style import (
    INK,
    NARROW,
    SOFT,
    WIDE,
    Axes,
    Figure,
    Mark,
    axes_at,
    new_figure,
    text_at,
    wrap,
)

LEFT, RIGHT, GAP, TALL = 0.5, 0.56, 0.5, 1.7
"""Room around axes, and their height (inches)."""


@dataclass(frozen=True, slots=True)
class Panel:
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


def columns_for(count: int, *, narrow: bool) -> int:
    """Return in how many columns so many panels stand."""
    return 1 if narrow else min(count, 2 if count in (2, 4) else 3)


def draw_panels(
    context: Context,
    panels: Sequence[Panel],
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
    columns = columns_for(len(panels), narrow=narrow)
    gap = GAP if shared else GAP + 0.35
    each = (width - LEFT - RIGHT - gap * (columns - 1)) / columns
    titles = [wrap(panel.heading, int(each * 12.5)) for panel in panels]
    headroom = 0.1 + 0.16 * max(title.count("\n") + 1 for title in titles)
    named = wrap(axis, int(width * 15))
    top = 0.1 + 0.15 * (named.count("\n") + 1)
    key = key_layout(context, width, [])[1] if context.results.closures else 0.0
    step, first = headroom + TALL + 0.45, top + key + 0.1
    figure = new_figure(width, first + step * -(-len(panels) // columns))
    text_at(figure, 0.1, top / 2 + 0.02, named, ha="left", color=SOFT, size=8.5)
    draw_key(context, figure, top, [])
    span = limits([band for panel in panels for band in panel.bands], pad=0.06)
    weeks = [band.week for panel in panels for band in panel.bands]
    for i, panel in enumerate(panels):
        place = LEFT + (each + gap) * (i % columns), first + step * (i // columns) + headroom
        axes = axes_at(figure, *place, each, TALL)
        axes.set_ylim(*(span if shared else limits(panel.bands, zero=False, pad=0.3)))
        shade(context, axes)
        _line(axes, panel, points=points)
        _frame(context, axes, panel, (min(weeks), max(weeks)))
        axes.set_title(titles[i], loc="left", weight="bold", color=INK, pad=6)
        if i % columns and shared:
            axes.tick_params(labelleft=False)
    return figure


def _line(axes: Axes, panel: Panel, *, points: bool) -> None:
    mark, bands = panel.mark, panel.bands
    x = [day_number(band.week) for band in bands]
    low, high = [band.p05 for band in bands], [band.p95 for band in bands]
    middle = [band.median for band in bands]
    if points:
        axes.vlines(x, low, high, color=mark.colour, lw=2, zorder=3)
        axes.plot(x, middle, color=mark.colour, ls=(0, (1, 2)), lw=1, zorder=2)
    else:
        axes.fill_between(x, low, high, color=mark.colour, alpha=0.2, lw=0)
        for edge in (low, high):  # a grey band over a grey closure shows by its edges
            axes.plot(x, edge, color=mark.colour, lw=0.6)
        axes.plot(x, middle, color=mark.colour, ls=mark.line, zorder=3)
    shown = slice(None) if points else slice(-1, None)
    axes.plot(x[shown], middle[shown], marker=mark.marker, ms=5.5, color=mark.colour, mec="white", mew=0.7,
              ls="none", clip_on=False, zorder=4)  # fmt: skip


def _frame(context: Context, axes: Axes, panel: Panel, weeks: tuple[date, date]) -> None:
    soft_grid(axes)
    low, high = axes.get_ylim()
    if low <= 0 <= high:
        axes.axhline(0, color=INK, lw=0.9, zorder=2)
    date_axis(context, axes, *weeks)
    number_axis(axes.yaxis, context.words, 5)
    last = panel.bands[-1]
    places = decimals([last]) if panel.places is None else panel.places
    end_labels(axes, [last.median], [context.words.number(last.median, places)])
