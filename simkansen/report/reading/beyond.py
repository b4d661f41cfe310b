"""What goes beyond what was tried or seen: said beside every grade, which is then that of an assumption.

Read from the scenario as it was resolved, against the bounds that `check` notes too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simkansen.evidence import load_parameters
from simkansen.evidence.bounds import beyond_tried, bounds_of
from simkansen.interventions import registry
from simkansen.report.figures.parts import Context
from simkansen.report.reading.records import ScenarioInfo
from simkansen.report.words import Words
from simkansen.scenario.calendar import Calendar, build_calendar
from simkansen.scenario.checks.care import SEEN, more_than_seen
from simkansen.scenario.checks.hours import beyond_together
from simkansen.scenario.schema.programme import Programme, Weeks
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec

PRICES = "cost"
"""Where prices stand below an intervention: they are no part of an effect."""

_OF_A_SCHOOL, _ONCE = (PRICES, "per_school"), (PRICES, "fixed")


@dataclass(frozen=True, slots=True)
class Farther:
    """One answer that goes farther than what was tried.

    Attributes
    ----------
    answer
        Its path below an intervention; ``("emergency_care",)`` of a closure.
    given, tried
        What the file gives, and the most that was tried or seen.
    """

    answer: tuple[str, ...]
    given: float
    tried: float


def farther(scenario: ScenarioInfo) -> list[Farther]:
    """Return the answers, prices aside, and the closures that go beyond what was tried or seen."""
    found = [one for each in scenario.interventions for one in _of(each, scenario) if one.answer[0] != PRICES]
    return list(dict.fromkeys([*found, *_together(scenario), *care_of(scenario)]))


def _together(scenario: ScenarioInfo) -> Iterator[Farther]:
    """Give where several interventions of one type together go beyond what was tried of one."""
    programmes: list[Programme | None] = []
    for each in scenario.interventions:
        kind = registry().get(str(each.get("type")))
        try:
            programmes.append(kind.model_validate(each) if kind else None)
        except ValueError:
            programmes.append(None)
    if sum(one is not None for one in programmes) > 1:
        for _, _, bound, amount in beyond_together(programmes, _calendar_of(scenario)):
            yield Farther(bound.answer, amount, bound.tried)


def dear(scenario: ScenarioInfo, schools: int | None = None) -> list[Farther]:
    """Return the prices of interventions that are above the dearest that is known.

    Parameters
    ----------
    scenario
        With its interventions as they were resolved.
    schools
        How many are simulated: a cost paid once is as dear as what it comes to for each that takes part.
        Where they are not known it is as dear as a whole.
    """
    found = [one for each in scenario.interventions for one in _of(each, scenario) if one.answer[0] == PRICES]
    told = {one.answer for one in found}
    if schools is not None and _ONCE not in told:
        found += filter(None, (_paid_once(each, schools) for each in scenario.interventions))
    return list(dict.fromkeys(found))


def _paid_once(intervention: Mapping[str, Any], schools: int) -> Farther | None:
    cost, target = intervention.get("cost"), intervention.get("for")
    once = float(cost.get("fixed") or 0.0) if isinstance(cost, Mapping) else 0.0
    share = target.get("schools") if isinstance(target, Mapping) else None
    bounds = bounds_of(str(intervention.get("type")), "school", load_parameters())
    most = next((one.tried for one in bounds if one.answer == _OF_A_SCHOOL), math.inf)
    taking_part = max(1, round(schools * (float(share) if isinstance(share, int | float) else 1.0)))
    return Farther(_ONCE, once, most * taking_part) if once > most * taking_part else None


def care_of(scenario: ScenarioInfo) -> list[Farther]:
    """Return the shares of pupils in emergency care that are more than were seen in any closure."""
    calendar = scenario.resolved.get("calendar")
    closures = calendar.get("closures") if isinstance(calendar, Mapping) else None
    found = []
    for closure in closures if isinstance(closures, list) else ():
        care = closure.get("emergency_care") if isinstance(closure, Mapping) else None
        asked = care if isinstance(care, Mapping) else {}
        both = more_than_seen(float(asked.get("vital") or 0.0), float(asked.get("vulnerable") or 0.0))
        found += [] if both is None else [Farther(("emergency_care",), both, SEEN)]
    return list(dict.fromkeys(found))


def beyond_prior(scenario: ScenarioInfo) -> bool:
    """Return whether a scenario gives a parameter of effects a value that its prior does not allow."""
    values = scenario.resolved.get("beyond_prior")
    known = load_parameters().definitions
    return any(not name.startswith("cost_") for name in values or () if name in known)


def is_beyond(scenario: ScenarioInfo) -> bool:
    """Return whether what a scenario does was never tried so."""
    return bool(farther(scenario)) or beyond_prior(scenario)


def _of(intervention: Mapping[str, Any], scenario: ScenarioInfo) -> list[Farther]:
    hours = intervention.get("hours")
    moment = str(hours.get("moment") or "school") if isinstance(hours, Mapping) else "school"

    def given(path: tuple[str, ...]) -> float | None:
        value: object = intervention
        for key in ("hours", "per_week") if path == ("hours",) and isinstance(hours, Mapping) else path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def answer(path: tuple[str, ...]) -> float | None:
        if path != ("weeks",):
            return given(path)
        asked = Weeks.model_validate(intervention.get("weeks") or {})
        running = _calendar_of(scenario).weeks_of(asked, moment)
        return (given(("hours",)) or 0.0) * int(running.sum())

    kind = str(intervention.get("type"))
    return [
        Farther(bound.answer, amount, bound.tried)
        for bound, amount in beyond_tried(kind, moment, load_parameters(), answer)
    ]


def _calendar_of(scenario: ScenarioInfo) -> Calendar:
    """Return the weeks of a scenario, with the holidays of where its schools are."""
    about = (scenario.resolved.get(key) for key in ("calendar", "population"))
    return _calendar(*(json.dumps(value, default=str, sort_keys=True) for value in about))


@lru_cache(maxsize=64)
def _calendar(calendar: str, population: str) -> Calendar:
    spec = CalendarSpec.model_validate(json.loads(calendar) or {})
    try:
        return build_calendar(spec, PopulationSpec.model_validate(json.loads(population) or {}))
    except (OSError, ValueError, KeyError):  # a file of schools may be elsewhere by now
        return build_calendar(spec)


def listed(words: Words, found: Iterable[Farther]) -> str:
    """Return answers that go beyond what was tried, each with how far that went."""
    return words.listed(_told(words, one) for one in found)


def _told(words: Words, one: Farther) -> str:
    if one.answer[0] == PRICES:
        given, tried = (words.euro(value) for value in (one.given, one.tried))
        return words("beyond.price", price=words(f"ask.price.{one.answer[1]}", euro=given), tried=tried)
    share = one.answer == ("emergency_care",)
    given, tried = ((words.as_written if share else words.short_number)(v) for v in (one.given, one.tried))
    return words(f"beyond.{one.answer[0]}", n=given, tried=tried)


def beyond_texts(context: Context) -> list[str]:
    """Return a sentence for what goes beyond what was tried or seen, with how far that went."""
    words, said = context.words, dict[str, list[str]]()
    counted = context.results.fact("schools")
    schools = counted if isinstance(counted, int) else None
    for scenario in context.results.scenarios:
        label = f"‘{context.label(scenario.name)}’"
        told = farther(scenario) if scenario.interventions else care_of(scenario)
        # What is not of interventions alone has no letter, so none is told of it here.
        tried = "tried_ungraded" if scenario.name in context.results.unlike else "tried"
        texts = [(tried if scenario.interventions else "seen", told), ("dear", dear(scenario, schools))]
        for key, found in texts:
            if found:
                said.setdefault(f"{key} {listed(words, found)}", []).append(label)
    return [
        words(f"beyond.{key}", labels=words.listed(labels), list=found)
        for (key, _, found), labels in ((text.partition(" "), labels) for text, labels in said.items())
    ]


def beyond_beside(context: Context) -> list[str]:
    """Return for a caption which scenarios go beyond what was tried or seen, where any do."""
    words = context.words
    labels = [f"‘{context.label(one.name)}’" for one in context.results.scenarios if farther(one)]
    return [words("beyond.beside", labels=words.listed(labels))] if labels else []
