"""Step 4a: teachers teach in class, at a distance, or both at once (C3-C4, C39-C42, M7, M8, M10)."""

from __future__ import annotations

import numpy as np

from simkansen import chance
from simkansen.arithmetic import exp, logistic
from simkansen.compiled import Rates, RateTable, kernel, rule
from simkansen.learning.columns import State, Static, WeekFacts
from simkansen.learning.functions import around_one, between
from simkansen.learning.inputs import WeekInputs


@rule
def lessons_offered(remote_skill: float, teacher_time: float, disadvantaged_share: float, p: Rates) -> float:
    """Share of normal lessons that a class is offered live at a distance.

    Parameters
    ----------
    remote_skill
        The teacher's skill in remote teaching (z before the first closure).
    teacher_time
        Share of the teacher's remote teaching time that other tasks take (0-1).
    disadvantaged_share
        Share of the class among the nationally most disadvantaged pupils.
    p
        Parameters of learning.

    Returns
    -------
    float
        Share in (0, 1).

    Source: founding document items A41, C39-C40; register RES-04, TIM-05, TIM-08, TIM-10.
    """
    more = disadvantaged_share - p.disadvantaged_mean
    odds = p.offer_base + p.offer_skill * remote_skill - p.offer_composition * more
    return logistic(odds) * (1.0 - teacher_time)


@rule
def share_of_teacher(disadvantaged_share: float, p: Rates) -> float:
    """Give what a pupil gets of the teacher at a distance, against an average class.

    Where many need help each gets less: of a lesson's explanations, of answers to own work, of contact.

    Parameters
    ----------
    disadvantaged_share
        Share of the class among the nationally most disadvantaged pupils.
    p
        Parameters of learning.

    Returns
    -------
    float
        Multiplier, at least 0.

    Source: founding document items A41, D30, E61; mechanism M10; register HAE-05.
    """
    return max(0.0, 1.0 - p.remote_composition * (disadvantaged_share - p.disadvantaged_mean))


@rule
def remote_teaching(
    remote_skill: float,
    interaction: float,
    vacancy: int,
    both_at_once: bool,
    disadvantaged_share: float,
    p: Rates,
) -> float:
    """Quality of a remote lesson (1 = a teacher of average remote skill before any experience).

    Parameters
    ----------
    remote_skill
        Skill in remote teaching (z before the first closure).
    interaction
        Use of camera, chat, groups and quizzes (0-1).
    vacancy
        1 if the class has no teacher of its own.
    both_at_once
        Whether part of the class is in school and part at home.
    disadvantaged_share
        Share of the class among the nationally most disadvantaged pupils.
    p
        Parameters of learning.

    Returns
    -------
    float
        Multiplier.

    Source: founding document items A41, C3-C5, C17-C20, C42; mechanisms M7, M8, M10.
    """
    hybrid = p.hybrid_cost if both_at_once else 0.0
    return (
        exp(p.remote_quality * remote_skill)
        * (1.0 + p.interaction_gain * (interaction - p.interaction_mean))
        * (1.0 - p.vacancy_loss * vacancy)
        * (1.0 - hybrid)
        * share_of_teacher(disadvantaged_share, p)
    )


@rule
def no_better_than_in_class(remote: float, in_class: float, p: Rates) -> float:
    """Quality of a remote lesson, held to what the same lesson gives in class.

    Teachers get better at remote lessons week by week; however long that goes on, an hour at a distance is
    not worth more than an hour in class with the same teacher.

    Parameters
    ----------
    remote
        Quality of a remote lesson (1 = a teacher of average remote skill before any experience).
    in_class
        Learning share of a week in this class (1 = an average class in a normal year).
    p
        Parameters of learning.

    Returns
    -------
    float
        Multiplier, at most the one at which a remote hour equals an hour in class.

    Source: founding document items C3, C42; that a remote hour is worth less even when all goes well is what
    `live_share` assumes.
    """
    if p.live_share * remote > in_class:
        return in_class / p.live_share
    return remote


@rule
def feedback_given(interaction: float, disadvantaged_share: float, p: Rates) -> float:
    """How far pupils' own work at a distance is seen and answered, and how much contact there is.

    Parameters
    ----------
    interaction
        Use of camera, chat, groups and quizzes (0-1).
    disadvantaged_share
        Share of the class among the nationally most disadvantaged pupils.
    p
        Parameters of learning.

    Returns
    -------
    float
        Share in [0, 1].

    Source: founding document items A41, C8, C20, E61; mechanism M10; register HAE-05.
    """
    return between(interaction * share_of_teacher(disadvantaged_share, p), 0.0, 1.0)


@rule
def class_teaching(
    quality: float, disadvantaged_share: float, vacancy: int, year_draw: float, p: Rates
) -> float:
    """Learning share of a week in this class (1 = an average class in a normal year).

    Parameters
    ----------
    quality
        Teaching quality, own and gained by professionalisation (z).
    disadvantaged_share
        Share of the class among the nationally most disadvantaged pupils.
    vacancy
        1 if the class has no teacher of its own.
    year_draw
        Standard normal draw of this class and school year.
    p
        Parameters of learning.

    Returns
    -------
    float
        Multiplier.

    Source: founding document items A41, D30, E61; mechanism M10; register ENG-11, STF-01.
    """
    return (
        around_one(p.class_quality, quality)
        * (1.0 - p.composition_loss * (disadvantaged_share - p.disadvantaged_mean))
        * (1.0 - p.vacancy_loss * (vacancy - p.vacancy_mean))
        * around_one(p.class_year, year_draw)
    )


@kernel
def teach(
    facts: WeekFacts,
    static: Static,
    state: State,
    inputs: WeekInputs,
    key: np.uint64,
    year_stream: int,
    rates: RateTable,
) -> None:
    """Set this week's teaching of every class, and the class's mean engagement.

    Parameters
    ----------
    facts
        The calendar of this week.
    static
        Columns that do not change.
    state
        Writes `class_teaching`, `offered`, `feedback`, `remote_teaching` and `class_engagement`.
    inputs
        Reads `teacher_time`.
    key, year_stream
        Key of the run and number of the stream ``class-year``.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    pupils, classes = static.pupils, static.classes
    year = facts.school_year
    for c in range(classes.school.size):
        today = facts.today[classes.timetable[c]]
        if not today.teaching:
            continue
        state.class_engagement[c] = 0.0
        draw = chance.normal(key, year_stream, classes.unit[c], year)
        quality = classes.quality[c] + state.practice[c]
        share = classes.disadvantaged_share[c, year]
        state.class_teaching[c] = class_teaching(quality, share, classes.vacancy[c], draw, p)
        if today.remote > 0.0:
            skill = state.remote_skill[c]
            both = today.half_groups
            state.offered[c] = lessons_offered(skill, inputs.teacher_time[c], share, p)
            state.feedback[c] = feedback_given(classes.interaction[c], share, p)
            remote = remote_teaching(skill, classes.interaction[c], classes.vacancy[c], both, share, p)
            state.remote_teaching[c] = no_better_than_in_class(remote, state.class_teaching[c], p)
    for i in range(pupils.household.size):
        c = pupils.klass[i, year]
        if c >= 0 and facts.today[classes.timetable[c]].teaching:
            state.class_engagement[c] += state.engagement[i] / classes.size[c, year]
