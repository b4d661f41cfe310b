"""A card per intervention: what it brings, costs and asks, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simkansen.interventions import registry
from simkansen.report.figures.parts import Context
from simkansen.report.plain import PlainWords, gain, recovered, sure
from simkansen.report.reading.findings import Effect
from simkansen.report.reading.grounds import ground, sentence
from simkansen.report.reading.money import money
from simkansen.report.reading.own_prices import named_low
from simkansen.report.reading.participants import late_devices, participants
from simkansen.report.reading.records import FEWEST_PUPILS, Band
from simkansen.report.reading.staffing import StaffHours, staff_hours
from simkansen.report.readings.school_samples import sample
from simkansen.report.sections import losing
from simkansen.report.sentences import headings, read_back
from simkansen.report.words import whole


@dataclass(frozen=True, slots=True)
class SchoolCard:
    """One intervention: facts by their names, and what it asks of a school."""

    label: str
    sample: str
    """Its line and marker, as an SVG element."""

    facts: Sequence[tuple[str, str]]
    asks: Sequence[str]


def cards(context: Context, shown: Sequence[Effect]) -> list[SchoolCard]:
    """Return a card for each intervention that is shown.

    Parameters
    ----------
    context
        The results, in one language.
    shown
        The interventions, in order.
    """
    return [_card(context, effect) for effect in shown]


def _card(context: Context, effect: Effect) -> SchoolCard:
    words, name = context.words, effect.name
    unlike = name in context.results.unlike  # neither gain nor loss is of its interventions alone
    sure_of = f"{sentence(context, effect)} {sure(words, effect, ground(effect.scenario).assumed)}"
    of_words = {
        "weeks": recovered(words, effect.weeks),
        "reached": _reached(context, effect),
        "targeted": _targeted(context, effect),
        "cost": _cost(context, effect),
        "staff": _staff(context, effect),
        **_received(context, effect),
        "sure": "" if unlike else sure_of,
        "worse": "" if unlike else _worse(context, effect),
    }
    facts = [(words(f"school.card.{key}"), text) for key, text in of_words.items() if text]
    return SchoolCard(context.label(name), sample(context.marks[name]), facts, _asks(context, effect))


def _reached(context: Context, effect: Effect) -> str:
    """Return what one pupil who takes part recovers, and how many take part."""
    words, one = context.words, participants(context).get(effect.name)
    if one is None or not one.of:
        return ""
    if one.reached is None:
        return words("school.reached.nobody") if one.nobody else ""
    of = words.counted("count.pupils", whole(one.of))
    few = 0.0 < one.pupils < 1.0
    part = words.counted("school.reached.pupils", _rough(whole(one.pupils)), of=of)
    part = words("school.reached.fewer", of=of) if few else part
    told = f"{_each(context, one.reached)} {part}"
    if not one.nobody_in_some:
        return told
    runs = {"k": words.number(one.runs - one.reaching), "n": words.number(one.runs)}
    late = late_devices(context, effect.name)
    return f"{told} {words('school.reached.nobody_in_some', **runs)} {late}".rstrip()


def _targeted(context: Context, effect: Effect) -> str:
    """Return what a pupil whom it is for recovers, whether or not that pupil takes part."""
    one = participants(context).get(effect.name)
    if one is None or one.targeted is None:
        return ""
    return _each(context, one.targeted)


def _each(context: Context, band: Band) -> str:
    """Return weeks per pupil of some; of few pupils the middle alone, and that they are few."""
    words = context.words
    if band.n_pupils >= FEWEST_PUPILS:
        told = recovered(words, band)
    else:
        told = words("school.card.few_pupils", weeks=gain(words, band.median))
    return f"{words.capital(told).rstrip('.')}."


def _worse(context: Context, effect: Effect) -> str:
    """Return how many pupils learn less than without, when that is one in a hundred or more, and in what."""
    words, name, told = context.words, effect.name, []
    band = context.results.one("worse_off", kind="effect", of=name)
    if band is not None and band.median >= 0.005:
        told.append(words.counted("school.worse", round(100 * band.median)))
    lost = [words.subject(subject) for subject, _ in losing(context, name)]
    told += [words("school.worse.subject", subjects=words.listed(lost))] if lost else []
    return " ".join(told)


def _cost(context: Context, effect: Effect) -> str:
    """Return euro per pupil of the schools, and per pupil who takes part where that is known."""
    words, results, name = context.words, context.results, effect.name
    each = next((one.per_pupil for one in money(context) if one.name == name), None)
    if each is None:
        return ""
    if round(each.median, 2) == 0:
        return _with_origin(context, name, words("school.cost.none"))
    part = results.n_learners > results.n_pupils
    key, of = ("at_once", words.number(results.n_pupils)) if part else ("each", "")
    told = words(f"school.cost.{key}", euro=_euro(context, each.median), of=of)
    one = participants(context).get(name)
    if one is not None and one.cost is not None:
        told += " " + words("school.cost.reached", euro=_euro(context, one.cost.median))
    return _with_origin(context, name, told)


def _with_origin(context: Context, name: str, cost: str) -> str:
    """Return a cost with where it comes from, where that is a price below what is known."""
    low = name in named_low(context)
    return context.words("school.price.low_mark", price=cost) if low else cost


def _euro(context: Context, amount: float) -> str:
    if 1 <= abs(amount) < _TWO_FIGURES:  # rounded once: 7.493 is 7, and not 7.5 and then 8
        return context.words.euro(amount)
    return context.words.euro(_rough(amount), 0 if abs(amount) >= 1 else 2)


_TWO_FIGURES = 10


def _rough(amount: float) -> float:
    """Return a number rounded to two figures, which a simulation does not know better."""
    return float(f"{amount:.2g}")


def _staff(context: Context, effect: Effect) -> str:
    """Return the hours of staff per school that are taken, and those that schools do not have."""
    words, hours = context.words, school_hours(context, effect)
    if hours is None:
        return ""
    if hours.none:
        return words.counted("school.staff.unmet", hours.asked)
    if hours.taken == 0:
        return words("school.staff.none")
    known = _schools(context, effect) is not None
    part = any(_share_of_schools(one) < 1 for one in effect.scenario.interventions)
    told = words.counted(f"school.staff.{'mean' if part and not known else 'hours'}", hours.taken)
    if not hours.short:
        return told
    exact = staff_hours(context)[effect.name]  # not of figures that were rounded, as elsewhere on pages
    missing, share = words.short_number(_rough(hours.missing)), words.percent(exact.share)
    return f"{told} {words.counted('school.staff.short', hours.asked, share=share, missing=missing)}"


def _share_of_schools(intervention: Mapping[str, Any]) -> float:
    target = intervention.get("for") or intervention.get("target") or {}
    share = target.get("schools")
    return 1.0 if share is None else float(share)


def school_hours(context: Context, effect: Effect) -> StaffHours | None:
    """Return the hours of a school's own staff, asked and taken, to two figures; None when not known.

    Where the results tell how many schools it is for it is per school of those, else per school of all.
    """
    found, schools = staff_hours(context).get(effect.name), context.results.fact("schools")
    number = _schools(context, effect) or (schools if isinstance(schools, int) else 0)
    if found is None or number <= 0:
        return None
    return StaffHours(_rough(found.asked / number), _rough(found.taken / number))


def _schools(context: Context, effect: Effect) -> float | None:
    """Return of how many schools hours are asked, whether or not they have any; None when not known.

    They are those with a pupil it is for, or the share of these that is to take part; the mean, as of hours,
    so that their quotient is that of all hours and all schools of the simulations.
    """
    targeted = _reach(context, effect, "schools_targeted")
    if targeted is None:
        part = _reach(context, effect, "schools_taking_part")
        return part.mean if part else None
    return targeted.mean * _share_of_schools(effect.scenario.interventions[0])


def _reach(context: Context, effect: Effect, measure: str) -> Band | None:
    """Return a number about the only intervention of a scenario, None when there is none above zero."""
    mine = effect.scenario.interventions
    if len(mine) != 1:
        return None
    bands = context.results.last(measure, by="intervention")
    band = bands.get((effect.name, str(mine[0].get("id"))))
    return None if band is None or not band.mean > 0 else band


def _received(context: Context, effect: Effect) -> dict[str, str]:
    """Return the hours for the pupil or the parent: those received, else those that are set, else nothing."""
    words, mine = context.words, effect.scenario.interventions
    if len(mine) != 1:
        return {}
    kind = registry().get(str(mine[0].get("type")))
    key = kind.hours_of if kind else "pupil"
    if key == "teacher":
        return {"pupil": words("school.pupil.none")}
    received = _reach(context, effect, "hours_received")
    if received is not None:
        return {key: words("school.pupil.received", n=words.number(_rough(received.median)))}
    return {key: _set_hours(context, mine[0])}


def _set_hours(context: Context, intervention: Mapping[str, Any]) -> str:
    """Return the hours or days a week that the scenario sets; an empty text where it sets none."""
    words = context.words
    if intervention.get("days") is not None:
        return words.counted("school.pupil.days", float(intervention["days"]))
    hours = intervention.get("hours")
    amount = hours.get("per_week") if isinstance(hours, Mapping) else hours
    return "" if amount is None else words("school.pupil.weekly", n=words.short_number(float(amount)))


def _asks(context: Context, effect: Effect) -> list[str]:
    """Return what it asks of a school, and how it is set here; of several together only their names."""
    words, mine = PlainWords(context.words.lang), effect.scenario.interventions
    if len(mine) > 1:
        return [words("school.together", list=words.listed(f"‘{one}’" for one in headings(words, mine)))]
    found = []
    for one in mine:
        results = context.results
        always, half = results.never_closed, results.half_groups
        key = f"school.does.{one.get('type')}"
        found += [words(key)] if words.has(key) else []
        told = read_back(words, one, effect.scenario.parameters, never_closed=always, half_groups=half)
        found.append(words("school.set", sentences=" ".join(told)))
    return found
