"""The mean effect after each replication, with its Monte Carlo interval: whether there are enough."""

from __future__ import annotations

import numpy as np

from simkansen.report.figures.panels import columns_for
from simkansen.report.figures.parts import Context, Picture, Table, number_axis, soft_grid
from simkansen.report.replications import Runs, headline_by_run, running_means
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Axes, Figure, axes_at, new_figure, text_at, wrap

FEWEST = 4
"""With fewer replications there is no running mean to look at."""

_ROWS = 12
"""Rows of the table; the CSV has all."""


def picture(context: Context) -> Picture | None:
    """Return the running means; None with fewer than `FEWEST` replications."""
    runs = headline_by_run(context)
    if runs is None or len(runs.replications) < FEWEST:
        return None
    words = context.words
    found = {n: running_means(v, runs.draws) for n, v in zip(runs.names, runs.values, strict=True)}
    unit = words("research.stability.unit" if context.effects else "research.stability.unit_delay")
    ends = " ".join(
        words("research.stability.alt", label=context.label(name), mean=words.number(means[-1], 2),
              half=words.number(halves[-1], 2), before=words.number(means[len(means) // 2 - 1], 2),
              n=words.number(len(means) // 2))
        for name, (means, halves) in found.items()
    )  # fmt: skip
    return Picture(
        "stability",
        words("research.stability.title"),
        unit,
        ends,
        _table(context, runs, found),
        lambda narrow: _draw(context, found, unit, narrow=narrow),
        words("research.stability.note"),
        [
            {"scenario": name, "replications": i + 1, "mean": float(m), "half_width": float(h)}
            for name, (means, halves) in found.items()
            for i, (m, h) in enumerate(zip(means, halves, strict=True))
        ],
        marks=words("research.stability.marks"),
    )


def _table(context: Context, runs: Runs, found: dict[str, tuple[np.ndarray, np.ndarray]]) -> Table:
    words, n = context.words, len(runs.replications)
    step = -(-n // _ROWS)
    shown = sorted({*range(step - 1, n, step), n - 1})
    rows = []
    for i in shown:
        cells = [
            words("research.stability.mean", mean=words.number(means[i], 2), half=words.number(halves[i], 2))
            if np.isfinite(halves[i])
            else words.number(means[i], 2)
            for means, halves in found.values()
        ]
        rows.append([words.number(i + 1), *cells])
    head = [words("research.head.replications"), *(context.label(name) for name in found)]
    return Table(words("research.stability.running"), head, rows)


def _draw(
    context: Context, found: dict[str, tuple[np.ndarray, np.ndarray]], unit: str, *, narrow: bool
) -> Figure:
    width, left, gap, tall = (NARROW if narrow else WIDE), 0.55, 0.62, 1.5
    columns = columns_for(len(found), narrow=narrow)
    each = (width - left - 0.2 - gap * (columns - 1)) / columns
    titles = [wrap(context.label(name), int(each * 12.5)) for name in found]
    headroom = 0.12 + 0.16 * max(title.count("\n") + 1 for title in titles)
    named = wrap(context.words.capital(unit), int(width * 15))
    top = 0.1 + 0.15 * (named.count("\n") + 1)
    step = headroom + tall + 0.52
    figure = new_figure(width, top + step * -(-len(found) // columns))
    text_at(figure, 0.1, top / 2 + 0.02, named, ha="left", color=SOFT, size=8.5)
    for i, (name, (means, halves)) in enumerate(found.items()):
        place = left + (each + gap) * (i % columns), top + step * (i // columns) + headroom
        axes = axes_at(figure, *place, each, tall)
        _line(context, axes, name, means, halves)
        axes.set_title(titles[i], loc="left", weight="bold", color=INK, pad=6)
        axes.set_xlabel(context.words("research.head.replications"), size=8.5)
    return figure


def _line(context: Context, axes: Axes, name: str, means: np.ndarray, halves: np.ndarray) -> None:
    from matplotlib.ticker import MaxNLocator

    mark, n = context.marks[name], np.arange(1, len(means) + 1)
    told = np.isfinite(halves)
    low, high = (means - halves)[told], (means + halves)[told]
    axes.fill_between(n[told], low, high, color=mark.colour, alpha=0.2, lw=0)
    axes.plot(n, means, color=mark.colour, ls=mark.line)
    axes.plot(n[-1:], means[-1:], marker=mark.marker, ms=5.5, color=mark.colour, mec="white", mew=0.7,
              clip_on=False, zorder=4)  # fmt: skip
    # The interval of the first few runs is so wide that the rest would be flat beside it.
    settled = n[told] >= max(FEWEST, len(n) // 4)
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
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
