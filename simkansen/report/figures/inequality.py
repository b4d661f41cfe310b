"""How far apart pupils are: the variance of their skill between schools and within schools, through time."""

from __future__ import annotations

from simkansen.report.figures.numbers import band_row
from simkansen.report.figures.panels import LinePanel, draw_panels
from simkansen.report.figures.parts import Column, Context, Picture, TextTable, Tidy, several
from simkansen.report.figures.through_time import by_scenario

MEASURES = ("variance_within_schools", "variance_between_schools")


def picture(context: Context) -> Picture | None:
    """Return both variances under the reference at the weeks that have them; None without such rows."""
    words, name = context.words, context.results.reference.name
    found = {m: by_scenario(context.results.bands(m)).get(name) for m in MEASURES}
    series = {m: bands for m, bands in found.items() if bands}
    if not series:
        return None
    unit = words("research.variance.unit", label=context.reference)
    weeks = sorted({band.week for bands in series.values() for band in bands})
    panels = [LinePanel(words(f"research.{m}"), context.marks[name], bands, 3) for m, bands in series.items()]

    def values(measure: str) -> list[str]:
        at = {band.week: band for band in series[measure]}
        return [words.with_band(at.get(week), 4) for week in weeks]

    def numbers(measure: str) -> list[dict[str, object]]:
        columns = "measure scenario week median p05 p95 mean n_runs"
        return [band_row(band, columns, measure=measure) for band in series[measure]]

    columns: tuple[Column[str], ...] = (
        ("what", words("research.head.week"), lambda m: words(f"research.{m}")),
        ("first", "", lambda m: words.with_band(series[m][0], 3)),
        ("start", "", lambda m: words.date(series[m][0].week)),
        ("last", "", lambda m: words.with_band(series[m][-1], 3)),
        ("end", "", lambda m: words.date(series[m][-1].week)),
        *several([words.date(week) for week in weeks], values),
    )
    caption = words("research.variance.table", label=context.reference)
    return Tidy(caption, list(series), columns, numbers, turned=True).picture(
        "variance",
        words("research.variance.title"),
        unit,
        words.of("research.variance.alt"),
        lambda narrow: draw_panels(
            context, panels, words.capital(unit), narrow=narrow, points=True, shared=False
        ),
        words("research.variance.note"),
    )


def effects(context: Context) -> TextTable | None:
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
    return TextTable(words("research.variance.effects"), head, rows) if shown and rows else None
