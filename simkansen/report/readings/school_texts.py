"""The texts of the reading for a school: pupils and closures, for whom, what it leaves out, questions."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.report.figures.parts import Context
from simkansen.report.plain import SMALLEST, delay, gain, may_harm
from simkansen.report.reading.findings import Effect, behind_most, may_claim, recovered_draws, surely_best
from simkansen.report.reading.records import Band, ClosedPeriod, aligned
from simkansen.report.readings.school_cards import school_hours
from simkansen.report.sections import others_closed, own_closures, small_groups, whom_closed
from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.scenario.schema.words import LEAST, MOST

FEW_CLOSURES = 3
"""More closures than this are counted, not listed."""

EDUCATION = "parental_education"


def people(context: Context) -> str:
    """Return which pupils are simulated, and when their schools were closed."""
    words, schools = context.words, context.results.fact("schools")
    at = words.counted("school.at_schools", schools) if isinstance(schools, int) else ""
    results = context.results
    pupils = words("school.people", pupils=words.number(results.n_pupils), schools=at)
    if results.n_learners > results.n_pupils:
        pupils += " " + words("asked.people_all", n=words.number(results.n_learners))
    return " ".join(filter(None, (pupils, _closures(context), others_closed(context))))


def _closures(context: Context) -> str:
    words, found = context.words, context.results.closures
    own = bool(context.results.manifest.get("unlike_closures"))  # some scenario has others
    if not found:
        told = own_closures(context) if own else words("school.open")
        return told if "closures" in context.results.manifest else ""
    shut = [c for c in found if c.kind == "closed"]
    halved = [c for c in found if c.kind != "closed"]
    each = [
        _times(context, closed, key)
        for closed, key in ((shut, "closed"), (halved, "halved_too" if shut else "halved"))
        if closed
    ]
    told = " ".join(each)
    if not own:
        return told
    return words("school.closures_of", reference=context.reference, told=told[:1].lower() + told[1:])


def _times(context: Context, closed: Sequence[ClosedPeriod], key: str) -> str:
    """Return when schools were closed, or worked with half groups: each period, or how many of many."""
    words = context.words
    if len(closed) > FEW_CLOSURES:
        start = words.date(closed[0].start)
        return words(f"school.{key}_often", n=words.number(len(closed)), start=start)
    return words(f"school.{key}", periods=words.listed(_period(context, c) for c in closed))


def _period(context: Context, closure: ClosedPeriod) -> str:
    words = context.words
    period = words("ask.from.both", start=words.date(closure.start), end=words.date(closure.end))
    return period + whom_closed(words, closure)


def whom(context: Context, shown: Sequence[Effect]) -> list[str]:
    """Return which pupils have the largest delay, whom each intervention helps more.

    Of what differs in more than interventions that is not told: whom it helps need not be their doing.
    """
    alone = [effect for effect in shown if effect.name not in context.results.unlike]
    found = [_behind(context), *(_helped(context, effect) for effect in alone)]
    return [text for text in found if text]


def _groups(context: Context) -> dict[str, str]:
    return {key: context.group(EDUCATION, one) for key, one in (("low", LEAST), ("high", MOST))}


def _behind(context: Context) -> str:
    words, reference = context.words, context.results.reference
    bands = context.results.last("delay_weeks", by=EDUCATION)
    pair = [bands.get((reference.name, key)) for key in (LEAST, MOST)]
    low, high = pair
    if low is None or high is None:
        return ""
    start = words(f"school.start.{'with' if reference.interventions else 'without'}", label=context.reference)
    key = "more" if behind_most(context.results) else "both"
    told = words(
        f"school.whom.{key}", start=start, a=delay(words, low), b=delay(words, high), **_groups(context)
    )
    return words.of_part(told, _fewest(low, high), "part.sentence")


def _fewest(first: Band, second: Band) -> Band:
    """Return which of two bands is of the fewest simulations."""
    return min(first, second, key=lambda band: band.n_runs)


def _helped(context: Context, effect: Effect) -> str:
    """Return who gains most from an intervention, when nine runs in ten show it; else both numbers."""
    words, name = context.words, effect.name
    bands = context.results.last("delay_weeks", kind="effect", by=EDUCATION)
    low, high = bands.get((name, LEAST)), bands.get((name, MOST))
    if low is None or high is None:
        return ""
    key, medians = _most(context, name), (-low.median, -high.median)
    if key == "even" and max(map(abs, medians)) < SMALLEST:
        key = "neither"
    elif key == "even" and max(medians) <= -SMALLEST:
        key, medians = "less", (low.median, high.median)
    runs = min(_fewest(low, high).n_runs, context.results.n_runs)
    if key == "even" and runs < FEWEST_COUNTED:
        key = "few"
    a, b = _apart(context, *medians)
    if key == "high":
        a, b = b, a
    n = words.number(runs)
    told = words(f"school.whom.{key}", label=context.label(name), a=a, b=b, n=n, **_groups(context))
    return words.of_part(told, _fewest(low, high), "part.sentence")


def _most(context: Context, name: str) -> str:
    """Return the group that surely gains most, ``even`` when neither surely does."""
    draws = [recovered_draws(context.results, EDUCATION, key).get(name) for key in (LEAST, MOST)]
    if draws[0] is None or draws[1] is None:
        return "even"
    low, high = aligned([draws[0], draws[1]])
    if may_claim((low > high) & (low > 0)):
        return "low"
    return "high" if may_claim((high > low) & (high > 0)) else "even"


def _apart(context: Context, first: float, second: float) -> tuple[str, str]:
    """Return two numbers of weeks with as many decimals as show which is larger, two at most."""
    places = 1 if round(first, 1) != round(second, 1) else 2
    return gain(context.words, first, places), gain(context.words, second, places)


def limits(context: Context) -> list[str]:
    """Return what the page does not say, in plain sentences."""
    words = context.words
    origin = words(f"school.limit.{'unfitted' if context.results.source == 'prior' else 'fitted'}")
    if context.effects and context.results.source != "prior":
        origin += f" {words('school.limit.effects')}"
    kept = [words(f"school.limit.{key}") for key in ("yours", "subjects", "distance")]
    return [*kept, *small_groups(context), origin, words("school.limit.wider")]


def questions(context: Context, shown: Sequence[Effect]) -> list[str]:
    """Return three questions to talk about in a team, by what came out."""
    words = context.words
    who = words("school.ask.behind" if behind_most(context.results) else "school.ask.who", **_groups(context))
    if not shown:
        return [who, words("school.ask.contact"), words("school.ask.ready")]
    best, like = surely_best(context.ranking), [one for one in shown if one in context.like]
    if best is not None:
        first = words("school.ask.best", label=context.label(best))
    elif len(like or shown) == 1:  # what differs in more is no rival of it
        first = words("school.ask.one", label=context.label((like or shown)[0].name))
    else:
        first = words(f"school.ask.{_none_best(context)}")
    return [first, who, _price(context, shown)]


def _none_best(context: Context) -> str:
    """Return what to say where none is surely the best: so it is, or simulations or pupils are too few."""
    if context.results.n_runs < FEWEST_COUNTED:
        return "few_runs"
    return "few_pupils" if context.middles_alone else "none_best"


def _price(context: Context, shown: Sequence[Effect]) -> str:
    """Return a question about what may go wrong: harm first, else the hours of the most demanding."""
    words = context.words
    doubtful = [e for e in shown if may_harm(e.weeks)]
    if doubtful:
        worst = min(doubtful, key=lambda e: e.weeks.p05)
        return words("school.ask.harm", label=context.label(worst.name))
    found = {e.name: hours for e in shown if (hours := school_hours(context, e)) and hours.asked}
    if not found:
        return words("school.ask.time")
    name = max(found, key=lambda one: found[one].asked)
    key = f"school.ask.{'people' if found[name].short or found[name].none else 'hours'}"
    return words.counted(key, found[name].asked, label=context.label(name))
