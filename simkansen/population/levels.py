"""Levels: shares and means of groups that differ by a slope and meet a national level exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic import logistic_of, normal_cdf_of, normal_quantile_of
from simkansen.population.tables import Floats

_HALVINGS = 60
_WIDEST = 30.0


def meet_share(level: float, log_odds: NDArray[np.floating], share: Floats) -> Floats:
    """Share of each group, when groups differ by log odds and the mean over all is given.

    Parameters
    ----------
    level
        Mean over all groups (fraction).
    log_odds : ndarray, any shape
        How much more frequent it is in each group.
    share : ndarray of the same shape
        Weight of each group; need not sum to 1.

    Returns
    -------
    ndarray of float64, same shape
        Fractions whose weighted mean is `level`.
    """
    low, high = -_WIDEST, _WIDEST
    total = float(share.sum())
    result = np.zeros_like(share)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        result = logistic_of(middle + log_odds)
        if float((result * share).sum()) < level * total:
            low = middle
        else:
            high = middle
    return np.asarray(result, dtype=np.float64)


def centred(values: NDArray[np.floating], share: Floats) -> Floats:
    """Subtract the weighted mean, so that the country's mean is zero."""
    return np.asarray(values - float((values * share).sum()) / float(share.sum()), dtype=np.float64)


def unit_noise(values: NDArray[np.floating], share: Floats, other: float = 0.0) -> float:
    """SD of the noise that makes the whole vary by one.

    Parameters
    ----------
    values, share : ndarray of float64, shape (groups,)
        Means of the groups and their weights (summing to 1).
    other
        Variance from further, independent parts.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the groups and further parts vary by one or more already.
    """
    left = 1.0 - other - float((np.square(centred(values, share)) * share).sum())
    if left <= 0:
        raise ValueError(f"the parts of a standardised variable vary by {1 - left:.2f}, which is over 1")
    return float(np.sqrt(left))


def fraction(mean: Floats | float, noise: Floats, spread: float) -> Floats:
    """Turn standard normal noise into fractions with a given mean.

    Parameters
    ----------
    mean : ndarray of float64, shape (n,), or a number
        Mean of the fraction for units alike (0-1, both excluded).
    noise : ndarray of float64, shape (n,)
        Standard normal.
    spread
        SD on the probit scale.

    Returns
    -------
    ndarray of float64, shape (n,)
        Φ(m + spread·noise), with m such that the mean over the noise is `mean`.
    """
    return normal_cdf_of(np.sqrt(1 + spread * spread) * normal_quantile_of(mean) + spread * noise)
