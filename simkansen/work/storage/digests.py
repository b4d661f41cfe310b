"""Digests of what is stored, by which it is known whether it is still what was written.

A part of a sweep has the digest of its bytes in its name. What has a name of its own (a replication, a
summary) has a line in a file beside the results, which is on the disk before the name is. A file without a
digest, of an earlier version, is taken as it is where all of it can be read.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.phrases import joined, phrase
from simkansen.work.errors import DamageWarning, UnreadableResultsError
from simkansen.work.storage.again import how_again
from simkansen.work.storage.files import disk_full_is_oserror, to_disk, write_whole
from simkansen.work.storage.journal import append_line
from simkansen.work.storage.tables import OF_PARQUET, copy_table, database, kept_text, parquet_source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DIGESTS = "digests.txt"
"""In a results folder: a digest and the name of a file a line; a file may have several."""

OTHER_DIGEST = phrase(
    "this file is not what was written there (its digest is another one, or it cannot be read)"
)

KEY = "simkansen_key"
"""Under which name a table keeps the hash of all that determines its rows."""

_HALF = 16
"""Bytes of a digest; it is written as twice as many hexadecimal digits."""

_NAMED = re.compile(rf"-([0-9a-f]{{{2 * _HALF}}})\.parquet")
_LINE = re.compile(rf"([0-9a-f]{{{2 * _HALF}}})  (\S.*)")


def digest_of(path: Path) -> str:
    """Return the digest of the bytes of a file (BLAKE2b, 32 hexadecimal digits)."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=_HALF)).hexdigest()


def fits_its_name(path: Path) -> bool:
    """Tell whether the bytes of a file are those whose digest its name ends with; without one they are."""
    named = _NAMED.search(path.name)
    return named is None or named[1] == digest_of(path)


class Digests:
    """The digests that are kept in a results folder.

    Parameters
    ----------
    folder
        The results folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, set[str]] = {}
        path = folder / DIGESTS
        if path.is_file():
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                if told := _LINE.fullmatch(line):
                    self._kept.setdefault(told[2], set()).add(told[1])

    def fit(self, path: Path) -> bool:
        """Tell whether a file is what was written here; without a digest, whether all of it can be read."""
        kept = self._kept.get(path.relative_to(self._folder).as_posix())
        return can_be_read(path, self._database) if kept is None else digest_of(path) in kept

    @cached_property
    def _database(self) -> DuckDBPyConnection:
        """What files without a digest are read with; to open one for each takes longer than to read it."""
        return database()

    def holds(self, path: Path, key: str) -> bool:
        """Tell whether a table is here under a key (`write_stored_table`).

        Warns
        -----
        DamageWarning
            If the file is there and is not what was written.
        """
        if not path.is_file():
            return False
        fits = self.fit(path)
        found = kept_in(path, KEY, self._database) if fits else None
        if found is None:
            said = "this file cannot be read as a whole" if fits else OTHER_DIGEST
            warnings.warn(
                phrase("{path}: {said}; it is made again", path=path, said=said), DamageWarning, stacklevel=3
            )
        return found == key


def can_be_read(path: Path, connection: DuckDBPyConnection) -> bool:
    """Tell whether all of a Parquet file can be read; of other files nothing is told by this.

    Results of versions that kept no digests are known to be damaged by this alone.
    """
    import duckdb

    if path.suffix != ".parquet":
        return True
    try:
        rows = f"{parquet_source([path])} AS every"
        connection.execute(f"SELECT bit_xor(hash(every)) FROM {rows}").fetchall()
    except duckdb.Error:
        return False
    return True


def write_with_digest(folder: Path, path: Path, write: Callable[[Path], None]) -> None:
    """Write a file whole or not at all, and keep its digest.

    Parameters
    ----------
    folder
        The results folder.
    path
        The file, somewhere in it.
    write
        Writes the content to the path it is given.

    Raises
    ------
    OSError
        If it cannot be written; nothing is left of it then.
    """

    def keep(unfinished: Path) -> Path:
        # Before the file has its name: a file that is there without its digest would be taken as it is.
        kept = folder / DIGESTS
        append_line(kept, f"{digest_of(unfinished)}  {path.relative_to(folder).as_posix()}")
        to_disk(kept)
        return path

    write_whole(path, write, keep)


def write_stored_table(
    folder: Path,
    path: Path,
    columns: Mapping[str, Any],
    query: str = "SELECT * FROM made",
    kept: Mapping[str, str] | None = None,
) -> None:
    """Write a table of a results folder as Parquet, whole or not at all, and keep its digest.

    Parameters
    ----------
    folder
        The results folder.
    path
        The file, somewhere in it.
    columns
        Arrays by name of the column.
    query
        What is written of the table ``made``.
    kept
        Texts that the file keeps beside its rows: under `KEY` what the rows rest on.

    Raises
    ------
    OSError
        If the disk is full; nothing is left of the file then.
    """
    how = f"{OF_PARQUET}, KV_METADATA {dict(kept)}" if kept else OF_PARQUET
    with disk_full_is_oserror(path):
        write_with_digest(folder, path, lambda unfinished: copy_table(unfinished, columns, query, how))


def kept_in(path: Path, name: str, connection: DuckDBPyConnection) -> str | None:
    """Return what a table keeps under a name beside its rows; None when there is no whole file."""
    import duckdb

    if not path.is_file():
        return None
    try:
        return kept_text(path, name, connection)
    except duckdb.Error:
        return None


def refuse_damaged(folder: Path, paths: Iterable[Path]) -> None:
    """Check that files of a results folder are what was written.

    Raises
    ------
    UnreadableResultsError
        If not, naming each of them, and the command that makes it again.
    """
    kept = Digests(folder)
    damaged = [path for path in paths if path.is_file() and not kept.fit(path)]
    if damaged:
        said = joined("; ", (OTHER_DIGEST, how_again(folder)))
        raise UnreadableResultsError(joined("\n", (joined(": ", (str(path), said)) for path in damaged)))


def check_readable(folder: Path, paths: Sequence[Path], connection: DuckDBPyConnection) -> None:
    """Check that the beginnings and ends of Parquet files of a results folder can be read.

    Raises
    ------
    UnreadableResultsError
        If not, naming the first that cannot.
    """
    import duckdb

    try:
        connection.execute(f"SELECT count(*) FROM {parquet_source(paths)}").fetchall()
    except duckdb.Error as error:
        if len(paths) > 1:
            for path in paths:
                check_readable(folder, [path], connection)
        why = str(error).splitlines()[0]
        said = phrase("this file cannot be read ({why}); {fix}", why=why, fix=how_again(folder))
        raise UnreadableResultsError(joined(": ", (str(paths[0]), said))) from None
