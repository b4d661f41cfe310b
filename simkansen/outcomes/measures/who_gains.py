"""Who gains and who loses: the same pupil under two scenarios."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Groups
from simkansen.outcomes.inputs import CalendarWeeks, PupilTables, RunTrace
from simkansen.outcomes.panel import Panel
from simkansen.outcomes.pupils import mean_of_subjects
from simkansen.outcomes.registry import ALL_SUBJECTS, SUBJECTS, measure

Floats = NDArray[np.float64]

# Imports within functions: sums and products load numba, and files are checked without it.


NOTICEABLE_WEEKS = 0.1
"""A pupil is better or worse off beyond this difference (teaching weeks); a definition, no estimate."""


_AT_ONCE = 2**14
"""Pupils that are compared at a time: what is made of them in between stays in the cache."""

_PAIRED: dict[str, Any] = {"weeks": "kept", "subjects": True, "between": True, "each_pupil": True}


def paired_weeks(
    mine: NDArray[np.float32], other: NDArray[np.float32], stratum: NDArray[np.int64], pace: Floats
) -> Floats:
    """Difference of each pupil between two runs, in teaching weeks of the pupil's groep.

    Parameters
    ----------
    mine, other : ndarray of float32, shape (n, subjects)
        Skill of the same pupils in both runs (SD).
    stratum : ndarray of int64, shape (n,)
        Stratum of each pupil.
    pace : ndarray of float64, shape (strata, subjects)
        Norm of the groep of each stratum (SD per teaching week).

    Returns
    -------
    ndarray of float64, shape (n, subjects + 1)
        Weeks ahead by subject, and in the last column their mean.
    """
    weeks = (mine.astype(np.float64) - other) / pace[stratum]
    return np.column_stack([weeks, mean_of_subjects(weeks)])


@measure("better_off", "share of pupils", "higher", **_PAIRED,
    says="Share of pupils more than a tenth of a week ahead of themselves without a closure.",
    effect="Share of pupils more than a tenth of a week better off than under the reference.")  # fmt: skip
@measure("worse_off", "share of pupils", "lower", **_PAIRED,
    says="Share of pupils more than a tenth of a week behind themselves without a closure.",
    effect="Share of pupils more than a tenth of a week worse off than under the reference.")  # fmt: skip
def better_and_worse(
    mine: RunTrace,
    other: RunTrace,
    pupils: PupilTables,
    groups: Groups,
    calendar: CalendarWeeks,
) -> list[Panel]:
    """Share of pupils better and worse off than in another run, at the weeks both keep every pupil of.

    Parameters
    ----------
    mine, other
        Traces of the scenario and of the run it is compared with.
    pupils
        The pupils' tables.
    groups
        The groups.
    calendar
        The weeks.
    """
    from simkansen.arithmetic.matrices import (
        product,
    )

    weeks = np.array(sorted(set(mine.snapshots) & set(other.snapshots)), dtype=np.int64)
    names = (*SUBJECTS, ALL_SUBJECTS)
    shape = (len(names), len(groups.name), weeks.size)
    better, worse, counts = np.zeros(shape), np.zeros(shape), np.zeros(shape[1:])
    for column, week in enumerate(weeks):
        stratum = np.asarray(pupils.stratum)[:, calendar.school_year[week]]
        counted = _counted(mine.snapshots[int(week)], other.snapshots[int(week)], stratum, groups.pace)
        of_groups = product(groups.matrix, counted).T
        counts[:, column] = of_groups[0]
        better[:, :, column] = of_groups[1 : len(names) + 1]
        worse[:, :, column] = of_groups[len(names) + 1 :]
    divisor = np.where(counts > 0, counts, np.nan)
    return [
        Panel(measure, name, weeks, values[index] / divisor, counts)
        for measure, values in (("better_off", better), ("worse_off", worse))
        for index, name in enumerate(names)
    ]


def _counted(
    mine: NDArray[np.float32], other: NDArray[np.float32], stratum: NDArray[np.int64], pace: Floats
) -> Floats:
    """Count the pupils of each stratum, and those of them who are better and worse off.

    Parameters
    ----------
    mine, other, stratum, pace
        As of `paired_weeks`, with pupils who are in no stratum now: these have one below nought.

    Returns
    -------
    ndarray of float64, shape (strata, 2 * subjects + 3)
        Everyone; those who are better off by subject and by their mean; and those who are worse off.
    """
    strata, subjects = pace.shape
    counted = np.zeros((strata, 2 * subjects + 3))
    learning = np.flatnonzero(stratum >= 0)
    for first in range(0, learning.size, _AT_ONCE):
        some = learning[first : first + _AT_ONCE]
        of = stratum[some]
        ahead = paired_weeks(mine.take(some, axis=0), other.take(some, axis=0), of, pace)
        up, down = ahead > NOTICEABLE_WEEKS, ahead < -NOTICEABLE_WEEKS
        those = [of, *(of[one] for one in (*up.T, *down.T))]
        counted += np.column_stack([np.bincount(one, minlength=strata) for one in those])
    return counted
