"""Step 7: observe: the week's sums by stratum, from which all weekly figures follow."""

from __future__ import annotations

import numpy as np

from simkansen.compiled import RateTable, kernel
from simkansen.learning.columns import SUBJECT_COUNT, Floats, State, Static, WeekFacts
from simkansen.learning.inputs import WeekInputs


@kernel
def skill_now(facts: WeekFacts, static: Static, state: State, i: int, s: int) -> float:
    """Skill of a pupil against the cohort of that groep at the start of a normal school year.

    Parameters
    ----------
    facts
        The calendar of this week.
    static, state
        Columns.
    i, s
        Row of the pupil; subject.

    Returns
    -------
    float
        SD.
    """
    cohort = static.pupils.groep[i, 0]
    skill: float = state.skill[i, s] + state.added[i, s] - state.year_base[cohort, s]
    return skill


@kernel
def observe(
    facts: WeekFacts, static: Static, state: State, inputs: WeekInputs, sums: Floats, rates: RateTable
) -> None:
    """Add up this week's indicators by stratum.

    Parameters
    ----------
    facts
        The calendar of this week.
    static, state, inputs
        Columns.
    sums : ndarray of float64, shape (cells, len(SUM_COLUMNS))
        Written in place; columns as `simkansen.learning.trace.SUM_COLUMNS`.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    sums[:, :] = 0.0
    pupils = static.pupils
    for i in range(pupils.household.size):
        cell = pupils.stratum[i, facts.school_year]
        if cell < 0:
            continue
        sums[cell, 0] += 1.0
        need = 0.0
        cohort = pupils.groep[i, 0]
        for s in range(SUBJECT_COUNT):
            skill = skill_now(facts, static, state, i, s)
            sums[cell, 1 + s] += skill
            need -= (skill + state.year_base[cohort, s] - state.cohort_path[cohort, s]) / SUBJECT_COUNT
        sums[cell, 4] += state.engagement[i]
        sums[cell, 5] += state.out_of_sight[i]
        sums[cell, 6] += facts.in_school + facts.remote * inputs.brought[i]
        rightly = (need > p.need_threshold) == (state.perceived_need[i] > p.need_threshold)
        sums[cell, 7] += 1.0 if rightly else 0.0


@kernel
def take_snapshot(facts: WeekFacts, static: Static, state: State, out: np.ndarray) -> None:
    """Write down the skill of every pupil who learns this week.

    Parameters
    ----------
    facts
        The calendar of this week.
    static, state
        Columns.
    out : ndarray of float32, shape (pupils, subjects)
        NaN for pupils who are not in groep 3-8.
    """
    for i in range(static.pupils.household.size):
        learning = static.pupils.klass[i, facts.school_year] >= 0
        for s in range(SUBJECT_COUNT):
            out[i, s] = skill_now(facts, static, state, i, s) if learning else np.nan
