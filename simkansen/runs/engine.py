"""Replications on the engine of this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from simkansen.runs.replicate import Finished, RunJob, replicate
from simkansen.work.engines import local
from simkansen.work.pool import Lost, map_unordered
from simkansen.work.progress import Failure, Watch
from simkansen.work.shared import Shared
from simkansen.work.worker import step

Outcome = Finished | Failure
OnWeeks = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Share:
    """How the work is spread.

    Attributes
    ----------
    processes
        Worker processes; with one, everything happens in this process.
    threads
        Scenarios of one replication that run side by side.
    """

    processes: int
    threads: int


def share_work(workers: int, tasks: int) -> Share:
    """Spread workers over replications first, and over the scenarios of one when workers are left."""
    processes = max(1, min(workers, tasks))
    return Share(processes, max(1, workers // processes))


def run_tasks(
    job: RunJob,
    replications: Sequence[int],
    processes: int,
    on_weeks: OnWeeks = lambda weeks: None,
    alone: int = 0,
) -> Generator[Outcome, None, None]:
    """Run replications and give each outcome as soon as it is there.

    Parameters
    ----------
    job
        What all replications share.
    replications
        Numbers of the replications.
    processes
        Worker processes.
    on_weeks
        Called now and then with the number of weeks simulated so far.
    alone
        Weeks that the first process simulates before others begin, so that rules are compiled once.

    Yields
    ------
    Finished or Failure
        In the order in which they end.
    """
    weeks = _Counter()

    def look() -> None:
        on_weeks(weeks.count)

    with local(processes, weeks.add) as engine:

        def at_once() -> int:
            return engine.room if weeks.count >= alone else 1

        watch = Watch(week_done=lambda: weeks.add(1), waiting=look)
        work = partial(replicate, job, watch=watch) if processes == 1 else Shared(_in_worker, job)
        found = map_unordered(engine, work, replications, look=look, at_once=at_once)
        with closing(found) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, Lost):
                    yield Failure(outcome.item, "worker", outcome.error, "")
                else:
                    yield outcome[1]


def _in_worker(job: RunJob, replication: int) -> Outcome:
    return replicate(job, replication, Watch(week_done=step))


class _Counter:
    """Counts what is done in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count = 0

    def add(self, count: int) -> None:
        with self._lock:
            self.count += count
