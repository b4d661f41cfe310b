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
    from scipy.special import fdtri

    total = float(apart.var(ddof=1)) if apart.size > 1 else 0.0
    if repeated.size < FEWEST_REPEATS or not (total > 0 and np.isfinite(repeated).all()):
        return float("nan"), float("nan")
    ratio = float(np.mean(repeated**2)) / 2 / total
    most, least = (fdtri(repeated.size, apart.size - 1, q) for q in ((1 + LEVEL) / 2, (1 - LEVEL) / 2))
    return min(1.0, ratio / float(most)), min(1.0, ratio / float(least))


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
