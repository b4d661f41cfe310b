"""What an hour of a programme is worth: one dose-response for all (E3-E8, E12-E18, M12)."""

from __future__ import annotations

import numpy as np

from simkansen.arithmetic import exp, log, logistic, power
from simkansen.compiled import Rates, kernel, rule
from simkansen.learning.columns import Floats, Ints


@rule
def lesson_factor(school_week_hours: float, programme_hour: float, subjects: int) -> float:
    """Worth of an hour of an ordinary lesson, against one to one with a teacher.

    Parameters
    ----------
    school_week_hours
        Lesson hours in a school week, which give a week of learning in all subjects (h/week).
    programme_hour
        What the first hour a week one to one gives in one subject (share of a week per hour).
    subjects
        Subjects that a week of lessons is about (count).

    Returns
    -------
    float
        Multiplier in (0, 1].

    Source: register STR-06, TUT-01, TUT-03.
    """
    return min(1.0, subjects / (school_week_hours * programme_hour))


@rule
def group_factor(group_size: float, lesson: float, class_size: float, p: Rates) -> float:
    """Worth of an hour in a group, against one to one.

    It falls with the logarithm of the size over the sizes that studies tried, and from there on, faster, to
    that of a lesson at the size of a class: a group as large as a class is a lesson.

    Parameters
    ----------
    group_size
        Pupils per tutor (count, at least 1).
    lesson
        Worth of an hour of an ordinary lesson (`lesson_factor`).
    class_size
        Pupils in a class of mean size (count).
    p
        Parameters of interventions.

    Returns
    -------
    float
        Multiplier in (0, 1].

    Source: founding document items E5, E17; register TUT-01, TUT-03, MENU-01, DOSE-01; that it falls to a
    lesson's is the meaning of a class, the way there is assumed.
    """
    tried = p.group_size_tried
    small = power(min(group_size, tried), -p.group_size_decline)
    if group_size <= tried or lesson >= small:
        return small
    if group_size >= class_size:
        return lesson
    way = log(group_size / tried) / log(class_size / tried)
    return small * power(lesson / small, way)


@rule
def scale_factor(pupils: float, p: Rates) -> float:
    """Worth of an hour in a programme of this many pupils, against a small one.

    Parameters
    ----------
    pupils
        Pupils reached in the whole programme (count).
    p
        Parameters of interventions.

    Returns
    -------
    float
        Multiplier in (0, 1].

    Source: register TUT-04.
    """
    if pupils <= p.scale_small_programme:
        return 1.0
    return max(p.scale_floor, power(pupils / p.scale_small_programme, -p.scale_decline))


@rule
def worth_of_hours(
    hours: float,
    group: float,
    leader: float,
    content: float,
    attendance: float,
    scale: float,
) -> float:
    """Programme hours turned into hours one to one with a teacher, aligned and structured.

    Parameters
    ----------
    hours
        Hours offered in this subject (h/week).
    group, leader, content, scale
        Multipliers of group size, leader, content (alignment and structure) and scale.
    attendance
        Share of the hours attended (0-1).

    Returns
    -------
    float
        Hours a week.

    Source: founding document items E13-E18; mechanism M12; register TUT-01, TUT-07.
    """
    return hours * group * leader * content * attendance * scale


@rule
def programme_reach(
    in_school: float,
    supervised: float,
    at_home: float,
    access: float,
    followed: float,
    engagement: float,
    in_sight: bool,
) -> float:
    """Share of a programme's hours that reach a pupil in a teaching week.

    In school they reach whole; at a distance they pass the same gates as a lesson: access, then skill to
    follow, then engagement; and nothing reaches a pupil out of sight.

    Parameters
    ----------
    in_school, supervised, at_home
        Shares of the week in class, in a supervised place in school, and at home.
    access
        Device times connection at home (0-1).
    followed
        Share of a lesson that the pupil can follow (0-1).
    engagement
        Engagement (0-1).
    in_sight
        Whether the school knows what the pupil does.

    Returns
    -------
    float
        Share in [0, 1].

    Source: founding document items A21, A28-A29, B16, C36-C37; mechanisms M2, M6.
    """
    if not in_sight:
        return in_school
    return in_school + (supervised + at_home * access * engagement) * followed


@rule
def lessons_kept(displaced: float, p: Rates) -> float:
    """Share of lessons that is left when a programme takes lesson hours.

    Parameters
    ----------
    displaced
        Lesson hours missed because of programmes (h/week).
    p
        Parameters of learning.

    Returns
    -------
    float
        Share in [0, 1], by worth: schools give up what is worth less than an average hour.

    Source: founding document item E22; register STR-06, GRO-07.
    """
    return max(0.0, 1.0 - p.displaced_worth * displaced / p.school_week_hours)


@rule
def programme_learning(hours: float, p: Rates) -> float:
    """Learning share of a week's programme hours, with diminishing returns.

    Parameters
    ----------
    hours
        One-to-one teacher hours in this subject, of all programmes together (h/week).
    p
        Parameters of learning.

    Returns
    -------
    float
        Share of a normal week.

    Source: register TUT-01, TUT-03, GRO-07; model page, "returns diminish".
    """
    return p.programme_hour * (1.0 - exp(-hours / p.programme_hours_half)) * p.programme_hours_half


@rule
def take_up_chance(ses: float, informed: float, partners: float, incentive: float, p: Rates) -> float:
    """Chance that a pupil who is offered a programme comes.

    Parameters
    ----------
    ses
        Socio-economic status of the home (z).
    informed, partners
        1 if that is the role of parents, else 0.
    incentive
        1 if there is an incentive, else 0.
    p
        Parameters of interventions.

    Returns
    -------
    float
        Probability.

    Source: founding document items B8, E14, E31; mechanism M12; register SUM-02.
    """
    return logistic(
        p.take_up_base
        + p.take_up_home * ses
        + p.take_up_informed * informed
        + p.take_up_partners * partners
        + p.take_up_incentive * incentive
    )


@kernel
def take_up_chances(ses: Floats, informed: float, partners: float, incentive: float, p: Rates) -> Floats:
    """Chance of every pupil to come; parameters as in `take_up_chance`, `ses` of shape (pupils,)."""
    chances = np.empty(ses.size)
    for i in range(ses.size):
        chances[i] = take_up_chance(ses[i], informed, partners, incentive, p)
    return chances


@kernel
def add_hours(
    pupils: Ints, by_subject: Floats, displaced: float, programme_hours: Floats, displaced_hours: Floats
) -> None:
    """Add a week's hours of a programme to its pupils.

    Parameters
    ----------
    pupils : ndarray of int64, shape (reached,)
        Rows of those reached, each once.
    by_subject : ndarray of float64, shape (subjects,)
        Hours in one-to-one teacher hours (h/week).
    displaced
        Lesson hours missed because of them (h/week).
    programme_hours, displaced_hours
        Inputs of the week, changed in place.
    """
    for i in pupils:
        displaced_hours[i] += displaced
        for s in range(by_subject.size):
            programme_hours[i, s] += by_subject[s]
