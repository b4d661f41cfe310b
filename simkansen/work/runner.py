"""Having tasks done: on an engine, a batch at a time, each row kept as soon as it is there."""

from __future__ import annotations

import itertools
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from simkansen.work.pool import Lost, map_unordered
from simkansen.work.progress import RECENT, Watch
from simkansen.work.shared import Shared
from simkansen.work.storage.rows import FAILED, Row
from simkansen.work.worker import step

if TYPE_CHECKING:
    from simkansen.work.engines import Engine
    from simkansen.work.progress import Reporter
    from simkansen.work.storage.keys import Keys
    from simkansen.work.storage.log import Log

T = TypeVar("T")
R = TypeVar("R")

_BATCH_SECONDS, _BATCH_TASKS = 0.5, 64
"""A batch is about this long and at most this large: short enough that little is lost with a worker."""

_SAID_OF_FAILURE = ("scenario", "point", "replication", "seed", "phase", "error", "trace")


class Job(Protocol):
    """What all tasks share; it is sent to each worker once."""

    def do(self, task: Any, watch: Watch) -> list[Row]:  # noqa: ANN401 - of whatever kind its tasks are
        """Do one task, and return a row for each item of it; what fails is a row like any other."""

    def lost(self, task: Any, error: str) -> list[Row]:  # noqa: ANN401
        """Return the rows of a task under which the worker died every time."""


class Keeper(Protocol):
    """Where rows are kept."""

    def add(self, rows: Sequence[Row]) -> None:
        """Take rows; to add none is the way to have those written that are due."""

    def flush(self) -> object:
        """Have all rows written."""


class InMemory:
    """Rows that are kept in memory.

    Attributes
    ----------
    rows
        All that were added.
    """

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def add(self, rows: Sequence[Row]) -> None:
        """Take rows."""
        self.rows += rows

    def flush(self) -> None:
        """Do nothing."""


class TaskRunner:
    """What has tasks done and keeps what comes of them.

    Parameters
    ----------
    engine
        Where tasks are done.
    keeper
        Where rows are kept.
    reporter
        Told of each item that ends, and of steps within them.
    log
        Told of each item that fails.
    alone
        Steps that the first worker does before others begin.

    Attributes
    ----------
    failures
        Items that failed.
    """

    def __init__(
        self,
        engine: Engine,
        keeper: Keeper,
        reporter: Reporter,
        log: Log | None = None,
        alone: int = 0,
    ) -> None:
        self.engine, self.keeper, self.reporter = engine, keeper, reporter
        self.failures: list[Row] = []
        self._log, self._alone = log, alone
        self._seconds: deque[float] = deque(maxlen=RECENT)

    def batch_size(self, items: int) -> int:
        """Return how many tasks of so many items each go into a batch."""
        if not self._seconds:
            return 1
        seconds = statistics.fmean(self._seconds) * items
        return max(1, min(_BATCH_TASKS, int(_BATCH_SECONDS / max(seconds, 1e-6))))

    def make(self, function: Callable[[T], R], works: Sequence[T]) -> list[R]:
        """Have something made before the first task, such as populations; what a worker died of is left."""
        with closing(map_unordered(self.engine, function, works, look=self.look)) as outcomes:
            return [outcome[1] for outcome in outcomes if not isinstance(outcome, Lost)]

    def do(
        self,
        job: Job,
        batches: Iterator[tuple[Any, ...]],
        prepare: Callable[[], None] = lambda: None,
        is_spent: Callable[[], bool] = lambda: False,
    ) -> None:
        """Have batches of tasks done; those that are lost with their worker are done again task by task.

        Parameters
        ----------
        job
            What all tasks share.
        batches
            Asked for only when there is room for them.
        prepare
            Called before the first batch, if there is any.
        is_spent
            Asked before each further batch: whether to stop.
        """
        work = self._work(job)
        while (first := next(batches, None)) is not None:
            prepare()
            some = itertools.chain([first], itertools.takewhile(lambda batch: not is_spent(), batches))
            lost: list[tuple[Any, ...]] = []
            outcomes = map_unordered(self.engine, work, some, look=self.look, at_once=self._at_once)
            with closing(outcomes) as found:
                for outcome in found:
                    if not isinstance(outcome, Lost):
                        self._keep(outcome[1])
                    elif len(outcome.item) > 1:
                        lost += [(task,) for task in outcome.item]
                    else:
                        self._keep(job.lost(outcome.item[0], outcome.error))
                    self.look()
            batches = iter(lost)
        self.keeper.flush()

    def look(self) -> None:
        """Have rows written that are due, and report."""
        self.keeper.add([])
        self.reporter.report()

    def _work(self, job: Job) -> Callable[[tuple[Any, ...]], list[Row]]:
        if not self.engine.in_process:
            return Shared(_in_worker, job)
        watch = Watch(week_done=lambda: self.reporter.step(1), waiting=self.look)
        return partial(_do_batch, job, watch=watch)

    def _at_once(self) -> int:
        return self.engine.room if self.reporter.steps >= self._alone else 1

    def _keep(self, rows: list[Row]) -> None:
        self.keeper.add(rows)
        for row in rows:
            failed = row["status"] == FAILED
            if failed:
                self.failures.append(row)
                if self._log is not None:
                    self._log.write("failed", **{name: row[name] for name in _SAID_OF_FAILURE if name in row})
            else:
                self._seconds.append(row["seconds"])
            self.reporter.note(not failed, failed)


def _do_batch(job: Job, batch: tuple[Any, ...], watch: Watch) -> list[Row]:
    return [row for task in batch for row in job.do(task, watch)]


def _in_worker(job: Job, batch: tuple[Any, ...]) -> list[Row]:
    return _do_batch(job, batch, Watch(week_done=step))


class Finished:
    """The keys of what is finished, looked up again now and then for what other programs did.

    Parameters
    ----------
    find
        Looks them up.
    """

    def __init__(self, find: Callable[[], Keys]) -> None:
        self._find = find
        self._seen: tuple[float, Keys] | None = None

    def __call__(self) -> Keys:
        """Return the keys."""
        now = time.monotonic()
        if self._seen is None or now - self._seen[0] > _LOOK_AGAIN:
            self._seen = (now, self._find())
        return self._seen[1]


_LOOK_AGAIN = 30.0
"""How often one looks for what others have finished (s)."""
