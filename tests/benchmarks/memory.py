"""Memory that a program and its worker processes hold together, looked at again and again."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

EVERY_SECONDS = 0.2
BYTES_PER_GIB = 1024.0**3


def held_together() -> int:
    """Bytes in memory of this process and all below it, at this moment; pages they share count for each."""
    page, parents, sizes = os.sysconf("SC_PAGE_SIZE"), {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            sizes[int(folder.name)] = int((folder / "statm").read_text(encoding="utf-8").split()[1]) * page
        except (OSError, IndexError, ValueError):
            continue  # it ended while it was looked at
        parents[int(folder.name)] = int(after_name[1])
    ours, below = set(), {os.getpid()}
    while below:
        ours |= below
        below = {process for process, parent in parents.items() if parent in below}
    return sum(sizes.get(process, 0) for process in ours)


class PeakMemory:
    """The most that is held together at one moment while this is open.

    Attributes
    ----------
    gib
        The largest sum seen (GiB).
    looks
        How often it was looked at.
    """

    def __init__(self) -> None:
        self.gib, self.looks = 0.0, 0
        self._closed = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._watching.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Look once more, and stop."""
        self._closed.set()
        self._watching.join()

    def _watch(self) -> None:
        while True:
            self.gib = max(self.gib, held_together() / BYTES_PER_GIB)
            self.looks += 1
            if self._closed.wait(EVERY_SECONDS):
                return
