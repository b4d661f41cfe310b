"""Class forming: which groepen share a class, how many classes there are, and who is in which.

A school divides groep 3-8 into runs of one or more groepen and each run into classes, so that classes
are near the size it aims at and groepen are combined only where that helps. The division is made once, on
the mean over the school years: a teacher keeps the groep, pupils move up.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simkansen.population.tables import (
    FIRST_LEARNING_LEVEL,
    LAST_LEVEL,
    NO_CLASS,
    Codes,
    Floats,
    Ints,
)
from simkansen.schooling import load_system

LEVELS = LAST_LEVEL - FIRST_LEARNING_LEVEL + 1
_RUNS = [(first, last) for first in range(LEVELS) for last in range(first, LEVELS)]


@dataclass(frozen=True, slots=True)
class Forming:
    """Classes of all schools, and how a groep finds its classes."""

    school: Ints
    """(classes,): row of the school."""
    level_low: Codes
    """(classes,): lowest groep."""
    level_high: Codes
    """(classes,): highest groep."""
    parallel: Ints
    """(classes,): count from 0 among classes of the same groepen."""
    first: Ints
    """(schools, 6): row of the first class of groep 3..8; -1 where the groep has no pupils."""
    parallels: Ints
    """(schools, 6): classes of that groep's run."""


def level_by_year(level_at_start: Codes, years: int) -> Codes:
    """Groep in each school year; 9 after groep 8, below 1 before groep 1.

    Parameters
    ----------
    level_at_start : ndarray of int8, shape (pupils,)
    years
        School years of the calendar (count).

    Returns
    -------
    ndarray of int8, shape (pupils, years)
    """
    level = level_at_start[:, None].astype(np.int64) + np.arange(years)[None, :]
    return np.asarray(np.minimum(level, LAST_LEVEL + 1), dtype=np.int8)


