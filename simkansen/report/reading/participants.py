"""What a programme does and costs per pupil whom it reaches: shared by the three readings and the terminal.

A mean over all pupils of a small programme says little of the programme. So effect and cost are told of the
same pupils: both of all, or both of those reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from simkansen.report.figures.parts import Context, TextTable, tabled
from simkansen.report.reading.own_prices import marked
from simkansen.report.reading.records import FEWEST_PUPILS, Band, median_share
from simkansen.report.words import digits

FEW_REACHED = 0.10
"""Share of the pupils below which what a programme does is told per pupil reached (an assumed limit)."""


@dataclass(frozen=True, slots=True)
class Participants:
    """What one scenario does for the pupils reached and targeted, and what it costs for those reached.

    Attributes
    ----------
    reached, targeted
        Weeks recovered per pupil; None where nobody is, the results do not tell, or more differs than
        interventions.
    pupils, of
        Pupils reached by any intervention of the scenario (median over the runs), and all pupils who learn in
        any of the school years; zero where not known.
    share
        Those reached as a share of all, taken within each simulation; the median, as of every share of pupils
        on a page. The quotient of ``pupils`` and ``of`` where results do not keep their simulations.
    cost
        EUR per pupil reached; None where there is no cost or nobody is reached.
    """

    reached: Band | None
    targeted: Band | None
    pupils: float
    of: float
    share: float
    cost: Band | None

    @property
    def few(self) -> bool:
        """Whether a small part of the pupils is reached."""
        return 0.0 < self.pupils < FEW_REACHED * self.of


def participants(context: Context) -> dict[str, Participants]:
    """Return them by scenario, for the interventions that are compared."""
    results = context.results
    of_reached = results.last("weeks_per_reached", kind="effect")
    of_targeted = results.last("weeks_per_targeted", kind="effect")
    cost, counts, shares = results.last("cost", kind="effect"), _counts(context), _shares(context)
    found = {}
    for effect in context.effects:
        name, told_of = effect.name, effect.weeks.told
        reached, spent = (_middle(one.get((name, "all")), told_of) for one in (of_reached, cost))
        targeted = _middle(of_targeted.get((name, "all")), told_of)
        several, of = counts.get(name, (0.0, 0.0))
        pupils = reached.n_pupils if reached is not None else several
        each = spent.scaled(1 / pupils) if spent is not None and pupils > 0 else None
        if each is not None and pupils < FEWEST_PUPILS:
            each = each.middle()
        share = shares.get(name, pupils / of if of else 0.0)
        if name in results.unlike:  # what these pupils gain is not by taking part alone
            reached = targeted = None
        found[name] = Participants(reached, targeted, pupils, of, share, each)
    return found


def _middle(band: Band | None, told_of: bool) -> Band | None:
    """Return a band, of a scenario without an interval for its effect the middle alone."""
    return band if band is None or told_of else band.middle()


def _counts(context: Context) -> dict[str, tuple[float, float]]:
    """Return pupils reached where one intervention alone tells, and all pupils, by scenario."""
    told: dict[str, list[Band]] = {}
    for (scenario, _), band in context.results.last("pupils_reached", by="intervention").items():
        told.setdefault(scenario, []).append(band)
    one = {name: bands[0].median if len(bands) == 1 else 0.0 for name, bands in told.items()}
    return {name: (one[name], bands[0].n_pupils) for name, bands in told.items()}


def _shares(context: Context) -> dict[str, float]:
    """Return pupils reached as a share of all by scenario, of the same pupils as their number."""
    draws, counted = context.results.draws, context.results.draws("pupils_reached", by="intervention")
    several = Counter(scenario for scenario, _ in counted)
    reached = {scenario: part for (scenario, _), part in counted.items() if several[scenario] == 1}
    of_weeks = draws("weeks_per_reached", kind="effect", column="n_pupils")
    reached |= {scenario: part for (scenario, group), part in of_weeks.items() if group == "all"}
    everybody = {scenario: all_of for (scenario, _), all_of in
                 draws("pupils_reached", by="intervention", column="n_pupils").items()}  # fmt: skip
    shares = {name: median_share(part, everybody.get(name, {})) for name, part in reached.items()}
    return {name: share for name, share in shares.items() if share is not None}


def weeks_text(context: Context, band: Band | None, pupils: float = 0.0, *, brief: bool = False) -> str:
    """Return weeks per pupil, with their interval where there are enough pupils for one.

    Parameters
    ----------
    context
        The results.
    band
        Weeks; None where nobody is reached, or nothing tells.
    pupils
        Pupils that it is about, where there is no band.
    brief
        Leave out why there is no interval.
    """
    words = context.words
    if band is None:
        return words("form.unknown" if pupils else "participants.nobody")
    places = digits(band, 1)
    if band.n_pupils < FEWEST_PUPILS and not brief:
        return words("participants.few_pupils", weeks=words.number(band.median, places))
    return words.with_band(band, places)


def told(found: Iterable[Participants]) -> bool:
    """Return whether results tell how many pupils are reached, or what they recover."""
    return any(one.of or one.reached or one.targeted for one in found)


def table(context: Context) -> TextTable | None:
    """Return weeks and EUR per pupil reached, and weeks per pupil targeted; None where nothing tells."""
    words, found = context.words, participants(context)
    if not told(found.values()):
        return None
    columns: dict[str, Callable[[str], str]] = {
        words("head.intervention"): context.label,
        words("participants.pupils"): lambda name: reached_of(context, found[name]),
        words("participants.weeks"): lambda n: weeks_text(context, found[n].reached, found[n].pupils),
        words("participants.euro"): lambda name: marked(context, name, words.euro_band(found[name].cost)),
        words("participants.targeted"): lambda name: (
            words("form.unknown")
            if found[name].targeted is None
            else weeks_text(context, found[name].targeted)
        ),
    }
    return tabled(context.of_runs("participants.table"), found, columns)


def reached_of(context: Context, one: Participants) -> str:
    """Return how many pupils are reached, and what part of all pupils that is."""
    words = context.words
    if not one.of:
        return words("form.unknown")
    return words("participants.reached_of", n=words.number(one.pupils), share=words.of_pupils(one.share))


def sentence(context: Context, name: str) -> str:
    """Return what one pupil whom it reaches recovers, and how many it reaches; empty where nothing tells."""
    words, one = context.words, participants(context).get(name)
    if one is None or not one.of:
        return ""
    several = len(context.effects) > 1
    if one.reached is None:
        key = "participants.line_nobody_named" if several else "participants.line_nobody"
        return words(key, label=context.label(name)) if one.pupils == 0 else ""
    return words(
        "participants.line_named" if several else "participants.line",
        label=context.label(name),
        weeks=weeks_text(context, one.reached),
        n=words.number(one.pupils),
        of=words.counted("count.pupils", round(one.of)),
    )
