"""Lend a laptop to pupils without one of their own (A21, A23; DEV-01, DEV-02)."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field, PositiveInt

from simkansen.interventions.action import Action
from simkansen.interventions.base import Intervention
from simkansen.interventions.looks import Look
from simkansen.phrases import phrase, phrase_of
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.programme import Weeks
from simkansen.scenario.schema.targeting import Criterion, Target

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simkansen.interventions.roster import Roster
    from simkansen.interventions.setting import Newcomers, Reached, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.learning.trace import Ledger
    from simkansen.schooling.calendar import Calendar


class LendDevices(Intervention):
    """Devices for homes that lack them; a gate that opens, for those who can go through."""

    answers: ClassVar[frozenset[str]] = frozenset({"parents", "take_up"})
    trials: ClassVar[tuple[str, ...]] = ("DEV-01",)
    rests_on: ClassVar[tuple[str, ...]] = ("cost_device",)
    look: ClassVar[Look] = Look("#CC79A7", "dotted", "v")
    needs_closure: ClassVar[bool] = True
    awaits: ClassVar[str] = "device_delivery_weeks"
    idle: ClassVar[Mapping[tuple[str, str], str]] = {("cost", "per_hour"): "a device is paid once, per pupil"}

    type: Literal["lend-devices"] = "lend-devices"
    weeks: Weeks | None = Weeks(while_="closed")
    target: Target = Target(criteria={"own_device": Criterion(flag=False)})
    per_home: PositiveInt = Field(default=1, description="Devices for each home.")

    def problems(self, calendar: Calendar) -> list[Refusal]:
        """Find what is wrong with it, weeks in which nobody learns at home among it."""
        found = super().problems(calendar)
        asked = calendar.weeks_of(self.weeks or Weeks())
        if asked.any() and calendar.closed.any() and not (asked & calendar.closed).any():
            said = "schools are closed in none of its weeks, and a lent device does something then alone"
            found.append(Refusal(("weeks",), said, "choose other weeks, or remove the intervention"))
        return found

    def action(self, setting: Setting) -> Lending:
        """Lend devices to homes."""
        return Lending(self, setting)

    def hour_price_words(self) -> str:
        """Nothing: a device asks for no hours."""
        return ""

    def start_price_words(self) -> str:
        """Price of the device."""
        return "{cost_device}, for each device"


class Lending(Action[LendDevices]):
    """Devices that arrive some weeks after they were ordered, and stay."""

    steady: ClassVar[bool] = True

    def usual_hours(self) -> float:
        """No hours: a device asks for none."""
        return 0.0

    def hindered(self) -> Refusal | None:
        """Say that the devices arrive when no school is closed any more."""
        running = self.running_for_meant()
        delay = self.parameters["device_delivery_weeks"]
        closed = [one.closed for one in self.setting.followed.timetables.calendars]
        if not running.any() or any(_used(*weeks, delay) for weeks in zip(running, closed, strict=True)):
            return None
        weeks = phrase_of(ceil(delay), "{number:,g} week", "{number:,g} weeks")
        said = phrase(
            "a lent device arrives after {weeks} at the soonest, and then no school is closed in these weeks",
            weeks=weeks,
        )
        return Refusal(("weeks",), said, "let it start before the closure, or choose other weeks")

    def taking_part(self, roster: Roster, week: int) -> NDArray[np.bool_]:
        """Tell whose device has been delivered."""
        return roster.member & (roster.joined + self.parameters["device_delivery_weeks"] <= week)

    def reach_changed(self, roster: Roster, since: int, week: int) -> bool:
        """Tell whether devices have arrived."""
        delay = self.parameters["device_delivery_weeks"]
        return any(since < joined + delay <= week for joined in roster.joining_weeks)

    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs) -> None:
        """Add the lent devices to what the home has."""
        inputs.devices[reached.households] += self.intervention.per_home

    def account(self, facts: WeekFacts, reached: Reached, ledger: Ledger) -> None:
        """Cost falls when a device is bought, not by the week."""

    def price_of_start(self, new: Newcomers) -> float:
        """EUR for the devices of the homes that start; a price per pupil is one per device."""
        given = self.intervention.cost.per_pupil
        price = self.parameters["cost_device"] if given is None else given
        return price * self.intervention.per_home * new.households


def _used(running: NDArray[np.bool_], closed: NDArray[np.bool_], delay: float) -> bool:
    """Tell whether schools of a timetable are closed once devices of their first week have come."""
    weeks = np.flatnonzero(running)
    return bool(weeks.size and closed[weeks[weeks >= weeks[0] + delay]].any())
