"""Step 3: pupils take part, drift away or drop out of sight (B16, C21-C22, C37, M6, M11)."""

from __future__ import annotations

import numpy as np

from simkansen import chance
from simkansen.arithmetic import exp, logistic
from simkansen.compiled import BLOCK, Rates, RateTable, inlined, kernel, rule
from simkansen.learning.columns import Codes, Floats, State, Static, WeekFacts
from simkansen.learning.functions import between
from simkansen.learning.inputs import WeekInputs
from simkansen.learning.teaching import feedback_given


@inlined
def engagement_at_school(confidence: float, own: float, p: Rates) -> float:
    """Level that a pupil's engagement moves towards in school.

    Parameters
    ----------
    confidence
        Confidence of the pupil (0-1).
    own
        How much more this pupil takes part in normal lessons than the average one (log-odds).
    p
        Parameters of learning.

    Returns
    -------
    float
        Engagement in (0, 1).

    Source: founding document items B27, B37.
    """
    return logistic(p.engagement_school + own + p.engagement_confidence * (confidence - p.confidence_mean))


@inlined
def engagement_at_home(
    self_regulation: float,
    hours: float,
    contact: float,
    class_engagement: float,
    confidence: float,
    own: float,
    weeks_remote: float,
    unsafe: int,
    p: Rates,
) -> float:
    """Level that a pupil's engagement moves towards when learning at home.

    Parameters
    ----------
    self_regulation
        Self-regulation of the pupil (z).
    hours
        Parents' hours for this child (h/week): who is watched, works (B22).
    contact
        Contact of the school with this pupil (0-1; B23-B24).
    class_engagement
        Mean engagement of the class last week (0-1): cameras off breed cameras off (C21).
    confidence
        Confidence of the pupil (0-1).
    own
        How much more this pupil takes part in normal lessons than the average one (log-odds).
    weeks_remote
        Weeks at home since the school was last open (C22).
    unsafe
        1 if the home is unsafe (A11).
    p
        Parameters of learning.

    Returns
    -------
    float
        Engagement in (0, 1).

    Source: founding document items B16, B22-B24, B27, C21-C22, C26, C37; mechanisms M6, M9, M11.
    """
    watched = 1.0 - exp(-hours / p.watched_hours)
    return logistic(
        p.engagement_home
        + own
        + p.engagement_self_regulation * self_regulation
        + p.engagement_watched * watched
        + p.engagement_contact * contact
        + p.engagement_peers * (class_engagement - logistic(p.engagement_school))
        + p.engagement_confidence * (confidence - p.confidence_mean)
        - p.engagement_fatigue * min(weeks_remote, p.fatigue_weeks)
        - p.engagement_unsafe * unsafe
    )


@rule
def engagement_next(engagement: float, level: float, at_home: float, draw: float, p: Rates) -> float:
    """Engagement after this week.

    Parameters
    ----------
    engagement
        Engagement now (0-1).
    level
        Level it moves towards (0-1).
    at_home
        Share of the week at home.
    draw
        Standard normal draw of this pupil and week.
    p
        Parameters of learning.

    Returns
    -------
    float
        Engagement in [0, 1].

    Source: founding document item C37 (participation differs and is partly chance); assumed speed.
    """
    moved = engagement + p.engagement_speed * (level - engagement)
    return between(moved + p.engagement_noise * at_home * draw, 0.0, 1.0)


@inlined
def chance_lost(at_home: float, engagement: float, access: float, vulnerable: int, p: Rates) -> float:
    """Chance that a pupil drops out of sight of the school this week.

    Parameters
    ----------
    at_home
        Share of the week at home.
    engagement
        Engagement (0-1).
    access
        Access to lessons (0-1).
    vulnerable
        1 if the pupil is in a vulnerable position.
    p
        Parameters of learning.

    Returns
    -------
    float
        Probability.

    Source: founding document items B16, C37; register RES-16.
    """
    drive = (
        p.lost_vulnerable * vulnerable + p.lost_no_access * (1.0 - access) + p.lost_idle * (1.0 - engagement)
    )
    return min(1.0, at_home * p.lost_rate * exp(drive))


