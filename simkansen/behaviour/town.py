"""The town: a few schools, the draws of the parameters, and the calendars of its cases."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simkansen.behaviour.sums import number_of
from simkansen.chance import run_key
from simkansen.evidence import load_parameters, load_posterior
from simkansen.population import build_population
from simkansen.scenario.calendar import build_calendar
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec

if TYPE_CHECKING:
    from simkansen.evidence import Definition, Parameters
    from simkansen.population import Population
    from simkansen.scenario.calendar import Calendar

SCHOOLS = 4
SEED = 1

CENTRE, LOW, HIGH, EDGES, OFTEN = "centre", "low", "high", "edges", "often"
DRAWS = (CENTRE, LOW, HIGH, EDGES)
"""Point values; each parameter at one edge of its prior, by lot; the same at the other edge; three in ten at
the one edge, three at the other."""

_OFTEN = {"lost_rate": 8.0, "found_rate": 1.5, "vulnerable_share": 2.0}
"""By how much more often than in the centre rare things happen in the draw `OFTEN`."""

_EDGE = 0.02
_SOME = 0.3

OWN_CLOSURES: tuple[dict[str, Any], ...] = (
    {
        "from": "2019-10-28", "to": "2019-11-29", "sectors": ["po", "vo"],
        "emergency_care": {"vital": 0.2, "vulnerable": 0.02},
    },
    {"from": "2020-02-03", "to": "2020-03-20", "kind": "half-groups"},
    {"from": "2020-08-31", "to": "2020-09-11"},
    {
        "from": "2020-11-09", "to": "2021-01-15", "sectors": ["po", "vo", "mbo"],
        "emergency_care": {"vital": 0.05},
    },
    {"from": "2021-03-01", "to": "2021-05-28", "kind": "half-groups", "sectors": ["po", "mbo"]},
)  # fmt: skip
"""Closures of other kinds and at other times than the true ones, with emergency care."""

CROWDED: tuple[dict[str, Any], ...] = (
    {"from": "2020-01-13", "to": "2020-02-07", "emergency_care": {"vital": 0.55, "vulnerable": 0.01}},
    {"from": "2020-11-09", "to": "2020-12-04", "emergency_care": {"vital": 0.1, "vulnerable": 0.01}},
)
"""Closures in which emergency care takes most seats that there are, and then few."""

_OWN_SCHOOLS = """\
school,municipality,pupils,disadvantaged_share
one,Almere,61,0.02
two,Urk,118,0.31
"""

Values = dict[str, dict[str, float]]
"""By draw, the values of the parameters."""


def new_values() -> Values:
    """Make the values of each draw from the parameters as they are now."""
    known = load_parameters()
    centre = dict(known) | {k: v for k, v in load_posterior().mean().items() if k in known}
    return {CENTRE: centre} | {
        draw: {name: _drawn(one, draw, centre[name]) for name, one in known.definitions.items()}
        for draw in (LOW, HIGH, EDGES)
    }


def _drawn(definition: Definition, draw: str, centre: float) -> float:
    luck = number_of(f"{draw if draw == EDGES else LOW}/{definition.name}")
    if definition.prior.distribution == "fixed" or definition.used_by == "population":
        return definition.value
    if draw == EDGES:
        low, high = luck < _SOME, luck > 1.0 - _SOME
    else:
        low = (luck < 1.0 / 2.0) == (draw == LOW)
        high = not low
    return definition.quantile(_EDGE if low else 1.0 - _EDGE) if low or high else centre


@dataclass(frozen=True)
class Town:
    """All that the cases share.

    Parameters
    ----------
    values
        Of each draw, so that the behaviour is that of the code and not of the latest fit: parameters that
        are not in it have their point values.
    schools
        How many schools.
    """

    values: Mapping[str, Mapping[str, float]]
    schools: int = SCHOOLS

    def parameters(self, draw: str, growth: str = "product") -> Parameters:
        """Give the parameters of a draw, under a rule for growth."""
        known = load_parameters()
        drawn = self.values.get(CENTRE if draw == OFTEN else draw, {})
        own = {name: value for name, value in drawn.items() if name in known}
        if draw == OFTEN:
            own |= {name: factor * own[name] for name, factor in _OFTEN.items() if name in own}
        return known.replace(own).under({"growth": growth})

    def key(self, number: int = 0) -> np.uint64:
        """Give the key of a run."""
        return run_key(SEED, number)

    @cached_property
    def calendar(self) -> Calendar:
        """The two school years with the closures as they were."""
        return _calendar("actual")

    @cached_property
    def other_calendar(self) -> Calendar:
        """The same years with `OWN_CLOSURES`."""
        return _calendar(list(OWN_CLOSURES))

    @cached_property
    def people(self) -> Population:
        """The schools with their pupils."""
        spec = PopulationSpec.model_validate({"netherlands": {"sample": self.schools}})
        return build_population(spec, self.calendar, SEED, self.parameters(CENTRE))

    @cached_property
    def few_staff(self) -> Population:
        """The same schools, in which staff have little time left."""
        schools = self.people.schools
        hours = np.asarray(schools.staff_hours) * np.linspace(0.1, 0.5, len(schools.staff_hours))
        return replace(self.people, schools=replace(schools, staff_hours=hours))

    @cached_property
    def crowded_calendar(self) -> Calendar:
        """The same years with `CROWDED`."""
        return _calendar(list(CROWDED))

    @cached_property
    def alone(self) -> Population:
        """The same schools, which stand for themselves; the staff of the first have no time left."""
        schools = self.people.schools
        hours = np.asarray(schools.staff_hours) * np.linspace(0.0, 0.6, len(schools.staff_hours))
        weight = np.ones(len(schools.weight))
        return replace(self.people, schools=replace(schools, staff_hours=hours, weight=weight))

    @cached_property
    def own_schools(self) -> Population:
        """Two schools from a file."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "schools.csv"
            path.write_text(_OWN_SCHOOLS, encoding="utf-8")
            spec = PopulationSpec.model_validate({"schools": {"file": str(path)}})
            return build_population(spec, self.calendar, SEED, self.parameters(CENTRE))


def _calendar(closures: object) -> Calendar:
    return build_calendar(CalendarSpec.model_validate({"closures": closures}))


def values_digest(values: Values) -> str:
    """Digest the values of all draws."""
    return hashlib.blake2b(json.dumps(values, sort_keys=True).encode(), digest_size=8).hexdigest()
