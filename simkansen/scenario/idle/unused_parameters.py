"""What changes nothing because of another line: parameters of what is not there, groups that cannot gain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from simkansen.phrases import phrase
from simkansen.scenario.calendar import SCHOOL_DAYS, Calendar
from simkansen.scenario.idle.rules import Planned, Rule, told
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.scenario import Scenario

OF_TYPES = {
    "bring_": "bring-to-school", "cost_care_hour": "bring-to-school",
    "device_delivery_weeks": "lend-devices", "cost_device": "lend-devices",
    "guidance_": "parent-guidance",
    "training_": "teacher-professionalisation", "cost_training_": "teacher-professionalisation",
    "cost_coach_": "teacher-professionalisation", "coach_": "teacher-professionalisation",
    "peer_": "peer-tutoring", "cost_peer_": "peer-tutoring",
}  # fmt: skip
"""How parameters begin that one type of intervention alone asks for."""


def type_of(name: str) -> str:
    """Give the one type of intervention that asks for a parameter; empty where others may ask for it too."""
    return next((kind for start, kind in OF_TYPES.items() if name.startswith(start)), "")


def given_parameters(scenarios: Sequence[Scenario]) -> list[tuple[Scenario, str, str]]:
    """List the parameters to which scenarios give values: of each the scenario, the key above, the name."""
    return [
        (one, key, name)
        for one in scenarios
        for key, values in (("parameters", one.parameters), ("beyond_prior", one.beyond_prior))
        for name in values
    ]


def parameters_of_others(scenarios: Sequence[Scenario]) -> list[tuple[Scenario, Refusal]]:
    """Say which parameters belong to a type of intervention that no scenario of a run has.

    Parameters
    ----------
    scenarios
        Those of one run.

    Returns
    -------
    list of (Scenario, Refusal)
        Nothing where there is no intervention at all.
    """
    there = {one.type for scenario in scenarios for one in scenario.interventions}
    return [
        (
            scenario,
            Refusal(
                (key, name),
                phrase("{name} is of {kind}, and no scenario here has that", name=name, kind=kind),
                phrase("add one of type {kind}, or remove the line", kind=kind),
            ),
        )
        for scenario, key, name in given_parameters(scenarios)
        for start, kind in OF_TYPES.items()
        if there and kind not in there and name.startswith(start)
    ]


def notes_of_lines(at: Planned) -> list[Refusal]:
    """Say which lines of an intervention leave it nothing to change, or are cut by the calendar.

    Parameters
    ----------
    at
        The intervention in its weeks.

    Returns
    -------
    list of Refusal
        The path is below the intervention.
    """
    return [*told(_RULES, at), *_cut_by_holidays(at)]


def _asks(at: Planned, name: str, flag: bool) -> bool:
    """Tell whether a line under ``for`` asks for pupils with, or without, something."""
    asked = at.programme.target.criteria.get(name)
    return asked is not None and asked.flag is flag


_RULES: tuple[Rule[Planned], ...] = (
    Rule(
        lambda at: at.type == "lend-devices" and _asks(at, "own_device", True), ("for", "own_device"),
        "these homes have a device for every child who learns at the start: one more serves those alone in "
        "which a younger child needs one too",
        "write own_device: false, remove the line, or leave it if that is meant",
    ),
)  # fmt: skip


def _cut_by_holidays(at: Planned) -> Iterator[Refusal]:
    """Say that weeks in school time begin or end in a holiday."""
    if at.moment == "holiday":
        return
    of = {
        "from": "{day} is in a holiday, so the first week is that of {begins}",
        "to": "{day} is in a holiday, so the last week is that of {begins}",
    }
    for key, day in (("from", at.weeks.start), ("to", at.weeks.end)):
        begins = _next_lessons(at.calendar, day, step=1 if key == "from" else -1) if day else None
        if begins is not None:
            said = phrase(of[key], day=day, begins=begins)
            yield Refusal(("weeks", key), said, phrase("write {begins}, or leave it as it is", begins=begins))


def _next_lessons(calendar: Calendar, day: date, step: int) -> np.datetime64 | None:
    """Find the week with lessons after a day in a holiday, or before it; None where the day is in none."""
    monday = calendar.monday.astype("datetime64[D]")
    place = int(np.searchsorted(monday, np.datetime64(day, "D"), side="right")) - 1
    if place < 0 or calendar.teaching[place] or day.weekday() >= SCHOOL_DAYS:
        return None
    left = calendar.teaching[place:] if step > 0 else calendar.teaching[: place + 1][::-1]
    return monday[place + step * int(np.argmax(left))] if left.any() else None
