"""Rows of runs as arrays that DuckDB can read, and how a run can have ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Row: TypeAlias = Mapping[str, Any]
"""One run: values by the name of the column; what is left out is None."""

FINISHED, FAILED = "finished", "failed"
"""What the status of a run can be."""


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
