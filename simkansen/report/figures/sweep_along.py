"""Effects along one thing that is varied: a line for each scenario, a panel for each measure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from simkansen.report.figures.parts import Column, Picture, Tidy, number_axis, several, soft_grid
from simkansen.report.figures.rows import LINE
from simkansen.report.figures.sweep_effects import over
from simkansen.report.figures.tips import tell
from simkansen.report.style import INK, NARROW, WIDE, Axes, Canvas, Figure, wrap
from simkansen.report.sweep.found import Found, has_intervals
from simkansen.sweep.analysis.study import CHOICE
from simkansen.sweep.ask.paths import is_switch, parse

PANELS = 6
"""Measures in one figure."""

_WIDTH, _HEIGHT, _LEFT, _BESIDE, _BELOW, _TOP, _END = 2.85, 1.9, 0.72, 0.83, 0.85, 0.35, 0.35


def draw(found: Found, kept: Collection[str] | None = None) -> Iterator[Picture]:
    """Draw every path that is varied.

    Parameters
    ----------
    found
        The sweep.
    kept
        Measures that are drawn; all by default.
    """
    words, few = found.words, "" if has_intervals(found.along) else "_few"
    caption = words(f"sweep.along.caption{few}", over=over(found, found.along))
    if found.study.sampled:
        caption += " " + words("sweep.along.sampled")
    if found.study.uneven:
        caption += " " + words("sweep.replicated.common", n=words.number(found.study.common))
    known = [row for row in found.along if row["mean"] is not None]
    known = [row for row in known if kept is None or row["measure"] in kept]
    for path in dict.fromkeys(row["path"] for row in known):
        rows = [row for row in known if row["path"] == path]
        measures = list(dict.fromkeys(row["measure"] for row in rows))[:PANELS]
        tidy, drawn = _tidy(found, path, measures, rows), partial(_figure, found, path, measures, rows)
        note = " ".join(filter(None, [caption, beside(found, path)]))
        yield tidy.picture(f"along-{path}", tidy.caption, "", "{told}".format, drawn, note)


def beside(found: Found, path: str) -> str:
    """Say what every mark of a path is a mean over, and whether points without interventions count."""
    return " ".join(filter(None, [averaged(found, path), _off(found, path)]))


def averaged(found: Found, path: str) -> str:
    """Say over which other choices every mark of a path is a mean; empty where there are none."""
    study, words = found.study, found.words
    others = [one for one in study.paths if one != path and one.startswith(CHOICE)]
    names = words.listed(map(found.telling.path, others))
    return words("sweep.along.averaged", paths=names) if others else ""


def _off(found: Found, path: str) -> str:
    """Say whether points count at which all of a scenario is switched off; empty where there are none."""
    kind = "on" if is_switch(parse(path)) else "off"
    return found.words(f"sweep.along.all_off_{kind}") if found.study.some_off else ""


def _tidy(found: Found, path: str, measures: Sequence[str], rows: Sequence[dict[str, Any]]) -> Tidy[str]:
    """Return the mean effects on each measure at each value, and where each line begins and ends."""
    words, telling = found.words, found.telling
    scenarios = list(dict.fromkeys(row["scenario"] for row in rows))
    by = {(row["measure"], *_place(row)): telling.mean(row) for row in rows}
    places = list(dict.fromkeys(map(_place, rows)))

    def head(scenario: str, value: object) -> str:
        text = telling.value(path, value)
        return f"{telling.scenario(scenario)}: {text}" if len(scenarios) > 1 else text

    def line(measure: str, first: dict[str, Any], last: dict[str, Any]) -> str:
        """Say where a line begins and where it ends."""
        about = {"label": telling.scenario(first["scenario"]), "measure": telling.gain(measure)}
        about |= {"first": telling.value(path, first["value"]), "low": telling.mean(first)}
        about |= {"last": telling.value(path, last["value"]), "high": telling.mean(last)}
        return words("sweep.along.alt", **about)

    def lines(measure: str) -> str:
        own = [[r for r in rows if (r["measure"], r["scenario"]) == (measure, s)] for s in scenarios]
        return " ".join(line(measure, some[0], some[-1]) for some in own if some)

    columns: tuple[Column[str], ...] = (
        ("", words.capital(telling.path(path)), telling.gain),
        ("told", "", lines),
        *several(
            [head(scenario, value) for scenario, value, *_ in places],
            lambda measure: [by.get((measure, *place), "–") for place in places],
        ),
    )
    title = f"sweep.along.title{'_switch' if is_switch(parse(path)) else ''}"
    return Tidy(words(title, path=telling.path(path)), measures, columns, turned=True)


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["scenario"], row["value"], row["low"], row["high"]


def _figure(
    found: Found, path: str, measures: Sequence[str], rows: Sequence[dict[str, Any]], narrow: bool
) -> Figure:
    beside = 1 if narrow else 2
    lines = -(-len(measures) // beside)
    scenarios = list(dict.fromkeys(row["scenario"] for row in rows))
    key = 0.22 * -(-len(scenarios) // beside)
    top = _TOP + (0.15 if narrow else 0.0)
    letters = 36 if narrow else 46
    axis = wrap(found.telling.axis(path), letters)
    below = _BELOW + (0.3 if narrow else 0.0) + LINE * axis.count("\n")
    canvas = Canvas(NARROW if narrow else WIDE, key + top + lines * (_HEIGHT + below) - _END)
    # One order of words in all panels, also where the first option has no value of a measure.
    texts = dict.fromkeys(row["value"] for row in rows if isinstance(row["value"], str))
    places = {text: place for place, text in enumerate(texts)}
    for number, measure in enumerate(measures):
        line, column = divmod(number, beside)
        left, width = (0.6, NARROW - 0.75) if narrow else (_LEFT + column * (_WIDTH + _BESIDE), _WIDTH)
        axes = canvas.axes(left, key + top + line * (_HEIGHT + below), width, _HEIGHT)
        own = [row for row in rows if row["measure"] == measure]
        _panel(found, axes, (path, measure), own, places, letters)
        axes.set_xlabel(axis)
    names = [found.telling.scenario(name) for name in scenarios]
    line_key(found, canvas, scenarios, names, lw=1.6, marker_size=5, columns=beside, length=3.2)
    return canvas.figure


def _panel(
    found: Found,
    axes: Axes,
    what: tuple[str, str],
    rows: Sequence[dict[str, Any]],
    places: Mapping[str, int],
    letters: int,
) -> None:
    """Draw the effects on one measure at each value of a path."""
    telling, (path, measure) = found.telling, what
    for scenario in dict.fromkeys(row["scenario"] for row in rows):
        _line(found, axes, path, [row for row in rows if row["scenario"] == scenario], places)
    axes.axhline(0, color=INK, lw=1.0, zorder=1)
    soft_grid(axes)
    number_axis(axes.yaxis, found.words, 5, kind=telling.kind(measure))
    if places:
        axes.set_xticks(list(places.values()), [wrap(telling.value(path, text), 14) for text in places])
        axes.set_xlim(-0.5, len(places) - 0.5)
    else:
        number_axis(axes.xaxis, found.words, 5, kind=telling.kind_at(path))
    title = f"{telling.gain(measure)} – {telling.direction(measure)}"
    axes.set_title(wrap(title, letters), loc="left", size=8.5)


def _line(
    found: Found, axes: Axes, path: str, rows: Sequence[dict[str, Any]], places: Mapping[str, int]
) -> None:
    """Draw a scenario: a line with its band, or marks with their intervals where values are no numbers."""
    mark, flip = found.telling.marks[rows[0]["scenario"]], found.telling.flip(rows[0]["measure"])
    x = np.array([places.get(row["value"], row["value"]) for row in rows], dtype=np.float64)
    mean = flip * np.array([row["mean"] for row in rows])
    half = np.array([row["half_width"] or 0.0 for row in rows])
    line: Any = "none" if places else mark.line
    if places:
        axes.vlines(x, mean - half, mean + half, color=mark.colour, lw=2)
    else:
        axes.fill_between(x, mean - half, mean + half, color=mark.colour, alpha=0.16, lw=0)
    dots: Any = {"marker": mark.marker, "ms": 4.5, "mec": "white", "mew": 0.6}
    [drawn] = axes.plot(x, mean, color=mark.colour, ls=line, lw=1.6, **dots)
    telling, name = found.telling, found.telling.path(path)
    texts = [f"{name} {telling.value(path, row['value'])}, {telling.mean(row, unit=True)}" for row in rows]
    tell(drawn, texts, telling.scenario(rows[0]["scenario"]))


def line_key(
    found: Found,
    canvas: Canvas,
    scenarios: Sequence[str],
    names: Sequence[str],
    *,
    lw: float,
    marker_size: float | None = None,
    columns: int = 1,
    length: float = 2.0,
) -> None:
    """Name the lines above the axes, with their markers if these have a size (`Canvas.line_key`)."""
    entries = []
    for mark, name in zip((found.telling.marks[one] for one in scenarios), names, strict=True):
        dot: Any = {"marker": mark.marker, "ms": marker_size, "mec": "white"} if marker_size else {}
        entries.append((name, {"color": mark.colour, "ls": mark.line, "lw": lw, **dot}))
    canvas.line_key(entries, columns=columns, length=length)
