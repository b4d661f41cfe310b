"""The price of a week of learning per intervention, with how often it recovers none at any price."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from simkansen.report.figures.panels import lines_in
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, number_axis
from simkansen.report.figures.rows import LINE, row_axes
from simkansen.report.figures.tips import tell
from simkansen.report.reading.money import CostEffect, Interval, cheapest_first, interval, money, price_text
from simkansen.report.reading.own_prices import marked, named_low, signed
from simkansen.report.style import Axes, Figure, wrap
from simkansen.report.words import Words

FARTHEST = 4.0
"""The axis ends at so many times the highest median, so that one dear run does not squeeze the rest."""

SHOWN = 0.005
"""A smaller share rounds to none of the simulations."""

COLUMN = 27
"""Letters that the column of prices is wide."""

LETTERS = 46
"""Letters of a line below a name on a telephone."""


def picture(context: Context) -> Picture | None:
    """Return EUR per pupil-week recovered, the lowest first and those below what is known last, or None.

    There is none where no price can be told.
    """
    words, low = context.words, named_low(context)
    found = sorted(cheapest_first(money(context)), key=lambda one: one.name in low)
    if not found:
        return None
    unknown = words("form.unknown")
    weeks = {m.name: interval(m.run_pupil_weeks, told=m.total.told) for m in found if m.run_pupil_weeks.size}

    def in_all(one: CostEffect) -> str:
        if one.name not in weeks:
            return unknown
        found = weeks[one.name]
        return words.band(*(words.number(value) for value in (found.median, found.p05, found.p95)))

    def quotient(one: CostEffect) -> str:
        """Return the quotient of the medians."""
        middle = weeks[one.name].median if one.name in weeks else 0.0
        euro = words.euro(one.total.median / middle) if middle > 0 else unknown
        return marked(context, one.name, euro)

    def priced(one: CostEffect) -> str:
        return marked(context, one.name, price_text(words, one.price))

    columns: tuple[Column[CostEffect], ...] = (
        ("label", words("head.intervention"), lambda one: context.label(one.name)),
        ("", words("price.total"), lambda one: marked(context, one.name, words.euro_band(one.total))),
        ("", words("price.weeks"), in_all),
        ("price", words("head.per_week"), priced),
        ("", words("price.quotient"), quotient),
        ("none", words("price.head_none"), lambda one: _none_in(words, one)),
    )
    return Tidy(words("price.table"), found, columns, lambda one: [_numbers(one)]).picture(
        "cost-per-week",
        words("price.topic"),
        context.of_runs("price.unit"),
        words.of("price.alt"),
        lambda narrow: _draw(context, found, narrow=narrow),
        f"{words('cost.note')} {words('price.note')}",
    )


def _none_in(words: Words, one: CostEffect) -> str:
    """Return in how many of the simulations nothing is recovered."""
    return words.counted_share(one.none_recovered, one.run_pupil_weeks.size)


def _numbers(one: CostEffect) -> dict[str, object]:
    price = one.price or Interval(math.nan, math.nan, math.nan)
    weeks = one.run_pupil_weeks
    return {
        "scenario": one.name,
        "eur_in_all_median": one.total.median,
        "pupil_weeks_in_all_median": float(np.median(weeks)) if weeks.size else "",
        **{f"eur_per_pupil_week_{end}": getattr(price, end) for end in ("p05", "median", "p95")},
        "share_of_runs_that_recover_nothing": "" if one.none_recovered is None else one.none_recovered,
    }


def _draw(context: Context, found: Sequence[CostEffect], *, narrow: bool) -> Figure:
    words = context.words
    texts = (
        [signed(context, m.name, price_text(words, m.price)) for m in found],
        [_none_in(words, m) for m in found],
    )
    told = [
        wrap(
            words("price.row", price=price, none=none) if (one.none_recovered or 0) >= SHOWN else price,
            LETTERS,
        )
        for one, price, none in zip(found, *texts, strict=True)
    ]
    rows = row_axes(
        [context.label(m.name) for m in found], narrow=narrow, top=0.05 if narrow else 0.42, right=2.4,
        under=0.04 + LINE * lines_in(told), row=0.26 if narrow else 0.42,
    )  # fmt: skip
    prices = [m.price for m in found if m.price is not None]
    end = _end(prices)
    for i, one in enumerate(found):
        if one.price is not None:
            _mark(context, rows.axes, rows.at[i], one, one.price, end)
        beside = {5.9: in_column(texts[0][i]), 6.98: texts[1][i]}
        rows.tell(i, told[i], beside, size=8.5)
    rows.head({5.9: context.of_runs("price.column"), 6.98: words("price.column_none")})
    rows.axes.set_xlim(0, end * 1.04)
    number_axis(rows.axes.xaxis, words, 4 if narrow else 5, kind="euro")
    rows.axes.set_xlabel(words("price.axis"))
    return rows.canvas.figure


def in_column(price: str) -> str:
    """Return a price in lines that do not run into the next column, its interval on one of its own."""
    if len(price) <= COLUMN:
        return price
    middle, bracket, interval = price.partition(" (")
    return f"{middle}\n({interval}" if bracket else wrap(price, COLUMN)


def _end(prices: Sequence[Interval]) -> float:
    """Return where the axis ends (EUR)."""
    medians = [p.median for p in prices if math.isfinite(p.median)]
    ends = [p.p95 for p in prices if math.isfinite(p.p95)] + medians
    return min(max(ends), FARTHEST * max(medians)) if medians and max(medians) > 0 else max([1.0, *ends])


def _mark(context: Context, axes: Axes, y: float, one: CostEffect, price: Interval, end: float) -> None:
    """Draw the dot and its line; an arrow where it goes on beyond the axis, no dot for an endless median."""
    mark = context.marks[one.name]
    if price.p05 >= end:
        return
    ends = [price.p05, min(price.p95, end)]
    axes.plot(ends, [y, y], color=mark.colour, lw=2.4, solid_capstyle="butt", zorder=3)
    if price.p95 > end:
        axes.plot([end], [y], marker=">", ms=6, color=mark.colour, ls="none", zorder=4, clip_on=False)
    if price.median < end:
        look: Any = {
            "marker": mark.marker,
            "ms": 9.4 if mark.marker in "PX" else 7.5,
            "mec": "white",
            "mew": 0.9,
        }
        [middle] = axes.plot([price.median], [y], color=mark.colour, zorder=5, **look)
        tell(middle, [price_text(context.words, price)], context.label(one.name))
