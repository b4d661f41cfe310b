"""Cost against effect: EUR per pupil against weeks recovered, each simulation a point, the median a cross."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simkansen.report import plain
from simkansen.report.drawing.shapes import Box
from simkansen.report.figures.keys import Names
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, decimals, number_axis
from simkansen.report.figures.tips import tell
from simkansen.report.reading.grounds import graded
from simkansen.report.reading.money import CostEffect, money, of_whom, price_text
from simkansen.report.reading.own_prices import marked, named_low
from simkansen.report.reading.price_order import cheapest
from simkansen.report.reading.records import Band
from simkansen.report.style import GRID, INK, NARROW, WIDE, Axes, Canvas, Figure, wrap

"""Left, bottom, right and top in pixels."""


def picture(context: Context) -> Picture | None:
    """Return cost against effect, or None without costs."""
    words, found = context.words, [one for one in money(context) if one.per_pupil is not None]
    if not found:
        return None
    # Beside a price that is below what is known no other can be said to be the lowest either.
    best = None if named_low(context) else cheapest(context, found)
    title = words("cost.topic")
    if best:
        first = [effect for effect in context.effects if effect.name == best]
        title = graded(context, words("cost.best", label=context.label(best)), first)
    places = decimals([p.weeks for p in found])
    columns: tuple[Column[CostEffect], ...] = (
        ("label", words("head.intervention"), lambda p: context.label(p.name)),
        ("cost", words("head.per_pupil"), lambda p: marked(context, p.name, words.euro_band(_per_pupil(p)))),
        ("weeks", words("head.weeks"), lambda p: words.with_band(p.weeks, places)),
        ("", words("head.per_week"), lambda p: marked(context, p.name, price_text(words, p.price))),
    )
    about = f"{words('cost.table')}. {said}" if (said := of_whom(context)) else words("cost.table")
    return Tidy(about, found, columns, _numbers).picture(
        "cost-plane",
        title,
        context.of_runs("cost.unit"),
        words.of("cost.alt"),
        lambda narrow: _draw(context, found, narrow=narrow),
    )


def _numbers(one: CostEffect) -> list[dict[str, object]]:
    """Return a row per run, then those of the cross."""
    x, y = _per_pupil(one), one.weeks
    runs = zip(one.replications, one.run_per_pupil.tolist(), one.run_weeks.tolist(), strict=True)
    ends = ("p05", "median", "p95") if x.told else ("median",)
    cross = [(end, "", getattr(x, end), getattr(y, end)) for end in ends]
    names = ("scenario", "mark", "replication", "eur_per_pupil", "weeks_recovered")
    return [dict(zip(names, (one.name, *row), strict=True)) for row in (*(("run", *r) for r in runs), *cross)]


def _per_pupil(one: CostEffect) -> Band:
    """Return the EUR per pupil, which all that is drawn have."""
    assert one.per_pupil is not None
    return one.per_pupil


def _draw(context: Context, found: Sequence[CostEffect], *, narrow: bool) -> Figure:
    """Draw it with names beside the marks; with a key above where the names would touch something."""
    for letters in (16, 12) if narrow else (26, 16):
        canvas, axes = _plane(context, found, 0.0, narrow=narrow)
        if _labels(context, canvas, axes, found, letters):
            return canvas.figure
    key = Names(context, [p.name for p in found], 1 if narrow else 2, 42 if narrow else 52)
    canvas, axes = _plane(context, found, key.end(0.1), narrow=narrow)
    key.draw(canvas)
    return canvas.figure


def _plane(context: Context, found: Sequence[CostEffect], top: float, *, narrow: bool) -> tuple[Canvas, Axes]:
    words = context.words
    width, tall = (NARROW, 3.0) if narrow else (WIDE, 2.5)
    canvas = Canvas(width, top + tall + 0.7)
    axes = canvas.axes(0.62, top + 0.15, width - 0.8, tall)
    for price in found:
        mark, name = context.marks[price.name], context.label(price.name)
        x, y = _per_pupil(price), price.weeks
        cloud = axes.plot(
            price.run_per_pupil, price.run_weeks, marker=mark.marker, color=mark.colour,
            ms=3.2, mew=0, alpha=0.45, ls="", zorder=2,
        )  # fmt: skip
        cloud[0].set_gid(f"cloud-{price.name}")
        runs = zip(price.run_per_pupil.tolist(), price.run_weeks.tolist(), strict=True)
        tell(cloud[0], [f"{plain.weeks(words, weeks, 2)}, {words.euro(euro)}" for euro, weeks in runs], name)
        axes.plot([x.p05, x.p95], [y.median] * 2, color=mark.colour, lw=1.6, zorder=3)
        axes.plot([x.median] * 2, [y.p05, y.p95], color=mark.colour, lw=1.6, zorder=3)
        [cross] = axes.plot(
            [x.median], [y.median], color=mark.colour, marker=mark.marker, ms=9, mec="white", ls="", zorder=4
        )
        told = plain.with_unit(words, words.with_band(y, 2), y.median)
        tell(cross, [f"{told}, {words.euro_band(x)}"], name)
    axes.set_xlim(*_span([p.run_per_pupil for p in found], [_per_pupil(p) for p in found]))
    axes.set_ylim(*_span([p.run_weeks for p in found], [p.weeks for p in found]))
    axes.grid(color=GRID)
    axes.axhline(0, color=INK, lw=1.0)
    axes.axvline(0, color=INK, lw=1.0)
    number_axis(axes.xaxis, words, 4 if narrow else 6, kind="euro")
    number_axis(axes.yaxis, words, 6)
    axes.set_xlabel(words("cost.x"))
    axes.set_ylabel(words("cost.y"))
    return canvas, axes


def _span(clouds: Sequence[NDArray[np.float64]], bands: Sequence[Band]) -> tuple[float, float]:
    """Return limits with every run, every band and zero inside."""
    values = np.concatenate([*clouds, [0.0], *(b.ends for b in bands)])
    low, high = float(values.min()), float(values.max())
    room = (high - low) * 0.08 or 1.0
    return low - room, high + room


Place = tuple[float, float, int, int]
"""A point of the data, and the offset from it in points."""


def _places(price: CostEffect) -> list[Place]:
    """Return where a name may stand: beside the mark, then at the ends of its lines, the best place first."""
    x, y = _per_pupil(price), price.weeks
    beside = [(x.median, y.median, dx, dy) for dy in (9, -9) for dx in (9, -9)]
    (left, right), (low, high) = x.ends, y.ends
    across = [(right, y.median, 5, 0), (left, y.median, -5, 0)]
    return [*beside, *across, (x.median, high, 0, 4), (x.median, low, 0, -4)]


def _labels(context: Context, canvas: Canvas, axes: Axes, found: Sequence[CostEffect], width: int) -> bool:
    """Write each name beside its mark where it touches nothing; return whether all have such a place."""
    x0, y0 = axes.place(0.0, 0.0)
    frame = axes.box
    taken = [b for p in found for b in (_box(axes, p), *_cross(axes, p))]
    taken += [box for p in found for box in _dots(axes, p)]
    taken += [Box(x0 - 1, frame.top, x0 + 1, frame.bottom), Box(frame.left, y0 - 1, frame.right, y0 + 1)]
    for price in found:
        name = wrap(context.label(price.name), width)
        place = next(
            (b for at in _places(price) if (b := _fitting(axes, name, at, frame, taken)) is not None), None
        )
        if place is None:
            return False
        taken.append(place)
    return True


def _fitting(axes: Axes, name: str, at: Place, frame: Box, taken: Sequence[Box]) -> Box | None:
    """Write a name at a place and return its box; None, and nothing written, where it touches something."""
    x, y, dx, dy = at
    sides = (("center", "left", "right")[int(np.sign(dx))], ("center", "bottom", "top")[int(np.sign(dy))])
    note = axes.annotate(name, (x, y), (dx, dy), textcoords="offset points", size=9, annotation_clip=False,
                         ha=sides[0], va=sides[1])  # fmt: skip
    box = axes.extent(note)
    if frame.holds(box) and not any(box.overlaps(other) for other in taken):
        return box
    axes.texts.remove(note)
    return None


def _box(axes: Axes, price: CostEffect) -> Box:
    x, y = axes.place(_per_pupil(price).median, price.weeks.median)
    return Box(x - 6, y - 6, x + 6, y + 6)


def _dots(axes: Axes, price: CostEffect) -> list[Box]:
    points = (axes.place(x, y) for x, y in zip(price.run_per_pupil, price.run_weeks, strict=True))
    return [Box(x - 2, y - 2, x + 2, y + 2) for x, y in points]


def _cross(axes: Axes, price: CostEffect) -> list[Box]:
    x, y = _per_pupil(price), price.weeks
    (left, bottom), (right, top) = (axes.place(*corner) for corner in zip(x.ends, y.ends, strict=True))
    across, down = axes.place(x.median, y.median)
    return [Box(left, down - 3, right, down + 3), Box(across - 3, top, across + 3, bottom)]
