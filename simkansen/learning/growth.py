"""Step 5b: pupils learn, forget and recover."""

from __future__ import annotations

import numpy as np

from simkansen.arithmetic import exp
from simkansen.compiled import Rates, RateTable, kernel, rule
from simkansen.learning.attention import attention_hours
from simkansen.learning.columns import Floats, State, Static, WeekFacts
from simkansen.learning.functions import between
from simkansen.learning.inputs import WeekInputs
from simkansen.learning.programmes import lessons_kept, programme_learning


@rule
def forgetting(idle: float, subject: int, p: Rates) -> float:
    """Skill lost in time without learning.

    Parameters
    ----------
    idle
        Share of the week without learning (holiday: 1).
    subject
        Its place among the subjects of the school system.
    p
        Parameters of learning.

    Returns
    -------
    float
        SD per week.

    Source: register GRO-08.
    """
    return p.forgetting[subject] * idle


@rule
def weekly_growth(level: int, subject: int, p: Rates) -> float:
    """Growth of an average pupil in a normal teaching week.

    Parameters
    ----------
    level
        Groep (3-8).
    subject
        Its place among the subjects of the school system.
    p
        Parameters of learning.

    Returns
    -------
    float
        SD per week; with what holidays take it makes the growth of a year, from one summer to the next.

    Source: register GRO-01 (profile over grades), GRO-02, GRO-03, ENG-14 (level), STR-07 (weeks).
    """
    older = level - p.middle_level
    forgotten = p.holiday_weeks * forgetting(1.0, subject, p)
    return (p.growth[subject] * exp(-p.growth_decline * older) + forgotten) / p.teaching_weeks


@rule
def in_class(in_school: float, teaching: float, attention: float, displaced: float, p: Rates) -> float:
    """Learning share of lessons in class.

    Parameters
    ----------
    in_school
        Share of the week in school.
    teaching
        Teaching of the class (1 = average).
    attention
        Individual attention (h/week).
    displaced
        Lesson hours missed because of programmes (h/week).
    p
        Parameters of learning.

    Returns
    -------
    float
        Share of a normal week.

    Source: founding document items B19, D27, E22; mechanisms M10, M18; register STR-06.
    """
    return (
        in_school
        * lessons_kept(displaced, p)
        * teaching
        * (1.0 + p.attention_gain * (attention - p.attention_normal))
    )


@kernel
def in_class_and_normally(
    in_school: float, remote: float, teaching: float, attention: float, displaced: float, p: Rates
) -> tuple[float, float]:
    """Learning shares of lessons in class, and of a normal week with the same teacher.

    Parameters
    ----------
    in_school, remote
        Shares of the week in school and at a distance.
    teaching, attention, displaced, p
        As in `in_class`.

    Returns
    -------
    tuple of float
        Shares of a normal week; where the week is a normal one both are the same number.

    Source: `in_class`; attention is longer in remote weeks alone (`attention_hours`).
    """
    lessons = in_class(in_school, teaching, attention, displaced, p)
    if in_school == 1.0 and remote == 0.0 and displaced == 0.0:
        return lessons, lessons
    return lessons, in_class(1.0, teaching, attention / (1.0 + p.attention_remote * remote), 0.0, p)


@rule
def back_to_normal(weeks_open: int, p: Rates) -> float:
    """Part of a normal week in class that a week gives when schools have been closed.

    Pupils get used to school again, and distance rules and half groups cost lesson time; each week less.

    Parameters
    ----------
    weeks_open
        Teaching weeks since schools were last wholly closed (from 0; below 0 when they never were).
    p
        Parameters of learning.

    Returns
    -------
    float
        Share in [0, 1].

    Source: register ENG-01 against ENG-14: more was lost than the closed weeks hold, and weeks after
    reopening that were not normal weeks are one of the reasons that the model leaves open.
    """
    if weeks_open < 0:
        return 1.0
    return 1.0 - p.restart_loss * exp(-weeks_open / p.restart_weeks)


@rule
def subject_at_distance(learned: float, subject: int, spoken: float, at_home: float, p: Rates) -> float:
    """Learning share at a distance in one subject, less the language of it that a pupil no longer hears.

    Parameters
    ----------
    learned
        Learning share at a distance over all subjects.
    subject
        Its place among the subjects of the school system.
    spoken
        Share of talk at home that is in the language of instruction (0-1).
    at_home
        Share of the week at home.
    p
        Parameters of learning.

    Returns
    -------
    float
        Share of a normal week.

    Source: founding document items E43-E49; mechanism M17; register HAE-11 (subjects differ).
    """
    unheard = p.language_input * (1.0 - spoken) * at_home
    return learned * p.remote[subject] - p.language[subject] * unheard


@rule
def recovery(skill: float, expected: float, in_school: float, p: Rates) -> float:
    """Part of a pupil's own delay that is recovered in a week back in school.

    Parameters
    ----------
    skill
        Skill (SD).
    expected
        Skill on the pupil's own path had no week been missed (SD).
    in_school
        Share of the week in school.
    p
        Parameters of learning.

    Returns
    -------
    float
        SD per week; less per SD of delay where much is missing, for new skills build on old ones.

    Source: founding document item B34.
    """
    delay = max(0.0, expected - skill)
    return p.recovery_rate * in_school * delay * (1.0 - p.recovery_prerequisite * min(1.0, delay))


