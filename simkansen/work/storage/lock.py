"""Who writes into a results folder: any number at once, or one who is alone."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

FILE = ".lock"

_NO_LOCKS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a file system answers that knows no locks, as some of clusters do."""


class Lock:
    """A lock on a results folder, which the system takes back from a program that is killed.

    Parameters
    ----------
    folder
        The results folder; made when missing.

    Attributes
    ----------
    works
        Whether the file system knows locks; where it does not, everybody shares and nobody is ever alone.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        self.works = True

    def try_alone(self) -> bool:
        """Become the only one, without waiting; whoever fails holds nothing afterwards."""
        try:
            return self._take(fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False

    def share(self) -> None:
        """Write beside others; waits while one is alone."""
        self._take(fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go."""
        os.close(self._file)

    def _take(self, how: int) -> bool:
        try:
            fcntl.flock(self._file, how)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            self.works = False
        return self.works
