"""Having tasks done: on an engine, a batch at a time, each row stored as soon as it is there."""

from __future__ import annotations

import itertools
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from simkansen.sweep.running.task import Batch, Row, SweepJob, do_batch, failed_rows
from simkansen.work.pool import Lost, map_unordered
from simkansen.work.shared import Shared
from simkansen.work.storage.rows import FAILED

if TYPE_CHECKING:
    from simkansen.work.engines import Engine
    from simkansen.work.progress import Reporter
    from simkansen.work.storage.keys import Keys
    from simkansen.work.storage.log import Log
    from simkansen.work.storage.store import Store

T = TypeVar("T")
R = TypeVar("R")

_BATCH_SECONDS, _BATCH_TASKS = 0.5, 64
"""A batch is about this long and at most this large: short enough that little is lost with a worker."""

_LOOK_AGAIN = 30.0
"""How often one looks for what others have finished (s)."""

_TOLD = 20
"""Failures that are told one by one."""

_RECENT = 200
"""So many of the last runs tell how long the next ones take."""

_SAID_OF_FAILURE = ("scenario", "point", "replication", "seed", "phase", "error")


class TaskRunner:
    """What has tasks done and stores what comes of them.

    Parameters
    ----------
    engine
        Where tasks are done.
    store
        Where runs are kept.
    log
        Told of each run that fails.
    reporter
        Told of each run that ends.

    Attributes
    ----------
    failures
        The first runs that failed.
    """

    def __init__(self, engine: Engine, store: Store, log: Log, reporter: Reporter) -> None:
        self.engine, self.store, self.log, self.reporter = engine, store, log, reporter
        self.failures: list[Row] = []
        self._seconds: deque[float] = deque(maxlen=_RECENT)
        self._seen: tuple[float, Keys] | None = None

    def batch_size(self, runs_each: int) -> int:
        """Return how many tasks of so many runs each go into a batch."""
        if not self._seconds:
            return 1
        seconds = statistics.fmean(self._seconds) * runs_each
        return max(1, min(_BATCH_TASKS, int(_BATCH_SECONDS / max(seconds, 1e-6))))

    def finished(self) -> Keys:
        """Return what is finished, looked up again now and then for what other programs did."""
        now = time.monotonic()
        if self._seen is None or now - self._seen[0] > _LOOK_AGAIN:
            self._seen = (now, self.store.finished())
        return self._seen[1]

    def make(self, function: Callable[[T], R], works: Sequence[T]) -> list[R]:
        """Have something made before the first task, such as populations; what a worker died of is left."""
        with closing(map_unordered(self.engine, function, works, look=self._look)) as outcomes:
            return [outcome[1] for outcome in outcomes if not isinstance(outcome, Lost)]

    def do(
        self,
        job: SweepJob,
        batches: Iterator[Batch],
        prepare: Callable[[], None],
        is_spent: Callable[[], bool] = lambda: False,
    ) -> None:
        """Have batches done; those that are lost with their worker are done again task by task.

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
        work = Shared(do_batch, job)
        while (first := next(batches, None)) is not None:
            prepare()
            rest = itertools.takewhile(lambda batch: not is_spent(), batches)
            lost: list[Batch] = []
            some = itertools.chain([first], rest)
            with closing(map_unordered(self.engine, work, some, look=self._look)) as found:
                for outcome in found:
                    if isinstance(outcome, Lost) and len(outcome.item.tasks) > 1:
                        lost += [Batch((task,)) for task in outcome.item.tasks]
                    else:
                        self._note(_rows_of(job, outcome))
                    self._look()
            batches = iter(lost)
        self.store.flush()

    def _note(self, rows: list[Row]) -> None:
        self.store.add(rows)
        for row in rows:
            failed = row["status"] == FAILED
            if failed:
                self.failures += [row] if len(self.failures) < _TOLD else []
                self.log.write("failed", **{name: row[name] for name in _SAID_OF_FAILURE})
            else:
                self._seconds.append(row["seconds"])
            self.reporter.note(not failed, failed)

    def _look(self) -> None:
        self.store.add([])
        self.reporter.report()


def _rows_of(job: SweepJob, outcome: tuple[Batch, list[Row]] | Lost[Batch]) -> list[Row]:
    """Return the rows of a batch; of one task that ended its worker those that say so."""
    if isinstance(outcome, Lost):
        return failed_rows(job, outcome.item.tasks[0], "worker", f"the worker ended: {outcome.error}")
    return outcome[1]
