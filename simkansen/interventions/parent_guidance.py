"""Help and guide parents: weekly calls and messages (A56, B22-B23, E26-E31; PAR-01, PAR-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from simkansen.interventions.action import Action
from simkansen.interventions.base import Intervention
from simkansen.interventions.looks import Look
from simkansen.interventions.pricing import price_of_hour
from simkansen.interventions.programme_hours import leader_factor
from simkansen.scenario.schema.programme import Leader, ParentsRole, Weeks

if TYPE_CHECKING:
    from simkansen.interventions.setting import Reached, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.learning.trace import Ledger


class ParentGuidance(Intervention):
    """Calls that give parents time, ability and trust; most where schooling gives least."""

    answers: ClassVar[frozenset[str]] = frozenset({"hours", "led_by", "parents", "take_up"})
    trials: ClassVar[tuple[str, ...]] = ("PAR-01", "PAR-02")
    rests_on: ClassVar[tuple[str, ...]] = ("guidance_hours",)
    by_parameter: ClassVar[dict[str, str]] = {"hours": "guidance_call_hours"}
    look: ClassVar[Look] = Look("#009E73", "dash-dotted", "^")
    hours_of: ClassVar[Literal["pupil", "parent", "teacher"]] = "parent"
    only_while_closed: ClassVar[bool] = True
    moment_matters: ClassVar[bool] = False
    parents_do_more: ClassVar[bool] = True

    type: Literal["parent-guidance"] = "parent-guidance"
    weeks: Weeks | None = Weeks(while_="closed")
    led_by: Leader | None = "teacher"
    parents: ParentsRole | None = "partners"

    def action(self, setting: Setting) -> Guidance:
        """Call the homes."""
        return Guidance(self, setting)

    def hour_price_words(self) -> str:
        """Price of an hour of calls: a teacher's without preparation."""
        return "{cost_teacher_hour}" if self.led_by == "teacher" else super().hour_price_words()


class Guidance(Action[ParentGuidance]):
    """Calls to homes, by a leader who is worth more or less."""

    steady: ClassVar[bool] = True

    def usual_hours(self) -> float:
        """Length of a weekly call (h/week)."""
        return self.parameters["guidance_call_hours"]

    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs) -> None:
        """Add parents' hours, ability and trust, and the school's contact with the pupil."""
        parameters = self.parameters
        partners = self.intervention.parents == "partners"
        dose = min(1.0, self.hours_per_week() / parameters["guidance_call_hours"])
        dose *= leader_factor(self)
        closes = parameters["guidance_partners" if partners else "guidance_informed"] * dose
        homes = reached.households
        inputs.guidance[homes] = np.maximum(inputs.guidance[homes], closes)
        lacking = np.maximum(0.0, 1.0 - inputs.parent_hours[homes] / parameters["guidance_enough"])
        inputs.parent_hours[homes] += parameters["guidance_hours"] * dose * lacking
        inputs.contact[reached.pupils] += parameters["guidance_contact"] * dose
        if partners:
            inputs.respect[homes] += parameters["guidance_respect"] * dose * (1.0 - inputs.respect[homes])

    def account(self, facts: WeekFacts, reached: Reached, ledger: Ledger) -> None:
        """Pay for a call to each home, by the working hour: a call needs no preparation like a lesson."""
        said, parameters = self.intervention, self.parameters
        hours = self.hours_per_week() * reached.households.size
        price = price_of_hour(said, parameters)
        if said.led_by == "teacher" and said.cost.per_hour is None:
            price = parameters["cost_teacher_hour"]
        ledger.pupil_hours += self.hours_per_week() * reached.pupils.size
        ledger.cost["hours"] += hours * price
        if said.takes_staff():
            ledger.staff_hours_needed += hours
