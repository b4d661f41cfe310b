"""What a budget buys: pupil-weeks against EUR, each intervention up to the scale it was simulated at.

Between nothing and that scale the line is straight: a smaller budget is taken to serve the same programme at
fewer of the simulated schools. What is paid once is paid whole before the first of them, where the line
begins. Beyond that scale nothing is drawn, for what an hour is worth changes with scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simkansen.report import plain
from simkansen.report.figures.keys import Names
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, number_axis
from simkansen.report.figures.tips import tell
from simkansen.report.reading.money import CostEffect, Interval, interval, money, paid_once
from simkansen.report.reading.own_prices import marked
from simkansen.report.style import GRID, INK, NARROW, WIDE, Axes, Canvas, Figure
from simkansen.report.words import Words

UNITS = (1_000_000, 100_000, 10_000, 1_000, 100)
"""Budgets that the table may speak of (EUR), the largest that every intervention was simulated at."""


def picture(context: Context) -> Picture | None:
    """Return pupil-weeks against budget, or None without the costs of single runs."""
    words = context.words
    found = [m for m in money(context) if m.per_euro is not None]
    if not found:
        return None
    unit, bought = budget(found), {m.name: interval(m.run_pupil_weeks, told=m.total.told) for m in found}
    euro, once = words.euro(unit), paid_once(context)
    dear = [m.name for m in found if once[m.name]]
    of_once: tuple[Column[CostEffect], ...] = (
        ("once", words("budget.head_once"), lambda m: words.euro(once[m.name])),
    )
    columns: tuple[Column[CostEffect], ...] = (
        ("label", words("head.intervention"), lambda m: context.label(m.name)),
        ("", words("budget.head_cost"), lambda m: marked(context, m.name, words.euro_band(m.total))),
        *(of_once if dear else ()),
        ("", words("budget.head_weeks"), lambda m: _counted(words, bought[m.name])),
        ("weeks", words("budget.head_unit", euro=euro), lambda m: _counted(words, m.per_euro, unit)),
    )
    return Tidy(
        words("budget.table"),
        found,
        columns,
        lambda m: [_numbers(m, bought[m.name]) | ({"eur_once": once[m.name]} if dear else {})],
    ).picture(
        "budget",
        words("budget.topic"),
        context.of_runs("budget.unit"),
        lambda **cells: words("budget.alt_once" if dear else "budget.alt", euro=euro, **cells),
        lambda narrow: _draw(context, found, bought, once, narrow=narrow),
        words("budget.note_once", labels=words.listed(map(context.label, dear)))
        if dear
        else words("budget.note"),
    )


def budget(found: Sequence[CostEffect]) -> int:
    """Return the round budget (EUR) that every intervention was simulated at least at."""
    least = min(m.total.ends[0] for m in found)
    return next((unit for unit in UNITS if unit <= least), UNITS[-1])


def _counted(words: Words, one: Interval | None, times: float = 1.0) -> str:
    """Return ``1,200 (800 to 1,600)`` pupil-weeks, in as few digits as are sure."""
    if one is None:
        return words("form.unknown")
    values = [v * times for v in (one.median, one.p05, one.p95)]
    places = 0 if np.nanmax(np.abs(values)) >= 10 else 1
    return words.band(*(words.number(v, places) for v in values))


def _numbers(one: CostEffect, bought: Interval) -> dict[str, object]:
    per = one.per_euro or Interval(0.0, 0.0, 0.0)
    kinds = (("eur", one.total), ("pupil_weeks", bought), ("pupil_weeks_per_eur", per))
    ends = ("p05", "median", "p95")
    return {"scenario": one.name} | {
        f"{kind}_{end}": getattr(band, end) for kind, band in kinds for end in ends
    }


def _draw(
    context: Context,
    found: Sequence[CostEffect],
    bought: dict[str, Interval],
    once: Mapping[str, float],
    *,
    narrow: bool,
) -> Figure:
    words = context.words
    key = Names(context, [m.name for m in found], 1 if narrow else 2, 42 if narrow else 52)
    top = key.end(0.1)
    width, tall = (NARROW, 2.0) if narrow else (WIDE, 3.2)
    canvas = Canvas(width, top + tall + 0.75)
    axes = canvas.axes(0.68, top + 0.15, width - 0.9, tall)
    for one in found:
        _line(context, axes, one, bought[one.name], once[one.name])
    axes.grid(color=GRID)
    axes.axhline(0, color=INK, lw=1.0)
    axes.set_xlim(left=0)
    number_axis(axes.xaxis, words, 3 if narrow else 6, kind="euro")
    number_axis(axes.yaxis, words, 6)
    axes.set_xlabel(words("budget.x"))
    axes.set_ylabel(words("budget.y"))
    key.draw(canvas)
    return canvas.figure


def _line(context: Context, axes: Axes, one: CostEffect, total: Interval, once: float) -> None:
    """Draw the line from what is paid once to the simulated scale, with the bands of cost and weeks there."""
    mark, cost = context.marks[one.name], one.total
    axes.plot(
        [min(once, cost.median), cost.median],
        [0, total.median],
        color=mark.colour,
        ls=mark.line,
        lw=1.6,
        zorder=3,
    )
    axes.plot([cost.p05, cost.p95], [total.median] * 2, color=mark.colour, lw=1.2, zorder=3)
    axes.plot([cost.median] * 2, [total.p05, total.p95], color=mark.colour, lw=1.2, zorder=3)
    look: dict[str, Any] = {"marker": mark.marker, "color": mark.colour, "ms": 8, "mec": "white", "ls": ""}
    [end] = axes.plot([cost.median], [total.median], zorder=4, **look)
    bought = plain.weeks(context.words, total.median, 0)
    told = f"{bought}, {context.words.euro_band(cost)}"
    tell(end, [told], context.label(one.name))
