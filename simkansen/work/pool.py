"""Handing out work to an engine: a little at a time, and again when a worker dies under it."""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from simkansen.phrases import phrase
from simkansen.work.engines import Engine
from simkansen.work.errors import KEPT, EngineError, WorkerDiedError, WorkerDiedWarning
from simkansen.work.progress import LOOK_SECONDS

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """An item under which the worker died every time.

    Attributes
    ----------
    item
        The item.
    error
        How the worker ended, the last time.
    """

    item: T
    error: str


def map_unordered(
    engine: Engine,
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    look: Callable[[], None] = lambda: None,
    attempts: int = 2,
    at_once: Callable[[], int] | None = None,
) -> Generator[tuple[T, R] | Lost[T], None, None]:
    """Have a function called for every item, and give each result as soon as it is there.

    Items are taken only when there is room for them, so there may be any number. An item whose worker died is
    tried again, before new items and apart from them (`Engine.second_tries`): then it is not blamed for what
    another item does. When all is done the engine stays open; when this generator is closed, or an error goes
    through it, the engine is closed and work that is not finished is dropped.

    Parameters
    ----------
    engine
        Where the work is done.
    function
        A function of a module, a `functools.partial` of one, or a `simkansen.work.shared.Shared`: workers
        import it. What it raises is raised here.
    items
        What it is called with.
    look
        Called at least twice a second while waiting, from this thread; what it raises is raised here.
    attempts
        How often an item is tried whose worker dies under it.
    at_once
        Asked before each item: how many may be handed out at once; as many as the engine has room for by
        default.

    Yields
    ------
    (item, result) or Lost
        In the order in which they end.

    Raises
    ------
    EngineError
        If the engine cannot work, or no longer.

    Warns
    -----
    WorkerDiedWarning
        If a worker died under an item that is tried again.
    """
    dispatcher = _Dispatcher(engine, function, items, attempts, at_once or (lambda: engine.room))
    try:
        while dispatcher.hand_out():
            look()
            outcome = dispatcher.take()
            if outcome is not None:
                yield outcome
    except BaseException:
        engine.close()
        raise


def map_all(
    engine: Engine,
    function: Callable[[T], R],
    items: Iterable[T],
    *,
    look: Callable[[], None] = lambda: None,
) -> Generator[tuple[T, R], None, None]:
    """Do as `map_unordered` does, where none may be lost.

    Raises
    ------
    EngineError
        If the engine cannot work, or no longer, or if an item ended its worker every time; it is named.
    """
    with closing(map_unordered(engine, function, items, look=look)) as outcomes:
        for outcome in outcomes:
            if isinstance(outcome, Lost):
                name = outcome.item[0] if isinstance(outcome.item, tuple) else outcome.item
                raise EngineError(
                    phrase(
                        "'{name}' cannot be done: {error}. {kept}", name=name, error=outcome.error, kept=KEPT
                    )
                )
            yield outcome


class _Dispatcher(Generic[T, R]):
    """What is out, what is to be tried again, and what is still to come."""

    def __init__(
        self,
        engine: Engine,
        function: Callable[[T], R],
        items: Iterable[T],
        attempts: int,
        at_once: Callable[[], int],
    ) -> None:
        self._engine, self._function, self._attempts, self._at_once = engine, function, attempts, at_once
        self._items = iter(items)
        self._again: deque[_Try[T]] = deque()
        self._out: dict[Future[R], _Try[T]] = {}
        self._suspects = 0
        self._ended: SimpleQueue[Future[R]] = SimpleQueue()

    def hand_out(self) -> bool:
        """Hand out what there is room for; tells whether anything is out."""
        executor = self._engine.executor()
        while (one := self._next()) is not None:
            future = executor.submit(self._function, one.item)
            self._out[future] = one
            self._suspects += one.deaths > 0
            future.add_done_callback(self._ended.put)
        return bool(self._out)

    def _next(self) -> _Try[T] | None:
        room, beside = self._at_once(), self._engine.second_tries
        if self._again and (self._suspects < beside or not self._out):
            return self._again.popleft()
        if len(self._out) >= room or ((self._again or self._suspects) and not beside):
            return None
        for item in self._items:
            return _Try(item)
        return None

    def take(self) -> tuple[T, R] | Lost[T] | None:
        """Wait a little for work to end; None when there is nothing to tell."""
        try:
            future = self._ended.get(timeout=LOOK_SECONDS)
        except Empty:
            return None
        one = self._out.pop(future)
        self._suspects -= one.deaths > 0
        try:
            return one.item, future.result()
        except WorkerDiedError as death:
            one.deaths += 1
            if one.deaths >= self._attempts:
                return Lost(one.item, str(death))
            warnings.warn(
                phrase("{death}; what it had to do is tried again", death=str(death)),
                WorkerDiedWarning,
                stacklevel=2,
            )
            self._again.append(one)
            return None


@dataclass(slots=True)
class _Try(Generic[T]):
    """An item, and how many workers died under it."""

    item: T
    deaths: int = 0
