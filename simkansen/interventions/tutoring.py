"""Tutoring, one to one up to small groups (A53, E13-E19; TUT-01, TUT-03, TUT-04, TUT-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from simkansen.interventions.action import Action
from simkansen.interventions.base import Intervention
from simkansen.interventions.looks import Look
from simkansen.interventions.programme_hours import attendance_of_hours, give_hours
from simkansen.scenario.schema.programme import Weeks

if TYPE_CHECKING:
    from simkansen.interventions.setting import Reached, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs


class Tutoring(Intervention):
    """Extra hours with a tutor for pupils whose need the school sees."""

    answers: ClassVar[frozenset[str]] = frozenset(
        {"hours", "group_size", "led_by", "what", "parents", "take_up"}
    )
    trials: ClassVar[tuple[str, ...]] = ("TUT-01", "TUT-03", "TUT-04")
    look: ClassVar[Look] = Look("#0072B2", "solid", "s")
    needs_staff: ClassVar[bool] = True

    type: Literal["tutoring"] = "tutoring"
    weeks: Weeks | None = Weeks(while_="after-closure")

    def action(self, setting: Setting) -> TutoringAction:
        """Give extra hours."""
        return TutoringAction(self, setting)


class TutoringAction(Action[Tutoring]):
    """Hours in small groups, worth by size, leader, content and moment."""

    steady: ClassVar[bool] = True

    def attendance(self) -> float:
        """Share of the hours that pupils attend."""
        return attendance_of_hours(self)

    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs) -> None:
        """Add hours; those in school time displace lessons."""
        give_hours(self, reached, inputs)
