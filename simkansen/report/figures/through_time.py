"""Delay through time under the reference, and what each intervention recovers of it, closures shaded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from simkansen.report.figures.numbers import WEEKS, mark_rows
from simkansen.report.figures.parts import (
    Context,
    Picture,
    Table,
    decimals,
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
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Axes, Figure, axes_at, new_figure, text_at, wrap

SHOWN_FROM = 0.05
"""A title gives the band of the delay when it starts above this (weeks), so rounds to more than nothing."""


def picture(context: Context) -> Picture | None:
    """Return the delay through time, or None without weekly rows."""
    series = by_scenario(context.results.bands("delay_weeks"))
    if not series:
        return None
    words, recovered = context.words, _recovered(context)
    delay = series.get(context.results.reference.name) or next(iter(series.values()))
    alt = " ".join(
        words(
            "time.alt",
            label=context.label(name),
            weeks=with_band(words, rows[-1], 1),
            date=words.date(rows[-1].week),
        )
        for name, rows in _ordered(context, series).items()
    )
    alt += "".join(
        " " + words("time.alt_recovered", label=context.label(name), weeks=with_band(words, rows[-1], 2))
        for name, rows in recovered.items()
    )
    unit = words("time.unit") + (f"; {words('time.unit_recovered')}" if recovered else "")
    return Picture(
        "through-time",
        title(context),
        unit,
        alt,
        _table(context, series, recovered),
        lambda narrow: _draw(context, delay, recovered, narrow=narrow),
        words("time.summer") if drops_in_summer(context) else "",
        _numbers(context, delay, recovered),
    )


def _numbers(
    context: Context, delay: Sequence[Band], recovered: dict[str, list[Band]]
) -> list[dict[str, object]]:
    """Return the weeks that are drawn: those before anything happens are not."""
    start = quiet_until(context, delay)
    found = mark_rows([b for b in delay if b.week >= start], "delay_weeks", WEEKS)
    for bands in recovered.values():
        found += mark_rows([b for b in bands if b.week >= start], "weeks_recovered", WEEKS)
    return found


def drops_in_summer(context: Context) -> bool:
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


def _recovered(context: Context) -> dict[str, list[Band]]:
    """Return the weeks recovered per intervention, by week: the delay less than under the reference."""
    series = by_scenario(context.results.bands("delay_weeks", kind="effect"))
    names = [effect.scenario.name for effect in context.effects]
    return {name: [band.negated() for band in series[name]] for name in names if name in series}


def _table(context: Context, series: dict[str, list[Band]], recovered: dict[str, list[Band]]) -> Table:
    words, dates = context.words, key_dates(context)
    lines = [(context.label(name), bands, 1) for name, bands in _ordered(context, series).items()]
    lines += [
        (words("time.recovers", label=context.label(name)), bands, 2) for name, bands in recovered.items()
    ]
    rows = []
    for label, bands, places in lines:
        by_week = {b.week: b for b in bands}
        cells = (
            with_band(words, by_week[d], places) if d in by_week else words("form.unknown") for d in dates
        )
        rows.append([label, *cells])
    head = [words("head.scenario"), *(words("time.week_of", date=words.date(d)) for d in dates)]
    return Table(words("time.table"), head, rows)


def _draw(
    context: Context, delay: Sequence[Band], recovered: dict[str, list[Band]], *, narrow: bool
) -> Figure:
    """Draw the delay under the reference, and below it what each intervention recovers of it.

    The delays of two scenarios are nearly as large and as unsure as each other, so that their lines and bands
    would cover one another; their paired difference shows what the intervention does.
    """
    width, left, gap, tall = (NARROW if narrow else WIDE), 0.5, 0.5, 1.95
    columns = 1 if narrow else min(len(recovered), 2 if len(recovered) in (2, 4) else 3)
    each = (width - left - 0.42 - gap * (columns - 1)) / max(columns, 1)
    titles = [wrap(context.label(name), int(each * 12.5)) for name in recovered]
    headroom = 0.15 * max((t.count("\n") for t in titles), default=0)
    top = 0.26 + key_layout(context, width, [])[1] + 0.35
    rows, step = -(-len(recovered) // max(columns, 1)), tall + 0.7 + headroom
    first = tall + 0.55 + (0.4 + headroom if recovered else 0.0)
    figure = new_figure(width, top + first + step * rows - 0.22)
    start = quiet_until(context, delay)
    text_at(figure, 0.1, 0.13, context.words("time.axis"), ha="left", color=SOFT, size=8.5)
    draw_key(context, figure, 0.26, [])
    axes = axes_at(figure, left, top, width - left - 0.42, tall)
    heading = context.words("time.under", label=context.reference) if recovered else ""
    _panel(context, axes, context.results.reference.name, delay, start, heading, limits(delay, pad=0.05))
    if recovered:
        label = context.words("time.axis_recovered")
        text_at(figure, 0.1, top + first - 0.36 - headroom, label, ha="left", color=SOFT, size=8.5)
    span = limits([band for bands in recovered.values() for band in bands], pad=0.05) if recovered else (0, 1)
    for i, (name, bands) in enumerate(recovered.items()):
        x, y = left + (each + gap) * (i % columns), top + first + step * (i // columns)
        axes = axes_at(figure, x, y, each, tall)
        _panel(context, axes, name, bands, start, titles[i], span)
        if i % columns:
            axes.tick_params(labelleft=False)
    return figure


def _panel(
    context: Context,
    axes: Axes,
    name: str,
    series: Sequence[Band],
    start: date,
    heading: str,
    span: tuple[float, float],
) -> None:
    """Draw one line with its band, closures shaded."""
    axes.set_ylim(*span)
    shade(context, axes)
    mark, bands = context.marks[name], [b for b in series if b.week >= start]
    x = [day_number(b.week) for b in bands]
    low, high = [b.p05 for b in bands], [b.p95 for b in bands]
    axes.fill_between(x, low, high, color=mark.colour, alpha=0.2, lw=0)
    for edge in (low, high):  # a grey band over a grey closure shows by its edges
        axes.plot(x, edge, color=mark.colour, lw=0.6)
    axes.plot(x, [b.median for b in bands], color=mark.colour, ls=mark.line, zorder=3)
    end = bands[-1].median
    axes.plot(
        x[-1:],
        [end],
        marker=mark.marker,
        ms=5.5,
        color=mark.colour,
        mec="white",
        mew=0.7,
        clip_on=False,
        zorder=4,
    )
    soft_grid(axes)
    axes.axhline(0, color=INK, lw=0.9, zorder=2)
    date_axis(context, axes, start, bands[-1].week)
    number_axis(axes.yaxis, context.words, 5)
    end_labels(axes, [end], [context.words.number(end, decimals([bands[-1]]))])
    axes.set_title(heading, loc="left", weight="bold", color=INK, pad=6)
