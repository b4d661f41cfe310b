"""The tornado of a design: which of what is varied moves a number, by Sobol' indices or by Morris."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from simkansen.report.figures.parts import Column, Picture, Tidy, number_axis, several
from simkansen.report.figures.rows import row_axes
from simkansen.report.figures.tips import tell
from simkansen.report.style import INK, SOFT, Artist, Axes, Canvas, Figure, wrap
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text_varied import index, unsettled
from simkansen.report.sweep.words import significant

SHOWN = 10
"""Dimensions in one figure."""

_DIAMOND: Any = {"marker": "D", "ms": 5.5, "mfc": "white", "mec": INK, "mew": 1.2, "ls": "none",
                 "clip_on": False}  # fmt: skip
_TOP, _ROW, _RIGHT = 0.42, 0.42, 1.75


def draw(found: Found) -> Iterator[Picture]:
    """Draw every number that has indices."""
    method = found.study.method
    first = "st" if method == "sobol" else "mu_star"
    for scenario, measure in dict.fromkeys((row["scenario"], row["measure"]) for row in found.indices):
        own = [row for row in found.indices if (row["scenario"], row["measure"]) == (scenario, measure)]
        rows = sorted(own, key=lambda row: -row[first])[:SHOWN]
        words, telling, kind = found.words, found.telling, own[0]["kind"]
        what = telling.gain(measure) if kind == "effect" else telling.level(measure)
        few = "" if own[0][f"{first}_conf"] is not None else "_few"
        caption = words(
            f"sweep.indices.caption_{method}{few}",
            what=what,
            n=words.number(own[0]["n"]),
            size=len(found.study.dimensions) + (2 if method == "sobol" else 1),
            **({} if method == "sobol" else {"unit": telling.axis_unit(measure)}),
        )
        if not all(row["settled"] for row in rows):
            caption += f" * {words('sweep.indices.unsettled_mark')} {unsettled(found)}"
        tidy = _tidy(found, words(f"sweep.indices.{kind}", label=telling.scenario(scenario)), own)
        told = (f"{telling.dimension(r['dimension'])} {index(found, r, first)}" for r in rows)
        alt, drawn = f"{what}: {'; '.join(told)}.", partial(_figure, found, measure, rows, first)
        key = f"tornado-{scenario}-{measure}"
        yield tidy.picture(key, tidy.caption, telling.axis_unit(measure), alt, drawn, caption)


def _tidy(found: Found, title: str, rows: Sequence[dict[str, Any]]) -> Tidy[dict[str, Any]]:
    """Return the indices of one number, the largest first, each with whether it has settled."""
    words, telling = found.words, found.telling
    keys = ("st", "s1") if "st" in rows[0] else ("mu_star", "mu", "sigma")

    def numbers(row: dict[str, Any]) -> list[str]:
        return [_number(found, row, key) for key in keys]

    columns: tuple[Column[dict[str, Any]], ...] = (
        ("", words("sweep.head.what"), lambda row: telling.dimension(row["dimension"])),
        *several([words(f"sweep.head.{key}") for key in keys], numbers),
        ("", words("sweep.head.settled"), lambda row: words("form.yes" if row["settled"] else "form.no")),
    )
    return Tidy(title, sorted(rows, key=lambda row: -row[keys[0]]), columns)


def _number(found: Found, row: dict[str, Any], key: str) -> str:
    """Write one index, with half of its interval where it has one."""
    words, half = found.words, row.get(f"{key}_conf")
    by = found.telling.scale(row["measure"])

    def write(value: float) -> str:
        return words.number(value, 2) if key in ("st", "s1") else significant(words, by * value, 2)

    return write(row[key]) if half is None else f"{write(row[key])} ±{write(half)}"


def _figure(found: Found, measure: str, rows: Sequence[dict[str, Any]], first: str, narrow: bool) -> Figure:
    words, telling = found.words, found.telling
    other, key = ("s1", "sobol") if first == "st" else ("sigma", "morris")
    labels = [telling.dimension(row["dimension"]) for row in rows]
    texts = [f"{_number(found, row, first)}{'' if row['settled'] else ' *'}" for row in rows]
    shown = [f"{label}: {text}" for label, text in zip(labels, texts, strict=True)] if narrow else labels
    frame = row_axes(shown, narrow=narrow, top=_TOP, right=_RIGHT, row=_ROW)
    axes, colour = frame.axes, telling.marks[rows[0]["scenario"]].colour
    for y, middle, row, name, text in zip(frame.at, frame.middle, rows, labels, texts, strict=True):
        tell(_bar(axes, y, row, first, colour, 0.24 if narrow else 0.5), [text], name)
        axes.plot([row[other]], [y], zorder=4, **_DIAMOND)
        if not narrow:
            frame.canvas.text(5.8, middle, text, size=8.5)
    axes.set_xlim(*_span(rows, first, other))
    number_axis(
        axes.xaxis, words, 4 if narrow else 6, kind="number" if key == "sobol" else telling.kind(measure)
    )
    label = words(f"sweep.indices.{key}", unit=telling.axis_unit(measure))
    axes.set_xlabel(wrap(label, 36) if narrow else label)
    few = "" if rows[0][f"{first}_conf"] is not None else "_few"
    second = words("sweep.indices.first_key" if key == "sobol" else "sweep.indices.sigma_key")
    _keys(frame.canvas, colour, words(f"sweep.indices.{key}_key{few}"), second, narrow)
    return frame.canvas.figure


def _span(rows: Sequence[dict[str, Any]], first: str, other: str) -> tuple[float, float]:
    """Return the ends of the axis: from zero, or below it; of Sobol' indices to one at least."""
    values = [end for row in rows for end in (row[first] + (row[f"{first}_conf"] or 0.0), row[other], 0.0)]
    low, high = min(values), max(*values, 1.0 if first == "st" else 0.0)
    return low - (0.04 * (high - low) if low < 0 else 0.0), high + 0.05 * (high - low)


def _bar(axes: Axes, y: float, row: dict[str, Any], key: str, colour: str, height: float) -> Artist:
    """Draw an index with its interval; hatched where it has not settled."""
    value, half = row[key], row[f"{key}_conf"] or 0.0
    look: dict[str, Any] = {"color": colour, "alpha": 0.35}
    if not row["settled"]:
        look = {"facecolor": "white", "edgecolor": colour, "hatch": "////", "alpha": 0.5}
    bar = axes.barh(y, value, height=height, zorder=2, **look)
    axes.plot([max(0.0, value - half), value + half], [y, y], color=colour, lw=2.2, zorder=3)
    return bar


def _keys(canvas: Canvas, colour: str, bar: str, diamond: str, narrow: bool) -> None:
    """Write what bar and diamond are, above the rows; on a telephone one below the other."""
    (left, top), (right, under) = ((0.12, 0.1), (0.24, 0.28)) if narrow else ((2.25, 0.24), (4.82, 0.24))
    canvas.box(left, top + 0.06, 0.2, 0.12, fc=colour, alpha=0.35, lw=0)
    canvas.line(left + 0.15, top, 0.2, color=colour, lw=2.2)
    canvas.text(left + 0.43, top, bar, size=8.5, color=SOFT)
    canvas.spot(right, under, **_DIAMOND)
    canvas.text(left + 0.43 if narrow else right + 0.13, under, diamond, size=8.5, color=SOFT)
