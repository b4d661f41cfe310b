"""Step 6: teachers learn by doing, from colleagues and by professionalisation (C40, C44, M7, M13)."""

from __future__ import annotations

import numpy as np

from simkansen.compiled import Rates, RateTable, kernel, rule
from simkansen.learning.columns import Floats, State, Static, WeekFacts
from simkansen.learning.inputs import WeekInputs


@rule
def remote_skill_next(
    skill: float, remote: float, school_mean: float, leadership: float, training: float, p: Rates
) -> float:
    """Skill in remote teaching after this week.

    Parameters
    ----------
    skill
        Skill in remote teaching (z before the first closure).
    remote
        Share of the week taught at a distance: one learns by doing.
    school_mean
        Mean skill of the school's teachers: those behind it copy (C44).
    leadership
        Sight of lessons that the leader has (0-1): where lessons are watched, practice spreads (C12-C13).
    training
        Gain by professionalisation this week (z).
    p
        Parameters of learning.

    Returns
    -------
    float
        Skill (z before the first closure).

    Source: founding document items C12-C14, C39-C44; mechanism M7.
    """
    by_doing = p.learning_by_doing * remote * max(0.0, p.remote_ceiling - skill)
    copied = p.copying * (1.0 + leadership) * max(0.0, school_mean - skill) * remote
    return skill + by_doing + copied + training


@rule
def practice_next(practice: float, school_mean: float, leadership: float, training: float, p: Rates) -> float:
    """Teaching quality gained by professionalisation, own and copied; it lasts (A55).

    Parameters
    ----------
    practice
        Gain so far (z).
    school_mean
        Mean gain of the school's teachers.
    leadership
        Sight of lessons that the leader has (0-1).
    training
        Gain this week by professionalisation.
    p
        Parameters of learning.

    Returns
    -------
    float
        Gain after this week, in the same unit.

    Source: founding document items A52, A55, C13, C44; mechanisms M7, M13; register PD-01.
    """
    return practice + p.copying * (1.0 + leadership) * max(0.0, school_mean - practice) + training


@kernel
def _school_means(school: np.ndarray, values: Floats, schools: int) -> Floats:
    total = np.zeros(schools)
    count = np.zeros(schools)
    for c in range(school.size):
        total[school[c]] += values[c]
        count[school[c]] += 1.0
    for k in range(schools):
        total[k] /= max(1.0, count[k])
    return total


@kernel
def gain_experience(
    facts: WeekFacts, static: Static, state: State, inputs: WeekInputs, rates: RateTable
) -> None:
    """Let every teacher learn this week.

    Parameters
    ----------
    facts
        The calendar of this week.
    static
        Columns that do not change.
    state
        Writes `remote_skill` and `practice`.
    inputs
        Reads `training` and `remote_training`.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    classes, leadership = static.classes, static.schools.leadership
    skill_means = _school_means(classes.school, state.remote_skill, leadership.size)
    practice_means = _school_means(classes.school, state.practice, leadership.size)
    for c in range(classes.school.size):
        k = classes.school[c]
        today = facts.today[classes.timetable[c]]
        if not today.teaching:
            continue
        state.remote_skill[c] = remote_skill_next(
            state.remote_skill[c], today.remote, skill_means[k], leadership[k], inputs.remote_training[c], p
        )
        state.practice[c] = practice_next(
            state.practice[c], practice_means[k], leadership[k], inputs.training[c], p
        )
