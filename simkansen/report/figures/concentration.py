"""Which share of the delay the pupils of the lowest standing carry together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simkansen.report.figures.parts import (
    Column,
    Context,
    Picture,
    Tidy,
    around,
    dot,
    number_axis,
    several,
)
from simkansen.report.figures.rows import row_axes
from simkansen.report.reading.findings import may_claim
from simkansen.report.reading.records import Band, aligned, spread_of
from simkansen.report.style import INK, Figure

Curves = NDArray[np.float64]

TENTHS = tuple(str(i) for i in range(1, 11))
SHARES = np.linspace(0.0, 1.0, 11)
LOWEST = 3
"""How many tenths are drawn, the lowest ones: a share of theirs is read at once, a curve of all is not."""


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

    def share(place: int, tenth: int = LOWEST) -> Callable[[str], str]:
        return lambda name: words.percent(float(bands[name][place][tenth]))

    def shown(name: str) -> list[str]:
        values = bands[name]
        return [words.banded(*(words.percent(float(v)) for v in values[:, i])) for i in inner]

    def numbers(name: str) -> list[dict[str, object]]:
        about = {"n_runs": len(found[name])}
        rows = zip(SHARES.tolist(), *bands[name].tolist(), strict=True)
        keys = ("share_of_pupils", "share_of_delay", "p05", "p95")
        return [{"scenario": name, **dict(zip(keys, row, strict=True)), **about} for row in rows]

    lowest = words.percent(SHARES[LOWEST])
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
        words("research.concentration.unit", share=lowest),
        words.of("research.concentration.alt"),
        lambda narrow: _draw(context, bands, narrow=narrow),
        words("research.concentration.note", share=lowest),
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
    """Draw the share of the lowest as a row for each scenario, beside their share of the pupils."""
    words, found = context.words, {name: _lowest(context, name, values) for name, values in bands.items()}
    labels = [context.label(name) for name in found]
    equal = float(SHARES[LOWEST])
    axis = words("research.concentration.axis", share=words.percent(equal))
    rows = row_axes(labels, narrow=narrow, top=0.3, right=1.5, row=0.4, under=0.19, axis=axis)
    for i, (name, band) in enumerate(found.items()):
        dot(rows.axes, rows.at[i], band, context.marks[name], labels[i])
        share = words.share_band(band)
        rows.tell(i, share, {6.7: share})
    rows.axes.axvline(equal, color=INK, lw=1.2, ls=(0, (4, 2)))
    ends = [end for band in found.values() for end in band.ends]
    rows.axes.set_xlim(*around([*ends, equal], 0.08))
    low, high = rows.axes.get_xlim()
    side = (
        "left" if equal < low + (high - low) / 3 else "right" if equal > high - (high - low) / 3 else "center"
    )
    text, above = words("research.concentration.equal"), (equal, -0.5)
    rows.axes.annotate(text, above, (0, 5), textcoords="offset points", ha=side, size=8.5,
                       annotation_clip=False)  # fmt: skip
    number_axis(rows.axes.xaxis, words, 5, kind="percent")
    return rows.canvas.figure


def _lowest(context: Context, name: str, values: Curves) -> Band:
    middle, low, high = (float(row[LOWEST]) for row in values)
    runs, pupils = context.results.n_runs, context.results.n_pupils
    return Band(name, "all", context.results.last_week, middle, low, middle, high, runs, pupils)
