"""What the figures share: their context, their tables, and the dot with its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeAlias, TypeVar

from simkansen.report.figures.tips import tip
from simkansen.report.reading.findings import Effect, Ranking
from simkansen.report.reading.records import UNLIKE, Band
from simkansen.report.reading.results import Results
from simkansen.report.style import GRID, INK, REFERENCE, SOFT, Axes, Axis, Figure, Mark
from simkansen.report.words import Words
from simkansen.runs.draws import FEWEST_COUNTED, FEWEST_DRAWS
from simkansen.work.errors import UnreadableResultsError
from simkansen.work.storage.again import how_again

"""Age before the first grade."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every figure is made from."""

    results: Results
    words: Words
    marks: Mapping[str, Mark]
    effects: Sequence[Effect]
    ranking: Ranking | None

    @property
    def middles_alone(self) -> bool:
        """Whether runs, or pupils behind an effect, are too few for an interval, a share or an order."""
        return self.results.n_runs < FEWEST_DRAWS or not all(e.weeks.told for e in self.effects)

    @property
    def few_counted(self) -> bool:
        """Whether runs are enough for an interval, and too few for per cents of them and for an order."""
        return FEWEST_DRAWS <= self.results.n_runs < FEWEST_COUNTED

    def of_runs(self, key: str, **values: object) -> str:
        """Return a text that tells of intervals, or the one of the middle alone where there are none."""
        return self.words(f"few.{key}" if self.middles_alone else key, **values)

    def of_closures(self, key: str, **values: object) -> str:
        """Return a text that names a closure, or the one without where schools never close."""
        return self.words(f"open.{key}" if self.results.never_closed else key, **values)

    @property
    def like(self) -> Sequence[Effect]:
        """Effects of interventions alone: of scenarios that differ from the reference in nothing else."""
        return [effect for effect in self.effects if effect.name not in self.results.unlike]

    def helps(self, effect: Effect) -> str:
        """Return in what part of the simulations a scenario helps; a dash where more differs."""
        unlike = effect.name in self.results.unlike
        return "–" if unlike else self.words.counted_share(effect.helps, effect.counted)

    def label(self, name: str) -> str:
        """Return what a scenario is called on screen, with a sign if more differs than interventions."""
        return self.plain_label(name) + (UNLIKE if name in self.results.unlike else "")

    def plain_label(self, name: str) -> str:
        """Return what a scenario is called on screen, where it is told what else differs."""
        info = next((s for s in self.results.scenarios if s.name == name), None)
        if info is None:  # as in a manifest that was changed by hand
            said = f"{self.results.folder}: the manifest names a scenario '{name}' that has no results"
            raise UnreadableResultsError(f"{said}; {how_again(self.results.folder)}")
        return info.label(self.words.lang)

    def some(self, key: str, found: Sequence[Effect]) -> str:
        """Return a finding about one, two or more scenarios: named up to two, counted from three on."""
        labels = self.words.listed(f"‘{self.label(e.name)}’" for e in found)
        if len(found) > 2:
            n, of = len(found), len(self.effects)
            return self.words(
                f"{key}.{'all' if n == of else 'count'}", n=self.words.number(n), of=self.words.number(of)
            )
        return self.words(f"{key}.one" if len(found) == 1 else f"{key}.many", labels=labels)

    @property
    def reference(self) -> str:
        """What the reference is called on screen."""
        return self.results.reference.label(self.words.lang)

    def group(self, by: str, group: str) -> str:
        """Return what a group is called on screen."""
        return self.words.group(by, group)

    def dimension(self, by: str) -> str:
        """Return what a grouping is called on screen."""
        return self.words(f"by.{by}") if self.words.has(f"by.{by}") else by


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of texts; the first cell of each row is its header."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    english: Sequence[int] = ()
    """Columns (from 0) in English on a page of any language, so that a screen reader speaks them as such."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with everything that stands around it."""

    key: str
    title: str
    unit: str
    """What is shown and in which unit, for the caption."""

    alt: str
    """The same in sentences, for those who cannot see it."""

    table: TextTable
    draw: Callable[[bool], Figure]
    """Draw it; True for a telephone."""

    note: str = ""
    """What one must know to read it, in a sentence of its caption."""

    data: Sequence[Mapping[str, object]] = ()
    """The numbers that are drawn, unrounded, one row a mark, for the CSV; all rows have the same keys."""

    origin: str = ""
    """Where the numbers come from when not from this run; in the caption instead of pupils, runs and seed."""

    marks: str = ""
    """What marks, lines and bands are where they are not the median and 90% of the runs, as a sentence."""


