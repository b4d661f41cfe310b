"""Where an intervention fails: the points of the design, with the conditions shaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen.report.figures.parts import Column, Picture, Tidy, number_axis
from simkansen.report.figures.tips import tell
from simkansen.report.style import GRID, INK, NARROW, SHADE, WIDE, Axes, Canvas, Figure, wrap
from simkansen.report.style import REFERENCE as PLAIN
from simkansen.report.sweep.found import Found
from simkansen.sweep.analysis.along import by_size
from simkansen.sweep.analysis.discovery import failing
from simkansen.sweep.analysis.study import RATIO

if TYPE_CHECKING:
    from simkansen.sweep.analysis.discovery import Failing

FAILS = "#D55E00"
DOTS = 2_000
"""Points in one figure."""

_EDGE = 1.08
"""How far above the largest price a point stands at which nothing is recovered."""

_LEFT, _TOP, _WIDTH, _HEIGHT = 1.0, 0.35, 5.4, 3.2

_Row = dict[str, Any]


def draw(found: Found) -> Iterator[Picture]:
    """Draw every scenario and measure for which conditions were found."""
    checks, rules = found.discovery
    words, telling = found.words, found.telling
    for check in checks:
        own = [rule for rule in rules if all(rule[key] == check[key] for key in ("scenario", "measure"))]
        if not own:
            continue
        kind, measure = "least" if _is_least(check) else "fails", check["measure"]
        title = words(f"sweep.discovery.title_{kind}", label=telling.scenario(check["scenario"]))
        tidy = _tidy(found, title, own)
        said = tidy.told(words.of("sweep.discovery.one_rule"))
        about = {"measure": telling.gain(measure), "why": telling.why(check)}
        price = "_price" if telling.measure(measure).name == RATIO else ""
        note = words(f"sweep.discovery.caption{price}", **about, rules=words.listed(said, "or"))
        if len(_paths(own)) == 1 and np.isinf(_failing(found, check).gains).any():
            note += " " + words("sweep.discovery.at_the_edge")
        yield tidy.picture(
            f"fails-{check['scenario']}-{measure}",
            title,
            telling.axis_unit(measure),
            " ".join(f"{words.capital(text)}." for text in said),
            partial(_figure, found, check, own),
            note,
        )


def _tidy(found: Found, title: str, rules: Sequence[_Row]) -> Tidy[_Row]:
    """Return the conditions, and how well they tell where it fails."""
    words, telling = found.words, found.telling
    columns: tuple[Column[_Row], ...] = (
        ("rule", "", lambda rule: telling.conditions(rule["conditions"])),
        ("", words("sweep.head.rule"), lambda rule: words.capital(telling.conditions(rule["conditions"]))),
        ("n", words("sweep.head.n_points"), lambda rule: words.number(rule["n_points"])),
        ("density", words("sweep.head.density"), lambda rule: words.percent(rule["density"])),
        ("coverage", words("sweep.head.coverage"), lambda rule: words.percent(rule["coverage"])),
        ("", words("sweep.head.unseen"), lambda rule: telling.share(rule["density_unseen"])),
    )
    return Tidy(title, rules, columns)


def _figure(found: Found, check: _Row, rules: Sequence[_Row], narrow: bool) -> Figure:
    measure, failures = found.telling.measure(check["measure"]), _failing(found, check)
    left, width, letters = (0.78, NARROW - 0.93, 34) if narrow else (_LEFT, _WIDTH, 60)
    canvas = Canvas(NARROW if narrow else WIDE, _TOP + _HEIGHT + (0.65 if narrow else 0.5))
    axes = canvas.axes(left, _TOP, width, _HEIGHT)
    columns = [_Column(found, path, failures.places) for path in _paths(rules)[:2]]
    _shade(axes, columns, rules)
    if len(columns) == 2:
        x, y = (column.values for column in columns)
        columns[1].label(found, axes, "y", 44)
    else:
        told = _told(found, check, failures)
        x, y = columns[0].values, _within(told)
        axes.axhline(0, color=INK, lw=1.0, zorder=2)
        number_axis(axes.yaxis, found.words, 6, kind=found.telling.kind(measure.id))
        axes.set_ylabel(wrap(found.telling.gain(measure.id), 44))
    columns[0].label(found, axes, "x", letters)
    values = [column.told(found) for column in columns]
    if len(columns) == 1:
        values.append([found.telling.amount(measure.id, one) for one in told[:DOTS].tolist()])
    _dots(axes, x, y, failures.flags, [", ".join(texts) for texts in zip(*values, strict=True)])
    axes.grid(color=GRID, lw=0.5)
    _key(found, canvas, _is_least(check), left)
    return canvas.figure


def _paths(rules: Sequence[_Row]) -> list[str]:
    """Return what the conditions are of."""
    return list(dict.fromkeys(one["path"] for rule in rules for one in rule["conditions"]))


def _failing(found: Found, check: _Row) -> Failing:
    measure = found.telling.measure(check["measure"])
    found_failing = failing(found.study, check["scenario"], found.study.measures.index(measure), measure)
    assert found_failing is not None
    return found_failing


def _within(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values as they are drawn: what is infinitely dear a little above all else."""
    known = values[np.isfinite(values)]
    return np.where(np.isfinite(values), values, _EDGE * known.max(initial=1.0))


