"""One number for a whole column, in which every row counts differently."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_NO_NUMBER = -7.25
"""Stands for not-a-number in a sum; no column holds it."""


@lru_cache(maxsize=64)
def weights(count: int) -> Floats:
    """Give fixed weights between .5 and 1.5 (splitmix64 of the places), so that no change can hide in a sum.

    Parameters
    ----------
    count
        How many.

    Returns
    -------
    ndarray of float64, shape (count,)
        Read-only.
    """
    z = (np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found = np.asarray(((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53 + 0.5, dtype=np.float64)
    found.flags.writeable = False
    return found


def weighed(values: ArrayLike) -> float:
    """Add up a column, each row with its own weight; texts count as numbers made of them.

    Parameters
    ----------
    values
        Numbers or texts, of any shape.
    """
    column = np.asarray(values).ravel()
    if column.dtype.kind in "UO":
        column = np.array([number_of(str(one)) for one in column.tolist()])
    numbers = column.astype(np.float64)
    finite = np.isfinite(numbers)
    if not finite.all():
        numbers = np.where(finite, numbers, _NO_NUMBER)
    return float((weights(numbers.size) * numbers).sum())


@lru_cache(maxsize=100_000)
def number_of(text: str) -> float:
    """Make a number between 0 and 1 of a text."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2.0**48