def learning(level: Codes) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether a groep is one of 3 to 8."""
    return (level >= FIRST_LEARNING_LEVEL) & (level <= LAST_LEVEL)


def form_classes(
    parameters: Mapping[str, float],
    school: Ints,
    level: Codes,
    disadvantaged_share: Floats,
    noise: Floats,
) -> Forming:
    """Divide the schools' pupils into classes.

    Parameters
    ----------
    parameters
        Parameters of the group `population`.
    school : ndarray of int64, shape (pupils,)
        Row of the pupil's school.
    level : ndarray of int8, shape (pupils, years)
        Groep in each school year.
    disadvantaged_share : ndarray of float64, shape (schools,)
        Disadvantaged share of each school.
    noise : ndarray of float64, shape (schools,)
        Standard normal: how far a school's aim lies from that of others alike.

    Returns
    -------
    Forming
    """
    p = parameters
    counts = _mean_counts(school, level, len(disadvantaged_share))
    more = disadvantaged_share - load_system().schools.target_share.value
    aim = p["class_size_aim"] + p["class_size_by_disadvantage"] * more
    aim = np.maximum(aim + p["class_size_sd"] * noise, p["class_size_least"])
    classes, cost = _price_runs(p, counts, aim)
    return _lay_out(classes, _cheapest(cost))


def _mean_counts(school: Ints, level: Codes, schools: int) -> Floats:
    """Pupils per school and groep 3..8, mean over the school years, shape (schools, 6)."""
    counts = np.zeros((schools, LEVELS))
    for year in range(level.shape[1]):
        rows = learning(level[:, year])
        cell = school[rows] * LEVELS + (level[rows, year] - FIRST_LEARNING_LEVEL)
        counts += np.bincount(cell, minlength=schools * LEVELS).reshape(schools, LEVELS)
    return np.asarray(counts / level.shape[1], dtype=np.float64)


def _price_runs(p: Mapping[str, float], counts: Floats, aim: Floats) -> tuple[Ints, Floats]:
    """Best number of classes of every run of groepen, and its cost, each of shape (runs, schools)."""
    classes = np.zeros((len(_RUNS), len(counts)), dtype=np.int64)
    cost = np.zeros((len(_RUNS), len(counts)))
    for i, (first, last) in enumerate(_RUNS):
        pupils = counts[:, first : last + 1].sum(axis=1)
        fewer = np.maximum(np.floor(pupils / aim), 1)
        prices = []
        for number in (fewer, fewer + 1):
            size = pupils / number
            excess = np.maximum(size - p["class_size_largest"], 0)
            each = np.square(size - aim) + p["class_oversize_cost"] * np.square(excess)
            prices.append(number * (each + p["class_combining_cost"] * (last - first)))
        more = prices[1] < prices[0]
        empty = pupils == 0
        classes[i] = np.where(empty, 0, fewer + more)
        cost[i] = np.where(empty, 0.0, np.where(more, prices[1], prices[0]))
    return classes, cost


def _cheapest(cost: Floats) -> Ints:
    """Cheapest division of each school; bit i of a division is set if run i is in it, shape (schools,)."""
    best_cost = np.full(cost.shape[1], np.inf)
    best = np.zeros(cost.shape[1], dtype=np.int64)
    for cuts in range(2 ** (LEVELS - 1)):
        edges = [0, *(i + 1 for i in range(LEVELS - 1) if cuts >> i & 1), LEVELS]
        runs = [_RUNS.index((a, b - 1)) for a, b in itertools.pairwise(edges)]
        total = cost[runs].sum(axis=0)
        better = total < best_cost
        best_cost[better] = total[better]
        best[better] = sum(1 << run for run in runs)
    return best


def _lay_out(classes: Ints, division: Ints) -> Forming:
    """Write down the classes, sorted by school and groep."""
    schools = len(division)
    school, run, parallel = [], [], []
    for i in range(len(_RUNS)):
        rows = np.flatnonzero(division >> i & 1)
        number = classes[i, rows]
        school.append(np.repeat(rows, number))
        run.append(np.full(int(number.sum()), i, dtype=np.int64))
        parallel.append(np.arange(int(number.sum())) - np.repeat(np.cumsum(number) - number, number))
    bounds = np.array(_RUNS)
    all_school, all_run, all_parallel = (np.concatenate(part) for part in (school, run, parallel))
    order = np.lexsort((all_parallel, bounds[all_run, 0], all_school))
    all_school, all_run, all_parallel = all_school[order], all_run[order], all_parallel[order]
    first = np.full((schools, LEVELS), NO_CLASS, dtype=np.int64)
    number = np.zeros((schools, LEVELS), dtype=np.int64)
    for row in np.flatnonzero(all_parallel == 0):
        low, high = _RUNS[all_run[row]]
        first[all_school[row], low : high + 1] = row
        number[all_school[row], low : high + 1] = classes[all_run[row], all_school[row]]
    low, high = (bounds[all_run, side] + FIRST_LEARNING_LEVEL for side in (0, 1))
    return Forming(all_school, low.astype(np.int8), high.astype(np.int8), all_parallel, first, number)


def seat_pupils(forming: Forming, school: Ints, level: Codes, draw: Floats) -> Ints:
    """Give every learning pupil a class in every school year.

    Pupils of a run are dealt over its classes in the order of their luck, which they keep, so that
    classmates stay together when they move up.

    Parameters
    ----------
    forming
        The classes.
    school : ndarray of int64, shape (pupils,)
        Row of the school.
    level : ndarray of int8, shape (pupils, years)
        Groep in each school year.
    draw : ndarray of float64, shape (pupils,)
        A draw from (0, 1) for each pupil.

    Returns
    -------
    ndarray of int64, shape (pupils, years)
        Row of the class; -1 when not in groep 3-8.
    """
    klass = np.full(level.shape, NO_CLASS, dtype=np.int64)
    for year in range(level.shape[1]):
        rows = np.flatnonzero(learning(level[:, year]))
        at = level[rows, year].astype(np.int64) - FIRST_LEARNING_LEVEL
        first, number = forming.first[school[rows], at], forming.parallels[school[rows], at]
        order = np.argsort(first + draw[rows], kind="stable")
        first, number, rows = first[order], number[order], rows[order]
        starts = np.flatnonzero(np.diff(first, prepend=-2))
        turn = np.arange(len(rows)) - np.repeat(starts, np.diff(starts, append=len(rows)))
        klass[rows, year] = first + turn % number
    return klass
