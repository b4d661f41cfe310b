"""Where the search looks next: proposals that differ from the prior only where the figures can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyabc.parameters import Parameter
from pyabc.random_variables import RVBase
from pyabc.transition.base import Transition

from simkansen.arithmetic import exp, exp_of, log, log_of, normal_cdf
from simkansen.arithmetic.matrices import axes_of, product, solve
from simkansen.chance import normals

Floats = NDArray[np.float64]

FROM_PRIOR = 0.1
"""Share of proposals that come from the prior, so that no weight exceeds ten times the least certain one."""

FARTHEST = 4.0
"""Standard deviations from a published figure beyond which how far counts no more: ratios have no bounds."""


def _normals(count: int) -> Floats:
    """Draw standard normals from the state of the generator that pyABC uses.

    Of that generator only whole numbers are taken: its own normals, and their density in scipy, rest on
    functions of the C library, whose last bits follow the processor.
    """
    key = np.random.randint(2**63 - 1, dtype=np.int64)  # noqa: NPY002 - seeded for each proposal by `propose`
    return normals(np.uint64(key), "fit/proposal", np.arange(count))


class StandardNormal(RVBase):  # type: ignore[misc]
    """What a fitted parameter is before the fit, on the scale of its prior."""

    def copy(self) -> StandardNormal:
        """Give another that is the same."""
        return StandardNormal()

    def rvs(self, *_: object, **__: object) -> float:
        """Draw one."""
        return float(_normals(1)[0])

    def pdf(self, x: float, *_: object, **__: object) -> float:
        """Give the density at a number."""
        return exp(-0.5 * x * x - 0.5 * log(2.0 * np.pi))

    def cdf(self, x: float, *_: object, **__: object) -> float:
        """Give the share below a number."""
        return normal_cdf(x)

    def pmf(self, x: float, *_: object, **__: object) -> float:
        """Give the chance of exactly this number, which is none."""
        return 0.0


class Guided(Transition):  # type: ignore[misc]
    """Proposes from a normal approximation of what the next generation will find.

    All evaluations so far tell how the figures follow from the parameters: a straight line each, and what it
    leaves over. For straight lines the prior weighed by how near the figures come is a normal distribution.
    It differs from the prior in as many directions as there are figures at most, however many parameters are
    searched for, so that weights stay even.

    Parameters
    ----------
    published : ndarray of float64, shape (figures,)
        The published figures.
    scales : ndarray of float64, shape (figures,)
        Standard deviation of published minus simulated, were the model right.
    widen
        Variance of proposals against that of the approximation, along each of its axes; never beyond the
        prior's.
    """

    def __init__(self, published: Floats, scales: Floats, widen: float) -> None:
        self.published, self.scales, self.widen = published, scales, widen
        self.center, self.axes, self.spread = np.zeros(0), np.zeros((0, 0)), np.zeros(0)

    def fit(self, X: Any, w: Floats) -> None:  # noqa: ANN401, N803 - a frame of pandas
        """Keep the order of the parameters, which is all that is taken from the accepted ones."""
        self.names = list(X.columns)

    def aim(self, z: Floats, figures: Floats, heat: float) -> None:
        """Fit the approximation.

        Parameters
        ----------
        z : ndarray of float64, shape (evaluations, parameters)
            Parameters of all evaluations so far, in the order of `names`.
        figures : ndarray of float64, shape (evaluations, figures)
            What the model gave for each.
        heat
            Of the next generation: variance of each figure, in its own variances.
        """
        known = np.isfinite(figures).all(axis=1)
        z, away = z[known], np.clip((figures[known] - self.published) / self.scales, -FARTHEST, FARTHEST)
        self.center, covariance = straight_lines(z, away).tilted(heat)
        values, self.axes = axes_of(covariance)
        self.spread = np.sqrt(np.clip(values * self.widen, _LEAST, 1.0))

    def rvs_single(self) -> Parameter:
        """Draw one proposal, from the generator that pyABC uses."""
        z = _normals(len(self.names))
        if np.random.random() >= FROM_PRIOR:  # noqa: NPY002 - seeded for each proposal by `propose`
            z = self.center + product(self.axes, self.spread * z)
        return Parameter(dict(zip(self.names, z.tolist(), strict=True)))

    def pdf(self, x: Any) -> float | Floats:  # noqa: ANN401 - a frame or a series of pandas
        """Give the density of proposals.

        Parameters
        ----------
        x
            One set of parameters, or a frame of them.

        Returns
        -------
        float or ndarray of float64
        """
        whole = getattr(x, "ndim", 1) > 1
        z = x[self.names].to_numpy() if whole else np.array([x[name] for name in self.names])
        scale = -0.5 * len(self.names) * log(2.0 * np.pi)
        prior = scale - 0.5 * np.square(z).sum(axis=-1)
        along = product(z - self.center, self.axes) / self.spread
        near = scale - 0.5 * np.square(along).sum(axis=-1) - float(log_of(self.spread).sum())
        density: float | Floats = FROM_PRIOR * exp_of(prior) + (1.0 - FROM_PRIOR) * exp_of(near)
        return density


_LEAST = 1e-9


@dataclass(frozen=True)
class Lines:
    """How far figures are from the published ones, as straight lines of the parameters.

    Attributes
    ----------
    middle : ndarray of float64, shape (figures,)
        Simulated minus published where every parameter is 0 (in standard deviations).
    slopes : ndarray of float64, shape (parameters, figures)
        By how much a parameter moves a figure.
    rest : ndarray of float64, shape (figures, figures)
        Covariance of what the lines leave over: chance, and what is not straight.
    """

    middle: Floats
    slopes: Floats
    rest: Floats

    def tilted(self, heat: float) -> tuple[Floats, Floats]:
        """Give mean and covariance of parameters, were each figure published with this variance."""
        noise = product(self.slopes.T, self.slopes) + self.rest + heat * np.eye(len(self.middle))
        gain = solve(noise, self.slopes.T).T
        return -product(gain, self.middle), np.eye(len(self.slopes)) - product(gain, self.slopes.T)


def straight_lines(z: Floats, away: Floats) -> Lines:
    """Draw straight lines through evaluations.

    Slopes are shrunk by ridge regression, and those of a parameter together by as much as chance alone would
    make of them (James and Stein), to nothing for parameters that move no figure.

    Parameters
    ----------
    z : ndarray of float64, shape (evaluations, parameters)
        Parameters.
    away : ndarray of float64, shape (evaluations, figures)
        Simulated minus published (in standard deviations).

    Returns
    -------
    Lines
    """
    count, parameters = z.shape
    center, middle = z.mean(axis=0), away.mean(axis=0)
    beside = z - center
    squares = product(beside.T, beside) + parameters * np.eye(parameters)
    slopes = solve(squares, product(beside.T, away - middle))
    over = away - middle - product(beside, slopes)
    free = count * max(1.0 - parameters / (count + parameters), _FEWEST_FREE)
    rest = product(over.T, over) / free + _LEAST * np.eye(len(middle))
    signal = (np.square(slopes) / np.diag(rest)).sum(axis=1)
    chance = len(middle) / count
    slopes = slopes * np.clip(1.0 - chance / np.maximum(signal, _LEAST), 0.0, 1.0)[:, np.newaxis]
    return Lines(middle - product(center, slopes), slopes, rest)


_FEWEST_FREE = 0.25


def as_arrays(rows: Sequence[dict[str, dict[str, float]]], names: Sequence[str], figures: Sequence[str]) -> (
    tuple[Floats, Floats]
):  # fmt: skip
    """Lay out evaluations as they are kept, as parameters and figures.

    Parameters
    ----------
    rows
        Evaluations: ``parameter`` and ``measures`` by name.
    names, figures
        Order of the columns.

    Returns
    -------
    tuple of ndarray of float64
        Shapes (evaluations, parameters) and (evaluations, figures).
    """
    z = np.array([[row["parameter"][name] for name in names] for row in rows])
    found = np.array([[row["measures"][name] for name in figures] for row in rows])
    return z, found
