"""A worker process of this machine, which does one piece of work after the other."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

from simkansen.phrases import phrase
from simkansen.work.errors import EngineError, WorkerDiedError
from simkansen.work.processes import serve_parent

OnSteps = Callable[[int], None]
Function = Callable[..., object]

_TELL_SECONDS = 0.1
"""How often a worker tells of the steps that it did (s); more often would cost more than quick steps."""


class Worker:
    """A process that does one piece of work after the other.

    Parameters
    ----------
    on_steps
        Called now and then with how many steps (`step`) were done since.
    """

    def __init__(self, on_steps: OnSteps) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        # A daemon: should all else fail, the end of the program is its end too.
        self._process = context.Process(target=_serve, args=(theirs,), name="simkansen worker", daemon=True)
        with _one_thread_each():
            self._process.start()
        theirs.close()
        self._on_steps = on_steps
        self._has: Function | None = None

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
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
                phrase(
                    "A worker process cannot be started: {ended}; what it printed says why. "
                    'A script that calls simkansen keeps its calls below: if __name__ == "__main__":',
                    ended=self._how_it_ended(),
                )
            ) from None

    def call(self, function: Function, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        """Have work done; raises what the work raises. The same function is sent only once."""
        message = pickle.dumps((None if function is self._has else function, args, kwargs))
        try:
            self._pipe.send_bytes(message)
            while (answer := self._pipe.recv_bytes())[:1] == _STEPS:
                self._on_steps(int(answer[1:]))
        except (EOFError, OSError):
            self._process.join()
            raise WorkerDiedError(self._how_it_ended()) from None
        done, result = pickle.loads(answer[1:])
        if not done:
            raise result
        self._has = function
        return result

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def end(self) -> None:
        """End the process and what belongs to it here."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _how_it_ended(self) -> str:
        code = self._process.exitcode or 0
        if code == -9:
            return phrase(
                "the worker process was killed from outside, most likely as memory ran out; "
                "with fewer --workers less is needed"
            )
        if code < 0:
            return phrase("the worker process ended with signal {signal}", signal=-code)
        return phrase("the worker process ended with code {code}", code=code)


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


_STEPS, _ANSWER = b"s", b"a"
"""What an answer begins with: a number of steps, or the outcome of the work."""


class _Steps:
    """Counts the steps of the work at hand, and tells of them now and then."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._lock = pipe, threading.Lock()
        self._count, self._told = 0, time.monotonic()

    def one_more(self) -> None:
        with self._lock:
            self._count += 1
            if time.monotonic() - self._told >= _TELL_SECONDS:
                self._tell()

    def answer(self, content: bytes) -> None:
        """Tell of the last steps, and give the outcome."""
        with self._lock:
            if self._count:
                self._tell()
            self._pipe.send_bytes(_ANSWER + content)

    def _tell(self) -> None:
        self._pipe.send_bytes(_STEPS + str(self._count).encode())
        self._count, self._told = 0, time.monotonic()


_steps: _Steps | None = None


def step() -> None:
    """Count one step of the work at hand, from any thread; elsewhere than in a `Worker` it does nothing."""
    if _steps is not None:
        _steps.one_more()


def _serve(pipe: Connection) -> None:
    """Do what comes in by the pipe until its other end is closed."""
    global _steps
    serve_parent()
    _steps = _Steps(pipe)
    known: Any = None
    pipe.send_bytes(b"ready")
    with contextlib.suppress(EOFError):
        while True:
            known, answer = _answer(known, pipe.recv_bytes())
            _steps.answer(answer)


def _answer(known: Function | None, message: bytes) -> tuple[Function | None, bytes]:
    """Do one piece of work; gives its function, and whether it was done with the result or the error."""
    try:
        function, args, kwargs = pickle.loads(message)
        known = function or known
        assert known is not None
        return known, pickle.dumps((True, known(*args, **kwargs)))
    except Exception as error:
        error.add_note(f"In a worker process:\n{traceback.format_exc()}")
        try:
            told = pickle.dumps((False, error))
            pickle.loads(told)
        except Exception:
            plain = RuntimeError(f"{type(error).__name__}: {error}")
            plain.add_note(error.__notes__[-1])
            told = pickle.dumps((False, plain))
        return known, told
