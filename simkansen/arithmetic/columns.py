"""The functions of this room over columns, for code that is not itself compiled."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simkansen.arithmetic.elementary import exp, log, logistic, power
from simkansen.arithmetic.normal import normal_cdf, normal_quantile
from simkansen.compiled import kernel

Floats = NDArray[np.float64]


@kernel
def _fill_exp(values: Floats, out: Floats) -> None:
    for i in range(values.size):
        out[i] = exp(values[i])


@kernel
def _fill_log(values: Floats, out: Floats) -> None:
    for i in range(values.size):
        out[i] = log(values[i])


@kernel
def _fill_logistic(values: Floats, out: Floats) -> None:
    for i in range(values.size):
        out[i] = logistic(values[i])


@kernel
def _fill_normal_cdf(values: Floats, out: Floats) -> None:
    for i in range(values.size):
        out[i] = normal_cdf(values[i])


@kernel
def _fill_normal_quantile(values: Floats, out: Floats) -> None:
    for i in range(values.size):
        out[i] = normal_quantile(values[i])


@kernel
def _fill_power(values: Floats, exponents: Floats, out: Floats) -> None:
    for i in range(values.size):
        out[i] = power(values[i], exponents[i])


def _over(fill: Callable[[Floats, Floats], None], values: ArrayLike) -> Floats:
    whole = np.asarray(values, dtype=np.float64)
    out = np.empty(whole.size)
    fill(np.ascontiguousarray(whole).ravel(), out)
    return out.reshape(whole.shape)


def exp_of(values: ArrayLike) -> Floats:
    """Give `exp` of each number of an array of any shape."""
    return _over(_fill_exp, values)


def log_of(values: ArrayLike) -> Floats:
    """Give `log` of each number of an array of any shape."""
    return _over(_fill_log, values)


def logistic_of(values: ArrayLike) -> Floats:
    """Give `logistic` of each number of an array of any shape."""
    return _over(_fill_logistic, values)


def normal_cdf_of(values: ArrayLike) -> Floats:
    """Give `normal_cdf` of each number of an array of any shape."""
    return _over(_fill_normal_cdf, values)


def normal_quantile_of(shares: ArrayLike) -> Floats:
    """Give `normal_quantile` of each number of an array of any shape."""
    return _over(_fill_normal_quantile, shares)


def power_of(values: ArrayLike, exponents: ArrayLike) -> Floats:
    """Give `power` of each number of an array to an exponent, each or all."""
    whole, each = np.broadcast_arrays(
        np.asarray(values, dtype=np.float64), np.asarray(exponents, dtype=np.float64)
    )
    out = np.empty(whole.size)
    _fill_power(np.ascontiguousarray(whole).ravel(), np.ascontiguousarray(each).ravel(), out)
    return out.reshape(whole.shape)
