"""What decides in a scenario which parameters are asked for: its weeks and its interventions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simkansen.scenario.calendar import Calendar
from simkansen.scenario.schema.programme import Programme, Weeks

BRING, GUIDE, LEND = "bring-to-school", "parent-guidance", "lend-devices"
TUTOR, PEER, COACH = "tutoring", "peer-tutoring", "teacher-professionalisation"

NEVER = "schools never close in this calendar"


@dataclass(frozen=True)
class Situation:
    """What decides in one scenario which parameters are asked for: its weeks and its interventions."""

    calendar: Calendar
    programmes: Sequence[Programme]

    def of(self, *types: str) -> list[Programme]:
        """Give the interventions of some types."""
        return [one for one in self.programmes if one.type in types]

    @cached_property
    def closed(self) -> bool:
        """Whether schools are closed, or open for half of their pupils, in some week."""
        return bool(self.calendar.closed.any())

    @cached_property
    def rota_of_weeks(self) -> bool:
        """Whether some pupils are at home for a whole week while others of their class are in school."""
        return any(phase.rota == "weeks" for phase in self.calendar.phases)

    @cached_property
    def some_levels(self) -> bool:
        """Whether some levels close while others are open."""
        return any(phase.scope.levels for phase in self.calendar.phases)

    @cached_property
    def hours(self) -> list[Programme]:
        """Interventions that give hours to pupils."""
        return self.of(TUTOR, PEER)

    @cached_property
    def moments(self) -> set[str]:
        """When such hours are given."""
        return {one.hours.moment if one.hours else "school" for one in self.hours}

    @cached_property
    def estimated(self) -> list[Programme]:
        """Interventions for which the model estimates who comes."""
        some = [one for one in self.programmes if one.type != COACH]
        return [one for one in some if one.take_up is None or one.take_up.share is None]

    @cached_property
    def asked(self) -> set[str]:
        """Attributes that lines under ``for`` ask."""
        return {name for one in self.programmes for name in one.target.criteria}


Idle = Callable[[Situation, float], str]
"""Gives why a value of a parameter changes nothing; empty where it changes something."""


def unless(asks: Callable[[Situation], object], why: str) -> Idle:
    """Make a rule: a value changes nothing, for this reason, unless a situation asks for it."""
    return lambda at, _: "" if asks(at) else why


def remote_coaching_is_used(programme: Programme, calendar: Calendar) -> bool:
    """Tell whether schools are closed in a week after coaching has begun, or in its first."""
    holiday = programme.hours is not None and programme.hours.moment == "holiday"
    running = calendar.weeks_of(programme.weeks or Weeks(), "holiday" if holiday else "school")
    return bool(running.any() and calendar.closed[int(np.argmax(running)) :].any())
