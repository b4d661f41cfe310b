"""What the studies that the model is fitted to measured, taken from the model in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.fitting.measurement import (
    FIRST_LEARNING,
    FIRST_TESTED,
    LAST_TESTED,
    LOW,
    between_schools,
    error_of_test,
    mean,
    true_tests,
    with_errors,
)
from simkansen.outcomes.registry import SUBJECTS

if TYPE_CHECKING:
    from simkansen.fitting.study import ClosureStudy

Floats = NDArray[np.float64]

FEWEST_TESTS = 11
"""ENG-11 leaves out schools with ten tests or fewer."""

THIRD = 1.0 / 3.0


def first_closure(study: ClosureStudy, parameters: Mapping[str, float], key: np.uint64) -> dict[str, float]:
    """Measure the first closure as ENG-01 to ENG-17 did: the mid-year against the end-of-year test.

    Parameters
    ----------
    study
        True skill in the closure year and in earlier years.
    parameters
        Parameters of the evaluation.
    key
        Key of the run.

    Returns
    -------
    dict of str to float
        Losses are below zero and in percentile points; `loss`, `loss_<subject>`, `loss_high` (pupils
        without a weight, that is with middle or high parental education), `extra_low` and
        `extra_low_<subject>` (how much more pupils with low parental education lose), `between_schools`
        (SD), `stability` and `stability_lost` (correlation of the two tests in earlier years, and how much
        lower it is in the closure year), `ratio_ses` (loss of the lower two thirds by SES against the
        highest third).
    """
    tests = true_tests(study, "mid-2020", "end-2020", range(FIRST_TESTED, LAST_TESTED + 1))
    change = _change(tests.percentiles(error_of_test(parameters)))
    taken = with_errors(tests, study, parameters, key).percentiles()
    composite = change.mean(axis=1)
    pupils = study.population.pupils
    low = np.asarray(pupils.parental_education)[tests.rows] == LOW
    ses = np.asarray(pupils.ses)[tests.rows]
    high_ses = ses >= np.quantile(ses, 1.0 - THIRD)
    found = {
        "loss": mean(composite),
        "loss_high": mean(composite, ~low),
        "extra_low": mean(composite, low) - mean(composite, ~low),
        "between_schools": between_schools(
            _change(taken).mean(axis=1), np.asarray(pupils.school)[tests.rows], FEWEST_TESTS
        ),
        "ratio_ses": float(np.divide(mean(composite, ~high_ses), mean(composite, high_ses) or np.nan)),
    }
    for s, subject in enumerate(SUBJECTS):
        found[f"loss_{subject}"] = mean(change[:, s])
        found[f"extra_low_{subject}"] = mean(change[:, s], low) - mean(change[:, s], ~low)
    stability = _correlation(taken[2], taken[3])
    found["stability"] = stability
    found["stability_lost"] = stability - _correlation(taken[0], taken[1])
    return found


def whole_year(study: ClosureStudy, parameters: Mapping[str, float]) -> dict[str, float]:
    """Measure from the mid-year test of 2020 to that of 2021 as HAE-01 and HAE-11 did.

    Parameters
    ----------
    study
        True skill in the closure years and in earlier years.
    parameters
        Parameters of the evaluation.

    Returns
    -------
    dict of str to float
        `year_loss_<subject>` (SD of scores, below zero) and `year_share_<subject>` (change of growth as a
        share of normal growth, below zero).
    """
    tests = true_tests(study, "mid-2020", "mid-2021", range(FIRST_LEARNING, LAST_TESTED + 1))
    error = error_of_test(parameters)
    normal = tests.earlier[1] - tests.earlier[0]
    lost = (tests.closed[1] - tests.closed[0]) - normal
    found = {}
    for s, subject in enumerate(SUBJECTS):
        of_level = [tests.earlier[0][tests.level == g, s].var() for g in np.unique(tests.level)]
        spread = float(np.sqrt(np.mean(of_level) + error * error))
        found[f"year_loss_{subject}"] = mean(lost[:, s]) / spread
        found[f"year_share_{subject}"] = mean(lost[:, s]) / mean(normal[:, s])
    return found


def _change(percentiles: tuple[Floats, Floats, Floats, Floats]) -> Floats:
    closed_before, closed_after, earlier_before, earlier_after = percentiles
    return (closed_after - closed_before) - (earlier_after - earlier_before)


def _correlation(before: Floats, after: Floats) -> float:
    first, second = (of_pupil - of_pupil.mean() for of_pupil in (before.mean(axis=1), after.mean(axis=1)))
    squares = float(np.square(first).sum()) * float(np.square(second).sum())
    return float((first * second).sum() / np.sqrt(squares))
