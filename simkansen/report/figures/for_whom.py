"""For whom: the delay and the weeks recovered by group of pupils, and who is better or worse off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from simkansen.report.figures.numbers import WEEKS, mark_rows
from simkansen.report.figures.panels import AxesGrid, columns_for, lines_in
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
from simkansen.report.reading.findings import behind_most, narrowing
from simkansen.report.reading.grounds import graded
from simkansen.report.reading.records import Band
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Axes, Canvas, Figure, Mark, wrap
from simkansen.scenario.schema.words import LANGUAGE, LEVEL
from simkansen.schooling import load_system

SHOWN = ("parental_education", "home_language", "migration", "household", "school_disadvantage", LEVEL)
"""Groupings, in the order in which figures and tables have them."""

ORDER = {
    "parental_education": load_system().schoolings,
    "home_language": ("other", LANGUAGE),
    "household": ("one-parent", "two-parent"),
    "school_disadvantage": ("over-30%", "10-30%", "under-10%"),
    "migration": ("any", "none"),
    LEVEL: tuple(map(str, load_system().learning_levels)),
}
Group = tuple[str, str]
Line = tuple[str, str | None]
"""A row of a panel: a grouping and one of its groups, or None for its heading."""


@dataclass(frozen=True, slots=True)
class GroupPanel:
    """One panel: its heading, its look, and a band per group."""

    heading: str
    mark: Mark
    bands: dict[Group, Band]
    overall: Band | None


def gains(context: Context) -> Picture | None:
    """Return the weeks recovered by group, one panel per intervention."""
    sure = narrowing(context.results, list(context.effects))
    title = graded(context, context.some("whom.narrows", sure), sure) if sure else context.words("whom.topic")
    names = [e.name for e in context.effects]
    return _picture(context, "for-whom", title, _collect(context, "effect", names), "whom", "weeks_recovered")


def delays(context: Context) -> Picture | None:
    """Return the delay by group under the reference."""
    most, words = behind_most(context.results), context.words
    title = words("delay.most", group=context.group(*most)) if most else words("delay.topic")
    found = _collect(context, "level", [context.results.reference.name])
    return _picture(context, "delay-by-group", title, found, "delay", "delay_weeks")


def _collect(context: Context, kind: str, names: Sequence[str]) -> list[GroupPanel]:
    rows: dict[str, dict[Group, Band]] = {n: {} for n in names}
    for by in ("all", *SHOWN):
        for (scenario, group), band in context.results.last(
            "delay_weeks", kind=kind, by=by, small=True
        ).items():
            if scenario in rows:
                rows[scenario][by, group] = band if kind == "level" else band.negated()
    panels = []
    for name, bands in rows.items():
        overall = next((b for (by, _), b in bands.items() if by == "all"), None)
        kept = {(by, g): bands[by, g] for by in SHOWN for g in ORDER[by] if (by, g) in bands}
        if kept:
            panels.append(GroupPanel(context.label(name), context.marks[name], kept, overall))
    return panels


def _picture(
    context: Context, key: str, title: str, panels: list[GroupPanel], words_key: str, measure: str
) -> Picture | None:
    if not panels:
        return None
    words = context.words
    places = decimals([b for p in panels for b in p.bands.values()])
    groups = list(dict.fromkeys(g for p in panels for g in p.bands))

    def end(panel: GroupPanel, place: int) -> tuple[Group, Band]:
        """Return the group with least (0) or with most (-1); the table has all of them."""
        every = list(panel.bands.items())
        kept = [item for item in every if not item[1].few and item[1].ordered] or every
        return sorted(kept, key=lambda item: item[1].median)[place]

    def cells(panel: GroupPanel) -> list[str]:
        return [words.with_band(panel.bands.get(group), places) for group in groups]

    columns: tuple[Column[GroupPanel], ...] = (
        ("label", words("head.group"), lambda p: p.heading),
        ("low", "", lambda p: words.number(end(p, 0)[1].median, places)),
        ("least", "", lambda p: _row_name(context, *end(p, 0)[0])),
        ("high", "", lambda p: words.number(end(p, -1)[1].median, places)),
        ("most", "", lambda p: _row_name(context, *end(p, -1)[0])),
        *several([_row_name(context, *group) for group in groups], cells),
    )
    numbers = partial(_numbers, measure=measure)
    return Tidy(words(f"{words_key}.table"), panels, columns, numbers, turned=True).picture(
        key,
        title,
        words(f"{words_key}.unit", reference=context.reference),
        words.of("whom.alt_ends"),
        lambda narrow: _draw(context, panels, words(f"{words_key}.axis"), narrow=narrow),
        words("whom.risk") if any(by == "school_disadvantage" for by, _ in groups) else "",
    )


def _numbers(panel: GroupPanel, measure: str) -> list[dict[str, object]]:
    """Return the band of all pupils, drawn as a line, and those of the groups."""
    found = mark_rows([panel.overall] if panel.overall else [], measure, WEEKS)
    for (by, _), band in panel.bands.items():
        found += mark_rows([band], measure, WEEKS, by)
    return found


def _lines(panels: Sequence[GroupPanel]) -> list[Line]:
    """Return the rows of a panel: a heading (grouping, None), then its groups."""
    groups = list(dict.fromkeys(g for p in panels for g in p.bands))
    lines: list[Line] = []
    for by in dict.fromkeys(by for by, _ in groups):
        lines += [(by, None), *((b, g) for b, g in groups if b == by)]
    return lines


def _draw(context: Context, panels: Sequence[GroupPanel], axis: str, *, narrow: bool) -> Figure:
    lines = _lines(panels)
    width, left, gap = (NARROW, 1.7, 0.0) if narrow else (WIDE, 2.42, 0.28)
    grid = AxesGrid(width, left, 0.15, gap, columns_for(len(panels), narrow=narrow, pairs=(4,)))
    titles = grid.titles((p.heading for p in panels), 11.5) if len(panels) > 1 else []
    labels = [_line_name(context, by, g, narrow=narrow) for by, g in lines]
    row = 0.25 if any("\n" in label for label in labels) else 0.215
    named = wrap(axis, int(grid.each * 15))
    foot = 0.56 + 0.15 * named.count("\n")
    top = 0.14 + 0.165 * lines_in(titles) if titles else 0.08
    tall = row * len(lines)
    canvas = Canvas(width, grid.rows(len(panels)) * (top + tall + foot) - 0.12)
    span = limits([band for panel in panels for band in panel.bands.values()])
    for i, panel in enumerate(panels):
        x, y = grid.at(i, top, top + tall + foot)
        axes = canvas.axes(x, y, grid.each, tall)
        plain_rows(axes, len(lines))
        axes.set_xlim(*span)
        number_axis(axes.xaxis, context.words, 4)
        axes.set_xlabel(named, size=8.5)
        if titles:
            axes.set_title(titles[i], loc="left", weight="bold", color=INK)
        _dots(axes, panel, lines, labels)
        if i % grid.columns == 0:
            places = [y + row * (k + 0.5) for k in range(len(lines))]
            _names(canvas, lines, labels, places, left - 0.1, 8 if narrow else 8.5)
    return canvas.figure


def _dots(axes: Axes, panel: GroupPanel, lines: Sequence[Line], labels: Sequence[str]) -> None:
    """Draw the value of each group that has one, and that of all pupils as a line."""
    if panel.overall is not None:
        axes.axvline(panel.overall.median, color=panel.mark.colour, lw=0.9, ls=(0, (2, 2)), zorder=1)
    for k, ((by, group), label) in enumerate(zip(lines, labels, strict=True)):
        if group is not None and (by, group) in panel.bands:
            dot(axes, k, panel.bands[by, group], panel.mark, f"{panel.heading}, {label}", size=6.5)


def _names(
    canvas: Canvas,
    lines: Sequence[Line],
    labels: Sequence[str],
    places: Sequence[float],
    end: float,
    size: float,
) -> None:
    """Write what the lines are: groups to the right, up to ``end``, the headings above them to the left."""
    for (_, group), label, y in zip(lines, labels, places, strict=True):
        if group:
            canvas.text(end, y, label, size=size, ha="right", over=True)
        else:
            canvas.text(0.1, y, label, size=size, ha="left", over=True, weight="bold", color=SOFT)


def _line_name(context: Context, by: str, group: str | None, *, narrow: bool) -> str:
    """Return what stands before a line; broken in two where a telephone has no room for it."""
    name = _heading(context, by) if group is None else context.group(by, group)
    return wrap(name, 24) if narrow and group is not None else name


def _heading(context: Context, by: str) -> str:
    """Return the heading above the groups of one grouping."""
    return context.words.capital(context.dimension(by))


def _row_name(context: Context, by: str, group: str) -> str:
    name = context.group(by, group)
    return context.words.capital(name) if by == LEVEL else f"{_heading(context, by)}: {name}"
