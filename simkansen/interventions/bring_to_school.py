"""Bring pupils to school while it is closed, on three grounds (A47-A50, B15; EMC-01, RES-17, RES-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from simkansen.interventions.action import Action
from simkansen.interventions.base import Intervention
from simkansen.interventions.looks import Look
from simkansen.learning.rates import rates_of
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.programme import Leader, Weeks
from simkansen.scenario.schema.words import Many
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.interventions.roster import Roster
    from simkansen.interventions.setting import Reached, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.learning.trace import Ledger
    from simkansen.schooling.calendar import Calendar

# Imports within functions: rules of learning load numba, and files are checked without it.

Ground = Literal["guidance", "safety", "place"]


class BringToSchool(Intervention):
    """A supervised place in school for pupils with too little guidance, safety or place at home."""

    answers: ClassVar[frozenset[str]] = frozenset({"parents", "take_up"})
    rests_on: ClassVar[tuple[str, ...]] = ("bring_group", "cost_care_hour")
    by_parameter: ClassVar[dict[str, str]] = {"days": "bring_days"}
    look: ClassVar[Look] = Look("#D55E00", "dashed", "D")
    only_while_closed: ClassVar[bool] = True
    # Seats bound it, not the hours that staff have left: supervisors may be hired for the weeks it runs.
    uses_school_staff: ClassVar[bool] = False

    type: Literal["bring-to-school"] = "bring-to-school"
    weeks: Weeks | None = Weeks(while_="closed")
    led_by: Leader | None = "teaching-assistant"
    grounds: Many[Ground] = Field(
        default=("guidance", "safety", "place"),
        description="What makes a pupil eligible: one ground or more.",
    )
    days: float | None = Field(default=None, gt=0, description="School days a week in school.")

    def problems(self, calendar: Calendar) -> list[Refusal]:
        """Find what is wrong, more days than a school week has and a ground that nobody has among it."""
        most = load_system().week.school_days.value
        found = super().problems(calendar)
        if self.days is not None and self.days > most:
            said = phrase("a school week has no {days:,g} days", days=self.days)
            found.append(Refusal(("days",), said, phrase("write {most:g} or less", most=most)))
        asked = self.target.criteria
        out = {
            ground: name
            for ground, name, flag in (("safety", "unsafe", False), ("place", "quiet_place", True))
            if name in asked and asked[name].flag is flag
        }
        if set(self.grounds) <= out.keys():
            last = self.grounds[-1]
            only = (
                phrase("{last} is the only ground", last=last)
                if len(self.grounds) == 1
                else phrase("{last} is the last ground", last=last)
            )
            said = phrase("nobody is left: {only}, and this line leaves out who has it", only=only)
            found.append(Refusal(("for", out[last]), said, "remove the line, or name other grounds"))
        return found

    def places_are_scarce(self) -> bool:
        """Tell that a building's seats are few."""
        return True

    def action(self, setting: Setting) -> Bringing:
        """Seat pupils in school."""
        return Bringing(self, setting)

    def hour_price_words(self) -> str:
        """Price of an hour of a supervisor."""
        return "{cost_care_hour}"


