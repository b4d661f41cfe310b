"""What pupils bring besides skill: pace, self-regulation, engagement, confidence and the like."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simkansen.arithmetic import exp_of, normal_quantile_of, total
from simkansen.chance import normals, uniforms
from simkansen.population.homes.composition import HomeTypes
from simkansen.population.levels import centred, fraction, meet_share, unit_noise
from simkansen.population.tables import Codes, Floats, Ints
from simkansen.schooling import load_system


@dataclass(frozen=True, slots=True)
class Traits:
    """Columns of the pupils' table of the same names; shape (pupils,)."""

    sex: Codes
    vulnerable: Codes
    pace: Floats
    self_regulation: Floats
    digital_skill: Floats
    engagement: Floats
    confidence: Floats


def draw_traits(
    key: np.uint64,
    parameters: Mapping[str, float],
    types: HomeTypes,
    units: Ints,
    type_of: Ints,
    trouble: Floats,
    parent_digital: Floats,
    skill: Floats,
) -> Traits:
    """Draw what pupils bring besides skill.

    Parameters
    ----------
    key
        Key of the run.
    parameters
        Parameters of the group `population`.
    types
        Kinds of homes.
    units : ndarray of int64, shape (pupils,)
        Numbers for chance.
    type_of : ndarray of int64, shape (pupils,)
        Kind of the pupil's home.
    trouble, parent_digital : ndarray of float64, shape (pupils,)
        Of the pupil's home: the normal scale behind vulnerability, and parents' digital skill (z).
    skill : ndarray of float64, shape (pupils, 3)
        Starting skill (SD).

    Returns
    -------
    Traits
    """
    p = parameters

    def noise(name: str) -> Floats:
        return normals(key, f"population/{name}", units)

    sex = (uniforms(key, "population/sex", units) < p["girls_share"]).astype(np.int8)
    self_regulation = _self_regulation(p, types, type_of, sex, noise("self-regulation"))
    share = p["engagement_by_self_regulation"]
    engaged = share * self_regulation + np.sqrt(1 - share * share) * noise("engagement")
    share = p["confidence_by_skill"]
    level = skill.mean(axis=1) / np.sqrt(_mean_subject_variance(p))
    confident = share * level + np.sqrt(1 - share * share) * noise("confidence")
    return Traits(
        sex=sex,
        vulnerable=_vulnerable(p, types, type_of, trouble, noise("vulnerable")),
        pace=exp_of(p["pace_sd"] * noise("pace") - 0.5 * p["pace_sd"] * p["pace_sd"]),
        self_regulation=self_regulation,
        digital_skill=_digital_skill(p, types, type_of, parent_digital, noise("digital-skill")),
        engagement=fraction(p["engagement_start"], engaged, p["engagement_spread"]),
        confidence=fraction(p["confidence_start"], confident, p["confidence_spread"]),
    )


def _self_regulation(
    p: Mapping[str, float], types: HomeTypes, type_of: Ints, sex: Codes, noise: Floats
) -> Floats:
    girls = p["girls_share"]
    lead = p["self_regulation_girls"]
    mean = centred(p["self_regulation_by_education"] * types.education, types.share)
    rest = unit_noise(mean, types.share, lead * lead * girls * (1 - girls))
    return np.asarray(mean[type_of] + lead * (sex - girls) + rest * noise, dtype=np.float64)


def _digital_skill(
    p: Mapping[str, float], types: HomeTypes, type_of: Ints, parent_digital: Floats, noise: Floats
) -> Floats:
    """Schooling, then parents' own digital skill beyond what goes with schooling and language."""
    of_parent = p["parent_digital_by_education"] * types.education
    of_parent = of_parent + p["parent_digital_by_language"] * types.other_language
    slope = p["digital_skill_by_parent"]
    mean = centred(p["digital_skill_by_education"] * types.education, types.share)
    left = slope * unit_noise(of_parent, types.share)
    beyond = slope * (parent_digital - centred(of_parent, types.share)[type_of])
    return np.asarray(
        mean[type_of] + beyond + unit_noise(mean, types.share, left * left) * noise, dtype=np.float64
    )


def _vulnerable(
    p: Mapping[str, float], types: HomeTypes, type_of: Ints, trouble: Floats, noise: Floats
) -> Codes:
    slope = p["vulnerable_by_target"] * types.target + p["vulnerable_by_one_parent"] * types.one_parent
    chance = meet_share(p["vulnerable"], slope, types.share)
    share = p["vulnerable_household"]
    scale = np.sqrt(share) * trouble + np.sqrt(1 - share) * noise
    return np.asarray(scale > -normal_quantile_of(chance)[type_of], dtype=np.int8)


def _mean_subject_variance(p: Mapping[str, float]) -> float:
    """Variance of the mean of the subjects, which vary by one each."""
    subjects = load_system().subject_names
    pairs = total(p[f"skill_{one}_{other}"] for one, other in itertools.combinations(subjects, 2))
    return (len(subjects) + 2 * pairs) / (len(subjects) * len(subjects))
