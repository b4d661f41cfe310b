"""The tornado of a design: which of what is varied moves a number, by Sobol' indices or by Morris."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from simkansen.report.figures.parts import number_axis
from simkansen.report.figures.rows import row_axes
from simkansen.report.figures.sweep_all import Drawn
from simkansen.report.style import INK, SOFT, text_at
from simkansen.report.sweep_text_varied import unsettled
from simkansen.report.sweep_words import significant

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simkansen.report.sweeps import Found

SHOWN = 10
"""Dimensions in one figure."""

_TOP, _ROW, _RIGHT = 0.42, 0.42, 1.75


def draw(found: Found) -> Iterator[Drawn]:
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
        name = f"tornado-{scenario}-{measure}"
        yield Drawn(name, _figure(found, measure, rows, first), title, caption)


def _figure(found: Found, measure: str, rows: Sequence[dict[str, Any]], first: str) -> Figure:
    words, telling = found.words, found.telling
    sobol = first == "st"
    other = "s1" if sobol else "sigma"
    frame = row_axes(
        [telling.dimension(row["dimension"]) for row in rows], narrow=False, top=_TOP, right=_RIGHT, row=_ROW
    )
    axes, mark = frame.axes, telling.marks[rows[0]["scenario"]]
    for y, middle, row in zip(frame.at, frame.middle, rows, strict=True):
        value, half = row[first], row[f"{first}_conf"]
        look: dict[str, Any] = {"color": mark.colour, "alpha": 0.35}
        if not row["settled"]:
            look = {"facecolor": "white", "edgecolor": mark.colour, "hatch": "////", "alpha": 0.5}
        axes.barh(y, value, height=0.5, zorder=2, **look)
        axes.plot([max(0.0, value - half), value + half], [y, y], color=mark.colour, lw=2.2, zorder=3)
        axes.plot([row[other]], [y], marker="D", ms=5.5, mfc="white", mec=INK, mew=1.2, ls="none", zorder=4)
        told = [words.number(v, 2) if sobol else significant(words, v, 2) for v in (value, half)]
        text = f"{told[0]} ±{told[1]}"
        text_at(frame.figure, 5.8, middle, text if row["settled"] else f"{text} *", size=8.5)
    values = [end for row in rows for end in (row[first] + row[f"{first}_conf"], row[other], 0.0)]
    low, high = min(values), max(*values, 1.0 if sobol else 0.0)
    axes.set_xlim(low - (0.04 * (high - low) if low < 0 else 0.0), high + 0.05 * (high - low))
    number_axis(axes.xaxis, words, 6)
    key = "sobol" if sobol else "morris"
    axes.set_xlabel(words(f"sweep.indices.{key}", **({} if sobol else {"unit": telling.unit(measure)})))
    _keys(frame.figure, mark.colour, words(f"sweep.indices.{key}_key"), _second(found, sobol))
    return frame.figure


def _second(found: Found, sobol: bool) -> str:
    return found.words("sweep.indices.first_key") if sobol else found.words("sweep.indices.sigma_key")


def _keys(figure: Figure, colour: str, bar: str, diamond: str) -> None:
    """Write what bar and diamond are, above the rows."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    width, height = figure.get_size_inches()
    where: Any = {"transform": figure.transFigure}
    y = 1 - 0.24 / height
    size = (0.2 / width, 0.12 / height)
    figure.add_artist(
        Rectangle((2.25 / width, y - 0.06 / height), *size, fc=colour, alpha=0.35, lw=0, **where)
    )
    figure.add_artist(Line2D([2.4 / width, 2.6 / width], [y, y], color=colour, lw=2.2, **where))
    text_at(figure, 2.68, 0.24, bar, size=8.5, color=SOFT)
    figure.add_artist(
        Line2D([4.82 / width], [y], marker="D", ms=5.5, mfc="white", mec=INK, mew=1.2, ls="none", **where)
    )
    text_at(figure, 4.95, 0.24, diamond, size=8.5, color=SOFT)
