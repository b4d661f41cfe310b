"""Prices of the evidence that no intervention asks for, by who leads it and by its own prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simkansen.phrases import phrase
from simkansen.scenario.schema.programme import Programme


@dataclass(frozen=True, slots=True)
class Paid:
    """Whose hours a price of the evidence pays.

    Attributes
    ----------
    leader
        Who leads them.
    led
        Types of intervention that are paid so where this leader leads them.
    own
        Types that have such hours whoever leads them.
    always
        Types that pay them so whatever price an hour of theirs has.
    """

    leader: str
    led: tuple[str, ...] = ("tutoring", "parent-guidance")
    own: tuple[str, ...] = ()
    always: tuple[str, ...] = ()


_OF_LEADERS = {
    # The teacher who guides pairs is paid so whatever price an hour of theirs has.
    "cost_teacher_hour": Paid("teacher", own=("teacher-professionalisation",), always=("peer-tutoring",)),
    "cost_taught_hour_factor": Paid("teacher", led=("tutoring",)),  # a call needs no preparation as a lesson
    "cost_teaching_assistant_hour": Paid("teaching-assistant"),
    "cost_student_hour": Paid("student"),
    "cost_volunteer_hour": Paid("volunteer"),
}
_OF_TYPES = {
    "cost_peer_hour": ("peer-tutoring", "per_hour"), "cost_care_hour": ("bring-to-school", "per_hour"),
    "cost_device": ("lend-devices", "per_pupil"),
    "cost_training_materials": ("teacher-professionalisation", "per_pupil"),
    "cost_coach_hour": ("teacher-professionalisation", "per_hour"),
    "coach_group": ("teacher-professionalisation", "per_hour"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PricePart:
    """A part of what the evidence would pay where an intervention sets a price itself.

    Attributes
    ----------
    times, over
        Parameters that are multiplied, and those that this is divided by.
    """

    times: tuple[str, ...]
    over: tuple[str, ...] = ()


_HOURS_LED = {
    "teacher": PricePart(("cost_teacher_hour", "cost_taught_hour_factor")),
    "teaching-assistant": PricePart(("cost_teaching_assistant_hour",)),
    "student": PricePart(("cost_student_hour",)),
    "volunteer": PricePart(("cost_volunteer_hour",)),
    "peer": PricePart(("cost_peer_hour",)),
}
"""An hour with a group by who leads it, of every type that has no row of its own."""

_PAID_BY: dict[tuple[str, str], tuple[PricePart, ...]] = {
    ("bring-to-school", "per_hour"): (PricePart(("cost_care_hour",)),),
    ("peer-tutoring", "per_hour"): (PricePart(("cost_peer_hour",)),),
    ("teacher-professionalisation", "per_hour"): (
        PricePart(("cost_teacher_hour",)), PricePart(("cost_coach_hour",), ("coach_group",)),
    ),
    # Materials are for a teacher, a price of one's own for each pupil of theirs.
    ("teacher-professionalisation", "per_pupil"): (
        PricePart(("cost_training_materials",), ("class_size_largest",)),
    ),
    ("lend-devices", "per_pupil"): (PricePart(("cost_device",)),),
}  # fmt: skip

_CALLS = ("parent-guidance",)
"""Types whose hours need no preparation as a lesson does, whoever leads them."""


def paid_by(kind: str, led_by: str | None, word: str) -> tuple[PricePart, ...]:
    """Give what the evidence would pay where an intervention sets a price itself, as parts to add.

    Parameters
    ----------
    kind, led_by
        Its type, and who leads it where anybody does.
    word
        The key of the price under ``cost``.

    Returns
    -------
    tuple of PricePart
        Empty where the evidence has no price for it.
    """
    if (kind, word) in _PAID_BY:
        return _PAID_BY[kind, word]
    if word != "per_hour" or led_by not in _HOURS_LED:
        return ()
    part = _HOURS_LED[led_by]
    return (PricePart(part.times[:1]),) if kind in _CALLS else (part,)


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
        return _of_leader(_OF_LEADERS[name], programmes)
    if name in _OF_TYPES:
        kind, word = _OF_TYPES[name]
        some = [one for one in programmes if one.type == kind]
        given = bool(some) and all(getattr(one.cost, word) is not None for one in some)
        return phrase("cost.{word} of the intervention stands in its place", word=word) if given else ""
    return ""


def _of_leader(paid: Paid, programmes: Sequence[Programme]) -> str:
    led = [
        one for one in programmes
        if one.type in paid.own or (one.type in paid.led and one.led_by == paid.leader)
    ]  # fmt: skip
    asked = [one for one in programmes if one.type in paid.always]
    if asked or any(one.cost.per_hour is None for one in led):
        return ""
    if led:
        return "cost.per_hour of the intervention stands in its place"
    return phrase("no hours here are paid as those of a {leader}", leader=paid.leader)
