"""Exponential, logarithm, cosine, power and logistic, each a few lines of plain arithmetic.

Arguments are reduced to a short interval around 0 (Cody & Waite 1980, *Software manual for the elementary
functions*), where a few terms of Taylor's series are enough; what rounding takes is carried along where it
counts (Dekker 1971, *A floating-point technique for extending the available precision*). There is no branch
that depends on a value, so that loops over columns become vector instructions, and no product is fused with a
sum. Errors are at most 1 unit in the last place (ulp), those of `logistic` at most 2.
"""

from __future__ import annotations

import math

import numpy as np

from simkansen.compiled import rule

_TO_WHOLE = 6755399441055744.0
"""1.5 * 2**52: a sum with it is rounded to a whole number, which then stands in the lowest bits."""
_MANTISSA_BITS = 52
_MANTISSA_WIDTH = np.uint64(_MANTISSA_BITS)
_ONE = np.uint64(1023 << _MANTISSA_BITS)
"""Bits of 1, and how far those of the root of 1/2 lie below them."""
_FROM_ROOT_HALF = np.uint64((1023 << _MANTISSA_BITS) - 0x3FE6A09E667F3BCD)
_LARGE = 4503599627370496.0
"""2**52: what is added to its bits is added to the number."""
_LARGE_AS_BITS = np.uint64((1023 + 52) << _MANTISSA_BITS)
_TO_HALVES = 134217729.0
"""2**27 + 1: splits a number into two halves of 26 bits, whose products are exact."""

_LOG2_E = 1.4426950408889634
_LN2_HIGH = float.fromhex("0x1.62e42feep-1")
"""First 31 bits of ln 2, so that its product with an exponent is exact, and the rest."""
_LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
_HALF_PI_HIGH = float.fromhex("0x1.921fb5p+0")
"""First 25 bits of half pi, and the rest."""
_HALF_PI_LOW = float.fromhex("0x1.110b4611a6263p-26")
_THIRD_LOW = float.fromhex("0x1.5555555555555p-56")
"""What is left of 1/3 after its 53 bits."""

_LEAST_NORMAL = 2.2250738585072014e-308
_TWO_TO_54 = 18014398509481984.0
_LARGEST_EXPONENT = 709.782712893384
"""Logarithms of the largest and the least normal number."""
_LEAST_EXPONENT = -708.3964185322641


@rule
def _product(a: float, b: float) -> tuple[float, float]:
    """Multiply exactly: the rounded product, and what rounding took."""
    far = a * _TO_HALVES
    a_high = far - (far - a)
    a_low = a - a_high
    far = b * _TO_HALVES
    b_high = far - (far - b)
    b_low = b - b_high
    product = a * b
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


@rule
def _exp_of_sum(high: float, low: float) -> float:
    """Give exp(high + low), where `low` is small against `high`."""
    within = _LARGEST_EXPONENT if high > _LARGEST_EXPONENT else high
    within = _LEAST_EXPONENT if within < _LEAST_EXPONENT else within
    shifted = within * _LOG2_E + _TO_WHOLE
    whole = shifted - _TO_WHOLE
    left = within - whole * _LN2_HIGH
    rest = low - whole * _LN2_LOW
    r = left + rest
    rest = (left - r) + rest
    rr = r * r
    r4 = rr * rr
    # Terms in pairs rather than one after the other, which would have to wait for one another.
    low_terms = (0.5 + r * (1.0 / 6.0)) + rr * (1.0 / 24.0 + r * (1.0 / 120.0))
    middle_terms = (1.0 / 720.0 + r * (1.0 / 5040.0)) + rr * (1.0 / 40320.0 + r * (1.0 / 362880.0))
    high_terms = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0)
    high_terms = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + rr * high_terms
    series = low_terms + r4 * (middle_terms + r4 * high_terms)
    near_one = 1.0 + (r + (rr * series + rest))
    # The whole number in the lowest bits of `shifted` is added to the exponent.
    bits = np.float64(near_one).view(np.int64) + (np.float64(shifted).view(np.int64) << _MANTISSA_BITS)
    found = np.int64(bits).view(np.float64)
    found = math.inf if high > _LARGEST_EXPONENT else found
    return 0.0 if high < _LEAST_EXPONENT else found


@rule
def exp(x: float) -> float:
    """Give e to a power.

    Parameters
    ----------
    x
        Any number.

    Returns
    -------
    float
        Within 1 ulp; 0 below the least normal number.
    """
    return _exp_of_sum(x, 0.0)


@rule
def _parts(x: float) -> tuple[float, float]:
    """Write a number above 0 as m * 2**k, with m between the roots of 1/2 and 2; gives m - 1 and k."""
    small = x < _LEAST_NORMAL
    normal = x * _TWO_TO_54 if small else x
    bits = np.float64(normal).view(np.uint64)
    exponent = (bits + _FROM_ROOT_HALF) >> _MANTISSA_WIDTH
    m = np.uint64(bits + _ONE - (exponent << _MANTISSA_WIDTH)).view(np.float64)
    # In the lowest bits of a large number it becomes a float by a difference, which vectors have.
    k = np.uint64(exponent + _LARGE_AS_BITS).view(np.float64) - _LARGE - 1023.0
    return m - 1.0, k - (54.0 if small else 0.0)


