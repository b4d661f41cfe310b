"""Work that is handed to a Dask cluster: done as here, and told of in the words of an engine."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from typing import ParamSpec, TypeVar

from simkansen.phrases import joined, phrase
from simkansen.work.errors import KEPT, EngineError, WorkerDiedError

P = ParamSpec("P")
T = TypeVar("T")
Decides = Callable[[], Mapping[str, str]]
"""Names what the bits of a result depend on, such as versions; a function of a module."""


class ClusterExecutor(Executor):
    """An executor of Dask whose workers must give the same bits as this program.

    Parameters
    ----------
    executor
        The executor of a client.
    killed
        The error that Dask has for work whose workers died.
    decides
        What must be the same here and there.
    """

    def __init__(self, executor: Executor, killed: type[Exception], decides: Decides) -> None:
        self._inner, self._killed, self._decides = executor, killed, decides

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand in work; its error is `WorkerDiedError` when its worker died."""
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        inner = self._inner.submit(_as_here, self._decides, self._decides(), fn, *args, **kwargs)
        inner.add_done_callback(lambda ended: self._hand_on(ended, outer))
        return outer

    def _hand_on(self, inner: Future[T], outer: Future[T]) -> None:
        if inner.cancelled():
            outer.set_exception(
                EngineError(phrase("The Dask scheduler dropped the work, or is gone. {kept}", kept=KEPT))
            )
            return
        error = inner.exception()
        if error is None:
            outer.set_result(inner.result())
        elif isinstance(error, self._killed):
            outer.set_exception(WorkerDiedError("the worker process ended (out of memory?)"))
        elif isinstance(error, ModuleNotFoundError) and (error.name or "").startswith("simkansen"):
            outer.set_exception(EngineError("A worker of the Dask cluster has no simkansen, or an older one"))
        else:
            outer.set_exception(error)


def _as_here(
    decides: Decides,
    wanted: Mapping[str, str],
    function: Callable[P, T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Do work in a worker, provided that it would give the same bits as the program that asks for it."""
    found = decides()
    other = [
        phrase("{name} {value} (here {here})", name=name, value=found.get(name), here=value)
        for name, value in wanted.items()
        if found.get(name) != value
    ]
    if other:
        raise EngineError(
            phrase(
                "A worker of the Dask cluster on {machine} has {other}, so its results could differ. "
                "Install the same there and start the workers again",
                machine=platform.node(),
                other=joined(", ", other),
            )
        )
    return function(*args, **kwargs)
