"""Step 2: households share devices, quiet places, bandwidth and parents' hours (B13, M4)."""

from __future__ import annotations

from simkansen.compiled import Rates, RateTable, kernel, rule
from simkansen.learning.columns import State, Static, WeekFacts
from simkansen.learning.inputs import WeekInputs


@rule
def device_share(devices: float, learners: float) -> float:
    """Share of the school day in which a pupil has a device.

    Parameters
    ----------
    devices
        Working devices at home, own and lent (count).
    learners
        Children of this home who learn remotely this week (count, by share of the week).

    Returns
    -------
    float
        Fraction in [0, 1].

    Source: founding document item B13; register RES-05, RES-14.
    """
    return min(1.0, devices / learners) if learners > 0.0 else 1.0


@rule
def quiet_share(quiet_places: float, learners: float, works_at_home: int, p: Rates) -> float:
    """Share of the school day in which a pupil has a quiet place.

    Parameters
    ----------
    quiet_places
        Quiet places at home (count).
    learners
        Children of this home who learn remotely this week (count).
    works_at_home
        1 if a parent works at home.
    p
        Parameters of learning.

    Returns
    -------
    float
        Fraction in [0, 1].

    Source: founding document items A22, A44, A50, D33.
    """
    share = min(1.0, quiet_places / learners) if learners > 0.0 else 1.0
    return share * (1.0 - p.quiet_lost_to_work * works_at_home)


@rule
def connection_share(internet: float, learners: float, p: Rates) -> float:
    """Quality of the connection that is left for one pupil.

    Parameters
    ----------
    internet
        Quality of the home's connection (0-1).
    learners
        Children of this home who learn remotely this week (count).
    p
        Parameters of learning.

    Returns
    -------
    float
        Fraction in [0, 1].

    Source: founding document item A25; register RES-08.
    """
    return internet / (1.0 + p.connection_crowding * max(0.0, learners - 1.0))


@rule
def not_in_school_yet(level: int, p: Rates) -> bool:
    """Tell whether a child who comes to school later is born already, and so asks for care at home.

    Parameters
    ----------
    level
        Level that it would be in; below the first.
    p
        Parameters of learning.

    Returns
    -------
    bool

    Source: structure of the school system: a level is a year of age.
    """
    return p.entry_age + level - p.entry_level >= 0.0


@rule
def hours_per_child(parent_hours: float, children: float) -> float:
    """Parents' hours for the schoolwork of one child.

    Parameters
    ----------
    parent_hours
        Parents' time for school (h/week).
    children
        Children at home who ask for that time (count).

    Returns
    -------
    float
        Hours a week.

    Source: founding document items A18, B6; register TIM-07.
    """
    return parent_hours / max(1.0, children)


@kernel
def share_households(
    facts: WeekFacts, static: Static, state: State, inputs: WeekInputs, rates: RateTable
) -> None:
    """Divide what a home has among its children who learn there this week.

    Parameters
    ----------
    facts
        The calendar of this week.
    static
        Columns that do not change.
    state
        Writes `home_device`, `home_quiet`, `home_connection` and `home_hours`.
    inputs
        Reads `devices`, `parent_hours` and `brought`.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    pupils, homes = static.pupils, static.households
    learners, children = state.home_device, state.home_hours
    for h in range(learners.size):
        today = facts.today[homes.timetable[h]]
        learners[h] = 0.0
        for sector in range(homes.older_children.shape[1]):
            learners[h] += homes.older_children[h, sector] * today.remote_older[sector]
        children[h] = p.older_child_help * learners[h] + p.young_child_care * homes.children_under4[h]
    for i in range(pupils.household.size):
        h = pupils.household[i]
        level = pupils.level[i, facts.school_year]
        today = facts.today[pupils.timetable[i, facts.school_year]]
        if level > p.last_level:
            learners[h] += today.remote_left
            children[h] += p.older_child_help * today.remote_left
        elif level < p.entry_level:
            if not_in_school_yet(level, p):
                children[h] += p.young_child_care
        else:
            at_home = today.remote * (1.0 - inputs.brought[i])
            young = level < p.first_level
            learners[h] += at_home * (p.young_device_use if young else 1.0)
            children[h] += at_home * (p.young_child_care if young else 1.0)
    for h in range(learners.size):
        count = learners[h]
        state.home_device[h] = device_share(inputs.devices[h], count)
        state.home_quiet[h] = quiet_share(homes.quiet_places[h], count, homes.works_at_home[h], p)
        state.home_connection[h] = connection_share(homes.internet[h], count, p)
        state.home_hours[h] = hours_per_child(inputs.parent_hours[h], children[h])
