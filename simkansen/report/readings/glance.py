"""What comes first: one sentence with number, unit and how sure, and a row for each intervention."""

from __future__ import annotations

from simkansen.evidence import GRADES
from simkansen.report.blocks import Glance, GlanceRow, Hero
from simkansen.report.figures import through_time
from simkansen.report.figures.main import picture
from simkansen.report.figures.parts import Context, Picture, decimals, limits
from simkansen.report.plain import weeks as in_weeks
from simkansen.report.reading.findings import Effect, surely_best, surely_helping
from simkansen.report.reading.grounds import Ground, ground
from simkansen.report.reading.money import CostEffect, money
from simkansen.report.reading.own_prices import marked
from simkansen.report.reading.participants import Participants, participants, weeks_text
from simkansen.report.reading.records import Band
from simkansen.report.words import digits
from simkansen.runs.draws import FEWEST_COUNTED


def hero(context: Context, note: str = "", alone: Picture | None = None) -> Hero | None:
    """Return what a page begins with; None where the results do not tell how far pupils are behind.

    Parameters
    ----------
    context
        The results, in one language.
    note
        What one must know to read it.
    alone
        The figure where nothing is compared, in place of the delay through time.
    """
    shown = glance(context) if context.effects else alone or through_time.picture(context)
    return None if shown is None else Hero(answer(context), shown, note)


def answer(context: Context) -> str:
    """Return what helps most, or how far pupils are behind, in one sentence of at most twenty words."""
    words, end = context.words, "_few" if context.middles_alone or context.few_counted else ""
    if context.effects:
        top = context.effects[0]
        band, about, key = top.weeks, {"label": context.label(top.name)}, _claim(context, top)
        end = "" if key == "unlike" else end
    else:
        found = context.results.one("delay_weeks", of=context.results.reference.name)
        if found is None:
            return ""
        band, about, key = found, {"when": words.month_year(found.week)}, "behind"
    places = max(1, digits(band, decimals([band])))
    return words(
        f"answer.{key}{end}",
        **about,
        weeks=in_weeks(words, band.median, places),
        band=words.between(words.number(band.p05, places), words.number(band.p95, places)),
        runs=words.counted("caption.runs", context.results.n_runs),
    )


def _claim(context: Context, top: Effect) -> str:
    """Return which of the sentences about the highest median may be said."""
    if top.name in context.results.unlike:
        return "unlike"
    band, sure = top.weeks, bool(surely_helping(context.results, [top]))
    if context.middles_alone or context.few_counted:
        return "helps"
    if not sure and band.n_runs >= FEWEST_COUNTED and band.told and band.p05 <= 0:
        if band.p95 < 0:
            return "harms"
        helps = any(surely_helping(context.results, [one]) for one in context.like)
        return "first" if helps else "unsure"
    if len(context.like) == 1:
        return "helps"
    if surely_best(context.ranking) != top.name:
        return "leads"
    return "assumed" if ground(top.scenario).all_assumed else "best"


def glance(context: Context) -> Glance:
    """Return a row for each intervention: weeks recovered, also by who takes part, price, how well known."""
    words, reached = context.words, participants(context)
    spent = {one.name: one for one in money(context)}
    bands = [effect.weeks for effect in context.effects]
    low, high = limits(bands, pad=0.04)
    ticks = [0.0, *(step for step in (5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01) if step < high)][:2]

    def at(value: float) -> float:
        return round(100 * (value - low) / (high - low), 2)

    rows = [
        _row(
            context,
            effect,
            reached[effect.name],
            spent.get(effect.name),
            [at(x) for x in _marks(effect.weeks)],
        )
        for effect in context.effects
    ]
    found = picture(context)
    assert found is not None  # there are effects
    return Glance(found, rows, at(0.0), [(at(one), words.short_number(one)) for one in ticks])


def _marks(band: Band) -> tuple[float, float, float]:
    return (*band.ends, band.median)


def _row(
    context: Context, effect: Effect, one: Participants, spent: CostEffect | None, at: list[float]
) -> GlanceRow:
    words, band, rests = context.words, effect.weeks, ground(effect.scenario)
    places = digits(band, decimals([e.weeks for e in context.effects]))
    untold = one.reached is None and not one.of
    each = "" if untold else weeks_text(context, one.reached, nobody=one.nobody, brief=True)
    middle, _, rest = each.partition(" (")
    price = spent.price.median if spent is not None and spent.price is not None else float("nan")
    known, unlike = 0.0 < price < float("inf"), effect.name in context.results.unlike
    return GlanceRow(
        context.label(effect.name),
        context.marks[effect.name],
        at,
        words.number(band.median, places),
        words.between(words.number(band.p05, places), words.number(band.p95, places)) if band.told else "",
        (middle, rest.rstrip(")")),
        marked(context, effect.name, words.euro(price)) if known else "–",
        0 if unlike else len(GRADES) - GRADES.index(rests.letter),
        "–" if unlike else rests.letter,
        "" if unlike else words(f"glance.ground.{_known(rests)}"),
    )


def _known(rests: Ground) -> str:
    """Return how well known an effect is, as the end of the name of a text."""
    if not rests.tried:
        return "untried"
    return "beyond" if rests.beyond else rests.letter.lower()
