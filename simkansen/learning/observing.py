"""Step 7: observe: the week's sums by stratum, from which all weekly figures follow."""

from __future__ import annotations

import numpy as np

from simkansen.compiled import RateTable, kernel
from simkansen.learning.columns import Floats, State, Static, WeekFacts
from simkansen.learning.inputs import WeekInputs


@kernel
def skill_now(state: State, i: int, s: int, t: int, cohort: int) -> float:
    """Skill of a pupil against the cohort of that groep at the start of a normal school year.

    Parameters
    ----------
    state
        Columns.
    i, s
        Row of the pupil; subject.
    t, cohort
        Timetable of the pupil this year, and level at the start.

    Returns
    -------
    float
        SD.
    """
    skill: float = state.skill[i, s] + state.added[i, s] - state.year_base[t, cohort, s]
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
        Written in place; columns as `simkansen.outcomes.inputs.SUM_COLUMNS`.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    sums[:, :] = 0.0
    pupils = static.pupils
    subjects = state.skill.shape[1]
    after = 1 + subjects
    for i in range(pupils.household.size):
        cell = pupils.stratum[i, facts.school_year]
        if cell < 0:
            continue
        t = pupils.timetable[i, facts.school_year]
        today = facts.today[t]
        sums[cell, 0] += 1.0
        need = 0.0
        cohort = pupils.level[i, 0]
        for s in range(subjects):
            skill = skill_now(state, i, s, t, cohort)
            sums[cell, 1 + s] += skill
            need -= (skill + state.year_base[t, cohort, s] - state.cohort_path[t, cohort, s]) / subjects
        sums[cell, after] += state.engagement[i]
        sums[cell, after + 1] += state.out_of_sight[i]
        sums[cell, after + 2] += today.in_school + today.remote * inputs.brought[i]
        rightly = (need > p.need_threshold) == (state.perceived_need[i] > p.need_threshold)
        sums[cell, after + 3] += 1.0 if rightly else 0.0


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
        NaN for pupils of no learning level.
    """
    subjects = state.skill.shape[1]
    for i in range(static.pupils.household.size):
        learning = static.pupils.klass[i, facts.school_year] >= 0
        t, cohort = static.pupils.timetable[i, facts.school_year], static.pupils.level[i, 0]
        for s in range(subjects):
            out[i, s] = skill_now(state, i, s, t, cohort) if learning else np.nan
