"""Tables in files: the one place that reads them, by their exact names and with their own columns only.

DuckDB takes the path of a file as a pattern (``out[1]`` is ``out1`` to it) and a folder called ``a=b`` as
a column ``a`` that goes over the file's own. So every read of a Parquet or CSV file goes through here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.phrases import phrase
from simkansen.work.storage.files import write_whole

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

OF_PARQUET = "FORMAT parquet, COMPRESSION zstd"
"""How Parquet files are written."""

ROW = "file_row_number"
"""Column that a Parquet source has beside those of the file: the number of the row, from 0 in each file."""

_ITS_OWN_COLUMNS = "hive_partitioning = false, union_by_name = false, filename = false"
_SIGNS = re.compile(r"[\[*?]")


class UnreadableNameError(OSError):
    r"""A path that no pattern can name exactly: a backslash together with ``[``, ``*`` or ``?``."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            phrase(
                "'{path}' cannot be read: its name holds a backslash together with [, * or ?; rename it",
                path=path,
            )
        )


def database(**settings: str) -> DuckDBPyConnection:
    """Connect to a database in memory; with one thread, so that sums of floats have the same bits each time.

    Without settings of its own it is a connection to the one of this process: to open another takes ten times
    as long as to write a replication. No other connection sees what one is given, nor its temporary tables
    and views, so that no others are made in it.
    """
    if settings:
        return _opened(settings)
    return _of_this_process().cursor()


def _opened(settings: Mapping[str, str]) -> DuckDBPyConnection:
    import duckdb

    return duckdb.connect(config={"threads": 1, **settings})


@cache
def _of_this_process() -> DuckDBPyConnection:
    return _opened({})


@contextmanager
def given(connection: DuckDBPyConnection, name: str, columns: Mapping[str, NDArray[Any]]) -> Iterator[None]:
    """Let queries inside the with statement read arrays, one a column, as a table."""
    connection.register(name, dict(columns))
    try:
        yield
    finally:
        connection.unregister(name)


def write_table(
    path: Path, columns: Mapping[str, Any], query: str = "SELECT * FROM made", how: str = OF_PARQUET
) -> None:
    """Write a table into a file, whole or not at all.

    Parameters
    ----------
    path
        The file.
    columns
        Arrays by name of the column.
    query
        What is written of the table ``made``.
    how
        Options of COPY.
    """
    write_whole(path, lambda unfinished: copy_table(unfinished, columns, query, how))


def copy_table(
    path: Path, columns: Mapping[str, Any], query: str = "SELECT * FROM made", how: str = OF_PARQUET
) -> None:
    """Write a table into a file, as it is asked in `write_table`, which may be left half-written."""
    with database() as connection, given(connection, "made", columns):
        connection.execute(copy_into(path, query, how))


def parquet_source(paths: Sequence[Path]) -> str:
    """Write the SQL that reads Parquet files as one table.

    Parameters
    ----------
    paths
        At least one file, all with the same columns, in the order in which rows come.

    Returns
    -------
    str
        For use after FROM; a query may ask it for `ROW` too.

    Raises
    ------
    UnreadableNameError
        If a file cannot be named exactly.
    """
    return f"read_parquet([{_exactly(paths)}], {_ITS_OWN_COLUMNS}, {ROW} = true)"


def csv_source(path: Path, delimiter: str = ",") -> str:
    """Write the SQL that reads a CSV file of ours (header, UTF-8) with every column as text.

    Parameters
    ----------
    path
        The file.
    delimiter
        What stands between its columns.

    Raises
    ------
    UnreadableNameError
        If the file cannot be named exactly.
    """
    signs = f"delim = {quoted_text(delimiter)}, quote = '\"', escape = '\"'"
    how = f"header = true, all_varchar = true, {signs}, compression = 'none'"
    return f"read_csv([{_exactly([path])}], {how}, {_ITS_OWN_COLUMNS})"


def columns_in(path: Path, connection: DuckDBPyConnection) -> dict[str, str]:
    """Give the columns of a Parquet file: name to SQL type.

    Raises
    ------
    duckdb.Error
        If it is no whole Parquet file.
    """
    described = connection.execute(f"DESCRIBE SELECT * FROM {parquet_source([path])}").fetchall()
    return {str(row[0]): str(row[1]) for row in described if row[0] != ROW}


def kept_text(path: Path, key: str, connection: DuckDBPyConnection) -> str | None:
    """Give the text that a Parquet file keeps under a key beside its rows; None when there is none.

    Raises
    ------
    duckdb.Error
        If it is no whole Parquet file.
    """
    asked = f"SELECT decode(value) FROM parquet_kv_metadata({_exactly([path])}) WHERE decode(key) = ?"
    found = connection.execute(asked, [key]).fetchone()
    return str(found[0]) if found else None


def copy_into(path: Path, rows: str, how: str) -> str:
    """Write the SQL that writes the rows of a query into a file.

    Parameters
    ----------
    path
        The file.
    rows
        The query, or the name of a table.
    how
        Options of COPY.
    """
    asked = rows if rows.isidentifier() else f"({rows})"
    return f"COPY {asked} TO {quoted_text(os.path.abspath(path))} ({how})"


def can_be_named(path: Path) -> bool:
    """Tell whether files in a folder can be read by their exact names."""
    return not (os.sep == "/" and "\\" in os.path.abspath(path) and _SIGNS.search(os.path.abspath(path)))


def exchanged(column: str, sign: str, other: str) -> str:
    """Write a column, which is quoted already, as a text in which a sign stands for another."""
    return f"replace(CAST({column} AS VARCHAR), {quoted_text(sign)}, {quoted_text(other)})"


def quoted_name(name: str) -> str:
    """Write the name of a column, dots and all."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """Write a text."""
    return "'" + text.replace("'", "''") + "'"


def cast_each(columns: Mapping[str, str], value: str | None = None) -> str:
    """Write a list of columns (name to SQL type), each as what is called so, or as one value."""
    names = {quoted_name(name): kind for name, kind in columns.items()}
    return ", ".join(f"CAST({value or name} AS {kind}) AS {name}" for name, kind in names.items())


def _exactly(paths: Sequence[Path]) -> str:
    """Write absolute paths, for none of those looks like an address, as patterns that only they meet."""
    unreadable = [path for path in paths if not can_be_named(path)]
    if unreadable:
        raise UnreadableNameError(unreadable[0])
    return ", ".join(quoted_text(_SIGNS.sub(r"[\g<0>]", os.path.abspath(path))) for path in paths)
