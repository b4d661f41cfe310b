"""The gap between groups of pupils through time, and what each intervention changes in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from simkansen.report.figures.panels import LinePanel, draw_panels
from simkansen.report.figures.parts import Context, Picture
from simkansen.report.figures.through_time import TOLD, Line, by_scenario, dated, key_dates
from simkansen.report.reading.findings import may_claim
from simkansen.report.reading.grounds import graded
from simkansen.report.reading.records import Band, aligned
from simkansen.report.sections import GAPS

HEADLINE = "parental_education"


def levels(context: Context) -> Picture | None:
    """Return the gaps under the reference through time, one panel a grouping; None without them."""
    words, name = context.words, context.results.reference.name
    series = {by: _series(context, by, "level").get(name) for by in GAPS}
    lines = [_line(context, heading(context, by), bands, 1, by) for by, bands in series.items() if bands]
    title, unit = words("research.gap.level", label=context.reference), words("research.gap.axis")
    return _picture(context, "gap-through-time", title, unit, lines, _dates(context))


def effects(context: Context) -> Picture | None:
    """Return how each intervention changes the gap by parents' education; None without such rows."""
    series, names = _series(context, HEADLINE, "effect"), [e.name for e in context.effects]
    lines = [_line(context, context.label(n), series[n], 2, HEADLINE) for n in names if n in series]
    unit = context.words("research.gap.axis_change", reference=context.reference)
    return _picture(context, "gap-effect", _title(context), unit, lines, key_dates(context))


def heading(context: Context, by: str) -> str:
    """Return which two groups a gap is between."""
    behind, against = GAPS[by]
    return context.words(
        "gap.of",
        by=context.words.capital(context.dimension(by)),
        group=context.group(by, behind),
        reference=context.group(by, against),
    )


def _title(context: Context) -> str:
    """Return that interventions narrow the gap when, together, nine runs in ten show it; else the topic."""
    group = GAPS[HEADLINE][0]
    draws = context.results.draws("gap_weeks", kind="effect", by=HEADLINE)
    kept = []
    for effect in context.like:
        found = draws.get((effect.name, group))
        # Levels are below zero for the group that is behind, so that a change above zero narrows the gap.
        if found and may_claim(aligned([found])[0] > 0):
            kept.append((effect, found))
    together = (aligned([found for _, found in kept]) > 0).all(axis=0) if kept else None
    if may_claim(together):
        sure = [effect for effect, _ in kept]
        return graded(context, context.some("research.gap.narrows", sure), sure)
    return context.words("research.gap.change")


def _series(context: Context, by: str, kind: str) -> dict[str, list[Band]]:
    """Return per scenario the gap in weeks through time, above zero when the group is behind."""
    bands = context.results.bands("gap_weeks", kind=kind, by=by)
    return by_scenario([band.negated() for band in bands if band.group == GAPS[by][0]])


def _line(context: Context, label: str, bands: Sequence[Band], places: int, by: str) -> Line:
    words, end = context.words, bands[-1]
    about = {"weeks": words.with_band(end, places), "date": words.date(end.week)}
    return Line(label, bands, places, words("research.gap.alt", label=label, **about), "weeks_behind", by)


def _picture(
    context: Context, key: str, title: str, unit: str, lines: Sequence[Line], dates: Sequence[date]
) -> Picture | None:
    if not lines:
        return None
    words, what = context.words, context.words.capital(unit)
    panels = [
        LinePanel(words.of_part(one.label, one.bands[-1]), context.marks[one.bands[0].scenario], one.bands)
        for one in lines
    ]
    return dated(context, what, words("research.head.gap"), lines, Line.numbers, dates).picture(
        key,
        title,
        unit,
        TOLD,
        lambda narrow: draw_panels(context, panels, what, narrow=narrow),
        words("research.gap.note") if len(context.results.year_ends) > 1 else "",
    )


def _dates(context: Context) -> list[date]:
    """Return the weeks of the table: before the first closure, and the ends of closures and years."""
    closures, weeks = context.results.closures, context.results.weeks
    before = [w for w in weeks if closures and w < closures[0].start]
    return [*before[-1:], *key_dates(context)]
