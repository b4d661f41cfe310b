import csv
import json

import duckdb
import numpy as np
import pytest

from simkansen.chance import normals
from simkansen.outcomes.table import COLUMNS, Table
from simkansen.runs.draws import FEWEST_DRAWS, has_echo
from simkansen.runs.draws.monte_carlo import median_error
from simkansen.runs.store import (
    RUN_COLUMNS,
    SUMMARY_COLUMNS,
    echo_file,
    run_file,
    write_run,
    write_summary,
)
from simkansen.work.storage.digests import KEY, kept_in
from simkansen.work.storage.files import write_json, write_whole

SIZES = {"schools": 2, "pupils": 60}


def table(value, scenarios=("b", "a")):
    """One row a scenario, with one value for all or one for each."""
    count = len(scenarios)
    columns = {name: np.full(count, name, dtype=object) for name in COLUMNS}
    columns["scenario"] = np.array(scenarios, dtype=object)
    columns["week"] = np.full(count, np.datetime64("2020-03-16", "s"))
    columns["value"] = np.broadcast_to(value, count).astype(float)
    columns["n_pupils"] = np.full(count, 40)
    return Table(columns)


@pytest.fixture
def folder(tmp_path):
    for number in range(5):
        write_run(run_file(tmp_path, number), table(number), number, f"key-{number}", SIZES)
    return tmp_path


def test_a_replications_file_has_exactly_its_columns_and_a_date(folder):
    described = duckdb.sql(f"DESCRIBE SELECT * FROM '{run_file(folder, 3)}'").fetchall()
    assert tuple(row[0] for row in described) == RUN_COLUMNS
    assert dict(row[:2] for row in described)["week"] == "DATE"


def test_a_whole_file_knows_its_key_and_any_other_file_has_none(folder):
    with duckdb.connect() as connection:
        assert kept_in(run_file(folder, 3), KEY, connection) == "key-3"
        assert kept_in(run_file(folder, 9), KEY, connection) is None
        run_file(folder, 3).write_bytes(run_file(folder, 3).read_bytes()[:200])
        assert kept_in(run_file(folder, 3), KEY, connection) is None


SUMMARY = (
    "scenario", "kind", "measure", "unit", "subject", "by", "group", "week",
    "mean", "p05", "median", "median_error", "p95", "chance_share", "n_runs", "n_pupils",
)  # fmt: skip
"""The columns as the documentation promises them: fourteen, the error of the median, the share of chance."""


