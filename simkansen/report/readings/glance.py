"""What comes first: one sentence with number, unit and how sure, and a row for each intervention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from simkansen.evidence import GRADES
from simkansen.report.blocks import Glance, GlanceRow, Hero
from simkansen.report.figures import through_time
from simkansen.report.figures.main import picture
from simkansen.report.figures.parts import Context, Picture, around, decimals
from simkansen.report.plain import weeks as in_weeks
from simkansen.report.reading.findings import Effect, Ranking, surely_best, surely_helping
from simkansen.report.reading.grounds import Ground, ground
from simkansen.report.reading.money import CostEffect, middle_price, money, part_text
from simkansen.report.reading.own_prices import marked
from simkansen.report.reading.participants import Participants, participants, weeks_text
from simkansen.report.reading.steady import quoted
from simkansen.report.words import Words, digits, whole
from simkansen.runs.draws import FEWEST_COUNTED

MOST_WORDS = 20
"""Words of the sentence that a page begins with, at most."""

_PAD = 0.04


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of a table at a glance, from its lowest to its highest value."""

    low: float
    high: float

    @classmethod
    def around(cls, ends: Iterable[float]) -> Scale:
        """Return the scale that holds these values, and zero."""
        return cls(*around([*ends, 0.0], _PAD))

    def at(self, value: float) -> float:
        """Return where a value stands (per cent of the axis)."""
        return round(100 * (value - self.low) / (self.high - self.low), 2)

    def ticks(self) -> list[float]:
        """Return zero and the largest round number on the longer side of the axis."""
        steps = (digit * 10.0**power for power in count(9, -1) for digit in (5, 2, 1))
        side = 1.0 if self.high >= -self.low else -1.0
        return [0.0, side * next(step for step in steps if step < max(self.high, -self.low))]


def brief(say: Callable[..., str], *fields: Sequence[str]) -> str:
    """Return the first sentence of at most `MOST_WORDS` words.

    Parameters
    ----------
    say
        Makes the sentence of one text for each field.
    fields
        Texts for a field, the fullest first. Of a sentence that is too long the first field is shortened,
        then the next.

    Returns
    -------
    str
        Where all are too long, that with the shortest texts; with a capital.
    """
    chosen = [one[0] for one in fields]
    for place, texts in enumerate(fields):
        for text in texts:
            chosen[place] = text
            said = say(*chosen)
            if len(said.split()) <= MOST_WORDS:
                break
        else:
            continue
        break
    return said[:1].upper() + said[1:]


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
    labels, when = [""], ""
    if context.effects:
        top = context.effects[0]
        band, key = top.weeks, _claim(context, top)
        alike = [top.name] if context.ranking is None else context.ranking.same_as(top.name)
        labels = [quoted(context, alike), words("answer.first" if len(alike) == 1 else "answer.first_same")]
        key = key if len(alike) == 1 or context.ranking is None else same_claim(context.ranking, key)
        end = "" if key == "unlike" else end
    else:
        found = context.results.one("delay_weeks", of=context.results.reference.name)
        if found is None:
            return ""
        band, when, key = found, words.month_year(found.week), "behind"
    places = max(1, digits(band, decimals([band])))
    about = {
        "weeks": in_weeks(words, band.median, places),
        "band": words.between(words.number(band.p05, places), words.number(band.p95, places)),
        "runs": words.counted("caption.runs", context.results.n_runs),
    }
    return brief(lambda label: words(f"answer.{key}{end}", label=label, when=when, **about), labels)


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
        return "ahead" if helps else "unsure"
    if len(context.like) == 1:
        return "helps"
    if surely_best(context.ranking) != top.name:
        return "leads"
    return "assumed" if ground(top.scenario).all_assumed else "best"


def same_claim(rank: Ranking, claim: str) -> str:
    """Return which of the sentences may be said of several that come first and are always the same.

    Parameters
    ----------
    rank
        The order, in which the first is the same as others.
    claim
        What may be said of one of them; none of which it is not sure that it helps is said to lead alone.
    """
    of_all = len(rank.same_as(rank.names[0])) == len(rank.names)
    unsure = claim.endswith(("ahead", "unsure", "harms"))
    return ("same" if of_all else "lead_same") + ("_unsure" if unsure else "")


def glance(context: Context) -> Glance:
    """Return a row for each intervention: weeks recovered, also by who takes part, price, how well known."""
    words, reached = context.words, participants(context)
    spent = {one.name: one for one in money(context)}
    scale = Scale.around(x for effect in context.effects for x in effect.weeks.ends)
    rows = [
        _row(context, effect, reached[effect.name], spent.get(effect.name), scale)
        for effect in context.effects
    ]
    found = picture(context)
    assert found is not None  # there are effects
    return Glance(
        found,
        rows,
        scale.at(0.0),
        [(scale.at(one), words.short_number(one)) for one in scale.ticks()],
        words("glance.table"),
        (words("head.intervention"), words("head.weeks")),
        [(words(f"glance.{key}"), words(f"glance.{key}_short")) for key in ("each", "price")],
        len(rows),
    )


def _row(
    context: Context, effect: Effect, one: Participants, spent: CostEffect | None, scale: Scale
) -> GlanceRow:
    words, band, rests = context.words, effect.weeks, ground(effect.scenario)
    places = digits(band, decimals([e.weeks for e in context.effects]))
    untold = one.reached is None and not one.of
    each = "" if untold else weeks_text(context, one.reached, nobody=one.nobody, brief=True)
    middle, _, rest = each.partition(" (")
    price, unlike = None if spent is None else spent.price, effect.name in context.results.unlike
    ends = words.between(words.number(band.p05, places), words.number(band.p95, places)) if band.told else ""
    weeks = words("glance.recovered", weeks=in_weeks(words, band.median, places))
    return GlanceRow(
        context.label(effect.name),
        context.marks[effect.name],
        [scale.at(x) for x in (*band.ends, band.median)],
        words.number(band.median, places),
        ends,
        [
            (middle, rest.rstrip(")")),
            (marked(context, effect.name, middle_price(words, price)), part_text(words, price)),
        ],
        *how_known(words, None if unlike else rests),
        tip_of(words, weeks, ends),
        words.counted("count.pupils", whole(band.n_pupils)) if band.few else "",
    )


def tip_of(words: Words, value: str, ends: str) -> str:
    """Return what a row tells whoever points at it: its value, and where nine in ten simulations lie."""
    return words("glance.tip", value=value, band=ends) if ends else value


def how_known(words: Words, rests: Ground | None) -> tuple[int, str, str]:
    """Return how well known an effect is: marks of four, its letter, and the same in words.

    Nothing of it where there is no ground: where more differs than interventions, or there are none.
    """
    if rests is None:
        return 0, "–", ""
    return len(GRADES) - GRADES.index(rests.letter), rests.letter, words(f"glance.ground.{_known(rests)}")


def _known(rests: Ground) -> str:
    """Return how well known an effect is, as the end of the name of a text."""
    if not rests.tried:
        return "untried"
    return "beyond" if rests.beyond else rests.letter.lower()
