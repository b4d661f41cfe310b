"""Small functions that several rules share."""

from __future__ import annotations

from simkansen.arithmetic import exp
from simkansen.compiled import rule


@rule
def around_one(spread: float, z: float) -> float:
    """Turn a standard normal number into a factor whose mean is 1.

    Parameters
    ----------
    spread
        Standard deviation of the factor's logarithm.
    z
        Standard normal.

    Returns
    -------
    float
        Log-normal; the half of the variance that is taken off keeps the mean at 1.
    """
    return exp(spread * z - spread * spread / 2.0)


@rule
def between(x: float, low: float, high: float) -> float:
    """Keep a number within bounds.

    Parameters
    ----------
    x
        Any number.
    low, high
        Bounds, both included.

    Returns
    -------
    float
        `x`, or the bound it passed.
    """
    return min(high, max(low, x))
