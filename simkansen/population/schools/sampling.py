"""How far a sample of schools may lie from the country by the luck of which schools are in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simkansen.population.schools.frame import walk_past
from simkansen.population.show import show_population
from simkansen.population.tables import Classes, Floats, Households, Population, Pupils, Schools
from simkansen.scenario import PopulationSpec

GROUPS = 12
"""Sets of pairs of schools of which one half is left out in turn; more make the error steadier."""

WITHIN = 2.0
"""Standard errors within which a deviation may well be the luck of the sample."""


def sampling_errors(
    population: Population, parameters: Mapping[str, float], spec: PopulationSpec
) -> list[float]:
    """Estimate the standard error of each margin from which schools happen to be in the sample.

    A sample is every k-th school of a walk in which neighbours are alike (`frame.draw_sample`), so the luck
    is which of two neighbours is in it. In turn, one school of each pair of a set is left out and the other
    counts double (the jackknife of paired schools, in sets of pairs). For what the walk sorts by, size and
    disadvantage, the error is rather too large than too small.

    Parameters
    ----------
    population
        A sample of schools.
    parameters
        Values of the parameters that made it.
    spec
        What was asked for.

    Returns
    -------
    list of float
        In the order and units of `show_population`; NaN where there is one school.
    """
    lines = show_population(population, parameters, spec)
    schools = population.schools
    pairs = len(schools.unit) // 2
    if pairs == 0:
        return [float("nan")] * len(lines)
    bands = max(1, round(math.sqrt(len(schools.unit))))
    walk = walk_past(schools.code, schools.pupils, schools.disadvantaged_share, bands)
    sets = min(GROUPS, pairs)
    middle = np.array([line.value for line in lines])
    variance = np.zeros(len(lines))
    for one in range(sets):
        pair = np.arange(one, pairs, sets)
        out = walk[2 * pair + pair // sets % 2]
        counts = np.ones(len(schools.unit))
        counts[walk[2 * pair]] = counts[walk[2 * pair + 1]] = 2.0
        counts[out] = 0.0
        rest = show_population(_counted(population, counts), parameters, spec)
        variance += np.square(np.array([line.value for line in rest]) - middle)
    errors = np.sqrt(variance)
    errors[errors < 1e-9 * np.abs(middle)] = 0.0  # rounding is no luck
    return [float(error) for error in errors]


def _counted(population: Population, counts: Floats) -> Population:
    """Return a population in which each school counts so many times; none of those that count 0."""
    pupils, classes, keep = population.pupils, population.classes, counts > 0
    here, rooms = keep[pupils.school], keep[classes.school]
    homes = np.zeros(len(population.households.parents), dtype=np.bool_)
    homes[pupils.household[here]] = True
    klass = pupils.klass[here]
    schools = _rows(population.schools, keep)
    return replace(
        population,
        pupils=replace(
            _rows(pupils, here),
            school=_place(keep)[pupils.school[here]],
            household=_place(homes)[pupils.household[here]],
            klass=np.where(klass >= 0, _place(rooms)[np.maximum(klass, 0)], klass),
        ),
        households=_rows(population.households, homes),
        classes=replace(_rows(classes, rooms), school=_place(keep)[classes.school[rooms]]),
        schools=replace(schools, weight=schools.weight * counts[keep]),
    )


Rows = TypeVar("Rows", Pupils, Households, Classes, Schools)


def _rows(table: Rows, keep: NDArray[np.bool_]) -> Rows:
    return replace(table, **{field.name: getattr(table, field.name)[keep] for field in fields(table)})


def _place(keep: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Row of each kept one among those kept."""
    return np.cumsum(keep) - 1
