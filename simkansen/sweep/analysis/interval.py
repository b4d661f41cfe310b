"""How well a mean over replications is known, when some replications share their draw of the parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simkansen.runs.draws import FEWEST_DRAWS

LEVEL = 0.90
"""Every interval of a sweep holds this much."""


class MeanInterval(NamedTuple):
    """A mean and how well it is known.

    Attributes
    ----------
    mean
        Over the replications.
    half_width
        Half of the 90% t-interval of the mean; infinite with fewer than `FEWEST_DRAWS` draws.
    draws
        Independent draws behind it.
    """

    mean: float
    half_width: float
    draws: int


def interval_of_mean(values: ArrayLike, draws: Sequence[int | None]) -> MeanInterval:
    """Give the mean of replications and the t-interval that belongs to it.

    Replications with one draw of the parameters are not independent, so the interval is that of the means of
    draws, as for any sample of clusters.

    Parameters
    ----------
    values : array_like of float, shape (replications,)
        One value a replication.
    draws
        The draw of each; None where nothing was drawn, and then each is a draw of its own.

    Returns
    -------
    MeanInterval
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.size == 0:
        return MeanInterval(float("nan"), float("inf"), 0)
    names = [f"r{place}" if draw is None else str(draw) for place, draw in enumerate(draws)]
    _, cluster = np.unique(names, return_inverse=True)
    count = int(cluster.max()) + 1
    sizes = np.bincount(cluster, minlength=count)
    mean = float(numbers.mean())
    if count < FEWEST_DRAWS:
        return MeanInterval(mean, float("inf"), count)
    # Linearised variance of a ratio of cluster totals to cluster sizes (Cochran 1977, section 9A.1).
    residual = np.bincount(cluster, weights=numbers - mean, minlength=count)
    variance = count / (count - 1) * float(np.sum(residual**2)) / float(sizes.sum()) ** 2
    return MeanInterval(mean, t_quantile(count - 1) * variance**0.5, count)


def share_interval(share: float, half_width: float, clusters: int) -> tuple[float, float]:
    """Give the 90% interval of a share: Wilson's (1927), which stays between 0 and 1.

    Parameters
    ----------
    share
        Between 0 and 1.
    half_width
        Half of the interval of the share as a mean; what it says of how many independent cases there are is
        used (Korn and Graubard 1998). Infinite where it cannot be told.
    clusters
        Independent cases where the share is 0 or 1, for then nothing varies.

    Returns
    -------
    low, high : float
        Not-a-number where it cannot be told.
    """
    from scipy.special import ndtri

    if not np.isfinite(half_width):
        return float("nan"), float("nan")
    z = float(ndtri((1 + LEVEL) / 2))
    n = share * (1 - share) * (z / half_width) ** 2 if half_width > 0 else float(clusters)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def t_quantile(freedom: int) -> float:
    """Give how many standard errors half of the 90% interval is."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + LEVEL) / 2))
