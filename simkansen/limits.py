"""What is let in: regular files up to a size, read in one way, and every failure of it told in words.

It stands below all rooms, for the country of a process is read from files before any other room is imported.
docs/scenario-files.md lists the limits.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from simkansen.phrases import phrase

MOST_BYTES = 1_000_000
"""Of a file of words; the longest shipped one has 5,000, and reading a million takes 15 seconds or more."""

MOST_STORED_BYTES = 100_000_000
"""Of a text that results keep, such as all their scenarios with every value."""

MOST_CHAINED = 20
"""Files that extend each other, one after another: nobody can follow more, nor a loop of links."""

MOST_DEPTH = 40
"""Lists and mappings inside each other; the format needs ten, and Python's own stack is not endless."""

MOST_VALUES = 20_000
"""Values of a file, those of an alias counted wherever it stands; no list of places is as long."""

MOST_LETTERS = 5_000
"""Characters of one text or key."""

MOST_DIGITS = 40
"""Characters of one number; what counts or measures needs twenty."""

MOST_NAME = 100
"""Characters of a name from which files are named: most disks allow 255 bytes, with what is added."""

MOST_TITLE = 200
"""Characters of a title: it stands over figures and in menus."""

SOON = 20_000
"""Pupils up to which `run` and `sweep` make them to say what `check` says, in about a second."""

_NOT_BLOCKING = getattr(os, "O_NONBLOCK", 0)
"""A pipe is opened without waiting for whoever writes into it."""


class RefusedFileError(ValueError):
    """A file that is not let in.

    Parameters
    ----------
    message, fix
        What is wrong, and what to do.
    line, column
        Where, from 1; 0 for the whole.
    missing
        Whether nothing is there under its name.
    """

    def __init__(
        self, message: str, fix: str, line: int = 0, column: int = 0, *, missing: bool = False
    ) -> None:
        super().__init__(phrase("{message}; {fix}", message=message, fix=fix))
        self.message, self.fix, self.line, self.column, self.missing = message, fix, line, column, missing


def bytes_of(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a regular file.

    Parameters
    ----------
    path
        The file.
    most
        How many it may have.

    Raises
    ------
    RefusedFileError
        If it is not there, may not be read, is too large, or is a folder, a pipe or a device.
    """
    try:
        kind = path.stat().st_mode  # first, for opening a device may do something
        if stat.S_ISREG(kind):
            with open(os.open(path, os.O_RDONLY | _NOT_BLOCKING | getattr(os, "O_BINARY", 0)), "rb") as file:
                content = file.read(most + 1)
    except FileNotFoundError:
        raise RefusedFileError(
            "there is no such file", "check the name and the folder", missing=True
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise RefusedFileError(
            phrase("the file cannot be read ({why})", why=why), "check its name, and who may read it"
        ) from None
    if stat.S_ISDIR(kind):
        raise RefusedFileError("this is a folder, not a file", "name a file in it")
    if not stat.S_ISREG(kind):
        fix = "name a file that stays as it is while it is read"
        raise RefusedFileError("this is no regular file but a pipe or a device", fix)
    if len(content) > most:
        size = (
            phrase("{most:,.0f} MB", most=most / 1e6)
            if most >= 1_000_000
            else phrase("{most:,} bytes", most=most)
        )
        raise RefusedFileError(phrase("the file is larger than {size}", size=size), "keep what is needed")
    return content


def text_of(path: Path, most: int = MOST_BYTES) -> str:
    """Return the text of a regular file in UTF-8; parameters and errors are those of `bytes_of`.

    Raises
    ------
    RefusedFileError
        Also if it is no UTF-8, with line and column.
    """
    content = bytes_of(path, most)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise RefusedFileError("this is no UTF-8 text", "save the file as UTF-8", line, column) from None


def names_beside(path: Path) -> list[str] | None:
    """Return the names in the folder of a file; none where it may not be read, None where there is none."""
    try:
        return os.listdir(path.parent)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return []
