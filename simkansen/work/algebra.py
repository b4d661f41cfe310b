"""Linear algebra in one thread: who calls from Python has loaded it with one a processor, which only wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_thread_for_algebra() -> Iterator[None]:
    """Let this process do its algebra in one thread, as the command line and workers do."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield
