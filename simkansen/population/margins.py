"""Margins of a population: what it holds, as numbers that can be laid beside published ones."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simkansen.population.homes.composition import HIGH, LOW
from simkansen.population.tables import FIRST_LEARNING_LEVEL, LAST_LEVEL, Codes, Floats, Population
from simkansen.schooling import load_system

Rows = NDArray[np.bool_]


def at_start(population: Population) -> Population:
    """Give a population without those pupils who come to school later; the same one where there are none."""
    pupils = population.pupils
    here = pupils.level[:, 0] >= load_system().first_level
    if here.all():
        return population
    kept = {field.name: getattr(pupils, field.name)[here] for field in fields(pupils)}
    return replace(population, pupils=replace(pupils, **kept))


@dataclass(frozen=True, slots=True)
class Margins:
    """Weighted shares and means of a population; every school counts for the schools it stands for.

    Parameters
    ----------
    population
        The tables.
    """

    population: Population

    @property
    def learning(self) -> Rows:
        """Pupils of groep 3-8 in the first school year, shape (pupils,)."""
        level = self.population.pupils.level[:, 0]
        return np.asarray((level >= FIRST_LEARNING_LEVEL) & (level <= LAST_LEVEL))

    def over_pupils(self, values: ArrayLike, rows: Rows | None = None) -> float:
        """Mean of a column of pupils, of some rows or all; NaN where there is none."""
        return _mean(np.asarray(values, dtype=np.float64), self.population.weights, rows)

    def of_homes(self, column: str, rows: Rows | None = None) -> float:
        """Mean over pupils of a column of their households."""
        return self.over_pupils(self.home(column), rows)

    def home(self, column: str) -> Floats:
        """Column of the households, laid out over pupils."""
        households, pupils = self.population.households, self.population.pupils
        return np.asarray(getattr(households, column)[pupils.household], dtype=np.float64)

    def over_classes(self, values: ArrayLike, rows: Rows | None = None) -> float:
        """Mean of a column of classes."""
        population = self.population
        weight = np.asarray(population.schools.weight[population.classes.school], dtype=np.float64)
        return _mean(np.asarray(values, dtype=np.float64), weight, rows)

    def schools(self) -> float:
        """Schools that the population stands for (count)."""
        return float(self.population.schools.weight.sum())

    def pupils(self) -> float:
        """Pupils that the population stands for (count)."""
        return float(self.population.weights.sum())

    def published_disadvantage(self) -> float:
        """Mean over pupils of the schools' published disadvantaged share."""
        schools = self.population.schools
        return float(np.average(schools.disadvantaged_share, weights=schools.weight * schools.pupils))

    def school_quantile(self, column: str, probability: float) -> float:
        """Quantile over schools."""
        schools = self.population.schools
        values = np.asarray(getattr(schools, column), dtype=np.float64)
        if len(values) < 2:
            return float(values[0])
        order = np.argsort(values, kind="stable")
        weight = np.asarray(schools.weight[order], dtype=np.float64)
        at = (np.cumsum(weight) - weight) / (weight.sum() - weight[-1])
        return float(np.interp(probability, at, values[order]))

    def joint(self, degree: bool, migration: bool, one_parent: bool) -> float:
        """Share of pupils with this schooling, migration and number of parents."""
        pupils = self.population.pupils
        cell = (pupils.parental_education == HIGH) == degree
        cell = cell & (pupils.migration == int(migration))
        return self.over_pupils(cell & (self.home("parents") == (1 if one_parent else 2)))

    def skill_gap(self, subject: int, low: Rows, high: Rows) -> float:
        """Mean skill of one group below another (SD)."""
        skill = self.population.pupils.skill[:, subject]
        return self.over_pupils(skill, high) - self.over_pupils(skill, low)

    def education_rows(self, education: int) -> Rows:
        """Pupils whose parents have this schooling."""
        return np.asarray(self.population.pupils.parental_education == education)

    def low_gap(self, subject: int) -> float:
        """Skill of pupils of parents with little schooling below that of all others (SD)."""
        low = self.education_rows(LOW)
        return self.skill_gap(subject, low, ~low)

    def ses_gap(self, subject: int) -> float:
        """Skill of the lowest third by standing below the highest (SD)."""
        ses = self.population.pupils.ses
        lower, upper = np.quantile(ses, (1 / 3, 2 / 3))
        return self.skill_gap(subject, np.asarray(ses <= lower), np.asarray(ses >= upper))

    def background_share(self) -> float:
        """Share of the differences between school means that pupils' background makes, mean of the subjects.

        Background is a pupil's kind of home: schooling, migration, language, parents, disadvantage. The
        spread of school means is that of schools, freed of the chance of who happens to be in them.
        """
        pupils = self.population.pupils
        kind = pupils.parental_education.astype(np.int64)
        for part in (pupils.migration, pupils.home_language, _codes(self.home("parents") - 1), pupils.target):
            kind = kind * 2 + part
        kinds = np.bincount(kind, minlength=int(kind.max()) + 1)
        size = np.bincount(pupils.school)
        shares = []
        for skill in pupils.skill.T:
            expected = (np.bincount(kind, weights=skill) / np.maximum(kinds, 1))[kind]
            background = np.bincount(pupils.school, weights=expected) / size
            mean = np.bincount(pupils.school, weights=skill) / size
            noise = float(np.var(skill - mean[pupils.school])) * len(size) / len(skill)
            apart = np.square(mean - np.average(mean, weights=size))
            between = float(np.average(apart, weights=size)) - noise
            by_home = float(
                np.average(np.square(background - np.average(background, weights=size)), weights=size)
            )
            by_home -= float(np.var(expected - background[pupils.school])) * len(size) / len(skill)
            shares.append(by_home / between if between > 0 else np.nan)
        return float(np.mean(shares))


def _codes(values: Floats) -> Codes:
    return values.astype(np.int8)


def _mean(values: Floats, weight: Floats, rows: Rows | None) -> float:
    if rows is not None:
        values, weight = values[rows], weight[rows]
    return float(np.average(values, weights=weight)) if len(values) else float("nan")
