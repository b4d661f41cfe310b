"""Capacities that leave nobody out, or give nobody a place, by how large the schools are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from statistics import NormalDist

import numpy as np

from simkansen.evidence import load_parameters
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.schema.scenario import CountrySchools, PopulationSpec
from simkansen.scenario.schema.targeting import Target
from simkansen.scenario.schema.words import Refusal
from simkansen.scenario.schools import read_file
from simkansen.scenario.writing.estimate import LEARNING_SHARE, count
from simkansen.schooling import load_system
from simkansen.schooling.places import chosen, place_table

HARDLY_ANY = 0.5
"""Schools expected, below which there is mostly none."""

SURELY_NONE = 0.001
"""Schools expected, below which there is none in a thousand simulations."""

_P90 = NormalDist().inv_cdf(0.9)


def of_capacity(target: Target, schools: PopulationSpec | None) -> list[Refusal]:
    """Say of a capacity that it leaves hardly anybody out, or gives hardly anybody a place.

    Parameters
    ----------
    target
        For whom an intervention is.
    schools
        Who is simulated, where that could be read.

    Returns
    -------
    list of (path, what is said, what to do)
        The path is below the intervention.
    """
    capacity = target.capacity
    if capacity is None:
        return []
    if capacity.per_class is not None:
        return _of_class(capacity.per_class)
    if schools is None:
        return []
    there = counted(count(schools)[0], "school")
    if capacity.per_school is not None:
        larger = _schools_above(schools, capacity.per_school)
        if larger >= HARDLY_ANY:
            return []
        said = (
            f"of {there} {_number(larger)} more than {capacity.per_school} pupils in "
            f"{load_system().levels_that_learn}, so this leaves hardly anybody out"
        )
        return [(("for", "capacity", "per_school"), said, "give fewer, or remove the line")]
    with_place = schools_with_place(target, schools)
    if with_place >= HARDLY_ANY:
        return []
    said = f"of {there} {_number(with_place)} so many pupils that {capacity.share:.2%} of them is a place"
    return [(("for", "capacity"), said, "give a larger share, or {per_school: 1}")]


def schools_with_place(target: Target, schools: PopulationSpec) -> float:
    """Count the schools in which the share of pupils that a capacity gives is a place (mean number).

    Parameters
    ----------
    target
        For whom an intervention is.
    schools
        Who is simulated.

    Returns
    -------
    float
        Infinite where a share of pupils bounds nothing.
    """
    share = target.capacity.share if target.capacity is not None else None
    return _schools_above(schools, 0.5 / share) if share else float("inf")


def _of_class(most: int) -> list[Refusal]:
    largest = load_parameters()["class_size_largest"]
    if most <= largest:
        return []
    said = f"schools split classes above {largest:g} pupils where they can: {most} hardly leaves anybody out"
    return [(("for", "capacity", "per_class"), said, "give fewer, or remove the line")]


def _number(expected: float) -> str:
    return "none has" if expected < 0.05 else f"{expected:.1f} has on average"


def _schools_above(spec: PopulationSpec, learning: float) -> float:
    """Count the schools with more pupils in groep 3 to 8 than this, as far as that is known (mean number)."""
    pupils = learning / LEARNING_SHARE
    if spec.schools is not None:
        sizes = np.array([one.pupils for one in read_file(spec.schools.file).schools])
        if not sizes.size:
            return float("inf")  # nothing is said of a file that has problems
        larger = float(np.count_nonzero(sizes > pupils))
        return larger * min(1.0, (spec.sample or sizes.size) / sizes.size)
    named = spec.country or CountrySchools()
    kept = chosen(named.province, named.municipality)
    larger = sum(one.schools * _sizes()[one.name](pupils) for one in kept)
    all_of_them = sum(one.schools for one in kept)
    return larger * min(1.0, (spec.sample or all_of_them) / all_of_them)


@cache
def _sizes() -> dict[str, Callable[[float], float]]:
    """Give for each municipality the share of its schools that is larger, from its published quantiles."""
    return {
        row["municipality"]: _larger([float(row[f"size_{q}"]) for q in ("p50", "p90")])
        for row in place_table("municipalities")
    }


def _larger(quantiles: Sequence[float]) -> Callable[[float], float]:
    """Give the upper tail of a log-normal distribution from its median and ninth decile."""
    middle, high = np.log(quantiles)
    spread = max(float(high - middle) / _P90, 1e-6)
    return lambda size: 1.0 - NormalDist(float(middle), spread).cdf(float(np.log(max(size, 1e-9))))
