"""Rows of results as columns: one row is one number with what it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]

COLUMNS = (
    "scenario",
    "kind",
    "measure",
    "unit",
    "subject",
    "by",
    "group",
    "week",
    "value",
    "n_pupils",
)
"""Columns of a replication's results, in this order."""

TEXT_COLUMNS = ("scenario", "kind", "measure", "unit", "subject", "by", "group")
"""The columns that hold text (as objects, so that a word is stored once)."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of results.

    Attributes
    ----------
    columns
        One array per name in `COLUMNS`, all of one length: text as objects, ``week`` as
        datetime64[s] (a Monday), ``value`` as float64, ``n_pupils`` as int64.
    """

    columns: Mapping[str, Column]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.columns["value"])

    def __getitem__(self, name: str) -> Column:
        """Return one column."""
        return self.columns[name]

    def where(self, **wanted: str) -> Table:
        """Return the rows in which the named columns have the given words.

        Parameters
        ----------
        **wanted
            Column name and the word it must hold; a date for ``week``.
        """
        keep = np.ones(len(self), dtype=np.bool_)
        for name, word in wanted.items():
            target: Any = np.datetime64(word, "s") if name == "week" else word
            keep &= self.columns[name] == target
        return Table({name: column[keep] for name, column in self.columns.items()})

    def only(self, measures: Collection[str] | None, by: Collection[str] | None) -> Table:
        """Return the rows that are asked for, of all scenarios alike.

        Parameters
        ----------
        measures, by
            Measures and splits to keep; None keeps all. All pupils together are always kept.
        """
        keep = np.ones(len(self), dtype=np.bool_)
        for column, wanted, always in (("measure", measures, set[str]()), ("by", by, {"all"})):
            if wanted is not None:
                keep &= np.isin(self.columns[column].astype(str), sorted({*wanted, *always}))
        return self if keep.all() else Table({name: column[keep] for name, column in self.columns.items()})


def repeat(word: str, count: int) -> Column:
    """Return a text column that says the same word ``count`` times."""
    return np.full(count, word, dtype=object)


def concatenate(tables: Iterable[Table]) -> Table:
    """Put tables under each other; no tables at all give an empty one."""
    parts = [table for table in tables if len(table)]
    if not parts:
        return empty()
    return Table({name: np.concatenate([part[name] for part in parts]) for name in COLUMNS})


def empty() -> Table:
    """Return a table without rows."""
    columns: dict[str, Column] = {name: np.empty(0, dtype=object) for name in TEXT_COLUMNS}
    columns["week"] = np.empty(0, dtype="datetime64[s]")
    columns["value"] = np.empty(0, dtype=np.float64)
    columns["n_pupils"] = np.empty(0, dtype=np.int64)
    return Table({name: columns[name] for name in COLUMNS})
