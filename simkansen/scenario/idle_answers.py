"""Answers of an intervention that change nothing, or other than they seem, by calendar or staff."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from simkansen.scenario.calendar import SCHOOL_DAYS, Calendar
from simkansen.scenario.idle_situation import COACH, GUIDE, TUTOR, remote_coaching_is_used
from simkansen.scenario.programme import Programme
from simkansen.scenario.words import Refusal

TOLD_FROM = 0.05
"""School days that are added to those asked, as a share of these, from which it is said."""


def notes_of_answers(programme: Programme, calendar: Calendar) -> list[Refusal]:
    """Say which answers change nothing, or other than they seem.

    Parameters
    ----------
    programme
        The intervention, without problems.
    calendar
        The weeks of the scenario.

    Returns
    -------
    list of (path, what is said, what to do)
        The path is below the intervention.
    """
    return [
        *_of_moment(programme),
        *_of_price(programme),
        *_of_groups(programme),
        *_of_remote_coaching(programme, calendar),
        *_of_parts_of_weeks(programme, calendar),
    ]


def _of_moment(programme: Programme) -> list[Refusal]:
    """Say of hours with pupils that their moment changes nothing.

    Coaching is of teachers and takes no lesson at any moment; there the word only describes it.
    """
    hours = programme.hours
    described = programme.moment_matters or "pupil" not in programme.aimed_at
    if hours is None or hours.moment != "after-school" or described:
        return []
    said = f"moment changes only what the page says: {programme.type} displaces no lesson in school time"
    return [(("hours", "moment"), said, "leave it, or remove it")]


def _of_price(programme: Programme) -> list[Refusal]:
    found: list[Refusal] = []
    cost = programme.cost
    own = (cost.per_hour, cost.per_pupil, cost.per_school, cost.fixed)
    if cost.price_year is not None and all(price is None for price in own):
        said = "price_year is of a scenario's own prices, and none is given"
        found.append((("cost", "price_year"), said, "remove the line, or add a price"))
    led = programme.type in (TUTOR, GUIDE) and programme.led_by in ("teacher", "teaching-assistant")
    if cost.per_hour == 0.0 and (led or programme.type == COACH):
        said = "hours of a school's own staff are paid in any case: EUR 0 leaves them out of the cost"
        fix = "remove the line for the usual price, or leave it where they should not count"
        found.append((("cost", "per_hour"), said, fix))
    return found


def _of_groups(programme: Programme) -> list[Refusal]:
    """Say that a school's places never fill one group, although its hours are worth and cost those of one."""
    capacity, size = programme.target.capacity, programme.group_size
    places = capacity.per_school if capacity is not None else None
    if size is None or places is None or places >= size:
        return []
    said = f"a group of {size} is never full: a school has {places} places"
    return [(("group_size",), said, f"give {places} or less, or more places")]


def _of_remote_coaching(programme: Programme, calendar: Calendar) -> list[Refusal]:
    """Say that coaching about lessons at a distance comes when there are none any more."""
    if programme.type != COACH or remote_coaching_is_used(programme, calendar):
        return []
    from simkansen.evidence import load_parameters

    own = getattr(programme, "remote_share", None)
    share = load_parameters()["training_remote_share"] if own is None else own
    if share == 0.0:
        return []
    closed = "never close in this calendar" if not calendar.closed.any() else "never close once it has begun"
    said = f"{share:.0%} of it is about lessons at a distance, and that changes nothing: schools {closed}"
    return [(("remote_share",), said, "write remote_share: 0%, or choose other weeks")]


def _of_parts_of_weeks(programme: Programme, calendar: Calendar) -> list[Refusal]:
    """Say that weeks count whole where they begin or end between a Monday and a Friday."""
    weeks = programme.weeks
    if weeks is None or (weeks.start is None and weeks.end is None):
        return []
    running = calendar.weeks_of(weeks, programme.hours.moment if programme.hours else "school")
    if programme.only_while_closed:
        running &= calendar.closed
    rows = np.flatnonzero(running)
    if not rows.size:
        return []
    monday = calendar.monday.astype("datetime64[D]").astype(object)
    first, last = monday[rows[0]], monday[rows[-1]] + timedelta(days=SCHOOL_DAYS - 1)
    before = max(0, (weeks.start - first).days) if weeks.start else 0
    after = max(0, (last - weeks.end).days) if weeks.end else 0
    counted = SCHOOL_DAYS * rows.size
    asked = counted - before - after
    if before + after < TOLD_FROM * asked or before + after == 0:
        return []
    said = f"weeks count whole, here from Monday {first} to Friday {last}: {counted} days in place of {asked}"
    return [(("weeks", "from" if before else "to"), said, "write these days, or leave it")]
