"""The store: one Parquet file per replication, and their summary."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.runs.draws import FEWEST_DRAWS, FEWEST_ECHOES, echoes
from simkansen.runs.draws.monte_carlo import median_errors
from simkansen.runs.short_summary import SHORT, WHOLE, write_short
from simkansen.work.storage.csv_style import CsvStyle
from simkansen.work.storage.digests import KEY, kept_in, write_stored_table, write_with_digest
from simkansen.work.storage.files import disk_full_is_oserror
from simkansen.work.storage.tables import (
    OF_PARQUET,
    copy_into,
    database,
    parquet_source,
    quoted_name,
)

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from simkansen.outcomes.table import Table
    from simkansen.population import Population

    Ints = NDArray[np.int64]

ABOUT = ("scenario", "kind", "measure", "unit", "subject", "by", "group", "week")
"""Columns that say what a row is about."""

OF_RUN = ("value", "n_pupils", "replication")
"""Columns with what a replication has there."""

OF_SUMMARY = ("mean", "p05", "median", "median_error", "p95", "chance_share", "n_runs", "n_pupils")
"""Columns with what the replications have there together."""

RUN_COLUMNS = (*ABOUT, *OF_RUN)
"""Columns of a replication's file."""

SUMMARY_COLUMNS = (*ABOUT, *OF_SUMMARY)
"""Columns of the summary."""

_KEYS = ", ".join(map(quoted_name, ABOUT))

_SIZE = "simkansen_size"

Sizes = dict[str, int]
"""Rows of the tables of a population: ``schools``, ``pupils``."""


def sizes_of(population: Population) -> Sizes:
    """Count the schools and the pupils of a population."""
    return {"schools": len(population.schools.code), "pupils": len(population.pupils.school)}


def run_file(folder: Path, replication: int) -> Path:
    """Return the file of a replication in a results folder."""
    return folder / "runs" / f"{replication:05d}.parquet"


def echo_file(folder: Path, replication: int) -> Path:
    """Return the file of the echo of a replication: the same parameters under other chance."""
    return folder / "echoes" / f"{replication:05d}.parquet"


SUMMARIES = (WHOLE, SHORT)


def stored_files(folder: Path, replications: Sequence[int], source: str, planned: int) -> list[Path]:
    """List the files that hold replications: their own, those of their echoes, and the summaries.

    Parameters
    ----------
    folder
        The results folder.
    replications
        Their numbers.
    source
        Where their parameters come from (`simkansen.runs.draws.Source`).
    planned
        How many replications there are to be.
    """
    runs = [run_file(folder, number) for number in replications]
    echoed = [echo_file(folder, number) for number in echoes(replications, source, planned)]
    return [*runs, *echoed, *(folder / name for name in SUMMARIES)]


def write_run(path: Path, table: Table, replication: int, key: str, sizes: Sizes) -> None:
    """Write the rows of one replication, whole or not at all, and keep the digest of its file.

    Parameters
    ----------
    path
        The file (`run_file`, `echo_file`).
    table
        Its rows.
    replication
        Number of the replication.
    key
        Hash of all that determines the rows; kept in the file.
    sizes
        Of its population; kept in the file too.

    Raises
    ------
    OSError
        If the disk is full; nothing is left of the file then.
    """
    query = f"SELECT * REPLACE (CAST(week AS DATE) AS week), {replication:d} AS replication FROM made"
    kept = {KEY: key, _SIZE: json.dumps(sizes)}
    write_stored_table(path.parent.parent, path, table.columns, query, kept)


def run_sizes_of(paths: Iterable[Path]) -> list[Sizes]:
    """Return the sizes of the populations of replications that are whole."""
    with database() as connection:
        found = [kept_in(path, _SIZE, connection) for path in paths]
    return [json.loads(one) for one in found if one is not None]


def write_summary(
    folder: Path,
    replications: Sequence[int],
    source: str,
    ends: Sequence[str] | None = None,
    style: CsvStyle = "en",
) -> int:
    """Summarise replications into ``summary.parquet`` and, in short, ``summary.csv``.

    A replication and its echo have the same parameters, so half of the square of their difference is the
    variance that is chance; the share of chance is its mean over the echoes, divided by the variance of the
    replications. Nothing else is taken from echoes. Fewer than `FEWEST_DRAWS` replications have no interval.

    Parameters
    ----------
    folder
        The results folder.
    replications
        Numbers of the replications to summarise.
    source
        Where their parameters come from (`simkansen.runs.draws.Source`).
    ends
        Mondays of the weeks of the short summary (`simkansen.runs.short_summary.short_rows`).
    style
        How that is written.

    Returns
    -------
    int
        Rows of every week that were written: none, and no file, when there are no replications.
    """
    if not replications:
        return 0
    runs = parquet_source([run_file(folder, number) for number in sorted(replications)])
    echoed = [echo_file(folder, number) for number in echoes(replications, source)]
    echoed = echoed if len(echoed) >= FEWEST_ECHOES else []  # of a run with so few there need be none
    pairs = _NO_PAIRS.format(keys=_KEYS)
    if echoed:
        pairs = _PAIRS.format(echoed=parquet_source(echoed), keys=_KEYS)
    undrawn = "true" if source == "point" else "false"
    with database() as connection:
        connection.execute(
            _GATHER.format(
                runs=runs,
                keys=_KEYS,
                pairs=pairs,
                undrawn=undrawn,
                fewest=FEWEST_ECHOES,
                draws=FEWEST_DRAWS,
            )
        )
        errors: Mapping[str, NDArray[Any]] = _errors(connection)
        connection.register("errors", errors)
        connection.execute(_SUMMARY.format(keys=_KEYS))
        path = folder / WHOLE
        with disk_full_is_oserror(path):
            write_with_digest(folder, path, partial(_copy, connection))
        write_short(connection, folder, "summary", ends, style)
        counted = connection.execute("SELECT count(*) FROM summary").fetchone()
    return int(counted[0]) if counted else 0


