"""Cells by which results are summed: every group of a report is a sum of cells."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.registry import LEVEL
from simkansen.schooling import load_system

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "parental_education": load_system().schoolings,
    "home_language": (load_system().language, "other"),
    "migration": ("none", "any"),
    "household": ("two-parent", "one-parent"),
    LEVEL: tuple(map(str, load_system().learning_levels)),
    "school_disadvantage": ("under-10%", "10-30%", "over-30%"),
}
"""Dimensions and their groups; a cell's code is mixed radix over them in this order."""

CELLS = math.prod(len(groups) for groups in DIMENSIONS.values())
NO_CELL = -1
_DISADVANTAGE_BOUNDS = np.array([0.10, 0.30])  # the bounds of the labels above: a definition


def cell_codes(**groups: NDArray[np.integer]) -> NDArray[np.int64]:
    """Code of the cell of each unit.

    Parameters
    ----------
    **groups
        For each name of `DIMENSIONS` the number of the unit's group, shape (n,).

    Returns
    -------
    ndarray of int64, shape (n,)
        Numbers in [0, `CELLS`).
    """
    if set(groups) != set(DIMENSIONS):
        raise ValueError(f"a cell needs exactly {', '.join(DIMENSIONS)}, not {', '.join(groups)}")
    code = np.zeros(len(next(iter(groups.values()))), dtype=np.int64)
    for name, labels in DIMENSIONS.items():
        code = code * len(labels) + groups[name]
    return code


def school_disadvantage(share: NDArray[np.float64]) -> NDArray[np.int64]:
    """Group of a school by its disadvantaged share (fraction): under 10 %, 10 to 30 %, over 30 %."""
    return np.searchsorted(_DISADVANTAGE_BOUNDS, share, side="right").astype(np.int64)


def group_labels(by: str) -> tuple[str, ...]:
    """Name the groups of one dimension; `all` has one group, "all".

    Raises
    ------
    ValueError
        If there is no such dimension.
    """
    if by == "all":
        return ("all",)
    if by not in DIMENSIONS:
        raise ValueError(f"no dimension '{by}'; there are all, {', '.join(DIMENSIONS)}")
    return DIMENSIONS[by]


def group_matrix(by: str) -> NDArray[np.float64]:
    """Which cells belong to which group of one dimension.

    Parameters
    ----------
    by
        A name of `DIMENSIONS`, or "all".

    Returns
    -------
    ndarray of float64, shape (groups, cells)
        1 where the cell is in the group, else 0: multiplied with sums by cell it gives sums by group.
    """
    labels = group_labels(by)
    if by == "all":
        return np.ones((1, CELLS))
    radices = [len(groups) for groups in DIMENSIONS.values()]
    digit = np.unravel_index(np.arange(CELLS), radices)[list(DIMENSIONS).index(by)]
    return np.asarray(digit[None, :] == np.arange(len(labels))[:, None], dtype=np.float64)
