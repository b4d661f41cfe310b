"""Step 4b: teachers give attention to the need they see (C29-C33, C47-C49, M5)."""

from __future__ import annotations

import math

import numpy as np

from simkansen import chance
from simkansen.arithmetic import exp
from simkansen.compiled import BLOCK, Rates, RateTable, kernel, rule
from simkansen.learning.columns import Floats, State, Static, WeekFacts
from simkansen.learning.functions import between
from simkansen.learning.inputs import WeekInputs


@rule
def sight_error(at_home: float, formative: float, tracking: float, interaction: float, p: Rates) -> float:
    """Give the standard deviation of the error with which a teacher sees a pupil's need.

    Parameters
    ----------
    at_home
        Share of the week at home.
    formative
        Use of formative tests in the class (0-1).
    tracking
        Quality of the school's pupil-tracking system (0-1).
    interaction
        Use of camera, chat, groups and quizzes (0-1).
    p
        Parameters of learning.

    Returns
    -------
    float
        SD of skill.

    Source: founding document items C8, C21, C29-C33, C47-C49; mechanism M5.
    """
    distance = 1.0 + p.sight_distance * at_home * (1.0 - p.sight_interaction * interaction)
    return (
        p.sight_error * distance * (1.0 - p.sight_formative * formative) * (1.0 - p.sight_tracking * tracking)
    )


@rule
def seen_need(observed: float, observed_sd: float, tested: float, tested_sd: float) -> float:
    """Need as the teacher sees it: what was observed and what was tested, weighed by precision.

    Parameters
    ----------
    observed, tested
        Need by observation and at the last test (SD; NaN if never tested).
    observed_sd, tested_sd
        Their errors (SD).

    Returns
    -------
    float
        SD.

    Source: founding document items C31, C33-C34, C48-C49.
    """
    if math.isnan(tested):
        return observed
    weight = tested_sd * tested_sd / (observed_sd * observed_sd + tested_sd * tested_sd)
    return weight * observed + (1.0 - weight) * tested


@rule
def attention_weight(perceived_need: float, grouping: float, p: Rates) -> float:
    """Weight of a pupil in the division of the teacher's attention.

    Parameters
    ----------
    perceived_need
        Need as the teacher sees it (SD).
    grouping
        1 = convergent differentiation, -1 = fixed homogeneous groups, which turn attention to the strong.
    p
        Parameters of learning.

    Returns
    -------
    float
        Positive weight.

    Source: founding document items E39-E40; mechanism M15; register DIF-01, DIF-02.
    """
    lean = p.attention_base + grouping
    return exp(p.attention_focus * lean * between(perceived_need, -p.need_bound, p.need_bound))


@rule
def attention_hours(hours: float, weight: float, total: float, remote: float, p: Rates) -> float:
    """Hours of individual attention that a pupil gets.

    Parameters
    ----------
    hours
        The teacher's hours for individual attention in a normal week (h/week).
    weight, total
        Weight of the pupil and sum over the class.
    remote
        Share of the week remote, when timetables leave more time for one-to-one talks.
    p
        Parameters of learning.

    Returns
    -------
    float
        Hours a week.

    Source: founding document items B19, D27.
    """
    return hours * (1.0 + p.attention_remote * remote) * weight / total


@kernel
def attention_weights(perceived_need: Floats, grouping: Floats, p: Rates) -> Floats:
    """Weight of every pupil; parameters as in `attention_weight`, two columns of shape (pupils,)."""
    weights = np.empty(grouping.size)
    for i in range(grouping.size):
        weights[i] = attention_weight(perceived_need[i], grouping[i], p)
    return weights


@kernel
def look_for_need(
    facts: WeekFacts,
    static: Static,
    state: State,
    inputs: WeekInputs,
    key: np.uint64,
    sight_stream: int,
    test_stream: int,
    rates: RateTable,
) -> None:
    """Let teachers look at their pupils: tests in test weeks, a judgement in policy weeks.

    Parameters
    ----------
    facts
        The calendar of this week.
    static
        Columns that do not change.
    state
        Writes `tested_need`, `perceived_need`, `attention_weight` and `attention_total`.
    inputs
        Reads `brought`.
    key, sight_stream, test_stream
        Key of the run and numbers of the streams ``sight-of-need`` and ``test``.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    pupils, classes = static.pupils, static.classes
    year = facts.school_year
    subjects = state.skill.shape[1]
    # Draws of many in a row, and weights, cost less than those of some one by one.
    testing, judging = False, False
    for t in range(len(facts.today)):
        testing, judging = testing or facts.today[t].test, judging or facts.today[t].policy
    state.attention_total[:] = 0.0
    for first in range(0, pupils.unit.size, BLOCK):
        rows = slice(first, min(first + BLOCK, pupils.unit.size))
        tests = chance.normal_column(
            key, test_stream, pupils.unit[rows] if testing else pupils.unit[:0], facts.week
        )
        sights = chance.normal_column(
            key, sight_stream, pupils.unit[rows] if judging else pupils.unit[:0], facts.week
        )
        grouping = np.zeros(rows.stop - first)
        for j in range(grouping.size):
            i = first + j
            c = pupils.klass[i, year]
            if c < 0:
                continue
            t = pupils.timetable[i, year]
            today = facts.today[t]
            need = 0.0
            cohort = pupils.level[i, 0]
            for s in range(subjects):
                need -= (state.skill[i, s] + state.added[i, s] - state.cohort_path[t, cohort, s]) / subjects
            if today.test:
                state.tested_need[i] = need + p.test_error * tests[j]
            if today.policy:
                at_home = today.remote * (1.0 - inputs.brought[i])
                tracking = static.schools.tracking[pupils.school[i]]
                error = sight_error(at_home, classes.formative[c], tracking, classes.interaction[c], p)
                observed = need - classes.bias[c] * pupils.ses[i] + error * sights[j]
                tested = state.tested_need[i]
                state.perceived_need[i] = seen_need(observed, error, tested, p.test_memory_error)
                grouping[j] = classes.grouping[c]
        weights = attention_weights(state.perceived_need[rows], grouping, p)
        for j in range(grouping.size):
            i = first + j
            c = pupils.klass[i, year]
            if c < 0:
                continue
            if facts.today[pupils.timetable[i, year]].policy:
                state.attention_weight[i] = weights[j]
            state.attention_total[c] += state.attention_weight[i]
