"""Why parameters of closures, of homes and of schools change nothing, where they do not.

Each function gives the reason, empty where a value changes something.
"""

from __future__ import annotations

import numpy as np

from simkansen.scenario.idle_situation import BRING, COACH, GUIDE, NEVER, Idle, Situation


def closure(at: Situation, _: float) -> str:
    """Say that schools never close."""
    return "" if at.closed else NEVER


def reopening(at: Situation, _: float) -> str:
    """Say that nobody has to get used to school again."""
    weeks = at.calendar
    again = weeks.teaching & (weeks.weeks_open >= 0) & (weeks.in_school[:, 0] > 0.0)
    return "" if again.any() else "schools never open again after a week closed from Monday to Friday"


def whole_week(at: Situation, _: float) -> str:
    """Say that nobody can drop out of sight."""
    shut = at.calendar.teaching & (at.calendar.in_school[:, 0] == 0.0)
    return "" if shut.any() else "no week is closed from Monday to Friday"


def half_groups(at: Situation, _: float) -> str:
    """Say that no class is halved."""
    return "" if at.calendar.half_groups.any() else "no closure is of half groups"


def supervision(at: Situation, _: float) -> str:
    """Say that nobody is supervised in school during a closure."""
    care = at.calendar.vital.any() or at.calendar.vulnerable.any()
    return "" if care or at.of(BRING) else "nobody is in school during a closure"


def care_of_vulnerable(at: Situation, _: float) -> str:
    """Say that emergency care is for nobody because of a vulnerable position."""
    return "" if at.calendar.vulnerable.any() else "no closure has emergency care for vulnerable pupils"


def older_children(at: Situation, _: float) -> str:
    """Say that older brothers and sisters are never at home then."""
    shared = at.calendar.closed & (at.calendar.remote[:, 1:] > 0.0).any(axis=1)
    return "" if shared.any() else "secondary and vocational schools are never closed while po is"


def second_week(at: Situation, _: float) -> str:
    """Say that no week is left for what was learned in a first one."""
    again = np.count_nonzero(at.calendar.closed) > 1
    return "" if again else "schools close in one week, and it acts on the next"


def second_week_or_coaching(at: Situation, value: float) -> str:
    """Say that teachers have nothing to copy."""
    return "" if at.of(COACH) else closure(at, value) or second_week(at, value)


def confidence(at: Situation, _: float) -> str:
    """Say that all weeks are normal weeks."""
    return "" if at.closed or at.hours else f"{NEVER}, and no intervention gives hours to pupils"


def delay(at: Situation, _: float) -> str:
    """Delays come of weeks at a distance and of lessons given up, and are recovered in school."""
    if "school" in at.moments:
        return ""
    if not at.closed:
        return f"{NEVER}, and no programme takes lessons, so nobody has a delay"
    weeks = at.calendar
    after = weeks.in_school[int(np.argmax(weeks.closed)) + 1 :, 0]
    return "" if after.any() else "schools never open again after the closure"


def guided(at: Situation, _: float) -> str:
    """Say that nothing adds contact."""
    return "" if at.of(GUIDE) else "only parent-guidance adds contact with pupils out of sight"


def homes(at: Situation, _: float) -> str:
    """Say that nothing depends on what homes are like."""
    if at.closed or at.asked:
        return ""
    return f"{NEVER}, and no line under 'for' asks about it"


def only_asked(*names: str) -> Idle:
    """Make the rule of what only lines under ``for`` ask."""

    def idle(at: Situation, _: float) -> str:
        return "" if at.asked & set(names) else f"only a line {' or '.join(names)} under 'for' asks for it"

    return idle


def only_of(kind: str, *names: str) -> Idle:
    """Make the rule of what one type of intervention asks, and lines under ``for``."""

    def idle(at: Situation, _: float) -> str:
        return "" if at.of(kind) or at.asked & set(names) else f"only {kind} asks for it, and there is none"

    return idle


def leadership(at: Situation, _: float) -> str:
    """Say that no leader spreads anything."""
    return "" if at.of(COACH) or "leadership" in at.asked else closure(at, _)


def any_intervention(at: Situation, _: float) -> str:
    """Say that nobody counts hours of staff."""
    return "" if at.programmes else "it is about hours of staff for interventions, and there is none"