@rule
def log(x: float) -> float:
    """Give the natural logarithm.

    Parameters
    ----------
    x
        A number from 0.

    Returns
    -------
    float
        Within 1 ulp; minus infinity at 0, NaN below.

    With s = f / (2 + f), ln(1 + f) is 2 s + 2/3 s**3 + 2/5 s**5 + ...; as 2 s = f - s f, where f is exact, it
    is f - s (f - (2/3 s**2 + 2/5 s**4 + ...)).
    """
    inside = 0.0 < x < math.inf
    f, k = _parts(x if inside else 1.0)
    s = f / (2.0 + f)
    ss = s * s
    s4 = ss * ss
    even = ((2.0 / 19.0 * s4 + 2.0 / 15.0) * s4 + 2.0 / 11.0) * s4 + 2.0 / 7.0
    odd = ((2.0 / 21.0 * s4 + 2.0 / 17.0) * s4 + 2.0 / 13.0) * s4 + 2.0 / 9.0
    series = ss * (2.0 / 3.0 + ss * (2.0 / 5.0 + ss * (even + ss * odd)))
    high = k * _LN2_HIGH + f
    rest = f - (high - k * _LN2_HIGH)
    found = high + (rest - (s * (f - series) - k * _LN2_LOW))
    outside = math.inf if x > 0.0 else (-math.inf if x == 0.0 else math.nan)
    return found if inside else outside


@rule
def cos_of_turns(turns: float) -> float:
    """Give the cosine of an angle in whole turns: cos(2 pi turns).

    Parameters
    ----------
    turns
        Angle (1 = all the way round), within a million turns.

    Returns
    -------
    float
        Within 1 ulp.

    In quarters of a turn the angle is reduced exactly.
    """
    quarters = turns * 4.0
    whole = (quarters + _TO_WHOLE) - _TO_WHOLE
    left = quarters - whole
    quadrant = whole - 4.0 * ((whole * 0.25 + _TO_WHOLE) - _TO_WHOLE)  # from -2 to 2
    far = left * _TO_HALVES
    high = far - (far - left)
    rest = (left - high) * _HALF_PI_HIGH + left * _HALF_PI_LOW
    y = high * _HALF_PI_HIGH + rest
    rest = (high * _HALF_PI_HIGH - y) + rest
    yy = y * y
    sine = 1.0 / 355687428096000.0 * yy - 1.0 / 1307674368000.0
    sine = ((sine * yy + 1.0 / 6227020800.0) * yy - 1.0 / 39916800.0) * yy + 1.0 / 362880.0
    sine = ((sine * yy - 1.0 / 5040.0) * yy + 1.0 / 120.0) * yy - 1.0 / 6.0
    sine = y + (yy * y * sine + rest * (1.0 - 0.5 * yy))
    cosine = 1.0 / 20922789888000.0 - 1.0 / 6402373705728000.0 * yy
    cosine = ((cosine * yy - 1.0 / 87178291200.0) * yy + 1.0 / 479001600.0) * yy - 1.0 / 3628800.0
    cosine = ((cosine * yy + 1.0 / 40320.0) * yy - 1.0 / 720.0) * yy + 1.0 / 24.0
    half = 0.5 * yy
    first = 1.0 - half
    cosine = first + (((1.0 - first) - half) + (yy * yy * cosine - y * rest))
    even = quadrant * quadrant != 1.0
    along = cosine if even else sine
    negative = (quadrant == 1.0) | (quadrant * quadrant == 4.0)
    return -along if negative else along


@rule
def _log_parts(x: float) -> tuple[float, float]:
    """Natural logarithm of a number above 0 as a sum of two numbers, right to some 65 bits."""
    f, k = _parts(x)
    below = 2.0 + f
    below_rest = f - (below - 2.0)
    s = f / below
    back, back_rest = _product(s, below)
    s_rest = ((f - back) - back_rest - s * below_rest) / below
    ss, ss_rest = _product(s, s)
    ss_rest += 2.0 * s * s_rest
    terms = ((1.0 / 21.0 * ss + 1.0 / 19.0) * ss + 1.0 / 17.0) * ss + 1.0 / 15.0
    terms = (((terms * ss + 1.0 / 13.0) * ss + 1.0 / 11.0) * ss + 1.0 / 9.0) * ss + 1.0 / 7.0
    terms = ss * (terms * ss + 1.0 / 5.0)
    series = 1.0 / 3.0 + terms
    series_rest = ((1.0 / 3.0 - series) + terms) + _THIRD_LOW
    bend, bend_rest = _product(ss, series)
    bend_rest += ss * series_rest + ss_rest * series
    more, more_rest = _product(s, bend)
    more_rest += s * bend_rest + s_rest * bend
    near = s + more
    near_rest = ((s - near) + more) + (s_rest + more_rest)
    high = k * _LN2_HIGH + 2.0 * near
    rest = (2.0 * near - (high - k * _LN2_HIGH)) + (2.0 * near_rest + k * _LN2_LOW)
    total = high + rest
    return total, (high - total) + rest


@rule
def power(x: float, y: float) -> float:
    """Raise a number to a power.

    Parameters
    ----------
    x
        A number from 0.
    y
        Any finite number up to 1e290.

    Returns
    -------
    float
        Within 1 ulp; 0 below the least normal number; NaN below 0.
    """
    if y == 0.0 or x == 1.0:
        return 1.0
    if not 0.0 < x < math.inf:
        beyond = math.inf if x > 0.0 else 0.0
        return math.nan if x < 0.0 or math.isnan(x) else (beyond if y > 0.0 else 1.0 / beyond)
    high, low = _log_parts(x)
    total, rest = _product(y, high)
    return _exp_of_sum(total, rest + y * low)


@rule
def logistic(x: float) -> float:
    """Map any number to (0, 1), steepest at 0.

    Parameters
    ----------
    x
        Log-odds.

    Returns
    -------
    float
        Share in (0, 1); within 2 ulp.
    """
    return 1.0 / (1.0 + exp(-x))
