"""The same functions to fifty digits, slowly, by the decimal numbers of Python's own library."""

from __future__ import annotations

import math
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


def ulps(found: float, right: Decimal) -> float:
    """How far a number lies from the right one, in units in its last place."""
    if not right:
        return 0.0 if found == 0.0 else math.inf
    return float(abs(Decimal(float(found)) - right) / Decimal(math.ulp(float(right))))


def exp(x: float) -> Decimal:
    return Decimal(x).exp()


def log(x: float) -> Decimal:
    return Decimal(x).ln()


def power(x: float, y: float) -> Decimal:
    return (Decimal(y) * Decimal(x).ln()).exp()


def logistic(x: float) -> Decimal:
    return 1 / (1 + (-Decimal(x)).exp())


def cos_of_turns(turns: float) -> Decimal:
    within = Fraction(turns) - round(Fraction(turns))
    if abs(within) == Fraction(1, 4):
        return Decimal(0)
    angle = 2 * PI * Decimal(within.numerator) / Decimal(within.denominator)
    term, total, n = Decimal(1), Decimal(1), 0
    while abs(term) > Decimal(10) ** -58:
        n += 2
        term *= -angle * angle / (n * (n - 1))
        total += term
    return total


def normal_cdf(x: float) -> Decimal:
    """By the series for the share between 0 and x; with digits enough for the tail that is left."""
    getcontext().prec = 60 + int(abs(x) * abs(x) * 0.6)
    try:
        z = Decimal(x)
        term = total = z
        n = 1
        while abs(term) > Decimal(10) ** (-getcontext().prec):
            n += 2
            term *= z * z / n
            total += term
        return Decimal("0.5") + total * (-z * z / 2).exp() / (2 * PI_LONG).sqrt()
    finally:
        getcontext().prec = 60


def _long_pi() -> Decimal:
    """Machin's formula, to a thousand digits."""
    getcontext().prec = 1010

    def arctan_of_inverse(n: int) -> Decimal:
        term = total = Decimal(1) / n
        k = 1
        while abs(term) > Decimal(10) ** -1008:
            term /= -n * n
            k += 2
            total += term / k
        return total

    found = 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))
    getcontext().prec = 60
    return found


PI_LONG = _long_pi()


def normal_quantile_error(x: float, u: float) -> float:
    """How far a quantile lies from the right one, relative to it: what its share says, over the density."""
    density = (-Decimal(x) * Decimal(x) / 2).exp() / (2 * PI).sqrt()
    return float(abs((normal_cdf(x) - Decimal(u)) / density / Decimal(x)))
