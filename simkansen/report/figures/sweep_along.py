"""Effects along one thing that is varied: a line for each scenario, a panel for each measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simkansen.report.figures.parts import number_axis, soft_grid
from simkansen.report.figures.sweep_all import Drawn
from simkansen.report.style import INK, WIDE, axes_at, new_figure, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simkansen.report.sweeps import Found

PANELS = 6
"""Measures in one figure."""

_WIDTH, _HEIGHT, _LEFT, _BESIDE, _BELOW, _TOP, _END = 2.85, 1.9, 0.72, 0.83, 0.85, 0.35, 0.35


def draw(found: Found) -> Iterator[Drawn]:
    """Draw every path that is varied."""
    words, telling = found.words, found.telling
    for path in dict.fromkeys(row["path"] for row in found.along):
        rows = [row for row in found.along if row["path"] == path and row["mean"] is not None]
        measures = list(dict.fromkeys(row["measure"] for row in rows))[:PANELS]
        over = "points" if found.study.sampled else "replications"
        caption = words("sweep.along.caption", over=words(f"sweep.over.{over}"))
        if found.study.uneven:
            caption += " " + words("sweep.replicated.common", n=words.number(found.study.common))
        title = words("sweep.along.title", path=telling.path(path))
        yield Drawn(f"along-{path}", _figure(found, path, measures, rows), title, caption)


def _figure(found: Found, path: str, measures: Sequence[str], rows: Sequence[dict[str, Any]]) -> Figure:
    lines = -(-len(measures) // 2)
    scenarios = list(dict.fromkeys(row["scenario"] for row in rows))
    key = 0.22 * -(-len(scenarios) // 2)
    figure = new_figure(WIDE, key + _TOP + lines * (_HEIGHT + _BELOW) - _END)
    for number, measure in enumerate(measures):
        line, column = divmod(number, 2)
        top = key + _TOP + line * (_HEIGHT + _BELOW)
        axes = axes_at(figure, _LEFT + column * (_WIDTH + _BESIDE), top, _WIDTH, _HEIGHT)
        own = [row for row in rows if row["measure"] == measure]
        _panel(found, axes, path, measure, own)
    _key(found, figure, scenarios)
    return figure


def _panel(found: Found, axes: Axes, path: str, measure: str, rows: Sequence[dict[str, Any]]) -> None:
    flip, texts = found.telling.flip(measure), [row["value"] for row in rows if isinstance(row["value"], str)]
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    scenarios = list(dict.fromkeys(row["scenario"] for row in rows))
    for scenario in scenarios:
        own = [row for row in rows if row["scenario"] == scenario]
        x = np.array([places.get(row["value"], row["value"]) for row in own], dtype=np.float64)
        mean = flip * np.array([row["mean"] for row in own])
        half = np.array([row["half_width"] or 0.0 for row in own])
        mark = found.telling.marks[scenario]
        line: Any = "none" if places else mark.line
        if places:
            axes.errorbar(x, mean, half, color=mark.colour, ls="none", lw=2)
        else:
            axes.fill_between(x, mean - half, mean + half, color=mark.colour, alpha=0.16, lw=0)
        dots: Any = {"marker": mark.marker, "ms": 4.5, "mec": "white", "mew": 0.6}
        axes.plot(x, mean, color=mark.colour, ls=line, lw=1.6, **dots)
    axes.axhline(0, color=INK, lw=1.0, zorder=1)
    soft_grid(axes)
    number_axis(axes.yaxis, found.words, 5)
    if places:
        axes.set_xticks(list(places.values()), [wrap(found.telling.value(path, text), 14) for text in places])
        axes.set_xlim(-0.5, len(places) - 0.5)
    else:
        number_axis(axes.xaxis, found.words, 6)
    axes.set_xlabel(found.telling.axis(path))
    direction = found.telling.direction(measure)
    axes.set_title(wrap(f"{found.telling.gain(measure)} – {direction}", 50), loc="left", size=8.5)


def _key(found: Found, figure: Figure, scenarios: Sequence[str]) -> None:
    """Name the lines, two in a row."""
    from matplotlib.lines import Line2D

    handles = []
    for name in scenarios:
        mark = found.telling.marks[name]
        dot: Any = {"marker": mark.marker, "ms": 5, "mec": "white"}
        handles.append(Line2D([], [], color=mark.colour, ls=mark.line, lw=1.6, **dot))
    labels = [found.telling.scenario(name) for name in scenarios]
    figure.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, fontsize=8.5,
        handlelength=3.2, borderaxespad=0.1, borderpad=0.1,
    )  # fmt: skip
