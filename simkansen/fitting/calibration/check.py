"""A published figure beside the model, before the fit and after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simkansen.chance import normals
from simkansen.fitting.calibration.problem import CalibrationProblem
from simkansen.fitting.calibration.specification import MEASURES


@dataclass(frozen=True, slots=True)
class Checked:
    """A target beside the model, before and after the fit.

    Attributes
    ----------
    name, label
        Register id and measure; the same in words.
    quantity, unit
        As the register says.
    published, low, high
        The figure, and its 90 % interval by standard error and discrepancy.
    prior_p05, prior_median, prior_p95, p05, median, p95
        What the model gives, drawn from the prior and from the posterior.
    predicted_p05, predicted_p95
        Posterior predictive interval: what a study like this one would publish were the model right, with
        the study's standard error and discrepancy.
    inside, inside_before
        Whether the published figure lies in the posterior predictive interval, and in that of the prior.
    own, own_before
        Whether it lies between `p05` and `p95`, and between `prior_p05` and `prior_p95`: the model alone.
    standard_errors_off
        The model's median after the fit minus the published figure, in the study's own standard errors.
    """

    name: str
    label: str
    quantity: str
    unit: str
    published: float
    low: float
    high: float
    prior_p05: float
    prior_median: float
    prior_p95: float
    p05: float
    median: float
    p95: float
    predicted_p05: float
    predicted_p95: float
    inside: bool
    inside_before: bool
    own: bool
    own_before: bool
    standard_errors_off: float

    def apart(self, low: float, middle: float, high: float) -> tuple[float, float, float]:
        """Give figures of the model as standard deviations from the published one."""
        scale = (self.high - self.low) / (2.0 * _Z90)
        first, second, third = ((value - self.published) / scale for value in (low, middle, high))
        return first, second, third


def check(
    problem: CalibrationProblem, measure: str, after: NDArray[np.float64], before: NDArray[np.float64]
) -> Checked:
    """Set a target beside the model.

    Parameters
    ----------
    problem
        What is fitted to what.
    measure
        Which figure.
    after : ndarray of float64, shape (draws,)
        What the model gives, drawn from the posterior.
    before : ndarray of float64, shape (evaluations,)
        What it gives, drawn from the prior.

    Returns
    -------
    Checked
    """
    target = next(target for target in problem.targets if target.measure == measure)
    low, median, high = np.nanquantile(after, [0.05, 0.5, 0.95])
    prior = np.nanquantile(before, [0.05, 0.5, 0.95])
    wide = _Z90 * target.scale

    def published_by(studies: NDArray[np.float64]) -> NDArray[np.float64]:
        error = normals(np.uint64(problem.seed), f"study-error/{measure}", np.arange(studies.size))
        found: NDArray[np.float64] = np.nanquantile(studies + target.scale * error, [0.05, 0.95])
        return found

    predicted, first = published_by(after), published_by(before)
    return Checked(
        target.name, f"{MEASURES[measure]} ({target.id})", target.quantity, target.unit,
        target.value, target.value - wide, target.value + wide,
        float(prior[0]), float(prior[1]), float(prior[2]), float(low), float(median), float(high),
        float(predicted[0]), float(predicted[1]), bool(predicted[0] <= target.value <= predicted[1]),
        bool(first[0] <= target.value <= first[1]), bool(low <= target.value <= high),
        bool(prior[0] <= target.value <= prior[2]), float((median - target.value) / target.se),
    )  # fmt: skip


_Z90 = 1.6448536269514722
"""Standard normal deviate that leaves a twentieth on each side."""