Row = TypeVar("Row")


Column: TypeAlias = tuple[str, str, Callable[[Row], str]]
"""Field of a row's sentence (empty: not told), head (empty: not in the table), and a row's cell."""


@dataclass(frozen=True, slots=True)
class Tidy(Generic[Row]):
    """What a figure shows, one row after another: its table, sentences and file of numbers follow from it."""

    caption: str
    rows: Sequence[Row]
    columns: Sequence[Column[Row]]
    numbers: Callable[[Row], Iterable[Mapping[str, object]]] = lambda _: ()
    """The marks of one row, unrounded; all with the same keys."""

    turned: bool = False
    """Whether the table on a page has a column for each row: for a few rows of many cells."""

    def table(self) -> TextTable:
        """Return it for a page."""
        shown = [(head, cell) for _, head, cell in self.columns if head]
        cells = [[head for head, _ in shown], *([cell(row) for _, cell in shown] for row in self.rows)]
        head, *rows = map(list, zip(*cells, strict=True)) if self.turned else cells
        return TextTable(self.caption, head, rows)

    def told(self, sentence: Callable[..., str]) -> list[str]:
        """Return a sentence for each row, its fields filled in with the cells of the named columns."""
        named = [(name, cell) for name, _, cell in self.columns if name]
        return [sentence(**{name: cell(row) for name, cell in named}) for row in self.rows]

    def picture(
        self,
        key: str,
        title: str,
        unit: str,
        alt: Callable[..., str] | str,
        draw: Callable[[bool], Figure],
        note: str = "",
        *,
        marks: str = "",
        origin: str = "",
        data: Sequence[Mapping[str, object]] = (),
        told: int | None = None,
    ) -> Picture:
        """Return the figure of it.

        The sentences of its rows, of the first ``told`` if given, are made by ``alt``, unless that is the
        text itself. Its numbers are those of its rows, unless other ``data`` are given; the rest is as in
        `Picture`.
        """
        numbers = data or [mark for row in self.rows for mark in self.numbers(row)]
        text = alt if isinstance(alt, str) else " ".join(replace(self, rows=self.rows[:told]).told(alt))
        return Picture(key, title, unit, text, self.table(), draw, note, numbers, origin, marks)


def several(heads: Sequence[str], cells: Callable[[Row], Sequence[str]]) -> tuple[Column[Row], ...]:
    """Return columns of which the cells of a row are made together."""

    def at(place: int) -> Callable[[Row], str]:
        return lambda row: cells(row)[place]

    return tuple(("", head, at(place)) for place, head in enumerate(heads))


def tabled(
    caption: str,
    rows: Iterable[Row],
    columns: Mapping[str, Callable[[Row], str]],
    english: Sequence[int] = (),
) -> TextTable:
    """Return a table from what stands in each column, by its head."""
    cells = [[cell(row) for cell in columns.values()] for row in rows]
    return TextTable(caption, list(columns), cells, english)


def decimals(bands: Sequence[Band]) -> int:
    """Return how many decimals weeks need: one, or two when all medians are below one week."""
    return 1 if max((abs(b.median) for b in bands), default=1.0) >= 1 else 2


