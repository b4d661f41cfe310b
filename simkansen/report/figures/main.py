"""The main figure: weeks of learning recovered by each intervention, with how often it helps."""

from __future__ import annotations

from functools import partial

from simkansen.report.figures.numbers import WEEKS, mark_rows
from simkansen.report.figures.parts import Column, Context, Picture, Tidy, decimals, dot, limits, number_axis
from simkansen.report.figures.rows import row_axes
from simkansen.report.reading.findings import Effect, surely_best, surely_helping
from simkansen.report.reading.grounds import graded, ground, letter
from simkansen.report.reading.records import Band
from simkansen.report.reading.steady import error_text
from simkansen.report.style import Figure
from simkansen.report.words import Words, digits


def picture(context: Context) -> Picture | None:
    """Return the main figure, or None when nothing is compared."""
    if not context.effects:
        return None
    words, places = context.words, decimals([e.weeks for e in context.effects])
    columns: tuple[Column[Effect], ...] = (
        ("label", words("head.intervention"), lambda e: context.label(e.name)),
        ("weeks", "", lambda e: words.with_band(e.weeks, places)),
        ("", words("head.weeks"), lambda e: middle_and_ends(words, e.weeks, places)[0]),
        ("", _band_head(context), lambda e: middle_and_ends(words, e.weeks, places)[1]),
        ("", words("head.error"), lambda e: error_text(context, e.weeks)),
        ("evidence", words("head.evidence"), lambda e: letter(context, e)),
        ("helps", words("head.helps"), context.helps),
    )
    return Tidy(words("main.table"), context.effects, columns, partial(_numbers, context)).picture(
        "main",
        title(context),
        words("main.unit", reference=context.reference),
        words.of("main.alt"),
        lambda narrow: _draw(context, places, narrow=narrow),
    )


def _band_head(context: Context) -> str:
    """Return the head of the column of intervals; nothing where there are none, and so no such column."""
    return "" if context.middles_alone else context.words("head.band")


def _numbers(context: Context, effect: Effect) -> list[dict[str, object]]:
    grounds: dict[str, object] = {"evidence": ground(effect.scenario).letter, "helps": effect.helps}
    if effect.name in context.results.unlike:  # neither is of its interventions alone
        grounds = dict.fromkeys(grounds)
    return [row | grounds for row in mark_rows([effect.weeks], "weeks_recovered", WEEKS)]


def title(context: Context) -> str:
    """Return a finding when nine runs in ten show it, else the topic."""
    words = context.words
    best = surely_best(context.ranking)
    if best is not None:
        first = [effect for effect in context.effects if effect.name == best]
        return graded(context, words("main.best", label=context.label(best)), first)
    sure = surely_helping(context.results, list(context.effects))
    if sure:
        return graded(context, context.some("main.helps", sure), sure)
    return words("main.topic")


def middle_and_ends(words: Words, band: Band, places: int) -> tuple[str, str]:
    """Return the median and the band as two texts, with as many decimals as show the median."""
    places = digits(band, places)
    ends = words.between(words.number(band.p05, places), words.number(band.p95, places))
    return words.number(band.median, places), ends


def _draw(context: Context, places: int, *, narrow: bool) -> Figure:
    words, found = context.words, context.effects
    labels = [context.label(e.name) for e in found]
    row = 0.5 if narrow or len(found) < 5 else 0.42
    rows = row_axes(labels, narrow=narrow, top=0.05 if narrow else 0.42, right=2.4, row=row, under=0.19)
    for i, effect in enumerate(found):
        dot(rows.axes, rows.at[i], effect.weeks, context.marks[effect.name], labels[i])
        weeks = words.with_band(effect.weeks, places)
        unlike = effect.name in context.results.unlike
        about = {"letter": "–" if unlike else ground(effect.scenario).letter, "helps": context.helps(effect)}
        rows.tell(
            i, words("main.row", weeks=weeks, **about), {5.95: weeks, 7.0: words("main.grounds", **about)}
        )
    rows.head({5.95: context.of_runs("main.column.weeks"), 7.0: words("main.column.helps")})
    rows.axes.set_xlim(*limits([e.weeks for e in found]))
    number_axis(rows.axes.xaxis, words, 5 if narrow else 6)
    rows.axes.set_xlabel(words("main.axis"))
    return rows.canvas.figure