@rule
def chance_found(contact: float, p: Rates) -> float:
    """Chance that the school finds a lost pupil this week.

    Parameters
    ----------
    contact
        Extra contact of the school with this pupil (0-1).
    p
        Parameters of learning.

    Returns
    -------
    float
        Probability.

    Source: founding document item B23; register RES-16.
    """
    return min(1.0, p.found_rate + (1.0 - p.found_rate) * p.found_contact * contact)


@kernel
def levels_at_school(confidence: Floats, own: Floats, p: Rates) -> Floats:
    """Level of every pupil; parameters as in `engagement_at_school`, two columns of shape (pupils,)."""
    levels = np.empty(own.size)
    for i in range(own.size):
        levels[i] = engagement_at_school(confidence[i], own[i], p)
    return levels


@kernel
def levels_at_home(
    self_regulation: Floats,
    hours: Floats,
    contact: Floats,
    class_engagement: Floats,
    confidence: Floats,
    own: Floats,
    weeks_remote: Floats,
    unsafe: Floats,
    p: Rates,
) -> Floats:
    """Level of every pupil; parameters as in `engagement_at_home`, eight columns of shape (pupils,)."""
    levels = np.empty(own.size)
    for i in range(own.size):
        levels[i] = engagement_at_home(
            self_regulation[i],
            hours[i],
            contact[i],
            class_engagement[i],
            confidence[i],
            own[i],
            weeks_remote[i],
            unsafe[i],
            p,
        )
    return levels


@kernel
def stay_at_home(
    facts: WeekFacts,
    static: Static,
    state: State,
    inputs: WeekInputs,
    first: int,
    at_home: Floats,
    levels: Floats,
    p: Rates,
) -> None:
    """Say who learns at home, count their weeks, and move the levels of their engagement to those at home.

    Parameters
    ----------
    facts, static, inputs, p
        As of `take_part`.
    state
        Writes `weeks_remote` of who is at home.
    first
        Row of the first pupil of a block.
    at_home : ndarray of float64, shape (block,)
        Share of the week at home: nought, changed in place.
    levels : ndarray of float64, shape (block,)
        Levels in school; changed in place.
    """
    pupils, homes, classes = static.pupils, static.households, static.classes
    hours, contact, peers = np.zeros(levels.size), np.zeros(levels.size), np.zeros(levels.size)
    unsafe = np.zeros(levels.size)
    for j in range(levels.size):
        i = first + j
        c = pupils.klass[i, facts.school_year]
        today = facts.today[pupils.timetable[i, facts.school_year]]
        if c < 0 or not today.teaching:
            continue
        at_home[j] = today.remote * (1.0 - inputs.brought[i])
        if at_home[j] <= 0.0:
            continue
        h = pupils.household[i]
        answered = feedback_given(
            classes.interaction[c], classes.disadvantaged_share[c, facts.school_year], p
        )
        state.weeks_remote[i] += at_home[j]
        hours[j] = state.home_hours[h]
        contact[j] = between(answered + inputs.contact[i], 0.0, 1.0)
        peers[j] = state.class_engagement[c]
        unsafe[j] = homes.unsafe[h]
    rows = slice(first, first + levels.size)
    home = levels_at_home(
        pupils.self_regulation[rows],
        hours,
        contact,
        peers,
        state.confidence[rows],
        pupils.engagement_own[rows],
        state.weeks_remote[rows],
        unsafe,
        p,
    )
    for j in range(levels.size):
        if at_home[j] > 0.0:
            levels[j] = (1.0 - at_home[j]) * levels[j] + at_home[j] * home[j]


