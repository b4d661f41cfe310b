"""The parts of a store: Parquet files that are whole or not there, and how many become one."""

from __future__ import annotations

import contextlib
import shutil
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from simkansen.phrases import joined, phrase
from simkansen.work.errors import DamageWarning, UnreadableResultsError
from simkansen.work.storage.again import how_again
from simkansen.work.storage.digests import OTHER_DIGEST, digest_of, fits_its_name
from simkansen.work.storage.files import disk_full_is_oserror, unfinished_in, write_whole
from simkansen.work.storage.keys import Keys
from simkansen.work.storage.rows import FAILED, FINISHED, Row, as_arrays
from simkansen.work.storage.tables import (
    OF_PARQUET,
    cast_each,
    columns_in,
    copy_into,
    given,
    parquet_source,
    quoted_name,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

T = TypeVar("T")

_KEYS_AT_ONCE = 500_000
"""Keys compared at a time (16 bytes each), so that the memory for it has a bound."""

_ROW_GROUP = 20_480
"""Rows that DuckDB gathers before it writes them (a multiple of its 2,048): fewer take less memory."""


_DAMAGED = ".damaged"
"""What is put behind the name of a part that is no longer what was written."""


class BrokenPartWarning(DamageWarning):
    """A file among the parts cannot be read, or is none of this sweep; it is left out."""


class Parts:
    """The parts in a results folder.

    The name of a part begins with the moment at which it was written, so that names sort by age, and ends
    with the digest of its bytes, by which it is known whether it still is what was written. Of rows with one
    key a finished one counts before a failed one, and then the one in the newest part.

    Parameters
    ----------
    folder
        The results folder.
    columns
        Name to SQL type of what each part holds.
    connection
        Does the reading and writing.
    strict
        Refuse a part that is no longer what was written, where others leave it out and say so.
    """

    def __init__(
        self,
        folder: Path,
        columns: Mapping[str, str],
        connection: DuckDBPyConnection,
        *,
        strict: bool = False,
    ) -> None:
        self.folder = self.place(folder)
        self._columns = columns
        self._connection = connection
        self._known: set[Path] = set()
        self._broken: set[Path] = set()
        self._strict = strict

    @staticmethod
    def place(folder: Path) -> Path:
        """Say where the parts of a results folder are."""
        return folder / "parts"

    def write(self, rows: Sequence[Row]) -> Path:
        """Write rows as one new part.

        Raises
        ------
        OSError
            If the disk is full; nothing is left of the part then.
        """
        with given(self._connection, "simkansen_rows", as_arrays(rows, self._columns)):
            return self._write(f"SELECT {cast_each(self._columns)} FROM simkansen_rows", time.time_ns())

    def merge(self, paths: Sequence[Path]) -> Path:
        """Put parts together: the new one is there before the old ones go, so that no moment lacks a row.

        Raises
        ------
        OSError
            If the disk is full; the old parts are all there then.
        """
        with self.rows_once(paths) as rows:
            merged = self._write(rows, max(_moment(path) for path in paths))
        # What is put together may be the very bytes of the newest, and then it has its name.
        old = [path for path in paths if path != merged]
        for path in old:
            path.unlink(missing_ok=True)
        self._known.difference_update(old)
        return merged

    def copy(self, paths: Sequence[Path]) -> None:
        """Copy parts of another folder here, under the names that they have.

        Raises
        ------
        OSError
            If the disk is full; what was copied by then stays.
        """
        for path in paths:
            target = self.folder / path.name
            if not target.exists():
                write_whole(target, partial(_copy, path))

    def consistently(self, read: Callable[[list[Path]], T]) -> T:
        """Read the whole parts; again when another program put some of them together meanwhile.

        Raises
        ------
        UnreadableResultsError
            If a part is no longer what was written, and that is refused.
        """
        import duckdb

        while True:
            paths = list_parts(self.folder)
            try:
                return read([path for path in paths if self._is_whole(path)])
            except (duckdb.Error, OSError):
                if all(path.is_file() for path in paths):
                    raise

    def count(self, paths: Sequence[Path]) -> int:
        """Count the rows of parts; a key that is there twice counts twice."""
        return sum(self._count(path) for path in paths)

    def keys(self, paths: Sequence[Path], *, finished: bool = False) -> Keys:
        """Gather the keys in parts: of all runs, or of those that finished."""
        which = f"status = '{FINISHED}'" if finished else "true"
        if not paths:
            return Keys(np.empty(0, np.uint64), np.empty(0, np.uint64))
        halves = self._fetch(paths, f"{_HIGH} AS high, {_LOW} AS low", which)
        return Keys(halves["high"], halves["low"])

    @contextlib.contextmanager
    def rows_once(self, paths: Sequence[Path]) -> Iterator[str]:
        """Give a query for the rows of parts, each key once, that holds inside the with statement."""
        if not paths:
            yield f"SELECT {cast_each(self._columns, 'NULL')} WHERE false"
            return
        lost = self._repeated(paths)
        columns = ", ".join(quoted_name(name) for name in self._columns)
        parts = np.repeat(np.arange(len(paths)), [len(lines) for lines in lost])
        table = {"part": parts, "line": np.concatenate(lost)}
        with given(self._connection, "simkansen_repeated", table):
            yield " UNION ALL ".join(
                f"SELECT {columns} FROM {parquet_source([path])}"
                + f" WHERE file_row_number NOT IN (SELECT line FROM simkansen_repeated WHERE part = {part})"
                * bool(len(lost[part]))
                for part, path in enumerate(paths)
            )

    def _repeated(self, paths: Sequence[Path]) -> list[npt.NDArray[np.int64]]:
        """Find the rows that do not count: for each part the lines of its file, counted from 0."""
        lost: list[list[npt.NDArray[np.int64]]] = [[np.empty(0, np.int64)] for _ in paths]
        slices = max(1, -(-self.count(paths) // _KEYS_AT_ONCE))
        for number in range(slices):
            start, end = (f"{16**8 * edge // slices:08x}" for edge in (number, number + 1))
            which = f"key >= '{start}'" + (f" AND key < '{end}'" if number + 1 < slices else "")
            low = self._fetch(paths, f"{_LOW} AS low", which)["low"]
            low.sort()
            twice = np.unique(low[1:][low[1:] == low[:-1]])
            if len(twice):
                self._lose(paths, twice, lost)
        return [np.concatenate(lines) for lines in lost]

    def _lose(
        self, paths: Sequence[Path], twice: npt.NDArray[np.uint64], lost: list[list[npt.NDArray[np.int64]]]
    ) -> None:
        """Add the rows that do not count among those whose keys end in what is there twice."""
        asked = f"{_HIGH} AS high, {_LOW} AS low, status <> '{FINISHED}' AS failed, file_row_number AS line"
        with given(self._connection, "simkansen_twice", {"low": twice}):
            found = self._fetch(paths, asked, f"{_LOW} IN (SELECT low FROM simkansen_twice)")
        high, low, line, part = (found[name] for name in ("high", "low", "line", "part"))
        order = np.lexsort((-line, -part, found["failed"], low, high))
        again = order[1:][(high[order][1:] == high[order][:-1]) & (low[order][1:] == low[order][:-1])]
        for each in np.unique(part[again]):
            lost[each].append(line[again[part[again] == each]])

    def _fetch(self, paths: Sequence[Path], columns: str, which: str) -> dict[str, npt.NDArray[Any]]:
        """Fetch columns of the rows of at least one part, and the number of the part that each is in."""
        found = []
        for part, path in enumerate(paths):
            rows = f"FROM {parquet_source([path])} WHERE {which}"
            asked = f"SELECT {columns}, CAST({part} AS INTEGER) AS part {rows}"
            found.append(self._connection.execute(asked).fetchnumpy())
        return {name: np.concatenate([np.ma.getdata(each[name]) for each in found]) for name in found[0]}

    def _write(self, rows: str, moment: int) -> Path:
        path = self.folder / f"{moment:020d}.parquet"

        def write(unfinished: Path) -> None:
            how = f"{OF_PARQUET}, ROW_GROUP_SIZE {_ROW_GROUP}, USE_TMP_FILE false"
            self._connection.execute(copy_into(unfinished, rows, how))

        def named(unfinished: Path) -> Path:
            return path.with_name(f"{path.stem}-{digest_of(unfinished)}.parquet")

        with disk_full_is_oserror(path):
            made = write_whole(path, write, named)
        self._known.add(made)
        return made

    def _count(self, path: Path) -> int:
        counted = self._connection.execute(f"SELECT count(*) FROM {parquet_source([path])}").fetchall()
        return int(counted[0][0])

    def _is_whole(self, path: Path) -> bool:
        """Tell whether every row of a file can be read as a run of this sweep, and warn once if not."""
        if path in self._known or path in self._broken:
            return path in self._known
        fits = fits_its_name(path)
        if self._strict and not fits:
            raise UnreadableResultsError(
                joined("", (f"{path}: ", OTHER_DIGEST, "; ", how_again(self.folder.parent)))
            )
        wrong = self._fault(path) if fits else OTHER_DIGEST
        if wrong is None:
            self._known.add(path)
            return True
        self._broken.add(path)
        warnings.warn(
            phrase("{path}: {said}; it is left out", path=path, said=wrong), BrokenPartWarning, stacklevel=2
        )
        return False

    def _fault(self, path: Path) -> str | None:
        import duckdb

        try:
            if columns_in(path, self._connection) != dict(self._columns):
                return "this file has other columns than the runs of this sweep"
            every = f"SELECT {_SOUND}, max(hash(*COLUMNS(*))) FROM {parquet_source([path])}"
            sound = self._connection.execute(every).fetchall()[0][0]
        except (duckdb.InterruptException, duckdb.OutOfMemoryException):
            raise  # says nothing of the file
        except duckdb.Error as error:
            if not path.is_file():
                raise
            return phrase("this file cannot be read as a whole ({error})", error=str(error).splitlines()[0])
        return None if sound else "this file holds rows that are no runs"


_HIGH, _LOW = (f"CAST('0x' || key[{first}:{last}] AS UBIGINT)" for first, last in ((1, 16), (17, 32)))
_SOUND = (
    f"coalesce(bool_and(coalesce(regexp_full_match(key, '[0-9a-f]{{32}}') AND status IN"
    f" ('{FINISHED}', '{FAILED}'), false)), true)"
)


def list_parts(folder: Path) -> list[Path]:
    """List the parts in their folder, oldest first.

    A listing may miss both the old and the new name of what changes meanwhile, so two must agree.
    """
    before: list[Path] | None = None
    while True:
        found = sorted(path for path in folder.glob("*.parquet") if path.is_file())
        if found == before:
            return found
        before = found


def set_damaged_aside(folder: Path) -> list[Path]:
    """Put parts aside that are no longer what was written, so that their runs are done again.

    Parameters
    ----------
    folder
        The results folder.

    Returns
    -------
    list of Path
        Where they were; what is left of each is there under its name with ``.damaged`` behind it.
    """
    found = []
    for path in list_parts(Parts.place(folder)):
        with contextlib.suppress(FileNotFoundError):  # another program put it together with others meanwhile
            if not fits_its_name(path):
                path.rename(path.with_name(f"{path.name}{_DAMAGED}"))
                found.append(path)
    return found


def all_files(folder: Path) -> list[Path]:
    """List the parts in their folder, and what is there of parts that are unfinished or damaged."""
    return [*list_parts(folder), *unfinished_in(folder), *sorted(folder.glob(f"*{_DAMAGED}"))]


def _copy(source: Path, unfinished: Path) -> None:
    shutil.copyfile(source, unfinished)


def _moment(path: Path) -> int:
    first = path.stem.partition("-")[0]
    return int(first) if first.isdecimal() else 0
