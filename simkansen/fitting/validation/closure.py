"""The first closure looked at while it lasts: its loss, its causes, and a closure half as long.

Why disadvantaged pupils lose more is found by counterfactuals. One thing at a time, their homes get what
another home with as many children has, by lot; the closure is simulated again under the same chance; what
they then lose less is due to that thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from simkansen.chance import uniforms
from simkansen.fitting.study import study_calendar, weeks_of_occasions
from simkansen.model import SchoolModel
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
T = TypeVar("T", bound=np.generic)


class Cause(NamedTuple):
    """Columns that are made equal together."""

    households: tuple[str, ...] = ()
    pupils: tuple[str, ...] = ()


CAUSES: dict[str, Cause] = {
    "parental support": Cause(
        ("parent_hours", "parent_capability", "parent_language", "parent_digital", "respect")
    ),
    "devices and connection": Cause(("devices", "internet")),
    "place and materials": Cause(("quiet_places", "materials", "works_at_home")),
    "language": Cause(("language_at_home",)),
    "digital skill": Cause(pupils=("digital_skill",)),
    "self-regulation": Cause(pupils=("self_regulation",)),
}
"""Why disadvantaged pupils may lose more at a distance, by mechanism M2-M4, M9 and M17.

Parental support is M3 whole: time, capability, Dutch to help in, digital skill (A14-A20, B14). Language is
M17: the Dutch that a pupil hears at home and misses of school.
"""

PARENTS = "parental support"


@dataclass(frozen=True)
class ClosureLoss:
    """Loss when the first closure ends, and what would have been otherwise.

    Attributes
    ----------
    lost : ndarray of float64, shape (pupils, 3)
        Loss in the last week of full closure (SD).
    spared : dict of str to ndarray of float64, shape (pupils,)
        By cause, loss that pupils would have been spared (SD, mean of three subjects).
    lost_shorter : ndarray of float64, shape (pupils, 3)
        Loss at the end-of-year test had the full closure been half as long (SD).
    """

    lost: Floats
    spared: Mapping[str, Floats]
    lost_shorter: Floats


def simulate_closure(population: Population, parameters: Parameters, key: np.uint64) -> ClosureLoss:
    """Simulate the first closure as it was, without it, with each cause taken away, and half as long.

    Parameters
    ----------
    population
        The pupils.
    parameters
        The parameters of this draw.
    key
        Key of the run.

    Returns
    -------
    ClosureLoss
    """
    calendar = study_calendar()
    last, test = closed_weeks(calendar)[-1], weeks_of_occasions()["end-2020"]
    normal = _skill(population, calendar.without_closures(), parameters, key, last, test)
    closed = _skill(population, calendar, parameters, key, last)
    spared = {}
    for name, cause in CAUSES.items():
        equal = _skill(made_equal(population, cause, key), calendar, parameters, key, last)
        spared[name] = (equal[last] - closed[last]).mean(axis=1)
    shorter = _skill(population, half_as_long(calendar), parameters, key, test)
    return ClosureLoss(normal[last] - closed[last], spared, normal[test] - shorter[test])


def closed_weeks(calendar: Calendar) -> Ints:
    """List the teaching weeks of 2019/20 with no pupil but those in emergency care in school."""
    there = np.asarray(calendar.in_school)[:, load_system().learning_column]
    shut = np.asarray(calendar.teaching) & (there == 0.0)
    return np.flatnonzero(shut & (np.asarray(calendar.school_year) == 0))


def half_as_long(calendar: Calendar) -> Calendar:
    """Open the schools in the second half of the weeks of full closure of 2019/20."""
    opened = closed_weeks(calendar)
    opened = opened[opened.size // 2 :]

    def with_weeks(column: NDArray[T], value: float) -> NDArray[T]:
        changed: NDArray[T] = np.array(column)
        changed[opened] = value
        return changed

    return replace(
        calendar,
        in_school=with_weeks(calendar.in_school, 1.0),
        remote=with_weeks(calendar.remote, 0.0),
        closed=with_weeks(calendar.closed, False),
        vital=with_weeks(calendar.vital, 0.0),
        vulnerable=with_weeks(calendar.vulnerable, 0.0),
    )


def made_equal(population: Population, cause: Cause, key: np.uint64) -> Population:
    """Give disadvantaged pupils and their homes what others have, in the columns of one cause.

    Parameters
    ----------
    population
        The pupils; `target` tells the disadvantaged.
    cause
        The columns.
    key
        Key of the run: which other home is drawn for which.

    Returns
    -------
    Population
        New tables; those given stay as they are.
    """
    pupils, homes = population.pupils, population.households
    target, home = np.asarray(pupils.target) == 1, np.asarray(pupils.household)
    first = np.unique(home, return_index=True)[1]
    children = np.minimum(np.bincount(home), _MANY)
    of_home = _others(target[first], children, np.asarray(pupils.unit)[first], key, "home")
    of_pupil = _others(target, np.asarray(pupils.level)[:, 0].astype(np.int64), pupils.unit, key, "pupil")
    return replace(
        population,
        households=replace(homes, **{name: getattr(homes, name)[of_home] for name in cause.households}),
        pupils=replace(pupils, **{name: getattr(pupils, name)[of_pupil] for name in cause.pupils}),
    )


_MANY = 3
"""Homes with more children at primary school draw from each other: there are few."""


def _others(target: Flags, like: Ints, unit: Ints, key: np.uint64, name: str) -> Ints:
    """Choose for each disadvantaged row one that is alike and not disadvantaged; others keep their own."""
    chosen = np.arange(target.size)
    draw = uniforms(key, f"cause/{name}", np.ascontiguousarray(unit, dtype=np.int64))
    for one in np.unique(like):
        here, there = target & (like == one), np.flatnonzero(~target & (like == one))
        if there.size:
            chosen[here] = there[(draw[here] * there.size).astype(np.int64)]
    return chosen


def _skill(
    population: Population, calendar: Calendar, parameters: Parameters, key: np.uint64, *weeks: int
) -> dict[int, Floats]:
    """Simulate up to the last of some weeks; give skill at the end of each."""
    model = SchoolModel(population, calendar, (), parameters, key, frozenset(weeks))
    for _ in range(max(weeks) + 1):
        model.step()
    return {week: model.snapshots[week].astype(np.float64) for week in weeks}


def share_with_cause(spared: Mapping[str, Floats], klass: Ints, weight: Floats, cause: str) -> float:
    """Share of classes in which taking one cause away spares the group most.

    Parameters
    ----------
    spared : dict of str to ndarray of float64, shape (pupils,)
        By cause, loss that the pupils of the group would have been spared.
    klass : ndarray of int64, shape (pupils,)
        Class of each pupil of the group.
    weight : ndarray of float64, shape (classes,)
        Classes in the country that each stands for.
    cause
        The cause asked for.

    Returns
    -------
    float
        Share of the classes with such pupils; a class in which nothing spares them anything counts as
        having another cause.
    """
    by_class = np.stack([np.bincount(klass, values, minlength=weight.size) for values in spared.values()])
    asked = np.bincount(klass, minlength=weight.size) > 0
    main = (by_class.argmax(axis=0) == list(spared).index(cause)) & (by_class.max(axis=0) > 0.0)
    return float(weight[asked & main].sum() / weight[asked].sum())
