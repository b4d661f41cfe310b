"""The tornado: how far a result moves when one parameter goes from one end of its prior to the other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simkansen.evidence import Swing
from simkansen.report.figures.parts import number_axis
from simkansen.report.figures.rows import row_axes
from simkansen.report.style import (
    BY_TYPE,
    INK,
    REFERENCE,
    SOFT,
    Axes,
    Canvas,
    Figure,
    Mark,
    drawing,
    ending,
    save,
)
from simkansen.report.words import MINUS, Words
from simkansen.work.storage.csv_tables import read_table

SHOWN = 10
"""Parameters in one figure."""

LEAST = 0.1
"""Indices are shown of measures of which the screening kept at least this share of the squares of μ*.

Below it they split up the little variance that is left when what decides stands still.
"""

_ROW, _TOP, _RIGHT = 0.4, 0.45, 2.7
"""Height of a row, room above the rows, room for the columns of numbers (inches)."""

_TITLES = {
    "delay_weeks": ("what the delay rests on", "weeks of learning behind, end of the last school year"),
    "gap_weeks": ("what the gap by parental education rests on", "gap in weeks of learning"),
    "gap_widened": ("what the widening of the gap rests on", "weeks of learning by which the gap widened"),
    "weeks_recovered": ("what its effect rests on", "weeks of learning recovered per pupil"),
    "gap_narrowed": ("what its effect on the gap rests on", "weeks of learning by which the gap narrows"),
    "recovered_per_1000_eur": ("what its effect per euro rests on", "pupil-weeks recovered per 1000 EUR"),
}


def write_tornados(folder: Path) -> list[Path]:
    """Draw a tornado of every measure of a sensitivity analysis.

    Parameters
    ----------
    folder
        The results folder, as ``simkansen sensitivity`` writes it.

    Returns
    -------
    list of Path
        The pictures (PNG) in ``figures/``; each has an SVG beside it.
    """
    about = json.loads((folder / "manifest.json").read_text("utf-8"))
    ends, sobol, morris = (read_table(folder / f"{name}.csv") for name in ("ends", "sobol", "morris"))
    (folder / "figures").mkdir(exist_ok=True)
    written = []
    for scenario, measure in dict.fromkeys((row["scenario"], row["measure"]) for row in ends):
        told = sobol if covered(morris, scenario, measure) >= LEAST else []
        found = swings(ends, told, scenario, measure)
        if found:
            stem = folder / "figures" / f"tornado-{scenario}-{measure.replace('_', '-')}"
            written.append(_write(about, found, scenario, measure, stem))
    return written


def covered(morris: Sequence[Mapping[str, Any]], scenario: str, measure: str) -> float:
    """Return the share of the squares of μ* of one result that the kept parameters have."""
    own = (row for row in morris if (row["scenario"], row["measure"]) == (scenario, measure))
    return sum(float(row["share"]) for row in own if row["survives"])


def swings(
    ends: Sequence[Mapping[str, Any]], sobol: Sequence[Mapping[str, Any]], scenario: str, measure: str
) -> list[Swing]:
    """Return the parameters that move one result, the widest swing first; those that do not are left out.

    Parameters
    ----------
    ends, sobol
        Rows of the tables of these names.
    scenario, measure
        Which result.
    """
    shares = {
        row["parameter"]: (row["st"], row["st_conf"])
        for row in sobol
        if (row["scenario"], row["measure"]) == (scenario, measure)
    }
    found = [
        Swing(
            row["parameter"],
            row["parameter_unit"],
            (row["parameter_low"], row["parameter_high"]),
            row["low"],
            row["base"],
            row["high"],
            shares.get(row["parameter"]),
        )
        for row in ends
        if (row["scenario"], row["measure"]) == (scenario, measure)
    ]
    return sorted((one for one in found if one.width > 0), key=lambda one: -one.width)[:SHOWN]


def _write(about: Mapping[str, Any], found: Sequence[Swing], scenario: str, measure: str, stem: Path) -> Path:
    info = next(one for one in about["scenarios"] if one["name"] == scenario)
    mark = BY_TYPE.get(info["types"][0], REFERENCE) if info["types"] else REFERENCE
    title, axis = _TITLES[measure]
    with drawing():
        figure = _draw(found, mark, axis)
        save(figure, stem, f"{info['title']}: {title}", _caption(about, measure))
    return ending(stem, ".png")


def _draw(found: Sequence[Swing], mark: Mark, axis: str) -> Figure:
    rows = row_axes([one.parameter for one in found], narrow=False, top=_TOP, right=_RIGHT, row=_ROW)
    for y, middle, one in zip(rows.at, rows.middle, found, strict=True):
        bars(rows.axes, y, one, mark)
        span = f"{_plain(one.ends[0])} to {_plain(one.ends[1])}"
        share = "–" if one.share is None else f"{one.share[0]:.2f} ± {one.share[1]:.2f}"
        rows.canvas.text(5.56, middle - 0.06, span, ha="center", size=8.5)
        rows.canvas.text(5.56, middle + 0.08, one.unit, ha="center", size=7, color=SOFT)
        rows.canvas.text(6.86, middle, share, ha="center", size=8.5)
    values = [value for one in found for value in (one.low, one.base, one.high)]
    room = 0.06 * (max(values) - min(values))
    rows.axes.set_xlim(min(values) - room, max(values) + room)
    rows.axes.axvline(found[0].base, color=INK, lw=1.0, zorder=5)
    number_axis(rows.axes.xaxis, Words("en"), 5)
    rows.axes.set_xlabel(axis)
    _heads(rows.canvas, mark)
    return rows.canvas.figure


def bars(axes: Axes, y: float, one: Swing, mark: Mark) -> None:
    """Draw the low end hollow and the high end filled; one above the other when both lie on one side."""
    together = (one.low - one.base) * (one.high - one.base) > 0
    height, shift = (0.3, 0.16) if together else (0.56, 0.0)
    style: dict[str, Any] = {"height": height, "left": one.base, "edgecolor": mark.colour, "linewidth": 1.1}
    axes.barh(y - shift, one.low - one.base, facecolor="white", zorder=3, **style)
    axes.barh(y + shift, one.high - one.base, facecolor=mark.colour, zorder=3, **style)


def _heads(canvas: Canvas, mark: Mark) -> None:
    """Write the key and the heads of the columns."""
    keys = ((0.1, "white", "5th percentile"), (1.35, mark.colour, "95th percentile of prior"))
    for x, colour, text in keys:
        canvas.box(x, 0.3, 0.16, 0.12, facecolor=colour, edgecolor=mark.colour, linewidth=1.1)
        canvas.text(x + 0.23, 0.24, text, size=8.5)
    canvas.text(5.56, 0.22, "value at\neither end", ha="center", color=SOFT, size=8.5)
    canvas.text(6.86, 0.22, "share of variance\n(ST)", ha="center", color=SOFT, size=8.5)


def _plain(value: float) -> str:
    """Return a number with three digits that count."""
    return f"{value:.3g}".replace("-", MINUS)


def _caption(about: Mapping[str, Any], measure: str) -> str:
    words, evaluations = Words("en"), about["evaluations"]
    said = about["measures"][measure]
    return (
        f"{words.capital(said['says'])}, at the end of the last school year ({said['unit']}). Bars: one "
        "parameter at the 5th or 95th percentile of its prior, all others at the mean of the posterior "
        f"(line); the {SHOWN} widest of {about['varied']} parameters, in {evaluations['one at a time']} "
        "evaluations. ST: total Sobol’ index, ± half its 95% interval, over independent priors, in "
        f"{words.number(evaluations['Sobol indices'])} evaluations; – none: the screening (Morris, "
        f"{words.number(evaluations['screening'])} evaluations) left it out, or most of what moves this "
        "result. An evaluation is "
        f"{about['simulations_each']} simulations of {about['schools']} schools and "
        f"{words.number(about['pupils'])} pupils, all under the same chance, which has no band here. "
        f"Source: simkansen {about['simkansen']}, priors with their sources in simkansen/evidence; seed "
        f"{about['seed']}, {about['name']}-{about['hash']}. A simulation, not a forecast for your school."
    )
