"""Engines: where work is done. Here the interface, and this machine."""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import ParamSpec, Self, TypeVar, cast

from simkansen.work.errors import WorkerDiedError
from simkansen.work.processes import keyboard_is_ours
from simkansen.work.worker import OnSteps, Worker

P = ParamSpec("P")
T = TypeVar("T")


class Engine(ABC):
    """Where work is done, seen as a `concurrent.futures.Executor`; closed at the end of a ``with``.

    Its executor gives `WorkerDiedError` as the error of work whose worker ended; the work beside it goes on.

    Attributes
    ----------
    name
        How a user calls it.
    workers
        How many items are worked on at once, now; 0 while the workers of a cluster are still to come.
    room
        How many items may be handed out at once, at least 1.
    second_tries
        How many items whose worker died may be tried again beside other work; 0: with nothing beside.
    in_process
        Whether everything happens in this very process.
    """

    name: str
    workers: int
    room: int
    second_tries = 0
    in_process = False

    @abstractmethod
    def executor(self) -> Executor:
        """Give the executor, and start it when there is none.

        Raises
        ------
        EngineError
            If it cannot be started, or is lost.
        """

    @abstractmethod
    def close(self) -> None:
        """Drop all work and end at once what was started here; `executor` starts it anew."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def local(workers: int | None = None, on_steps: OnSteps = lambda count: None) -> Engine:
    """Work on this machine.

    Parameters
    ----------
    workers
        Worker processes; as many as there are processors by default. With one, everything happens in this
        process: nothing is looked at while an item is worked on, and an item that ends its worker ends all.
    on_steps
        Called now and then, from any thread, with how many steps worker processes have done since
        (`simkansen.work.worker.step`).
    """
    count = workers or os.cpu_count() or 1
    return _Here() if count == 1 else _Local(count, on_steps)


class _Here(Engine, Executor):
    """The program itself: what is submitted is done before `submit` returns."""

    name, workers, room = "local", 1, 1
    in_process = True

    def executor(self) -> Executor:
        return self

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def close(self) -> None:
        pass


class _Local(Engine):
    """Worker processes of this machine.

    An item whose worker died is tried again with nothing beside it, for it may need all the memory there is.
    """

    name = "local"

    def __init__(self, workers: int, on_steps: OnSteps) -> None:
        self.workers, self._on_steps = workers, on_steps
        self.room = 2 * workers  # one more for each, so that none waits while results are stored
        self._executor: _Processes | None = None

    def executor(self) -> Executor:
        if self._executor is None:
            self._executor = _Processes(self.workers, self._on_steps)
        return self._executor

    def close(self) -> None:
        with keyboard_is_ours():
            executor, self._executor = self._executor, None
            if executor is not None:
                executor.end()


class _Processes(ThreadPoolExecutor):
    """Threads that each have a worker process do their work.

    A process pool loses all that is out when one process dies, and cannot tell whose fault it was; here what
    waits is still in this process, and a dying worker takes the one item that it had. Processes are started
    by threads other than the main one, where no signal can raise an error halfway.
    """

    def __init__(self, count: int, on_steps: OnSteps) -> None:
        super().__init__(count, thread_name_prefix="simkansen-worker")
        self._on_steps = on_steps
        self._starting = threading.Lock()
        self._own = threading.local()
        self._all: list[Worker] = []
        self._ended = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        def in_worker() -> T:
            return cast("T", self._worker().call(fn, args, kwargs))

        with keyboard_is_ours():
            return super().submit(in_worker)

    def end(self) -> None:
        """End the workers at once, and wait until they and the threads are gone."""
        with self._starting:
            self._ended = True
        for worker in self._all:
            worker.kill()
        self.shutdown(wait=True, cancel_futures=True)
        for worker in self._all:
            worker.end()

    def _worker(self) -> Worker:
        """Give the worker of this thread; a new one when the old one is dead."""
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None or not worker.alive:
            with self._starting:
                if self._ended:
                    raise WorkerDiedError("the work was dropped")
                if worker is not None:
                    worker.end()
                    self._all.remove(worker)
                self._own.worker = worker = Worker(self._on_steps)
                self._all.append(worker)
            worker.wait_until_ready()
        return worker
