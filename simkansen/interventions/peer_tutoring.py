"""Peer tutoring: pairs inside the class, in which tutor and tutee both gain (A54; PEER-01, MENU-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from simkansen.interventions.action import ROUNDING, Action
from simkansen.interventions.base import Intervention
from simkansen.interventions.eligibility import runs
from simkansen.interventions.looks import Look
from simkansen.interventions.programme_hours import attendance_of_hours, give_hours
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.programme import Leader, Weeks

if TYPE_CHECKING:
    from simkansen.interventions.roster import Roster
    from simkansen.interventions.setting import Reached, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.learning.trace import Ledger
    from simkansen.schooling.calendar import Calendar


PAIR = ("tutee", "tutor")


class PeerTutoring(Intervention):
    """Pairs of pupils of one class, guided by its teacher; the capacity counts pupils who are tutored."""

    answers: ClassVar[frozenset[str]] = frozenset({"hours", "what", "parents", "take_up"})
    trials: ClassVar[tuple[str, ...]] = ("PEER-01", "MENU-01")
    look: ClassVar[Look] = Look("#000000", "long-dashed", "P")
    needs_staff: ClassVar[bool] = True
    in_pairs: ClassVar[bool] = True

    type: Literal["peer-tutoring"] = "peer-tutoring"
    weeks: Weeks | None = Weeks(while_="after-closure")
    led_by: Leader | None = "peer"

    def notes(self, calendar: Calendar) -> list[Refusal]:
        """Say, beside what all say, that no trial had pairs of one class in a holiday."""
        found = super().notes(calendar)
        if self.moment == "holiday":
            said = (
                "pairs of classmates in a holiday are beyond what was tried: trials were in lessons (PEER-01)"
            )
            fix = "give hours in school or after school, or read the result as a guess"
            found.append(Refusal(("hours", "moment"), said, fix))
        return found

    def places_are_scarce(self) -> bool:
        """Tell that the order of a class says who tutors whom, however many places there are."""
        return True

    def action(self, setting: Setting) -> Pairing:
        """Pair the pupils of a class."""
        return Pairing(self, setting)

    def hour_price_words(self) -> str:
        """Price of what a pupil uses, and of the teacher who guides the pairs of a class."""
        return "{cost_peer_hour} a pupil, and {cost_teacher_hour} x {peer_guiding} for the teacher of a class"


class Pairing(Action[PeerTutoring]):
    """Tutees by rank, each with a classmate from the other end of the list."""

    steady: ClassVar[bool] = True

    def fill(self, order: NDArray[np.int64], roster: Roster, school: int, year: int) -> NDArray[np.int64]:
        """Seat tutees by rank, and with each a classmate from the other end of the list."""
        start, end = int(roster.start[school]), int(roster.end[school])
        klass = np.asarray(self.population.pupils.klass)[start:end, year]
        mates = np.flatnonzero(roster.comes[start:end] & (klass >= 0))
        if mates.size == 0:
            return mates
        mates = mates[np.lexsort((-roster.score[start:end][mates], klass[mates]))]
        first, size = runs(klass[mates])
        size_of_class = np.repeat(size, size)
        place = np.arange(mates.size) - np.repeat(first, size)
        helped = np.zeros(end - start, dtype=np.bool_)
        helped[mates] = place < size_of_class // len(PAIR)
        wanted = super().fill(order, roster, school, year)
        # A class whose wanted pupils all help others has no pair: it asks its teacher for nothing.
        wanted = wanted[helped[wanted]]
        roster.hours_asked[school, year] = self.staff_hours(wanted, school, year)
        guided = np.zeros(end - start, dtype=np.bool_)
        guided[self._guided(wanted, klass[wanted], school, year)] = True
        tutee = guided[mates]
        tutors = np.repeat(np.add.reduceat(tutee, first, dtype=np.int64), size)
        return np.sort(mates[tutee | (place >= size_of_class - tutors)])

    def _guided(
        self, order: NDArray[np.int64], klass: NDArray[np.int64], school: int, year: int
    ) -> NDArray[np.int64]:
        """Keep the pupils of as many classes, by rank, as the school's teachers have hours to guide."""
        hours = self._guiding_hours()
        left = max(0.0, self.setting.hours_left(self.intervention.moment)[school, year])
        _, met = np.unique(klass, return_index=True)
        classes = klass[np.sort(met)]
        if hours > 0.0:
            classes = classes[: int(left / hours + ROUNDING)]
        return order[np.isin(klass, classes)]

    def _guiding_hours(self) -> float:
        """Teacher's hours a week for the pairs of one class; outside lessons the teacher comes for them."""
        beside = self.parameters["peer_guiding"] + (0.0 if self.intervention.moment == "school" else 1.0)
        return self.hours_per_week() * beside

    def hours_of_one_group(self) -> float:
        """Hours a week that the pairs of one class ask of its teacher."""
        return self._guiding_hours()

    def staff_hours(self, pupils: NDArray[np.int64], school: int, year: int) -> float:
        """Hours a week that teachers prepare and guide the pairs, by class."""
        everyone = self.population.pupils
        start = int(np.searchsorted(everyone.school, school, side="left"))
        return self._guiding_hours() * _classes(np.asarray(everyone.klass)[start + pupils, year])

    def offered(self, roster: Roster) -> None:
        """Tell nothing: tutors are found among those who would come, and nobody is seen to refuse that."""

    def attendance(self) -> float:
        """Share of the hours that pupils attend."""
        return attendance_of_hours(self)

    def account(self, facts: WeekFacts, reached: Reached, ledger: Ledger) -> None:
        """Pay for what pairs use, and for the teachers who prepare and guide them, by the working hour."""
        super().account(facts, reached, ledger)
        guiding = self._guiding_hours() * self.counted(self._guided_classes, reached, facts.school_year)
        ledger.staff_hours_needed += guiding
        ledger.cost["hours"] += guiding * self.parameters["cost_teacher_hour"]

    def _guided_classes(self, reached: Reached, year: int) -> int:
        """Count the classes of those whom it reaches."""
        return _classes(np.asarray(self.population.pupils.klass)[reached.pupils, year])

    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs) -> None:
        """Add hours for tutor and tutee; those in school time displace lessons."""
        give_hours(self, reached, inputs)


def _classes(klass: NDArray[np.int64]) -> int:
    """Count the classes of some pupils."""
    return int(np.unique(klass).size)
