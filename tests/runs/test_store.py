import csv
import json

import duckdb
import numpy as np
import pytest

from simkansen.outcomes.table import COLUMNS, Table
from simkansen.runs.files import write_json, write_whole
from simkansen.runs.store import (
    RUN_COLUMNS,
    SUMMARY_COLUMNS,
    run_file,
    run_key_of,
    write_run,
    write_summary,
)


def table(value, scenarios=("b", "a")):
    count = len(scenarios)
    columns = {name: np.full(count, name, dtype=object) for name in COLUMNS}
    columns["scenario"] = np.array(scenarios, dtype=object)
    columns["week"] = np.full(count, np.datetime64("2020-03-16", "s"))
    columns["value"] = np.full(count, float(value))
    columns["n_pupils"] = np.full(count, 40)
    return Table(columns)


@pytest.fixture
def folder(tmp_path):
    for number in range(5):
        write_run(run_file(tmp_path, number), table(number), number, key=f"key-{number}")
    return tmp_path


def test_a_replications_file_has_exactly_its_columns_and_a_date(folder):
    described = duckdb.sql(f"DESCRIBE SELECT * FROM '{run_file(folder, 3)}'").fetchall()
    assert tuple(row[0] for row in described) == RUN_COLUMNS
    assert dict(row[:2] for row in described)["week"] == "DATE"


def test_a_whole_file_knows_its_key_and_any_other_file_has_none(folder):
    assert run_key_of(run_file(folder, 3)) == "key-3"
    assert run_key_of(run_file(folder, 9)) is None
    run_file(folder, 3).write_bytes(run_file(folder, 3).read_bytes()[:200])
    assert run_key_of(run_file(folder, 3)) is None


def test_the_summary_has_exactly_its_columns_in_the_order_of_the_scenarios(folder):
    assert write_summary(folder, range(5)) == 2
    described = duckdb.sql(f"DESCRIBE SELECT * FROM '{folder / 'summary.parquet'}'").fetchall()
    assert tuple(row[0] for row in described) == SUMMARY_COLUMNS
    with (folder / "summary.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == SUMMARY_COLUMNS
    assert [row["scenario"] for row in rows] == ["b", "a"]
    assert rows[0]["week"] == "2020-03-16"


def test_the_summary_gives_mean_and_quantiles_over_the_replications_asked_for(folder):
    write_summary(folder, range(5))
    columns = "mean, p05, median, p95, n_runs, n_pupils"
    row = duckdb.sql(f"SELECT {columns} FROM '{folder / 'summary.parquet'}' LIMIT 1").fetchall()[0]
    assert row == (2.0, pytest.approx(0.2), 2.0, pytest.approx(3.8), 5, 40)
    write_summary(folder, [0, 1])
    row = duckdb.sql(f"SELECT {columns} FROM '{folder / 'summary.parquet'}' LIMIT 1").fetchall()[0]
    assert row[0] == 0.5
    assert row[4] == 2


def test_without_replications_there_is_no_summary(tmp_path):
    assert write_summary(tmp_path, []) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_finished_leaves_nothing_and_spares_the_old_one(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, {"kept": True})

    def half(unfinished):
        unfinished.write_text("{", encoding="utf-8")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        write_whole(path, half)
    assert json.loads(path.read_text(encoding="utf-8")) == {"kept": True}
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]
