"""Give programme hours: shared by all interventions that work by extra hours with pupils (M12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simkansen.interventions.base import SUBJECT_ROW
from simkansen.scenario.schema.programme import What

if TYPE_CHECKING:
    from simkansen.interventions.action import Action
    from simkansen.interventions.setting import Reached, Setting
    from simkansen.learning.inputs import WeekInputs

# Imports within functions: rules of learning load numba, and files are checked without it.


def give_hours(action: Action[Any], reached: Reached, inputs: WeekInputs) -> None:
    """Add the hours of a programme to the inputs of the week.

    Parameters
    ----------
    action
        Hours, group size, leader and content.
    reached
        Pupils who take part, and how large the whole programme is.
    inputs
        Writes `programme_hours` and `displaced_hours`.
    """
    from simkansen.learning.programmes import add_hours, scale_factor, worth_of_hours

    setting = action.setting
    what, moment = action.intervention.what or What(), action.intervention.moment
    hours, attendance = action.hours_per_week(), attendance_of_hours(action)
    worth = worth_of_hours(
        hours / len(what.subjects),
        group_factor_of(action.size(), setting),
        leader_factor(action),
        content_factor(what, setting),
        attendance * (setting.parameters["worth_after_school"] if moment == "after-school" else 1.0),
        scale_factor(reached.scale, setting.p),
    )
    by_subject = np.zeros(len(SUBJECT_ROW))
    by_subject[[SUBJECT_ROW[subject] for subject in what.subjects]] = worth
    displaced = hours * attendance if moment == "school" else 0.0
    add_hours(reached.pupils, by_subject, displaced, inputs.programme_hours, inputs.displaced_hours)


def attendance_of_hours(action: Action[Any]) -> float:
    """Share of an intervention's hours that pupils attend."""
    return attendance_of(action.intervention.moment, action.setting)


def attendance_of(moment: str, setting: Setting) -> float:
    """Share of the hours that pupils attend, by moment."""
    by_moment = {
        "school": setting.parameters["attendance_school"],
        "after-school": setting.parameters["attendance_after_school"],
        "holiday": setting.parameters["attendance_holiday"],
    }
    return by_moment[moment]


def group_factor_of(size: int, setting: Setting) -> float:
    """Worth of an hour in a group of this many pupils, against one to one."""
    from simkansen.learning.programmes import group_factor, lesson_factor

    given = setting.parameters
    lesson = lesson_factor(given["school_week_hours"], given["programme_hour"], len(SUBJECT_ROW))
    return float(group_factor(float(size), lesson, given["pupils_per_class"], setting.p))


def leader_factor(action: Action[Any]) -> float:
    """Worth of an hour by who leads it, against a teacher."""
    by_leader = {
        "teacher": action.parameters["leader_teacher"],
        "teaching-assistant": action.parameters["leader_teaching_assistant"],
        "student": action.parameters["leader_student"],
        "volunteer": action.parameters["leader_volunteer"],
        "peer": action.parameters["leader_peer"],
    }
    return by_leader[action.intervention.led_by or "teacher"]


def content_factor(what: What, setting: Setting) -> float:
    """Worth of an hour by content: linked to the curriculum or not, structured or not."""
    aligned = 1.0 if what.aligned else setting.parameters["content_unaligned"]
    structured = 1.0 if what.structured else setting.parameters["content_unstructured"]
    return aligned * structured
