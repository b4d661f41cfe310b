"""The summary of a run for the terminal: the short one or every week, as CSV or as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from simkansen.runs.short_summary import ENDS, WHOLE, copy_summary, short_rows, view_of_whole
from simkansen.work.storage.csv_style import CsvStyle
from simkansen.work.storage.digests import check_readable, refuse_damaged
from simkansen.work.storage.manifest_file import read_manifest
from simkansen.work.storage.tables import database

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def summary_text(folder: Path, weekly: bool, style: CsvStyle) -> str:
    """Return the summary as CSV: the short one has the bytes of ``summary.csv`` in that style.

    Parameters
    ----------
    folder
        The results folder of a run, with a summary.
    weekly
        Every week, and not the short one.
    style
        How it is written.

    Raises
    ------
    UnreadableResultsError
        If a file is not what was written there.
    """
    with TemporaryDirectory(prefix="simkansen-summary-") as place, _rows_of(folder, weekly) as (there, rows):
        path = Path(place, "summary.csv")
        copy_summary(there, rows, path, style)
        return path.read_text(encoding="utf-8")


def summary_rows(folder: Path, weekly: bool) -> list[dict[str, Any]]:
    """Return the rows of the summary as plain values; dates as text, what is not known as None."""
    with _rows_of(folder, weekly) as (connection, rows):
        found = connection.execute(rows)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in found.fetchall()]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def _rows_of(folder: Path, weekly: bool) -> Iterator[tuple[DuckDBPyConnection, str]]:
    """Give a database, and the query for the rows in it."""
    ends = read_manifest(folder).get(ENDS)
    refuse_damaged(folder, [folder / WHOLE])
    with database() as connection:
        check_readable(folder, [folder / WHOLE], connection)
        view_of_whole(connection, folder, "whole")
        yield connection, "SELECT * FROM whole" if weekly else short_rows("whole", ends)
