"""summary.csv has the ends of school years and closures of what summary.parquet has week by week."""

import csv
import json
import shutil

import duckdb
import pandas as pd
import pytest

from simkansen.runs import run_scenarios
from simkansen.runs.short_summary import copy_summary, make_short_again, short_rows, view_of_whole
from simkansen.runs.verify import verify_runs
from simkansen.work.storage.digests import write_with_digest
from simkansen.work.storage.manifest_file import read_manifest, write_manifest
from simkansen.work.storage.tables import database

ENDS = ["2019-08-26", "2020-03-09", "2020-05-04", "2020-06-01", "2020-07-06", "2021-02-01", "2021-07-05"]
"""The first week, the last before the closures, and the ends of closures and school years in turn.

The first closure ends in a holiday, and half groups follow it.
"""

BY_ROWS = [week for week in ENDS if week != "2020-05-04"]
"""Those that the rows tell, of results whose manifest does not."""


@pytest.fixture
def copy(done, tmp_path):
    """A copy of the results of the two scenarios that may be changed."""
    return shutil.copytree(done.folder, tmp_path / done.folder.name)


@pytest.fixture
def of_before(copy):
    """The same as an earlier version left it: with every week as CSV, and a manifest that tells no weeks."""
    told = {key: value for key, value in read_manifest(copy).items() if key not in ("ends", "csv_style")}
    with database() as connection:
        view_of_whole(connection, copy, "whole")
        path = copy / "summary.csv"
        write_with_digest(
            copy, path, lambda half: copy_summary(connection, "SELECT * FROM whole", half, "en")
        )
    write_manifest(copy, {**told, "format": 1})
    return copy


def rows_of(folder):
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_short_summary_is_the_rows_of_its_weeks_to_the_bit_and_in_their_order(done):
    assert read_manifest(done.folder)["ends"] == ENDS
    weeks = ", ".join(f"DATE '{week}'" for week in ENDS)
    found = duckdb.sql(f"SELECT * FROM '{done.folder}/summary.parquet' WHERE week IN ({weeks})")
    names, expected = found.columns, found.fetchall()
    rows = rows_of(done.folder)
    assert [tuple(row) for row in rows[:1]] == [tuple(names)]
    numbers = [name for name, kind in zip(names, found.types, strict=True) if kind == "DOUBLE"]
    told = [
        tuple((float(row[name]) if row[name] else None) if name in numbers else row[name] for name in names)
        for row in rows
    ]
    texts = [
        tuple(one if name in numbers else str(one) for name, one in zip(names, row, strict=True))
        for row in expected
    ]
    assert told == texts
    assert 4 * len(rows) < len(duckdb.sql(f"FROM '{done.folder}/summary.parquet'"))


def test_measures_of_every_week_alone_have_these_weeks_too(done):
    with database() as connection:
        view_of_whole(connection, done.folder, "whole")
        connection.execute("CREATE VIEW taught AS SELECT * FROM whole WHERE measure = 'engagement'")
        rows = f"SELECT DISTINCT week::VARCHAR FROM ({short_rows('taught', ENDS)}) ORDER BY 1"
        assert [week for (week,) in connection.execute(rows).fetchall()] == BY_ROWS  # 4 May is a holiday


def test_without_the_weeks_in_the_manifest_they_are_told_by_the_rows(of_before):
    whole = (of_before / "summary.csv").read_bytes()
    assert len({row["week"] for row in rows_of(of_before)}) > 80
    make_short_again(of_before, read_manifest(of_before), "en")
    assert sorted({row["week"] for row in rows_of(of_before)}) == BY_ROWS
    assert len((of_before / "summary.csv").read_bytes()) < len(whole) / 3


def test_a_dutch_spreadsheet_reads_the_same_numbers_and_nothing_mixes_afterwards(copy, scenarios):
    before = (copy / "summary.csv").read_bytes()
    changed = run_scenarios(scenarios, copy.parent, workers=1, csv_style="nl")
    assert (changed.folder, changed.reused, changed.restyled) == (copy, 2, True)
    dutch = (copy / "summary.csv").read_bytes()
    assert b"." not in dutch.split(b"\n", 3)[1]
    frame = pd.read_csv(copy / "summary.csv", sep=";", decimal=",", engine="python")
    weeks = ", ".join(f"DATE '{week}'" for week in ENDS)
    expected = duckdb.sql(
        f"SELECT * REPLACE (week::VARCHAR AS week) FROM '{copy}/summary.parquet' WHERE week IN ({weeks})"
    ).df()
    pd.testing.assert_frame_equal(frame, expected, check_dtype=False, check_exact=True)

    again = run_scenarios(scenarios, copy.parent, workers=1)
    assert (read_manifest(copy)["csv_style"], again.restyled) == ("nl", False)
    assert (copy / "summary.csv").read_bytes() == dutch
    back = run_scenarios(scenarios, copy.parent, workers=1, csv_style="en")
    assert back.restyled
    assert (copy / "summary.csv").read_bytes() == before


def test_results_of_before_verify_and_their_summary_becomes_the_short_one(of_before, scenarios, done):
    found = verify_runs(of_before, 1, 1, lambda progress: None)
    assert (found.differences, found.beside) == ((), ("summary.parquet", "summary.csv"))
    again = run_scenarios(scenarios, of_before.parent, workers=1)
    assert (again.before["format"], again.reused) == (1, 2)
    assert (of_before / "summary.csv").read_bytes() == (done.folder / "summary.csv").read_bytes()
    assert json.loads((of_before / "manifest.json").read_text(encoding="utf-8"))["format"] == 2
