"""For whom: which rows meet the criteria of a target, and in which order they are offered a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.scenario.schema.vocabulary import ATTRIBUTES

if TYPE_CHECKING:
    from simkansen.population import Population
    from simkansen.scenario.schema.targeting import Criterion, Target

Mask = NDArray[np.bool_]


def eligible_pupils(population: Population, target: Target) -> Mask:
    """Tell in which school years pupils meet all criteria.

    Parameters
    ----------
    population
        The five tables.
    target
        Criteria on pupil, home, class or school; all must hold.

    Returns
    -------
    ndarray of bool, shape (pupils, school years)
        False too where the pupil is not in groep 3-8.
    """
    pupils = population.pupils
    meets = np.asarray(pupils.klass) >= 0
    for name, criterion in target.criteria.items():
        attribute = ATTRIBUTES[name]
        match attribute.table:
            case "pupil":
                held = _holds(attribute.values_in(pupils), name, criterion)
            case "home":
                held = _holds(attribute.values_in(population.households), name, criterion)[pupils.household]
            case "class":
                held = _holds(attribute.values_in(population.classes), name, criterion)
                held = _of_own_class(held, np.asarray(pupils.klass))
            case "school":
                held = _holds(attribute.values_in(population.schools), name, criterion)[pupils.school]
        meets &= held if held.ndim > 1 else held[:, np.newaxis]
    return meets


def eligible_classes(population: Population, target: Target) -> Mask:
    """Tell which classes meet the criteria that speak of classes and schools.

    Parameters
    ----------
    population
        The five tables.
    target
        Criteria; those on pupils and homes do not apply to teachers.

    Returns
    -------
    ndarray of bool, shape (classes,)
    """
    classes = population.classes
    meets = np.ones(len(classes.school), dtype=np.bool_)
    for name, criterion in target.criteria.items():
        attribute = ATTRIBUTES[name]
        if attribute.table == "class":
            held = _holds(attribute.values_in(classes), name, criterion)
            meets &= held if held.ndim == 1 else held[:, 0]
        elif attribute.table == "school":
            meets &= _holds(attribute.values_in(population.schools), name, criterion)[classes.school]
    return meets


def _of_own_class(held: Mask, klass: NDArray[np.int64]) -> Mask:
    """Hand a class's answer to its pupils, school year by school year."""
    by_year = held if held.ndim > 1 else np.repeat(held[:, np.newaxis], klass.shape[1], axis=1)
    return np.stack(
        [by_year[np.maximum(klass[:, year], 0), year] for year in range(klass.shape[1])], axis=1
    ) & (klass >= 0)


def _holds(column: NDArray[np.generic], name: str, criterion: Criterion) -> Mask:
    values = np.asarray(column)
    if criterion.flag is not None:
        return np.asarray((values != 0) == criterion.flag)
    if criterion.values:
        return np.isin(values, ATTRIBUTES[name].codes(criterion.values))
    low = -np.inf if criterion.at_least is None else criterion.at_least
    high = np.inf if criterion.at_most is None else criterion.at_most
    return np.asarray((values >= low) & (values <= high))


def runs(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the runs of equal values in a sorted array.

    Parameters
    ----------
    values : ndarray of int64, shape (n,)
        Sorted.

    Returns
    -------
    first, size : ndarray of int64, shape (runs,)
        Where each run starts, and how long it is.
    """
    first = np.flatnonzero(np.diff(values, prepend=values[:1] - 1))
    return first, np.diff(first, append=values.size)
