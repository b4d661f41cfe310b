"""Starting skill: gaps between groups, differences between schools and homes, and the rest.

Skill is standardised analytically over the country's composition, not over the pupils at hand, so that
a town of disadvantaged schools starts below zero and a school's pupils do not depend on the sample.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simkansen.arithmetic import total
from simkansen.arithmetic.matrices import cholesky
from simkansen.chance import normals
from simkansen.population.homes.composition import HomeTypes
from simkansen.population.levels import unit_noise
from simkansen.population.tables import EDUCATION, Floats, Ints
from simkansen.schooling import load_system

SUBJECTS = load_system().subject_names


def subject_correlation(parameters: Mapping[str, float]) -> Floats:
    """Correlations of the subjects among pupils alike, shape (subjects, subjects)."""
    correlation = np.eye(len(SUBJECTS))
    for i, a in enumerate(SUBJECTS):
        for j, b in enumerate(SUBJECTS[:i]):
            correlation[i, j] = correlation[j, i] = parameters[f"skill_{b}_{a}"]
    return correlation


def type_means(parameters: Mapping[str, float], types: HomeTypes) -> Floats:
    """Mean starting skill of each kind of home.

    Other attributes shift skill inside a level of schooling only, so that the gaps by schooling are those
    of the parameters.

    Parameters
    ----------
    parameters
        Parameters of the group `population`.
    types
        Kinds of homes.

    Returns
    -------
    ndarray of float64, shape (types, subjects)
        SD of the country's pupils; the country's mean is 0.
    """
    p = parameters
    means = np.zeros((len(types), len(SUBJECTS)))
    shares = np.array([types.share[types.education == code].sum() for code in range(len(EDUCATION))])
    for s, subject in enumerate(SUBJECTS):
        others = p["skill_one_parent"] * types.one_parent + p["skill_target"] * types.target
        others = others + p[f"skill_language_{subject}"] * types.other_language
        for level, mean in enumerate(_schooling_means(p, subject, shares)):
            rows = types.education == level
            inside = others[rows] - np.average(others[rows], weights=types.share[rows])
            means[rows, s] = mean + inside
    return means


def _schooling_means(p: Mapping[str, float], subject: str, shares: Floats) -> Floats:
    """Mean by parental education: the lowest against all others, then these, if two, against each other."""
    low, *others = shares
    lowest, *_, highest = EDUCATION
    gap_low = p[f"skill_{lowest}_{subject}"]
    mean_low, mean_others = -gap_low * total(others), gap_low * low
    if len(others) == 1:
        return np.array([mean_low, mean_others])
    gap_high = p[f"skill_{highest}_{subject}"]
    mean_middle = mean_others - gap_high * others[-1] / total(others)
    return np.array([mean_low, mean_middle, mean_middle + gap_high])


def starting_skill(
    key: np.uint64,
    parameters: Mapping[str, float],
    types: HomeTypes,
    units: tuple[Ints, Ints, Ints],
    type_of: Ints,
    standing: Floats,
    rows: tuple[Ints, Ints],
) -> Floats:
    """Draw the starting skill of all pupils.

    Parameters
    ----------
    key
        Key of the run.
    parameters
        Parameters of the group `population`.
    types
        Kinds of homes.
    units
        Numbers for chance of the schools, the households and the pupils.
    type_of : ndarray of int64, shape (households,)
        Kind of each household.
    standing : ndarray of float64, shape (households,)
        Standing among homes alike in schooling (z).
    rows
        Row of each pupil's school and of its household, shape (pupils,) each.

    Returns
    -------
    ndarray of float64, shape (pupils, subjects)
        SD of the country's pupils of the same groep, per subject.
    """
    school_units, household_units, pupil_units = units
    school, household = rows
    p = parameters
    means = type_means(p, types)
    mixing = cholesky(subject_correlation(p))
    explained = p["skill_by_ses"] * p["skill_by_ses"] + p["skill_school_sd"] * p["skill_school_sd"]
    of_home, of_school, of_pupil = (
        [normals(key, f"population/skill-{level}-{s}", unit) for s in range(len(SUBJECTS))]
        for level, unit in (("household", household_units), ("school", school_units), ("pupil", pupil_units))
    )
    skill = np.empty((len(pupil_units), len(SUBJECTS)))
    for s in range(len(SUBJECTS)):
        noise = unit_noise(means[:, s], types.share, explained)
        home = means[type_of, s] + p["skill_by_ses"] * standing
        home += noise * np.sqrt(p["skill_household_share"]) * _mix(mixing[s], of_home)
        pupil = noise * np.sqrt(1 - p["skill_household_share"]) * _mix(mixing[s], of_pupil)
        pupil += (p["skill_school_sd"] * _mix(mixing[s], of_school))[school]
        skill[:, s] = pupil + home[household]
    return skill


def _mix(row: Floats, parts: list[Floats]) -> Floats:
    """Weigh independent normals by a row of a Cholesky factor."""
    mixed: Floats = row[0] * parts[0]
    for weight, part in zip(row[1:], parts[1:], strict=True):
        if weight:
            mixed += weight * part
    return mixed
