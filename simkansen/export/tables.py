"""The tables of a results folder, each column with its name, type, unit and meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.evidence import load_parameters
from simkansen.export.meanings import OF_RUN, OF_SUMMARY, OF_SWEEP_RUN, OF_SWEEP_SUMMARY, Meaning
from simkansen.outcomes.groups import FEWEST_PUPILS
from simkansen.outcomes.measures import MEASURES
from simkansen.runs.draws import FEWEST_DRAWS
from simkansen.runs.short_summary import ENDS, WHOLE, short_rows
from simkansen.runs.store import stored_files
from simkansen.sweep.ask.dimensions import parameter_of
from simkansen.sweep.store.folder import POINTS
from simkansen.sweep.store.reading import UNIT_CUBE, relation
from simkansen.sweep.store.rows import EFFECT, PUPILS
from simkansen.work.storage.digests import check_readable, refuse_damaged
from simkansen.work.storage.manifest_file import read_manifest
from simkansen.work.storage.tables import parquet_source, quoted_name, quoted_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DATATYPES = {
    "DOUBLE": "double",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
}
WEEKLY = "summary-weekly"
"""Name of the table with the summary of every week, beside the short one."""

_RATIO = "cost_per_week"
"""A ratio whose denominator may pass 0 has no mean that means anything."""


class NothingThereError(Exception):
    """No run has finished in a results folder, so there is nothing to write."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    name
        As in the table's header.
    datatype
        ``string``, ``double``, ``integer``, ``boolean`` or ``date``.
    unit
        In words; empty where there is none.
    description
        One sentence.
    """

    name: str
    datatype: str
    unit: str
    description: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table.

    Attributes
    ----------
    name
        Of the file or the sheet.
    about
        What one row is.
    columns
        In their order.
    """

    name: str
    about: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Tables:
    """The tables of one results folder, as views of the same names.

    Attributes
    ----------
    folder
        The results folder.
    manifest
        What it says of itself.
    connection
        Where the views are; with one thread, so that rows come in one order.
    tables
        What there is.
    """

    folder: Path
    manifest: Mapping[str, Any]
    connection: DuckDBPyConnection
    tables: tuple[TableSpec, ...]


@contextmanager
def tables_of(folder: Path) -> Iterator[Tables]:
    """Open the tables of results of ``run`` or ``sweep``; nothing is written into the folder.

    Raises
    ------
    NothingThereError
        If no run has finished there.
    UnreadableResultsError
        If a file cannot be read, or is not what was written there; it is named.
    """
    import duckdb

    manifest = read_manifest(folder)
    with duckdb.connect(config={"threads": 1}) as connection:
        is_sweep = manifest.get("kind") == "sweep"
        made = _of_sweep(folder, manifest, connection) if is_sweep else _of_run(folder, manifest, connection)
        yield Tables(folder, manifest, connection, made)


def _of_run(
    folder: Path, manifest: Mapping[str, Any], connection: DuckDBPyConnection
) -> tuple[TableSpec, ...]:
    runs = [folder / "runs" / f"{number:05d}.parquet" for number in sorted(manifest["finished"])]
    whole = folder / WHOLE
    if not runs or not whole.is_file():
        raise NothingThereError(f"'{folder}' has no summary; no replication has finished there")
    source, planned = str(manifest["parameters"]), int(manifest["replications"])
    refuse_damaged(folder, stored_files(folder, manifest["finished"], source, planned))
    for name, paths in ((WEEKLY, [whole]), ("runs", runs)):
        rows = f"SELECT * EXCLUDE (file_row_number) FROM {parquet_source(paths)}"
        check_readable(folder, paths, connection)
        connection.execute(f"CREATE VIEW {quoted_name(name)} AS {rows}")
    connection.execute(f"CREATE VIEW summary AS {short_rows(WEEKLY, manifest.get(ENDS))}")
    each = "A measure, of a group, over all replications, "
    return (
        _table("summary", f"{each}at an end of a school year or of a closure.", connection, OF_SUMMARY),
        _table(WEEKLY, f"{each}in a week.", connection, OF_SUMMARY),
        _table("runs", "A measure, of a group, in a week, in one replication.", connection, OF_RUN),
    )


def _of_sweep(
    folder: Path, manifest: Mapping[str, Any], connection: DuckDBPyConnection
) -> tuple[TableSpec, ...]:
    if not (folder / POINTS).is_file():
        raise NothingThereError(f"'{folder}' has no {POINTS}; nothing has been run there")
    relation(folder, connection).project(_told(manifest)).create_view("runs")
    found = connection.execute("SELECT count(*) FROM runs WHERE status = 'finished'").fetchone()
    if not found or not found[0]:
        raise NothingThereError(f"'{folder}' has no runs; none has finished there")
    connection.execute(
        f"CREATE VIEW points AS SELECT * EXCLUDE (file_row_number) FROM {parquet_source([folder / POINTS])}"
    )
    paths = {str(one["path"]): str(one["kind"]) for one in manifest["varied"]}
    connection.execute(f"CREATE TEMP TABLE summary AS {_summary_query(manifest, list(paths))}")
    varied = _meanings_of_paths(paths)
    measures = _meanings_of_measures(manifest)
    return (
        _table(
            "summary",
            "A measure of a scenario at a point, as a level or as an effect, over its replications.",
            connection,
            OF_SWEEP_SUMMARY | varied,
        ),
        _table("points", "A point of the design, in its order.", connection, OF_SWEEP_RUN | varied),
        _table(
            "runs", "A scenario at a point in one replication.", connection, OF_SWEEP_RUN | measures | varied
        ),
    )


