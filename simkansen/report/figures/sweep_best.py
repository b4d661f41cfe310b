"""How often each option is the best, and what is given up by choosing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from simkansen.report.figures.parts import number_axis, plain_rows
from simkansen.report.figures.rows import row_axes
from simkansen.report.figures.sweep_all import Drawn
from simkansen.report.style import SOFT, WIDE, axes_at, text_at
from simkansen.report.sweep_words import EXPENSES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from simkansen.report.sweeps import Found

SHOWN = 15
"""Options in one figure."""

_TOP, _ROW, _GAP = 0.2, 0.4, 0.25
_NUMBERS = 2.75
"""Where the right panel begins, from the right edge (inches)."""


def draw(found: Found) -> Iterator[Drawn]:
    """Draw every measure of what an intervention gives."""
    words, telling = found.words, found.telling
    for measure in dict.fromkeys(row["measure"] for row in found.regret):
        rows = sorted(
            (row for row in found.regret if row["measure"] == measure), key=lambda row: row["regret_mean"]
        )
        if telling.measure(measure).name in EXPENSES or not rows:
            continue
        caption = words("sweep.best.caption", n=words.number(rows[0]["n_futures"]))
        if len(rows) > SHOWN:
            caption = words("sweep.best.some", n=SHOWN, of=len(rows)) + " " + caption
        title = words("sweep.best.title", measure=telling.gain(measure))
        yield Drawn(f"best-{measure}", _figure(found, measure, rows[:SHOWN]), title, caption)


def _figure(found: Found, measure: str, rows: Sequence[dict[str, Any]]) -> Figure:
    telling, words = found.telling, found.words
    labels = [telling.option(row) for row in rows]
    left = row_axes(labels, narrow=False, top=_TOP, right=_NUMBERS + _GAP, row=_ROW)
    height = left.figure.get_size_inches()[1] - _TOP - 0.5
    right = axes_at(left.figure, WIDE - _NUMBERS, _TOP, _NUMBERS - 0.65, height)
    plain_rows(right, len(rows))
    for y, middle, row in zip(left.at, left.middle, rows, strict=True):
        mark = telling.marks[row["scenario"]]
        dot: Any = {"marker": mark.marker, "ms": 7, "mfc": mark.colour, "mec": "white"}
        low, high = row["p_best_low"], row["p_best_high"]
        if low is not None:
            left.axes.plot([low, high], [y, y], color=mark.colour, lw=2.4, zorder=3)
        left.axes.plot([row["p_best"]], [y], ls="none", zorder=4, clip_on=False, **dot)
        text = words.percent(row["p_best"])
        beside: Any = {"xytext": (6, 0), "textcoords": "offset points", "va": "center"}
        left.axes.annotate(text, (row["p_best"] if high is None else high, y), size=8, **beside)
        right.plot([row["regret_mean"], row["regret_p95"]], [y, y], color=mark.colour, lw=2.4, zorder=3)
        right.plot([row["regret_max"]], [y], marker="|", ms=8, mew=1.4, color=mark.colour, zorder=3)
        right.plot([row["regret_mean"]], [y], ls="none", zorder=4, **dot)
        text_at(left.figure, WIDE - 0.55, middle, telling.number(measure, row["regret_mean"]), size=8.5)
    text_at(left.figure, WIDE - 0.55, 0.1, words("sweep.best.mean"), size=8, color=SOFT)
    left.axes.set_xlim(0, 1.14)
    left.axes.set_xticks([0, 0.5, 1], [words.percent(share) for share in (0, 0.5, 1)])
    left.axes.set_xlabel(words("sweep.best.share"))
    most = max(row["regret_max"] for row in rows) or 1.0
    right.set_xlim(-0.04 * most, 1.06 * most)
    number_axis(right.xaxis, words, 4)
    right.set_xlabel(words("sweep.best.regret", unit=telling.unit(measure)))
    return left.figure
