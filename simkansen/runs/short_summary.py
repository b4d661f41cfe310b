"""The short summary: of the whole one, the rows of the weeks at which something begins or ends.

``summary.parquet`` has every week. ``summary.csv``, which is opened first, has the ends of school years and
of closures, the weeks that say how it was before, and the last week, in which costs and hours stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.outcomes.measures import MEASURES
from simkansen.outcomes.registry import ALL_SUBJECTS
from simkansen.work.storage.csv_style import CsvStyle, copied_columns, copy_options
from simkansen.work.storage.digests import refuse_damaged, write_with_digest
from simkansen.work.storage.files import disk_full_is_oserror
from simkansen.work.storage.tables import copy_into, database, parquet_source, quoted_name, quoted_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WHOLE, SHORT = "summary.parquet", "summary.csv"
"""The summary of every week, and the short one."""

ENDS = "ends"
"""Under which key a manifest tells the weeks of the short summary."""

_SINCE = 2
"""The format of manifests since which ``summary.csv`` is short; it had every week before."""

_IN_WEEKS = ("any", "pace", "teaching")
"""Where a measure has values in week after week."""


def is_short(manifest: Mapping[str, Any]) -> bool:
    """Tell whether the ``summary.csv`` of a results folder is the short one, by its manifest."""
    return int(manifest.get("format", 1)) >= _SINCE


def short_rows(table: str, ends: Sequence[str] | None) -> str:
    """Write the SQL that gives the rows of the short summary, in their order.

    Parameters
    ----------
    table
        Name of the table or view with the whole summary.
    ends
        Mondays of its weeks; None where a manifest tells none, as an earlier one. Then they are the weeks
        that have more than measures of every week for all subjects together, and the last.
    """
    name = quoted_name(table)
    if ends is None:
        weekly = ", ".join(quoted_text(one.name) for one in MEASURES.values() if one.weeks in _IN_WEEKS)
        more = f"measure NOT IN ({weekly}) OR subject <> {quoted_text(ALL_SUBJECTS)}"
        weeks = f"SELECT week FROM {name} WHERE {more} UNION ALL SELECT max(week) FROM {name}"
    else:
        weeks = f"SELECT unnest([{', '.join(map(quoted_text, ends))}]::VARCHAR[])::DATE"
    return f"SELECT * FROM {name} WHERE week IN ({weeks})"


def copy_short(
    connection: DuckDBPyConnection, table: str, path: Path, ends: Sequence[str] | None, style: CsvStyle
) -> None:
    """Write the short summary as CSV; ``table`` and ``ends`` are as in `short_rows`."""
    copy_summary(connection, short_rows(table, ends), path, style)


def copy_summary(connection: DuckDBPyConnection, rows: str, path: Path, style: CsvStyle) -> None:
    """Write rows of a summary, which a query gives, as CSV."""
    kinds = {str(row[0]): str(row[1]) for row in connection.execute(f"DESCRIBE {rows}").fetchall()}
    query = f"SELECT {copied_columns(kinds, style)} FROM ({rows})"
    connection.execute(copy_into(path, query, copy_options(style)))


def write_short(
    connection: DuckDBPyConnection, folder: Path, table: str, ends: Sequence[str] | None, style: CsvStyle
) -> None:
    """Write ``summary.csv`` of a results folder, whole or not at all, and keep its digest.

    Raises
    ------
    OSError
        If the disk is full; the file is as it was before then.
    """
    path = folder / SHORT
    with disk_full_is_oserror(path):
        write_with_digest(
            folder, path, lambda unfinished: copy_short(connection, table, unfinished, ends, style)
        )


def make_short_again(folder: Path, manifest: Mapping[str, Any], style: CsvStyle) -> None:
    """Write ``summary.csv`` of a results folder anew, from the summary of every week.

    Raises
    ------
    UnreadableResultsError
        If that summary is not what was written.
    """
    refuse_damaged(folder, [folder / WHOLE])
    with database() as connection:
        view_of_whole(connection, folder, "whole")
        write_short(connection, folder, "whole", manifest.get(ENDS), style)


def view_of_whole(connection: DuckDBPyConnection, folder: Path, name: str) -> None:
    """Give the summary of every week of a results folder a name in a database."""
    rows = f"SELECT * EXCLUDE (file_row_number) FROM {parquet_source([folder / WHOLE])}"
    connection.execute(f"CREATE TEMP VIEW {quoted_name(name)} AS {rows}")
