"""Which tasks are still to be done, in which order, and which of them are this program's."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from simkansen.phrases import phrase
from simkansen.sweep.ask.design import Point
from simkansen.sweep.running.task import Task, run_key
from simkansen.work.progress import Reporter
from simkansen.work.storage.keys import Keys


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several equal parts of a sweep, for as many programs that know nothing of each other.

    Attributes
    ----------
    number, of
        Which part (from 1), and how many there are.
    """

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def has(self, place: int) -> bool:
        """Say whether the thing at a place in the order of the sweep is in this part."""
        return place % self.of == self.number - 1

    @staticmethod
    def command_of_all(command: Sequence[str]) -> list[str]:
        """Return the command that does what the commands of all parts do together.

        Parameters
        ----------
        command
            The command line of one part, word by word.
        """
        words, kept = iter(command), list[str]()
        for word in words:
            if word == OPTION:
                next(words, None)
            elif not word.startswith(f"{OPTION}="):
                kept.append(word)
        return kept


OPTION = "--shard"
"""What names a part on the command line."""

WHOLE = Shard(1, 1)


def parse_shard(text: str) -> Shard:
    """Read ``I/N``.

    Raises
    ------
    ValueError
        If it is no such thing, saying what to write.
    """
    found = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", text)
    if found is None:
        raise ValueError(
            phrase("'{text}' is no part of a sweep; write I/N, such as 3/8 for the third of eight", text=text)
        )
    number, of = int(found[1]), int(found[2])
    if not 1 <= number <= of:
        raise ValueError(
            phrase("there is no part {number} of {of}; parts go from 1 to {of}", number=number, of=of)
        )
    return Shard(number, of)


class Agenda:
    """Hands out the tasks of one block of replications that are not finished, in batches.

    Replications go round and points go round within them, so that a worker meets the same replication again
    and again, and what does not vary is simulated once. No list of tasks is made.

    Parameters
    ----------
    basis
        What the keys of runs begin with.
    scenarios
        Names of the scenarios.
    shard
        The part of the sweep that is done here.
    by_point
        Whether the parts of a sweep are made of points, not of tasks: a rule that stops looks at all
        replications of a point.
    size
        Gives how many tasks go into a batch, asked anew for each.
    reporter
        Told of runs that were finished before and so passed over.
    most
        Runs that this start may do at most. Those of a task are done together or not at all, and count from
        when it is handed out: how many are out at the same time makes no difference.

    Attributes
    ----------
    withheld
        Whether something is missing that was not handed out, as no more may be done.
    """

    def __init__(
        self,
        basis: str,
        scenarios: Sequence[str],
        shard: Shard,
        by_point: bool,
        size: Callable[[], int],
        reporter: Reporter,
        most: int | None = None,
    ) -> None:
        self.withheld = False
        self._may = None if most is None else most // len(scenarios)
        self._basis, self._scenarios = basis, tuple(scenarios)
        self._shard, self._by_point, self._size = shard, by_point, size
        self._reporter = reporter

    def mine(self, points: Sequence[Point]) -> list[Point]:
        """Give the points of which this program does anything."""
        if not self._by_point:
            return list(points)
        return [point for place, point in enumerate(points) if self._shard.has(place)]

    def count(self, points: int, replications: int) -> int:
        """Count the runs of this program among so many points and replications of each."""
        tasks = points * replications
        if not self._by_point:
            tasks = len(range(self._shard.number - 1, tasks, self._shard.of))
        return tasks * len(self._scenarios)

    def batches(
        self, points: Sequence[Point], replications: range, finished: Callable[[], Keys]
    ) -> Iterator[tuple[Task, ...]]:
        """Give batches of what is missing.

        Parameters
        ----------
        points
            Those of `mine` that need these replications, each once.
        replications
            The block.
        finished
            Gives the keys of what is finished, asked anew for each replication.

        Yields
        ------
        tuple of Task
        """
        waiting: deque[Task] = deque()
        for task in self._missing(points, replications, finished):
            if self._may is not None:
                if self._may == 0:
                    self.withheld = True  # what is finished further on is counted nonetheless
                    continue
                self._may -= 1
            waiting.append(task)
            if len(waiting) >= self._size():
                yield tuple(waiting)
                waiting.clear()
        if waiting:
            yield tuple(waiting)

    def _missing(
        self, points: Sequence[Point], replications: range, finished: Callable[[], Keys]
    ) -> Iterator[Task]:
        each = len(self._scenarios)
        for replication in replications:
            mine = [
                point
                for place, point in enumerate(points)
                if self._by_point or self._shard.has(replication * len(points) + place)
            ]
            keys = [
                run_key(self._basis, point.id, scenario, replication)
                for point in mine
                for scenario in self._scenarios
            ]
            if not keys:
                continue
            there = finished().contain(keys)
            for place, point in enumerate(mine):
                if there[place * each : (place + 1) * each].all():
                    self._reporter.kept += each
                else:
                    yield Task(point.id, point.values, replication)
