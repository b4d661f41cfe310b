"""Whether chance, or what is not known exactly, makes a difference come out otherwise in other simulations.

A replication and its repeat have the same parameters, so what the difference between two scenarios moves by
from the one to the other is chance (`simkansen.runs.draws`). Repeats are few, and what they tell is rough: a
cause is named only where the 90% interval of the share of the variance that is chance lies on one side of
`MOSTLY`. The interval is that of the ratio of two variances of normal values (Snedecor and Cochran 1989,
*Statistical methods*, section 6.12), so about.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simkansen.report.reading.records import Draws

Cause = Literal["chance", "unknown", ""]
"""What most of a variance is: chance, what is not known exactly, or neither surely."""

MOSTLY = 0.5
"""Up to this share a variance is mostly not chance, from it on mostly chance: what "mostly" means."""

LEVEL = 0.90
"""What the interval of a share of chance holds: an assumed limit, that of all intervals of a report."""

WIDEST = 0.5
"""A share whose interval is wider is not told: an assumed limit, as half of all that can be says nothing."""

FEWEST_REPEATS = 2
"""With fewer repeats no share of chance is given, as in the summary of a run."""


def chance_interval(apart: NDArray[np.float64], repeated: NDArray[np.float64]) -> tuple[float, float]:
    """Return the 90% interval of the share of the variance of a difference that is chance.

    Parameters
    ----------
    apart : ndarray of float64, shape (replications,)
        The difference in each replication.
    repeated : ndarray of float64, shape (repeats,)
        What it moves by from a replication to its repeat, of those that have one.

    Returns
    -------
    low, high : float
        In [0, 1]; not a number with too few of either, or where nothing varies.
    """
    total = float(apart.var(ddof=1)) if apart.size > 1 else 0.0
    if not (repeated.size and total > 0 and np.isfinite(repeated).all()):
        return float("nan"), float("nan")
    return share_interval(float(np.mean(repeated**2)) / 2 / total, repeated.size, apart.size)


def share_interval(share: float, repeats: int, runs: int) -> tuple[float, float]:
    """Return the 90% interval of a share of the variance that is chance.

    Parameters
    ----------
    share
        What was found: half the mean square of what the repeats move by, over the variance of all.
    repeats, runs
        How many repeats it rests on, and how many replications.

    Returns
    -------
    low, high : float
        In [0, 1]; not a number with too few of either.
    """
    from scipy.special import fdtri

    if repeats < FEWEST_REPEATS or runs < 2:
        return float("nan"), float("nan")
    most, least = (fdtri(repeats, runs - 1, q) for q in ((1 + LEVEL) / 2, (1 - LEVEL) / 2))
    return min(1.0, share / float(most)), min(1.0, share / float(least))


def told_interval(share: float | None, repeats: int, runs: int) -> tuple[float, float] | None:
    """Return the interval of a share of chance as it may be told, None where it cannot be told.

    Parameters
    ----------
    share, repeats, runs
        As of `share_interval`; a share of None is not known.
    """
    if share is None:
        return None
    low, high = share_interval(share, repeats, runs)
    return (low, high) if high - low <= WIDEST else None  # nor where there are too few for numbers


def cause(apart: Draws, repeats: Draws) -> Cause:
    """Return what a difference varies by mostly, where the repeats show it.

    Parameters
    ----------
    apart
        The difference between two scenarios in each replication.
    repeats
        The same in the repeats, by the number of the replication that they repeat; empty where nothing is
        drawn, for then nothing is told apart.
    """
    runs = [run for run in repeats if run in apart]
    values = np.array(list(apart.values()), dtype=np.float64)
    low, high = chance_interval(values, np.array([repeats[run] - apart[run] for run in runs]))
    if high < MOSTLY:
        return "unknown"
    return "chance" if low > MOSTLY else ""
