"""Writing files so that none is ever read half-written or lost with the power, and disks that are full."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

_FULL = (errno.ENOSPC, errno.EDQUOT)


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file under another name and rename it once it is complete.

    Parameters
    ----------
    path
        Where the file is to be; its folder is made when missing.
    write
        Writes the content to the path it is given.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(unfinished)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    write_whole(path, lambda unfinished: _write_text(unfinished, text))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file whole or not at all."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


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
