"""Delay through time: one panel per intervention, each against the reference, closures shaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from simkansen.report.figures.parts import (
    Context,
    Picture,
    Table,
    limits,
    number_axis,
    soft_grid,
    with_band,
)
from simkansen.report.figures.time_axis import (
    date_axis,
    day_number,
    draw_key,
    end_labels,
    key_layout,
    quiet_until,
    shade,
)
from simkansen.report.findings import may_claim
from simkansen.report.records import Band, aligned
from simkansen.report.style import INK, NARROW, SOFT, WIDE, axes_at, new_figure, text_at, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


SHOWN_FROM = 0.05
"""A title gives the band of the delay when it starts above this (weeks), so rounds to more than nothing."""


def picture(context: Context) -> Picture | None:
    """Return the delay through time, or None without weekly rows."""
    series = by_scenario(context.results.bands("delay_weeks"))
    if not series:
        return None
    words = context.words
    alt = " ".join(
        words(
            "time.alt",
            label=context.label(name),
            weeks=with_band(words, rows[-1], 1),
            date=words.date(rows[-1].week),
        )
        for name, rows in _ordered(context, series).items()
    )
    return Picture(
        "through-time",
        title(context),
        words("time.unit"),
        alt,
        _table(context, series),
        lambda narrow: panels(context, series, words("time.axis"), narrow=narrow),
        words("time.summer") if _drops_in_summer(context) else "",
    )


def _drops_in_summer(context: Context) -> bool:
    """Return whether there is a summer in which pupils with a delay leave and others come."""
    first_year, *later = context.results.year_ends
    return bool(later) and any(closure.start <= first_year for closure in context.results.closures)


def by_scenario(bands: Sequence[Band]) -> dict[str, list[Band]]:
    """Return weekly bands per scenario, in order of time."""
    found: dict[str, list[Band]] = {}
    for band in bands:
        found.setdefault(band.scenario, []).append(band)
    return found


def title(context: Context) -> str:
    """Return that pupils are behind at the end, and between which weeks, when nine runs in ten show it."""
    words, name = context.words, context.results.reference.name
    draws = context.results.draws("delay_weeks").get((name, "all"))
    band = context.results.last("delay_weeks").get((name, "all"))
    if draws and band and may_claim(aligned([draws])[0] > 0):
        key = "time.behind_with" if context.results.reference.interventions else "time.behind"
        low, high = words.number(band.p05, 1), words.number(band.p95, 1)
        weeks = words("time.weeks", band=words.between(low, high)) if band.p05 >= SHOWN_FROM else ""
        return words(key, weeks=weeks, when=words.month_year(band.week), label=context.reference)
    return words("time.topic")


def key_dates(context: Context) -> list[date]:
    """Return the weeks that the table shows: the last of each closure and of each school year."""
    weeks = context.results.weeks
    ends = [max((w for w in weeks if w <= c.end), default=weeks[0]) for c in context.results.closures]
    return sorted({*ends, *context.results.year_ends})


def _ordered(context: Context, series: dict[str, list[Band]]) -> dict[str, list[Band]]:
    return {s.name: series[s.name] for s in context.results.scenarios if s.name in series}


def _table(context: Context, series: dict[str, list[Band]]) -> Table:
    words, dates = context.words, key_dates(context)
    rows = []
    for name, bands in _ordered(context, series).items():
        by_week = {b.week: b for b in bands}
        rows.append(
            [
                context.label(name),
                *(with_band(words, by_week[d], 1) if d in by_week else words("form.unknown") for d in dates),
            ]
        )
    head = [words("head.scenario"), *(words("time.week_of", date=words.date(d)) for d in dates)]
    return Table(words("time.table"), head, rows)


def panels(context: Context, series: dict[str, list[Band]], label: str, *, narrow: bool) -> Figure:
    """Draw one panel per compared scenario, each with the reference; one panel when there is only one.

    Parameters
    ----------
    context
        What the figures are made from.
    series
        Weekly bands per scenario.
    label
        Name and unit of the y axis.
    narrow
        For a telephone.
    """
    reference = context.results.reference.name
    shown = [e.scenario.name for e in context.effects if e.scenario.name in series] or [reference]
    columns = 1 if narrow or len(shown) == 1 else (2 if len(shown) in (2, 4) else 3)
    rows = -(-len(shown) // columns)
    width, left, gap = (NARROW if narrow else WIDE), 0.5, 0.5
    in_key = [reference] if shown != [reference] else []
    top = 0.26 + key_layout(context, width, in_key)[1] + 0.35
    titles = [wrap(context.label(name), int((width / columns - 0.6) * 12.5)) for name in shown]
    top += 0.15 * max(t.count("\n") for t in titles)
    each = (width - left - 0.42 - gap * (columns - 1)) / columns
    tall = 1.9 if narrow else (2.7 if columns == 1 else 1.95)
    step = tall + 0.7 + 0.15 * max(t.count("\n") for t in titles)
    figure = new_figure(width, top + step * rows - 0.22)
    everything = [b for name in (*shown, reference) for b in series[name]]
    start = quiet_until(context, everything)
    span = limits(everything, pad=0.05)
    for i, name in enumerate(shown):
        axes = axes_at(figure, left + (each + gap) * (i % columns), top + step * (i // columns), each, tall)
        axes.set_ylim(*span)
        _panel(context, axes, list(dict.fromkeys((reference, name))), series, start)
        number_axis(axes.yaxis, context.words, 5)
        axes.set_title(titles[i], loc="left", weight="bold", color=INK, pad=6)
        if i % columns:
            axes.tick_params(labelleft=False)
    text_at(figure, 0.1, 0.13, label, ha="left", color=SOFT, size=8.5)
    draw_key(context, figure, 0.26, in_key)
    return figure


def _panel(
    context: Context, axes: Axes, names: list[str], series: dict[str, list[Band]], start: date
) -> None:
    shade(context, axes)
    ends = []
    for name in names:
        mark, bands = context.marks[name], [b for b in series[name] if b.week >= start]
        x = [day_number(b.week) for b in bands]
        axes.fill_between(
            x, [b.p05 for b in bands], [b.p95 for b in bands], color=mark.colour, alpha=0.16, lw=0
        )
        axes.plot(x, [b.median for b in bands], color=mark.colour, ls=mark.line, zorder=3)
        axes.plot(
            x[-1:],
            [bands[-1].median],
            marker=mark.marker,
            ms=5.5,
            color=mark.colour,
            mec="white",
            mew=0.7,
            clip_on=False,
            zorder=4,
        )
        ends.append(bands[-1].median)
    soft_grid(axes)
    axes.axhline(0, color=INK, lw=0.9, zorder=2)
    date_axis(context, axes, start, series[names[0]][-1].week)
    end_labels(axes, ends, [context.words.number(v, 1) for v in ends])
