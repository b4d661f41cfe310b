"""Enough replications: the mean effect after each, with the rule to stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from simkansen.report.figures.parts import (
    Column,
    Picture,
    Tidy,
    around,
    number_axis,
    several,
    soft_grid,
    spread,
)
from simkansen.report.figures.sweep_along import line_key
from simkansen.report.figures.tips import tell
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Axes, Canvas, Figure, wrap
from simkansen.report.sweep.found import Found
from simkansen.runs.draws import FEWEST_DRAWS

_ENDS: Any = {"solid_capstyle": "butt"}

_LEFT, _TOP, _HEIGHT, _RIGHT = 0.75, 0.25, 2.9, 1.9


def draw(found: Found) -> Iterator[Picture]:
    """Draw the running mean of every measure."""
    rows = found.running_mean
    for measure in dict.fromkeys(row["measure"] for row in rows):
        own = [row for row in rows if row["measure"] == measure]
        if max(row["replications"] for row in own) < FEWEST_DRAWS:
            continue
        words, telling = found.words, found.telling
        stop = found.stopping if found.stopping and found.stopping["measure"] == measure else None
        caption = words("sweep.replicated.caption")
        if stop:
            half = telling.asked(measure, stop["half_width"])
            caption += " " + words("sweep.replicated.asked", half=half)
        if len(np.unique(found.study.places)) > 1:
            key = "with_points_on" if found.study.some_off else "with_points"
            caption += " " + words(f"sweep.replicated.{key}")
        if found.study.uneven:
            caption += " " + words("sweep.replicated.common", n=words.number(found.study.common))
        title = words("sweep.replicated.title", measure=telling.gain(measure))
        yield _tidy(found, title, own).picture(
            f"running-mean-{measure}",
            title,
            telling.axis_unit(measure),
            words.of("sweep.replicated.alt"),
            partial(_figure, found, measure, own, stop),
            caption,
        )


def _tidy(found: Found, title: str, rows: Sequence[dict[str, Any]]) -> Tidy[str]:
    """Return the mean after some numbers of replications, each twice the one before, and after the last."""
    words, telling = found.words, found.telling
    ends = {row["scenario"]: row for row in rows}
    by = {(row["scenario"], row["replications"]): telling.mean(row) for row in rows}
    numbers = sorted({row["replications"] for row in rows})
    shown = [n for n in numbers if n & (n - 1) == 0 or n == numbers[-1]]
    columns: tuple[Column[str], ...] = (
        ("label", words("sweep.replicated.axis"), telling.scenario),
        ("n", "", lambda name: str(ends[name]["replications"])),
        ("text", "", lambda name: telling.mean(ends[name])),
        *several([words.number(n) for n in shown], lambda name: [by.get((name, n), "–") for n in shown]),
    )
    return Tidy(title, list(ends), columns, turned=True)


def _figure(
    found: Found, measure: str, rows: Sequence[dict[str, Any]], stop: dict[str, Any] | None, narrow: bool
) -> Figure:
    scenarios = list(dict.fromkeys(row["scenario"] for row in rows))
    top = 0.15 + 0.22 * len(scenarios) if narrow else _TOP
    width, left, right = (NARROW, 0.62, 0.15) if narrow else (WIDE, _LEFT, _RIGHT)
    canvas = Canvas(width, top + _HEIGHT + 0.5)
    axes = canvas.axes(left, top, width - left - right, _HEIGHT)
    ends, shown, last = {}, [0.0], max(row["replications"] for row in rows)
    for scenario in scenarios:
        own = [row for row in rows if row["scenario"] == scenario]
        ends[scenario], told = _line(found, axes, own, last)
        shown += told
        if stop:
            wanted = [ends[scenario] - stop["half_width"], ends[scenario] + stop["half_width"]]
            colour = found.telling.marks[scenario].colour
            axes.plot([last * 1.015] * 2, wanted, color=colour, lw=2.6, clip_on=False, **_ENDS)
    _frame(found, axes, [value for value in shown if np.isfinite(value)], last, found.telling.kind(measure))
    if stop and stop["points"] == 1:
        _stop(found, axes, stop)
    if narrow:
        names = [wrap(found.telling.scenario(name), 34) for name in scenarios]
        line_key(found, canvas, scenarios, names, lw=1.8, length=2.2)
    else:
        _name_lines(found, axes, ends, last)
    axes.set_ylabel(wrap(found.telling.gain(measure), 44))
    return canvas.figure


def _line(found: Found, axes: Axes, rows: Sequence[dict[str, Any]], last: int) -> tuple[float, list[float]]:
    """Draw a running mean with its interval; return where it ends, and what the axis has to hold.

    The interval of the first few replications is so wide that the rest would be flat beside it.
    """
    mark, flip = found.telling.marks[rows[0]["scenario"]], found.telling.flip(rows[0]["measure"])
    n = np.array([row["replications"] for row in rows])
    mean = flip * np.array([row["mean"] for row in rows])
    half = np.array([np.nan if row["half_width"] is None else row["half_width"] for row in rows])
    axes.fill_between(n, mean - half, mean + half, color=mark.colour, alpha=0.16, lw=0)
    [line] = axes.plot(n, mean, color=mark.colour, ls=mark.line, lw=1.8)
    telling, axis = found.telling, found.words("sweep.replicated.axis")
    told = [f"{axis} {row['replications']}, {telling.mean(row, unit=True)}" for row in rows]
    tell(line, told, telling.scenario(rows[0]["scenario"]))
    settled = n >= max(FEWEST_DRAWS, last // 5)
    return float(mean[-1]), [*(mean - half)[settled], *(mean + half)[settled], *mean[n >= 2]]


def _frame(found: Found, axes: Axes, shown: Sequence[float], last: int, kind: str) -> None:
    axes.set_ylim(*around(shown, 0.06))
    axes.set_xlim(1, last)
    axes.axhline(0, color=INK, lw=1.0, zorder=1)
    soft_grid(axes)
    number_axis(axes.yaxis, found.words, 6, kind=kind)
    number_axis(axes.xaxis, found.words, 8)
    axes.set_xlabel(found.words("sweep.replicated.axis"))


def _stop(found: Found, axes: Axes, stop: dict[str, Any]) -> None:
    """Mark where the sweep stopped, and whether the rule was met there."""
    met = stop["points_reached"] == stop["points"]
    at = stop["replications_most"]
    axes.axvline(at, color=INK, lw=1.2, ls=(0, (4, 2)), zorder=5, clip_on=False)
    text = found.words("sweep.replicated.stop" if met else "sweep.replicated.end")
    axes.annotate(
        text, (at, axes.get_ylim()[1]), xytext=(-4, 2), textcoords="offset points",
        ha="right", va="top", size=8, color=INK, bbox={"fc": "white", "ec": "none", "pad": 1},
    )  # fmt: skip


def _name_lines(found: Found, axes: Axes, ends: dict[str, float], last: int) -> None:
    """Write each scenario's name beside the end of its line."""
    low, high = axes.get_ylim()
    names = list(ends)
    texts = [wrap(found.telling.scenario(name), 22) for name in names]
    lines = max(text.count("\n") + 1 for text in texts)
    gap = (high - low) * (0.16 * lines + 0.04) / _HEIGHT
    for name, text, y in zip(names, texts, spread([ends[name] for name in names], gap), strict=True):
        mark = found.telling.marks[name]
        axes.plot([last * 1.03], [y], marker="s", ms=5, color=mark.colour, clip_on=False, zorder=6)
        axes.annotate(
            text, (last, y), xytext=(20, 0), textcoords="offset points", va="center", size=8.5,
            color=INK, annotation_clip=False,
        )  # fmt: skip
    axes.tick_params(colors=INK, labelcolor=SOFT)
