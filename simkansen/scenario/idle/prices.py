"""Prices of the evidence that no intervention asks for, by who leads it and by its own prices."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.scenario.schema.programme import Programme

_OF_LEADERS = {
    "cost_teacher_hour": "teacher", "cost_taught_hour_factor": "teacher",
    "cost_teaching_assistant_hour": "teaching-assistant", "cost_student_hour": "student",
    "cost_volunteer_hour": "volunteer",
}  # fmt: skip
_OF_TYPES = {
    "cost_peer_hour": ("peer-tutoring", "per_hour"), "cost_care_hour": ("bring-to-school", "per_hour"),
    "cost_device": ("lend-devices", "per_pupil"),
    "cost_training_materials": ("teacher-professionalisation", "per_pupil"),
    "cost_coach_hour": ("teacher-professionalisation", "per_hour"),
    "coach_group": ("teacher-professionalisation", "per_hour"),
}  # fmt: skip


def own_price(name: str) -> str | None:
    """Give the key under ``cost`` by which an intervention sets a price itself; None where there is none."""
    if name.endswith("_hour") and name in _OF_LEADERS:
        return "per_hour"
    return _OF_TYPES[name][1] if name.startswith("cost_") and name in _OF_TYPES else None


def idle_price(name: str, programmes: Sequence[Programme]) -> str:
    """Say why a price of the evidence is not asked for.

    Parameters
    ----------
    name
        Of any parameter.
    programmes
        The interventions of a scenario.

    Returns
    -------
    str
        Empty where it is asked for, or is no price.
    """
    if name in _OF_LEADERS:
        return _of_leader(name, _OF_LEADERS[name], programmes)
    if name in _OF_TYPES:
        kind, word = _OF_TYPES[name]
        some = [one for one in programmes if one.type == kind]
        given = bool(some) and all(getattr(one.cost, word) is not None for one in some)
        return f"cost.{word} of the intervention stands in its place" if given else ""
    return ""


def _of_leader(name: str, leader: str, programmes: Sequence[Programme]) -> str:
    led = [one for one in programmes if one.type in ("tutoring", "parent-guidance") and one.led_by == leader]
    if name == "cost_taught_hour_factor":  # a call needs no preparation like a lesson
        led = [one for one in led if one.type == "tutoring"]
    if name == "cost_teacher_hour":
        # The teacher who guides pairs is paid so whatever price an hour of theirs has.
        if any(one.type == "peer-tutoring" for one in programmes):
            return ""
        led += [one for one in programmes if one.type == "teacher-professionalisation"]
    if any(one.cost.per_hour is None for one in led):
        return ""
    if led:
        return "cost.per_hour of the intervention stands in its place"
    return f"no hours here are paid as those of a {leader}"
