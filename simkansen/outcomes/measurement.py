"""Measuring one scenario: by name, each function of the registry is given what its parameters ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Groups, KnownMeans, Means
from simkansen.outcomes.measures.cost import total_cost, weeks_recovered
from simkansen.outcomes.panel import Panel, effects

if TYPE_CHECKING:
    from simkansen.outcomes.inputs import CalendarWeeks, PupilTables, RunTrace
    from simkansen.outcomes.registry import Function, Measure


@dataclass(frozen=True)
class Measured:
    """One scenario beside its twin without a closure.

    Attributes
    ----------
    trace
        What the scenario left behind.
    twin
        What the same pupils left behind without a closure and without interventions.
    """

    trace: RunTrace
    twin: RunTrace


@dataclass(frozen=True)
class Measurement:
    """One scenario and all that its measures may ask for; what nobody asks for is not made.

    Attributes
    ----------
    run
        The scenario beside its twin.
    pupils
        The pupils' tables.
    groups
        The groups to give results for.
    asked
        The measures that are wanted, in the order in which they are told.
    detailed : ndarray of int64, shape (w,)
        Weeks in which each subject is given too.
    weeks : ndarray of int64, shape (v,), optional
        Weeks that have means; all by default.
    known
        Where means are found that others made of the same trace.
    """

    run: Measured
    pupils: PupilTables
    groups: Groups
    asked: tuple[Measure, ...]
    detailed: NDArray[np.int64]
    weeks: NDArray[np.int64] | None = None
    known: KnownMeans = field(default_factory=lambda: KnownMeans(2))

    @property
    def trace(self) -> RunTrace:
        """What the scenario left behind."""
        return self.run.trace

    @property
    def calendar(self) -> CalendarWeeks:
        """Its weeks."""
        return self.run.trace.calendar

    @cached_property
    def scenario(self) -> Means:
        """Weekly means with the closure."""
        return self.known.of(self.run.trace, self.groups, self.weeks)

    @cached_property
    def twin(self) -> Means:
        """Weekly means without the closure."""
        return self.known.of(self.run.twin, self.groups, self.weeks)

    @cached_property
    def alone(self) -> list[Panel]:
        """What is computed from this scenario and its twin's means."""
        return _panels((one for one in self.asked if not one.between), self)

    @cached_property
    def levels(self) -> list[Panel]:
        """What the scenario is by itself; what compares pupils one by one comes last, beside the twin."""
        asked = (one for one in self.asked if one.between and one.kinds != "effect")
        return [*self.alone, *_panels(asked, _Comparison(self, self.run.twin))]

    def effects(self, reference: Measurement) -> list[Panel]:
        """Measure what the scenario changes."""
        asked = (one for one in self.asked if one.between)
        beside = _Comparison(self, reference.trace, reference)
        return [*effects(self.alone, reference.alone), *_panels(asked, beside)]


@dataclass(frozen=True)
class _Comparison:
    """A scenario beside another run, and what measures of both may ask for."""

    one: Measurement
    other: RunTrace
    reference: Measurement | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a measure asks for of the scenario
        return getattr(self.one, name)

    @property
    def mine(self) -> RunTrace:
        """What the scenario left behind."""
        return self.one.trace

    @property
    def extra_cost(self) -> float:
        """What it costs more (EUR)."""
        return total_cost(self.mine) - total_cost(self.other)

    @property
    def recovered(self) -> float:
        """Weeks of learning that all pupils together have more (pupil-weeks)."""
        assert self.reference is not None
        return weeks_recovered(self.one.scenario, self.reference.scenario, self.one.groups, self.one.calendar)


def _panels(asked: Iterable[Measure], source: object) -> list[Panel]:
    """Call each function that is asked for once, in order; what else it computes is left out."""
    wanted = {one.name: one.function for one in asked}
    found = (one(*(getattr(source, name) for name in _needs(one))) for one in dict.fromkeys(wanted.values()))
    return [panel for panels in found for panel in panels if panel.measure in wanted]


@cache
def _needs(function: Function) -> tuple[str, ...]:
    """Name what a measure asks for."""
    return tuple(signature(function).parameters)
