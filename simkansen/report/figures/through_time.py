"""Delay through time under the reference, and what each intervention recovers of it, closures shaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from simkansen.report.figures import time_axis
from simkansen.report.figures.numbers import MARK, WEEKS, band_row
from simkansen.report.figures.panels import AxesGrid, banded_line, columns_for, lines_in
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, decimals, limits, several
from simkansen.report.reading.findings import may_claim
from simkansen.report.reading.records import Band, aligned
from simkansen.report.style import INK, NARROW, SOFT, WIDE, Axes, Canvas, Figure


@dataclass(frozen=True, slots=True)
class Line:
    """One line through time: what the table calls it, its values in order, and a sentence about them.

    Attributes
    ----------
    places
        Decimals of its values in the table.
    measure, by
        For its numbers: what it is, and what the pupils are split by.
    """

    label: str
    bands: Sequence[Band]
    places: int
    told: str
    measure: str
    by: str = "all"

    def numbers(self, columns: str = MARK, start: date = date.min) -> list[dict[str, object]]:
        """Return its values from a day on, unrounded, in these columns (`band_row`)."""
        about = {"measure": self.measure, "by": self.by, "unit": WEEKS}
        return [band_row(band, columns, **about) for band in self.bands if band.week >= start]


SHOWN_FROM = 0.05
"""A title gives the band of the delay when it starts above this (weeks), so rounds to more than nothing."""


def picture(context: Context) -> Picture | None:
    """Return the delay through time, or None without weekly rows."""
    series = by_scenario(context.results.bands("delay_weeks"))
    if not series:
        return None
    words, gained = context.words, recovered(context, [e.name for e in context.effects])
    delay = series.get(context.results.reference.name) or next(iter(series.values()))
    levels = {s.name: series[s.name] for s in context.results.scenarios if s.name in series}
    lines = [
        Line(context.label(name), bands, 1, delay_told(context, name, bands), "delay_weeks")
        for name, bands in levels.items()
    ]
    lines += recovering(context, gained, lambda _: 2)
    start = time_axis.quiet_until(context, delay)  # the weeks before anything happens are not drawn

    def numbers(line: Line) -> list[dict[str, object]]:
        drawn = line.bands is delay or line.measure != "delay_weeks"
        return line.numbers(start=start) if drawn else []

    return dated(context, context.of_closures("time.table"), words("head.scenario"), lines, numbers).picture(
        "through-time",
        title(context),
        words("time.unit") + (f"; {words('time.unit_recovered')}" if gained else ""),
        TOLD,
        lambda narrow: _draw(context, delay, gained, narrow=narrow),
        words("time.summer") if drops_in_summer(context) else "",
    )


def recovering(
    context: Context,
    gained: Mapping[str, Sequence[Band]],
    places: Callable[[Sequence[Band]], int],
    key: str = "time.alt_recovered",
) -> list[Line]:
    """Return a line for what each scenario recovers; ``key`` is where the words of its sentence are."""
    words, lines = context.words, []
    for name, bands in gained.items():
        label, weeks = context.label(name), words.with_band(bands[-1], 2 if key.startswith("time.") else 1)
        told = words(key, label=label, weeks=weeks)
        label = words("time.recovers", label=label)
        lines.append(Line(label, bands, places(bands), told, "weeks_recovered"))
    return lines


def delay_told(context: Context, name: str, bands: Sequence[Band]) -> str:
    """Return how large a delay is at the end, in a sentence."""
    end, words = bands[-1], context.words
    about = {"weeks": words.with_band(end, 1), "date": words.date(end.week)}
    return words("time.alt", label=context.label(name), **about)


TOLD = "{told}".format
"""What makes the sentence of a line."""


def dated(
    context: Context,
    caption: str,
    first: str,
    lines: Sequence[Line],
    numbers: Callable[[Line], Iterable[Mapping[str, object]]],
    dates: Sequence[date] | None = None,
) -> Tidy[Line]:
    """Return lines with their values in some weeks: in each of `key_dates` when none are given."""
    words, shown = context.words, key_dates(context) if dates is None else dates

    def values(line: Line) -> list[str]:
        at = {band.week: band for band in line.bands}
        return [words.with_band(at.get(day), line.places) for day in shown]

    columns: tuple[Column[Line], ...] = (
        ("told", "", lambda line: line.told),
        ("", first, lambda line: line.label),
        *several([words("time.week_of", date=words.date(day)) for day in shown], values),
    )
    return Tidy(caption, lines, columns, numbers)


def drops_in_summer(context: Context) -> bool:
    """Return whether there is a summer in which pupils with a delay leave and others come."""
    first_year, *later = context.results.year_ends
    return bool(later) and any(closure.start <= first_year for closure in context.results.closures)


def by_scenario(bands: Sequence[Band]) -> dict[str, list[Band]]:
    """Return weekly bands per scenario, in order of time."""
    found: dict[str, list[Band]] = {}
    for band in bands:
        found.setdefault(band.scenario, []).append(band)
    return found


def title(context: Context) -> str:
    """Return that pupils are behind at the end, and between which weeks, when nine runs in ten show it."""
    words, name = context.words, context.results.reference.name
    draws = context.results.draws("delay_weeks").get((name, "all"))
    band = context.results.one("delay_weeks", of=name)
    if draws and band and may_claim(aligned([draws])[0] > 0):
        key = "time.behind_with" if context.results.reference.interventions else "time.behind"
        low, high = words.number(band.p05, 1), words.number(band.p95, 1)
        weeks = words("time.weeks", band=words.between(low, high)) if band.p05 >= SHOWN_FROM else ""
        return words(key, weeks=weeks, when=words.month_year(band.week), label=context.reference)
    return words("time.topic")


def key_dates(context: Context) -> list[date]:
    """Return the weeks that the table shows: the last of each closure and of each school year."""
    weeks = context.results.weeks
    ends = [max((w for w in weeks if w <= c.end), default=weeks[0]) for c in context.results.closures]
    return sorted({*ends, *context.results.year_ends})


def recovered(context: Context, names: Iterable[str]) -> dict[str, list[Band]]:
    """Return the weeks that scenarios recover, by week: the delay less than under the reference."""
    series = by_scenario(context.results.bands("delay_weeks", kind="effect"))
    return {name: [band.negated() for band in series[name]] for name in names if name in series}


def _draw(context: Context, delay: Sequence[Band], gained: dict[str, list[Band]], *, narrow: bool) -> Figure:
    """Draw the delay under the reference, and below it what each intervention recovers of it.

    The delays of two scenarios are nearly as large and as unsure as each other, so that their lines and bands
    would cover one another; their paired difference shows what the intervention does.
    """
    width, left, tall = (NARROW if narrow else WIDE), 0.5, 1.95
    grid = AxesGrid(width, left, 0.42, 0.5, max(1, columns_for(len(gained), narrow=narrow)))
    titles = grid.titles(map(context.label, gained))
    headroom = 0.15 * max(0, lines_in(titles) - 1)
    top, step = 0.26 + time_axis.key_layout(context, width, [])[1] + 0.35, tall + 0.7 + headroom
    first = tall + 0.55 + (0.4 + headroom if gained else 0.0)
    canvas = Canvas(width, top + first + step * grid.rows(len(gained)) - 0.22)
    start = time_axis.quiet_until(context, delay)
    canvas.text(0.1, 0.13, context.words("time.axis"), ha="left", color=SOFT, size=8.5)
    time_axis.draw_key(context, canvas, 0.26, [])
    axes = canvas.axes(left, top, width - left - 0.42, tall)
    heading = context.words("time.under", label=context.reference) if gained else ""
    _panel(context, axes, context.results.reference.name, delay, start, heading, limits(delay, pad=0.05))
    if gained:
        label = context.words("time.axis_recovered")
        canvas.text(0.1, top + first - 0.36 - headroom, label, ha="left", color=SOFT, size=8.5)
    span = limits([band for bands in gained.values() for band in bands], pad=0.05) if gained else (0, 1)
    for i, (name, bands) in enumerate(gained.items()):
        axes = canvas.axes(*grid.at(i, top + first, step), grid.each, tall)
        _panel(context, axes, name, bands, start, titles[i], span)
        if i % grid.columns:
            axes.tick_params(labelleft=False)
    return canvas.figure


def _panel(
    context: Context,
    axes: Axes,
    name: str,
    series: Sequence[Band],
    start: date,
    heading: str,
    span: tuple[float, float],
) -> None:
    """Draw one line with its band, closures shaded."""
    axes.set_ylim(*span)
    time_axis.shade(context, axes)
    bands = [b for b in series if b.week >= start]
    banded_line(axes, bands, context.marks[name], context.label(name))
    time_axis.time_frame(context, axes, start, bands[-1].week)
    end = bands[-1]
    time_axis.end_labels(axes, [end.median], [context.words.number(end.median, decimals([end]))])
    axes.set_title(heading, loc="left", weight="bold", color=INK, pad=6)
