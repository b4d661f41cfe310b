"""What changes nothing because of another line: parameters of what is not there, groups that cannot gain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from simkansen.scenario.calendar import Calendar
from simkansen.scenario.programme import Programme
from simkansen.scenario.schema import Scenario
from simkansen.scenario.words import Refusal

OF_TYPES = {
    "bring_": "bring-to-school", "cost_care_hour": "bring-to-school",
    "device_delivery_weeks": "lend-devices", "cost_device": "lend-devices",
    "guidance_": "parent-guidance",
    "training_": "teacher-professionalisation", "cost_training_": "teacher-professionalisation",
    "cost_coach_": "teacher-professionalisation", "coach_": "teacher-professionalisation",
    "peer_": "peer-tutoring", "cost_peer_": "peer-tutoring",
}  # fmt: skip
"""How parameters begin that one type of intervention alone asks for."""


def parameters_of_others(scenarios: Sequence[Scenario]) -> list[tuple[Scenario, Refusal]]:
    """Say which parameters belong to a type of intervention that no scenario of a run has.

    Parameters
    ----------
    scenarios
        Those of one run.

    Returns
    -------
    list of (Scenario, (path, what is said, what to do))
        Nothing where there is no intervention at all.
    """
    there = {one.type for scenario in scenarios for one in scenario.interventions}
    found: list[tuple[Scenario, Refusal]] = []
    for scenario in scenarios if there else ():
        for key, names in (("parameters", scenario.parameters), ("beyond_prior", scenario.beyond_prior)):
            for name, kind in _asked_by(names):
                if kind not in there:
                    said = f"{name} is of {kind}, and no scenario here has that"
                    fix = f"add one of type {kind}, or remove the line"
                    found.append((scenario, ((key, name), said, fix)))
    return found


def _asked_by(names: Iterable[str]) -> list[tuple[str, str]]:
    """Give names of parameters with the type that alone asks for them, where there is one."""
    return [(name, kind) for name in names for start, kind in OF_TYPES.items() if name.startswith(start)]


def notes_of_lines(programme: Programme, calendar: Calendar) -> list[Refusal]:
    """Say which lines of an intervention leave it nothing to change, or are cut by the calendar.

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
    found: list[Refusal] = []
    owned = programme.target.criteria.get("own_device")
    if programme.type == "lend-devices" and owned is not None and owned.flag:
        said = "homes with a device for every learning child gain nothing by one more"
        found.append((("for", "own_device"), said, "write own_device: false, or remove the line"))
    return [*found, *_without_ground(programme), *_cut_by_holidays(programme, calendar)]


def _without_ground(programme: Programme) -> list[Refusal]:
    """Say that the only ground on which pupils come is one that the lines under ``for`` leave out."""
    grounds = tuple(getattr(programme, "grounds", ()))
    leaves_out = {"safety": ("unsafe", False), "place": ("quiet_place", True)}
    if len(grounds) != 1 or grounds[0] not in leaves_out:
        return []
    name, flag = leaves_out[grounds[0]]
    asked = programme.target.criteria.get(name)
    if asked is None or asked.flag is not flag:
        return []
    said = f"nobody is left: the only ground is {grounds[0]}, and this line leaves out all who have it"
    return [(("for", name), said, "remove the line, or name other grounds")]


def _cut_by_holidays(programme: Programme, calendar: Calendar) -> list[Refusal]:
    """Say that weeks in school time begin or end in a holiday."""
    weeks = programme.weeks
    holiday = programme.hours is not None and programme.hours.moment == "holiday"
    if weeks is None or holiday:
        return []
    monday = calendar.monday.astype("datetime64[D]")
    found: list[Refusal] = []
    for key, day, other in (("from", weeks.start, "first"), ("to", weeks.end, "last")):
        if day is None:
            continue
        place = int(np.searchsorted(monday, np.datetime64(day, "D"), side="right")) - 1
        weekend = day.weekday() >= 5
        left = calendar.teaching[place:] if key == "from" else calendar.teaching[: place + 1][::-1]
        if weekend or place < 0 or calendar.teaching[place] or not left.any():
            continue
        step = int(np.argmax(left))
        begins = monday[place + step if key == "from" else place - step]
        said = f"{day} is in a holiday, so the {other} week is that of {begins}"
        found.append((("weeks", key), said, f"write {begins}, or leave it"))
    return found
