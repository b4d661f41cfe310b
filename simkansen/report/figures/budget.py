"""What a budget buys: pupil-weeks against EUR, each intervention up to the scale it was simulated at.

Between nothing and that scale the line is straight: a smaller budget is taken to serve the same programme at
fewer of the simulated schools. Beyond it nothing is drawn, for what an hour is worth changes with scale.
"""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.report.figures.keys import draw_names
from simkansen.report.figures.parts import Context, Picture, Table, euro_band, number_axis
from simkansen.report.figures.rows import LINE
from simkansen.report.money import Interval, Money, interval, money
from simkansen.report.style import GRID, INK, NARROW, WIDE, Axes, Figure, axes_at, new_figure, wrap
from simkansen.report.words import Words

UNITS = (1_000_000, 100_000, 10_000, 1_000, 100)
"""Budgets that the table may speak of (EUR), the largest that every intervention was simulated at."""


def picture(context: Context) -> Picture | None:
    """Return pupil-weeks against budget, or None without the costs of single runs."""
    words = context.words
    found = [m for m in money(context) if m.per_euro is not None]
    if not found:
        return None
    unit = budget(found)
    bought = [interval(m.run_pupil_weeks) for m in found]
    per_unit = [m.per_euro for m in found]
    rows = [
        [
            context.label(m.name),
            euro_band(words, m.total),
            _counted(words, total),
            _counted(words, each, unit) if each is not None else words("form.unknown"),
        ]
        for m, total, each in zip(found, bought, per_unit, strict=True)
    ]
    euro = words.euro(unit)
    head = [words("head.intervention"), words("budget.head_cost"), words("budget.head_weeks")]
    return Picture(
        "budget",
        words("budget.topic"),
        words("budget.unit"),
        " ".join(words("budget.alt", label=r[0], euro=euro, weeks=r[3]) for r in rows),
        Table(words("budget.table"), [*head, words("budget.head_unit", euro=euro)], rows),
        lambda narrow: _draw(context, found, bought, narrow=narrow),
        words("budget.note"),
        [_data(m, total) for m, total in zip(found, bought, strict=True)],
    )


def budget(found: Sequence[Money]) -> int:
    """Return the round budget (EUR) that every intervention was simulated at least at."""
    least = min(m.total.p05 for m in found)
    return next((unit for unit in UNITS if unit <= least), UNITS[-1])


def _counted(words: Words, one: Interval, times: float = 1.0) -> str:
    """Return ``1,200 (800 to 1,600)`` pupil-weeks, in as few digits as are sure."""
    values = [v * times for v in (one.median, one.p05, one.p95)]
    places = 0 if max(map(abs, values)) >= 10 else 1
    value, low, high = (words.number(v, places) for v in values)
    return words("form.band", value=value, band=words.between(low, high))


def _data(one: Money, bought: Interval) -> dict[str, object]:
    per = one.per_euro or Interval(0.0, 0.0, 0.0)
    return {
        "scenario": one.name,
        "eur_p05": one.total.p05,
        "eur_median": one.total.median,
        "eur_p95": one.total.p95,
        "pupil_weeks_p05": bought.p05,
        "pupil_weeks_median": bought.median,
        "pupil_weeks_p95": bought.p95,
        "pupil_weeks_per_eur_p05": per.p05,
        "pupil_weeks_per_eur_median": per.median,
        "pupil_weeks_per_eur_p95": per.p95,
    }


def _draw(context: Context, found: Sequence[Money], bought: Sequence[Interval], *, narrow: bool) -> Figure:
    words = context.words
    texts = [wrap(context.label(m.name), 42 if narrow else 52) for m in found]
    columns = 1 if narrow else 2
    lines = [max(t.count("\n") + 1 for t in texts[k : k + columns]) for k in range(0, len(texts), columns)]
    top = 0.1 + LINE * sum(lines) + 0.05 * len(lines)
    width, tall = (NARROW, 2.0) if narrow else (WIDE, 3.2)
    figure = new_figure(width, top + tall + 0.75)
    axes = axes_at(figure, 0.68, top + 0.15, width - 0.9, tall)
    for one, total in zip(found, bought, strict=True):
        _line(context, axes, one, total)
    axes.grid(color=GRID)
    axes.axhline(0, color=INK, lw=1.0)
    axes.set_xlim(left=0)
    number_axis(axes.xaxis, words, 3 if narrow else 6, kind="euro")
    number_axis(axes.yaxis, words, 6)
    axes.set_xlabel(words("budget.x"))
    axes.set_ylabel(words("budget.y"))
    draw_names(context, figure, [m.name for m in found], texts, lines)
    return figure


def _line(context: Context, axes: Axes, one: Money, total: Interval) -> None:
    """Draw the line to the simulated scale, and there the bands of cost and of what it brings."""
    mark, cost = context.marks[one.name], one.total
    axes.plot([0, cost.median], [0, total.median], color=mark.colour, ls=mark.line, lw=1.6, zorder=3)
    axes.plot([cost.p05, cost.p95], [total.median] * 2, color=mark.colour, lw=1.2, zorder=3)
    axes.plot([cost.median] * 2, [total.p05, total.p95], color=mark.colour, lw=1.2, zorder=3)
    axes.plot(
        [cost.median],
        [total.median],
        marker=mark.marker,
        color=mark.colour,
        ms=8,
        mec="white",
        ls="",
        zorder=4,
    )
