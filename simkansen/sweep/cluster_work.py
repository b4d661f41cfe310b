"""Work that is handed to a Dask cluster: done as here, and told of in the words of an engine."""

from __future__ import annotations

import platform
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import cache
from typing import ParamSpec, TypeVar

from simkansen.identity import own_sources
from simkansen.runs.manifest import versions
from simkansen.sweep.engines import EngineError, WorkerDiedError

P = ParamSpec("P")
T = TypeVar("T")

KEPT = "What is finished is kept; the same command continues from there"


class ClusterExecutor(Executor):
    """An executor of Dask whose workers must give the same bits as this program.

    Parameters
    ----------
    executor
        The executor of a client.
    killed
        The error that Dask has for work whose workers died.
    """

    def __init__(self, executor: Executor, killed: type[Exception]) -> None:
        self._inner, self._killed = executor, killed

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand in work; its error is `WorkerDiedError` when its worker died."""
        outer: Future[T] = Future()
        outer.set_running_or_notify_cancel()
        inner = self._inner.submit(_as_here, _what_decides(), fn, *args, **kwargs)
        inner.add_done_callback(lambda ended: self._hand_on(ended, outer))
        return outer

    def _hand_on(self, inner: Future[T], outer: Future[T]) -> None:
        if inner.cancelled():
            outer.set_exception(EngineError(f"The Dask scheduler dropped the work, or is gone. {KEPT}"))
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


_PACKAGES = ("python", "numpy", "numba", "scipy", "mesa")


@cache
def _what_decides() -> dict[str, str]:
    """Name what the bits of a result depend on, its input aside."""
    found = versions()
    known = {name: found.get(name, "missing") for name in _PACKAGES}
    return {"simkansen": f"{found['simkansen']} of code {own_sources()[:10]}", **known}


def _as_here(wanted: dict[str, str], function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Do work in a worker, provided that it would give the same bits as the program that asks for it."""
    found = _what_decides()
    other = [f"{name} {found[name]} (here {value})" for name, value in wanted.items() if found[name] != value]
    if other:
        raise EngineError(
            f"A worker of the Dask cluster on {platform.node()} has {', '.join(other)}, so its results could "
            "differ. Install the same there and start the workers again"
        )
    return function(*args, **kwargs)
