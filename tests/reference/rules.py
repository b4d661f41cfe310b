"""All that the reference model shares with the package: rules for one unit, uncompiled, and single draws."""

import builtins
import dis
import math
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

from simkansen import arithmetic, chance
from simkansen.learning import (
    attention,
    experience,
    growth,
    participation,
    presence,
    programmes,
    remote,
    sharing,
    teaching,
)

# Of the C library here, so that the functions of our own are held against others as well.
OF_THE_C_LIBRARY = {arithmetic.exp: math.exp, arithmetic.log: math.log, arithmetic.power: math.pow}


@cache
def plain(rule: Any) -> Callable[..., Any]:
    """Give the plain Python form of a compiled rule, in which the rules it calls are plain too."""
    function: FunctionType = rule.py_func
    known: dict[str, Any] = {"__builtins__": builtins}
    for step in dis.get_instructions(function):
        if step.opname == "LOAD_GLOBAL" and step.argval in function.__globals__:
            value = function.__globals__[step.argval]
            compiled = hasattr(value, "py_func")
            known[step.argval] = (OF_THE_C_LIBRARY.get(value) or plain(value)) if compiled else value
    return FunctionType(function.__code__, known, function.__name__, function.__defaults__)


# Draws stay compiled here as well: the ratio of speeds is not won on them.
uniform, normal, stream = chance.uniform, chance.normal, chance.stream

in_emergency_care = plain(presence.in_emergency_care)

device_share = plain(sharing.device_share)
quiet_share = plain(sharing.quiet_share)
connection_share = plain(sharing.connection_share)
hours_per_child = plain(sharing.hours_per_child)

between = plain(participation.between)
logistic = plain(participation.logistic)
engagement_at_school = plain(participation.engagement_at_school)
engagement_at_home = plain(participation.engagement_at_home)
engagement_next = plain(participation.engagement_next)
chance_lost = plain(participation.chance_lost)
chance_found = plain(participation.chance_found)

lessons_offered = plain(teaching.lessons_offered)
feedback_given = plain(teaching.feedback_given)
remote_teaching = plain(teaching.remote_teaching)
no_better_than_in_class = plain(teaching.no_better_than_in_class)
class_teaching = plain(teaching.class_teaching)

sight_error = plain(attention.sight_error)
seen_need = plain(attention.seen_need)
attention_weight = plain(attention.attention_weight)
attention_hours = plain(attention.attention_hours)

follow = plain(remote.follow)
live_lessons = plain(remote.live_lessons)
own_work = plain(remote.own_work)
help_capability = plain(remote.help_capability)
help_at_home = plain(remote.help_at_home)
together = plain(remote.together)

weekly_growth = plain(growth.weekly_growth)
in_class = plain(growth.in_class)
settled = plain(growth.back_to_normal)
subject_at_distance = plain(growth.subject_at_distance)
recovery = plain(growth.recovery)
forgetting = plain(growth.forgetting)
confidence_next = plain(growth.confidence_next)

remote_skill_next = plain(experience.remote_skill_next)
practice_next = plain(experience.practice_next)

lesson_factor = plain(programmes.lesson_factor)
group_factor = plain(programmes.group_factor)
scale_factor = plain(programmes.scale_factor)
worth_of_hours = plain(programmes.worth_of_hours)
programme_learning = plain(programmes.programme_learning)
programme_reach = plain(programmes.programme_reach)
lessons_kept = plain(programmes.lessons_kept)
take_up_chance = plain(programmes.take_up_chance)
