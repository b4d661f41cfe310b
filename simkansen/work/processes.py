"""Manners between a program and its worker processes."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import wait as wait_for_end


@contextlib.contextmanager
def keyboard_is_ours() -> Iterator[None]:
    """Keep Ctrl-C from processes and threads that start here; one that comes meanwhile waits for us."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve_parent() -> None:
    """Leave Ctrl-C and a closed terminal to the program that started this worker, and end when that ends."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def end_workers() -> None:
    """End the worker processes of this program at once, whatever they are doing."""
    for worker in multiprocessing.active_children():
        worker.kill()


def _end_with_parent() -> None:
    """Leave no worker behind when the program that started it is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
        os._exit(1)
