"""Doing stored replications again, from what their folder keeps, and comparing every number."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen.interventions import registry
from simkansen.phrases import phrase
from simkansen.runs.comparing import changed_scenarios, since
from simkansen.runs.draws import echoes
from simkansen.runs.plan import Plan, make_plan
from simkansen.runs.populations import keep_population
from simkansen.runs.replicate import RunJob, ends_of, failure_in, share_work
from simkansen.runs.short_summary import ENDS, WHOLE, is_short
from simkansen.runs.store import (
    ABOUT,
    OF_RUN,
    OF_SUMMARY,
    SUMMARIES,
    echo_file,
    run_file,
    stored_files,
    write_summary,
)
from simkansen.scenario import check_documents, scenario_hash
from simkansen.work.errors import UnreadableResultsError
from simkansen.work.progress import Failure, OnProgress
from simkansen.work.storage.csv_style import DELIMITERS, CsvStyle, style_of
from simkansen.work.storage.digests import refuse_damaged
from simkansen.work.storage.manifest_file import read_manifest
from simkansen.work.storage.rows import FAILED
from simkansen.work.storage.tables import csv_source, exchanged, parquet_source, quoted_name
from simkansen.work.verification import (
    ResultComparison,
    Verification,
    choose,
    do_again,
    readable,
    require,
    scratch,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def verify_runs(
    folder: Path, sample: int | None, workers: int | None, on_progress: OnProgress
) -> Verification:
    """Do stored replications of ``simkansen run`` again and compare them, and their summary, with the folder.

    Nothing is written into the folder.

    Parameters
    ----------
    folder
        The results folder.
    sample
        How many replications; None for all.
    workers
        Worker processes; all processors by default.
    on_progress
        Called when something has changed.

    Raises
    ------
    UnreadableResultsError
        If a file is missing, cannot be read, or is not what was written.
    ScenarioErrors, DifferentBasisError
        If the scenarios in the folder are invalid.
    """
    told = read_manifest(folder)
    finished = [int(one) for one in told["finished"]]
    if not finished:
        raise UnreadableResultsError(
            phrase(
                "{folder}: no replication has finished here, so there is nothing to compare", folder=folder
            )
        )
    require(folder, ["resolved.yaml", *(_name(folder, run_file(folder, one)) for one in finished)])
    refuse_damaged(folder, [folder / "resolved.yaml"])
    plan = make_plan(check_documents(folder / "resolved.yaml", registry()))
    echoed = echoes(finished, plan.source, plan.replications)
    require(folder, [_name(folder, echo_file(folder, one)) for one in echoed])
    refuse_damaged(folder, stored_files(folder, finished, plan.source, plan.replications))
    then = since(told, plan.reference)
    hashes = {scenario.name: scenario_hash(scenario) for scenario in plan.scenarios}
    differences, notes = changed_scenarios(told, hashes, then)
    places = choose([str(one) for one in finished], sample, str(told["hashes"]["runs"]))
    chosen = [finished[place] for place in places]
    with scratch() as (place, connection):
        failures = _do_again(plan, place / "again", chosen, workers, on_progress)
        comparing = _Tables(connection, not then)
        for one in chosen:
            for name, file in (("replication {one}", run_file), ("echo of replication {one}", echo_file)):
                now = file(place / "again", one)
                if now.is_file():
                    comparing.tables(phrase(name, one=one), file(folder, one), now, OF_RUN)
        beside, left_out = _compare_summary(folder, told, plan, place / "summary", comparing)
    return Verification(
        kind="run",
        again=tuple(phrase("replication {one}", one=one) for one in chosen),
        stored=len(finished),
        numbers=comparing.numbers,
        beside=tuple(beside),
        since=then,
        differences=(*differences, *comparing.differences),
        failures=tuple(failures),
        notes=(*notes, *left_out),
    )


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _do_again(
    plan: Plan, place: Path, chosen: Sequence[int], workers: int | None, on_progress: OnProgress
) -> list[Failure]:
    """Simulate and store replications in a place of their own; give those that failed."""
    share = share_work(workers or os.cpu_count() or 1, len(chosen))
    job = RunJob(plan, place, place / "populations", plan.base_parameters(), share.threads)

    def prepare() -> None:
        if not plan.redrawn:
            keep_population((job.populations, plan.reference))

    rows = do_again(job, chosen, share.processes, on_progress, prepare)
    return [failure_in(row) for row in rows if row["status"] == FAILED]


def _compare_summary(
    folder: Path, told: Mapping[str, Any], plan: Plan, place: Path, comparing: _Tables
) -> tuple[list[str], list[str]]:
    """Summarise all stored replications again and compare that with the summaries in the folder."""
    finished = [int(one) for one in told["finished"]]
    if len(finished) + len(told["failed"]) < int(told["replications"]):
        return [], ["the run was interrupted before its end, so its summary was not compared"]
    names = [*SUMMARIES]
    require(folder, names)
    place.mkdir()
    for part in ("runs", "echoes"):
        (place / part).symlink_to((folder / part).resolve(), target_is_directory=True)
    with readable(phrase("{folder}: a file cannot be read", folder=folder / "runs")):
        # A short summary that a report made of results of before is of the weeks that its rows tell.
        ends = ends_of(plan) if ENDS in told else None
        write_summary(place, finished, plan.source, ends, style := style_of(told))
    for name in names:
        # Of before, the summary as CSV has every week.
        now = place / (name if is_short(told) else WHOLE)
        comparing.tables(name, folder / name, now, OF_SUMMARY, style)
    return names, []


class _Tables(ResultComparison):
    """Compares tables."""

    def __init__(self, connection: DuckDBPyConnection, exact: bool) -> None:
        super().__init__(exact)
        self._connection = connection

    def tables(
        self, run: str, stored: Path, now: Path, columns: Sequence[str], style: CsvStyle = "en"
    ) -> None:
        """Compare two tables row by row, whatever the order of their rows; CSV is written in this style."""
        with readable(phrase("{file}: this file cannot be read", file=stored)):
            found = self._connection.execute(_joined(stored, now, columns, style)).fetchnumpy()
        about = found["about"]
        there, here = (np.ma.filled(found[side], False).astype(bool) for side in ("there", "here"))
        for column in columns:
            mine, theirs = (_floats(found[f"{column}_{side}"]) for side in ("stored", "now"))
            self.arrays(
                mine,
                theirs,
                lambda row: (run, phrase("{column} of {row}", column=column, row=about[row])),  # noqa: B023
                there & here,
            )
        a_row = phrase("a row")
        for row in np.flatnonzero(there != here):
            self.values(run, str(about[row]), *((a_row, None) if there[row] else (None, a_row)))


def _floats(column: NDArray[Any]) -> NDArray[np.float64]:
    floats: NDArray[np.float64] = np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)
    return floats


def _joined(stored: Path, now: Path, columns: Sequence[str], style: CsvStyle) -> str:
    keys = ", ".join(f'"{key}"' for key in ABOUT)

    def side(path: Path, name: str) -> str:
        is_csv = path.suffix == ".csv"
        reader = csv_source(path, DELIMITERS[style]) if is_csv else parquet_source([path])
        told = {one: quoted_name(one) for one in columns}
        if is_csv and style == "nl":
            told = {one: exchanged(quoted, ",", ".") for one, quoted in told.items()}
        numbers = ", ".join(f"CAST({value} AS DOUBLE) AS {one}_{name}" for one, value in told.items())
        texts = ", ".join(f"""coalesce(CAST("{key}" AS VARCHAR), '') AS "{key}\"""" for key in ABOUT)
        return (
            f"(SELECT {keys}, row_number() OVER (PARTITION BY {keys}) AS nth, * EXCLUDE ({keys}) "
            f"FROM (SELECT {texts}, {numbers}, true AS is_{name} FROM {reader}))"
        )

    values = ", ".join(f"{column}_stored, {column}_now" for column in columns)
    about = 'concat_ws(\' \', scenario, kind, measure, subject, "by", "group", week)'
    return f"""
        SELECT {about} AS about, is_stored AS there, is_now AS here, {values}
        FROM {side(stored, "stored")} AS stored FULL JOIN {side(now, "now")} AS now USING ({keys}, nth)
        ORDER BY {keys}, nth
    """
