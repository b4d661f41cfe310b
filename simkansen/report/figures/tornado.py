"""The tornado: how far a result moves when one parameter goes from one end of its prior to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simkansen.evidence import Swing
from simkansen.fitting.sensitivity.reading import WIDEST, AnalysisFolder, share_text
from simkansen.report.figures.parts import number_axis
from simkansen.report.figures.rows import row_axes
from simkansen.report.figures.tips import tell
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


def write_tornados(found: AnalysisFolder) -> list[Path]:
    """Draw a tornado of every measure of a sensitivity analysis.

    Parameters
    ----------
    found
        The analysis.

    Returns
    -------
    list of Path
        The pictures (PNG) in ``figures/``; each has an SVG beside it.
    """
    folder, written = found.folder / "figures", []
    folder.mkdir(exist_ok=True)
    for scenario, measure in dict.fromkeys((row["scenario"], row["measure"]) for row in found.table("ends")):
        if swings := found.swings(scenario, measure):
            stem = folder / f"tornado-{scenario}-{measure.replace('_', '-')}"
            written.append(_write(found.about, swings, scenario, measure, stem))
    return written


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
        share = "–" if one.share is None else share_text(*one.share)
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


def bars(axes: Axes, y: float, one: Swing, mark: Mark, told: Sequence[str] = ("", "")) -> None:
    """Draw the low end hollow and the high end filled; one above the other when both lie on one side.

    Whoever points at either is told its text, where it has one.
    """
    together = (one.low - one.base) * (one.high - one.base) > 0
    height, shift = (0.3, 0.16) if together else (0.56, 0.0)
    style: dict[str, Any] = {"height": height, "left": one.base, "edgecolor": mark.colour, "linewidth": 1.1}
    low = axes.barh(y - shift, one.low - one.base, facecolor="white", zorder=3, **style)
    high = axes.barh(y + shift, one.high - one.base, facecolor=mark.colour, zorder=3, **style)
    for bar, text in zip((low, high), told, strict=True):
        if text:
            tell(bar, [text])


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
        f"(line); the {WIDEST} widest of {about['varied']} parameters, in {evaluations['one at a time']} "
        "evaluations. ST: total Sobol’ index, ± half its 95% interval, over independent priors, in "
        f"{words.number(evaluations['Sobol indices'])} evaluations; – none: the screening (Morris, "
        f"{words.number(evaluations['screening'])} evaluations) left it out, or most of what moves this "
        "result. An evaluation is "
        f"{about['simulations_each']} simulations of {about['schools']} schools and "
        f"{words.number(about['pupils'])} pupils, all under the same chance, which has no band here. "
        f"Source: simkansen {about['simkansen']}, priors with their sources in simkansen/evidence; seed "
        f"{about['seed']}, {about['name']}-{about['hash']}. A simulation, not a forecast for your school."
    )
