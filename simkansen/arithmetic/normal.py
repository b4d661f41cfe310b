"""The normal distribution: shares and quantiles by published rational approximations.

`normal_cdf`: Cody (1969), *Rational Chebyshev approximations for the error function*, as in his ANORM
(1993, *Algorithm 715: SPECFUN*). `normal_quantile`: Wichura (1988), *Algorithm AS 241: The percentage points
of the normal distribution*. Errors are at most 4 ulp (the quantile close to 0: 4e-16).
"""

from __future__ import annotations

import math

from simkansen.arithmetic.elementary import exp, log
from simkansen.compiled import rule

_MIDDLE = 0.66291
"""Up to here (three quarters of the distribution) and beyond the root of 32, other approximations serve."""
_ROOT_32 = 5.656854249492381
_DENSITY_AT_0 = 0.3989422804014327
_SIXTEENTHS = 422212465065984.0
"""1.5 * 2**48: a sum with it is rounded to sixteenths."""


@rule
def _cdf_close(x: float) -> float:
    """Give the share between the mean and x, for x within `_MIDDLE`."""
    z = x * x
    above = (6.5682337918207449113e-2 * z + 2.2352520354606839287) * z + 1.6102823106855587881e2
    above = (above * z + 1.0676894854603709582e3) * z + 1.8154981253343561249e4
    below = (z + 4.7202581904688241870e1) * z + 9.7609855173777669322e2
    below = (below * z + 1.0260932208618978205e4) * z + 4.5507789335026729956e4
    return x * above / below


@rule
def _ratio_medium(y: float) -> float:
    """Give the share above y over exp(-y**2 / 2), for y up to the root of 32."""
    above = (1.0765576773720192317e-8 * y + 3.9894151208813466764e-1) * y + 8.8831497943883759412
    above = (above * y + 9.3506656132177855979e1) * y + 5.9727027639480026226e2
    above = (above * y + 2.4945375852903726711e3) * y + 6.8481904505362823326e3
    above = (above * y + 1.1602651437647350124e4) * y + 9.8427148383839780218e3
    below = (y + 2.2266688044328115691e1) * y + 2.3538790178262499861e2
    below = (below * y + 1.5193775994075548050e3) * y + 6.4855582982667607550e3
    below = (below * y + 1.8615571640885098091e4) * y + 3.4900952721145977266e4
    below = (below * y + 3.8912003286093271411e4) * y + 1.9685429676859990727e4
    return above / below


@rule
def _ratio_far(y: float) -> float:
    """Give the share above y over exp(-y**2 / 2), for y beyond the root of 32."""
    z = 1.0 / (y * y)
    above = (2.307344176494017303e-2 * z + 2.1589853405795699e-1) * z + 1.274011611602473639e-1
    above = ((above * z + 2.2235277870649807e-2) * z + 1.421619193227893466e-3) * z + 2.9112874951168792e-5
    below = (z + 1.28426009614491121) * z + 4.68238212480865118e-1
    below = ((below * z + 6.59881378689285515e-2) * z + 3.78239633202758244e-3) * z + 7.29751555083966205e-5
    return (_DENSITY_AT_0 - z * above / below) / y


@rule
def normal_cdf(x: float) -> float:
    """Give the share of a standard normal distribution below a number.

    Parameters
    ----------
    x
        Any number.

    Returns
    -------
    float
        Between 0 and 1; within 4 ulp down to -37.
    """
    y = abs(x)
    if y <= _MIDDLE:
        return 0.5 + _cdf_close(x)
    if not y < 38.5:
        return math.nan if math.isnan(x) else (1.0 if x > 0.0 else 0.0)
    ratio = _ratio_medium(y) if y <= _ROOT_32 else _ratio_far(y)
    # Sixteenths have an exact square, so that the exponential loses nothing of a large one.
    round_y = (y + _SIXTEENTHS) - _SIXTEENTHS
    tail = exp(-0.5 * round_y * round_y) * exp(-0.5 * (y - round_y) * (y + round_y)) * ratio
    return 1.0 - tail if x > 0.0 else tail


@rule
def _quantile_central(q: float) -> float:
    r = 0.180625 - q * q
    above = (2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4
    above = (above * r + 4.5921953931549871457e4) * r + 1.3731693765509461125e4
    above = (above * r + 1.9715909503065514427e3) * r + 1.3314166789178437745e2
    below = (5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4
    below = (below * r + 2.1213794301586595867e4) * r + 5.3941960214247511077e3
    below = (below * r + 6.8718700749205790830e2) * r + 4.2313330701600911252e1
    return q * (above * r + 3.3871328727963666080) / (below * r + 1.0)


@rule
def _quantile_in_tail(root: float) -> float:
    if root <= 5.0:
        r = root - 1.6
        above = (7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1
        above = (above * r + 1.27045825245236838258) * r + 3.64784832476320460504
        above = (above * r + 5.76949722146069140550) * r + 4.63033784615654529590
        below = (1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2
        below = (below * r + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1
        below = (below * r + 1.67638483018380384940) * r + 2.05319162663775882187
        return (above * r + 1.42343711074968357734) / (below * r + 1.0)
    r = root - 5.0
    above = (2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3
    above = (above * r + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1
    above = (above * r + 1.78482653991729133580) * r + 5.46378491116411436990
    below = (2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5
    below = (below * r + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2
    below = (below * r + 1.36929880922735805310e-1) * r + 5.99832206555887937690e-1
    return (above * r + 6.65790464350110377720) / (below * r + 1.0)


@rule
def normal_quantile(u: float) -> float:
    """Give the number below which a share of a standard normal distribution lies.

    Parameters
    ----------
    u
        Share, between 0 and 1.

    Returns
    -------
    float
        Infinite at 0 and 1, NaN outside.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        return _quantile_central(q)
    tail = u if q < 0.0 else 1.0 - u
    if not tail > 0.0:
        edge = math.inf if tail == 0.0 else math.nan
        return -edge if q < 0.0 else edge
    found = _quantile_in_tail(math.sqrt(-log(tail)))
    return -found if q < 0.0 else found
