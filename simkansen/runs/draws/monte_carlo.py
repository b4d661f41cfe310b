"""How far the middle of the replications would move with another seed.

Replications that follow each other in a pair (0 and 1, 2 and 3, ...) lie in opposite halves of every prior
(`simkansen.runs.draws.stratified`), so the mean of a pair varies less than that of two independent ones.
Pairs, on the other hand, are nearly independent of each other. So what varies between the means of pairs
tells how sure the middle is, and nothing has to be known of which parameters decide.

The median moves with the replications near it, by where the others lie but not by how far away. As usual for
robust statistics (Huber 1981, *Robust statistics*, section 3.2, the constant being the median absolute
deviation) every value counts as its distance from the median, cut off where half of the values are nearer;
the means of pairs are of those, and divided by the share that is not cut off.

Few pairs may agree by luck, so the error is at least what even draws leave of the error of independent ones
(`_KEPT`). Draws are spread over finer parts than halves, too, and the first rows of the posterior are closer
to all of them than pairs can show: where one parameter decides nearly all, the error is on the safe side.
tests/benchmarks/seeds.py sets it beside what seeds do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

FEWEST_PAIRS = 4
"""With fewer pairs their means vary too little or too much to tell anything."""

_NEAR = 0.5
"""Share of the values that count by their distance in full."""

_KEPT = 0.45
"""What draws that are spread evenly over each parameter leave of the error of the median of independent ones
where the value is a plain sum over several parameters, which is the best case of several: a side of the
middle is no sum (tests/runs/test_draws.py)."""


def median_error(values: ArrayLike, replications: Sequence[int]) -> float:
    """Give the standard error of the median over replications.

    Parameters
    ----------
    values : array_like of float, shape (replications,)
        One value a replication, or the difference between two scenarios in it.
    replications
        Their numbers, each once.

    Returns
    -------
    float
        In the unit of the values: the standard deviation of their median over seeds, about. NaN when fewer
        than `FEWEST_PAIRS` pairs are whole or a value is not finite.
    """
    return float(median_errors(np.asarray(values, dtype=np.float64)[None, :], replications)[0])


def median_errors(values: Floats, replications: Sequence[int] | NDArray[np.int64]) -> Floats:
    """Give the standard error of the median of many rows over the same replications.

    Parameters
    ----------
    values : ndarray of float64, shape (rows, replications)
        One column a replication.
    replications
        Their numbers, each once.

    Returns
    -------
    ndarray of float64, shape (rows,)
        As in `median_error`.

    Raises
    ------
    ValueError
        If there are not as many columns as replications, or a replication is there twice.
    """
    numbers = np.asarray(replications, dtype=np.int64)
    if values.shape[1] != len(numbers):
        message = f"{values.shape[1]} values are not one for each of {len(numbers)} replications"
        raise ValueError(message)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    if np.any(ordered[1:] == ordered[:-1]):
        raise ValueError("a replication is there twice")
    first = np.flatnonzero((ordered[:-1] % 2 == 0) & (ordered[1:] == ordered[:-1] + 1))
    if len(first) < FEWEST_PAIRS:
        return np.full(len(values), np.nan)
    error = np.full(len(values), np.nan)
    usable = np.isfinite(values).all(axis=1)
    rows = values[usable][:, order]
    away = rows - np.median(rows, axis=1, keepdims=True)
    reach = np.quantile(np.abs(away), _NEAR, axis=1, keepdims=True)
    cut = np.clip(away, -reach, reach)
    means = 0.5 * (cut[:, first] + cut[:, first + 1])
    of_pairs = means.std(axis=1, ddof=1) / np.sqrt(len(first)) / _NEAR
    error[usable] = np.maximum(of_pairs, _KEPT * _independent_errors(rows))
    return error


def _independent_errors(rows: Floats) -> Floats:
    """Return the standard error of each row's median if its values were independent (Woodruff 1952)."""
    apart = 0.5 / np.sqrt(rows.shape[1])
    low, high = np.quantile(rows, [0.5 - apart, 0.5 + apart], axis=1)
    return np.asarray(0.5 * (high - low))


def quantile_error(values: ArrayLike, replications: Sequence[int], q: float, *, at: float = 1.0) -> float:
    """Give the standard error of a quantile over replications, such as an end of an interval.

    After Woodruff (1952, *Confidence intervals for medians and other position measures*): how sure the share
    of values up to the quantile is comes from the pairs (see above), and the quantiles at that share, less
    and more by its error, say what that is in the unit of the values.

    Parameters
    ----------
    values : array_like of float, shape (replications,)
        One value a replication, or the difference between two scenarios in it.
    replications
        Their numbers, each once.
    q
        Which quantile, from 0 to 1, ends excluded.
    at
        The distance at which the error is measured, in standard errors. Where values lie far apart (in a
        tail) or stand on each other (whole numbers), a distance of three is not three times that of one:
        take about as many as the error is going to be multiplied with.

    Returns
    -------
    float
        In the unit of the values, the larger one of both sides. NaN when fewer than `FEWEST_PAIRS` pairs
        are whole or a value is not finite.

    Raises
    ------
    ValueError
        If there are not as many values as replications, or ``q`` or ``at`` is out of range.
    """
    found = np.asarray(values, dtype=np.float64)
    numbers = np.asarray(replications, dtype=np.int64)
    if found.shape != numbers.shape:
        raise ValueError(f"{found.size} values are not one for each of {numbers.size} replications")
    if not 0.0 < q < 1.0 or at <= 0.0:
        raise ValueError("q lies between 0 and 1, and at is above 0")
    order = np.argsort(numbers, kind="stable")
    ordered, numbers = found[order], numbers[order]
    first = np.flatnonzero((numbers[:-1] % 2 == 0) & (numbers[1:] == numbers[:-1] + 1))
    if len(first) < FEWEST_PAIRS or not np.isfinite(found).all():
        return float("nan")
    middle = np.quantile(ordered, q)
    # Of values that stand on the quantile all may be below it, or none: whichever is less sure.
    sides = (ordered < middle, ordered <= middle)
    varies = max(float((0.5 * (side[first] * 1.0 + side[first + 1])).std(ddof=1)) for side in sides)
    share = varies / np.sqrt(len(first))
    low, high = np.quantile(ordered, [max(q - at * share, 0.0), min(q + at * share, 1.0)])
    return float(max(middle - low, high - middle)) / at