def dot(
    axes: Axes, y: float, band: Band, mark: Mark, label: str, *, hollow: bool = False, size: float = 7.5
) -> None:
    """Draw the median as a marker and the 5-95% band as a line; of few pupils in grey, with how many.

    A group that is in a part of the simulations bears in how many: ``7/16``. Whoever points at the mark, or
    goes to it by keys, is told its ``label``: of which scenario and which pupils it is.
    """
    if band.few:  # no finding: grey, with the number of pupils beside it
        mark, hollow = replace(REFERENCE, marker=mark.marker, colour="#8a8a8a"), True
        beside: Any = {"xytext": (6, 0), "textcoords": "offset points", "va": "center"}
        axes.annotate(f"n={band.n_pupils:.0f}", (band.median, y), size=7.5, color=SOFT, **beside)
    if band.partly:  # of how many simulations it is, above the mark
        above: Any = {"xytext": (0, 4), "textcoords": "offset points", "ha": "center", "va": "bottom"}
        axes.annotate(f"{band.n_runs}/{band.of_runs}", (band.median, y), size=6, color=SOFT, **above)
    axes.plot([band.p05, band.p95], [y, y], color=mark.colour, lw=2.4, solid_capstyle="butt", zorder=3)
    [middle] = axes.plot(
        [band.median],
        [y],
        marker=mark.marker,
        ms=size * (1.25 if mark.marker in "PX" else 1),
        mfc="white" if hollow else mark.colour,
        mec=mark.colour if hollow else "white",
        mew=1.5 if hollow else 0.9,
        ls="none",
        zorder=4,
    )
    tip(middle, [band], label)


def limits(bands: Sequence[Band], *, zero: bool = True, pad: float = 0.07) -> tuple[float, float]:
    """Return axis limits around these bands, with zero inside if asked."""
    ends = [end for band in bands for end in band.ends]
    return around([*ends, 0.0] if zero else ends, pad)


def around(values: Sequence[float], part: float) -> tuple[float, float]:
    """Return axis limits around these values, with room beside them as a part of their span."""
    low, high = min(values), max(values)
    room = part * (high - low) or 1.0
    return low - room, high + room


def plain_rows(axes: Axes, rows: int) -> None:
    """Set axes up for horizontal dots: rows from top to bottom, no y axis, vertical grid, a line at zero."""
    axes.set_ylim(rows - 0.5, -0.5)
    axes.yaxis.set_visible(False)
    axes.spines["left"] = False
    axes.grid(axis="x")
    axes.tick_params(axis="x", length=3, color="#8a8a8a")
    axes.axvline(0, color=INK, lw=1.0, zorder=2)


def number_axis(axis: Axis, words: Words, ticks: int, *, kind: str = "number") -> None:
    """Write the numbers of an axis as this language does; at most so many ticks."""

    def text(value: float, step: float) -> str:
        if kind == "euro":
            return words.euro(value, 0 if _even(step, 0) else 2)
        if kind == "percent":
            return words.percent(value, next((d for d in range(2) if _even(100 * step, d)), 2))
        return words.number(value, next((d for d in range(3) if _even(step, d)), 3))

    axis.number(ticks, text)
    axis.kind = "percent" if kind == "percent" else "number"  # in what the marks tell their values


def _even(step: float, decimals: int) -> bool:
    """Return whether so many decimals say a step of an axis in full."""
    return abs(round(step, decimals) - step) < 1e-9


def spread(wanted: Sequence[float], gap: float) -> list[float]:
    """Move label positions apart until no two are nearer than ``gap``, as little as can be.

    Parameters
    ----------
    wanted
        Positions, in any order; of equal ones the first comes highest.
    gap
        Smallest distance between two labels, in the same unit.

    Returns
    -------
    list of float
        New positions in the order given.
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], -i))
    blocks: list[tuple[list[int], float]] = []
    for i in order:
        members, centre = [i], wanted[i]
        while blocks and blocks[-1][1] + (len(blocks[-1][0]) + len(members)) / 2 * gap > centre:
            before, middle = blocks.pop()
            total = len(before) + len(members)
            centre = (middle * len(before) + centre * len(members)) / total
            members = before + members
        blocks.append((members, centre))
    placed = [0.0] * len(wanted)
    for members, centre in blocks:
        for k, i in enumerate(members):
            placed[i] = centre + (k - (len(members) - 1) / 2) * gap
    return placed


def soft_grid(axes: Axes) -> None:
    """Draw thin horizontal grid lines."""
    axes.grid(axis="y", color=GRID)
    axes.tick_params(length=3, color="#8a8a8a")
