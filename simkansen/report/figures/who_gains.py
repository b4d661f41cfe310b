"""Who gains, in short: what each intervention recovers for the group furthest behind and for the one it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simkansen.report import sections
from simkansen.report.figures.parts import (
    Context,
    Picture,
    Table,
    decimals,
    dot,
    limits,
    number_axis,
    plain_rows,
    with_band,
)
from simkansen.report.findings import narrowing
from simkansen.report.records import Band
from simkansen.report.style import INK, NARROW, SOFT, WIDE, axes_at, new_figure, text_at, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = ("parental_education", "home_language", "school_disadvantage")
"""Groupings with a panel of their own."""

HALF = 0.17
"""How far the two marks of a row stand from its middle (rows)."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One grouping: the group furthest behind, the one it is held against, and both bands per scenario."""

    by: str
    behind: str
    against: str
    rows: dict[str, tuple[Band, Band]]


def picture(context: Context) -> Picture | None:
    """Return the weeks recovered at both ends of each grouping, or None without effects by group."""
    panels = [p for by in SHOWN if (p := _panel(context, by)).rows]
    if not panels:
        return None
    words, names = context.words, [e.scenario.name for e in context.effects]
    places = decimals([b for p in panels for pair in p.rows.values() for b in pair])
    sure = narrowing(context.results, list(context.effects))
    head = [words("head.intervention")]
    for p in panels:
        head += [_named(context, p.by, group) for group in (p.behind, p.against)]
    rows = []
    for name in names:
        pairs = [p.rows.get(name) for p in panels]
        cells = [
            with_band(words, band, places) if band else words("form.unknown")
            for pair in pairs
            for band in (pair or (None, None))
        ]
        rows.append([context.label(name), *cells])
    alt = " ".join(
        words("whom.alt", label=r[0], groups="; ".join(f"{h}: {c}" for h, c in zip(head[1:], r[1:], strict=True)))
        for r in rows
    )
    return Picture(
        "who-gains",
        context.some("whom.narrows", sure) if sure else words("whom.topic"),
        words("gains.unit"),
        alt,
        Table(words("whom.table"), head, rows),
        lambda narrow: _draw(context, panels, names, narrow=narrow),
        words("whom.risk") if panels[-1].by == "school_disadvantage" else "",
        [row for p in panels for row in _data(p)],
    )


def _panel(context: Context, by: str) -> Panel:
    behind, against = sections.GAPS[by]
    bands = context.results.last("delay_weeks", kind="effect", by=by)
    rows = {
        e.scenario.name: (bands[e.scenario.name, behind].negated(), bands[e.scenario.name, against].negated())
        for e in context.effects
        if (e.scenario.name, behind) in bands and (e.scenario.name, against) in bands
    }
    return Panel(by, behind, against, rows)


def _named(context: Context, by: str, group: str) -> str:
    return f"{context.words.capital(context.dimension(by))}: {context.group(by, group)}"


def _data(panel: Panel) -> list[dict[str, object]]:
    return [
        {
            "scenario": name,
            "by": panel.by,
            "group": group,
            "weeks_recovered_p05": band.p05,
            "weeks_recovered_median": band.median,
            "weeks_recovered_p95": band.p95,
        }
        for name, pair in panel.rows.items()
        for group, band in zip((panel.behind, panel.against), pair, strict=True)
    ]


def _draw(context: Context, panels: Sequence[Panel], names: Sequence[str], *, narrow: bool) -> Figure:
    columns = 1 if narrow else len(panels)
    width, left, gap = (NARROW if narrow else WIDE), (1.2 if narrow else 1.75), 0.22
    each = (width - left - 0.12 - gap * (columns - 1)) / columns
    row, foot, top = 0.37, 0.55, 0.78
    step = top + row * len(names) + foot
    figure = new_figure(width, step * (-(-len(panels) // columns)) - 0.08)
    span = limits([band for p in panels for pair in p.rows.values() for band in pair], pad=0.04)
    for i, panel in enumerate(panels):
        x, y = left + (each + gap) * (i % columns), top + step * (i // columns)
        axes = axes_at(figure, x, y, each, row * len(names))
        plain_rows(axes, len(names))
        for k, name in enumerate(names):
            if name in panel.rows:
                behind, against = panel.rows[name]
                dot(axes, k - HALF, behind, context.marks[name], size=6.5)
                dot(axes, k + HALF, against, context.marks[name], hollow=True, size=6.5)
        axes.set_xlim(*span)
        number_axis(axes.xaxis, context.words, 4)
        axes.set_xlabel(context.words("whom.axis"), size=8.5)
        _key(context, figure, panel, 0.12 if narrow else x, y - top)
        if i % columns == 0:
            for k, name in enumerate(names):
                text = wrap(context.label(name), 16 if narrow else 24)
                text_at(figure, left - 0.1, y + row * (k + 0.5), text, ha="right", size=8 if narrow else 8.5)
    return figure


def _key(context: Context, figure: Figure, panel: Panel, x: float, y: float) -> None:
    """Write the heading of a panel and which mark is which group."""
    from matplotlib.lines import Line2D

    width, height = figure.get_size_inches()
    text_at(figure, x, y + 0.14, context.words.capital(context.dimension(panel.by)), weight="bold", color=INK)
    for k, group in enumerate((panel.behind, panel.against)):
        place = y + 0.36 + 0.18 * k
        figure.add_artist(
            Line2D(
                [(x + 0.05) / width], [1 - place / height], marker="o", ms=6, ls="none", mec=SOFT, mew=1.4,
                mfc="white" if k else SOFT,
            )
        )  # fmt: skip
        text_at(figure, x + 0.17, place, context.group(panel.by, group), ha="left", size=8.5)