def _errors(connection: DuckDBPyConnection) -> dict[str, NDArray[Any]]:
    """Give the error of the median of each row."""
    import numpy as np

    (count,) = connection.execute("SELECT count(*) FROM gathered").fetchone() or (0,)
    errors = np.full(count, np.nan)
    for start in range(0, count, _ROWS):
        flat = connection.execute(
            "SELECT rowid AS nth, unnest(replications) AS replication, unnest(each) AS value "
            f"FROM gathered WHERE rowid >= {start} AND rowid < {start + _ROWS}"
        ).fetchnumpy()
        _fill(errors, *(np.asarray(flat[name]) for name in ("nth", "replication", "value")))
    return {"nth": np.arange(count), "error": errors}


_ROWS = 8192
"""Rows of the summary whose replications are held in memory at a time."""


def _fill(errors: NDArray[np.float64], nth: Ints, replications: Ints, values: NDArray[np.float64]) -> None:
    """Compute the errors of some rows, of those with the same replications at once."""
    import numpy as np

    starts = np.flatnonzero(np.diff(nth, prepend=-1))
    sizes = np.diff(starts, append=len(nth))
    alike: dict[bytes, list[int]] = {}
    for row, (start, size) in enumerate(zip(starts.tolist(), sizes.tolist(), strict=True)):
        alike.setdefault(replications[start : start + size].tobytes(), []).append(row)
    for rows in alike.values():
        places = starts[rows][:, None] + np.arange(sizes[rows[0]])
        errors[nth[starts[rows]]] = median_errors(values[places], replications[places[0]])


_PAIRS = """
    SELECT {keys}, avg((one.value - echo.value) * (one.value - echo.value)) / 2 AS chance, count(*) AS pairs
    FROM rows_of_runs AS one JOIN {echoed} AS echo USING ({keys}, replication)
    GROUP BY {keys}
"""

_NO_PAIRS = """
    SELECT {keys}, CAST(NULL AS DOUBLE) AS chance, 0 AS pairs FROM rows_of_runs WHERE false
"""

_GATHER = """
CREATE TEMP TABLE gathered AS
WITH rows_of_runs AS (
    SELECT *, file_row_number AS line FROM {runs}
), of_pairs AS ({pairs}), over_runs AS (
    SELECT
        {keys},
        avg(value) AS mean,
        quantile_cont(value, [0.05, 0.5, 0.95]) AS quantiles,
        count(*) AS n_runs,
        CAST(median(n_pupils) AS BIGINT) AS n_pupils,
        min(value) < max(value) AS varies,
        var_samp(value) AS total,
        list(value ORDER BY replication) FILTER (value IS NOT NULL) AS each,
        list(replication ORDER BY replication) FILTER (value IS NOT NULL) AS replications,
        min(line) AS line
    FROM rows_of_runs GROUP BY {keys}
)
SELECT
    {keys}, mean,
    CASE WHEN n_runs >= {draws} THEN quantiles[1] END AS p05,
    quantiles[2] AS median,
    CASE WHEN n_runs >= {draws} THEN quantiles[3] END AS p95,
    CASE
        WHEN NOT varies THEN NULL
        WHEN {undrawn} THEN 1.0
        WHEN pairs >= {fewest} THEN chance / greatest(chance, total)
    END AS chance_share,
    n_runs, n_pupils, each, replications
FROM over_runs LEFT JOIN of_pairs USING ({keys})
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

_SUMMARY = """
CREATE TEMP TABLE summary AS
SELECT
    {keys}, mean, p05, median, CASE WHEN NOT isnan(error) THEN error END AS median_error, p95, chance_share,
    n_runs, n_pupils
FROM gathered JOIN errors ON gathered.rowid = errors.nth
ORDER BY gathered.rowid
"""


def _copy(connection: DuckDBPyConnection, path: Path) -> None:
    connection.execute(copy_into(path, "summary", OF_PARQUET))
