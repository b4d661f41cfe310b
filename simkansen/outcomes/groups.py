"""The groups that results are given for, and their weekly means."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simkansen.evidence.norm import Norm, load_norm
from simkansen.outcomes.inputs import SUM_COLUMNS, RunTrace
from simkansen.outcomes.registry import LEVEL, SUBJECTS
from simkansen.outcomes.strata import DIMENSIONS, group_labels, group_matrix
from simkansen.work.lru_cache import LRUCache

Floats = NDArray[np.float64]

# Imports within functions: products load numba, and files are checked without it.

BYS = ("all", *DIMENSIONS)
"""What results are split by, in the order of the rows."""


FEWEST_PUPILS = 10
"""Assumed: a group of fewer pupils has no number on a page, as it would tell of those few and of no group.

The few pupils of a whole population, or those whom an intervention reaches, have a number without an
interval.
"""


class Labels(Protocol):
    """The split and the group of each row of a panel."""

    @property
    def by(self) -> tuple[str, ...]:
        """The splits."""

    @property
    def name(self) -> tuple[str, ...]:
        """The groups."""


@dataclass(frozen=True)
class Split:
    """Groups of one split that are no sums of strata.

    Attributes
    ----------
    split
        What is split by.
    name
        The groups.
    """

    split: str
    name: tuple[str, ...]

    @property
    def by(self) -> tuple[str, ...]:
        """The split, for each of its groups."""
        return (self.split,) * len(self.name)


@dataclass(frozen=True)
class Groups:
    """Every group of every split, as rows of one matrix over the strata.

    Attributes
    ----------
    by, name
        The split and the group of each row, length G.
    matrix : ndarray of float64, shape (G, strata)
        1 where a stratum belongs to the group.
    norm
        What a week of learning is, by groep and subject; the shipped one by default.
    """

    by: tuple[str, ...]
    name: tuple[str, ...]
    matrix: Floats
    norm: Norm = field(default_factory=load_norm)

    def rows(self, by: str) -> NDArray[np.int64]:
        """Return the row numbers of one split."""
        return np.array([row for row, split in enumerate(self.by) if split == by], dtype=np.int64)

    def row(self, by: str, name: str) -> int:
        """Return the row number of one group.

        Raises
        ------
        ValueError
            If there is no such group.
        """
        return list(zip(self.by, self.name, strict=True)).index((by, name))

    @cached_property
    def level_of_stratum(self) -> NDArray[np.int64]:
        """Number of the groep, from 0 for the lowest that learns, of each stratum, shape (strata,)."""
        number: NDArray[np.int64] = self.matrix[self.rows(LEVEL)].argmax(axis=0)
        return number

    @cached_property
    def pace(self) -> Floats:
        """Norm of the groep of each stratum, shape (strata, subjects): SD per teaching week."""
        pace: Floats = self.norm.pace[self.level_of_stratum]
        return pace


def population_groups(norm: Norm | None = None) -> Groups:
    """Return the groups of the population's own strata, with the norm of the country or another."""
    labels = [(by, name) for by in BYS for name in group_labels(by)]
    return Groups(
        by=tuple(by for by, _ in labels),
        name=tuple(name for _, name in labels),
        matrix=np.concatenate([group_matrix(by) for by in BYS]),
        norm=norm or load_norm(),
    )


@dataclass(frozen=True)
class Means:
    """Weekly means of every group in one trace; NaN where a group has no pupils.

    Attributes
    ----------
    pupils : ndarray of float64, shape (G, weeks)
        Learning pupils (count).
    skill : ndarray of float64, shape (G, weeks, subjects)
        Mean skill (SD).
    in_weeks : ndarray of float64, shape (G, weeks, subjects)
        Mean over pupils of their skill in teaching weeks, each at the norm of the own groep: differences of
        it between two runs of the same pupils are weeks of learning.
    engagement, out_of_sight : ndarray of float64, shape (G, weeks)
        Means (share).
    """

    pupils: Floats
    skill: Floats
    in_weeks: Floats
    engagement: Floats
    out_of_sight: Floats


def group_means(trace: RunTrace, groups: Groups, weeks: NDArray[np.int64] | None = None) -> Means:
    """Add up the strata of a trace into groups and divide by their pupils.

    Parameters
    ----------
    trace
        What a scenario left behind.
    groups
        The groups.
    weeks : ndarray of int64, shape (w,), optional
        The weeks that are wanted; the others have no pupils and no means. All by default.
    """
    chosen = slice(None) if weeks is None else weeks
    of_subjects = [SUM_COLUMNS.index(subject) for subject in SUBJECTS]
    taken = trace.sums[chosen]
    sums = np.zeros((len(groups.name), trace.sums.shape[0], trace.sums.shape[2]))
    in_weeks = np.zeros((*sums.shape[:2], len(SUBJECTS)))
    sums[:, chosen] = _added_up(groups, taken)
    in_weeks[:, chosen] = _added_up(groups, taken[:, :, of_subjects] / groups.pace)
    pupils = sums[:, :, SUM_COLUMNS.index("pupils")]
    divisor = np.where(pupils > 0, pupils, np.nan)
    return Means(
        pupils=pupils,
        skill=sums[:, :, of_subjects] / divisor[..., np.newaxis],
        in_weeks=in_weeks / divisor[..., np.newaxis],
        engagement=sums[:, :, SUM_COLUMNS.index("engagement")] / divisor,
        out_of_sight=sums[:, :, SUM_COLUMNS.index("out_of_sight")] / divisor,
    )


class KnownMeans:
    """Means of traces, each made once while this lives: scenarios have one twin in common.

    Parameters
    ----------
    most
        How many are kept.
    """

    def __init__(self, most: int) -> None:
        # Values hold what they were made of, so that no other object takes its identity while they are kept.
        self._known: LRUCache[tuple[RunTrace, Groups, Means]] = LRUCache(most)

    def of(self, trace: RunTrace, groups: Groups, weeks: NDArray[np.int64] | None = None) -> Means:
        """Give the means of a trace (`group_means`), for reading alone."""
        key = id(trace), id(groups), None if weeks is None else weeks.tobytes()
        return self._known.get(key, lambda: (trace, groups, group_means(trace, groups, weeks)))[-1]


def _added_up(groups: Groups, of_strata: Floats) -> Floats:
    """Add up strata, shape (weeks, strata, columns), into groups, shape (G, weeks, columns)."""
    from simkansen.arithmetic.matrices import product

    weeks, strata, columns = of_strata.shape
    laid_out = of_strata.transpose(1, 0, 2).reshape(strata, weeks * columns)
    return product(groups.matrix, laid_out).reshape(len(groups.name), weeks, columns)
