"""Scenarios at the points of a design, checked once by every worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simkansen.interventions import registry
from simkansen.model import snapshot_weeks
from simkansen.runs.populations import digest, files_as_they_are, population_key, population_parameters
from simkansen.scenario import Calendar, Scenario, ScenarioErrors, build_calendar, effective_values
from simkansen.sweep.ask.dimensions import POSTERIOR, parameter_of
from simkansen.sweep.ask.paths import Values, with_parameters, with_values
from simkansen.work.lru_cache import LRUCache

if TYPE_CHECKING:
    from simkansen.sweep.ask.design import Point


@dataclass(frozen=True, slots=True)
class Placed:
    """A scenario at a point.

    Attributes
    ----------
    origin
        The scenario before; held here, so that no other object takes its identity while this is kept.
    scenario
        The scenario with the point's values in it.
    content
        Hash of what decides its simulation on given pupils with given parameters.
    population
        Hash of what decides who is simulated, files of schools as they are among it.
    calendar, open_calendar
        Its weeks, as they are and without closures.
    snapshots
        Weeks after which pupils can be compared one by one.
    """

    origin: Scenario
    scenario: Scenario
    content: str
    population: str
    calendar: Calendar
    open_calendar: Calendar
    snapshots: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Weeks:
    """The weeks of scenarios that say the same of them, and the first of these, which keeps its identity."""

    origin: Scenario
    calendar: Calendar
    open_calendar: Calendar
    snapshots: frozenset[int]


_placed: LRUCache[Placed] = LRUCache(256)
_chosen: LRUCache[Placed] = LRUCache(512)
_weeks: LRUCache[_Weeks] = LRUCache(16)


def placed(scenario: Scenario, values: Values) -> Placed:
    """Give a scenario with the values of a point in it.

    Raises
    ------
    ScenarioErrors
        If the values do not go together.
    """
    key = (id(scenario), tuple(sorted(map(repr, values.items()))))
    return _placed.get(key, lambda: _place(scenario, values))


def _place(scenario: Scenario, values: Values) -> Placed:
    """Put a point's values in a scenario: what is chosen first, which few points do not share."""
    own = {path: v for path, v in values.items() if parameter_of(path) is not None}
    chosen = {path: v for path, v in values.items() if path not in own and path != POSTERIOR}
    key = (id(scenario), tuple(sorted(map(repr, chosen.items()))))
    before = _chosen.get(key, lambda: _choose(scenario, chosen))
    if not own:
        return before
    here = with_parameters(before.scenario, own)
    varied = not population_parameters().isdisjoint(filter(None, map(parameter_of, own)))
    population = _who(here) if varied else before.population
    return replace(before, scenario=here, population=population)


def _choose(scenario: Scenario, values: Values) -> Placed:
    here = with_values(scenario, values, registry())
    said = effective_values(here)
    # Where neither differs points share one calendar, and with it all that follows from its weeks; a file of
    # schools, which tells whose holidays they are, may be another when another scenario names it.
    when = digest({key: said.get(key) for key in ("calendar", "population")})
    of_file = id(scenario) if here.population.schools is not None else None
    weeks = _weeks.get((when, of_file), lambda: _weeks_of(scenario, here))
    return Placed(
        origin=scenario,
        scenario=here,
        content=digest({key: said.get(key) for key in ("calendar", "interventions")}),
        population=_who(here),
        calendar=weeks.calendar,
        open_calendar=weeks.open_calendar,
        snapshots=weeks.snapshots,
    )


def _who(here: Scenario) -> str:
    return digest([population_key(here), files_as_they_are(here)])


def _weeks_of(origin: Scenario, here: Scenario) -> _Weeks:
    """Build the weeks of a scenario: as they are, without closures, and those to compare pupils after."""
    calendar = build_calendar(here.calendar, here.population)
    return _Weeks(origin, calendar, calendar.without_closures(), snapshot_weeks(calendar))


def population_variants(reference: Scenario, points: Iterable[Point]) -> list[Scenario]:
    """Give the reference once for every population that a design asks for.

    Parameters
    ----------
    reference
        The reference before anything is varied.
    points
        The points of the design.
    """
    ours = population_parameters()
    found: dict[str, Scenario] = {}
    seen: set[tuple[str, ...]] = set()
    for point in points:
        values = {
            path: value
            for path, value in point.values.items()
            if parameter_of(path) in ours or path.startswith(("population.", "calendar."))
        }
        said = tuple(sorted(map(repr, values.items())))
        if said not in seen:
            seen.add(said)
            try:
                here = with_values(reference, values, registry())
            except ScenarioErrors:
                continue  # every run of such a point says so itself
            found.setdefault(population_key(here), here)
    return list(found.values())
