"""What is asked of every point of a sensitivity analysis, and the results that follow from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from simkansen.outcomes.groups import population_groups
from simkansen.outcomes.numbers import Number, Numbers, Wanted
from simkansen.sweep.analysis.salib import ModelOutput

if TYPE_CHECKING:
    from simkansen.runs.plan import Plan

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

_LOW = {"by": "parental_education", "group": "low"}

NUMBERS = (
    Number("delay_weeks"),
    Number("gap_weeks", **_LOW),
    Number("gap_widened", **_LOW),
    Number("cost"),
    Number("pupil_weeks_recovered"),
    Number("weeks_per_reached"),
    Number("weeks_per_targeted"),
)
"""What is measured of every run."""


@cache
def wanted() -> Wanted:
    """Return what is measured, with the groups of the population; the same object each time."""
    return Wanted(NUMBERS, population_groups())


def targets(plan: Plan) -> list[ModelOutput]:
    """List every number whose sensitivity is asked for, the reference's first."""
    reference, *others = (scenario.name for scenario in plan.scenarios)
    effects = [measure for measure in MEASURES if measure not in _OF_REFERENCE]
    asked = [(reference, measure) for measure in _OF_REFERENCE]
    asked += [(name, measure) for name in others for measure in effects]
    return [ModelOutput(name, measure, MEASURES[measure][0]) for name, measure in asked]


def results_of(runs: Mapping[str, tuple[Numbers, Numbers]]) -> dict[str, float]:
    """Return the results at one point.

    Parameters
    ----------
    runs
        Levels and effects of each scenario, the reference first (`simkansen.outcomes.numbers.measure_runs`).

    Returns
    -------
    dict of str to float
        The targets by their keys; and of each intervention `cost` (EUR), `recovered` (pupil-weeks), and
        `weeks_per_reached` and `weeks_per_targeted` (weeks). A measure that does not exist is NaN.
    """
    (first, (levels, _)), *others = runs.items()
    found = {f"{first}/{measure}": _value(levels, measure) for measure in _OF_REFERENCE}
    for name, (_, effects) in others:
        recovered, cost = _value(effects, "pupil_weeks_recovered"), _value(effects, "cost")
        found |= {
            f"{name}/weeks_recovered": 0.0 - _value(effects, "delay_weeks"),
            f"{name}/gap_narrowed": _value(effects, "gap_weeks"),
            f"{name}/recovered_per_1000_eur": recovered / cost * _PER_EUR if cost > 0 else math.nan,
            f"{name}/recovered": recovered,
            f"{name}/cost": cost,
            f"{name}/weeks_per_reached": _value(effects, "weeks_per_reached"),
            f"{name}/weeks_per_targeted": _value(effects, "weeks_per_targeted"),
        }
    return found


def _value(numbers: Numbers, name: str) -> float:
    found = numbers[name]
    return math.nan if found is None else found
