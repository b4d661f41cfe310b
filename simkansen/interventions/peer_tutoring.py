"""Peer tutoring: pairs inside the class, in which tutor and tutee both gain (A54; PEER-01, MENU-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from simkansen.interventions.base import Intervention
from simkansen.interventions.eligibility import runs
from simkansen.interventions.programme_hours import attendance_of_hours, give_hours
from simkansen.scenario.programme import Leader

if TYPE_CHECKING:
    from simkansen.interventions.roster import Roster
    from simkansen.interventions.setting import Reached, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs


PAIR = ("tutee", "tutor")


class PeerTutoring(Intervention):
    """Pairs of pupils of one class; the capacity counts pupils who are tutored."""

    kind: ClassVar[str] = "peer-tutoring"
    trials: ClassVar[tuple[str, ...]] = ("PEER-01", "MENU-01")
    answers: ClassVar[frozenset[str]] = frozenset({"hours", "what", "parents", "take_up"})
    needs_staff: ClassVar[bool] = True

    type: Literal["peer-tutoring"] = "peer-tutoring"
    led_by: Leader | None = "peer"

    def places_are_scarce(self) -> bool:
        """Tell that the order of a class says who tutors whom, however many places there are."""
        return True

    def fill(self, order: NDArray[np.int64], roster: Roster, school: int, year: int) -> NDArray[np.int64]:
        """Seat tutees by rank, and with each a classmate from the other end of the list."""
        start, end = int(roster.start[school]), int(roster.end[school])
        klass = np.asarray(roster.setting.population.pupils.klass)[start:end, year]
        mates = np.flatnonzero(roster.comes[start:end] & (klass >= 0))
        if mates.size == 0:
            return mates
        mates = mates[np.lexsort((-roster.score[start:end][mates], klass[mates]))]
        first, size = runs(klass[mates])
        size_of_class = np.repeat(size, size)
        place = np.arange(mates.size) - np.repeat(first, size)
        wanted = np.zeros(end - start, dtype=np.bool_)
        wanted[super().fill(order, roster, school, year)] = True
        tutee = wanted[mates] & (place < size_of_class // len(PAIR))
        tutors = np.repeat(np.add.reduceat(tutee, first, dtype=np.int64), size)
        return np.sort(mates[tutee | (place >= size_of_class - tutors)])

    def offered(self, roster: Roster) -> None:
        """Tell nothing: tutors are found among those who would come, and nobody is seen to refuse that."""

    def attendance(self, setting: Setting) -> float:
        """Share of the hours that pupils attend."""
        return attendance_of_hours(self, setting)

    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs, setting: Setting) -> None:
        """Add hours for tutor and tutee; those in school time displace lessons."""
        give_hours(self, reached, inputs, setting)
