"""The provinces as tiles: the delay without an intervention, and the weeks that each intervention recovers.

There is no map by municipality: samples are too thin for it. Most municipalities have one school of a
sample or none, and a number for one school is not a number for its municipality.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from simkansen.report.figures.numbers import band_row
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, decimals
from simkansen.report.figures.provinces import PROVINCES
from simkansen.report.figures.tiles import TileMap, draw
from simkansen.report.reading.findings import surely_first
from simkansen.report.reading.records import Band, aligned
from simkansen.report.words import digits
from simkansen.schooling import load_system

FEW_PUPILS = 8_000
"""Fewest pupils of a sample for a province to have a number: about 50 schools of 165 pupils in groep 3 to 8.

With every Dutch school simulated, the delays of schools in one province differ by 1.7 weeks (standard
deviation), those of provinces by .1. So 50 schools know the delay of their province within a quarter of a
week, and the three of a sample of 40 within a whole one: a map of them shows which schools were drawn.
"""

MOST = 5
"""Interventions that are drawn, those that recover most; the table has all of them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One quantity by province: of the reference, or of one intervention."""

    scenario: str
    label: str
    measure: str
    bands: Mapping[str, Band]
    places: int


def picture(context: Context) -> Picture | None:
    """Return the map, or None when fewer than two provinces have results of enough schools."""
    every = _delay(context)
    few = [] if every is None else _too_few(context, every)
    if every is None or len(every.bands) - len(few) < 2:
        return None
    words = context.words
    delay, *gains = shown = [_without(one, few) for one in (every, *_gains(context))]
    columns: tuple[Column[str], ...] = (
        ("", words("tile.province"), lambda name: f"{name} ({PROVINCES[name].code})"),
        ("", words("tile.pupils"), lambda name: _pupils(context, every.bands.get(name), few=name in few)),
        ("", words("tile.delay", label=delay.label), _cells(context, delay)),
        *(("", words("tile.gain", label=gain.label), _cells(context, gain)) for gain in gains),
    )
    grids = [_grid(context, one, few) for one in (delay, *gains[:MOST])]
    return Tidy(words("tile.table"), sorted(PROVINCES), columns).picture(
        "provinces",
        _title(context, delay, alone=not gains),
        context.of_runs("tile.unit.gains" if gains else "tile.unit", reference=context.reference),
        _alt(context, shown, few),
        lambda narrow: draw(context, grids, narrow=narrow, few=bool(few)),
        _note(context, few, len(gains)),
        data=_data(shown),
    )


def why_none(context: Context) -> str:
    """Return why there is no map although provinces have results; else an empty text."""
    every = _delay(context)
    if every is None or len(every.bands) - len(_too_few(context, every)) >= 2:
        return ""
    schools = context.results.fact("schools")
    if isinstance(schools, int):
        return context.words.counted("tile.none.n", schools)
    return context.words("tile.none")


def _too_few(context: Context, delay: Shown) -> list[str]:
    """Return the provinces of which too few schools were drawn; none where all schools are simulated."""
    if not sampled(context):
        return []
    return [n for n in PROVINCES if n in delay.bands and delay.bands[n].n_pupils < FEW_PUPILS]


def _without(shown: Shown, few: Sequence[str]) -> Shown:
    return replace(shown, bands={name: band for name, band in shown.bands.items() if name not in few})


def _delay(context: Context) -> Shown | None:
    """Return the delay under the reference in the provinces that have pupils; None in fewer than two."""
    name = context.results.reference.name
    found = context.results.last("delay_weeks", by="province")
    bands = {g: b for (s, g), b in found.items() if s == name and g in PROVINCES}
    if len(bands) < 2:
        return None
    return Shown(name, context.reference, "delay_weeks", bands, decimals(list(bands.values())))


def _gains(context: Context) -> list[Shown]:
    """Return the weeks recovered by each intervention, in the order of the other figures."""
    found = context.results.last("delay_weeks", kind="effect", by="province")
    by_name = {
        e.name: {g: b.negated() for (s, g), b in found.items() if s == e.name and g in PROVINCES}
        for e in context.effects
    }
    places = decimals([b for bands in by_name.values() for b in bands.values()])
    return [
        Shown(name, context.label(name), "weeks_recovered", bands, places)
        for name, bands in by_name.items()
        if bands
    ]


def sampled(context: Context) -> bool:
    """Return whether the population is, or may be, a sample of schools."""
    asked = context.results.reference.resolved.get("population")
    if context.results.redrawn and not context.results.schools_redrawn:
        return False
    if asked == load_system().key:
        return False
    inner = asked.get(load_system().key) if isinstance(asked, Mapping) else None
    return not isinstance(inner, Mapping) or inner.get("sample") is not None


def _title(context: Context, delay: Shown, *, alone: bool) -> str:
    """Return the province furthest behind, if it surely is one and not merely a few schools of it."""
    words = context.words
    topic = words("tile.topic.alone") if alone else words("tile.topic")
    draws = context.results.draws("delay_weeks", by="province")
    names = list(delay.bands)
    if sampled(context) or any((delay.scenario, n) not in draws for n in names):
        return topic
    most = surely_first(aligned([draws[delay.scenario, n] for n in names]))
    return topic if most is None else words("tile.most", province=names[most])


def _note(context: Context, few: Sequence[str], gains: int) -> str:
    words, schools = context.words, context.results.fact("schools")
    said = []
    if sampled(context):
        if context.results.redrawn:
            said.append(words("tile.sampled_redrawn"))
        elif isinstance(schools, int):
            said.append(words.counted("tile.sampled.n", schools))
        else:
            said.append(words("tile.sampled"))
    if few:
        said.append(words("tile.few", n=words.number(FEW_PUPILS)))
    if gains > MOST:
        said.append(words("tile.first", n=words.number(MOST), of=words.number(gains)))
    return " ".join(said)


def _pupils(context: Context, band: Band | None, *, few: bool) -> str:
    words = context.words
    if band is None:
        return words("tile.nobody")
    text = words.number(band.n_pupils)
    return words("tile.few.pupils", n=text) if few else text


def _cells(context: Context, one: Shown) -> Callable[[str], str]:
    """Return what writes the value of a province."""
    words = context.words
    return lambda n: words.with_band(one.bands[n], one.places) if n in one.bands else words("tile.nothing")


def _grid(context: Context, one: Shown, few: Sequence[str]) -> TileMap:
    words = context.words
    values = {}
    for name, band in one.bands.items():
        places = digits(band, one.places)
        low, high = (words.number(v, places) for v in (band.p05, band.p95))
        # a dash touching a minus sign reads as one long line
        dash = "\u2009\u2013\u2009" if band.p05 < 0 else "\u2013"
        small = "" if low == high else f"{low}{dash}{high}"
        if band.partly:  # there is room for one of both, and the table has the interval
            small = f"{band.n_runs}/{band.of_runs}"
        values[name] = (band.median, words.number(band.median, places), small)
    return TileMap(one.label, one.measure, values, few)


def _alt(context: Context, shown: Sequence[Shown], few: Sequence[str]) -> str:
    """Return the lowest and the highest province of each quantity, and which have few pupils or none."""
    words, said = context.words, []
    for one in shown:
        often = [n for n, band in one.bands.items() if band.ordered] or list(one.bands)
        order = sorted(often, key=lambda n: one.bands[n].median)
        low, high = order[0], order[-1]
        said.append(
            words(
                f"tile.alt.{one.measure}",
                label=one.label,
                low=words.number(one.bands[low].median, one.places),
                lowest=low,
                high=words.number(one.bands[high].median, one.places),
                highest=high,
            )
        )
    empty = [n for n in sorted(PROVINCES) if n not in shown[0].bands and n not in few]
    for key, names in (("few", sorted(few)), ("empty", empty)):
        if names:
            said.append(words(f"tile.alt.{key}", names=words.listed(names), n=words.number(FEW_PUPILS)))
    return " ".join(said)


def _data(shown: Sequence[Shown]) -> list[dict[str, object]]:
    columns = "scenario measure province code median p05 p95 n_pupils n_runs"
    return [
        band_row(one.bands[name], columns, scenario=one.scenario, measure=one.measure, province=name,
                 code=PROVINCES[name].code)
        for one in shown
        for name in sorted(one.bands)
    ]  # fmt: skip
