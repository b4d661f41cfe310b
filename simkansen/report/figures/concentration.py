"""The concentration curve: which share of the delay the pupils of the lowest standing carry together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simkansen.report.figures.parts import Column, Context, Picture, Tidy, number_axis, several
from simkansen.report.reading.findings import may_claim
from simkansen.report.reading.records import aligned, spread_of
from simkansen.report.style import GRID, INK, NARROW, SOFT, WIDE, Axes, Canvas, Figure, wrap

Curves = NDArray[np.float64]

TENTHS = tuple(str(i) for i in range(1, 11))
SHARES = np.linspace(0.0, 1.0, 11)


def curves(context: Context) -> dict[str, Curves]:
    """Return per scenario the cumulative share of the delay, shape (replications, 11), from 0 to 1.

    Scenarios without all ten tenths are left out. A replication with hardly any delay at the end has none.
    """
    draws = context.results.draws("delay_share", by="ses_tenth", week=context.results.last_week)
    found = {}
    for info in context.results.scenarios:
        parts = [draws.get((info.name, tenth), {}) for tenth in TENTHS]
        if all(parts):
            shares = aligned(parts).T
            if len(shares):
                found[info.name] = np.hstack([np.zeros((len(shares), 1)), np.cumsum(shares, axis=1)])
    return found


def picture(context: Context) -> Picture | None:
    """Return the curves; None where the reference has no delay by tenths of standing."""
    found = curves(context)
    if context.results.reference.name not in found:
        return None
    words = context.words
    bands = {name: np.array([*map(spread_of, c.T)]).T[[1, 0, 2]] for name, c in found.items()}
    index = context.results.last("concentration_index")
    inner = range(2, len(SHARES) - 1, 2)  # the file has every tenth; for all pupils the share is the whole

    def share(place: int, tenth: int = 3) -> Callable[[str], str]:
        return lambda name: words.percent(float(bands[name][place][tenth]))

    def shown(name: str) -> list[str]:
        values = bands[name]
        return [words.banded(*(words.percent(float(v)) for v in values[:, i])) for i in inner]

    def numbers(name: str) -> list[dict[str, object]]:
        about = {"n_runs": len(found[name])}
        rows = zip(SHARES.tolist(), *bands[name].tolist(), strict=True)
        keys = ("share_of_pupils", "share_of_delay", "p05", "p95")
        return [{"scenario": name, **dict(zip(keys, row, strict=True)), **about} for row in rows]

    heads = [words("research.head.lowest_pupils", share=words.percent(SHARES[i])) for i in inner]
    columns: list[Column[str]] = [
        ("label", words("head.scenario"), context.label),
        ("share", "", share(0)),
        ("low", "", share(1)),
        ("high", "", share(2)),
        *several(heads, shown),
    ]
    if index:
        head = words("research.concentration_index")
        columns.append(("", head, lambda name: words.with_band(index.get((name, "all")), 3)))
    return Tidy(words("research.concentration.table"), list(bands), columns, numbers).picture(
        "concentration",
        _title(context),
        words("research.concentration.unit"),
        words.of("research.concentration.alt"),
        lambda narrow: _draw(context, bands, narrow=narrow),
        words("research.concentration.note", label=context.reference),
    )


def _title(context: Context) -> str:
    """Return on which side the delay lies when nine runs in ten show it, else the topic."""
    words = context.words
    draws = context.results.draws("concentration_index", week=context.results.last_week).get(
        (context.results.reference.name, "all")
    )
    if draws:
        values = aligned([draws])[0]
        if may_claim(values < 0):
            return words("research.concentration.low")
        if may_claim(values > 0):
            return words("research.concentration.high")
    return words("research.concentration.topic")


def _draw(context: Context, bands: dict[str, Curves], *, narrow: bool) -> Figure:
    words, left, top, side = context.words, 0.62, 0.12, 2.2 if narrow else 3.3
    labels = [wrap(context.label(name), 34) for name in bands]
    entries = [*labels, wrap(words("research.concentration.equal"), 34)]
    rows = [0.17 * (text.count("\n") + 1) + 0.05 for text in entries]
    width = NARROW if narrow else WIDE
    below = top + side + 0.62
    canvas = Canvas(width, below + sum(rows) if narrow else max(below, top + sum(rows) + 0.2))
    axes = canvas.axes(left, top, side, side)
    axes.plot([0, 1], [0, 1], color=SOFT, lw=1, ls=(0, (1, 2)), zorder=2)
    reference = context.results.reference.name
    axes.fill_between(SHARES, bands[reference][1], bands[reference][2], color=context.marks[reference].colour,
                      alpha=0.2, lw=0)  # fmt: skip
    for name, band in bands.items():
        mark = context.marks[name]
        axes.plot(SHARES, band[0], color=mark.colour, ls=mark.line, lw=1.5, marker=mark.marker, ms=4.5,
                  mec="white", mew=0.5, zorder=3)  # fmt: skip
    _frame(context, axes, min(0.0, *(float(np.nanmin(b)) for b in bands.values())))
    x, y = (0.15, below) if narrow else (left + side + 0.45, top + 0.2)
    styles = [*((context.marks[n].colour, context.marks[n].line, context.marks[n].marker) for n in bands),
              (SOFT, (0, (1, 2)), "")]  # fmt: skip
    _key(canvas, x, y, list(zip(entries, rows, styles, strict=True)))
    return canvas.figure


def _frame(context: Context, axes: Axes, low: float) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(low, max(1.0, axes.get_ylim()[1]))
    axes.grid(color=GRID)
    axes.tick_params(length=3, color="#8a8a8a")
    number_axis(axes.xaxis, context.words, 6, kind="percent")
    number_axis(axes.yaxis, context.words, 6, kind="percent")
    axes.set_xlabel(wrap(context.words("research.concentration.x"), 44), size=8.5)
    axes.set_ylabel(context.words("research.concentration.y"), size=8.5, color=INK)


def _key(canvas: Canvas, x: float, y: float, entries: list[tuple[str, float, tuple[object, ...]]]) -> None:
    for text, tall, (colour, line, marker) in entries:
        canvas.line(x, y + tall / 2, 0.34, color=colour, ls=line, marker=marker, ms=4.5, lw=1.5)
        canvas.text(x + 0.44, y + tall / 2, text, ha="left", size=8.5)
        y += tall
