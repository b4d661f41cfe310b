"""Give programme hours: shared by all interventions that work by extra hours with pupils (M12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simkansen.interventions.base import SUBJECT_ROW
from simkansen.scenario.schema.programme import What

if TYPE_CHECKING:
    from simkansen.interventions.base import Intervention
    from simkansen.interventions.setting import Reached, Setting
    from simkansen.learning.inputs import WeekInputs


def give_hours(intervention: Intervention, reached: Reached, inputs: WeekInputs, setting: Setting) -> None:
    """Add the hours of a programme to the inputs of the week.

    Parameters
    ----------
    intervention
        Hours, group size, leader and content.
    reached
        Pupils who take part, and how large the whole programme is.
    inputs
        Writes `programme_hours` and `displaced_hours`.
    setting
        The world of this run.
    """
    from simkansen.learning.programmes import add_hours, scale_factor, worth_of_hours

    p = setting.p
    what = intervention.what or What()
    moment = _moment(intervention)
    hours = intervention.hours_per_week(setting)
    attendance = attendance_of_hours(intervention, setting)
    worth = worth_of_hours(
        hours / len(what.subjects),
        group_factor_of(intervention.size(), setting),
        leader_factor(intervention, setting),
        content_factor(what, setting),
        attendance * (setting.parameters["worth_after_school"] if moment == "after-school" else 1.0),
        scale_factor(reached.scale, p),
    )
    by_subject = np.zeros(len(SUBJECT_ROW))
    by_subject[[SUBJECT_ROW[subject] for subject in what.subjects]] = worth
    displaced = hours * attendance if moment == "school" else 0.0
    add_hours(reached.pupils, by_subject, displaced, inputs.programme_hours, inputs.displaced_hours)


def _moment(intervention: Intervention) -> str:
    return intervention.hours.moment if intervention.hours else "school"


def attendance_of_hours(intervention: Intervention, setting: Setting) -> float:
    """Share of an intervention's hours that pupils attend."""
    return attendance_of(_moment(intervention), setting)


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


def leader_factor(intervention: Intervention, setting: Setting) -> float:
    """Worth of an hour by who leads it, against a teacher."""
    by_leader = {
        "teacher": setting.parameters["leader_teacher"],
        "teaching-assistant": setting.parameters["leader_teaching_assistant"],
        "student": setting.parameters["leader_student"],
        "volunteer": setting.parameters["leader_volunteer"],
        "peer": setting.parameters["leader_peer"],
    }
    return by_leader[intervention.led_by or "teacher"]


def content_factor(what: What, setting: Setting) -> float:
    """Worth of an hour by content: linked to the curriculum or not, structured or not."""
    aligned = 1.0 if what.aligned else setting.parameters["content_unaligned"]
    structured = 1.0 if what.structured else setting.parameters["content_unstructured"]
    return aligned * structured
