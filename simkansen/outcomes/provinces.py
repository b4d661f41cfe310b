"""The delay by province, from the pupils one by one: places are no dimension of the strata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic.matrices import product
from simkansen.outcomes.groups import Split

if TYPE_CHECKING:
    from simkansen.outcomes.pupils import Behind

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_NOWHERE = -1


@dataclass(frozen=True)
class Provinces:
    """The provinces that schools lie in.

    Attributes
    ----------
    split
        Their names, in order of the alphabet.
    of_school : ndarray of int64, shape (schools,)
        Number of the school's province; -1 where it is not known.
    """

    split: Split
    of_school: Ints

    @classmethod
    def named(cls, names: NDArray[np.str_]) -> Provinces:
        """Give each province that is named a number.

        Parameters
        ----------
        names : ndarray of str, shape (schools,)
            Province of each school; empty where it is not known.
        """
        known, number = np.unique(np.asarray(names), return_inverse=True)
        if known.size and not known[0]:
            known, number = known[1:], number - 1
        return cls(Split("province", tuple(str(name) for name in known)), number.astype(np.int64))


def delay_by_province(behind: Behind, provinces: Provinces) -> tuple[Floats, Floats]:
    """How far the pupils of each province are behind.

    The mean loss of its pupils divided by their mean pace, for each subject, and then the mean of the
    subjects: as for every other group, so that a province can be compared with all pupils. The pace of a
    pupil is that of the groep in the whole population, as the few pupils of a small province do not tell it.

    Parameters
    ----------
    behind
        Each learner beside the same pupil without a closure.
    provinces
        Where schools lie.

    Returns
    -------
    delay, pupils : ndarray of float64, shape (provinces,)
        Weeks, NaN where there are no pupils; and the pupils of each province (count).
    """
    lost, pace, count = behind.lost, behind.pace, len(provinces.split.name)
    place = provinces.of_school[behind.learners.school]
    known = place != _NOWHERE
    place, groep = place[known], behind.learners.groep[known]
    pairs = np.bincount(place * len(pace) + groep, minlength=count * len(pace)).reshape(count, len(pace))
    normal = product(pairs, np.where(pairs.sum(axis=0)[:, np.newaxis] > 0, pace, 0.0))
    sums = [np.bincount(place, weights=lost[known, s], minlength=count) for s in range(lost.shape[1])]
    delays: Floats = (np.stack(sums, axis=1) / np.where(normal > 0, normal, np.nan)).mean(axis=1)
    return delays, pairs.sum(axis=1).astype(np.float64)
