"""Small matrices: products, factors, solutions and axes, each summed in one fixed order.

BLAS and LAPACK choose kernels by processor, which sum in other orders. These are for matrices of some hundred
rows, textbook forms all (Golub & Van Loan 2013, *Matrix computations*).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simkansen.compiled import kernel

Floats = NDArray[np.float64]

_SWEEPS = 60
"""Of Jacobi's method, which needs fewer than ten."""
_NOTHING = 1e-12
"""Of a column's length: what is left of it when it follows from others."""


def _matrix(values: ArrayLike) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


@kernel
def _fill_product(a: Floats, b: Floats, out: Floats) -> None:
    for i in range(a.shape[0]):
        for k in range(a.shape[1]):
            for j in range(b.shape[1]):
                out[i, j] += a[i, k] * b[k, j]


@kernel
def _fill_cholesky(a: Floats, out: Floats) -> bool:
    for j in range(a.shape[0]):
        for i in range(j, a.shape[0]):
            left = a[i, j]
            for k in range(j):
                left -= out[i, k] * out[j, k]
            if i > j:
                out[i, j] = left / out[j, j]
            elif left > 0.0:
                out[j, j] = math.sqrt(left)
            else:
                return False
    return True


@kernel
def _back_through(factor: Floats, x: Floats) -> None:
    """Turn right-hand sides into solutions, in place."""
    n = factor.shape[0]
    for i in range(n):
        for k in range(i):
            for j in range(x.shape[1]):
                x[i, j] -= factor[i, k] * x[k, j]
        for j in range(x.shape[1]):
            x[i, j] /= factor[i, i]
    for i in range(n - 1, -1, -1):
        for k in range(i + 1, n):
            for j in range(x.shape[1]):
                x[i, j] -= factor[k, i] * x[k, j]
        for j in range(x.shape[1]):
            x[i, j] /= factor[i, i]


@kernel
def _turn(a: Floats, axes: Floats, p: int, q: int) -> None:
    """Turn the axes p and q so that a[p, q] becomes 0 (a Jacobi rotation)."""
    theta = (a[q, q] - a[p, p]) / (2.0 * a[p, q])
    t = 1.0 / (abs(theta) + math.sqrt(theta * theta + 1.0))
    t = -t if theta < 0.0 else t
    c = 1.0 / math.sqrt(t * t + 1.0)
    s = t * c
    for k in range(a.shape[0]):
        left, right = a[k, p], a[k, q]
        a[k, p], a[k, q] = c * left - s * right, s * left + c * right
    for k in range(a.shape[0]):
        left, right = a[p, k], a[q, k]
        a[p, k], a[q, k] = c * left - s * right, s * left + c * right
        left, right = axes[k, p], axes[k, q]
        axes[k, p], axes[k, q] = c * left - s * right, s * left + c * right


@kernel
def _jacobi(a: Floats, axes: Floats) -> None:
    n = a.shape[0]
    for _ in range(_SWEEPS):
        turned = False
        for p in range(n):
            for q in range(p + 1, n):
                # What is lost against both numbers on the diagonal is 0.
                if abs(a[p, p]) + abs(a[p, q]) != abs(a[p, p]) or abs(a[q, q]) + abs(a[p, q]) != abs(a[q, q]):
                    _turn(a, axes, p, q)
                    turned = True
        if not turned:
            return


def product(a: ArrayLike, b: ArrayLike) -> Floats:
    """Multiply two matrices; a vector counts as a row before and as a column behind.

    Parameters
    ----------
    a : array, shape (n, m) or (m,)
    b : array, shape (m, k) or (m,)

    Returns
    -------
    ndarray of float64
        The shape that ``a @ b`` has.
    """
    left, right = _matrix(a), _matrix(b)
    rows, columns = np.atleast_2d(left), right[:, np.newaxis] if right.ndim == 1 else right
    out = np.zeros((rows.shape[0], columns.shape[1]))
    _fill_product(rows, np.ascontiguousarray(columns), out)
    return out.reshape(left.shape[:-1] + right.shape[1:])


def cholesky(matrix: ArrayLike) -> Floats:
    """Give the lower triangle whose product with its mirror image is a symmetric matrix.

    Parameters
    ----------
    matrix : array, shape (n, n)
        Symmetric and positive definite.

    Returns
    -------
    ndarray of float64, shape (n, n)

    Raises
    ------
    ValueError
        If the matrix is not positive definite.
    """
    whole = _matrix(matrix)
    out = np.zeros_like(whole)
    if not _fill_cholesky(whole, out):
        raise ValueError("the matrix is not positive definite")
    return out


def solve(matrix: ArrayLike, right: ArrayLike) -> Floats:
    """Solve ``matrix @ x = right`` for a symmetric, positive definite matrix.

    Parameters
    ----------
    matrix : array, shape (n, n)
    right : array, shape (n,) or (n, k)

    Returns
    -------
    ndarray of float64, of the shape of `right`

    Raises
    ------
    ValueError
        If the matrix is not positive definite.
    """
    sides = np.array(right, dtype=np.float64, order="C")
    columns = sides[:, np.newaxis] if sides.ndim == 1 else sides
    _back_through(cholesky(matrix), columns)
    return sides


def axes_of(matrix: ArrayLike) -> tuple[Floats, Floats]:
    """Give the eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's method.

    Parameters
    ----------
    matrix : array, shape (n, n)

    Returns
    -------
    tuple of ndarray of float64, shapes (n,) and (n, n)
        Eigenvalues, rising, and the eigenvectors as columns; the largest part of each is above 0.
    """
    left = np.array(matrix, dtype=np.float64, order="C")
    axes = np.eye(left.shape[0])
    _jacobi(left, axes)
    values = np.diag(left).copy()
    order = np.argsort(values, kind="stable")
    axes = axes[:, order]
    largest = axes[np.argmax(np.abs(axes), axis=0), np.arange(len(values))]
    return values[order], np.asarray(axes * np.where(largest < 0.0, -1.0, 1.0), dtype=np.float64)


def least_squares(design: ArrayLike, values: ArrayLike) -> Floats:
    """Fit a plane by least squares (modified Gram-Schmidt).

    Parameters
    ----------
    design : array, shape (n, m)
        Columns.
    values : array, shape (n,)

    Returns
    -------
    ndarray of float64, shape (m,)
        Coefficients; 0 for a column that follows from those before it.
    """
    columns, left = _matrix(design), np.array(values, dtype=np.float64)
    count = columns.shape[1]
    along, onto, bases = np.zeros((count, count)), np.zeros(count), dict[int, Floats]()
    for j in range(count):
        rest = columns[:, j].copy()
        length = math.sqrt(float(np.square(rest).sum()))
        for k, basis in bases.items():
            along[k, j] = (basis * rest).sum()
            rest -= along[k, j] * basis
        along[j, j] = math.sqrt(float(np.square(rest).sum()))
        if along[j, j] > _NOTHING * length:
            bases[j] = rest / along[j, j]
            onto[j] = (bases[j] * left).sum()
            left -= onto[j] * bases[j]
    found = np.zeros(count)
    for j in reversed(bases):
        found[j] = (onto[j] - float((along[j, j + 1 :] * found[j + 1 :]).sum())) / along[j, j]
    return found
