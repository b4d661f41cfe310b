"""The mean effect after each replication, with its Monte Carlo interval: whether there are enough."""

from __future__ import annotations

import numpy as np

from simkansen.report.figures.panels import AxesGrid, columns_for, headed, lines_in
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, number_axis, several, soft_grid
from simkansen.report.figures.tips import tell
from simkansen.report.reading.replications import headline_by_run, running_means
from simkansen.report.style import INK, NARROW, WIDE, Axes, Figure
from simkansen.runs.draws import FEWEST_DRAWS

_ROWS = 12
"""Rows of the table; the CSV has all."""


def picture(context: Context) -> Picture | None:
    """Return the running means; None with fewer than `FEWEST_DRAWS` replications."""
    runs = headline_by_run(context)
    if runs is None or len(runs.replications) < FEWEST_DRAWS:
        return None
    words, n = context.words, len(runs.replications)
    found = {name: running_means(v, runs.draws) for name, v in zip(runs.names, runs.values, strict=True)}
    unit = words("research.stability.unit" if context.effects else "research.stability.unit_delay")
    step = -(-n // _ROWS)
    shown = sorted({*range(step - 1, n, step), n - 1})

    def cell(mean: float, half: float) -> str:
        told = words.number(mean, 2)
        finite = np.isfinite(half)
        return words("research.stability.mean", mean=told, half=words.number(half, 2)) if finite else told

    def cells(name: str) -> list[str]:
        means, halves = found[name]
        return [cell(means[i], halves[i]) for i in shown]

    def numbers(name: str) -> list[dict[str, object]]:
        return [
            {"scenario": name, "replications": i, "mean": float(m), "half_width": float(h)}
            for i, (m, h) in enumerate(zip(*found[name], strict=True), 1)
        ]

    columns: tuple[Column[str], ...] = (
        ("label", words("research.head.replications"), context.label),
        ("mean", "", lambda name: words.number(found[name][0][-1], 2)),
        ("half", "", lambda name: words.number(found[name][1][-1], 2)),
        ("before", "", lambda name: words.number(found[name][0][n // 2 - 1], 2)),
        ("n", "", lambda _: words.number(n // 2)),
        *several([words.number(i + 1) for i in shown], cells),
    )
    return Tidy(words("research.stability.running"), list(found), columns, numbers, turned=True).picture(
        "stability",
        words("research.stability.title"),
        unit,
        words.of("research.stability.alt"),
        lambda narrow: _draw(context, found, unit, narrow=narrow),
        words("research.stability.note"),
        marks=words("research.stability.marks"),
    )


def _draw(
    context: Context, found: dict[str, tuple[np.ndarray, np.ndarray]], unit: str, *, narrow: bool
) -> Figure:
    width, tall = NARROW if narrow else WIDE, 1.5
    grid = AxesGrid(width, 0.55, 0.2, 0.62, columns_for(len(found), narrow=narrow))
    titles = grid.titles(map(context.label, found))
    headroom = 0.12 + 0.16 * lines_in(titles)
    step = headroom + tall + 0.52
    canvas, top, _ = headed(context.words.capital(unit), width, (), step, grid.rows(len(found)))
    for i, (name, (means, halves)) in enumerate(found.items()):
        x, y = grid.at(i, top, step)
        axes = canvas.axes(x, y + headroom, grid.each, tall)
        _line(context, axes, name, means, halves)
        axes.set_title(titles[i], loc="left", weight="bold", color=INK, pad=6)
        axes.set_xlabel(context.words("research.head.replications"), size=8.5)
    return canvas.figure


def _line(context: Context, axes: Axes, name: str, means: np.ndarray, halves: np.ndarray) -> None:
    mark, n = context.marks[name], np.arange(1, len(means) + 1)
    told = np.isfinite(halves)
    low, high = (means - halves)[told], (means + halves)[told]
    axes.fill_between(n[told], low, high, color=mark.colour, alpha=0.2, lw=0)
    [line] = axes.plot(n, means, color=mark.colour, ls=mark.line)
    words = context.words
    runs = (words.counted("caption.runs", i) for i in n.tolist())
    texts = [f"{run}, {words.number(mean, 2)}" for run, mean in zip(runs, means.tolist(), strict=True)]
    tell(line, texts, context.label(name))
    axes.plot(n[-1:], means[-1:], marker=mark.marker, ms=5.5, color=mark.colour, mec="white", mew=0.7,
              clip_on=False, zorder=4)  # fmt: skip
    # The interval of the first few runs is so wide that the rest would be flat beside it.
    settled = n[told] >= max(FEWEST_DRAWS, len(n) // 4)
    shown = np.concatenate([low[settled], high[settled], means[1:]])
    bottom, top = float(shown.min()), float(shown.max())
    room = 0.08 * (top - bottom) or 0.5
    axes.set_ylim(bottom - room, top + room)
    axes.set_xlim(1, len(n))
    soft_grid(axes)
    if bottom - room <= 0 <= top + room:
        axes.axhline(0, color=INK, lw=0.9, zorder=2)
    number_axis(axes.yaxis, context.words, 5)
    number_axis(axes.xaxis, context.words, 5)
    axes.xaxis.whole = True
