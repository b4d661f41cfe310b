"""What each option does: the mean effect with its interval, and where the runs lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from simkansen.report.figures.parts import Column, Picture, Tidy, around, number_axis
from simkansen.report.figures.rows import row_axes
from simkansen.report.figures.tips import tell
from simkansen.report.style import Figure
from simkansen.report.sweep.evidence import letter
from simkansen.report.sweep.found import Found, has_intervals
from simkansen.report.sweep.words import COSTS, EXPENSES

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
        key = "sweep.effects.note" if has_intervals(rows) else "sweep.effects.note_few"
        note = words(key, over=over(found, found.effects), direction=telling.direction(measure))
        if len(rows) > SHOWN:
            note = words("sweep.effects.some", n=SHOWN, of=words.number(len(rows))) + " " + note
        yield tidy(found, measure, rows).picture(
            f"effects-{measure}",
            words("sweep.effects.title", measure=telling.gain(measure)),
            telling.axis_unit(measure),
            words.of("sweep.effects.alt"),
            partial(_figure, found, measure, rows[:SHOWN]),
            note,
            told=SHOWN,
        )


def over(found: Found, rows: Iterable[dict[str, Any]]) -> str:
    """Say what the intervals of these rows hold."""
    holds = {row["interval_over"] for row in rows}
    key = "both" if "points and replications" in holds else "points" if "points" in holds else "replications"
    return over_text(found, key)


def over_text(found: Found, key: str) -> str:
    """Return what intervals are over; draws of the parameters only where there are such."""
    drawn = key == "points" or found.study.manifest.get("parameters") != "point"
    return found.words(f"sweep.over.{key if drawn else f'{key}_point'}")


def ranked(found: Found, measure: str) -> list[dict[str, Any]]:
    """Return the effects on a measure that have a mean, the best first.

    Last are costs of too low a price, and options in which more differs than interventions.
    """
    rows = [row for row in found.effects if row["measure"] == measure and row["mean"] is not None]
    sign = found.telling.measure(measure).sign or 1
    unlike = found.study.unlike
    return sorted(
        rows, key=lambda row: (row["scenario"] in unlike, _is_low(found, row), -sign * float(row["mean"]))
    )


def _is_low(found: Found, row: dict[str, Any]) -> bool:
    """Say whether a row is of a cost that rests on a price below what is known: it stands in no order."""
    return bool(row["price_below_known"]) and found.telling.measure(row["measure"]).name in COSTS


def tidy(found: Found, measure: str, rows: Sequence[dict[str, Any]]) -> Tidy[dict[str, Any]]:
    """Return the effects on a measure: mean, where the runs lie, and how often better."""
    words, telling = found.words, found.telling
    one = telling.measure(measure)
    columns: list[Column[dict[str, Any]]] = [
        ("label", words("sweep.head.option"), found.marked),
        ("", words("sweep.head.mean"), telling.mean),
        ("text", "", lambda row: telling.mean(row, unit=True)),
        ("", words("sweep.head.band"), lambda row: telling.band(row, row["half_width"])),
    ]
    if one.compares and one.name not in EXPENSES:
        columns.append(("", words("head.evidence"), partial(letter, words)))
        if any(telling.share(row["p_better"], row["n_runs"]) != "–" for row in rows):
            columns.append(
                ("", words("sweep.head.better"), lambda row: telling.share(row["p_better"], row["n_runs"]))
            )
    return Tidy(f"{telling.gain(measure)} – {telling.direction(measure)}", rows, columns)


def _figure(found: Found, measure: str, rows: Sequence[dict[str, Any]], narrow: bool) -> Figure:
    telling, flip = found.telling, found.telling.flip(measure)
    numbers = [telling.mean(row) for row in rows]
    labels = [found.marked(row) for row in rows]
    if narrow:
        labels = [f"{label}: {number}" for label, number in zip(labels, numbers, strict=True)]
    frame = row_axes(labels, narrow=narrow, top=_TOP, right=_RIGHT, row=_ROW)
    shown = [0.0]
    for y, middle, row, number in zip(frame.at, frame.middle, rows, numbers, strict=True):
        colour, mean = telling.marks[row["scenario"]].colour, flip * row["mean"]
        half, ends = row["half_width"] or 0.0, telling.ends(row)
        known = [mean - half, mean + half]
        frame.axes.plot(ends, [y] * len(ends), color=colour, lw=1.1, zorder=3)
        frame.axes.plot(known, [y, y], color=colour, lw=4, alpha=0.55, zorder=3)
        [dot] = frame.axes.plot([mean], [y], ls="none", zorder=4, **telling.dot(row["scenario"]))
        band = f" ({telling.band(row, row['half_width'])})" if ends and ends[0] < ends[1] else ""
        tell(dot, [f"{telling.mean(row, unit=True)}{band}"], found.marked(row))
        shown += [*ends, *known]
        if not narrow:
            frame.canvas.text(_NUMBER, middle, number, size=8.5)
    frame.axes.set_xlim(*around(shown, 0.05))
    number_axis(frame.axes.xaxis, found.words, 4 if narrow else 6, kind=telling.kind(measure))
    frame.axes.set_xlabel(telling.axis_unit(measure))
    return frame.canvas.figure
