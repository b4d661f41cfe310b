"""Teachers and schools: quality, practices, beliefs, time, vacancies, places and spare staff."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simkansen.arithmetic import exp_of, log, logistic_of
from simkansen.chance import normals, uniforms
from simkansen.population.levels import fraction
from simkansen.population.schools.classes import Forming
from simkansen.population.schools.frame import Frame
from simkansen.population.tables import (
    FIRST_LEARNING_LEVEL,
    NO_CLASS,
    SECTOR,
    Classes,
    Codes,
    Floats,
    Ints,
    Schools,
)
from simkansen.schooling import load_system

_PARALLELS = 512  # room for parallel classes of one groep in the numbers for chance


def build_classes(
    key: np.uint64,
    parameters: Mapping[str, float],
    forming: Forming,
    school_units: Ints,
    disadvantaged_share: Floats,
    klass: Ints,
    target: Codes,
) -> Classes:
    """Draw the teachers of all classes and count their pupils.

    Parameters
    ----------
    key
        Key of the run.
    parameters
        Parameters of the group `population`.
    forming
        The classes.
    school_units, disadvantaged_share : ndarray, shape (schools,)
        Numbers for chance, and disadvantaged shares.
    klass : ndarray of int64, shape (pupils, years)
        Class of each pupil; -1 for none.
    target : ndarray of int8, shape (pupils,)
        1 for the disadvantaged.

    Returns
    -------
    Classes
    """
    p = parameters
    slot = (forming.level_low - FIRST_LEARNING_LEVEL).astype(np.int64) * _PARALLELS + forming.parallel
    units = school_units[forming.school] + slot

    def trait(name: str, school_share: float) -> Floats:
        own = normals(key, f"population/class-{name}", units)
        shared = normals(key, f"population/school-{name}", school_units)[forming.school]
        return np.asarray(np.sqrt(1 - school_share) * own + np.sqrt(school_share) * shared, dtype=np.float64)

    def practice(name: str) -> Floats:
        return fraction(p[name], trait(name, p["remote_school_share"]), p["practice_spread"])

    belief = uniforms(key, "population/belief", units) < p["belief"]
    able = np.where(belief, p["competence"], p["competence_without_belief"])
    shortage = vacancy_chance(p, disadvantaged_share)[forming.school]
    size, targets = _counts(klass, target, len(units))
    sigma = p["attention_hours_sigma"]
    return Classes(
        unit=units,
        school=forming.school,
        level_low=forming.level_low,
        level_high=forming.level_high,
        size=size,
        disadvantaged_share=targets / np.maximum(size, 1.0),
        quality=trait("quality", p["teacher_school_share"]),
        remote_skill=trait("remote-skill", p["remote_school_share"]),
        formative=practice("formative"),
        interaction=practice("interaction"),
        belief=belief.astype(np.int8),
        competence=(uniforms(key, "population/competence", units) < able).astype(np.int8),
        bias=p["expectation_bias"] + p["expectation_bias_sd"] * trait("bias", 0.0),
        attention_hours=p["attention_hours"] * exp_of(sigma * trait("attention", 0.0) - 0.5 * sigma * sigma),
        vacancy=(uniforms(key, "population/vacancy", units) < shortage).astype(np.int8),
        grouping=2 * fraction(0.5, trait("grouping", 0.0), p["grouping_spread"]) - 1,
    )


def _counts(klass: Ints, target: Codes, classes: int) -> tuple[Floats, Floats]:
    """Pupils and disadvantaged pupils, each of shape (classes, years)."""
    years = klass.shape[1]
    size, targets = np.zeros((classes, years)), np.zeros((classes, years))
    for year in range(years):
        rows = klass[:, year] != NO_CLASS
        size[:, year] = np.bincount(klass[rows, year], minlength=classes)
        targets[:, year] = np.bincount(klass[rows, year], weights=target[rows], minlength=classes)
    return size, targets


def vacancy_chance(parameters: Mapping[str, float], disadvantaged_share: Floats) -> Floats:
    """Chance that a class has no teacher of its own, by its school's disadvantaged share (STF-01)."""
    p = parameters
    level = log(p["vacancy_share"] / (1 - p["vacancy_share"]))
    slope = p["vacancy_by_disadvantage"] * (disadvantaged_share - load_system().schools.target_share.value)
    return logistic_of(level + slope)


def build_schools(
    key: np.uint64, parameters: Mapping[str, float], frame: Frame, units: Ints, municipality: Ints
) -> Schools:
    """Draw what schools have.

    Parameters
    ----------
    key
        Key of the run.
    parameters
        Parameters of the group `population`.
    frame
        The schools.
    units, municipality : ndarray of int64, shape (schools,)
        Numbers for chance, and rows of the municipalities.

    Returns
    -------
    Schools
    """
    p = parameters

    def practice(name: str, spread: float) -> Floats:
        return fraction(p[name], normals(key, f"population/{name}", units), spread)

    beside_classes = frame.pupils * (1 / p["pupils_per_teacher"] - 1 / p["pupils_per_class"])
    filled = 1 - vacancy_chance(p, frame.disadvantaged_share)
    return Schools(
        unit=units,
        code=frame.code,
        municipality=municipality,
        sector=np.full(len(frame), SECTOR, dtype=np.int8),
        pupils=frame.pupils,
        disadvantaged_share=frame.disadvantaged_share,
        tracking=practice("tracking", p["practice_spread"]),
        leadership=practice("leadership", p["practice_spread"]),
        places_share=practice("places_share", p["places_spread"]),
        staff_hours=beside_classes * load_system().week.lesson_hours.value * p["spare_staff_share"] * filled,
        weight=frame.weight,
    )
