"""Small worlds for tests of the model: a real population of a few schools, and runs on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simkansen.chance import run_key
from simkansen.evidence import Parameters, load_parameters
from simkansen.interventions import Intervention, registry
from simkansen.model import SchoolModel, snapshot_weeks
from simkansen.population import Population, build_population
from simkansen.scenario.calendar import Calendar, build_calendar
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec

KEY = run_key(2020, 0)


@cache
def calendar(closures: str = "actual") -> Calendar:
    """The two school years, with the true closures or with none."""
    return build_calendar(CalendarSpec.model_validate({"closures": closures}))


@cache
def closed_for(weeks: int) -> Calendar:
    """A calendar with one closure of this many teaching weeks from 6 January 2020."""
    last = np.datetime64("2020-01-06") + np.timedelta64(7 * weeks - 3, "D")
    phase = {"from": "2020-01-06", "to": str(last), "kind": "closed", "sectors": ["po"]}
    return build_calendar(CalendarSpec.model_validate({"closures": [phase], "school_years": ["2019/20"]}))


def closed_week(people: Population, vital: float, vulnerable: float) -> NDArray[np.bool_]:
    """Who is in school in the last week of a closure with emergency care, shape (pupils,)."""
    care = {"vital": vital, "vulnerable": vulnerable}
    phase = {"from": "2020-01-06", "to": "2020-02-07", "emergency_care": care}
    spec = CalendarSpec.model_validate({"closures": [phase], "school_years": ["2019/20"]})
    weeks = build_calendar(spec)
    model = SchoolModel(people, weeks, (), parameters(), KEY)
    last = int(np.flatnonzero(weeks.closed)[-1])
    while model.week.facts.week < last or model._next == 0:
        model.step()
    return model.week.inputs.brought > 0.0


@cache
def town(schools: int = 4) -> Population:
    """A few schools drawn from the country."""
    spec = PopulationSpec.model_validate({"netherlands": {"sample": schools}})
    return build_population(spec, calendar(), 1, load_parameters())


def parameters(changes: Mapping[str, float] | None = None, growth: str = "product") -> Parameters:
    """Point values, with some changed, under a rule of growth."""
    return load_parameters().replace(changes or {}).under({"growth": growth})


def intervention(kind: str, **answers: Any) -> Intervention:
    """One intervention, answered as in a scenario file."""
    return registry()[kind].model_validate({"id": kind, "type": kind, **answers})


def run(
    *interventions: Intervention,
    weeks: Calendar | None = None,
    changes: Mapping[str, float] | None = None,
    population: Population | None = None,
    snapshots: frozenset[int] | None = None,
    growth: str = "product",
) -> SchoolModel:
    """Turn all weeks."""
    weeks = calendar() if weeks is None else weeks
    people = town() if population is None else population
    wanted = snapshot_weeks(calendar()) if snapshots is None else snapshots
    model = SchoolModel(people, weeks, interventions, parameters(changes, growth), KEY, wanted)
    while model.running:
        model.step()
    return model


def skill(model: SchoolModel) -> NDArray[np.float64]:
    """Skill of every pupil now, shape (pupils, subjects)."""
    return model.state.skill + model.state.added


def learners(model: SchoolModel, year: int = 0) -> NDArray[np.bool_]:
    """Who is in groep 3-8 in a school year."""
    return np.asarray(model.population.pupils.klass)[:, year] >= 0
