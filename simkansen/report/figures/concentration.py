"""The concentration curve: which share of the delay the pupils of the lowest standing carry together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simkansen.report.figures.parts import Context, Picture, Table, number_axis, with_band
from simkansen.report.findings import may_claim
from simkansen.report.records import aligned
from simkansen.report.style import (
    GRID,
    INK,
    NARROW,
    SOFT,
    WIDE,
    Axes,
    Figure,
    axes_at,
    new_figure,
    text_at,
    wrap,
)

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
    bands = {name: np.quantile(c, [0.5, 0.05, 0.95], axis=0) for name, c in found.items()}
    alt = " ".join(
        words("research.concentration.alt", label=context.label(name), share=words.percent(band[0][3]),
              low=words.percent(band[1][3]), high=words.percent(band[2][3]))
        for name, band in bands.items()
    )  # fmt: skip
    return Picture(
        "concentration",
        _title(context),
        words("research.concentration.unit"),
        alt,
        _table(context, bands),
        lambda narrow: _draw(context, bands, narrow=narrow),
        words("research.concentration.note", label=context.reference),
        [
            {"scenario": name, "share_of_pupils": float(SHARES[i]), "share_of_delay": float(band[0][i]),
             "p05": float(band[1][i]), "p95": float(band[2][i]), "n_runs": len(found[name])}
            for name, band in bands.items()
            for i in range(11)
        ],
    )  # fmt: skip


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


def _table(context: Context, bands: dict[str, Curves]) -> Table:
    """Return a row a scenario: a column for each fifth of the pupils more, but for all, who carry the whole.

    The file of the figure's numbers has every tenth.
    """
    words = context.words
    index = context.results.last("concentration_index")
    inner = range(2, len(SHARES) - 1, 2)
    head = [words("head.scenario")]
    head += [words("research.head.lowest_pupils", share=words.percent(SHARES[i])) for i in inner]
    head += [words("research.concentration_index")] if index else []
    rows = []
    for name, band in bands.items():
        cells = [_cell(context, band[:, i]) for i in inner]
        if index:
            known = index.get((name, "all"))
            cells.append(with_band(words, known, 3) if known else words("form.unknown"))
        rows.append([context.label(name), *cells])
    return Table(words("research.concentration.table"), head, rows)


def _cell(context: Context, three: Curves) -> str:
    words = context.words
    middle, low, high = (words.percent(float(v)) for v in three)
    return words("form.band", value=middle, band=words.between(low, high)) if low != high else middle


def _draw(context: Context, bands: dict[str, Curves], *, narrow: bool) -> Figure:
    words, left, top, side = context.words, 0.62, 0.12, 2.2 if narrow else 3.3
    labels = [wrap(context.label(name), 34) for name in bands]
    entries = [*labels, wrap(words("research.concentration.equal"), 34)]
    rows = [0.17 * (text.count("\n") + 1) + 0.05 for text in entries]
    width = NARROW if narrow else WIDE
    below = top + side + 0.62
    figure = new_figure(width, below + sum(rows) if narrow else max(below, top + sum(rows) + 0.2))
    axes = axes_at(figure, left, top, side, side)
    axes.plot([0, 1], [0, 1], color=SOFT, lw=1, ls=(0, (1, 2)), zorder=2)
    reference = context.results.reference.name
    axes.fill_between(SHARES, bands[reference][1], bands[reference][2], color=context.marks[reference].colour,
                      alpha=0.2, lw=0)  # fmt: skip
    for name, band in bands.items():
        mark = context.marks[name]
        axes.plot(SHARES, band[0], color=mark.colour, ls=mark.line, lw=1.5, marker=mark.marker, ms=4.5,
                  mec="white", mew=0.5, zorder=3)  # fmt: skip
    _frame(context, axes, min(0.0, *(float(b[1].min()) for b in bands.values())))
    x, y = (0.15, below) if narrow else (left + side + 0.45, top + 0.2)
    styles = [*((context.marks[n].colour, context.marks[n].line, context.marks[n].marker) for n in bands),
              (SOFT, (0, (1, 2)), "")]  # fmt: skip
    _key(figure, x, y, list(zip(entries, rows, styles, strict=True)))
    return figure


def _frame(context: Context, axes: Axes, low: float) -> None:
    axes.set_xlim(0, 1)
    axes.set_ylim(low, max(1.0, axes.get_ylim()[1]))
    axes.grid(color=GRID)
    axes.tick_params(length=3, color="#8a8a8a")
    number_axis(axes.xaxis, context.words, 6, kind="percent")
    number_axis(axes.yaxis, context.words, 6, kind="percent")
    axes.set_xlabel(wrap(context.words("research.concentration.x"), 44), size=8.5)
    axes.set_ylabel(context.words("research.concentration.y"), size=8.5, color=INK)


def _key(figure: Figure, x: float, y: float, entries: list[tuple[str, float, tuple[object, ...]]]) -> None:
    from matplotlib.lines import Line2D

    width, height = figure.get_size_inches()
    for text, tall, (colour, line, marker) in entries:
        middle = y + tall / 2
        figure.add_artist(
            Line2D([x / width, (x + 0.34) / width], [1 - middle / height] * 2, color=str(colour),
                   ls=line, marker=str(marker), ms=4.5, lw=1.5)
        )  # fmt: skip
        text_at(figure, x + 0.44, middle, text, ha="left", size=8.5)
        y += tall
