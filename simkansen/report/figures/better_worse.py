"""Who is better and who is worse off: shares of pupils against the reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simkansen.report.figures.numbers import mark_rows
from simkansen.report.figures.parts import Context, Picture, Table, dot, limits, number_axis, share_band
from simkansen.report.figures.rows import row_axes
from simkansen.report.records import Band
from simkansen.report.style import SOFT, text_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def picture(context: Context) -> Picture | None:
    """Return the shares of pupils that an intervention leaves better and worse off than the reference."""
    words = context.words
    better = context.results.last("better_off", kind="effect")
    worse = context.results.last("worse_off", kind="effect")
    names = [
        e.scenario.name
        for e in context.effects
        if (e.scenario.name, "all") in better and (e.scenario.name, "all") in worse
    ]
    if not names:
        return None
    rows = [
        [context.label(n), share_band(words, better[n, "all"]), share_band(words, worse[n, "all"])]
        for n in names
    ]
    alt = " ".join(words("worse.alt", label=r[0], better=r[1], worse=r[2]) for r in rows)
    table = Table(
        words("worse.table"), [words("head.intervention"), words("head.better"), words("head.worse")], rows
    )
    pairs = [(n, better[n, "all"], worse[n, "all"]) for n in names]
    return Picture(
        "better-worse",
        words("worse.topic"),
        words("worse.unit", reference=context.reference),
        alt,
        table,
        lambda narrow: _draw(context, pairs, narrow=narrow),
        data=[
            row
            for _, gains, loses in pairs
            for measure, band in (("better_off", gains), ("worse_off", loses))
            for row in mark_rows([band], measure, "share of pupils")
        ],
    )


def _draw(context: Context, pairs: Sequence[tuple[str, Band, Band]], *, narrow: bool) -> Figure:
    rows = row_axes(
        [context.label(n) for n, _, _ in pairs], narrow=narrow, top=0.4, row=0.66 if narrow else 0.5
    )
    half = 0.13
    for y, (name, better, worse) in zip(rows.at, pairs, strict=True):
        dot(rows.axes, y - half, better, context.marks[name])
        dot(rows.axes, y + half, worse, context.marks[name], hollow=True)
    rows.axes.set_xlim(*limits([b for p in pairs for b in p[1:]], pad=0.03))
    number_axis(rows.axes.xaxis, context.words, 5, kind="percent")
    rows.axes.set_xlabel(context.words("worse.axis"))
    _key(context, rows.figure, 0.12 if narrow else 2.25)
    return rows.figure


def _key(context: Context, figure: Figure, x: float) -> None:
    from matplotlib.lines import Line2D

    width, height = figure.get_size_inches()
    for key, hollow in (("worse.key_better", False), ("worse.key_worse", True)):
        figure.add_artist(
            Line2D(
                [(x + 0.06) / width],
                [1 - 0.17 / height],
                marker="o",
                ms=6.5,
                ls="none",
                mfc="white" if hollow else SOFT,
                mec=SOFT,
                mew=1.5,
            )
        )
        text_at(figure, x + 0.2, 0.17, context.words(key), ha="left", size=8.5)
        x += 0.4 + 0.08 * len(context.words(key))
