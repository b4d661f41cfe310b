"""What simulations begin with, kept for the next that begin with the same: of a town there are many."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from simkansen.learning.outset import Outset, Schedule, outset_of, schedule_of
from simkansen.work.lru_cache import LRUCache

if TYPE_CHECKING:
    import numpy as np

    from simkansen.evidence import Parameters
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar

T = TypeVar("T")

KEPT_PUPILS = 50_000
"""Above so many pupils nothing is kept: simulating them takes long enough, and what is kept takes memory."""

# Values hold what they were made of, so that no other object takes its identity while they are kept.
_schedules: LRUCache[tuple[tuple[object, ...], Schedule]] = LRUCache(8)
_outsets: LRUCache[tuple[tuple[object, ...], Outset]] = LRUCache(8)
_lock = Lock()


def shared_schedule(population: Population, calendar: Calendar, key: np.uint64) -> Schedule:
    """Give the weeks of a population (`schedule_of`), for reading alone: others have the same."""

    def make() -> Schedule:
        return schedule_of(population, calendar, key)

    return _kept(_schedules, (population, calendar), int(key), make)


def shared_outset(
    population: Population, calendar: Calendar, parameters: Parameters, key: np.uint64
) -> Outset:
    """Give what a simulation begins with (`outset_of`), for reading alone: others have the same."""
    schedule = shared_schedule(population, calendar, key)

    def make() -> Outset:
        return outset_of(population, schedule, parameters)

    return _kept(_outsets, (population, schedule, parameters), 0, make)


def _kept(
    cache: LRUCache[tuple[tuple[object, ...], T]], of: tuple[object, ...], number: int, make: Callable[[], T]
) -> T:
    """Give what was made of the same objects before, or make it."""
    population: Population = of[0]  # type: ignore[assignment]
    if len(population.pupils.school) > KEPT_PUPILS:
        return make()
    with _lock:
        _, found = cache.get((*map(id, of), number), lambda: (of, make()))
    return found
