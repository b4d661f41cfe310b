"""How far apart pupils are: the variance of their skill between schools and within schools, through time."""

from __future__ import annotations

from simkansen.report.figures.numbers import band_row
from simkansen.report.figures.panels import Panel, draw_panels
from simkansen.report.figures.parts import Context, Picture, Table
from simkansen.report.figures.through_time import by_scenario

MEASURES = ("variance_within_schools", "variance_between_schools")


def picture(context: Context) -> Picture | None:
    """Return both variances under the reference at the weeks that have them; None without such rows."""
    words, name = context.words, context.results.reference.name
    found = {m: by_scenario(context.results.bands(m)).get(name) for m in MEASURES}
    panels = [Panel(words(f"research.{m}"), context.marks[name], b, 3) for m, b in found.items() if b]
    if not panels:
        return None
    unit = words("research.variance.unit", label=context.reference)
    alt = " ".join(
        words("research.variance.alt", what=p.heading, first=words.with_band(p.bands[0], 3),
              start=words.date(p.bands[0].week), last=words.with_band(p.bands[-1], 3),
              end=words.date(p.bands[-1].week))
        for p in panels
    )  # fmt: skip
    return Picture(
        "variance",
        words("research.variance.title"),
        unit,
        alt,
        _table(context, panels),
        lambda narrow: draw_panels(
            context, panels, words.capital(unit), narrow=narrow, points=True, shared=False
        ),
        words("research.variance.note"),
        [
            band_row(b, "measure scenario week median p05 p95 mean n_runs", measure=m)
            for m, bands in found.items()
            for b in bands or ()
        ],
    )  # fmt: skip


def _table(context: Context, panels: list[Panel]) -> Table:
    words = context.words
    weeks = sorted({b.week for p in panels for b in p.bands})
    by_week = [{b.week: b for b in p.bands} for p in panels]
    rows = [[words.date(w), *(words.with_band(bands.get(w), 4) for bands in by_week)] for w in weeks]
    head = [words("research.head.week"), *(p.heading for p in panels)]
    return Table(words("research.variance.table", label=context.reference), head, rows)


def effects(context: Context) -> Table | None:
    """Return what each intervention changes in both variances and in the concentration index, at the end."""
    words, results = context.words, context.results
    found = {m: results.last(m, kind="effect") for m in (*MEASURES, "concentration_index")}
    shown = [m for m, bands in found.items() if bands]
    rows = [
        [
            context.label(e.name),
            *(words.with_band(found[m].get((e.name, "all")), 4) for m in shown),
        ]
        for e in context.effects
    ]
    head = [words("head.intervention"), *(words(f"research.{m}") for m in shown)]
    return Table(words("research.variance.effects"), head, rows) if shown and rows else None
