"""What happens on the way: engagement and pupils out of sight, week by week."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from simkansen.report.figures.numbers import SHARE, mark_rows
from simkansen.report.figures.panels import AxesGrid, band_of
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, limits, number_axis, soft_grid
from simkansen.report.figures.through_time import by_scenario
from simkansen.report.figures.time_axis import date_axis, day_number, draw_key, key_layout, shade
from simkansen.report.figures.tips import tip
from simkansen.report.reading.records import Band
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Axes, Canvas, Figure

MEASURES = ("engagement", "out_of_sight")
Series = Mapping[str, Mapping[str, list[Band]]]


def picture(context: Context) -> Picture | None:
    """Return engagement and out of sight through time, or None without them."""
    series = {m: by_scenario(context.results.bands(m)) for m in MEASURES}
    series = {m: s for m, s in series.items() if s}
    if not series:
        return None
    words, shown = context.words, list(series)

    def told(label: str, **cells: str) -> str:
        return f"{label}: " + "; ".join(f"{heads[m]} {cells[m]}" for m in shown) + "."

    heads = {m: words(f"process.head.{m}") for m in shown}
    columns: list[Column[str]] = [("label", words("head.scenario"), context.label)]
    columns += [(m, heads[m], _cell(context, lines)) for m, lines in series.items()]
    caption = context.of_closures("process.table", date=words.date(_week(context)))
    return Tidy(caption, [s.name for s in context.results.scenarios], columns).picture(
        "process",
        words("process.topic"),
        context.of_runs("process.unit", reference=context.reference),
        told,
        lambda narrow: _draw(context, series, narrow=narrow),
        data=[
            row
            for measure, lines in series.items()
            for bands in lines.values()
            for row in mark_rows(bands, measure, SHARE)
        ],
    )


def _cell(context: Context, lines: Mapping[str, list[Band]]) -> Callable[[str], str]:
    """Return what writes the value of a scenario in the week that the table shows."""
    return lambda name: context.words.share_band(during(context, lines, name), 1)


def _week(context: Context) -> date:
    """Return the last week of the first closure, else the last week of all."""
    closures, weeks = context.results.closures, context.results.weeks
    ends = [w for w in weeks if closures and closures[0].start <= w <= closures[0].end]
    return ends[-1] if ends else weeks[-1]


def during(context: Context, series: Mapping[str, list[Band]], name: str) -> Band | None:
    """Return the band of one scenario in the week that the table shows: the nearest one that has a value."""
    week = _week(context)
    return min(series.get(name, []), key=lambda b: abs((b.week - week).days), default=None)


def _draw(context: Context, series: Series, *, narrow: bool) -> Figure:
    width, tall = (NARROW if narrow else WIDE), 2.1
    grid = AxesGrid(width, 0.55, 0.15, 0.65, 1 if narrow else len(series))
    names = [s.name for s in context.results.scenarios]
    top, step = key_layout(context, width, names)[1] + 0.5, tall + 0.75
    canvas = Canvas(width, top + grid.rows(len(series)) * step - 0.2)
    draw_key(context, canvas, 0.0, names)
    for i, (measure, lines) in enumerate(series.items()):
        x, y = grid.at(i, top, step)
        _panel(context, canvas.axes(x, y, grid.each, tall), lines)
        heading = context.words(f"process.axis.{measure}")
        canvas.text(x - 0.45, y - 0.2, heading, ha="left", color=SOFT, size=8.5)
    return canvas.figure


def _panel(context: Context, axes: Axes, lines: Mapping[str, list[Band]]) -> None:
    shade(context, axes)
    reference = context.results.reference.name
    everything = [b for bands in lines.values() for b in bands]
    for name, bands in lines.items():
        mark, x = context.marks[name], [day_number(b.week) for b in bands]
        if name == reference:
            band_of(axes, bands, mark)
        middle, above = [b.median for b in bands], 2 if name == reference else 3
        [line] = axes.plot(x, middle, color=mark.colour, ls=mark.line, lw=1.6, zorder=above)
        tip(line, bands, context.label(name))
    low, high = limits(everything, zero=min(b.ends[0] for b in everything) < 0.3, pad=0.05)
    axes.set_ylim(max(low, 0.0), min(high, 1.0))
    soft_grid(axes)
    if axes.get_ylim()[0] == 0:
        axes.axhline(0, color=INK, lw=0.9, clip_on=False)
    number_axis(axes.yaxis, context.words, 5, kind="percent")
    date_axis(context, axes, min(b.week for b in everything), max(b.week for b in everything))
