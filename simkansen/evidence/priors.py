"""Priors: how unsure we are of a parameter before the model is fitted.

Quantile functions, each a pure function of a number in (0, 1), with their inverses and means: who
draws and from which stream is not decided here. Compiled arithmetic is loaded when first asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

# Imports within functions: `simkansen.arithmetic` loads numba, and the evidence is read without it.

# What each distribution must be told, and what it may be told.
_KEYS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "fixed": (frozenset(), frozenset()),
    "normal": (frozenset({"sd"}), frozenset({"low", "high"})),
    "lognormal": (frozenset({"sigma"}), frozenset()),
    "beta": (frozenset({"sd"}), frozenset()),
    "uniform": (frozenset({"low", "high"}), frozenset()),
    "triangular": (frozenset({"low", "high"}), frozenset()),
}


@dataclass(frozen=True, slots=True)
class Prior:
    """A distribution around a parameter's point value.

    Parameters
    ----------
    distribution
        `fixed`; `normal` (mean = value, `sd`, cut off at `low` and `high`); `lognormal` (median =
        value, `sigma` on the log scale); `beta` (mean = value, `sd`); `uniform` (`low`, `high`);
        `triangular` (mode = value, `low`, `high`).
    sd, sigma, low, high
        As the distribution needs them, in the parameter's unit (`sigma`: log units).
    """

    distribution: str
    sd: float = 0.0
    sigma: float = 0.0
    low: float = -math.inf
    high: float = math.inf

    def quantile(self, value: float, u: float) -> float:
        """Give the quantile of this prior around a point value.

        Parameters
        ----------
        value
            The parameter's point value.
        u
            Probability, strictly between 0 and 1.

        Returns
        -------
        float
            The quantile, in the parameter's unit.

        Raises
        ------
        ValueError
            If `u` is not strictly between 0 and 1.
        """
        if not 0 < u < 1:
            raise ValueError(f"a quantile is asked for at a number between 0 and 1, not {u}")
        return _QUANTILES[self.distribution](self, value, u)

    def cdf(self, value: float, x: float) -> float:
        """Give the probability that this prior around a point value puts at or below a number.

        Parameters
        ----------
        value
            The parameter's point value.
        x
            A number, in the parameter's unit.

        Returns
        -------
        float
            Between 0 and 1; the inverse of `quantile`.
        """
        if self.distribution == "fixed":
            return float(x >= value)
        if x <= self.low or x >= self.high:
            return float(x >= self.high)
        return _CDFS[self.distribution](self, value, x)

    def mean(self, value: float) -> float:
        """Give the mean of this prior around a point value, in the parameter's unit."""
        if self.distribution == "normal":
            return _mean_of_normal(self, value)
        if self.distribution == "lognormal":
            from simkansen.arithmetic import exp

            return value * exp(self.sigma * self.sigma / 2)
        if self.distribution == "uniform":
            return (self.low + self.high) / 2
        if self.distribution == "triangular":
            return (self.low + value + self.high) / 3
        return value

    def problems(self, value: float) -> list[str]:
        """Say what is wrong with this prior around this value; empty if nothing is."""
        found: list[str] = []
        needed, _ = _KEYS[self.distribution]
        found += [
            f"prior: {name} must be above 0"
            for name in sorted(needed & {"sd", "sigma"})
            if getattr(self, name) <= 0
        ]
        if self.low >= self.high:
            found.append("prior: low must be below high")
        elif not self.low <= value <= self.high:
            found.append(f"value {value:g} lies outside the prior's {self.low:g} to {self.high:g}")
        if self.distribution == "lognormal" and value <= 0:
            found.append("prior: a lognormal needs a value above 0")
        if self.distribution == "beta":
            if not 0 < value < 1:
                found.append("prior: a beta needs a value between 0 and 1")
            elif self.sd * self.sd >= value * (1 - value):
                found.append("prior: a beta with this value needs a smaller sd")
        return found


