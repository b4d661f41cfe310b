"""Sums in one fixed order: Python's own `sum` of floats gives other last bits from version 3.12 on."""

from __future__ import annotations

from collections.abc import Iterable


def total(values: Iterable[float]) -> float:
    """Add numbers from the first to the last, each rounded, on every version of Python alike.

    Python 3.12 made the built-in `sum` of floats carry a correction for what rounding loses, so that it
    gives other last bits than 3.11.

    Parameters
    ----------
    values
        The numbers.

    Returns
    -------
    float
        Their sum; 0 for none.
    """
    found = 0.0
    for value in values:
        found += value
    return found