def test_the_summary_has_exactly_its_columns_in_the_order_of_the_scenarios(folder):
    assert write_summary(folder, range(5), "point") == 2
    described = duckdb.sql(f"DESCRIBE SELECT * FROM '{folder / 'summary.parquet'}'").fetchall()
    assert tuple(row[0] for row in described) == SUMMARY == SUMMARY_COLUMNS
    with (folder / "summary.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == SUMMARY
    assert [row["scenario"] for row in rows] == ["b", "a"]
    assert rows[0]["week"] == "2020-03-16"


@pytest.mark.parametrize("replications", [1, 2, FEWEST_DRAWS - 1, FEWEST_DRAWS])
def test_too_few_replications_have_a_middle_and_no_interval(folder, replications):
    write_summary(folder, range(replications), "point")
    told = {}
    for name in ("parquet", "csv"):
        found = duckdb.sql(f"SELECT p05, median, p95 FROM '{folder / f'summary.{name}'}'").fetchall()
        told[name] = {tuple(None if one is None else float(one) for one in row) for row in found}
    ends = np.quantile(np.arange(replications), [0.05, 0.95]).tolist()
    low, high = ends if replications >= FEWEST_DRAWS else (None, None)
    assert told["parquet"] == told["csv"] == {(low, (replications - 1) / 2, high)}


def test_the_summary_gives_mean_and_quantiles_over_the_replications_asked_for(folder):
    write_summary(folder, range(5), "point")
    columns = "mean, p05, median, p95, n_runs, n_pupils"
    row = duckdb.sql(f"SELECT {columns} FROM '{folder / 'summary.parquet'}' LIMIT 1").fetchall()[0]
    assert row == (2.0, pytest.approx(0.2), 2.0, pytest.approx(3.8), 5, 40)
    write_summary(folder, [0, 1], "point")
    row = duckdb.sql(f"SELECT {columns} FROM '{folder / 'summary.parquet'}' LIMIT 1").fetchall()[0]
    assert row[0] == 0.5
    assert row[4] == 2


def write_all(folder, values, echoes, names=("a",)):
    """Write replications with these values, and for those that have one an echo."""
    for number, value in enumerate(values):
        write_run(run_file(folder, number), table(value, names), number, "key", SIZES)
        if has_echo(number):
            write_run(echo_file(folder, number), table(echoes[number], names), number, "key", SIZES)


def summarised(folder, columns, runs, source="posterior"):
    assert write_summary(folder, runs, source) == 1
    return duckdb.sql(f"SELECT {columns} FROM '{folder / 'summary.parquet'}'").fetchall()[0]


def test_the_summary_tells_the_error_of_every_median_and_nothing_where_it_cannot(tmp_path):
    names, runs = [f"s{i}" for i in range(30)], 12
    values = np.array([spread(f"error-{number}", len(names)) for number in range(runs)])
    for number, row in enumerate(values):
        here = slice(None) if number != 4 else slice(5, None)  # some scenarios have no fifth replication
        write_run(run_file(tmp_path, number), table(row[here], names[here]), number, "key", SIZES)
    write_summary(tmp_path, range(runs), "point")
    summary = tmp_path / "summary.parquet"
    found = duckdb.sql(f"SELECT scenario, median, median_error FROM '{summary}'").fetchall()
    rest = [number for number in range(runs) if number != 4]
    assert len(found) == len(names)
    for name, median, error in found:
        place = names.index(name)
        numbers = rest if place < 5 else range(runs)
        mine = values[numbers, place]
        assert (median, error) == (np.median(mine), pytest.approx(median_error(mine, numbers), rel=1e-12))
    write_summary(tmp_path, range(6), "point")
    told = duckdb.sql(f"SELECT DISTINCT median_error FROM '{summary}'").fetchall()
    assert told == [(None,)]


def chance_share(folder, values, echoes, source="posterior"):
    """The share of chance that the summary gives for one row with these values over the replications."""
    write_all(folder, values, echoes)
    return summarised(folder, "chance_share", range(len(values)), source)[0]


def spread(name, count):
    """Numbers with mean 0 and variance 1."""
    return normals(1, name, np.arange(count))


SHARES = [(1, 0), (0, 1), (1, 1), (1, 9), (9, 1)]


@pytest.mark.parametrize(("chance", "parameters"), SHARES)
def test_the_share_of_chance_is_that_which_the_values_were_made_with(tmp_path, chance, parameters):
    names, runs = [f"s{i}" for i in range(200)], 64

    def values(luck, number):
        of_draw = np.sqrt(parameters) * spread(f"parameters-{number}", len(names))
        return 1000 + np.sqrt(chance) * spread(f"{luck}-{number}", len(names)) + of_draw

    first, again = ([values(luck, number) for number in range(runs)] for luck in ("chance", "echo"))
    write_all(tmp_path, first, again, names)
    write_summary(tmp_path, range(runs), "posterior")
    found = duckdb.sql(f"SELECT median(chance_share) FROM '{tmp_path / 'summary.parquet'}'").fetchall()[0][0]
    assert found == pytest.approx(chance / (chance + parameters), abs=0.12)


TEN = [1, 2, 3, 5, 4, 6, 7, 8, 9, 5]


def test_the_share_of_chance_is_that_which_is_worked_by_hand(tmp_path):
    # Replications 0 and 9 have an echo; they differ from it by 1 and by 2.
    expected = (1**2 / 2 + 2**2 / 2) / 2 / np.var(TEN, ddof=1)
    assert chance_share(tmp_path, TEN, {0: 2, 9: 3}) == pytest.approx(expected, rel=1e-12)


def test_echoes_that_differ_more_than_replications_are_all_chance_and_never_more_than_all(tmp_path):
    assert chance_share(tmp_path, TEN, {0: 50, 9: -50}) == 1.0


def test_echoes_that_do_not_differ_are_all_parameters(tmp_path):
    assert chance_share(tmp_path, TEN, {0: 1, 9: 5}) == 0.0


@pytest.mark.parametrize("values", [[1, 2, 3, 4, 5, 6, 7, 8], [0.1] * 16, [3]])
def test_with_fewer_than_two_echoes_or_no_variance_no_share_is_told(tmp_path, values):
    assert chance_share(tmp_path, values, {0: values[0] + 1, 9: 0.2}) is None
    with (tmp_path / "summary.csv").open(encoding="utf-8") as stream:
        assert next(csv.DictReader(stream))["chance_share"] == ""


def test_without_a_draw_all_that_varies_is_chance(tmp_path):
    assert chance_share(tmp_path, [1, 2], {0: 1}, "point") == 1.0
    assert chance_share(tmp_path, [2, 2], {0: 1}, "point") is None


def test_an_echo_is_in_no_mean_no_median_and_no_interval(tmp_path):
    columns = "mean, p05, median, p95, n_runs, n_pupils"
    write_all(tmp_path, TEN, {0: 1, 9: 5})
    quiet = summarised(tmp_path, columns, range(10))
    write_all(tmp_path, TEN, {0: 1e9, 9: -1e9})
    for source in ("posterior", "point"):
        assert summarised(tmp_path, columns, range(10), source) == quiet


def test_the_echo_of_a_replication_that_failed_does_not_count(tmp_path):
    write_all(tmp_path, TEN, {0: 2, 9: 3})
    assert summarised(tmp_path, "chance_share, n_runs", range(9)) == (None, 9)


def test_without_replications_there_is_no_summary(tmp_path):
    assert write_summary(tmp_path, [], "posterior") == 0
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