def _is_least(check: _Row) -> bool:
    """Say whether the points marked are merely the worst, as it fails at all points or at none."""
    return check["why"] in ("worst quarter", "least")


def _told(found: Found, check: _Row, failures: Failing) -> NDArray[np.float64]:
    """Give the gains with the sign in which effects on this measure are told."""
    measure = found.telling.measure(check["measure"])
    told: NDArray[np.float64] = failures.gains * measure.sign * found.telling.flip(measure.id)
    return told


class _Column:
    """What is varied at one path, as places on an axis."""

    def __init__(self, found: Found, path: str, places: NDArray[np.int64]) -> None:
        values = found.study.points[path][places]
        self.path, plain = path, values.dtype.kind in "fiu"
        self.texts = [] if plain else by_size(values.astype(str).tolist())
        self.values = (
            np.array([self.texts.index(text) for text in values.astype(str)], dtype=np.float64)
            if self.texts
            else values.astype(np.float64)
        )
        low, high = float(self.values.min()), float(self.values.max())
        room = 0.5 if self.texts else 0.04 * (high - low)
        self.ends = low - room, high + room

    def label(self, found: Found, axes: Axes, which: str, letters: int) -> None:
        """Write the axis, its name in lines of so many letters."""
        axis = axes.xaxis if which == "x" else axes.yaxis
        name = wrap(found.telling.axis(self.path), letters)
        axis.limits, axis.label = self.ends, (name, {})
        if self.texts:
            texts = [found.telling.value(self.path, text) for text in self.texts]
            axis.set_ticks(range(len(self.texts)), [wrap(text, 14) for text in texts])
        else:
            number_axis(axis, found.words, 5, kind=found.telling.kind_at(self.path))

    def told(self, found: Found) -> list[str]:
        """Write the values of the points that are drawn, each with what is varied."""
        name, telling = found.telling.path(self.path), found.telling
        values = (self.texts[int(one)] if self.texts else one for one in self.values[:DOTS].tolist())
        return [f"{name} {telling.value(self.path, one)}" for one in values]

    def spans(self, conditions: Mapping[str, _Row]) -> list[tuple[float, float]]:
        """Give the parts of the axis where the conditions on this path hold."""
        one = conditions.get(self.path)
        if one is None:
            return [self.ends]
        if self.texts:
            others = [text for text in self.texts if text not in one["never"]]
            kept = others if one["equals"] is None else [one["equals"]]
            return [(self.texts.index(text) - 0.5, self.texts.index(text) + 0.5) for text in kept]
        low, high = one["above"], one["at_most"]
        return [(self.ends[0] if low is None else low, self.ends[1] if high is None else high)]


def _shade(axes: Axes, columns: Sequence[_Column], rules: Sequence[_Row]) -> None:
    """Shade where a rule's conditions on the paths that are shown hold."""
    for rule in rules:
        conditions = {one["path"]: one for one in rule["conditions"]}
        for left, right in columns[0].spans(conditions):
            if len(columns) == 1:
                axes.axvspan(left, right, color=SHADE, lw=0, zorder=0)
                continue
            for low, high in columns[1].spans(conditions):
                axes.rectangle(
                    (left, low), right - left, high - low, fc=SHADE, ec="#8a8a8a", lw=0.8, zorder=0
                )


def _dots(
    axes: Axes,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    fails: NDArray[np.bool_],
    told: Sequence[str],
) -> None:
    """Draw each point, those that fail as crosses; whoever points at one is told its text."""
    x, y, fails = x[:DOTS], y[:DOTS], fails[:DOTS]
    size = 5.5 if len(x) <= 300 else 3.5
    looks: Any = (
        {"marker": "o", "ms": size, "mfc": "white", "mec": PLAIN.colour, "mew": 0.9, "zorder": 3},
        {"marker": "X", "ms": size + 1.5, "mfc": FAILS, "mec": "white", "mew": 0.5, "zorder": 4},
    )
    for which, look in zip((~fails, fails), looks, strict=True):
        [spots] = axes.plot(x[which], y[which], ls="none", **look)
        tell(spots, [text for text, shown in zip(told, which.tolist(), strict=True) if shown])


def _key(found: Found, canvas: Canvas, least: bool, left: float) -> None:
    """Write what the marks are."""
    cross, dot = ("least", "rest") if least else ("fails", "works")
    canvas.spot(left, 0.17, marker="X", ms=7, mfc=FAILS, mec="white")
    canvas.spot(left + 1.15, 0.17, marker="o", ms=5.5, mfc="white", mec=PLAIN.colour)
    for name, x in ((cross, left), (dot, left + 1.15)):
        canvas.text(x + 0.13, 0.17, found.words(f"sweep.discovery.key_{name}"), size=8.5)