class Bringing(Action[BringToSchool]):
    """Seats that emergency care leaves, for those with a ground for one."""

    steady: ClassVar[bool] = True

    def share_of_week(self) -> float:
        """Share of the school week in school, that of the parameters where the scenario gives no days."""
        given = self.intervention.days
        days = self.parameters["bring_days"] if given is None else given
        return days / load_system().week.school_days.value

    def grounds_met(self) -> NDArray[np.bool_]:
        """Tell who has one of the grounds: guidance (A48), safety (A49), place (A50)."""
        homes, parameters = self.population.households, self.parameters
        met = np.zeros(len(homes.parents), dtype=np.bool_)
        if "guidance" in self.intervention.grounds:
            met |= np.asarray(homes.parent_capability) < parameters["bring_low_guidance"]
            met |= np.asarray(homes.parent_hours) < parameters["bring_few_hours"]
        if "safety" in self.intervention.grounds:
            met |= np.asarray(homes.unsafe) == 1
        if "place" in self.intervention.grounds:
            met |= np.asarray(homes.quiet_place) == 0
        pupils = self.population.pupils
        return met[np.asarray(pupils.household)] & ~self._in_care()

    def _in_care(self) -> NDArray[np.bool_]:
        """Tell who has a place in emergency care in some closure, and so needs none here."""
        from simkansen import chance
        from simkansen.compiled import rate_table
        from simkansen.learning.presence import in_care_of

        pupils = self.population.pupils
        draw = chance.uniforms(self.setting.key, "emergency-care", np.asarray(pupils.unit))
        rank = np.asarray(self.population.households.vital_job)[np.asarray(pupils.household)]
        vital, vulnerable = (_most_care(self.setting, name) for name in ("vital", "vulnerable"))
        rates = rate_table(rates_of(self.parameters))
        return in_care_of(rank, np.asarray(pupils.vulnerable), draw, vital, vulnerable, rates)

    def fill(self, order: NDArray[np.int64], roster: Roster, school: int, year: int) -> NDArray[np.int64]:
        """Fill places up to what the building holds during a closure, beside emergency care."""
        if roster.in_care is None:
            roster.in_care = self._in_care()
        if year not in roster.seats:
            roster.seats[year] = self._free_seats(roster.in_care, year)
        return super().fill(order, roster, school, year)[: roster.seats[year][school]]

    def _free_seats(self, in_care: NDArray[np.bool_], year: int) -> NDArray[np.int64]:
        """Count the seats that emergency care leaves in each school, shape (schools,)."""
        pupils, schools = self.population.pupils, self.population.schools
        learning = np.asarray(pupils.klass)[:, year] >= 0
        count = len(schools.places_share)
        own = np.bincount(np.asarray(pupils.school)[learning], minlength=count)
        taken = np.bincount(np.asarray(pupils.school)[learning & in_care], minlength=count)
        seats = (np.asarray(schools.places_share) * own).astype(np.int64)
        return np.asarray(np.maximum(0, seats - taken))

    def hindered(self) -> Refusal | None:
        """Say that emergency care leaves no seat in any school."""
        years = np.unique(self.setting.calendar.school_year[self.running()])
        in_care = self._in_care()
        if any(self._free_seats(in_care, int(year)).any() for year in years):
            return None
        said = "no school has a seat left: emergency care takes all that a building holds during a closure"
        return Refusal((), said, "give less emergency care, or remove the intervention")

    def usual_hours(self) -> float:
        """Hours in school in a week that is closed whole."""
        return self.share_of_week() * self.parameters["school_week_hours"]

    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs) -> None:
        """Seat pupils in school; the staff time this takes is lost to remote teaching."""
        share = self.share_of_week()
        pupils = self.population.pupils
        inputs.brought[reached.pupils] = np.maximum(inputs.brought[reached.pupils], share)
        klass = np.asarray(pupils.klass)[reached.pupils, facts.school_year]
        size = np.asarray(self.population.classes.size)[:, facts.school_year]
        lost = self.parameters["bring_teacher_time"] * share
        np.add.at(inputs.teacher_time, klass, lost / size[klass])

    def account(self, facts: WeekFacts, reached: Reached, ledger: Ledger) -> None:
        """Count and pay supervisors, a group each, for the days that school is closed this week."""
        from simkansen.arithmetic import total

        parameters = self.parameters
        pupils = self.counted(self._by_timetable, reached, facts.school_year)
        hours = total(self.usual_hours() * np.asarray(facts.today)["remote"] * pupils)
        led = hours / parameters["bring_group"]
        given = self.intervention.cost.per_hour
        price = parameters["cost_care_hour"] if given is None else given
        ledger.pupil_hours += hours
        ledger.cost["hours"] += led * price
        ledger.staff_hours_needed += led

    def _by_timetable(self, reached: Reached, year: int) -> NDArray[np.int64]:
        """Count those whom it reaches by the timetable that they follow."""
        followed = self.setting.followed
        timetables = followed.pupils[reached.pupils, year]
        return np.bincount(timetables, minlength=len(followed.timetables.calendars))


def _most_care(setting: Setting, name: str) -> NDArray[np.float64]:
    """Give the largest share in emergency care that each pupil's school gives in a week, shape (pupils,)."""
    followed, year = setting.followed, setting.calendar.school_year
    by_week = np.stack([getattr(one, name) for one in followed.timetables.calendars])
    years = np.arange(followed.pupils.shape[1])
    by_year = np.stack([by_week[:, year == one].max(axis=1, initial=0.0) for one in years], axis=1)
    return np.asarray(by_year[followed.pupils, years].max(axis=1))
