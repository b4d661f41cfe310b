"""What a recovered week of learning costs: the one rule of measures, pages, tables and orders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def price_per_week(spent: Floats, recovered: Floats) -> Floats:
    """Return the price of a recovered week in each simulation.

    Parameters
    ----------
    spent, recovered : ndarray of float64, shape (replications,)
        EUR, and weeks of learning.

    Returns
    -------
    ndarray of float64, shape (replications,)
        The quotient where something is recovered. Where nothing is it is infinite, as no money is enough; but
        nothing for nothing is no price (NaN), as when nobody is reached.
    """
    price = np.divide(spent, recovered, out=np.full(np.shape(spent), np.inf), where=recovered > 0)
    return np.asarray(np.where((spent == 0) & (recovered == 0), np.nan, price))
