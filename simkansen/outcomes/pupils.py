"""The pupils one by one: who learns in a week, where they stand by SES, and how far behind they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from simkansen.outcomes.groups import Groups
    from simkansen.outcomes.inputs import CalendarWeeks, PupilTables, RunTrace

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Learners:
    """Pupils who learn in a school year; every column has shape (n,).

    Attributes
    ----------
    row
        Row in the table of pupils.
    level
        Number of the groep, from 0 for the lowest that learns.
    school
        Row of the school.
    rank
        Where the pupil stands among them by SES (`fractional_rank`).
    """

    row: Ints
    level: Ints
    school: Ints
    rank: Floats


class Roll:
    """The learners of every school year, each year made once for all scenarios of a replication.

    Parameters
    ----------
    pupils
        The pupils' tables.
    groups
        The groups.

    Attributes
    ----------
    ever
        Pupils who learn in at least one of the school years (count).
    """

    def __init__(self, pupils: PupilTables, groups: Groups) -> None:
        self.groups = groups
        self.in_year = cache(lambda year: _learners(pupils, groups, year))
        self.ever = int((np.asarray(pupils.stratum) >= 0).any(axis=1).sum())

    def at(self, week: int, calendar: CalendarWeeks) -> Learners:
        """Give the learners of a week of the calendar."""
        return self.in_year(int(calendar.school_year[week]))

    def behind(self, trace: RunTrace, twin: RunTrace, week: int) -> Behind:
        """Compare each learner with the same pupil without a closure, at a week both runs keep.

        Parameters
        ----------
        trace, twin
            With and without the closure.
        week
            Week of the calendar.
        """
        here = self.at(week, trace.calendar)
        mine, theirs = (one.snapshots[week].take(here.row, axis=0) for one in (trace, twin))
        return Behind(here, theirs.astype(np.float64) - mine, self.groups.norm.pace)


@dataclass(frozen=True)
class Behind:
    """How far each learner is behind the same pupil without a closure, in one week.

    Attributes
    ----------
    learners
        The learners.
    lost : ndarray of float64, shape (n, subjects)
        SD.
    pace : ndarray of float64, shape (groepen, subjects)
        Norm of each groep (SD per teaching week).
    """

    learners: Learners
    lost: Floats
    pace: Floats

    def weeks(self) -> Floats:
        """Give the same in teaching weeks at the norm of the pupil's groep, by which who gains is told too.

        Returns
        -------
        ndarray of float64, shape (n,)
            Weeks, the mean of the subjects.
        """
        weeks_per_sd = (1.0 / self.pace)[self.learners.level]
        return np.asarray(_over_subjects(self.lost * weeks_per_sd) / self.pace.shape[1])


def mean_of_subjects(values: NDArray[np.floating]) -> Floats:
    """Give the mean of the subjects of each pupil, shape (n,)."""
    return np.asarray(_over_subjects(values) / values.shape[1])


def _over_subjects(values: NDArray[np.floating]) -> Floats:
    """Add up columns one by one, the first first: how einsum adds is left to the processor."""
    total = values[:, 0].astype(np.float64)
    for s in range(1, values.shape[1]):
        total += values[:, s]
    return total


def shared_weeks(trace: RunTrace, twin: RunTrace) -> Ints:
    """Give the weeks at which both runs keep every pupil's skill by subject, shape (w,)."""
    return np.array(sorted(set(trace.snapshots) & set(twin.snapshots)), dtype=np.int64)


def _learners(pupils: PupilTables, groups: Groups, year: int) -> Learners:
    stratum = np.asarray(pupils.stratum)[:, year]
    row = np.flatnonzero(stratum >= 0)
    return Learners(
        row=row,
        level=groups.level_of_stratum[stratum[row]],
        school=np.asarray(pupils.school)[row],
        rank=fractional_rank(np.asarray(pupils.ses)[row]),
    )


def fractional_rank(values: Floats) -> Floats:
    """Where each unit stands when all are put in order, as a share of them.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        What they are ordered by, the lowest first.

    Returns
    -------
    ndarray of float64, shape (n,)
        (Units below + half of those at the same value) / n: in (0, 1), with mean one half. Units of one
        value, such as children of one home by its SES, stand together.
    """
    order = np.argsort(values, kind="stable")
    first = np.flatnonzero(np.diff(values[order], prepend=np.nan) != 0)
    size = np.diff(first, append=values.size)
    rank = np.empty(values.size)
    rank[order] = np.repeat((first + size / 2) / max(values.size, 1), size)
    return rank
