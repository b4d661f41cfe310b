"""Step 5a: pupils learn at a distance: at home, and in a supervised place in school."""

from __future__ import annotations

import numpy as np

from simkansen.compiled import BLOCK, Rates, RateTable, kernel
from simkansen.learning.attention import attention_hours
from simkansen.learning.columns import Codes, Floats, HouseholdColumns, State, Static, WeekFacts
from simkansen.learning.inputs import WeekInputs
from simkansen.learning.programmes import lessons_kept, programme_reach
from simkansen.learning.remote import (
    follow,
    help_at_home,
    help_capability,
    live_lessons,
    own_work,
    substituted,
    together,
)


@kernel
def all_follow(digital_skill: Floats, level: Codes, p: Rates) -> Floats:
    """Share of a lesson that each can follow; parameters as in `follow`, two columns of shape (pupils,)."""
    levels = np.empty(digital_skill.size)
    for i in range(levels.size):
        levels[i] = level[i]
    shares = np.empty(levels.size)
    for i in range(levels.size):
        shares[i] = follow(digital_skill[i], levels[i], p)
    return shares


@kernel
def all_work(facts: WeekFacts, static: Static, state: State, rows: slice, p: Rates) -> Floats:
    """Say what work on one's own at home gives the pupils of a block.

    Parameters
    ----------
    facts, static, state, p
        As of `learn_at_distance`; only read.
    rows
        Rows of the block.

    Returns
    -------
    ndarray of float64, shape (block,)
        Share of a normal week; of no meaning for who is in no class.
    """
    pupils, homes = static.pupils, static.households
    engagement = state.engagement[rows]
    materials, quiet = np.zeros(engagement.size), np.zeros(engagement.size)
    feedback = np.zeros(engagement.size)
    for j in range(engagement.size):
        c, h = pupils.klass[rows.start + j, facts.school_year], pupils.household[rows.start + j]
        materials[j] = homes.materials[h]
        quiet[j] = state.home_quiet[h]
        feedback[j] = state.feedback[c] if c >= 0 else 0.0
    return work_of(materials, quiet, pupils.self_regulation[rows], engagement, feedback, p)


@kernel
def work_of(
    materials: Floats, quiet: Floats, self_regulation: Floats, engagement: Floats, feedback: Floats, p: Rates
) -> Floats:
    """Work of every pupil; parameters as in `own_work`, five columns of shape (pupils,)."""
    shares = np.empty(engagement.size)
    for i in range(shares.size):
        shares[i] = own_work(materials[i], quiet[i], self_regulation[i], engagement[i], feedback[i], p)
    return shares


@kernel
def help_in_homes(
    homes: HouseholdColumns, hours: Floats, respect: Floats, guidance: Floats, p: Rates
) -> Floats:
    """Say what help gives a child in every home.

    Parameters
    ----------
    homes
        Columns that do not change.
    hours, respect, guidance : ndarray of float64, shape (households,)
        As in `help_at_home` and `help_capability`.
    p
        Parameters of learning.

    Returns
    -------
    ndarray of float64, shape (households,)
        Share of a normal week.
    """
    able, spoken, digital = homes.parent_capability, homes.parent_language, homes.parent_digital
    shares = np.empty(hours.size)
    for h in range(hours.size):
        shares[h] = help_capability(able[h], spoken[h], digital[h], respect[h], guidance[h], p)
    for h in range(hours.size):
        shares[h] = help_at_home(hours[h], shares[h], p)
    return shares


@kernel
def learn_at_distance(
    facts: WeekFacts, static: Static, state: State, inputs: WeekInputs, rates: RateTable
) -> None:
    """Say what a week at a distance gives every pupil, and what of a programme reaches the pupil.

    Parameters
    ----------
    facts
        The calendar of this week.
    static
        Columns that do not change.
    state
        Writes `distance` and `reach`.
    inputs
        Reads all that homes, schools and interventions give this week.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    pupils, homes, classes = static.pupils, static.households, static.classes
    year = facts.school_year
    # Exponentials of all pupils or homes in a row cost less than those of one after the other.
    help_of = help_in_homes(homes, state.home_hours, inputs.respect, inputs.guidance, p)
    follows, works = np.empty(0), np.empty(0)
    for i in range(pupils.unit.size):
        j = i % BLOCK
        if j == 0:
            rows = slice(i, min(i + BLOCK, pupils.unit.size))
            follows = all_follow(pupils.digital_skill[rows], pupils.level[rows, year], p)
            works = all_work(facts, static, state, rows, p)
        c = pupils.klass[i, year]
        if c < 0:
            continue
        today = facts.today[pupils.timetable[i, year]]
        if today.remote <= 0.0:
            continue
        h = pupils.household[i]
        supervised = today.remote * inputs.brought[i]
        at_home = today.remote - supervised
        live, work, seat = 0.0, 0.0, 0.0
        state.reach[i] = today.in_school
        if state.out_of_sight[i] == 0:
            hours = attention_hours(
                classes.attention_hours[c],
                state.attention_weight[i],
                state.attention_total[c],
                today.remote,
                p,
            )
            teaching = state.remote_teaching[c] * (1.0 + p.attention_gain * (hours - p.attention_normal))
            access = state.home_device[h] * state.home_connection[h]
            kept = lessons_kept(inputs.displaced_hours[i], p)
            engaged = state.engagement[i]
            state.reach[i] = programme_reach(
                today.in_school, supervised, at_home, access, follows[j], engaged, True
            )
            if at_home > 0.0:
                live = kept * live_lessons(state.offered[c], access, follows[j], engaged, teaching, p)
                work = works[j]
            if supervised > 0.0:
                kept_up = max(engaged, p.supervised_engagement)
                focus = pupils.self_regulation[i] + p.supervised_focus
                seat = together(
                    kept * live_lessons(state.offered[c], 1.0, follows[j], kept_up, teaching, p),
                    own_work(1.0, 1.0, focus, kept_up, 1.0, p),
                    help_at_home(p.supervised_hours, p.supervised_capability, p),
                    p,
                )
        helped = help_of[h] if at_home > 0.0 else 0.0
        # Where sources add up, help comes last: another order would move the last bit of earlier results.
        if p.growth_ces == 0.0:
            state.distance[i] = at_home * (live + work) + supervised * seat + at_home * helped
        else:
            state.distance[i] = at_home * substituted(live, work, helped, p) + supervised * seat
