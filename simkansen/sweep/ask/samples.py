"""Samples of the unit cube by SALib: Morris' trajectories and Saltelli's sample of a Sobol' sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TAIL = 0.025
"""A screening walks from this quantile of each prior to its mirror image: most priors have no end."""

EDGE = 1e-9
"""A quantile strictly between 0 and 1: a Sobol' sequence may hold 0 itself."""


def powers_near(n: int) -> str:
    """Say which powers of two are nearest to a number."""
    below = 1 << max(0, n.bit_length() - 1)
    return f"write {below} or {2 * below}"


def problem(names: Sequence[str], low: float = 0.0, high: float = 1.0) -> dict[str, Any]:
    """Return what SALib calls a problem: names, and bounds that are the same for all."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[low, high]] * len(names)}


def salib_seed(seed: int) -> int:
    """Return a seed for SALib, which takes 0 for no seed at all."""
    return seed + 1


def morris_sample(names: Sequence[str], trajectories: int, levels: int, seed: int) -> Floats:
    """Lay trajectories through the space of quantiles, shape (trajectories x (names + 1), names)."""
    from SALib.sample import morris

    cube = problem(names, TAIL, 1 - TAIL)
    sample: Floats = morris.sample(cube, trajectories, num_levels=levels, seed=salib_seed(seed))
    return sample


def sobol_sample(names: Sequence[str], n: int, seed: int) -> Floats:
    """Draw Saltelli's sample of quantiles, shape (n x (names + 2), names)."""
    from SALib.sample import sobol

    sample: Floats = sobol.sample(problem(names), n, calc_second_order=False, seed=salib_seed(seed))
    return np.clip(sample, EDGE, 1 - EDGE)
