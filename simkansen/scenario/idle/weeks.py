"""Why parameters of closures, of homes and of schools change nothing, where they do not.

Each rule gives the reason, empty where a value changes something.
"""

from __future__ import annotations

import numpy as np

from simkansen.phrases import phrase
from simkansen.scenario.idle.situation import BRING, COACH, GUIDE, NEVER, Idle, Situation, unless
from simkansen.scenario.schema.words import LEARNING_SECTOR, OWN_COLUMN

closure = unless(lambda at: at.closed, NEVER)
"""Schools never close."""

whole_week = unless(
    lambda at: (
        (at.calendar.teaching & (at.calendar.in_school[:, OWN_COLUMN] == 0.0)).any() or at.rota_of_weeks
    ),
    "no week is closed from Monday to Friday",
)
"""Nobody can drop out of sight."""

half_groups = unless(
    lambda at: at.calendar.half_groups.any() or at.some_levels, "no closure is of half groups"
)
"""Nor of some levels of a combined class."""

supervision = unless(
    lambda at: at.calendar.vital.any() or at.calendar.vulnerable.any() or at.of(BRING),
    "nobody is in school during a closure",
)

care_of_vulnerable = unless(
    lambda at: at.calendar.vulnerable.any(), "no closure has emergency care for vulnerable pupils"
)

older_children = unless(
    lambda at: (
        at.calendar.closed & (np.delete(at.calendar.remote, OWN_COLUMN, axis=1) > 0.0).any(axis=1)
    ).any(),
    phrase("no other schools are ever closed while {learning_sector} is", learning_sector=LEARNING_SECTOR),
)
"""Older brothers and sisters are never at home then."""

second_week = unless(
    lambda at: np.count_nonzero(at.calendar.closed) > 1, "schools close in one week, and it acts on the next"
)
"""No week is left for what was learned in a first one."""

confidence = unless(
    lambda at: at.closed or at.hours,
    phrase("{never}, and no intervention gives hours to pupils", never=NEVER),
)
"""All weeks are normal weeks."""

guided = unless(lambda at: at.of(GUIDE), "only parent-guidance adds contact with pupils out of sight")

homes = unless(
    lambda at: at.closed or at.asked, phrase("{never}, and no line under 'for' asks about it", never=NEVER)
)
"""Nothing depends on what homes are like."""

leadership = unless(lambda at: at.closed or at.of(COACH) or "leadership" in at.asked, NEVER)
"""No leader spreads anything."""

any_intervention = unless(
    lambda at: at.programmes, "it is about hours of staff for interventions, and there is none"
)


def reopening(at: Situation, _: float) -> str:
    """Say that nobody has to get used to school again."""
    weeks = at.calendar
    again = weeks.teaching & (weeks.weeks_open >= 0) & (weeks.in_school[:, OWN_COLUMN] > 0.0)
    return "" if again.any() else "schools never open again after a week closed from Monday to Friday"


def second_week_or_coaching(at: Situation, value: float) -> str:
    """Say that teachers have nothing to copy."""
    return "" if at.of(COACH) else closure(at, value) or second_week(at, value)


def delay(at: Situation, _: float) -> str:
    """Delays come of weeks at a distance and of lessons given up, and are recovered in school."""
    if "school" in at.moments:
        return ""
    if not at.closed:
        return phrase("{never}, and no programme takes lessons, so nobody has a delay", never=NEVER)
    weeks = at.calendar
    after = weeks.in_school[int(np.argmax(weeks.closed)) + 1 :, OWN_COLUMN]
    return "" if after.any() else "schools never open again after the closure"


def only_asked(*names: str) -> Idle:
    """Make the rule of what only lines under ``for`` ask."""
    return unless(
        lambda at: at.asked & set(names),
        phrase("only a line {names} under 'for' asks for it", names=" or ".join(names)),
    )


def only_of(kind: str, *names: str) -> Idle:
    """Make the rule of what one type of intervention asks, and lines under ``for``."""
    return unless(
        lambda at: at.of(kind) or at.asked & set(names),
        phrase("only {kind} asks for it, and there is none", kind=kind),
    )
