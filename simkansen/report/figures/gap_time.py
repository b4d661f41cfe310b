"""The gap between groups of pupils through time, and what each intervention changes in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from simkansen.report.figures.numbers import WEEKS, mark_rows
from simkansen.report.figures.panels import Panel, draw_panels
from simkansen.report.figures.parts import Context, Picture
from simkansen.report.figures.through_time import by_scenario, dated_table, key_dates
from simkansen.report.reading.findings import may_claim
from simkansen.report.reading.records import Band, aligned
from simkansen.report.sections import GAPS

HEADLINE = "parental_education"


def levels(context: Context) -> Picture | None:
    """Return the gaps under the reference through time, one panel a grouping; None without them."""
    words, name = context.words, context.results.reference.name
    panels, rows = [], []
    for by in GAPS:
        bands = _series(context, by, "level").get(name)
        if bands:
            panels.append(Panel(heading(context, by), context.marks[name], bands))
            rows += mark_rows(bands, "weeks_behind", WEEKS, by)
    if not panels:
        return None
    title = words("research.gap.level", label=context.reference)
    return _picture(
        context, "gap-through-time", title, words("research.gap.axis"), panels, 1, _dates(context), rows
    )


def effects(context: Context) -> Picture | None:
    """Return how each intervention changes the gap by parents' education; None without such rows."""
    words, series = context.words, _series(context, HEADLINE, "effect")
    panels = [
        Panel(context.label(e.name), context.marks[e.name], series[e.name])
        for e in context.effects
        if e.name in series
    ]
    if not panels:
        return None
    unit = words("research.gap.axis_change", reference=context.reference)
    rows = mark_rows([b for p in panels for b in p.bands], "weeks_behind", WEEKS, HEADLINE)
    return _picture(context, "gap-effect", _title(context), unit, panels, 2, key_dates(context), rows)


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
    for effect in context.effects:
        found = draws.get((effect.name, group))
        # Levels are below zero for the group that is behind, so that a change above zero narrows the gap.
        if found and may_claim(aligned([found])[0] > 0):
            kept.append((effect, found))
    together = (aligned([found for _, found in kept]) > 0).all(axis=0) if kept else None
    if may_claim(together):
        return context.some("research.gap.narrows", [effect for effect, _ in kept])
    return context.words("research.gap.change")


def _series(context: Context, by: str, kind: str) -> dict[str, list[Band]]:
    """Return per scenario the gap in weeks through time, above zero when the group is behind."""
    bands = context.results.bands("gap_weeks", kind=kind, by=by)
    return by_scenario([band.negated() for band in bands if band.group == GAPS[by][0]])


def _picture(
    context: Context,
    key: str,
    title: str,
    unit: str,
    panels: Sequence[Panel],
    places: int,
    dates: list[date],
    rows: Sequence[Mapping[str, object]],
) -> Picture:
    words = context.words
    alt = " ".join(
        words("research.gap.alt", label=p.heading, weeks=words.with_band(p.bands[-1], places),
              date=words.date(p.bands[-1].week))
        for p in panels
    )  # fmt: skip
    lines = [(p.heading, p.bands, places) for p in panels]
    return Picture(
        key,
        title,
        unit,
        alt,
        dated_table(context, words.capital(unit), words("research.head.gap"), lines, dates),
        lambda narrow: draw_panels(context, panels, words.capital(unit), narrow=narrow),
        words("research.gap.note"),
        rows,
    )


def _dates(context: Context) -> list[date]:
    """Return the weeks of the table: before the first closure, and the ends of closures and years."""
    closures, weeks = context.results.closures, context.results.weeks
    before = [w for w in weeks if closures and w < closures[0].start]
    return [*before[-1:], *key_dates(context)]
