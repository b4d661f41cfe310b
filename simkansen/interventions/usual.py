"""What every type takes for an answer that is left out: shown by ``check`` and in ``resolved.yaml``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from simkansen.scenario.schema.programme import Hours, What
from simkansen.scenario.schema.words import MONEY

if TYPE_CHECKING:
    from simkansen.interventions.base import Intervention

_ANSWERS: dict[str, Any] = {
    "group_size": 1,
    "what": What().model_dump(mode="json"),
    "parents": "none",
}
"""Of every type that answers these words."""

_OF_TYPE: dict[str, dict[str, Any]] = {
    "teacher-professionalisation": {"hours": Hours(per_week=1.0).model_dump(mode="json")},
}

_PARAMETERS = {
    "bring-to-school": {"days": "bring_days"},
    "parent-guidance": {"hours": "guidance_call_hours"},
    "teacher-professionalisation": {"remote_share": "training_remote_share"},
}
"""Answers that a parameter of the evidence stands for."""

_LEADERS = {
    "teacher": "cost_teacher_hour x cost_taught_hour_factor",
    "teaching-assistant": "cost_teaching_assistant_hour",
    "student": "cost_student_hour",
    "volunteer": "cost_volunteer_hour",
    "peer": "cost_peer_hour",
}
_TAKE_UP = "the model's own estimate, by socio-economic status, the role of parents and an incentive"


def usual_answers(intervention: Intervention) -> dict[str, object]:
    """Give the values in effect of what is left out, under the keys of a file and as a file writes them."""
    usual = _ANSWERS | _OF_TYPE.get(intervention.kind, {})
    return {
        word: value
        for word, value in usual.items()
        if word in intervention.answers and getattr(intervention, word) is None
    }


def usual_words(intervention: Intervention) -> dict[str, str]:
    """Say what is in effect of what is left out where no value in a file could say it, by key.

    Values of parameters are those of the evidence; a run draws them as it draws all others.
    """
    from simkansen.evidence import load_parameters

    known, found = load_parameters(), dict[str, str]()
    for word, name in _PARAMETERS.get(intervention.kind, {}).items():
        if getattr(intervention, word) is None:
            found[word] = f"{known[name]:g}, the parameter {name}"
    take_up = intervention.take_up
    if "take_up" in intervention.answers and (take_up is None or take_up.share is None):
        found["take_up.share"] = _TAKE_UP
    hour, start = (
        re.sub(r"[a-z_]+_[a-z_]+", lambda one: f"{one[0]} ({known[one[0]]:g})", text)
        for text in (_price_of_hour(intervention), _price_of_start(intervention))
    )
    if intervention.cost.per_hour is None and hour:
        found["cost.per_hour"] = f"{MONEY} {hour}"
    if intervention.cost.per_pupil is None:
        found["cost.per_pupil"] = f"{MONEY} {start}" if start else f"{MONEY} 0"
    for word in ("per_school", "fixed"):
        if getattr(intervention.cost, word) is None:
            found[f"cost.{word}"] = f"{MONEY} 0"
    return found


def _price_of_hour(intervention: Intervention) -> str:
    match intervention.kind:
        case "bring-to-school":
            return "cost_care_hour"
        case "lend-devices":
            return ""
        case "peer-tutoring":
            return "cost_peer_hour a pupil, and cost_teacher_hour x peer_guiding for the teacher of a class"
        case "teacher-professionalisation":
            return "cost_teacher_hour + cost_coach_hour / coach_group"
        case "parent-guidance" if intervention.led_by == "teacher":
            return "cost_teacher_hour"
    return _LEADERS.get(intervention.led_by or "", "")


def _price_of_start(intervention: Intervention) -> str:
    match intervention.kind:
        case "lend-devices":
            return "cost_device, for each device"
        case "teacher-professionalisation":
            return "cost_training_materials, for each teacher"
    return ""
