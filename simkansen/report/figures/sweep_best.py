"""How often each option is the best, and what is given up by choosing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from simkansen.report.figures.parts import Column, Picture, Tidy, number_axis, plain_rows
from simkansen.report.figures.rows import row_axes
from simkansen.report.figures.tips import tell
from simkansen.report.style import SOFT, WIDE, Axes, Figure, wrap
from simkansen.report.sweep.evidence import letter
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text_effects import told
from simkansen.report.sweep.words import EXPENSES

SHOWN, LETTERS = 15, 34
"""Options in one figure, and letters in a line below its right panel, which is half as wide as the figure."""

_TOP, _ROW, _GAP = 0.2, 0.4, 0.25
_NUMBERS = 2.75
"""Where the right panel begins, from the right edge (inches)."""


def draw(found: Found) -> Iterator[Picture]:
    """Draw every measure of what an intervention gives."""
    words, telling = found.words, found.telling
    best = told(found)
    for measure in dict.fromkeys(row["measure"] for row in best):
        rows = sorted((row for row in best if row["measure"] == measure), key=lambda row: row["regret_mean"])
        if telling.measure(measure).name in EXPENSES or not rows:
            continue
        caption = words("sweep.best.caption", n=words.number(rows[0]["n_futures"]))
        if len(rows) > SHOWN:
            caption = words("sweep.best.some", n=SHOWN, of=len(rows)) + " " + caption
        yield tidy(found, measure, rows).picture(
            f"best-{measure}",
            words("sweep.best.title", measure=telling.gain(measure)),
            telling.axis_unit(measure),
            words.of("sweep.best.alt"),
            partial(_drawn, found, measure, rows[:SHOWN]),
            caption,
            told=SHOWN,
        )


def tidy(found: Found, measure: str, rows: Sequence[dict[str, Any]]) -> Tidy[dict[str, Any]]:
    """Return how often each option is best, and its regret."""
    words, telling = found.words, found.telling

    def interval(row: dict[str, Any]) -> str:
        ends = row["p_best_low"], row["p_best_high"]
        return "–" if ends[0] is None else words.between(*words.ends_of_share(*ends))

    def regret(which: str) -> Callable[[dict[str, Any]], str]:
        return lambda row: telling.number(measure, row[f"regret_{which}"])

    columns: tuple[Column[dict[str, Any]], ...] = (
        ("label", words("sweep.head.option"), found.marked),
        ("", words("head.evidence"), partial(letter, words)),
        ("share", words("sweep.head.best"), lambda row: words.percent(row["p_best"])),
        ("", words("sweep.head.best_interval"), interval),
        ("regret", "", lambda row: telling.amount(measure, row["regret_mean"])),
        *(("", words(f"sweep.head.regret_{which}"), regret(which)) for which in ("mean", "p95", "max")),
    )
    return Tidy(words("sweep.best.title", measure=telling.gain(measure)), rows, columns)


def _drawn(found: Found, measure: str, rows: Sequence[dict[str, Any]], narrow: bool) -> Figure:
    return _narrow(found, measure, rows) if narrow else _figure(found, measure, rows)


def _narrow(found: Found, measure: str, rows: Sequence[dict[str, Any]]) -> Figure:
    """Draw the shares alone, the regret beside the name."""
    words, telling = found.words, found.telling
    labels = [
        words("sweep.best.row", label=telling.option(row), regret=telling.number(measure, row["regret_mean"]))
        for row in rows
    ]
    frame = row_axes(labels, narrow=True, top=_TOP, row=_ROW)
    for y, row in zip(frame.at, rows, strict=True):
        _share(found, frame.axes, y, row)
    _share_axis(found, frame.axes)
    return frame.canvas.figure


def _share(found: Found, axes: Axes, y: float, row: dict[str, Any]) -> None:
    """Draw how often an option is best."""
    colour, dot = found.telling.marks[row["scenario"]].colour, found.telling.dot(row["scenario"])
    low, high = row["p_best_low"], row["p_best_high"]
    if low is not None:
        axes.plot([low, high], [y, y], color=colour, lw=2.4, zorder=3)
    [share] = axes.plot([row["p_best"]], [y], ls="none", zorder=4, clip_on=False, **dot)
    text = found.words.percent(row["p_best"])
    tell(share, [text], found.telling.option(row))
    beside: Any = {"xytext": (6, 0), "textcoords": "offset points", "va": "center"}
    axes.annotate(text, (row["p_best"] if high is None else high, y), size=8, **beside)


def _share_axis(found: Found, axes: Axes) -> None:
    axes.set_xlim(0, 1.16)
    axes.set_xticks([0, 0.5, 1], [found.words.percent(share) for share in (0, 0.5, 1)])
    axes.set_xlabel(found.words("sweep.best.share"))


def _figure(found: Found, measure: str, rows: Sequence[dict[str, Any]]) -> Figure:
    telling, words = found.telling, found.words
    labels = [telling.option(row) for row in rows]
    left = row_axes(labels, narrow=False, top=_TOP, right=_NUMBERS + _GAP, row=_ROW)
    height = left.canvas.height - _TOP - 0.5
    right = left.canvas.axes(WIDE - _NUMBERS, _TOP, _NUMBERS - 0.65, height)
    plain_rows(right, len(rows))
    for y, middle, row in zip(left.at, left.middle, rows, strict=True):
        colour, dot = telling.marks[row["scenario"]].colour, telling.dot(row["scenario"])
        _share(found, left.axes, y, row)
        right.plot([row["regret_mean"], row["regret_p95"]], [y, y], color=colour, lw=2.4, zorder=3)
        right.plot([row["regret_max"]], [y], marker="|", ms=8, mew=1.4, color=colour, zorder=3)
        [regret] = right.plot([row["regret_mean"]], [y], ls="none", zorder=4, **dot)
        tell(regret, [telling.amount(measure, row["regret_mean"])], telling.option(row))
        left.canvas.text(WIDE - 0.55, middle, telling.number(measure, row["regret_mean"]), size=8.5)
    left.canvas.text(WIDE - 0.55, 0.1, words("sweep.best.mean"), size=8, color=SOFT)
    _share_axis(found, left.axes)
    most = max(row["regret_max"] for row in rows) or 1.0
    right.set_xlim(-0.04 * most, 1.06 * most)
    number_axis(right.xaxis, words, 4, kind=telling.kind(measure))
    right.set_xlabel(wrap(words("sweep.best.regret", unit=telling.axis_unit(measure)), LETTERS))
    return left.canvas.figure
