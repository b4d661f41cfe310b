"""Arithmetic: elementary functions of our own, the same to the last bit on every processor.

IEEE 754 fixes what sums, products, quotients and square roots give, but not what `exp` or `cos` give: the C
library, numpy and scipy choose other code for other processors, and BLAS sums in another order. Results
therefore rest on these functions alone, which add, multiply and divide in one fixed order. `rule`s take and
give numbers and may be called in compiled code; names in `_of` work on columns.
"""

from simkansen.arithmetic.columns import (
    exp_of,
    log_of,
    logistic_of,
    normal_cdf_of,
    normal_quantile_of,
    power_of,
)
from simkansen.arithmetic.elementary import cos_of_turns, exp, log, logistic, power
from simkansen.arithmetic.normal import normal_cdf, normal_quantile
from simkansen.arithmetic.sums import total

__all__ = [
    "cos_of_turns",
    "exp",
    "exp_of",
    "log",
    "log_of",
    "logistic",
    "logistic_of",
    "normal_cdf",
    "normal_cdf_of",
    "normal_quantile",
    "normal_quantile_of",
    "power",
    "power_of",
    "total",
]
