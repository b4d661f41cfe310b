"""What one draw of the model leaves behind, and whom the figures that are compared are about.

A loss is what pupils have less than the same pupils under the same chance with no closure (SD). Means are
over the country: each pupil counts for as many schools as the pupil's school stands for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic.matrices import least_squares
from simkansen.fitting.study import weeks_of_occasions
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.fitting.study import ClosureStudy
    from simkansen.fitting.validation.closure import ClosureLoss
    from simkansen.population import Population

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

MATHS, READING, SPELLING = (0,), (1,), (2,)
LANGUAGE = tuple(row for row, subject in enumerate(load_system().subjects) if subject.language)
ALL = tuple(range(len(load_system().subjects)))
LOW, HIGH = 0, 2
FIRST_LEARNING_LEVEL, LAST_LEVEL = load_system().first_learning_level, load_system().last_level


@dataclass(frozen=True)
class DrawSample:
    """What one draw of the parameters leaves behind.

    Attributes
    ----------
    study
        Both school years, with and without the closures.
    closure
        The first closure looked at while it lasts.
    parameters, key
        Of this draw.
    """

    study: ClosureStudy
    closure: ClosureLoss
    parameters: Parameters
    key: np.uint64

    @property
    def population(self) -> Population:
        """The pupils."""
        return self.study.population

    @cached_property
    def level(self) -> Ints:
        """Groep in 2019/20, shape (pupils,)."""
        return np.asarray(self.population.pupils.level)[:, 0].astype(np.int64)

    @cached_property
    def weight(self) -> Floats:
        """Schools that each pupil's school stands for, shape (pupils,)."""
        return self.population.weights

    def lost(self, occasion: str) -> Floats:
        """Give the loss on an occasion (SD), shape (pupils, 3); NaN where not in groep 3-8."""
        loss: Floats = self.study.normal[occasion] - self.study.closed[occasion]
        return loss

    def mean(self, values: Floats, rows: Flags | None = None) -> float:
        """Mean over the pupils of the country of whom there is a value."""
        known = np.isfinite(values) if rows is None else np.isfinite(values) & rows
        if not known.any():
            return float("nan")
        return float(np.average(values[known], weights=self.weight[known]))

    def slope(self, values: Floats, on: Floats) -> float:
        """Slope of a line through the pupils of whom there is a value."""
        known = np.isfinite(values) & np.isfinite(on)
        return float(fitted(values[known], self.weight[known], on[known])[1])


Measure = Callable[[DrawSample], float]
Rows = Callable[[DrawSample], Flags]


def fitted(values: Floats, weight: Floats, *columns: Floats) -> Floats:
    """Fit a plane by weighted least squares; the constant comes first."""
    root = np.sqrt(weight)
    design = np.stack([np.ones(values.size), *columns], axis=1) * root[:, np.newaxis]
    return least_squares(design, values * root)


def growth_per_week(sample: DrawSample, rows: Flags, subjects: tuple[int, ...], year: int) -> float:
    """Growth per teaching week of pupils in a school year with no closure (SD)."""
    first, last = (("start-2019", "year-2020"), ("start-2020", "year-2021"))[year]
    normal, weeks, calendar = sample.study.normal, weeks_of_occasions(), sample.study.calendar
    grown = (normal[last] - normal[first])[:, subjects].mean(axis=1)
    return sample.mean(grown, rows) / int(calendar.teaching[weeks[first] + 1 : weeks[last] + 1].sum())


def everyone(sample: DrawSample) -> Flags:
    """All pupils of groep 3-8."""
    return np.ones(sample.level.size, dtype=np.bool_)


def disadvantaged(sample: DrawSample) -> Flags:
    """Target pupils of the disadvantage policy."""
    return _flags(np.asarray(sample.population.pupils.target) == 1)


def with_education(education: int, level: int, sample: DrawSample) -> Flags:
    """Pupils of a groep whose parents have this schooling."""
    of_parents = np.asarray(sample.population.pupils.parental_education)
    return _flags((sample.level == level) & (of_parents == education))


def migrants_with_other_language(level: int, sample: DrawSample) -> Flags:
    """Pupils of a groep with a migration background and another language at home."""
    pupils = sample.population.pupils
    both = (np.asarray(pupils.migration) == 1) & (np.asarray(pupils.home_language) == 1)
    return _flags((sample.level == level) & both)


def without_migration(level: int, sample: DrawSample) -> Flags:
    """Pupils of a groep without a migration background."""
    return _flags((sample.level == level) & (np.asarray(sample.population.pupils.migration) == 0))


def of_level(level: int, sample: DrawSample) -> Flags:
    """Pupils of a groep."""
    return _flags(sample.level == level)


def at_lower_ses_schools(sample: DrawSample) -> Flags:
    """Pupils of schools where more than half are of lower SES (`lower_ses_share` of the country)."""
    ses, school = np.asarray(sample.population.pupils.ses), np.asarray(sample.population.pupils.school)
    order = np.argsort(ses, kind="stable")
    below = np.cumsum(sample.weight[order]) / sample.weight.sum()
    bound = ses[order][np.searchsorted(below, sample.parameters["lower_ses_share"])]
    lower = np.bincount(school, ses <= bound) / np.bincount(school)
    return _flags(lower[school] > 1.0 / 2.0)


def _flags(rows: NDArray[np.bool_]) -> Flags:
    return np.asarray(rows, dtype=np.bool_)
