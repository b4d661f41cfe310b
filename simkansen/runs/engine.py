"""The engine: replications over spawned worker processes, one task each."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simkansen.runs.replicate import Finished, Job, replicate
from simkansen.work.processes import keyboard_is_ours, serve_parent
from simkansen.work.progress import LOOK_SECONDS, Failure, Watch

if TYPE_CHECKING:
    from ctypes import c_byte
    from multiprocessing.sharedctypes import Synchronized

Outcome = Finished | Failure
OnWeeks = Callable[[int], None]

_ATTEMPTS = 2
"""How often a replication is tried whose worker process died under it."""


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
    job: Job,
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
    if processes == 1:
        weeks: list[None] = []  # appending is one step, also between threads
        watch = Watch(week_done=lambda: weeks.append(None), waiting=lambda: on_weeks(len(weeks)))
        for replication in replications:
            yield replicate(job, replication, watch)
        return
    attempts = dict.fromkeys(replications, 0)
    while attempts:
        with contextlib.closing(_run_pool(job, list(attempts), processes, on_weeks, alone)) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, int):
                    attempts[outcome] += 1
                    if attempts[outcome] < _ATTEMPTS:
                        continue
                    outcome = Failure(outcome, "worker", "the worker process ended (out of memory?)", "")
                del attempts[outcome.replication]
                yield outcome


def _run_pool(
    job: Job, replications: Sequence[int], processes: int, on_weeks: OnWeeks, alone: int
) -> Generator[Outcome | int, None, None]:
    """Run one pool until all is done or a worker dies; a bare number is a replication that died with it."""
    context = multiprocessing.get_context("spawn")
    # A bare byte: no worker that is ended in the middle of a look can hold a lock on it.
    stop, weeks = context.RawValue("b", 0), context.Value("q", 0)
    pool = ProcessPoolExecutor(processes, context, initializer=_start_worker, initargs=(job, stop, weeks))
    try:
        count = weeks.get_obj()  # read without its lock: an interrupt must not leave it held

        def room() -> int:
            return processes if count.value >= alone else 1

        yield from _collect(pool, replications, room, lambda: on_weeks(count.value))
    finally:
        stop.value = 1
        pool.shutdown(wait=True, cancel_futures=True)


def _collect(
    pool: ProcessPoolExecutor,
    replications: Sequence[int],
    room: Callable[[], int],
    look: Callable[[], None],
) -> Generator[Outcome | int, None, None]:
    """Hand out no more than there are workers: one that dies takes only what was handed out with it."""
    waiting = list(reversed(replications))
    running: dict[Future[Outcome], int] = {}
    while waiting or running:
        with keyboard_is_ours():
            while waiting and len(running) < room():
                number = waiting.pop()
                try:
                    running[pool.submit(_replicate_here, number)] = number
                except BrokenProcessPool:
                    waiting.append(number)
                    break
        if not running:
            return
        ended, _ = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
        look()
        for future in ended:
            number = running.pop(future)
            try:
                yield future.result()
            except BrokenProcessPool:
                yield number


_job: Job | None = None
_watch = Watch()


def _start_worker(job: Job, stop: c_byte, weeks: Synchronized[int]) -> None:
    global _job, _watch

    def week_done() -> None:
        with weeks.get_lock():
            weeks.value += 1

    _job, _watch = job, Watch(stopped=lambda: stop.value != 0, week_done=week_done)
    serve_parent()


def _replicate_here(replication: int) -> Outcome:
    assert _job is not None
    return replicate(_job, replication, _watch)
