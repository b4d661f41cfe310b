"""A store of runs: rows, added by any number of programs, none ever lost or read by half."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from simkansen.phrases import phrase
from simkansen.work.storage.files import (
    SECONDS_TO_BE_LEFT,
    remove_leftovers,
    unfinished_in,
    unless_disk_full,
)
from simkansen.work.storage.keys import Keys
from simkansen.work.storage.lock import Lock
from simkansen.work.storage.parts import Parts, all_files
from simkansen.work.storage.tables import database

if TYPE_CHECKING:
    from simkansen.work.storage.rows import Row

SECONDS_BETWEEN = 1.0
"""How long rows wait before they are written (s)."""

ROWS_WAITING = 10_000
"""How many rows wait at most."""

FAN = 16
"""Parts of one size that are put together, so that a million runs are some tens of files."""


POPULATIONS = ".populations-"
"""How the name of a folder begins where a program that uses the store keeps populations, while it works."""


class BusyError(Exception):
    """Another program writes into the results folder."""


class Store:
    """Runs in a results folder, to be used in a with statement.

    Any number of programs may hold the store of one folder at once; each adds parts of its own. At the end,
    who is the only one puts all parts together into one.

    Parameters
    ----------
    folder
        The results folder; made when missing.
    columns
        Name to SQL type of what is kept of a run.

    Attributes
    ----------
    stored
        Rows that are on disk: those found at the start, and those written since. A run that two programs
        wrote counts twice until the parts are put together.
    """

    def __init__(self, folder: Path, columns: Mapping[str, str]) -> None:
        self.stored = 0
        self._folder = folder
        self._columns = columns
        self._waiting: list[Row] = []
        self._flushed = 0.0
        self._own: list[list[Path]] = [[]]

    def __enter__(self) -> Self:
        """Come in; waits while another program puts the parts together."""
        self._lock = Lock(self._folder)
        self._connection = database()
        self._parts = Parts(self._folder, self._columns, self._connection)
        if self._lock.try_alone():
            for left in unfinished_in(self._parts.folder):
                left.unlink(missing_ok=True)
            # Not by the lock alone: what is beside the parts is written before one comes in.
            beside = [*unfinished_in(self._folder), *self._folder.glob(f"{POPULATIONS}*")]
            remove_leftovers(beside, SECONDS_TO_BE_LEFT)
        self._lock.share()
        self.stored = self._parts.consistently(self._parts.count)
        self._flushed = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what waits; when all went well and nobody else writes, put the parts together.

        Raises
        ------
        OSError
            If the disk is full and rows still wait; not when another error is on its way.
        """
        try:
            with contextlib.suppress(*(() if error is None else (OSError,))):
                self.flush()
            if error is None and self._lock.try_alone():
                with unless_disk_full():
                    self._merge_all()
        finally:
            self._connection.close()
            self._lock.close()

    def add(self, rows: Sequence[Row]) -> None:
        """Take rows; write them once a second has passed since the last time, or 10,000 wait.

        To add no rows is the way to have those written that are due.

        Raises
        ------
        ValueError
            If a row names a column that there is not.
        OSError
            If the disk is full; the rows are kept, and written when there is room the next time.
        """
        unknown = sorted({name for row in rows for name in row.keys() - self._columns.keys()})
        if unknown:
            raise ValueError(f"a run has no column {', '.join(unknown)}")
        self._waiting.extend(rows)
        due = time.monotonic() - self._flushed >= SECONDS_BETWEEN
        if due or len(self._waiting) >= ROWS_WAITING:
            self.flush()

    def flush(self) -> int:
        """Write the rows that wait as one new part.

        Returns
        -------
        int
            Rows written.

        Raises
        ------
        OSError
            If the disk is full; the rows are kept, and no half file.
        """
        self._flushed = time.monotonic()
        count = len(self._waiting)
        if count:
            self._own[0].append(self._parts.write(self._waiting))
            self._waiting.clear()
            self.stored += count
            with unless_disk_full():
                self._merge_tiers()
        return count

    def compact(self) -> None:
        """Put parts together: all of them when nobody else writes, else those of this store.

        Raises
        ------
        OSError
            If the disk is full; nothing is lost.
        """
        alone = self._lock.try_alone()
        try:
            if alone:
                self._merge_all()
        finally:
            self._lock.share()
        if not alone:
            # Until the lock was shared again, another may have been alone and have put ours together.
            own = [path for tier in self._own for path in tier if path.is_file()]
            self._own = [[], [self._parts.merge(own)] if len(own) > 1 else own]

    def finished(self) -> Keys:
        """Return the keys of the runs on disk that finished, to be asked with `in`."""
        return self._parts.consistently(lambda paths: self._parts.keys(paths, finished=True))

    def keys(self) -> Keys:
        """Return the keys of all runs on disk, those that failed too."""
        return self._parts.consistently(self._parts.keys)

    def rows(self) -> dict[str, Row]:
        """Return all runs on disk by their key, a finished one before one that failed."""

        def read(paths: list[Path]) -> dict[str, Row]:
            with self._parts.rows_once(paths) as query:
                found = self._connection.execute(query).fetchall()
            names = list(self._columns)
            rows = (dict(zip(names, row, strict=True)) for row in found)
            return {row["key"]: row for row in rows}

        return self._parts.consistently(read)

    def take(self, other: Path) -> None:
        """Copy the runs of another results folder; to take the same ones again does no harm.

        Raises
        ------
        OSError
            If the disk is full; what was copied by then stays.
        """
        Parts(other, self._columns, self._connection).consistently(self._parts.copy)
        self.stored = self._parts.consistently(self._parts.count)

    def _merge_all(self) -> None:
        paths = self._parts.consistently(list)
        if len(paths) > 1:
            self._parts.merge(paths)
            self._own = [[]]
            self.stored = self._parts.consistently(self._parts.count)

    def _merge_tiers(self) -> None:
        """Put together what are sixteen of one size, so that each row is written only a few times."""
        for tier, paths in enumerate(self._own):
            if not paths or len(paths) % FAN:
                break
            if tier + 1 == len(self._own):
                self._own.append([])
            self._own[tier + 1].append(self._parts.merge(paths))
            paths.clear()


def count_finished(folder: Path, columns: Mapping[str, str]) -> int:
    """Count the runs in a results folder that finished; nothing is written there.

    Parameters
    ----------
    folder
        The results folder.
    columns
        Name to SQL type of what is kept of a run.
    """
    with database() as connection:
        parts = Parts(folder, columns, connection)
        return len(parts.consistently(lambda paths: parts.keys(paths, finished=True)))


def fresh(folder: Path) -> None:
    """Remove the runs in a results folder.

    Raises
    ------
    BusyError
        If a sweep writes into it now.
    """
    lock = Lock(folder)
    try:
        if not lock.try_alone() and lock.works:
            message = phrase(
                "{folder}: another sweep writes here now; stop it or wait until it ends", folder=folder
            )
            raise BusyError(message)
        for path in all_files(Parts.place(folder)):
            path.unlink()
    finally:
        lock.close()
