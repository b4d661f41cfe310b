"""The tornado of a design: which of what is varied moves a number, by Sobol' indices or by Morris."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from simkansen.report.figures.parts import Picture, Table, number_axis
from simkansen.report.figures.rows import row_axes
from simkansen.report.style import INK, SOFT, Figure, text_at, wrap
from simkansen.report.sweep_found import Found
from simkansen.report.sweep_text_varied import index, unsettled
from simkansen.report.sweep_words import significant

SHOWN = 10
"""Dimensions in one figure."""

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
        caption = words(
            f"sweep.indices.caption_{method}",
            what=what,
            n=words.number(own[0]["n"]),
            size=len(found.study.dimensions) + (2 if method == "sobol" else 1),
            **({} if method == "sobol" else {"unit": telling.unit(measure)}),
        )
        if not all(row["settled"] for row in rows):
            caption += f" * {words('sweep.indices.unsettled_mark')} {unsettled(found)}"
        title = words(f"sweep.indices.{kind}", label=telling.scenario(scenario))
        yield Picture(
            key=f"tornado-{scenario}-{measure}",
            title=title,
            unit=telling.unit(measure),
            alt=f"{what}: "
            + "; ".join(f"{telling.dimension(r['dimension'])} {index(found, r, first)}" for r in rows)
            + ".",
            table=table(found, title, own),
            draw=partial(_figure, found, measure, rows, first),
            note=caption,
        )


def table(found: Found, title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Return the indices of one number, the largest first, each with whether it has settled."""
    words, telling = found.words, found.telling
    keys = ("st", "s1") if "st" in rows[0] else ("mu_star", "mu", "sigma")
    cells = []
    for row in sorted(rows, key=lambda row: -row[keys[0]]):
        told = [_number(found, row, key) for key in keys]
        settled = words("form.yes" if row["settled"] else "form.no")
        cells.append([telling.dimension(row["dimension"]), *told, settled])
    head = [words("sweep.head.what"), *(words(f"sweep.head.{key}") for key in keys)]
    return Table(title, [*head, words("sweep.head.settled")], cells)


def _number(found: Found, row: dict[str, Any], key: str) -> str:
    """Write one index, with half of its interval where it has one."""
    words, half = found.words, row.get(f"{key}_conf")
    if key in ("st", "s1"):
        return f"{words.number(row[key], 2)} ±{words.number(row[f'{key}_conf'], 2)}"
    text = significant(words, row[key], 2)
    return text if half is None else f"{text} ±{significant(words, half, 2)}"


def _figure(found: Found, measure: str, rows: Sequence[dict[str, Any]], first: str, narrow: bool) -> Figure:
    words, telling = found.words, found.telling
    sobol = first == "st"
    other = "s1" if sobol else "sigma"
    labels = [telling.dimension(row["dimension"]) for row in rows]
    texts = [f"{_number(found, row, first)}{'' if row['settled'] else ' *'}" for row in rows]
    if narrow:
        labels = [f"{label}: {text}" for label, text in zip(labels, texts, strict=True)]
    frame = row_axes(labels, narrow=narrow, top=_TOP, right=_RIGHT, row=_ROW)
    axes, mark = frame.axes, telling.marks[rows[0]["scenario"]]
    for y, middle, row, text in zip(frame.at, frame.middle, rows, texts, strict=True):
        value, half = row[first], row[f"{first}_conf"]
        look: dict[str, Any] = {"color": mark.colour, "alpha": 0.35}
        if not row["settled"]:
            look = {"facecolor": "white", "edgecolor": mark.colour, "hatch": "////", "alpha": 0.5}
        axes.barh(y, value, height=0.24 if narrow else 0.5, zorder=2, **look)
        axes.plot([max(0.0, value - half), value + half], [y, y], color=mark.colour, lw=2.2, zorder=3)
        axes.plot([row[other]], [y], marker="D", ms=5.5, mfc="white", mec=INK, mew=1.2, ls="none", zorder=4)
        if not narrow:
            text_at(frame.figure, 5.8, middle, text, size=8.5)
    values = [end for row in rows for end in (row[first] + row[f"{first}_conf"], row[other], 0.0)]
    low, high = min(values), max(*values, 1.0 if sobol else 0.0)
    axes.set_xlim(low - (0.04 * (high - low) if low < 0 else 0.0), high + 0.05 * (high - low))
    number_axis(axes.xaxis, words, 4 if narrow else 6)
    key = "sobol" if sobol else "morris"
    label = words(f"sweep.indices.{key}", **({} if sobol else {"unit": telling.unit(measure)}))
    axes.set_xlabel(wrap(label, 36) if narrow else label)
    _keys(frame.figure, mark.colour, words(f"sweep.indices.{key}_key"), _second(found, sobol), narrow)
    return frame.figure


def _second(found: Found, sobol: bool) -> str:
    return found.words("sweep.indices.first_key") if sobol else found.words("sweep.indices.sigma_key")


def _keys(figure: Figure, colour: str, bar: str, diamond: str, narrow: bool) -> None:
    """Write what bar and diamond are, above the rows; on a telephone one below the other."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    width, height = figure.get_size_inches()
    where: Any = {"transform": figure.transFigure}
    (left, top), (right, under) = ((0.12, 0.1), (0.24, 0.28)) if narrow else ((2.25, 0.24), (4.82, 0.24))
    y, size = 1 - top / height, (0.2 / width, 0.12 / height)
    figure.add_artist(
        Rectangle((left / width, y - 0.06 / height), *size, fc=colour, alpha=0.35, lw=0, **where)
    )
    ends = [(left + 0.15) / width, (left + 0.35) / width]
    figure.add_artist(Line2D(ends, [y, y], color=colour, lw=2.2, **where))
    text_at(figure, left + 0.43, top, bar, size=8.5, color=SOFT)
    diamonds: Any = {"marker": "D", "ms": 5.5, "mfc": "white", "mec": INK, "mew": 1.2, "ls": "none"}
    figure.add_artist(Line2D([right / width], [1 - under / height], **diamonds, **where))
    text_at(figure, left + 0.43 if narrow else right + 0.13, under, diamond, size=8.5, color=SOFT)
