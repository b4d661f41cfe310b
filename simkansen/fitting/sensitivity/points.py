"""One evaluation of the sensitivity analysis: all scenarios with given parameters, in a few numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from simkansen.outcomes.groups import Groups, Means, group_means, population_groups
from simkansen.outcomes.measures.cost import total_cost, weeks_recovered
from simkansen.outcomes.measures.gaps import gap_weeks
from simkansen.outcomes.measures.growth import delay_weeks, school_years
from simkansen.outcomes.measures.participants import weeks_per_participant
from simkansen.runs.replicate import simulate_plan
from simkansen.scenario.schema.words import LEAST

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.outcomes.inputs import PupilTables
    from simkansen.outcomes.replication import Measured
    from simkansen.population import Population
    from simkansen.runs.plan import Plan

Growth = Literal["product", "ces"]


@dataclass(frozen=True, slots=True)
class World:
    """What all evaluations share.

    Attributes
    ----------
    plan
        The scenarios, the reference first.
    population
        The pupils.
    base
        Parameters where an evaluation does not say otherwise.
    """

    plan: Plan
    population: Population
    base: Parameters


@dataclass(frozen=True, slots=True)
class ParameterPoint:
    """What one evaluation has of its own.

    Attributes
    ----------
    values
        Values of the parameters that are not as in the base.
    replication
        Which chance: the same number is the same chance.
    growth
        The growth rule of all scenarios; None for that of their files.
    """

    values: Mapping[str, float]
    replication: int = 0
    growth: Growth | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One number whose sensitivity is asked for.

    Attributes
    ----------
    scenario
        Name of the scenario it is about.
    measure
        One of `MEASURES`.
    """

    scenario: str
    measure: str

    @property
    def key(self) -> str:
        """Name of the number in the result of an evaluation."""
        return f"{self.scenario}/{self.measure}"

    @property
    def unit(self) -> str:
        """Unit of the number."""
        return MEASURES[self.measure][0]


MEASURES: Mapping[str, tuple[str, str]] = {
    "delay_weeks": (
        "weeks of learning",
        "how far all pupils are behind themselves without a closure",
    ),
    "gap_weeks": (
        "weeks of learning",
        "skill of pupils whose parents have low education minus that of pupils whose parents have high "
        "education; below zero is behind",
    ),
    "gap_widened": (
        "weeks of learning",
        "how much further apart those two groups are than they would be without a closure",
    ),
    "weeks_recovered": (
        "weeks of learning",
        "how much smaller the delay of all pupils is than under the reference",
    ),
    "gap_narrowed": (
        "weeks of learning",
        "how much nearer pupils whose parents have low education are to those whose parents have high "
        "education than under the reference",
    ),
    "recovered_per_1000_eur": (
        "pupil-weeks per 1000 EUR",
        "weeks of learning that all pupils together recover, per 1000 EUR of extra cost",
    ),
}
"""Unit and meaning of each measure; the first three are of the reference, the others of an intervention.

All are at the last teaching week of the calendar. What a week of learning costs has no value where nothing is
recovered; learning per euro always has, so that is what is screened.
"""

_OF_REFERENCE = ("delay_weeks", "gap_weeks", "gap_widened")
_PER_EUR = 1000.0


def targets(plan: Plan) -> list[Target]:
    """List every number whose sensitivity is asked for, the reference's first."""
    reference, *others = (scenario.name for scenario in plan.scenarios)
    found = [Target(reference, measure) for measure in _OF_REFERENCE]
    effects = [measure for measure in MEASURES if measure not in _OF_REFERENCE]
    return found + [Target(name, measure) for name in others for measure in effects]


def measure_point(world: World, point: ParameterPoint) -> dict[str, float]:
    """Simulate all scenarios at one point and measure them.

    Returns
    -------
    dict of str to float
        The targets by their keys; and of each intervention `cost` (EUR), `recovered` (pupil-weeks) and
        `weeks_per_reached` (weeks). A measure that does not exist is NaN.
    """
    from simkansen.chance import run_key

    plan = world.plan if point.growth is None else _with_growth(world.plan, point.growth)
    key = run_key(plan.reference.run.seed, point.replication)
    runs = simulate_plan(plan, world.population, world.base.replace(point.values), key)
    return measure_runs(runs, world.population.pupils, population_groups_once())


def _with_growth(plan: Plan, growth: Growth) -> Plan:
    from simkansen.scenario import RulesSpec

    rules = RulesSpec(growth=growth)
    changed = (scenario.model_copy(update={"rules": rules}) for scenario in plan.scenarios)
    return replace(plan, scenarios=tuple(changed))


@cache
def population_groups_once() -> Groups:
    """Return the groups of the population's strata, the same object each time."""
    return population_groups()


def measure_runs(runs: Mapping[str, Measured], pupils: PupilTables, groups: Groups) -> dict[str, float]:
    """Measure scenarios that were simulated; what comes back is as in `measure_point`.

    Parameters
    ----------
    runs
        Each scenario beside its twin, the reference first.
    pupils
        The pupils' tables.
    groups
        The groups of the population's strata.
    """
    (first, reference), *others = runs.items()
    ours = _ends(reference, groups)
    found = {
        f"{first}/delay_weeks": ours.delay,
        f"{first}/gap_weeks": ours.gap,
        f"{first}/gap_widened": ours.gap_of_twin - ours.gap,
    }
    for name, run in others:
        theirs = _ends(run, groups)
        calendar = run.trace.calendar
        recovered = weeks_recovered(theirs.means, ours.means, groups, calendar)
        cost = total_cost(run.trace) - total_cost(reference.trace)
        per_pupil = weeks_per_participant(run.trace, reference.trace, pupils, groups)
        row = groups.row("all", "all")
        found |= {
            f"{name}/weeks_recovered": ours.delay - theirs.delay,
            f"{name}/gap_narrowed": theirs.gap - ours.gap,
            f"{name}/recovered_per_1000_eur": recovered / cost * _PER_EUR if cost > 0 else float("nan"),
            f"{name}/recovered": recovered,
            f"{name}/cost": cost,
            **{f"{name}/{panel.measure}": float(panel.values[row, 0]) for panel in per_pupil},
        }
    return found


@dataclass(frozen=True, slots=True)
class _Ends:
    """A scenario at the last teaching week, and the weekly means behind it."""

    means: Means
    twin: Means
    delay: float
    gap: float
    gap_of_twin: float


def _ends(run: Measured, groups: Groups) -> _Ends:
    calendar = run.trace.calendar
    means, twin = group_means(run.trace, groups), group_means(run.twin, groups)
    nothing = np.empty(0, dtype=np.int64)
    last = school_years(calendar)[-1][1]
    everyone, low = groups.row("all", "all"), groups.row("parental_education", LEAST)
    (delay,) = delay_weeks(means, twin, nothing)
    (gap,) = gap_weeks(means, groups, nothing)
    (before,) = gap_weeks(twin, groups, nothing)
    at_end = (delay.values[everyone, last], gap.values[low, last], before.values[low, last])
    return _Ends(means, twin, *map(float, at_end))
