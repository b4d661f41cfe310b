"""Writing files so that none is ever read half-written or lost with the power, and disks that are full."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

_FULL = (errno.ENOSPC, errno.EDQUOT)

_NO_SYNC = (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a file system answers that writes no folder to the disk by itself, as some of networks do."""

_UNFINISHED = ".part"
"""How the name of a file ends that is being written."""


class DiskFullError(OSError):
    """A disk without room for what is still to be written.

    Attributes
    ----------
    needed
        About how much that is (bytes).
    """

    def __init__(self, error: OSError, needed: float) -> None:
        super().__init__(error.errno, error.strerror, error.filename)
        self.needed = needed


def write_whole(
    path: Path, write: Callable[[Path], None], placed: Callable[[Path], Path] | None = None
) -> Path:
    """Write a file under another name, and rename it once it is complete and on the disk.

    The new name is on the disk too when this returns, so what is told to be there outlasts a loss of power.

    Parameters
    ----------
    path
        Where the file is to be; its folder is made when missing.
    write
        Writes the content to the path it is given.
    placed
        Given the complete file, says where it is to be, in the same folder; at `path` by default.

    Returns
    -------
    Path
        Where it is.

    Raises
    ------
    OSError
        If it cannot be written, as on a full disk; nothing is left of it then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}{_UNFINISHED}")
    try:
        write(unfinished)
        to_disk(unfinished)
        target = placed(unfinished) if placed else path
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    to_disk(target.parent)
    return target


SECONDS_TO_BE_LEFT = 3600.0
"""Where machines share a folder, what is unfinished is left behind if nothing was written for so long (s)."""


def remove_leftovers(paths: Iterable[Path], unless_newer: float = 0.0) -> None:
    """Remove what programs left that were killed before they could.

    Parameters
    ----------
    paths
        Files that end with ``.<process>.part``, and folders whose second word, between hyphens, is the
        number of the process. Of a process that still lives they stay.
    unless_newer
        How long nothing may have been written to them (s): where machines share a folder, the process may
        live on another one.
    """
    for leftover in paths:
        try:
            age = time.time() - leftover.stat().st_mtime
        except FileNotFoundError:
            continue
        if age < unless_newer:
            continue
        if leftover.is_dir():
            number = leftover.name.partition("-")[2].partition("-")[0]
        else:
            number = leftover.name.removesuffix(_UNFINISHED).rpartition(".")[2]
        if number.isdigit() and not _is_alive(int(number)):
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
            else:
                leftover.unlink(missing_ok=True)


def unfinished_in(folder: Path, name: str = "") -> list[Path]:
    """List what is being written in a folder, or was when a program was killed.

    Parameters
    ----------
    folder
        The folder.
    name
        Of the file that was to be; any by default.
    """
    found = sorted(folder.glob(f".*{_UNFINISHED}"))
    return [path for path in found if not name or path.name.startswith(f".{name}.")]


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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
        if not is_disk_full(error):
            raise


@contextlib.contextmanager
def saying_what_is_needed(needed: Callable[[], float]) -> Iterator[None]:
    """Say how much room is needed when the disk is full.

    Parameters
    ----------
    needed
        Gives about how much is still to be written (bytes).

    Raises
    ------
    DiskFullError
        In place of what the system says of a full disk.
    """
    try:
        yield
    except OSError as error:
        if not is_disk_full(error) or isinstance(error, DiskFullError):
            raise
        raise DiskFullError(error, needed()) from error


def is_disk_full(error: BaseException) -> bool:
    """Tell whether an error says that the disk, or the part of it that one may use, is full."""
    return isinstance(error, OSError) and error.errno in _FULL


def to_disk(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk itself."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(file)
