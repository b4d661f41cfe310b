"""Who is better and who is worse off: shares of pupils against the reference."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.report.figures.numbers import mark_rows
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, dot, limits, number_axis
from simkansen.report.figures.rows import row_axes
from simkansen.report.reading.records import Band
from simkansen.report.style import SOFT, Figure

UNIT = "share of pupils"
Pair = tuple[str, Band, Band]
"""A scenario, and the shares who are better and worse off."""


def picture(context: Context) -> Picture | None:
    """Return the shares of pupils that an intervention leaves better and worse off than the reference."""
    words, pairs = context.words, better_and_worse(context)
    if not pairs:
        return None
    columns: tuple[Column[Pair], ...] = (
        ("label", words("head.intervention"), lambda pair: context.label(pair[0])),
        ("better", words("head.better"), lambda pair: words.share_band(pair[1])),
        ("worse", words("head.worse"), lambda pair: words.share_band(pair[2])),
    )
    return Tidy(words("worse.table"), pairs, columns, _numbers).picture(
        "better-worse",
        words("worse.topic"),
        words("worse.unit", reference=context.reference),
        words.of("worse.alt"),
        lambda narrow: _draw(context, pairs, narrow=narrow),
    )


def better_and_worse(context: Context) -> list[Pair]:
    """Return both shares of each intervention that has them."""
    better, worse = (context.results.last(f"{which}_off", kind="effect") for which in ("better", "worse"))
    keys = [(e.name, "all") for e in context.effects]
    return [(key[0], better[key], worse[key]) for key in keys if key in better and key in worse]


def _numbers(pair: Pair) -> list[dict[str, object]]:
    _, better, worse = pair
    return [*mark_rows([better], "better_off", UNIT), *mark_rows([worse], "worse_off", UNIT)]


def _draw(context: Context, pairs: Sequence[Pair], *, narrow: bool) -> Figure:
    words = context.words
    labels = [context.label(name) for name, *_ in pairs]
    rows = row_axes(labels, narrow=narrow, top=0.4, row=0.66 if narrow else 0.5)
    half = 0.13
    keys = words("worse.key_better"), words("worse.key_worse")
    for y, label, (name, better, worse) in zip(rows.at, labels, pairs, strict=True):
        for place, band, key in zip((y - half, y + half), (better, worse), keys, strict=True):
            dot(rows.axes, place, band, context.marks[name], f"{label}, {key}", hollow=key == keys[1])
    rows.axes.set_xlim(*limits([b for p in pairs for b in p[1:]], pad=0.03))
    number_axis(rows.axes.xaxis, words, 5, kind="percent")
    rows.axes.set_xlabel(words("worse.axis"))
    x = 0.12 if narrow else 2.25
    for key, fill in zip(keys, (SOFT, "white"), strict=True):
        rows.canvas.spot(x + 0.06, 0.17, marker="o", ms=6.5, mfc=fill, mec=SOFT, mew=1.5)
        rows.canvas.text(x + 0.2, 0.17, key, ha="left", size=8.5)
        x += 0.4 + 0.08 * len(key)
    return rows.canvas.figure
