"""Help and guide parents: weekly calls and messages (A56, B22-B23, E26-E31; PAR-01, PAR-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from simkansen.interventions.base import Intervention
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

    kind: ClassVar[str] = "parent-guidance"
    trials: ClassVar[tuple[str, ...]] = ("PAR-01", "PAR-02")
    answers: ClassVar[frozenset[str]] = frozenset({"hours", "led_by", "parents", "take_up"})
    only_while_closed: ClassVar[bool] = True
    moment_matters: ClassVar[bool] = False
    parents_do_more: ClassVar[bool] = True

    type: Literal["parent-guidance"] = "parent-guidance"
    weeks: Weeks | None = Weeks(while_="closed")
    led_by: Leader | None = "teacher"
    parents: ParentsRole | None = "partners"

    def usual_hours(self, setting: Setting) -> float:
        """Length of a weekly call (h/week)."""
        return setting.parameters["guidance_call_hours"]

    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs, setting: Setting) -> None:
        """Add parents' hours, ability and trust, and the school's contact with the pupil."""
        parameters = setting.parameters
        partners = self.parents == "partners"
        dose = min(1.0, self.hours_per_week(setting) / parameters["guidance_call_hours"])
        dose *= leader_factor(self, setting)
        closes = parameters["guidance_partners" if partners else "guidance_informed"] * dose
        homes = reached.households
        inputs.guidance[homes] = np.maximum(inputs.guidance[homes], closes)
        lacking = np.maximum(0.0, 1.0 - inputs.parent_hours[homes] / parameters["guidance_enough"])
        inputs.parent_hours[homes] += parameters["guidance_hours"] * dose * lacking
        inputs.contact[reached.pupils] += parameters["guidance_contact"] * dose
        if partners:
            inputs.respect[homes] += parameters["guidance_respect"] * dose * (1.0 - inputs.respect[homes])

    def account(self, facts: WeekFacts, reached: Reached, ledger: Ledger, setting: Setting) -> None:
        """Pay for a call to each home, by the working hour: a call needs no preparation like a lesson."""
        parameters = setting.parameters
        hours = self.hours_per_week(setting) * reached.households.size
        price = price_of_hour(self, parameters)
        if self.led_by == "teacher" and self.cost.per_hour is None:
            price = parameters["cost_teacher_hour"]
        ledger.pupil_hours += self.hours_per_week(setting) * reached.pupils.size
        ledger.cost["hours"] += hours * price
        if self.takes_staff():
            ledger.staff_hours_needed += hours
