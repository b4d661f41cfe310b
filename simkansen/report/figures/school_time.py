"""The delay through the year, closures shaded, and below it what each intervention recovers of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from simkansen.report.figures import time_axis
from simkansen.report.figures.parts import Context, Picture, limits, spread
from simkansen.report.figures.through_time import (
    TOLD,
    Line,
    by_scenario,
    dated,
    drops_in_summer,
    recovered,
    recovering,
)
from simkansen.report.figures.tips import tip
from simkansen.report.reading.findings import Effect
from simkansen.report.reading.records import Band
from simkansen.report.style import NARROW, WIDE, Artist, Axes, Canvas, Figure, size_of, wrap

_COLUMNS = "scenario measure week p05 median p95"

Series = Mapping[str, Sequence[Band]]
"""Weekly bands per scenario."""


def gid(number: int, part: str) -> str:
    """Return the id of one part of the drawing of an intervention, by which the page shows and hides it.

    Parameters
    ----------
    number
        Place among the interventions that are shown, from 1.
    part
        Which part; no two of one intervention have the same.
    """
    return f"show-{number}-{part}"


def picture(context: Context, shown: Sequence[Effect]) -> Picture | None:
    """Return the delay through the year, or None without weekly rows."""
    delay = by_scenario(context.results.bands("delay_weeks")).get(context.results.reference.name)
    if not delay:
        return None
    words, gained = context.words, recovered(context, [e.name for e in shown])
    told = words("school.time_alt", date=words.date(delay[-1].week), weeks=words.with_band(delay[-1], 1))
    lines = [Line(words("school.delay_of", label=context.reference), delay, 1, told, "delay_weeks")]
    lines += recovering(context, gained, lambda _: 1, "school.time_alt_recovered")
    numbers = partial(Line.numbers, columns=_COLUMNS)
    return dated(
        context, context.of_closures("school.time_table"), words("school.head.line"), lines, numbers
    ).picture(
        "school-time",
        words("school.time_topic"),
        words("school.time_unit"),
        TOLD,
        lambda narrow: _draw(context, delay, gained, narrow=narrow),
        words("school.summer") if drops_in_summer(context) else "",
    )


def _draw(context: Context, delay: Sequence[Band], recovered: Series, *, narrow: bool) -> Figure:
    """Draw the delay without, and below it all that is recovered in one panel.

    The delays with and without an intervention are nearly as large and as unsure as each other; their
    paired differences can be told apart, so those are what the check boxes show and hide.
    """
    words, width, left, tall = context.words, (NARROW if narrow else WIDE), 0.42, 1.45
    room = (1.15 if narrow else 1.75) if recovered else 0.42
    panels = 2 if recovered else 1
    key = time_axis.key_layout(context, width, [])[1] if context.results.closures else 0.0
    heading = wrap(words("school.delay_axis", label=context.reference), int(width * 12))
    top, step = key + 0.36 + time_axis.LINE * heading.count("\n"), tall + 0.82
    canvas = Canvas(width, top + step * panels - 0.34)
    start = time_axis.quiet_until(context, delay)
    time_axis.draw_key(context, canvas, 0.02, [])
    axes = _panel(context, canvas, (left, top, width - left - room, tall), heading, delay, start)
    _line(context, axes, context.results.reference.name, delay, start, 0)
    _ends(context, axes, [delay[-1].median], 0)
    if recovered:
        every = [band for bands in recovered.values() for band in bands]
        place = (left, top + step, width - left - room, tall)
        axes = _panel(context, canvas, place, words("school.recovered_axis"), every, start)
        for number, (name, bands) in enumerate(recovered.items(), 1):
            _line(context, axes, name, bands, start, number)
        ends = {name: bands[-1] for name, bands in recovered.items()}
        time_axis.named_ends(context, axes, ends, 13 if narrow else 22, gid)
    return canvas.figure


def _panel(
    context: Context,
    canvas: Canvas,
    place: tuple[float, float, float, float],
    heading: str,
    bands: Sequence[Band],
    start: date,
) -> Axes:
    """Return empty axes of time with the closures shaded."""
    axes = canvas.axes(*place)
    axes.set_ylim(*limits(bands, pad=0.06))
    time_axis.shade(context, axes)
    time_axis.time_frame(context, axes, start, max(b.week for b in bands), 4)
    canvas.text(0.05, place[1] - 0.07, heading, ha="left", va="bottom", weight="bold", size=9.5)
    return axes


def _line(context: Context, axes: Axes, name: str, series: Sequence[Band], start: date, number: int) -> None:
    """Draw a line with its band and a marker at its end."""
    mark, bands = context.marks[name], [b for b in series if b.week >= start]
    x = [time_axis.day_number(b.week) for b in bands]
    low, high = [b.p05 for b in bands], [b.p95 for b in bands]
    parts: dict[str, Artist] = {
        "band": axes.fill_between(x, low, high, color=mark.colour, alpha=0.13, lw=0),
    }
    for part, edge in (("low", low), ("high", high)):
        [parts[part]] = axes.plot(x, edge, color=mark.colour, lw=0.6, alpha=0.8)
    [parts["line"]] = axes.plot(
        x, [b.median for b in bands], color=mark.colour, ls=mark.line, lw=1.9, zorder=3
    )
    [parts["end"]] = axes.plot(
        x[-1:], [bands[-1].median], marker=mark.marker, ms=6.5, color=mark.colour, mec="white", mew=0.7,
        clip_on=False, zorder=4,
    )  # fmt: skip
    for part, artist in parts.items():
        artist.set_gid(gid(number, part))
    tip(parts["line"], bands, context.label(name))


def _ends(context: Context, axes: Axes, ends: Sequence[float], first: int) -> None:
    """Write the number where each line ends, moved apart where they would touch."""
    low, high = axes.get_ylim()
    tall = size_of(axes)[1]
    x, places = axes.get_xlim()[1], spread(ends, (high - low) * time_axis.LINE / tall)
    for number, (end, y) in enumerate(zip(ends, places, strict=True), first):
        note = axes.annotate(
            context.words.number(end, 1), (x, y), (7, 0), textcoords="offset points", va="center", size=9,
            weight="bold", annotation_clip=False,
        )  # fmt: skip
        note.set_gid(gid(number, "number"))
