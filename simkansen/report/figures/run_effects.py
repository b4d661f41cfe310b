"""Each run's effect as a point: what a band of nine in ten is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simkansen.report.figures.parts import Column, Context, Picture, Tidy, number_axis, several
from simkansen.report.figures.rows import row_axes
from simkansen.report.figures.tips import tell
from simkansen.report.reading.replications import Runs, effects_by_run
from simkansen.report.style import INK, Figure, size_of
from simkansen.runs.draws import FEWEST_DRAWS

Floats = NDArray[np.float64]

MOST = 60
"""Of more runs than this not each is a point; then so many points are quantiles."""

QUANTILES = 50
SIZE = 0.085
"""Diameter of a point (inches)."""

PILE = 0.27
"""How far points may stand from the middle of their row (inches)."""


def picture(context: Context) -> Picture | None:
    """Return the points; None without runs or with nothing compared."""
    runs = effects_by_run(context)
    if runs is None or len(runs.replications) < 2:
        return None
    words, n = context.words, len(runs.replications)
    bands = {e.name: e.weeks for e in context.effects}
    values = dict(zip(runs.names, runs.values, strict=True))

    def quantiles(name: str) -> list[str]:
        return [words.number(value, 2) for value in five(values[name])]

    def numbers(name: str) -> list[dict[str, object]]:
        found = zip(runs.replications, runs.draws, values[name].tolist(), strict=True)
        return [
            {"scenario": name, "replication": r, "draw": r if d is None else d, "weeks_recovered": v}
            for r, d, v in found
        ]

    keys = ("lowest", "quarter", "middle", "three_quarters", "highest")
    heads = [words(f"research.head.{key}") for key in keys]
    columns: tuple[Column[str], ...] = (
        ("label", words("head.intervention"), context.label),
        *several(heads, quantiles),
        ("", words("research.head.ninety"), lambda name: words.with_band(bands[name], 2)),
        ("low", "", lambda name: words.number(values[name].min(), 2)),
        ("high", "", lambda name: words.number(values[name].max(), 2)),
        ("above", "", lambda name: words.number(int((values[name] > 0).sum()))),
        ("n", "", lambda _: words.number(n)),
    )
    return Tidy(words("research.points.table"), runs.names, columns, numbers).picture(
        "run-effects",
        words("research.points.title"),
        words("main.unit", reference=context.reference),
        words.of("research.points.alt"),
        lambda narrow: _draw(context, runs, narrow=narrow),
        marks=words("research.points.quantiles" if n > MOST else "research.points.marks", n=QUANTILES),
    )


def five(values: Floats) -> list[float]:
    """Return lowest, first quarter, median, third quarter and highest; too few runs have no quarters."""
    ends = (0, 0.25, 0.5, 0.75, 1)
    enough = values.size >= FEWEST_DRAWS
    return [float(np.quantile(values, at)) if enough or at % 0.5 == 0 else math.nan for at in ends]


def points(values: Floats) -> Floats:
    """Return what is drawn: each run, or of many runs `QUANTILES` points that stand for equal shares."""
    if len(values) <= MOST:
        return np.sort(values)
    return np.quantile(values, (np.arange(QUANTILES) + 0.5) / QUANTILES)


def piled(places: Sequence[float], size: float) -> list[int]:
    """Move points that would touch above and below each other, as little as can be.

    Parameters
    ----------
    places
        Where they are along the axis, in ascending order.
    size
        Their diameter, in the same unit.

    Returns
    -------
    list of int
        Step of each, from the middle of the row: 0, 1, -1, 2, ...
    """
    last: dict[int, float] = {}
    steps = []
    for place in places:
        step = 0
        while step in last and place - last[step] < size:
            step = -step if step > 0 else 1 - step
        last[step] = place
        steps.append(step)
    return steps


def _draw(context: Context, runs: Runs, *, narrow: bool) -> Figure:
    words = context.words
    labels = [context.label(name) for name in runs.names]
    rows = row_axes(labels, narrow=narrow, top=0.05, right=0.2, row=1.36 if narrow else 0.92)
    drawn = [points(values) for values in runs.values]
    low = min(0.0, *(float(p.min()) for p in drawn))
    high = max(0.0, *(float(p.max()) for p in drawn))
    room = 0.06 * (high - low) or 1.0
    rows.axes.set_xlim(low - room, high + room)
    width, height = size_of(rows.axes)
    across = (high - low + 2 * room) / width
    down = len(labels) / height
    bands = {e.name: e.weeks for e in context.effects}
    for i, (name, places) in enumerate(zip(runs.names, drawn, strict=True)):
        mark, band = context.marks[name], bands[name]
        steps = piled(places.tolist(), SIZE * across)
        reach = PILE * (0.62 if narrow else 1)
        step = min(SIZE, reach / max(1, max(map(abs, steps))))
        y = [rows.at[i] + (s * step - 0.06) * down for s in steps]
        [cloud] = rows.axes.plot(places, y, ls="none", marker=mark.marker, ms=SIZE * 72 * 0.9,
                                 mfc=mark.colour, mec="white", mew=0.6, alpha=0.9, zorder=4)  # fmt: skip
        tell(cloud, [words.number(place, 2) for place in places.tolist()], context.label(name))
        base = rows.at[i] + (reach + 0.03) * down
        rows.axes.plot([band.p05, band.p95], [base, base], color=INK, lw=1.4, zorder=3)
        rows.axes.plot([band.median] * 2, [base - 0.05 * down, base + 0.05 * down], color=INK, lw=2, zorder=3)
    number_axis(rows.axes.xaxis, words, 5 if narrow else 7)
    rows.axes.set_xlabel(words("main.axis"))
    return rows.canvas.figure
