"""The delay through time and what is recovered of it, in two panels; intervals of the latter at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from simkansen.report.figures import time_axis
from simkansen.report.figures.panels import band_of
from simkansen.report.figures.parts import Context, Picture, decimals, limits
from simkansen.report.figures.through_time import (
    TOLD,
    Line,
    by_scenario,
    dated,
    delay_told,
    recovered,
    recovering,
    title,
)
from simkansen.report.figures.tips import tip
from simkansen.report.reading.records import Band
from simkansen.report.style import NARROW, SOFT, WIDE, Axes, Canvas, Figure, size_of

_COLUMNS = "measure scenario week p05 median p95"

APART = 0.1
"""How far the intervals at the end stand from each other (inches)."""


def picture(context: Context) -> Picture | None:
    """Return both panels, or None without interventions or weekly rows."""
    words, reference = context.words, context.results.reference.name
    delay = by_scenario(context.results.bands("delay_weeks")).get(reference)
    gained = recovered(context, [e.name for e in context.effects])
    if not delay or not gained:
        return None

    def places(bands: Sequence[Band]) -> int:
        return decimals(bands[-1:])

    label, told = words("time.under", label=context.reference), delay_told(context, reference, delay)
    lines = [Line(label, delay, places(delay), told, "delay_weeks"), *recovering(context, gained, places)]
    numbers = partial(Line.numbers, columns=_COLUMNS)
    return dated(context, context.of_closures("time.table"), words("head.scenario"), lines, numbers).picture(
        "time-short",
        title(context),
        context.of_runs("time_short.unit", reference=context.reference),
        TOLD,
        lambda narrow: _draw(context, delay, gained, narrow=narrow),
    )


def _draw(
    context: Context, delay: Sequence[Band], recovered: Mapping[str, Sequence[Band]], *, narrow: bool
) -> Figure:
    words = context.words
    width, left, gap, tall = (NARROW if narrow else WIDE), 0.5, 0.95, max(1.5, 0.36 * len(recovered))
    named = 1.15 if narrow else 1.55
    each = width - left - named if narrow else (width - left - named - gap) / 2
    top = time_axis.key_layout(context, width, [])[1] + 0.42
    second = top + tall + 0.78 if narrow else top
    canvas = Canvas(width, second + tall + 0.48)
    time_axis.draw_key(context, canvas, 0.0, [])
    start, last = time_axis.quiet_until(context, delay), delay[-1].week
    axes = canvas.axes(left, top, each, tall)
    _reference(context, axes, delay, start)
    canvas.text(left - 0.4, top - 0.17, words("time.axis"), ha="left", color=SOFT, size=8.5)
    x = left if narrow else left + each + gap
    axes = canvas.axes(x, second, each, tall)
    _recovered(context, axes, recovered, start, last)
    ends = {name: bands[-1] for name, bands in recovered.items()}
    time_axis.named_ends(context, axes, ends, 13 if narrow else 19)
    canvas.text(x - 0.4, second - 0.17, words("time.axis_recovered"), ha="left", color=SOFT, size=8.5)
    return canvas.figure


def _reference(context: Context, axes: Axes, delay: Sequence[Band], start: date) -> None:
    bands = [b for b in delay if b.week >= start]
    mark, x = context.marks[context.results.reference.name], [time_axis.day_number(b.week) for b in bands]
    axes.set_ylim(*limits(delay, pad=0.05))
    time_axis.shade(context, axes)
    band_of(axes, bands, mark)
    [line] = axes.plot(x, [b.median for b in bands], color=mark.colour, zorder=3)
    tip(line, bands, context.reference)
    time_axis.time_frame(context, axes, start, bands[-1].week)
    end = bands[-1].median
    time_axis.end_labels(axes, [end], [context.words.number(end, 1)])


def _recovered(
    context: Context, axes: Axes, recovered: Mapping[str, Sequence[Band]], start: date, last: date
) -> None:
    """Draw a line for each intervention, and beyond the last week its interval."""
    axes.set_ylim(*limits([b for bands in recovered.values() for b in bands], pad=0.05))
    time_axis.shade(context, axes)
    across = size_of(axes)[0]
    apart = (last - start) * (APART / (across - APART * (len(recovered) + 1)))
    for k, (name, series) in enumerate(recovered.items()):
        mark, bands = context.marks[name], [b for b in series if b.week >= start]
        x, y = [time_axis.day_number(b.week) for b in bands], [b.median for b in bands]
        [line] = axes.plot(x, y, color=mark.colour, ls=mark.line, zorder=3)
        tip(line, bands, context.label(name))
        end, place = bands[-1], time_axis.day_number(last + apart * (k + 1))
        axes.plot([place] * 2, [end.p05, end.p95], color=mark.colour, lw=2.0, solid_capstyle="butt", zorder=3)
        look: Any = {"marker": mark.marker, "ms": 6, "mec": "white", "mew": 0.8}
        axes.plot([place], [end.median], color=mark.colour, zorder=4, **look)
    time_axis.time_frame(context, axes, start, last, beyond=APART * (len(recovered) + 1))
    axes.set_xlim(right=time_axis.day_number(last + apart * (len(recovered) + 1)))
