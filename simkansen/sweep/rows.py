"""What the store keeps of a run: its columns, and rows of them as arrays that DuckDB can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Row: TypeAlias = Mapping[str, Any]
"""One run: the names of `RUN_COLUMNS` and of the measures, to their values; what is left out is None."""

RUN_COLUMNS: tuple[tuple[str, str], ...] = (
    ("key", "VARCHAR"),
    ("point", "VARCHAR"),
    ("scenario", "VARCHAR"),
    ("replication", "INTEGER"),
    ("draw", "INTEGER"),
    ("seed", "BIGINT"),
    ("status", "VARCHAR"),
    ("phase", "VARCHAR"),
    ("error", "VARCHAR"),
    ("seconds", "DOUBLE"),
)
"""Name and SQL type of the columns that every run has; those of the measures follow."""

FINISHED, FAILED = "finished", "failed"
"""What the status of a run can be."""

EFFECT = ".effect"
"""Behind the id of a measure: the paired difference with the reference."""


def columns_of(measures: Sequence[str]) -> dict[str, str]:
    """Give the columns of a run with these measures.

    Parameters
    ----------
    measures
        Ids of the measures.

    Returns
    -------
    dict
        Name to SQL type, in the order in which they are kept.
    """
    both = [name for measure in measures for name in (measure, f"{measure}{EFFECT}")]
    return dict(RUN_COLUMNS) | dict.fromkeys(both, "DOUBLE")


def as_arrays(rows: Sequence[Row], columns: Mapping[str, str]) -> dict[str, npt.NDArray[Any]]:
    """Turn rows into one array a column.

    Parameters
    ----------
    rows
        The runs.
    columns
        Name to SQL type.

    Returns
    -------
    dict
        Name to array, shape (rows,). Numbers that are not there are masked or not-a-number, and texts that
        are not there None: DuckDB reads all three as NULL.
    """
    return {name: _array([row.get(name) for row in rows], kind) for name, kind in columns.items()}


def _array(values: list[Any], kind: str) -> npt.NDArray[Any]:
    if kind == "DOUBLE":
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    missing = [value is None for value in values]
    if kind == "VARCHAR":
        texts = np.empty(len(values), dtype=object)
        texts[:] = [value if absent else _text(value) for value, absent in zip(values, missing, strict=True)]
        return texts
    whole = [0 if absent else value for value, absent in zip(values, missing, strict=True)]
    return np.ma.masked_array(np.array(whole, dtype=np.int64), mask=missing)


def _text(value: str) -> str:
    """Make a text that can be written: an error may name a file whose name is no Unicode."""
    return value.encode("utf-8", "replace").decode("utf-8")
