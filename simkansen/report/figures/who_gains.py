"""Who gains, in short: weeks recovered at both ends of a grouping, and who ends better or worse off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simkansen.report import sections
from simkansen.report.figures.better_worse import better_and_worse
from simkansen.report.figures.numbers import band_row
from simkansen.report.figures.panels import AxesGrid
from simkansen.report.figures.parts import (
    Column,
    Context,
    Picture,
    Tidy,
    decimals,
    dot,
    limits,
    number_axis,
    plain_rows,
    several,
)
from simkansen.report.reading.findings import narrowing
from simkansen.report.reading.grounds import graded
from simkansen.report.reading.records import Band
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Axes, Canvas, Figure, wrap

SHOWN = ("parental_education", "school_disadvantage")
"""Groupings with a panel of their own."""

HALF = 0.17
"""How far the two marks of a row stand from its middle (rows)."""


@dataclass(frozen=True, slots=True)
class PairPanel:
    """Two marks per scenario: the group furthest behind and another, or better and worse off.

    Attributes
    ----------
    by, groups
        The grouping and its two groups, the filled mark first.
    heading, keys
        What it and they are called.
    rows
        Both bands per scenario: weeks recovered, or shares of pupils.
    share
        Whether the bands are shares.
    """

    by: str
    groups: tuple[str, str]
    heading: str
    keys: tuple[str, str]
    rows: dict[str, tuple[Band, Band]]
    share: bool = False


def picture(context: Context) -> Picture | None:
    """Return weeks recovered at both ends of each grouping and who ends worse off, or None without groups."""
    panels = [panel for by in SHOWN if (panel := _panel(context, by)).rows]
    if not panels:
        return None
    note = context.words("whom.risk") if panels[-1].by == "school_disadvantage" else ""
    panels += [panel] if (panel := _better(context)).rows else []
    words, names = context.words, [e.name for e in context.effects]
    sure = narrowing(context.results, list(context.effects))
    heads = [f"{p.heading}: {key}" for p in panels for key in p.keys]

    def cells(name: str) -> list[str]:
        return [cell for p in panels for cell in _cells(context, p, name)]

    columns: tuple[Column[str], ...] = (
        ("label", words("head.intervention"), context.label),
        ("groups", "", lambda name: _told(context, panels, name)),
        *several(heads, cells),
    )
    return Tidy(words("whom.table"), names, columns).picture(
        "who-gains",
        graded(context, context.some("whom.narrows", sure), sure) if sure else words("whom.topic"),
        words("gains.unit", reference=context.reference),
        words.of("whom.alt"),
        lambda narrow: _draw(context, panels, names, narrow=narrow),
        note,
        data=[row for p in panels for row in _data(p)],
    )


def _panel(context: Context, by: str) -> PairPanel:
    groups = sections.GAPS[by]
    bands = context.results.last("delay_weeks", kind="effect", by=by)
    rows = {
        name: (bands[name, groups[0]].negated(), bands[name, groups[1]].negated())
        for name in (e.name for e in context.effects)
        if all((name, group) in bands for group in groups)
    }
    keys = (context.group(by, groups[0]), context.group(by, groups[1]))
    return PairPanel(by, groups, context.words.capital(context.dimension(by)), keys, rows)


def _better(context: Context) -> PairPanel:
    words, rows = context.words, {name: (up, down) for name, up, down in better_and_worse(context)}
    keys = (words("worse.key_better"), words("worse.key_worse"))
    return PairPanel("all", ("better_off", "worse_off"), words("gains.better"), keys, rows, share=True)


def _told(context: Context, panels: Sequence[PairPanel], name: str) -> str:
    """Return the medians of the first grouping and of who ends better or worse off; the table has all."""
    words, told = context.words, []
    for panel in (panels[0], *(p for p in panels[1:] if p.share)):
        for key, band in zip(panel.keys, panel.rows.get(name, ()), strict=False):
            number = words.percent(band.median) if panel.share else words.number(band.median, 2)
            told.append(f"{key} {number}")
    return "; ".join(told) or words("form.unknown")


def _cells(context: Context, panel: PairPanel, name: str) -> list[str]:
    words, pair = context.words, panel.rows.get(name)
    if pair is None:
        return [words("form.unknown")] * 2
    if panel.share:
        return [words.share_band(band) for band in pair]
    places = decimals([band for bands in panel.rows.values() for band in bands])
    return [words.with_band(band, places) for band in pair]


def _data(panel: PairPanel) -> list[dict[str, object]]:
    measure = "share_of_pupils" if panel.share else "weeks_recovered"
    columns = "scenario measure by group p05 median p95 n_runs"
    return [
        band_row(band, columns, scenario=name, measure=measure, by=panel.by, group=group)
        for name, pair in panel.rows.items()
        for group, band in zip(panel.groups, pair, strict=True)
    ]


def _draw(context: Context, panels: Sequence[PairPanel], names: Sequence[str], *, narrow: bool) -> Figure:
    width, left = (NARROW, 1.2) if narrow else (WIDE, 1.7)
    grid = AxesGrid(width, left, 0.12, 0.28, 1 if narrow else len(panels))
    row, foot, top = 0.33, 0.5, 0.72
    step = top + row * len(names) + foot
    canvas = Canvas(width, step * grid.rows(len(panels)) - 0.08)
    span = limits([b for p in panels if not p.share for pair in p.rows.values() for b in pair], pad=0.04)
    for i, panel in enumerate(panels):
        x, y = grid.at(i, top, step)
        axes = canvas.axes(x, y, grid.each, row * len(names))
        _dots(context, axes, panel, names, span)
        _key(canvas, panel, 0.12 if narrow else x, y - top)
        for k, name in enumerate(names if i % grid.columns == 0 else ()):
            text = wrap(context.label(name), 16 if narrow else 24)
            canvas.text(left - 0.1, y + row * (k + 0.5), text, ha="right", size=8 if narrow else 8.5)
    return canvas.figure


def _dots(
    context: Context, axes: Axes, panel: PairPanel, names: Sequence[str], span: tuple[float, float]
) -> None:
    """Draw both values of each scenario; shares have a scale of their own."""
    plain_rows(axes, len(names))
    for k, name in enumerate(names):
        for band, place, key, hollow in zip(
            panel.rows.get(name, ()), (k - HALF, k + HALF), panel.keys, (False, True), strict=False
        ):
            label = f"{context.label(name)}, {key}"
            dot(axes, place, band, context.marks[name], label, hollow=hollow, size=6.5)
    every = [band for pair in panel.rows.values() for band in pair]
    axes.set_xlim(*limits(every, pad=0.04) if panel.share else span)
    number_axis(axes.xaxis, context.words, 4, kind="percent" if panel.share else "number")
    axes.set_xlabel(context.words("worse.axis" if panel.share else "whom.axis"), size=8.5)


def _key(canvas: Canvas, panel: PairPanel, x: float, y: float) -> None:
    """Write the heading of a panel and which mark is which group."""
    canvas.text(x, y + 0.14, panel.heading, ha="left", weight="bold", color=INK)
    for k, key in enumerate(panel.keys):
        place, fill = y + 0.36 + 0.18 * k, "white" if k else SOFT
        canvas.spot(x + 0.05, place, marker="o", ms=6, mec=SOFT, mew=1.4, mfc=fill)
        canvas.text(x + 0.17, place, key, ha="left", size=8)