@rule
def confidence_next(confidence: float, learned: float, normal: float, p: Rates) -> float:
    """Confidence after a week: learning more than in a normal week raises it, less lowers it.

    Parameters
    ----------
    confidence
        Confidence (0-1).
    learned, normal
        Learning share of this week, and of a normal week in this class.
    p
        Parameters of learning.

    Returns
    -------
    float
        Confidence in [0, 1].

    Source: founding document items B37-B38.
    """
    return between(confidence + p.confidence_gain * (learned - normal), 0.0, 1.0)


@kernel
def growth_table(p: Rates) -> Floats:
    """Growth of an average pupil in a normal teaching week, for every groep and subject.

    Parameters
    ----------
    p
        Parameters of learning.

    Returns
    -------
    ndarray of float64, shape (levels, subjects)
        SD per week; a row for those not yet in school, for every level, and for those who left.
    """
    levels, subjects = int(p.level_rows), len(p.growth)
    table = np.zeros((levels, subjects))
    for level in range(levels):
        for s in range(subjects):
            table[level, s] = weekly_growth(level, s, p)
    return table


@kernel
def learn(facts: WeekFacts, static: Static, state: State, inputs: WeekInputs, rates: RateTable) -> None:
    """Let every pupil learn this week.

    Parameters
    ----------
    facts
        The calendar of this week.
    static
        Columns that do not change.
    state
        Writes `skill`, `expected`, `added`, `learned`, `confidence` and `cohort_path`.
    inputs
        Reads what programmes give and take this week.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    pupils, homes, classes = static.pupils, static.households, static.classes
    year = facts.school_year
    normal_growth = growth_table(p)
    subjects = state.skill.shape[1]
    used_to_school = np.empty(len(facts.today))
    for t in range(len(facts.today)):
        used_to_school[t] = back_to_normal(facts.today[t].weeks_open, p)
    for i in range(pupils.household.size):
        c = pupils.klass[i, year]
        if c < 0:
            continue
        t = pupils.timetable[i, year]
        today = facts.today[t]
        taught, in_school, remote = today.teaching, today.in_school, today.remote
        level = pupils.level[i, year]
        lessons, normal = 0.0, 0.0
        if taught:
            teaching, displaced = state.class_teaching[c], inputs.displaced_hours[i]
            weight, total = state.attention_weight[i], state.attention_total[c]
            hours = attention_hours(classes.attention_hours[c], weight, total, remote, p)
            lessons, normal = in_class_and_normally(in_school, remote, teaching, hours, displaced, p)
            lessons = used_to_school[t] * lessons
        at_home, spoken, distance = 0.0, 1.0, 0.0
        reach = in_school if taught else 1.0
        if remote > 0.0:
            at_home = remote * (1.0 - inputs.brought[i])
            spoken = homes.language_at_home[pupils.household[i]]
            distance, reach = state.distance[i], state.reach[i]
        learned = 0.0
        for s in range(subjects):
            apart = subject_at_distance(distance, s, spoken, at_home, p) if remote > 0.0 else 0.0
            growth = normal_growth[level, s] * pupils.pace[i]
            idle = max(0.0, at_home - max(0.0, apart)) if taught else 1.0
            offered_hours = inputs.programme_hours[i, s]
            extra = programme_learning(offered_hours * reach, p) if offered_hours > 0.0 else 0.0
            gained = growth * (lessons + apart)
            gained += recovery(state.skill[i, s], state.expected[i, s], in_school, p)
            state.skill[i, s] += gained - forgetting(idle, s, p) + p.programme_lasting * growth * extra
            state.added[i, s] = (
                state.added[i, s] * (1.0 - p.programme_fading) + (1.0 - p.programme_lasting) * growth * extra
            )
            state.expected[i, s] += growth * normal - forgetting(0.0 if taught else 1.0, s, p)
            learned += (lessons + apart + extra) / subjects
        state.learned[i] = learned
        if taught:
            state.confidence[i] = confidence_next(state.confidence[i], learned, normal, p)
    lengthen_paths(facts, state.cohort_path, normal_growth, p)


@kernel
def lengthen_paths(facts: WeekFacts, paths: Floats, normal_growth: Floats, p: Rates) -> None:
    """Let the path of each cohort grow by a normal week, or fall by a week without lessons.

    Parameters
    ----------
    facts
        The calendars of this week.
    paths : ndarray of float64, shape (timetables, levels, subjects)
        Changed in place.
    normal_growth : ndarray of float64, shape (levels, subjects)
        Growth of a normal week (`growth_table`).
    p
        Parameters of learning.
    """
    for t in range(len(facts.today)):
        for level in range(int(p.first_level), int(p.last_level) + 1):
            for s in range(normal_growth.shape[1]):
                step = normal_growth[level, s] if facts.today[t].teaching else -forgetting(1.0, s, p)
                paths[t, level - facts.school_year, s] += step
