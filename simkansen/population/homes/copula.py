"""The Gaussian copula of home items: which lacks go together in homes of parents with like schooling.

Only correlations are taken from these figures; levels are parameters. Correlations of yes/no items are
turned into those of the normal scales behind them (tetrachoric; biserial with a measured scale), and
parents' schooling is taken out, as it enters through the levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import MappingProxyType

import numpy as np

from simkansen.arithmetic import cos_of_turns, exp, exp_of, normal_quantile
from simkansen.arithmetic.matrices import axes_of, cholesky, product
from simkansen.chance import normals
from simkansen.population.tables import Floats, Ints
from simkansen.schooling.figures import FigureRow
from simkansen.schooling.homes import home_table, homes

_FIGURES = homes().correlations
SCHOOLING, MEASURED = _FIGURES.schooling, _FIGURES.measured
ITEMS = MappingProxyType(_FIGURES.items)
"""Home item of the model: its column in the figures."""

_HALVINGS = 40
_NODES = 24
_NEWTON_STEPS = 8
_LEAST_EIGENVALUE = 1e-6


def published_correlation(a: str, b: str) -> float:
    """Correlation of two columns of the figures."""
    return _row(home_table("correlations"), a).number(b, -1, 1)


def _published_share(item: str) -> float:
    return _row(home_table("shares"), item).number("all", 0, 1)


def _row(table: Sequence[FigureRow], name: str) -> FigureRow:
    """Find the row of a table that its first column names."""
    for row in table:
        if next(iter(row.values())) == name:
            return row
    raise table[0].refused(f"below here no line begins with '{name}'")


def both_above(share_a: float, share_b: float, correlation: float) -> float:
    """Chance that two correlated normals both exceed thresholds.

    Parameters
    ----------
    share_a, share_b
        Chance that each exceeds its own threshold.
    correlation
        Correlation of the two normals, between -1 and 1.

    Returns
    -------
    float
        By Gauss-Legendre quadrature of the bivariate density over the correlation.
    """
    h, k = normal_quantile(share_a), normal_quantile(share_b)
    nodes, weights = _gauss_legendre()
    r = 0.5 * correlation * (nodes + 1)
    density = exp_of(-(h * h - 2 * r * h * k + k * k) / (2 * (1 - r * r))) / (2 * np.pi * np.sqrt(1 - r * r))
    return float(share_a * share_b + 0.5 * correlation * (weights * density).sum())


@cache
def _gauss_legendre() -> tuple[Floats, Floats]:
    """Points and weights of the quadrature on -1 to 1: roots of a Legendre polynomial, by Newton's method.

    numpy's own are eigenvalues, which LAPACK finds with other last digits on other processors.
    """
    nodes, weights = np.empty(_NODES), np.empty(_NODES)
    for i in range(_NODES):
        x = -cos_of_turns((i + 0.75) / (_NODES + 0.5) / 2)
        for _ in range(_NEWTON_STEPS):
            before, value = 1.0, x
            for n in range(2, _NODES + 1):
                before, value = value, ((2 * n - 1) * x * value - (n - 1) * before) / n
            slope = _NODES * (x * value - before) / (x * x - 1)
            x -= value / slope
        nodes[i], weights[i] = x, 2 / ((1 - x * x) * slope * slope)
    return nodes, weights


def tetrachoric(phi: float, share_a: float, share_b: float) -> float:
    """Correlation of the normals behind two yes/no items.

    Parameters
    ----------
    phi
        Correlation of the items themselves.
    share_a, share_b
        Shares that say yes.

    Returns
    -------
    float
        In (-1, 1).
    """
    both = share_a * share_b + phi * np.sqrt(share_a * (1 - share_a) * share_b * (1 - share_b))
    low, high = -0.999, 0.999
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if both_above(share_a, share_b, middle) < both:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def biserial(correlation: float, share: float) -> float:
    """Correlation of a measured scale with the normal behind a yes/no item that a share says yes to."""
    z = normal_quantile(share)
    density = exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    return float(correlation * np.sqrt(share * (1 - share)) / density)


def _normal_correlation(a: str, b: str) -> float:
    published = published_correlation(a, b)
    if a in MEASURED and b in MEASURED:
        return published
    if a in MEASURED:
        return biserial(published, _published_share(b))
    if b in MEASURED:
        return biserial(published, _published_share(a))
    return tetrachoric(published, _published_share(a), _published_share(b))


@cache
def ses_by_schooling() -> float:
    """Correlation of a home's standing with parents' schooling, in the figures."""
    return published_correlation(ITEMS["ses"], SCHOOLING)


@cache
def home_correlation() -> Floats:
    """Correlations of the home items among homes of parents with like schooling.

    Returns
    -------
    ndarray of float64, shape (items, items)
        In the order of `ITEMS`; positive definite.
    """
    names = list(ITEMS.values())
    schooling = np.array([_normal_correlation(name, SCHOOLING) for name in names])
    whole = np.array([[1.0 if a == b else _normal_correlation(a, b) for b in names] for a in names])
    left = np.sqrt(1 - np.square(schooling))
    partial = (whole - np.outer(schooling, schooling)) / np.outer(left, left)
    values, vectors = axes_of(partial)
    repaired = product(vectors * np.maximum(values, _LEAST_EIGENVALUE), vectors.T)
    scale = np.sqrt(np.diag(repaired))
    return np.asarray(repaired / np.outer(scale, scale), dtype=np.float64)


def home_noise(key: np.uint64, units: Ints) -> dict[str, Floats]:
    """Draw the home items' normals, each standard normal and high where the home has much.

    Parameters
    ----------
    key
        Key of the run.
    units : ndarray of int64, shape (households,)
        Numbers of the households for chance.

    Returns
    -------
    dict of str to ndarray of float64, shape (households,)
        By name of `ITEMS`.
    """
    factor = cholesky(home_correlation())
    independent = [normals(key, f"population/home-{name}", units) for name in ITEMS]
    drawn = {}
    for i, name in enumerate(ITEMS):
        column = factor[i, 0] * independent[0]
        for j in range(1, i + 1):
            column += factor[i, j] * independent[j]
        drawn[name] = column
    return drawn
