"""TwoTests as a study has them: scores with error, percentiles, and what follows for groups and schools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic import normal_cdf_of
from simkansen.chance import normals
from simkansen.outcomes.registry import SUBJECTS
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.fitting.study import ClosureStudy

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]

PERCENT = 100.0
LOW = 0
FIRST_LEARNING = load_system().first_learning_level
FIRST_TESTED, LAST_TESTED = 4, 7
"""Groepen of ENG-01: pupils with a mid-year and an end-of-year test."""


@dataclass(frozen=True)
class TwoTests:
    """Two tests of the same pupils, in the closure year and in the earlier years.

    Attributes
    ----------
    rows : ndarray of bool, shape (pupils,)
        Pupils who were tested.
    level : ndarray of int64, shape (tested,)
        Groep at the first test.
    closed, earlier : tuple of ndarray of float64, shape (tested, 3)
        The first and the second test (SD of true skill).
    """

    rows: Rows
    level: NDArray[np.int64]
    closed: tuple[Floats, Floats]
    earlier: tuple[Floats, Floats]

    def percentiles(self, error: float = 0.0) -> tuple[Floats, Floats, Floats, Floats]:
        """Put every test on the percentile scale of the earlier years, test by test and groep by groep.

        Parameters
        ----------
        error
            Error of a test (SD) that the columns do not hold yet. With it the percentile is the one that
            can be expected of a pupil's true skill: the mean over all errors.

        Returns
        -------
        tuple of ndarray of float64, shape (tested, 3)
            Closure year first and second test, earlier years first and second test.
        """
        found = tuple(np.empty_like(self.closed[0]) for _ in range(4))
        for level in np.unique(self.level):
            here = self.level == level
            for test, norm in enumerate(self.earlier):
                center, spread = norm[here].mean(axis=0), norm[here].std(axis=0)
                blurred = np.sqrt(np.square(spread) + 2.0 * error * error)
                for place, scores in ((test, self.closed[test]), (2 + test, norm)):
                    found[place][here] = PERCENT * normal_cdf_of((scores[here] - center) / blurred)
        return found[0], found[1], found[2], found[3]


def true_tests(study: ClosureStudy, before: str, after: str, levels: range) -> TwoTests:
    """Look at true skill on the days of two tests.

    Parameters
    ----------
    study
        True skill.
    before, after
        Two of the study's occasions.
    groepen
        Groepen in 2019/20 of the pupils who are tested.

    Returns
    -------
    TwoTests
        Tests without error.
    """
    level = np.asarray(study.population.pupils.level)[:, 0].astype(np.int64)
    rows = np.isin(level, levels)
    for occasion in (before, after):
        rows &= np.isfinite(study.closed[occasion]).all(axis=1)
    closed, earlier = (
        (study.on_one_scale(skill, before)[rows], study.on_one_scale(skill, after)[rows])
        for skill in (study.closed, study.normal)
    )
    return TwoTests(rows, level[rows], closed, earlier)


def with_errors(
    tests: TwoTests, study: ClosureStudy, parameters: Mapping[str, float], key: np.uint64
) -> TwoTests:
    """Let pupils take the tests: true skill, an error of the day, and an effect of the school's occasion.

    The pupils of a school share the effect of an occasion: its moment, the preparation, how strictly the
    rules are kept.

    Parameters
    ----------
    tests
        Tests without error.
    study
        Whose pupils they are.
    parameters
        Reads `test_error`, the error of the mean of three tests, and `occasion_sd` (SD).
    key
        Key of the run.

    Returns
    -------
    TwoTests

    Source: register ENG-11, ENG-13.
    """
    pupils = study.population.pupils
    units, school = np.asarray(pupils.unit)[tests.rows], np.asarray(pupils.school)[tests.rows]
    error, shared = error_of_test(parameters), parameters["occasion_sd"]

    def taken(skill: Floats, name: str) -> Floats:
        day = np.stack([normals(key, f"test-score/{name}/{s}", units) for s in SUBJECTS], axis=1)
        occasion = normals(key, f"test-occasion/{name}", np.asarray(study.population.schools.unit))
        scores: Floats = skill + error * day + shared * occasion[school][:, np.newaxis]
        return scores

    closed, earlier = (
        (taken(pair[0], f"{year}/before"), taken(pair[1], f"{year}/after"))
        for year, pair in (("closure", tests.closed), ("earlier", tests.earlier))
    )
    return TwoTests(tests.rows, tests.level, closed, earlier)


def error_of_test(parameters: Mapping[str, float]) -> float:
    """Error of one test (SD): three of them together have `test_error`.

    Source: register ENG-13.
    """
    return parameters["test_error"] * float(np.sqrt(len(SUBJECTS)))


def mean(values: Floats, rows: Rows | None = None) -> float:
    """Mean over pupils, of all or of some."""
    chosen = values if rows is None else values[rows]
    return float(chosen.mean()) if chosen.size else float("nan")


def between_schools(values: Floats, school: NDArray[np.int64], least: int) -> float:
    """Spread between schools beyond what a finite number of pupils gives.

    Parameters
    ----------
    values : ndarray of float64, shape (tested,)
        One number a pupil.
    school : ndarray of int64, shape (tested,)
        School of each.
    least
        Schools with fewer tests are left out.

    Returns
    -------
    float
        SD of the schools' true means, by analysis of variance; 0 where chance explains it all.
    """
    count = np.bincount(school).astype(np.float64)
    known = count >= least
    count, kept = count[known], known[school]
    total = np.bincount(school[kept], weights=values[kept])[known[: school[kept].max() + 1]]
    square = float(np.sum(np.square(values[kept])))
    means = total / count
    n, k = float(count.sum()), float(count.size)
    within = (square - float(np.sum(count * np.square(means)))) / (n - k)
    between = float(np.sum(count * np.square(means - values[kept].mean()))) / (k - 1.0)
    typical = (n - float(np.sum(np.square(count))) / n) / (k - 1.0)
    return float(np.sqrt(max(0.0, (between - within) / typical)))
