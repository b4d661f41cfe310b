"""How far a median would move with another seed: its Monte Carlo standard error."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FEWEST = 8
"""Replications below which the error of a median cannot be told."""


def median_error(values: NDArray[np.float64], replications: Sequence[int]) -> float:
    """Return the standard error of the median over replications.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        One value a replication.
    replications
        Their numbers.

    Returns
    -------
    float
        Half the distance between the values half a root of n ranks to either side of the middle, which is a
        standard deviation of the rank of the true median among independent values; NaN with fewer than
        `FEWEST`.
    """
    n = min(len(values), len(replications))
    if n < FEWEST:
        return float("nan")
    half = 0.5 / np.sqrt(n)
    low, high = np.quantile(values, [0.5 - half, 0.5 + half])
    return float(high - low) / 2
