"""The beta distribution: shares by a continued fraction, quantiles by Newton's method within bounds.

The continued fraction is that of Didonato & Morris (1992, *Algorithm 708*, eq. 8 and 9), the logarithm of the
gamma function Stirling's series (Abramowitz & Stegun 1964, 6.1.40). Shares are right to 1e-12.
"""

from __future__ import annotations

from simkansen.arithmetic.elementary import exp, log
from simkansen.compiled import rule

_HALF_LOG_TWO_PI = 0.9189385332046728
_LARGE = 16.0
"""From here on Stirling's series is right to all digits."""
_LEAST = 1e-300
_ENOUGH = 1e-16
_TERMS = 500
_STEPS = 200


@rule
def log_gamma(x: float) -> float:
    """Give the natural logarithm of the gamma function of a number above 0."""
    below = 1.0
    while x < _LARGE:
        below *= x
        x += 1.0
    inverse = 1.0 / x
    z = inverse * inverse
    series = ((-1.0 / 1680.0 + z / 1188.0) * z + 1.0 / 1260.0) * z - 1.0 / 360.0
    series = inverse * (series * z + 1.0 / 12.0)
    return (x - 0.5) * log(x) - x + _HALF_LOG_TWO_PI + series - log(below)


@rule
def _fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the share below x (modified Lentz), for x up to about the mean."""
    y = 1.0 - x
    lead = a - (a + b) * x + 1.0
    value = (lead / (a + 1.0)) * a
    above, under = value, 0.0
    for n in range(1, _TERMS):
        at = a + 2.0 * n - 1.0
        step = (a + n - 1.0) * (a + b + n - 1.0) * n * (b - n) * x * x / (at * at)
        beyond = n + n * (b - n) * x / at + (a + n) / (at + 2.0) * (lead + n * (1.0 + y))
        under = beyond + step * under
        under = _LEAST if under == 0.0 else under
        above = beyond + step / above
        above = _LEAST if above == 0.0 else above
        under = 1.0 / under
        change = above * under
        value *= change
        if abs(change - 1.0) <= _ENOUGH:
            break
    return value


@rule
def _log_front(a: float, b: float, x: float) -> float:
    """Logarithm of x**a (1 - x)**b over the beta function."""
    return a * log(x) + b * log(1.0 - x) + log_gamma(a + b) - log_gamma(a) - log_gamma(b)


@rule
def beta_cdf(a: float, b: float, x: float) -> float:
    """Give the share of a beta distribution below a number.

    Parameters
    ----------
    a, b
        Shapes, above 0.
    x
        Between 0 and 1.

    Returns
    -------
    float
        Between 0 and 1.
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = exp(_log_front(a, b, x))
    if x <= a / (a + b):
        return front / _fraction(a, b, x)
    return 1.0 - front / _fraction(b, a, 1.0 - x)


@rule
def beta_quantile(a: float, b: float, u: float) -> float:
    """Give the number below which a share of a beta distribution lies.

    Parameters
    ----------
    a, b
        Shapes, above 0.
    u
        Share, between 0 and 1.

    Returns
    -------
    float
        Between 0 and 1.
    """
    low, high = 0.0, 1.0
    x = a / (a + b)
    for _ in range(_STEPS):
        apart = beta_cdf(a, b, x) - u
        if apart < 0.0:
            low = x
        else:
            high = x
        density = exp(_log_front(a, b, x)) / (x * (1.0 - x))
        moved = x - apart / density if density > 0.0 else low
        # A step that leaves the bounds gives way to a half of them.
        moved = moved if low < moved < high else 0.5 * (low + high)
        if abs(moved - x) <= _ENOUGH * x or not low < moved < high:
            return moved
        x = moved
    return x
