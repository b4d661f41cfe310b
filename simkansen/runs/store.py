"""The store: one Parquet file per replication, and their summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.runs.files import write_whole
from simkansen.runs.tables import copy_into, kept_text, parquet_source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from simkansen.outcomes.table import Column, Table

RUN_COLUMNS = (
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
    "replication",
    "draw",
)
"""Columns of a replication's file."""

SUMMARY_COLUMNS = (
    "scenario",
    "kind",
    "measure",
    "unit",
    "subject",
    "by",
    "group",
    "week",
    "mean",
    "p05",
    "median",
    "p95",
    "chance_share",
    "n_runs",
    "n_pupils",
)
"""Columns of the summary."""

_KEYS = 'scenario, kind, measure, unit, subject, "by", "group", week'
"""What a row of the summary is about."""

_KEY = "simkansen_key"


def run_file(folder: Path, replication: int) -> Path:
    """Return the file of a replication in a results folder."""
    return folder / "runs" / f"{replication:05d}.parquet"


def write_run(path: Path, table: Table, replication: int, key: str, draw: int | None) -> None:
    """Write the rows of one replication, whole or not at all.

    Parameters
    ----------
    path
        The file.
    table
        Its rows.
    replication
        Number of the replication.
    key
        Hash of all that determines the rows; kept in the file.
    draw
        Number of its draw of the parameters; None when nothing is drawn.
    """
    import duckdb

    drawn = "NULL" if draw is None else f"{draw:d}"

    def write(unfinished: Path) -> None:
        with duckdb.connect(config={"threads": 1}) as connection:
            rows: Mapping[str, Column] = dict(table.columns)
            connection.register("rows_of_run", rows)
            query = (
                f"SELECT * REPLACE (CAST(week AS DATE) AS week), {replication:d} AS replication,"
                f" CAST({drawn} AS INTEGER) AS draw FROM rows_of_run"
            )
            how = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{_KEY}: '{key}'}}"
            connection.execute(copy_into(unfinished, query, how))

    write_whole(path, write)


def run_key_of(path: Path) -> str | None:
    """Return the key kept in a replication's file; None when there is no whole file."""
    import duckdb

    if not path.is_file():
        return None
    try:
        with duckdb.connect() as connection:
            return kept_text(path, _KEY, connection)
    except duckdb.Error:
        return None


def write_summary(folder: Path, replications: Sequence[int]) -> int:
    """Summarise replications into ``summary.parquet`` and ``summary.csv``.

    The share of chance is that of a one-way analysis of variance with random effects: the replications of one
    draw of the parameters are a group, groups may be of unequal size, and what differs within a group is
    chance (Searle, Casella & McCulloch 1992, *Variance components*, chapter 3).

    Parameters
    ----------
    folder
        The results folder.
    replications
        Numbers of the replications to summarise.

    Returns
    -------
    int
        Rows written: none, and no file, when there are no replications.
    """
    import duckdb

    if not replications:
        return 0
    runs = parquet_source([run_file(folder, number) for number in sorted(replications)])
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")  # sums of floats in one order give the same bits each time
        connection.execute(_SUMMARY.format(runs=runs, keys=_KEYS, fewest=_FEWEST_PAIRS))
        write_whole(
            folder / "summary.parquet",
            lambda path: _copy(connection, path, "FORMAT parquet, COMPRESSION zstd"),
        )
        write_whole(folder / "summary.csv", lambda path: _copy(connection, path, "FORMAT csv, HEADER true"))
        counted = connection.execute("SELECT count(*) FROM summary").fetchone()
    return int(counted[0]) if counted else 0


_FEWEST_PAIRS = 2
"""Pairs of replications with one draw of the parameters, below which no share of chance is given."""

_SUMMARY = """
CREATE TEMP TABLE summary AS
WITH rows_of_runs AS (
    SELECT *, file_row_number AS line FROM {runs}
), of_draws AS (
    SELECT {keys}, draw, count(*) AS size, var_pop(value) * count(*) AS within
    FROM rows_of_runs GROUP BY {keys}, draw
), within_draws AS (
    SELECT
        {keys},
        count(*) AS draws,
        sum(within) AS within,
        sum(size * size) AS squares
    FROM of_draws GROUP BY {keys}
), over_runs AS (
    SELECT
        {keys},
        avg(value) AS mean,
        quantile_cont(value, 0.05) AS p05,
        quantile_cont(value, 0.5) AS median,
        quantile_cont(value, 0.95) AS p95,
        count(*) AS n_runs,
        CAST(median(n_pupils) AS BIGINT) AS n_pupils,
        count(draw) = 0 AS undrawn,
        min(value) < max(value) AS varies,
        var_pop(value) * count(*) AS total,
        min(line) AS line
    FROM rows_of_runs GROUP BY {keys}
), compared AS (
    SELECT
        *,
        within / (n_runs - draws) AS chance,
        ((total - within) / (draws - 1) - within / (n_runs - draws))
            / ((n_runs - squares / n_runs) / (draws - 1)) AS parameters
    FROM over_runs JOIN within_draws USING ({keys})
)
SELECT
    {keys}, mean, p05, median, p95,
    CASE
        WHEN NOT varies THEN NULL
        WHEN undrawn THEN 1.0
        WHEN n_runs - draws < {fewest} THEN NULL
        ELSE chance / (chance + greatest(parameters, 0.0))
    END AS chance_share,
    n_runs, n_pupils
FROM compared
ORDER BY
    min(line) OVER (PARTITION BY scenario),
    min(line) OVER (PARTITION BY kind),
    min(line) OVER (PARTITION BY measure),
    min(line) OVER (PARTITION BY subject),
    min(line) OVER (PARTITION BY "by"),
    min(line) OVER (PARTITION BY "by", "group"),
    week
"""
"""In the order of the replications' own rows: scenarios as asked, the first of them the reference."""


def _copy(connection: DuckDBPyConnection, path: Path, how: str) -> None:
    connection.execute(copy_into(path, "summary", how))
