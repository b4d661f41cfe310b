"""Engines: where the work of a sweep is done. Here the interface, and this machine."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from types import TracebackType
from typing import ParamSpec, Protocol, Self, TypeVar, cast

from simkansen.runs.processes import keyboard_is_ours, serve_parent

P = ParamSpec("P")
T = TypeVar("T")


class EngineError(Exception):
    """An engine cannot work here, or no longer; the message says why and what to do."""


class WorkerDiedError(Exception):
    """A worker ended while it had this work, and not because the work raised an error."""


class Engine(Protocol):
    """Where work is done, seen as a `concurrent.futures.Executor`.

    Its executor gives `WorkerDiedError` as the error of work whose worker ended; the work beside it goes on.

    Attributes
    ----------
    name
        How a user calls it.
    """

    name: str

    @property
    def workers(self) -> int:
        """How many items are worked on at once, now; 0 while the workers of a cluster are still to come."""

    @property
    def room(self) -> int:
        """How many items may be handed out at once, at least 1."""

    @property
    def second_tries(self) -> int:
        """How many items whose worker died may be tried again beside other work; 0: with nothing beside."""

    def executor(self) -> Executor:
        """Give the executor, and start it when there is none.

        Raises
        ------
        EngineError
            If it cannot be started, or is lost.
        """

    def close(self) -> None:
        """Drop all work and end at once what was started here; `executor` starts it anew."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Closing:
    """An engine that is closed at the end of a ``with``."""

    def close(self) -> None:
        """Drop all work and end at once what was started here."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def local(workers: int | None = None) -> Engine:
    """Work on this machine.

    Parameters
    ----------
    workers
        Worker processes; as many as there are processors by default. With one, everything happens in this
        process: nothing is looked at while an item is worked on, and an item that ends its worker ends all.
    """
    count = workers or os.cpu_count() or 1
    return _Here() if count == 1 else _Local(count)


class _Here(Closing, Executor):
    """The program itself: what is submitted is done before `submit` returns."""

    name, workers, room, second_tries = "local", 1, 1, 0

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


class _Local(Closing):
    """Worker processes of this machine.

    An item whose worker died is tried again with nothing beside it, for it may need all the memory there is.
    """

    name, second_tries = "local", 0

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.room = 2 * workers  # one more for each, so that none waits while results are stored
        self._executor: _Processes | None = None

    def executor(self) -> Executor:
        if self._executor is None:
            self._executor = _Processes(self.workers)
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

    def __init__(self, count: int) -> None:
        super().__init__(count, thread_name_prefix="simkansen-worker")
        self._starting = threading.Lock()
        self._own = threading.local()
        self._all: list[_Worker] = []
        self._ended = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        def in_worker() -> T:
            return cast("T", self._worker().call((fn, args, kwargs)))

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

    def _worker(self) -> _Worker:
        """Give the worker of this thread; a new one when the old one is dead."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None or not worker.alive:
            with self._starting:
                if self._ended:
                    raise WorkerDiedError("the work was dropped")
                if worker is not None:
                    worker.end()
                    self._all.remove(worker)
                self._own.worker = worker = _Worker()
                self._all.append(worker)
            worker.wait_until_ready()
        return worker


Work = tuple[Callable[..., object], tuple[object, ...], dict[str, object]]


class _Worker:
    """A process that does one piece of work after the other."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        # A daemon: should all else fail, the end of the program is its end too.
        self._process = context.Process(target=_serve, args=(theirs,), name="simkansen worker", daemon=True)
        with _one_thread_each():
            self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def wait_until_ready(self) -> None:
        """Wait for the first sign of life, so that work is not blamed for a process that cannot start."""
        try:
            self._pipe.recv_bytes()
        except (EOFError, OSError):
            self._process.join()
            if (self._process.exitcode or 0) < 0:
                raise WorkerDiedError(self._how_it_ended()) from None
            raise EngineError(
                f"A worker process cannot be started: {self._how_it_ended()}; what it printed says why. "
                'A script that calls simkansen keeps its calls below: if __name__ == "__main__":'
            ) from None

    def call(self, work: Work) -> object:
        """Have work done; raises what the work raises."""
        message = pickle.dumps(work)
        try:
            self._pipe.send_bytes(message)
            answer = self._pipe.recv_bytes()
        except (EOFError, OSError):
            self._process.join()
            raise WorkerDiedError(self._how_it_ended()) from None
        done, result = pickle.loads(answer)
        if not done:
            raise result
        return result

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        """End the process and what belongs to it here."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _how_it_ended(self) -> str:
        code = self._process.exitcode or 0
        if code == -9:
            return "the worker process was killed (out of memory?)"
        return f"the worker process ended with {f'signal {-code}' if code < 0 else f'code {code}'}"


_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@contextlib.contextmanager
def _one_thread_each() -> Iterator[None]:
    """Have processes that start here use one thread for linear algebra: the processors are taken already."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _serve(pipe: Connection) -> None:
    """Do what comes in by the pipe until its other end is closed."""
    serve_parent()
    pipe.send_bytes(b"ready")
    with contextlib.suppress(EOFError):
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def _answer(message: bytes) -> bytes:
    """Do one piece of work; gives whether it was done, and the result or the error."""
    try:
        work: Work = pickle.loads(message)
        function, args, kwargs = work
        return pickle.dumps((True, function(*args, **kwargs)))
    except Exception as error:
        error.add_note(f"In a worker process:\n{traceback.format_exc()}")
        try:
            told = pickle.dumps((False, error))
            pickle.loads(told)
        except Exception:
            plain = RuntimeError(f"{type(error).__name__}: {error}")
            plain.add_note(error.__notes__[-1])
            told = pickle.dumps((False, plain))
        return told