def _told(manifest: Mapping[str, Any]) -> str:
    """Write in SQL the columns of runs; an infinite price is empty, as no other program reads it alike."""
    prices = [
        f"{one['id']}{kind}"
        for one in manifest["measures"]
        if one["measure"] == _RATIO
        for kind in ("", EFFECT)
    ]
    each = (f"CASE WHEN isfinite({name}) THEN {name} END AS {name}" for name in map(quoted_name, prices))
    return f"* REPLACE ({', '.join(each)})" if prices else "*"


def _summary_query(manifest: Mapping[str, Any], paths: list[str]) -> str:
    """Summarise the finished runs by point, scenario and measure, in the order of the design.

    As on pages, too few replications or pupils have no interval.
    """
    values = "".join(f", {quoted_name(path)}" for path in paths)
    each = []
    for place, measure in enumerate(manifest["measures"]):
        for kind, column in (("level", measure["id"]), ("effect", f"{measure['id']}{EFFECT}")):
            each.append(
                f"SELECT line, point{values}, scenario, {place} AS place, {quoted_text(kind)} AS kind, "
                f"{quoted_text(str(measure['id']))} AS measure, {quoted_text(str(measure['unit']))} AS unit, "
                f"{'false' if measure['measure'] == _RATIO else 'true'} AS has_mean, "
                f"{_pupils_query(manifest, measure)} AS pupils, "
                f"{quoted_name(column)} AS value FROM numbered WHERE {quoted_name(column)} IS NOT NULL"
            )
    enough = f"count(*) >= {FEWEST_DRAWS} AND coalesce(median(pupils), {FEWEST_PUPILS}) >= {FEWEST_PUPILS}"
    return f"""
        WITH numbered AS (
            SELECT *, row_number() OVER () AS line FROM runs WHERE status = 'finished'
        ), measured AS ({" UNION ALL ".join(each)}),
        summarised AS (
            SELECT point{values}, scenario, kind, measure, unit,
                CASE WHEN any_value(has_mean) THEN avg(value ORDER BY line) END AS mean,
                CASE WHEN {enough} THEN quantile_cont(value, 0.05) END AS p05,
                quantile_cont(value, 0.5) AS median,
                CASE WHEN {enough} THEN quantile_cont(value, 0.95) END AS p95,
                count(*) AS n_runs,
                min(line) AS line, any_value(place) AS place
            FROM measured GROUP BY ALL
        )
        SELECT * EXCLUDE (line, place) FROM summarised ORDER BY line, place, kind DESC
    """


def _pupils_query(manifest: Mapping[str, Any], measure: Mapping[str, Any]) -> str:
    """Write of how many pupils a measure is: what its run keeps, or else other runs of its point, or all."""
    if not measure.get("counted"):
        return f"CAST({manifest.get('pupils') or 'NULL'} AS DOUBLE)"
    own = quoted_name(f"{measure['id']}{PUPILS}")
    return f"coalesce({own}, median({own}) OVER (PARTITION BY point))"


def _meanings_of_measures(manifest: Mapping[str, Any]) -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for one in manifest["measures"]:
        measure = MEASURES[one["measure"]]
        which = f" Of {one['by']}: {one['group']}." if one.get("by", "all") != "all" else ""
        found[one["id"]] = (one["unit"], measure.definition + which)
        found[f"{one['id']}{EFFECT}"] = (one["unit"], measure.effect + which)
        if one.get("counted"):
            found[f"{one['id']}{PUPILS}"] = ("pupils", "How many pupils the effect is of.")
    return found


def _meanings_of_paths(paths: Mapping[str, str]) -> dict[str, Meaning]:
    known = load_parameters().definitions
    found: dict[str, Meaning] = {}
    for path, kind in paths.items():
        definition = known.get(parameter_of(path) or "")
        if definition is not None:
            found[path] = (definition.unit, definition.does)
        else:
            what = "what one can do" if kind == "lever" else "what is not known"
            found[path] = ("", f"Value of '{path}', which was varied: {what}.")
    return found


def _table(
    name: str, about: str, connection: DuckDBPyConnection, meanings: Mapping[str, Meaning]
) -> TableSpec:
    rows = connection.execute(f"DESCRIBE {quoted_name(name)}").fetchall()
    columns = []
    for column, kind, *_ in rows:
        unit, description = meanings.get(str(column)) or _of_cube(str(column))
        columns.append(Column(str(column), _DATATYPES.get(str(kind), "string"), unit, description))
    return TableSpec(name, about, tuple(columns))


def _of_cube(column: str) -> Meaning:
    name = column.removeprefix(UNIT_CUBE)
    return "", f"Where the value of '{name}' lies between 0 and 1 in its list, range or distribution."
