"""Words of SQL for Parquet files and columns, whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def source(paths: Sequence[Path]) -> str:
    """Read Parquet files as one table; a query may ask it for ``file_row_number``, counted from 0 in each."""
    # The name of a file is no pattern, and a folder called a=b no column.
    names = ", ".join(quoted_text(re.sub(r"([\[*?])", r"[\1]", str(path))) for path in paths)
    return f"read_parquet([{names}], hive_partitioning = false, file_row_number = true)"


def columns_in(path: Path, connection: DuckDBPyConnection) -> dict[str, str]:
    """Give the columns of a Parquet file: name to SQL type.

    Raises
    ------
    duckdb.Error
        If it is no whole Parquet file.
    """
    described = connection.execute(f"DESCRIBE SELECT * FROM {source([path])}").fetchall()
    return {str(row[0]): str(row[1]) for row in described if row[0] != "file_row_number"}


def cast_each(columns: Mapping[str, str], value: str | None = None) -> str:
    """Write a list of columns (name to SQL type), each as what is called so, or as one value."""
    names = {quoted_name(name): kind for name, kind in columns.items()}
    return ", ".join(f"CAST({value or name} AS {kind}) AS {name}" for name, kind in names.items())


def quoted_name(name: str) -> str:
    """Write the name of a column, dots and all."""
    return '"' + name.replace('"', '""') + '"'


def quoted_text(text: str) -> str:
    """Write a text."""
    return "'" + text.replace("'", "''") + "'"
