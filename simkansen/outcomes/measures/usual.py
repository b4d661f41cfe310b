"""The field's usual measures, for who compares with other studies: told where a file asks for them.

Skill is the mean of the subjects and counts from the mean of the pupil's groep: age counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.measures.inequality import means
from simkansen.outcomes.panel import Panel
from simkansen.outcomes.pupils import Roll, mean_of_subjects, shared_weeks
from simkansen.outcomes.registry import ALL_SUBJECTS, LEVEL, measure

if TYPE_CHECKING:
    from simkansen.outcomes.groups import Groups
    from simkansen.outcomes.inputs import PupilTables, RunTrace

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOW, HIGH = 0.1, 0.9
"""Quantiles between which the gap is told: the usual ones of international studies of pupils."""


def intraclass_correlation(skill: Floats, school: Ints) -> float:
    """Intraclass correlation of pupils within schools, from the analysis of variance.

    ``(MSB - MSW) / (MSB + (m - 1) MSW)``, with the mean squares between and within schools and
    ``m = (n - sum n_j² / n) / (k - 1)`` pupils a school: ICC(1) for groups of unlike sizes.

    Source: Donner (1986), *A review of inference procedures for the intraclass correlation coefficient in the
    one-way random effects model*, International Statistical Review 54.

    Parameters
    ----------
    skill : ndarray of float64, shape (n,)
        Skill (SD).
    school : ndarray of int64, shape (n,)
        Row of the school.

    Returns
    -------
    float
        Share, below zero where schools differ less than chance alone would make them; NaN with fewer than two
        schools, or without pupils who share one.
    """
    size = np.bincount(school)
    schools, pupils = np.count_nonzero(size), skill.size
    if not 1 < schools < pupils:
        return np.nan
    of_school = means(skill, school)[school]
    between = np.sum(np.square(of_school - skill.mean())) / (schools - 1)
    within = np.sum(np.square(skill - of_school)) / (pupils - schools)
    each = (pupils - np.sum(np.square(size)) / pupils) / (schools - 1)
    whole = between + (each - 1) * within
    return float((between - within) / whole) if whole > 0 else np.nan


def regression(skill: Floats, ses: Floats) -> tuple[float, float]:
    """Regress skill on socio-economic standing by ordinary least squares.

    Parameters
    ----------
    skill, ses : ndarray of float64, shape (n,)
        Skill (SD) and standing (z).

    Returns
    -------
    slope, share : float
        SD of skill per SD of standing, and the share of the variance of skill that goes with it (R²); NaN
        where one of the two does not vary.
    """
    if not skill.size:
        return np.nan, np.nan
    x, y = ses - ses.mean(), skill - skill.mean()
    of_x, of_y, both = (float(np.sum(one)) for one in (x * x, y * y, x * y))
    return (both / of_x, both * both / (of_x * of_y)) if of_x > 0 and of_y > 0 else (np.nan, np.nan)


def quantile_gap(skill: Floats) -> float:
    """Give how far the 90th percentile of skill lies above the 10th (SD); NaN without pupils."""
    low, high = np.quantile(skill, (LOW, HIGH)) if skill.size else (np.nan, np.nan)
    return float(high - low)


def effect_size(mine: Floats, theirs: Floats, level: Ints) -> float:
    """Difference of two means over the pooled standard deviation of pupils of one groep (Cohen's d).

    Parameters
    ----------
    mine, theirs : ndarray of float64, shape (n,)
        Skill of the same pupils in two runs (SD).
    level : ndarray of int64, shape (n,)
        Number of the groep.

    Returns
    -------
    float
        In SD of now; NaN where pupils of one groep do not differ.
    """
    apart = [float(np.sum(np.square(one - means(one, level)[level]))) for one in (mine, theirs)]
    free = 2 * (level.size - np.unique(level).size)
    pooled = np.sqrt((apart[0] + apart[1]) / free) if free > 0 else 0.0
    return float((mine.mean() - theirs.mean()) / pooled) if pooled > 0 else np.nan


_USUAL: dict[str, Any] = {"of": "all", "weeks": "kept", "each_pupil": True, "told": "asked"}
_SKILL = f"skill counts from the mean of the pupil's {LEVEL}."


@measure("intraclass_correlation", "share", "lower", **_USUAL,
    says="Share of the variance of skill that lies between schools, beyond what chance puts there: ICC(1) of "
    f"the analysis of variance; {_SKILL}")  # fmt: skip
@measure("ses_slope", "SD per SD", "lower", **_USUAL,
    says=f"Skill per standard deviation of socio-economic standing, by least squares; {_SKILL}")  # fmt: skip
@measure("ses_r2", "share", "lower", **_USUAL,
    says=f"Share of the variance of skill that goes with socio-economic standing (R²); {_SKILL}")  # fmt: skip
@measure("quantile_gap", "SD", "lower", **_USUAL,
    says=f"How far the 90th percentile of pupils' skill lies above the 10th; {_SKILL}")  # fmt: skip
def usual(trace: RunTrace, pupils: PupilTables, groups: Groups) -> list[Panel]:
    """Tell how unequal skill is as the field does, at the weeks that keep every pupil's skill by subject.

    Parameters
    ----------
    trace
        What a scenario left behind.
    pupils
        The pupils' tables.
    groups
        The groups.
    """
    columns = []
    for row, (skill,), level, school in _learners((trace,), pupils, groups):
        apart = skill - means(skill, level)[level]
        fit = regression(apart, np.asarray(pupils.ses)[row])
        columns.append([row.size, intraclass_correlation(apart, school), *fit, quantile_gap(apart)])
    names = ("intraclass_correlation", "ses_slope", "ses_r2", "quantile_gap")
    return _panels(names, columns, shared_weeks(trace, trace), groups)


@measure("effect_size", "SD of now", "higher", between=True, **_USUAL,
    says="Mean skill minus that of the same pupils without a closure, over the pooled standard deviation of "
    f"pupils of one {LEVEL} in both at that moment (Cohen's d).",
    effect="Mean skill minus that under the reference, over the pooled standard deviation of pupils of one "
    f"{LEVEL} in both at that moment (Cohen's d).")  # fmt: skip
def pooled_effect(mine: RunTrace, other: RunTrace, pupils: PupilTables, groups: Groups) -> list[Panel]:
    """Tell how far two runs are apart in standard deviations of now, at the weeks that both keep.

    Parameters
    ----------
    mine, other
        Traces of the scenario and of the run it is compared with.
    pupils
        The pupils' tables.
    groups
        The groups.
    """
    found = _learners((mine, other), pupils, groups)
    columns = [[row.size, effect_size(here, there, level)] for row, (here, there), level, _ in found]
    return _panels(("effect_size",), columns, shared_weeks(mine, other), groups)


def _learners(
    runs: tuple[RunTrace, ...], pupils: PupilTables, groups: Groups
) -> Iterator[tuple[Ints, tuple[Floats, ...], Ints, Ints]]:
    """Give who learns in each week that all keep: rows, skill in each run, groep and school."""
    roll = Roll(pupils, groups)
    for week in shared_weeks(runs[0], runs[-1]).tolist():
        here = roll.at(week, runs[0].calendar)
        skill = tuple(mean_of_subjects(run.snapshots[week].take(here.row, axis=0)) for run in runs)
        yield here.row, skill, here.level, here.school


def _panels(names: tuple[str, ...], columns: list[list[float]], weeks: Ints, groups: Groups) -> list[Panel]:
    """Put what was counted and measured in each week into the row of all pupils."""
    table = np.full((1 + len(names), len(groups.name), weeks.size), np.nan)
    table[:, groups.row("all", "all")] = np.array(columns, dtype=np.float64).reshape(weeks.size, -1).T
    pupils = np.nan_to_num(table[0])
    return [
        Panel(name, ALL_SUBJECTS, weeks, values, pupils)
        for name, values in zip(names, table[1:], strict=True)
    ]
