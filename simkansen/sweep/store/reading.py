"""Results as a DuckDB relation: one row a run of a sweep, with the values that were varied."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.phrases import phrase
from simkansen.sweep.store.folder import POINTS, counted_of, manifest_of, measures_of, staffed_of
from simkansen.sweep.store.rows import columns_of
from simkansen.work.storage.digests import check_readable, refuse_damaged
from simkansen.work.storage.manifest_file import MANIFEST
from simkansen.work.storage.parts import Parts, list_parts
from simkansen.work.storage.tables import columns_in, database, parquet_source, quoted_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

UNIT_CUBE = "u."
"""Before a path among the columns of the points: where in the unit cube its value was drawn."""

NEEDED = "replications"
"""Among the columns of the points: how many replications count, so that no earlier request does."""

_LINE = "simkansen_line"

_numbers = itertools.count()


def load_results(path: str | os.PathLike[str]) -> DuckDBPyRelation:
    """Load the runs in a results folder, of ``simkansen sweep`` or of ``simkansen run``.

    The relation can be asked further with SQL, or turned into what one works with: ``.df()`` gives a pandas
    DataFrame, ``.fetchnumpy()`` a dict of numpy arrays, ``.fetchall()`` a list of tuples.

    Parameters
    ----------
    path
        The results folder.

    Returns
    -------
    DuckDBPyRelation
        Of a sweep one row a run: its scenario, replication, seed and status, for each measure its level
        (``delay_weeks``) and its difference with the reference (``delay_weeks.effect``), and the value of
        everything that was varied; a price of a week is infinite where money is spent in vain. Of a batch of
        runs the long table, one row a value.

    Raises
    ------
    FileNotFoundError
        If there are no results at the path.
    UnreadableResultsError
        If a file is not what was written there, naming it, and the command that makes it again.

    Examples
    --------
    >>> runs = simkansen.load_results("results/tutoring-dose-0123456789")  # doctest: +SKIP
    >>> runs.aggregate('scenario, avg("delay_weeks.effect")', "scenario").df()  # doctest: +SKIP
    """
    folder = Path(path)
    if Parts.place(folder).is_dir() or (folder / POINTS).is_file():
        return relation(folder)
    runs = list_parts(folder / "runs")
    if not runs:
        raise FileNotFoundError(phrase("{folder}: no runs here; is this a results folder?", folder=folder))
    refuse_damaged(folder, runs)
    return database().sql(f"SELECT * EXCLUDE (file_row_number) FROM {parquet_source(runs)}")


def relation(folder: Path, connection: DuckDBPyConnection | None = None) -> DuckDBPyRelation:
    """Load the runs of a sweep as they are at this moment, whoever writes meanwhile.

    Rows come in the order of the design, then by replication and scenario. They are copied into the
    connection in that order, so that sums over them have the same bits, however the runs came to be.

    Parameters
    ----------
    folder
        The results folder.
    connection
        Where the rows go, as temporary tables; by default a new one, with one thread. With more threads sums
        may differ in their last bits.

    Returns
    -------
    DuckDBPyRelation
        One row a run of the present design and its replications, each key once, a finished run before one
        that failed: the columns of the run, its measures, and one column for each path that was varied, with
        its value.

    Raises
    ------
    FileNotFoundError
        If the folder has no points, or neither a manifest nor runs.
    UnreadableResultsError
        If a file is not what was written there, naming it.
    ValueError
        If a path that was varied is called as a column of the runs is.
    """
    if not (folder / POINTS).is_file():
        raise FileNotFoundError(
            phrase("{folder}: no {file} here; is this the folder of a sweep?", folder=folder, file=POINTS)
        )
    refuse_damaged(folder, [folder / POINTS])
    connection = connection or database()
    check_readable(folder, [folder / POINTS], connection)
    columns = _columns_of_runs(folder, connection)
    number = next(_numbers)
    runs, points = f"simkansen_runs_{number}", f"simkansen_points_{number}"
    varied = _load_points(folder / POINTS, points, connection)
    both = [name for name in varied if name in columns]
    if both:
        raise ValueError(
            phrase(
                "{points}: {names} is also the name of a column of the runs",
                points=folder / POINTS,
                names=", ".join(both),
            )
        )
    parts = Parts(folder, columns, connection, strict=True)

    def load(paths: Sequence[Path]) -> None:
        with parts.rows_once(paths) as rows:
            connection.execute(
                f"""
                CREATE OR REPLACE TEMP TABLE {runs} AS
                SELECT run.* FROM ({rows}) AS run JOIN {points} AS place USING (point)
                WHERE replication < coalesce(place.{NEEDED}, replication + 1)
                ORDER BY place.{_LINE}, replication, scenario
                """
            )

    parts.consistently(load)
    values = "".join(f", place.{quoted_name(name)}" for name in varied)
    return connection.sql(f"SELECT run.*{values} FROM {runs} AS run JOIN {points} AS place USING (point)")


def _columns_of_runs(folder: Path, connection: DuckDBPyConnection) -> dict[str, str]:
    """Give the columns that the manifest tells of; while there is none, those of the first part."""
    if (folder / MANIFEST).is_file():
        told = manifest_of(folder)
        return columns_of(measures_of(told), counted_of(told), staffed_of(told))
    import duckdb

    for path in list_parts(Parts.place(folder)):
        with contextlib.suppress(duckdb.Error):  # the next one may be whole; this one is named later
            found = columns_in(path, connection)
            if found.items() >= columns_of([]).items():
                return found
    raise FileNotFoundError(
        phrase(
            "{folder}: neither a {file} nor runs here; is this the folder of a sweep?",
            folder=folder,
            file=MANIFEST,
        )
    )


def _load_points(path: Path, table: str, connection: DuckDBPyConnection) -> list[str]:
    """Load the points of the design, each once, in its order; return the paths that were varied."""
    names = columns_in(path, connection)
    varied = [name for name in names if name not in ("point", NEEDED) and not name.startswith(UNIT_CUBE)]
    values = "".join(f", {quoted_name(name)}" for name in varied)
    needed = NEEDED if NEEDED in names else "NULL"
    connection.execute(
        f"""
        CREATE TEMP TABLE {table} AS
        SELECT point{values}, {needed} AS {NEEDED}, file_row_number AS {_LINE} FROM {parquet_source([path])}
        QUALIFY row_number() OVER (PARTITION BY point ORDER BY file_row_number) = 1
        ORDER BY file_row_number
        """
    )
    return varied
