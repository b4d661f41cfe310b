"""Rules of what is said of a scenario: when, of which line, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from simkansen.scenario.calendar import Calendar
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.programme import Moment, Programme, Weeks
from simkansen.scenario.schema.scenario import PopulationSpec

S = TypeVar("S")


class Rule(NamedTuple, Generic[S]):
    """What is said of one line, where it holds.

    Attributes
    ----------
    holds
        Tells whether there is something to say.
    path
        The line.
    said
        What is said; a function of the case where it names what the case has.
    fix
        What to do.
    """

    holds: Callable[[S], object]
    path: tuple[str | int, ...]
    said: str | Callable[[S], str]
    fix: str | Callable[[S], str]


def told(rules: Sequence[Rule[S]], case: S) -> list[Refusal]:
    """Apply every rule to a case.

    Returns
    -------
    list of Refusal
    """
    return [
        Refusal(rule.path, _text(rule.said, case), _text(rule.fix, case))
        for rule in rules
        if rule.holds(case)
    ]


def _text(words: str | Callable[[S], str], case: S) -> str:
    return words if isinstance(words, str) else words(case)


@dataclass(frozen=True)
class Planned:
    """An intervention without problems, in the weeks and the schools of its scenario.

    Attributes
    ----------
    programme
        The intervention.
    calendar
        The weeks of the scenario.
    schools
        Who is simulated, where that could be read.
    """

    programme: Programme
    calendar: Calendar
    schools: PopulationSpec | None = None

    @cached_property
    def type(self) -> str:
        """Type of the intervention."""
        return self.programme.type

    @cached_property
    def moment(self) -> Moment:
        """When in a week its hours are."""
        return self.programme.hours.moment if self.programme.hours else "school"

    @cached_property
    def weeks(self) -> Weeks:
        """The weeks that it asks for, all where it asks for none."""
        return self.programme.weeks or Weeks()

    @cached_property
    def has_dates(self) -> bool:
        """Whether a first or last day is asked for."""
        return bool(self.weeks.start or self.weeks.end)

    @cached_property
    def asked(self) -> NDArray[np.bool_]:
        """Which weeks of the calendar these are, whatever its type makes of them (weeks)."""
        return self.calendar.weeks_of(self.weeks, self.moment)

    @cached_property
    def running(self) -> NDArray[np.bool_]:
        """In which of them it runs (weeks)."""
        return self.asked & self.calendar.closed if self.programme.only_while_closed else self.asked

    @cached_property
    def without_closure(self) -> bool:
        """Whether nothing comes of it, as schools are open in all its weeks."""
        return self.programme.needs_closure and not (self.asked & self.calendar.closed).any()

    @cached_property
    def chooses(self) -> bool:
        """Whether it asks for weeks, some of which can do something."""
        return self.programme.weeks is not None and not self.without_closure

    def is_same_as(self, weeks: Weeks) -> bool:
        """Tell whether other words ask for the same weeks."""
        return bool((self.calendar.weeks_of(weeks, self.moment) == self.asked).all())