def read_prior(spec: object) -> tuple[Prior, list[str]]:
    """Read a prior as the parameter files write it.

    Parameters
    ----------
    spec
        A mapping with `distribution` and what that distribution needs.

    Returns
    -------
    tuple of Prior and list of str
        The prior, and what is wrong with it; with problems the prior is not to be used.
    """
    unusable = Prior("fixed")
    if not isinstance(spec, dict) or "distribution" not in spec:
        return unusable, ["prior: must be a mapping with a distribution"]
    distribution = spec["distribution"]
    if not isinstance(distribution, str) or distribution not in _KEYS:
        return unusable, [f"prior: distribution '{distribution}' is none of {', '.join(_KEYS)}"]
    needed, allowed = _KEYS[distribution]
    given = {key: number for key, number in spec.items() if key != "distribution"}
    problems = [f"prior: a {distribution} needs '{key}'" for key in sorted(needed - given.keys())]
    problems += [
        f"prior: a {distribution} takes no '{key}'" for key in sorted(given.keys() - needed - allowed)
    ]
    problems += [f"prior: {key} must be a number" for key, number in given.items() if not is_number(number)]
    if problems:
        return unusable, problems
    return Prior(distribution, **{key: float(number) for key, number in given.items()}), []


def is_number(value: object) -> bool:
    """Whether this is a finite number and not a truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _fixed(prior: Prior, value: float, u: float) -> float:
    return value


def _normal(prior: Prior, value: float, u: float) -> float:
    from simkansen.arithmetic import normal_cdf, normal_quantile

    below = normal_cdf((prior.low - value) / prior.sd)
    within = normal_cdf((prior.high - value) / prior.sd) - below
    quantile = value + prior.sd * normal_quantile(below + u * within)
    return min(max(quantile, prior.low), prior.high)


def _lognormal(prior: Prior, value: float, u: float) -> float:
    from simkansen.arithmetic import exp, normal_quantile

    return value * exp(prior.sigma * normal_quantile(u))


def _beta(prior: Prior, value: float, u: float) -> float:
    from simkansen.arithmetic.beta import beta_quantile

    return beta_quantile(*_shapes(prior, value), u)


def _shapes(prior: Prior, value: float) -> tuple[float, float]:
    """Both shapes of a beta distribution with this mean and standard deviation."""
    size = value * (1 - value) / (prior.sd * prior.sd) - 1
    return value * size, (1 - value) * size


def _uniform(prior: Prior, value: float, u: float) -> float:
    return prior.low + u * (prior.high - prior.low)


def _triangular(prior: Prior, value: float, u: float) -> float:
    width = prior.high - prior.low
    rising = value - prior.low
    if u * width <= rising:
        return prior.low + math.sqrt(u * width * rising)
    return prior.high - math.sqrt((1 - u) * width * (prior.high - value))


_QUANTILES: dict[str, Callable[[Prior, float, float], float]] = {
    "fixed": _fixed,
    "normal": _normal,
    "lognormal": _lognormal,
    "beta": _beta,
    "uniform": _uniform,
    "triangular": _triangular,
}


def _share_of_normal(prior: Prior, value: float, x: float) -> float:
    from simkansen.arithmetic import normal_cdf

    below, until, to_high = (normal_cdf((at - value) / prior.sd) for at in (prior.low, x, prior.high))
    return (until - below) / (to_high - below)


def _share_of_lognormal(prior: Prior, value: float, x: float) -> float:
    from simkansen.arithmetic import log, normal_cdf

    return normal_cdf(log(x / value) / prior.sigma) if x > 0 else 0.0


def _share_of_beta(prior: Prior, value: float, x: float) -> float:
    from simkansen.arithmetic.beta import beta_cdf

    return beta_cdf(*_shapes(prior, value), min(max(x, 0.0), 1.0))


def _share_of_uniform(prior: Prior, value: float, x: float) -> float:
    return (x - prior.low) / (prior.high - prior.low)


def _share_of_triangular(prior: Prior, value: float, x: float) -> float:
    width = prior.high - prior.low
    if x <= value:
        return (x - prior.low) * (x - prior.low) / (width * (value - prior.low))
    return 1 - (prior.high - x) * (prior.high - x) / (width * (prior.high - value))


_CDFS: dict[str, Callable[[Prior, float, float], float]] = {
    "normal": _share_of_normal,
    "lognormal": _share_of_lognormal,
    "beta": _share_of_beta,
    "uniform": _share_of_uniform,
    "triangular": _share_of_triangular,
}


def _mean_of_normal(prior: Prior, value: float) -> float:
    """Mean of a normal that may be cut off on either side."""
    from simkansen.arithmetic import exp, normal_cdf

    low, high = ((end - value) / prior.sd for end in (prior.low, prior.high))
    densities = [exp(-(end * end) / 2) / math.sqrt(2 * math.pi) for end in (low, high)]
    return value + prior.sd * (densities[0] - densities[1]) / (normal_cdf(high) - normal_cdf(low))
