"""Step 5a: pupils learn at a distance: at home, and in a supervised place in school."""

from __future__ import annotations

from simkansen.compiled import RateTable, kernel
from simkansen.learning.attention import attention_hours
from simkansen.learning.columns import State, Static, WeekFacts
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
    for i in range(pupils.household.size):
        c = pupils.klass[i, year]
        if c < 0:
            continue
        today = facts.today[pupils.timetable[i, year]]
        if today.remote <= 0.0:
            continue
        h = pupils.household[i]
        supervised = today.remote * inputs.brought[i]
        at_home = today.remote - supervised
        live, work, helped, seat = 0.0, 0.0, 0.0, 0.0
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
            followed = follow(pupils.digital_skill[i], pupils.level[i, year], p)
            kept = lessons_kept(inputs.displaced_hours[i], p)
            engaged, sr = state.engagement[i], pupils.self_regulation[i]
            state.reach[i] = programme_reach(
                today.in_school, supervised, at_home, access, followed, engaged, True
            )
            if at_home > 0.0:
                live = kept * live_lessons(state.offered[c], access, followed, engaged, teaching, p)
                quiet = state.home_quiet[h]
                work = own_work(homes.materials[h], quiet, sr, engaged, state.feedback[c], p)
            if supervised > 0.0:
                kept_up = max(engaged, p.supervised_engagement)
                seat = together(
                    kept * live_lessons(state.offered[c], 1.0, followed, kept_up, teaching, p),
                    own_work(1.0, 1.0, sr + p.supervised_focus, kept_up, 1.0, p),
                    help_at_home(p.supervised_hours, p.supervised_capability, p),
                    p,
                )
        if at_home > 0.0:
            capability = help_capability(
                homes.parent_capability[h],
                homes.parent_language[h],
                homes.parent_digital[h],
                inputs.respect[h],
                inputs.guidance[h],
                p,
            )
            helped = help_at_home(state.home_hours[h], capability, p)
        # Where sources add up, help comes last: another order would move the last bit of earlier results.
        if p.growth_ces == 0.0:
            state.distance[i] = at_home * (live + work) + supervised * seat + at_home * helped
        else:
            state.distance[i] = at_home * substituted(live, work, helped, p) + supervised * seat
