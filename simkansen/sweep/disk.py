"""Files that outlive a loss of power, and disks that are full."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextlib.contextmanager
def disk_full_is_oserror(path: Path) -> Iterator[None]:
    """Turn what DuckDB says of a full disk into the error that Python has for it.

    Raises
    ------
    OSError
        With the number ENOSPC or EDQUOT, and the path.
    """
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        for number in _FULL:
            if os.strerror(number) in str(error):
                raise OSError(number, os.strerror(number), str(path)) from error
        raise


@contextlib.contextmanager
def unless_disk_full() -> Iterator[None]:
    """Do something that can as well be done later, or not, when the disk has no room for it."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise


def to_disk(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk itself."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
