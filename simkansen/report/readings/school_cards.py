"""A card per intervention: what it brings, costs and asks, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simkansen.report.figures.parts import Context
from simkansen.report.findings import Effect
from simkansen.report.plain import PlainWords, recovered, sure
from simkansen.report.samples import sample
from simkansen.report.sections import tried
from simkansen.report.sentences import heading, read_back

_OF_PARENTS = "parent-guidance"
_OF_TEACHERS = "teacher-professionalisation"


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
    words, name = context.words, effect.scenario.name
    of_words = {
        "weeks": recovered(words, effect.weeks),
        "cost": _cost(context, effect),
        "staff": _staff(context, effect),
        **_received(context, effect),
        "sure": sure(words, effect) + ("" if tried(effect.scenario) else f" {words('school.untried')}"),
        "worse": _worse(context, effect),
    }
    facts = [(words(f"school.card.{key}"), text) for key, text in of_words.items() if text]
    return SchoolCard(context.label(name), sample(context.marks[name]), facts, _asks(context, effect))


def _worse(context: Context, effect: Effect) -> str:
    """Return how many pupils learn less than without, when that is one in a hundred or more."""
    words = context.words
    band = context.results.last("worse_off", kind="effect").get((effect.scenario.name, "all"))
    if band is None or band.median < 0.005:
        return ""
    return words("school.worse", n=words.number(100 * band.median))


def _cost(context: Context, effect: Effect) -> str:
    """Return euro per pupil of the schools, and per pupil who takes part where that is known."""
    words, results, name = context.words, context.results, effect.scenario.name
    band = results.last("cost", kind="effect").get((name, "all"))
    if band is None or band.n_pupils <= 0:
        return ""
    each = band.median / band.n_pupils
    if round(each, 2) == 0:
        return words("school.cost.none")
    told = words("school.cost.each", euro=_euro(context, each))
    reached = _reach(context, effect, "pupils_reached")
    if reached:
        told += " " + words("school.cost.reached", euro=_euro(context, band.median / reached))
    return told


def _euro(context: Context, amount: float) -> str:
    return context.words.euro(_rough(amount), 0 if abs(amount) >= 1 else 2)


def _rough(amount: float) -> float:
    """Return a number rounded to two figures: what a simulation can tell about one."""
    return float(f"{amount:.2g}")


def _staff(context: Context, effect: Effect) -> str:
    """Return the hours of staff per school, over all the weeks that it runs."""
    words, results = context.words, context.results
    band = results.last("staff_hours_needed", kind="effect").get((effect.scenario.name, "all"))
    schools = results.fact("schools")
    if band is None or not isinstance(schools, int) or schools < 1:
        return ""
    if abs(band.median) < 0.5:
        return words("school.staff.none")
    return words("school.staff.hours", n=words.number(_rough(band.median / schools)))


def staff_hours(context: Context, effect: Effect) -> float:
    """Return the hours of staff per school (h), 0 when not known."""
    band = context.results.last("staff_hours_needed", kind="effect").get((effect.scenario.name, "all"))
    schools = context.results.fact("schools")
    return _rough(band.median / schools) if band is not None and isinstance(schools, int) and schools else 0.0


def _reach(context: Context, effect: Effect, measure: str) -> float | None:
    """Return a number about the only intervention of a scenario, None when the results do not have it."""
    mine = effect.scenario.interventions
    if len(mine) != 1:
        return None
    bands = context.results.last(measure, by="intervention")
    band = bands.get((effect.scenario.name, str(mine[0].get("id"))))
    return None if band is None or not band.median > 0 else band.median


def _received(context: Context, effect: Effect) -> dict[str, str]:
    """Return the hours for the pupil or the parent: those received, else those that are set, else nothing."""
    words, mine = context.words, effect.scenario.interventions
    if len(mine) != 1:
        return {}
    kind = str(mine[0].get("type"))
    if kind == _OF_TEACHERS:
        return {"pupil": words("school.pupil.none")}
    key = "parent" if kind == _OF_PARENTS else "pupil"
    received = _reach(context, effect, "hours_received")
    if received is not None:
        return {key: words(f"school.{key}.received", n=words.number(_rough(received)))}
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
        return [words("school.together", list=words.listed(f"‘{heading(words, one)}’" for one in mine))]
    found = []
    for one in mine:
        key = f"school.type.{one.get('type')}"
        found += [words(key)] if words.has(key) else []
        found.append(words("school.set", sentences=" ".join(read_back(words, one))))
    return found