@kernel
def chances_lost(at_home: Floats, engagement: Floats, access: Floats, vulnerable: Codes, p: Rates) -> Floats:
    """Chance of every pupil; parameters as in `chance_lost`, four columns of shape (pupils,)."""
    chances = np.empty(access.size)
    for i in range(access.size):
        chances[i] = chance_lost(at_home[i], engagement[i], access[i], vulnerable[i], p)
    return chances


@kernel
def lose_and_find(
    facts: WeekFacts,
    static: Static,
    state: State,
    inputs: WeekInputs,
    first: int,
    at_home: Floats,
    sights: Floats,
    p: Rates,
) -> None:
    """Let pupils at home drop out of sight, and schools find them.

    Parameters
    ----------
    facts, static, inputs, p
        As of `take_part`.
    state
        Writes `out_of_sight` of who is at home.
    first
        Row of the first pupil of a block.
    at_home : ndarray of float64, shape (block,)
        Share of the week at home.
    sights : ndarray of float64, shape (block,)
        Uniform draws of this week.
    """
    pupils = static.pupils
    access = np.zeros(at_home.size)
    for j in range(at_home.size):
        h = pupils.household[first + j]
        access[j] = state.home_device[h] * state.home_connection[h]
    rows = slice(first, first + at_home.size)
    lost = chances_lost(at_home, state.engagement[rows], access, pupils.vulnerable[rows], p)
    for j in range(at_home.size):
        i = first + j
        if at_home[j] <= 0.0:
            continue
        if inputs.brought[i] > 0.0:
            state.out_of_sight[i] = 0
        elif state.out_of_sight[i] == 1:
            if sights[j] < chance_found(inputs.contact[i], p):
                state.out_of_sight[i] = 0
        elif facts.today[pupils.timetable[i, facts.school_year]].in_school == 0.0:
            if sights[j] < lost[j]:
                state.out_of_sight[i] = 1
        else:
            state.out_of_sight[i] = 0


@kernel
def take_part(
    facts: WeekFacts,
    static: Static,
    state: State,
    inputs: WeekInputs,
    key: np.uint64,
    engagement_stream: int,
    sight_stream: int,
    rates: RateTable,
) -> None:
    """Move every pupil's engagement, and lose and find pupils.

    Parameters
    ----------
    facts
        The calendar of this week.
    static
        Columns that do not change.
    state
        Writes `engagement`, `weeks_remote` and `out_of_sight`.
    inputs
        Reads `brought` and `contact`.
    key, engagement_stream, sight_stream
        Key of the run and numbers of the streams ``engagement`` and ``out-of-sight``.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    pupils = static.pupils
    for first in range(0, pupils.unit.size, BLOCK):
        rows = slice(first, min(first + BLOCK, pupils.unit.size))
        levels = levels_at_school(state.confidence[rows], pupils.engagement_own[rows], p)
        at_home = np.zeros(levels.size)
        if facts.remote:
            stay_at_home(facts, static, state, inputs, first, at_home, levels, p)
        # Chance plays at home alone. Draws of many in a row cost less than those of some one by one.
        units = pupils.unit[rows] if facts.remote else pupils.unit[:0]
        draws = chance.normal_column(key, engagement_stream, units, facts.week)
        for j in range(levels.size):
            i = first + j
            today = facts.today[pupils.timetable[i, facts.school_year]]
            if pupils.klass[i, facts.school_year] < 0 or not today.teaching:
                continue
            # Where nobody learns at home there are no draws, whatever inputs say.
            if at_home[j] <= 0.0:
                state.weeks_remote[i] = 0.0
                state.out_of_sight[i] = 0
                state.engagement[i] = engagement_next(state.engagement[i], levels[j], 0.0, 0.0, p)
            else:
                moved = engagement_next(state.engagement[i], levels[j], at_home[j], draws[j], p)
                state.engagement[i] = moved
        if facts.remote:
            sights = chance.uniform_column(key, sight_stream, units, facts.week)
            lose_and_find(facts, static, state, inputs, first, at_home, sights, p)
