"""The delay through time and what is recovered of it, in two panels; intervals of the latter at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from simkansen.report.figures.keys import draw_names
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
from simkansen.report.figures.rows import LINE
from simkansen.report.figures.through_time import by_scenario, key_dates, title
from simkansen.report.figures.time_axis import (
    date_axis,
    day_number,
    draw_key,
    end_labels,
    key_layout,
    quiet_until,
    shade,
)
from simkansen.report.records import Band
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Axes, Figure, axes_at, new_figure, text_at, wrap

APART = 0.1
"""How far the intervals at the end stand from each other (inches)."""


def picture(context: Context) -> Picture | None:
    """Return both panels, or None without interventions or weekly rows."""
    reference = context.results.reference.name
    delay = by_scenario(context.results.bands("delay_weeks")).get(reference)
    effects = by_scenario(context.results.bands("delay_weeks", kind="effect"))
    names = [e.scenario.name for e in context.effects if e.scenario.name in effects]
    if not delay or not names:
        return None
    recovered = {name: [b.negated() for b in effects[name]] for name in names}
    words = context.words
    lines = [(words("time.under", label=context.reference), delay)]
    lines += [(words("time.recovers", label=context.label(n)), bands) for n, bands in recovered.items()]
    alt = words("time.alt", label=context.reference, weeks=with_band(words, delay[-1], 1),
                date=words.date(delay[-1].week))  # fmt: skip
    alt += "".join(
        " " + words("time.alt_recovered", label=context.label(name), weeks=with_band(words, bands[-1], 2))
        for name, bands in recovered.items()
    )
    return Picture(
        "time-short",
        title(context),
        words("time_short.unit", reference=context.reference),
        alt,
        _table(context, lines),
        lambda narrow: _draw(context, delay, recovered, narrow=narrow),
        data=[*_data("delay_weeks", {reference: delay}), *_data("weeks_recovered", recovered)],
    )


def _table(context: Context, lines: Sequence[tuple[str, Sequence[Band]]]) -> Table:
    words, dates = context.words, key_dates(context)
    rows = []
    for label, bands in lines:
        at, places = {b.week: b for b in bands}, decimals([bands[-1]])
        cells = (with_band(words, at[d], places) if d in at else words("form.unknown") for d in dates)
        rows.append([label, *cells])
    head = [words("head.scenario"), *(words("time.week_of", date=words.date(d)) for d in dates)]
    return Table(words("time.table"), head, rows)


def _data(measure: str, series: Mapping[str, Sequence[Band]]) -> list[dict[str, object]]:
    return [
        {"measure": measure, "scenario": name, "week": b.week, "p05": b.p05, "median": b.median, "p95": b.p95}
        for name, bands in series.items()
        for b in bands
    ]


def _draw(
    context: Context, delay: Sequence[Band], recovered: Mapping[str, Sequence[Band]], *, narrow: bool
) -> Figure:
    words, names = context.words, list(recovered)
    width, left, gap, tall = (NARROW if narrow else WIDE), 0.5, 0.95, 1.4
    columns = 1 if narrow else 2
    each = (width - left - 0.45 - gap * (columns - 1)) / columns
    texts = [wrap(context.label(name), 42 if narrow else 34) for name in names]
    across = 1 if narrow else 3
    lines = [max(t.count("\n") + 1 for t in texts[k : k + across]) for k in range(0, len(texts), across)]
    shades = key_layout(context, width, [])[1]
    names_top = shades + 0.04
    top = names_top + LINE * sum(lines) + 0.05 * len(lines) + 0.42
    second = top + tall + 0.78 if narrow else top
    figure = new_figure(width, second + tall + 0.48)
    draw_key(context, figure, 0.0, [])
    draw_names(context, figure, names, texts, lines, top=names_top)
    start, last = quiet_until(context, delay), delay[-1].week
    axes = axes_at(figure, left, top, each, tall)
    _reference(context, axes, delay, start)
    text_at(figure, left - 0.4, top - 0.17, words("time.axis"), ha="left", color=SOFT, size=8.5)
    x = left if narrow else left + each + gap
    axes = axes_at(figure, x, second, each, tall)
    _recovered(context, axes, recovered, start, last)
    text_at(figure, x - 0.4, second - 0.17, words("time.axis_recovered"), ha="left", color=SOFT, size=8.5)
    return figure


def _reference(context: Context, axes: Axes, delay: Sequence[Band], start: date) -> None:
    bands = [b for b in delay if b.week >= start]
    mark, x = context.marks[context.results.reference.name], [day_number(b.week) for b in bands]
    axes.set_ylim(*limits(delay, pad=0.05))
    shade(context, axes)
    axes.fill_between(x, [b.p05 for b in bands], [b.p95 for b in bands], color=mark.colour, alpha=0.2, lw=0)
    for edge in ("p05", "p95"):  # a grey band over a grey closure shows by its edges
        axes.plot(x, [getattr(b, edge) for b in bands], color=mark.colour, lw=0.6)
    axes.plot(x, [b.median for b in bands], color=mark.colour, zorder=3)
    _finish(context, axes, start, bands[-1].week)
    end = bands[-1].median
    end_labels(axes, [end], [context.words.number(end, 1)])


def _recovered(
    context: Context, axes: Axes, recovered: Mapping[str, Sequence[Band]], start: date, last: date
) -> None:
    """Draw a line for each intervention, and beyond the last week its interval."""
    axes.set_ylim(*limits([b for bands in recovered.values() for b in bands], pad=0.05))
    shade(context, axes)
    across = axes.get_position().width * axes.figure.get_size_inches()[0]  # type: ignore[union-attr]
    apart = (last - start) * (APART / (across - APART * (len(recovered) + 1)))
    for k, (name, series) in enumerate(recovered.items()):
        mark, bands = context.marks[name], [b for b in series if b.week >= start]
        x, y = [day_number(b.week) for b in bands], [b.median for b in bands]
        axes.plot(x, y, color=mark.colour, ls=mark.line, zorder=3)
        end, place = bands[-1], day_number(last + apart * (k + 1))
        axes.plot([place] * 2, [end.p05, end.p95], color=mark.colour, lw=2.0, solid_capstyle="butt", zorder=3)
        axes.plot(
            [place], [end.median], marker=mark.marker, ms=6, color=mark.colour, mec="white", mew=0.8, zorder=4
        )
    _finish(context, axes, start, last)
    axes.set_xlim(right=day_number(last + apart * (len(recovered) + 1)))


def _finish(context: Context, axes: Axes, start: date, last: date) -> None:
    soft_grid(axes)
    axes.axhline(0, color=INK, lw=0.9, zorder=2)
    date_axis(context, axes, start, last)
    number_axis(axes.yaxis, context.words, 5)
