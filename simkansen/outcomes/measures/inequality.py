"""How unequal pupils are: skill between and within schools, and on whom the delay falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Split
from simkansen.outcomes.measures.who_gains import NOTICEABLE_WEEKS
from simkansen.outcomes.panel import Panel
from simkansen.outcomes.pupils import mean_of_subjects
from simkansen.outcomes.registry import ALL_SUBJECTS, LEVEL, measure

if TYPE_CHECKING:
    from simkansen.outcomes.inputs import RunTrace
    from simkansen.outcomes.pupils import Roll

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EVERYONE = Split("all", ("all",))
TENTHS = 10
SES_TENTHS = Split("ses_tenth", tuple(str(number + 1) for number in range(TENTHS)))
"""Tenths of the pupils by SES, the lowest first."""


def variances(skill: Floats, level: Ints, school: Ints) -> tuple[float, float]:
    """Split the variance of skill in what lies between schools and what lies within them.

    Skill is taken as the deviation from the mean of the pupil's groep, so that age counts for nothing. As the
    deviations of all pupils have mean zero, the two add up to their whole variance.

    Parameters
    ----------
    skill : ndarray of float64, shape (n,)
        Skill (SD).
    level, school : ndarray of int64, shape (n,)
        Number of the groep and row of the school.

    Returns
    -------
    between, within : float
        Variance of the schools' means, weighted by their pupils, and mean over pupils of the squared distance
        to the school's mean (SD squared); NaN without pupils.
    """
    if not skill.size:
        return np.nan, np.nan
    apart = skill - means(skill, level)[level]
    of_school = means(apart, school)[school]
    return float(np.mean(np.square(of_school))), float(np.mean(np.square(apart - of_school)))


def means(values: Floats, of: Ints) -> Floats:
    """Mean by number, zero where there are none."""
    sums: Floats = np.bincount(of, weights=values) / np.maximum(np.bincount(of), 1)
    return sums


@measure("concentration_index", "index", "neither", of="all", weeks="kept", told="run",
    says="Concentration index of pupils' delay over socio-economic standing: below zero when the delay is "
    "concentrated among pupils of low standing. None where the mean delay is under a tenth of a "
    "week.")  # fmt: skip
def concentration_index(delay: Floats, rank: Floats) -> float:
    """Concentration index of the delay over the rank by SES.

    ``C = 2 cov(h, R) / mean(h)``, with h the delay of a pupil and R the fractional rank by SES (the lowest
    first): twice the area between the line of equality and the concentration curve. Negative when the delay
    is concentrated among pupils of low SES, 0 when all shares are equal. As single pupils may be ahead, it
    may lie outside -1 to 1.

    Source: the convenient covariance form in Kakwani, Wagstaff & van Doorslaer (1997), *Socioeconomic
    inequalities in health: measurement, computation, and statistical inference*, Journal of Econometrics 77.

    Parameters
    ----------
    delay : ndarray of float64, shape (n,)
        Delay of each pupil (weeks).
    rank : ndarray of float64, shape (n,)
        `simkansen.outcomes.pupils.fractional_rank` by SES.

    Returns
    -------
    float
        NaN when the mean delay is under `NOTICEABLE_WEEKS`, or below zero: a share of next to nothing
        says nothing.
    """
    mean = _worth_sharing(delay)
    if not np.isfinite(mean):
        return np.nan
    return float(2.0 * np.mean((delay - mean) * (rank - 0.5)) / mean)


@measure("delay_share", "share of the delay", "neither", of="ses_tenth", weeks="kept", told="run",
    says="Share of all pupils' delay that a tenth of the pupils carries, in order of socio-economic "
    "standing, 1 the lowest; .1 where all carry the same. None where the mean delay is under a tenth "
    "of a week.")  # fmt: skip
def delay_shares(delay: Floats, rank: Floats) -> tuple[Floats, Floats]:
    """Share of all pupils' delay that each tenth of the pupils by SES carries.

    Summed from the lowest on they are the points of the concentration curve.

    Parameters
    ----------
    delay : ndarray of float64, shape (n,)
        Delay of each pupil (weeks).
    rank : ndarray of float64, shape (n,)
        `simkansen.outcomes.pupils.fractional_rank` by SES.

    Returns
    -------
    share, pupils : ndarray of float64, shape (10,)
        Shares that sum to 1 (one may lie below 0, where pupils are ahead), NaN when the mean delay is under
        `NOTICEABLE_WEEKS`, or below zero; and the pupils of each tenth (count).
    """
    tenth = (rank * TENTHS).astype(np.int64)
    total = _worth_sharing(delay) * delay.size
    pupils = np.bincount(tenth, minlength=TENTHS).astype(np.float64)
    return np.bincount(tenth, weights=delay, minlength=TENTHS) / total, pupils


def _worth_sharing(delay: Floats) -> float:
    """Mean delay; NaN when it is too small to be divided."""
    mean = float(delay.mean()) if delay.size else np.nan
    return mean if mean >= NOTICEABLE_WEEKS else np.nan


@measure("variance_between_schools", "SD squared", "lower", of="all", weeks="kept", told="run",
    says="Variance of the schools' mean skill, weighted by their pupils; skill counts from the mean of "
    f"the pupil's {LEVEL}. With the variance within schools it is the variance of all pupils.")  # fmt: skip
@measure("variance_within_schools", "SD squared", "lower", of="all", weeks="kept", told="run",
    says="Variance of pupils' skill inside their school, the mean over all pupils; skill counts from the "
    f"mean of the pupil's {LEVEL}.")  # fmt: skip
def spread_of_skill(trace: RunTrace, roll: Roll) -> list[Panel]:
    """Variance between and within schools, at every week that keeps each pupil's skill.

    Parameters
    ----------
    trace
        What a scenario left behind.
    roll
        The learners.

    Returns
    -------
    list of Panel
        Of all pupils (`EVERYONE`).
    """
    weeks = np.array(sorted({*trace.snapshots, *trace.mean_skills}), dtype=np.int64)
    values, pupils = np.full((2, 1, weeks.size), np.nan), np.zeros((1, weeks.size))
    for column, week in enumerate(weeks.tolist()):
        here = roll.at(week, trace.calendar)
        kept = trace.snapshots.get(week)
        if kept is None:
            skill = trace.mean_skills[week][here.row].astype(np.float64)
        else:
            skill = mean_of_subjects(kept.take(here.row, axis=0))
        values[:, 0, column] = variances(skill, here.level, here.school)
        pupils[0, column] = here.row.size
    names = ("variance_between_schools", "variance_within_schools")
    return [Panel(name, ALL_SUBJECTS, weeks, values[index], pupils) for index, name in enumerate(names)]
