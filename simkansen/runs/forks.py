"""Weeks that several simulations of one replication have in common are simulated once.

All scenarios and their twin are equal to the bit until the first week in which calendar or programmes
differ: they have the same pupils, the same parameters and the same chance. Where two part, the state of
the first is copied, and the second goes on from there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from simkansen.interventions.weeks import running_in
from simkansen.runs.outsets import shared_schedule
from simkansen.runs.put_aside import PutAside
from simkansen.work.lru_cache import LRUCache

if TYPE_CHECKING:
    from pathlib import Path

    from simkansen.interventions import Intervention
    from simkansen.learning.checkpoint import Checkpoint
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Course:
    """The weeks that a simulation goes through.

    Attributes
    ----------
    basis
        All else that decides what a week without programmes does: with another basis nothing is shared.
    weeks : ndarray of uint8, shape (weeks, bytes)
        What the calendars say of each week.
    begins
        The first week in which a programme runs: from there on the weeks are its own.
    """

    basis: Hashable
    weeks: NDArray[np.uint8]
    begins: int

    def shared(self, other: Course) -> int:
        """Count the first weeks that are the same in both."""
        if self.basis != other.basis or self.weeks.shape != other.weeks.shape:
            return 0
        differing = np.flatnonzero((self.weeks != other.weeks).any(axis=1))
        return min(self.begins, other.begins, int(differing[0]) if differing.size else len(self.weeks))

    def key(self, weeks: int) -> Hashable:
        """Name the state after so many weeks, for all who share them."""
        return self.basis, hashlib.blake2b(self.weeks[:weeks].tobytes(), digest_size=16).digest()


def course_of(
    population: Population,
    calendar: Calendar,
    interventions: tuple[Intervention, ...],
    chance: np.uint64,
    basis: Hashable,
) -> Course:
    """Tell which weeks a simulation goes through.

    Parameters
    ----------
    population
        The pupils.
    calendar
        The weeks.
    interventions
        Those of the scenario.
    chance
        Key of the run.
    basis
        What decides a week beside calendar, programmes, population and chance: the parameters, say.

    Returns
    -------
    Course
    """
    schedule = shared_schedule(population, calendar, chance)
    timetables = schedule.followed.timetables
    running = [running_in(one, timetables).any(axis=0) for one in interventions]
    begun = np.flatnonzero(np.any(running, axis=0)) if running else np.empty(0, dtype=np.int64)
    # Who follows which of several timetables is decided by the closures themselves.
    several = (repr(calendar.phases), calendar.region, calendar.beside) if calendar.differs else ()
    years = calendar.monday.tobytes(), calendar.school_year.tobytes(), calendar.lived_through
    return Course(
        basis=(basis, years, several),
        weeks=schedule.table.view(np.uint8).reshape(len(calendar), -1),
        begins=int(begun[0]) if begun.size else len(calendar),
    )


class Fork(Protocol):
    """Where one simulation takes over from others, and where it leaves a state for them."""

    def take(self) -> Checkpoint | None:
        """Give the state to go on from, for the taker alone; None to begin at the first week."""

    def wants(self, weeks: int) -> bool:
        """Tell whether the state after so many weeks is of use to another."""

    def keep(self, checkpoint: Checkpoint) -> None:
        """Keep a copy of such a state."""

    def end(self) -> None:
        """Tell that no more states come, whether or not all went well."""


class Tree:
    """The simulations of one replication, in the order in which they are started.

    Each state is made by the first that comes by, waited for by the others, and handed to the last of them:
    those before it take a copy.

    Parameters
    ----------
    courses
        By name of the simulation, in the order of their start.
    aside
        Folder for states that nobody waits for yet, where pupils are so many that these are better kept in
        files than in memory.
    """

    def __init__(self, courses: Mapping[str, Course], aside: Path | None = None) -> None:
        self._lock, self._aside = Lock(), aside
        self._waited_for: Counter[Hashable] = Counter()
        self._starts: dict[str, Hashable] = {}
        self._leaves: dict[str, dict[int, Hashable]] = {name: {} for name in courses}
        self._states: dict[Hashable, Future[Checkpoint | PutAside | None]] = {}
        names = list(courses)
        for place, name in enumerate(names):
            common = [courses[name].shared(courses[before]) for before in names[:place]]
            weeks = max(common, default=0)
            if not weeks:
                continue
            key = courses[name].key(weeks)
            self._starts[name] = key
            if key not in self._states:
                self._states[key] = Future()
                # The first that shares so many weeks lives them itself: it parts from those before earlier.
                self._leaves[names[common.index(weeks)]][weeks] = key
        self._takers = Counter(self._starts.values())

    def fork(self, name: str) -> Fork:
        """Give the part of one simulation."""
        return _Branch(self, name)

    def take(self, name: str) -> Checkpoint | None:
        """Wait for the state that a simulation goes on from."""
        key = self._starts.get(name)
        if key is None:
            return None
        with self._lock:
            self._waited_for[key] += 1
        found = self._states[key].result()
        with self._lock:  # nobody changes the columns before all others have theirs
            self._takers[key] -= 1
            last = not self._takers[key]
            if last:
                del self._states[key]
            if isinstance(found, PutAside):
                aside, found = found, found.read()
                if last:
                    aside.forget()
                return found
            return found if last or found is None else found.copied()

    def wants(self, name: str, weeks: int) -> bool:
        """Tell whether a simulation is the one to leave the state after so many weeks."""
        return weeks in self._leaves[name]

    def keep(self, name: str, checkpoint: Checkpoint) -> None:
        """Hand a copy of a state to those who wait for it, or put it aside for those who will ask."""
        key = self._leaves[name].pop(checkpoint.weeks)
        self._states[key].set_result(self._kept(key, checkpoint))

    def _kept(self, key: Hashable, checkpoint: Checkpoint) -> Checkpoint | PutAside:
        with self._lock:
            waiting = self._waited_for[key]
        if self._aside is not None and not waiting:
            with suppress(OSError):  # there is no room on that disk; in memory there may be
                return PutAside.of(checkpoint, self._aside)
        return checkpoint.copied()

    def end(self, name: str) -> None:
        """Let nobody wait for states of a simulation that ended early."""
        for key in self._leaves[name].values():
            self._states[key].set_result(None)
        self._leaves[name].clear()


@dataclass(frozen=True, slots=True)
class _Branch:
    tree: Tree
    name: str

    def take(self) -> Checkpoint | None:
        return self.tree.take(self.name)

    def wants(self, weeks: int) -> bool:
        return self.tree.wants(self.name, weeks)

    def keep(self, checkpoint: Checkpoint) -> None:
        self.tree.keep(self.name, checkpoint)

    def end(self) -> None:
        self.tree.end(self.name)


class Remembered:
    """A simulation whose states stay for others that come later, as long as there is room.

    Parameters
    ----------
    course
        Its own weeks.
    others
        Those of simulations that it may share weeks with.
    states
        Where states are kept.
    """

    def __init__(self, course: Course, others: Sequence[Course], states: LRUCache[Checkpoint]) -> None:
        shared = sorted({course.shared(other) for other in others} - {0}, reverse=True)
        self._keys = {weeks: course.key(weeks) for weeks in shared}
        self._states = states

    def take(self) -> Checkpoint | None:
        """Give the latest state that is there."""
        found = (self._states.find(key) for key in self._keys.values())
        return next((one.copied() for one in found if one is not None), None)

    def wants(self, weeks: int) -> bool:
        """Tell whether others share so many weeks, and their state is not there."""
        return weeks in self._keys and self._states.find(self._keys[weeks]) is None

    def keep(self, checkpoint: Checkpoint) -> None:
        """Keep a state for those who come."""
        self._states.get(self._keys[checkpoint.weeks], checkpoint.copied)

    def end(self) -> None:
        """Do nothing: nobody waits."""
