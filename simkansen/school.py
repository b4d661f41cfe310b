"""Schools: the Mesa agents that decide whom a programme reaches."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast
from weakref import WeakKeyDictionary

import mesa

from simkansen.schooling import load_system

if TYPE_CHECKING:
    from simkansen.learning.columns import State, WeekFacts
    from simkansen.population import Population


class Choice(Protocol):
    """A programme that schools decide about (`simkansen.interventions.delivery.Delivery`)."""

    def decide(self, school: int, facts: WeekFacts, state: State) -> None:
        """Let one school fill its places."""


class Environment(Protocol):
    """What schools and pupils see of the model that they live in (`simkansen.model.SchoolModel`)."""

    @property
    def population(self) -> Population:
        """The five tables."""

    @property
    def state(self) -> State:
        """The columns that change."""

    @property
    def facts(self) -> WeekFacts:
        """The calendar of this week."""

    @property
    def deciding(self) -> Sequence[Choice]:
        """Programmes that ask for a decision this week."""


class _Numbers(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Numbers for the agents of each model, from 1."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        return self.setdefault(model, itertools.count(1))


class _Agent(mesa.Agent):
    """An agent that goes when its model goes: before 3.5, Mesa keeps every model by its agents' numbers."""

    _ids = cast("Any", _Numbers())

    @property
    def _environment(self) -> Environment:
        return cast("Environment", self.model)


class School(_Agent):
    """A school: at policy weeks it fills the places of every programme from the need it sees.

    Parameters
    ----------
    model
        The model.
    row
        Row of the school in the table of schools.
    """

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __repr__(self) -> str:
        """Which school it is."""
        return f"<School {self.row}: {self.code}>"

    @property
    def code(self) -> str:
        """Code of the school."""
        return str(self._environment.population.schools.code[self.row])

    @property
    def disadvantaged_share(self) -> float:
        """Share of its pupils among the nationally most disadvantaged (0-1)."""
        return float(self._environment.population.schools.disadvantaged_share[self.row])

    def step(self) -> None:
        """Decide: fill the places of the programmes that ask for a decision this week."""
        for programme in self._environment.deciding:
            programme.decide(self.row, self._environment.facts, self._environment.state)


class Pupil(_Agent):
    """A thin view on one row of the pupils' columns: an agent one can ask for.

    Parameters
    ----------
    model
        The model.
    row
        Row of the pupil.
    """

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.remove()  # a view, not one of the agents that act
        self.unique_id = len(self._environment.population.schools.sector) + 1 + row  # whichever view it is
        self.row = row

    def __repr__(self) -> str:
        """Which pupil it is, and where."""
        return f"<Pupil {self.row}: level {self.level}, school {self.school}>"

    @property
    def level(self) -> int:
        """Groep this school year (9: left primary school)."""
        return int(self._environment.population.pupils.level[self.row, self._environment.facts.school_year])

    @property
    def skill(self) -> dict[str, float]:
        """Skill by subject (SD since the start of the calendar)."""
        state = self._environment.state
        return {
            subject: float(state.skill[self.row, s] + state.added[self.row, s])
            for s, subject in enumerate(load_system().subject_names)
        }

    @property
    def engagement(self) -> float:
        """Engagement (0-1)."""
        return float(self._environment.state.engagement[self.row])

    @property
    def out_of_sight(self) -> bool:
        """Whether the school has lost sight of the pupil."""
        return bool(self._environment.state.out_of_sight[self.row])

    @property
    def perceived_need(self) -> float:
        """Need as the teacher sees it (SD)."""
        return float(self._environment.state.perceived_need[self.row])

    @property
    def household(self) -> int:
        """Row of the household."""
        return int(self._environment.population.pupils.household[self.row])

    @property
    def school(self) -> int:
        """Row of the school."""
        return int(self._environment.population.pupils.school[self.row])
