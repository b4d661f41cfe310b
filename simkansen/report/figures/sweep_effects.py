"""What each option does: the mean effect with its interval, and where the runs lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from simkansen.report.figures.parts import Picture, Table, number_axis
from simkansen.report.figures.rows import row_axes
from simkansen.report.style import Figure, text_at
from simkansen.report.sweep_found import Found
from simkansen.report.sweep_words import EXPENSES

SHOWN = 15
"""Options in one figure."""

_TOP, _ROW, _RIGHT, _NUMBER = 0.12, 0.4, 1.35, 6.12


def draw(found: Found) -> Iterator[Picture]:
    """Draw every measure that has effects with a mean."""
    words, telling = found.words, found.telling
    for measure in dict.fromkeys(row["measure"] for row in found.effects):
        rows = ranked(found, measure)
        if not rows:
            continue
        note = words("sweep.effects.note", over=over(found), direction=telling.direction(measure))
        if len(rows) > SHOWN:
            note = words("sweep.effects.some", n=SHOWN, of=words.number(len(rows))) + " " + note
        yield Picture(
            key=f"effects-{measure}",
            title=words("sweep.effects.title", measure=telling.gain(measure)),
            unit=telling.unit(measure),
            alt=" ".join(
                words("sweep.effects.alt", label=telling.option(row), text=known(found, row))
                for row in rows[:SHOWN]
            ),
            table=table(found, measure, rows),
            draw=partial(_figure, found, measure, rows[:SHOWN]),
            note=note,
        )


def over(found: Found) -> str:
    """Say what the intervals of effects hold."""
    holds = {row["interval_over"] for row in found.effects}
    key = "both" if "points and replications" in holds else "points" if "points" in holds else "replications"
    return found.words(f"sweep.over.{key}")


def ranked(found: Found, measure: str) -> list[dict[str, Any]]:
    """Return the effects on a measure that have a mean, the best first."""
    rows = [row for row in found.effects if row["measure"] == measure and row["mean"] is not None]
    sign = found.telling.measure(measure).sign or 1
    return sorted(rows, key=lambda row: -sign * float(row["mean"]))


def known(found: Found, row: dict[str, Any]) -> str:
    """Write a mean effect, how well it is known, and its unit."""
    id = row["measure"]
    number = found.telling.known(id, found.telling.flip(id) * row["mean"], row["half_width"])
    return f"{number} {found.telling.unit(id)}"


def table(found: Found, measure: str, rows: Sequence[dict[str, Any]]) -> Table:
    """Return the effects on a measure: mean, where the runs lie, and how often better."""
    words, telling = found.words, found.telling
    flip, one = telling.flip(measure), telling.measure(measure)
    compares = one.compares and one.name not in EXPENSES
    keys = ("option", "mean", "band") + (("better",) if compares else ())
    cells = []
    for row in rows:
        ends = sorted(flip * row[end] for end in ("p05", "p95"))
        told = [
            telling.option(row),
            telling.known(measure, flip * row["mean"], row["half_width"]),
            words.between(*(telling.number(measure, end, row["half_width"]) for end in ends)),
        ]
        if compares:
            told.append("–" if row["p_better"] is None else words.percent(row["p_better"]))
        cells.append(told)
    head = [words(f"sweep.head.{key}") for key in keys]
    return Table(f"{telling.gain(measure)} – {telling.direction(measure)}", head, cells)


def _figure(found: Found, measure: str, rows: Sequence[dict[str, Any]], narrow: bool) -> Figure:
    telling, flip = found.telling, found.telling.flip(measure)
    numbers = [telling.known(measure, flip * row["mean"], row["half_width"]) for row in rows]
    labels = [telling.option(row) for row in rows]
    if narrow:
        labels = [f"{label}: {number}" for label, number in zip(labels, numbers, strict=True)]
    frame = row_axes(labels, narrow=narrow, top=_TOP, right=_RIGHT, row=_ROW)
    shown = [0.0]
    for y, middle, row, number in zip(frame.at, frame.middle, rows, numbers, strict=True):
        mark, mean, half = telling.marks[row["scenario"]], flip * row["mean"], row["half_width"] or 0.0
        ends = sorted(flip * row[end] for end in ("p05", "p95"))
        frame.axes.plot(ends, [y, y], color=mark.colour, lw=1.1, zorder=3)
        frame.axes.plot([mean - half, mean + half], [y, y], color=mark.colour, lw=4, alpha=0.55, zorder=3)
        dot: Any = {"marker": mark.marker, "ms": 7, "mfc": mark.colour, "mec": "white"}
        frame.axes.plot([mean], [y], ls="none", zorder=4, **dot)
        shown += [*ends, mean - half, mean + half]
        if not narrow:
            text_at(frame.figure, _NUMBER, middle, number, size=8.5)
    room = 0.05 * (max(shown) - min(shown)) or 1.0
    frame.axes.set_xlim(min(shown) - room, max(shown) + room)
    number_axis(frame.axes.xaxis, found.words, 4 if narrow else 6)
    frame.axes.set_xlabel(telling.unit(measure))
    return frame.figure
