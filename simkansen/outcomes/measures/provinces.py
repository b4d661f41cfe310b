"""The delay by province, from the pupils one by one: places are no dimension of the strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Split

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


def delay_by_province(delay: Floats, school: Ints, provinces: Provinces) -> tuple[Floats, Floats]:
    """Mean delay of the pupils of each province.

    Parameters
    ----------
    delay : ndarray of float64, shape (n,)
        Weeks that each learner is behind (`simkansen.outcomes.pupils.Behind.weeks`).
    school : ndarray of int64, shape (n,)
        Row of the school of each.
    provinces
        Where schools lie.

    Returns
    -------
    delay, pupils : ndarray of float64, shape (provinces,)
        Weeks, NaN where there are no pupils; and the pupils of each province (count).
    """
    count = len(provinces.split.name)
    place = provinces.of_school[school]
    known = place != _NOWHERE
    pupils = np.bincount(place[known], minlength=count).astype(np.float64)
    sums = np.bincount(place[known], weights=delay[known], minlength=count)
    return sums / np.where(pupils > 0, pupils, np.nan), pupils
