"""What staff see of the loss: teachers of their disadvantaged pupils, leaders of the levels of all pupils.

Surveys ask staff, not pupils. Two rules turn the model's pupils into their answers:

1. A *teacher* sees the mean loss of the disadvantaged pupils of the class, with the part of the model's own
   error of sight that is new (`survey_fresh`); the lasting part was there before and is not taken for a
   change. From `survey_light` weeks on the teacher says light, from `survey_strong` weeks on strong.
2. A *leader* sees what the pupil-tracking system shows: the level (`level_bands` of equal size in a normal
   year) at the last test before the closure and at the first after it. A pupil went down, stayed or went up.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from simkansen.learning.attention import sight_error
from simkansen.learning.rates import rates_of
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.compiled import Rates
    from simkansen.evidence import Parameters
    from simkansen.population import Population

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def fresh_errors(population: Population, parameters: Parameters) -> Floats:
    """Give the error that is new when a teacher looks at one pupil at a distance, by class.

    Parameters
    ----------
    population
        Reads the classes' use of formative tests and interaction, and the schools' tracking.
    parameters
        Reads the parameters of learning and `survey_fresh`.

    Returns
    -------
    ndarray of float64, shape (classes,)
        SD of skill.
    """
    p = cast("Rates", rates_of(parameters))
    classes, tracking = population.classes, population.schools.tracking
    columns = zip(classes.formative, tracking[classes.school], classes.interaction, strict=True)
    whole = [sight_error(1.0, float(f), float(t), float(i), p) for f, t, i in columns]
    return np.array(whole, dtype=np.float64) * math.sqrt(parameters["survey_fresh"])


def seen_by_teachers(lost: Floats, klass: Ints, error: Floats, draw: Floats) -> Floats:
    """Give the loss of a group of pupils as their teacher sees it.

    Parameters
    ----------
    lost : ndarray of float64, shape (pupils,)
        True loss of each pupil of the group.
    klass : ndarray of int64, shape (pupils,)
        Class of each.
    error : ndarray of float64, shape (classes,)
        Error for one pupil, in the unit of the loss; over several pupils errors average out.
    draw : ndarray of float64, shape (classes,)
        Standard normal draw of each class.

    Returns
    -------
    ndarray of float64, shape (classes,)
        NaN for classes without such a pupil.
    """
    count = np.bincount(klass, minlength=error.size).astype(np.float64)
    some = np.where(count > 0.0, count, np.nan)
    seen: Floats = np.bincount(klass, lost, minlength=error.size) / some + error * draw / np.sqrt(some)
    return seen


def answers(seen: Floats, weight: Floats, light: float, strong: float) -> dict[str, float]:
    """Count what teachers answer.

    Parameters
    ----------
    seen : ndarray of float64, shape (classes,)
        Loss as seen (weeks); NaN for teachers who are not asked.
    weight : ndarray of float64, shape (classes,)
        Classes in the country that each stands for.
    light, strong
        Loss from which a teacher says light, and strong (weeks).

    Returns
    -------
    dict of str to float
        Shares `light`, `strong` and `total`.
    """
    asked = np.isfinite(seen)
    seen, weight = seen[asked], weight[asked] / weight[asked].sum()
    strongly = float(weight[seen >= max(light, strong)].sum())
    total = float(weight[seen >= light].sum())
    return {"light": total - strongly, "strong": strongly, "total": total}


def bands(scores: Floats, norm: Floats, level: Ints, count: int) -> Ints:
    """Put scores into levels that each hold as many pupils of a groep in a normal year.

    Parameters
    ----------
    scores, norm : ndarray of float64, shape (pupils,)
        Scores now, and those of the same pupils in a normal year.
    level : ndarray of int64, shape (pupils,)
        Groep of each.
    count
        Number of levels.

    Returns
    -------
    ndarray of int64, shape (pupils,)
        0 lowest to `count` - 1.
    """
    found = np.zeros(scores.size, dtype=np.int64)
    inner = np.arange(1, count) / count
    for one in np.unique(level):
        here = level == one
        found[here] = np.searchsorted(np.quantile(norm[here], inner), scores[here], side="right")
    return found


def seen_by_leaders(
    before: tuple[Floats, Floats],
    after: tuple[Floats, Floats],
    level: Ints,
    weight: Floats,
) -> dict[str, float]:
    """Give the shares of pupils whom the tracking system shows at the same level, lower and higher.

    Parameters
    ----------
    before, after : tuple of ndarray of float64, shape (pupils,)
        Scores of a test as taken, and in a normal year; before and after the closure.
    level : ndarray of int64, shape (pupils,)
        Groep before the closure.
    weight : ndarray of float64, shape (pupils,)
        Pupils in the country that each stands for.

    Returns
    -------
    dict of str to float
        Shares `same_level`, `down` and `up`.
    """
    count = int(load_system().schools.level_bands)
    moved = bands(*after, level, count) - bands(*before, level, count)
    share = weight / weight.sum()
    return {
        "same_level": float(share[moved == 0].sum()),
        "down": float(share[moved < 0].sum()),
        "up": float(share[moved > 0].sum()),
    }
