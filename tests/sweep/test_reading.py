import gc
import json
import subprocess
import sys

import duckdb
import numpy as np
import pytest
from stored_runs import MEASURES, bits, describe, environment, failed, point, rows_of, run

import simkansen
from simkansen.outcomes.table import COLUMNS, Table
from simkansen.runs.store import run_file, write_run
from simkansen.sweep.store import reading
from simkansen.sweep.store.reading import load_results, relation
from simkansen.sweep.store.rows import RUN_COLUMNS, columns_of
from simkansen.sweep.store.store import RunStore
from simkansen.work.storage import parts
from simkansen.work.storage.parts import BrokenPartWarning

VARIED = {"interventions.tutoring.hours_per_week": [2.0, 1 / 3, -0.0], "sort": ["a", "b", "c"]}
CUBE = {f"u.{name}": [0.1, 0.2, 0.3] for name in VARIED}


def fill(folder, rows, parts=1):
    """Leave the rows in so many parts."""
    for number in range(parts):
        with RunStore(folder, MEASURES) as one:
            one.add(rows[number::parts])
            one.flush()
            one.compact = one._merge_all = lambda: None
    return folder


def rows_in_design():
    return [
        run(number, of_point=of_point, scenario=scenario)
        for of_point in range(3)
        for number in range(4)
        for scenario in ("baseline", "tutoring")
    ]


@pytest.fixture
def folder(tmp_path):
    return describe(tmp_path / "results", points=3, varied=VARIED | CUBE)


def test_a_row_is_a_run_with_its_measures_and_the_values_that_were_varied(folder):
    rows = rows_in_design()
    found = relation(fill(folder, rows))
    both = [name for measure in MEASURES for name in (measure, f"{measure}.effect")]
    assert found.columns == [*(name for name, _ in RUN_COLUMNS), *both, *VARIED]
    kinds = dict(zip(found.columns, map(str, found.types), strict=True))
    assert kinds == columns_of(MEASURES) | dict(zip(VARIED, ("DOUBLE", "VARCHAR"), strict=True))
    places = {point(number): number for number in range(3)}
    wanted = [row | {name: each[places[row["point"]]] for name, each in VARIED.items()} for row in rows]
    assert bits(rows_of(found)) == bits(wanted)


def test_rows_come_in_the_order_of_the_design_however_they_came_to_be(folder):
    rows = rows_in_design()
    fill(folder, rows[::-1], parts=5)
    assert [row["key"] for row in rows_of(relation(folder))] == [row["key"] for row in rows]


def test_sums_have_the_same_bits_however_the_runs_came_to_be(tmp_path):
    rows = [run(n, of_point=p, **{"delay_weeks": 10.0 ** (n % 17) / 3}) for p in range(3) for n in range(500)]
    sums = set()
    for name, order, many in (("a", rows, 1), ("b", rows[::-1], 4), ("c", rows[700:] + rows[:700], 3)):
        folder = fill(describe(tmp_path / name, points=3), order, many)
        total = relation(folder).aggregate('point, sum("delay_weeks") AS total', "point").order("point")
        sums.add(tuple(value.hex() for _, value in total.fetchall()))
    assert len(sums) == 1
    assert len({float(np.sum([row["delay_weeks"] for row in order])) for order in (rows, rows[::-1])}) == 2


def test_points_that_are_not_of_the_present_design_are_left_out_and_come_back_with_it(folder):
    rows = rows_in_design()
    fill(folder, rows, parts=2)
    describe(folder, points=[2, 0])
    kept = [row for of_point in (2, 0) for row in rows if row["point"] == point(of_point)]
    assert [row["key"] for row in rows_of(relation(folder))] == [row["key"] for row in kept]
    describe(folder, points=5)
    assert len(rows_of(relation(folder))) == len(rows)


def test_a_point_that_a_design_visits_twice_gives_its_runs_once(folder):
    rows = rows_in_design()
    fill(folder, rows)
    describe(folder, points=[1, 0, 1, 2, 0], varied={"sort": list("baBcA")})
    found = rows_of(relation(folder))
    assert len(found) == len(rows)
    assert [row["sort"] for row in found[::8]] == ["b", "a", "c"]


def test_a_design_that_varies_nothing_has_the_columns_of_the_runs_alone(tmp_path):
    folder = fill(describe(tmp_path), [run(1)])
    assert relation(folder).columns == list(columns_of(MEASURES))


def test_runs_can_be_read_before_there_is_a_manifest_and_before_there_are_runs(folder):
    assert rows_of(relation(folder)) == []
    assert relation(folder).columns[:2] == ["key", "point"]
    fill(folder, rows_in_design())
    (folder / "manifest.json").unlink()
    (folder / "parts" / "0-broken.parquet").write_bytes(b"PAR1")
    with pytest.warns(BrokenPartWarning, match="0-broken"):
        assert len(rows_of(relation(folder))) == 24


def test_without_points_or_without_anything_the_message_says_what_is_missing(folder, tmp_path):
    (folder / "manifest.json").unlink()
    with pytest.raises(FileNotFoundError, match=r"results: neither a manifest.json nor runs here"):
        relation(folder)
    with pytest.raises(FileNotFoundError, match=r"nowhere: no points.parquet here"):
        relation(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match=r"nowhere: no runs here; is this a results folder\?"):
        load_results(tmp_path / "nowhere")


def test_a_varied_path_that_is_called_as_a_column_of_the_runs_is_refused(folder):
    describe(folder, points=2, varied={"seed": [1, 2], "sort": [1, 2]})
    with pytest.raises(ValueError, match=r"points.parquet: seed is also the name"):
        relation(folder)


@pytest.mark.parametrize("name", ["a=1", "it's [all] here *?", 'say "so"; ok'])
def test_a_folder_may_be_called_anything(tmp_path, name):
    folder = fill(describe(tmp_path / name / "results"), [run(1), run(2)], parts=2)
    assert bits(rows_of(load_results(folder))) == bits([run(1), run(2)])


@pytest.mark.slow
def test_a_relation_outlives_what_made_it_and_the_files_that_it_was_read_from(folder):
    rows = rows_in_design()
    found = relation(fill(folder, rows, parts=3))
    with RunStore(folder, MEASURES) as one:
        one.compact()
        gc.collect()
        assert len(rows_of(found)) == len(found.df()) == len(found.fetchnumpy()["key"]) == len(rows)


def test_runs_of_two_folders_can_share_a_connection(tmp_path):
    one, other = (fill(describe(tmp_path / name), [run(number)]) for number, name in enumerate("ab"))
    with duckdb.connect() as connection:
        both = relation(one, connection).union(relation(other, connection))
        assert {row["replication"] for row in rows_of(both)} == {0, 1}


def test_parts_that_are_put_together_while_they_are_read_are_read_again(folder, monkeypatch):
    fill(folder, rows_in_design(), parts=3)
    count, calls = parts.Parts.count, []

    def count_and_disturb(self, paths):
        if not calls:
            calls.append(len(paths))
            with RunStore(folder, MEASURES) as one:
                one.compact()
        return count(self, paths)

    monkeypatch.setattr(parts.Parts, "count", count_and_disturb)
    assert len(rows_of(relation(folder))) == 24
    assert calls == [3]
    assert len(list((folder / "parts").iterdir())) == 1


def test_failed_runs_are_rows_with_their_error_and_without_measures(folder):
    fill(folder, [failed(1, of_point=1)])
    (row,) = rows_of(relation(folder))
    assert (row["status"], row["phase"], row["error"]) == ("failed", "week 3", "ValueError: no pupils")
    assert [row[name] for name in (*MEASURES, *(f"{name}.effect" for name in MEASURES))] == [None] * 4
    assert row["sort"] == "b"


def test_results_of_a_batch_of_runs_are_its_long_table(tmp_path):
    columns = {name: np.full(3, name, dtype=object) for name in COLUMNS}
    columns |= {"week": np.full(3, np.datetime64("2020-03-16", "s")), "value": np.array([0.1, -0.0, 1 / 3])}
    columns["n_pupils"] = np.full(3, 40)
    for number in (1, 0):
        write_run(run_file(tmp_path, number), Table(columns), number, "key", {})
    found = load_results(str(tmp_path))
    assert "file_row_number" not in found.columns
    assert found.columns[-1] == "replication"
    assert [(row["replication"], row["value"].hex()) for row in rows_of(found)] == [
        (number, value.hex()) for number in (0, 1) for value in (0.1, -0.0, 1 / 3)
    ]


@pytest.mark.slow
def test_the_package_offers_results_and_is_imported_without_anything_else(folder):
    fill(folder, rows_in_design())
    assert "load_results" in simkansen.__all__
    assert len(simkansen.load_results(folder).df()) == 24
    ask = "import sys, simkansen; print(*sorted({'duckdb', 'numpy', 'simkansen.sweep'} & set(sys.modules)))"
    ask += "; from simkansen import *; print(len(load_results(sys.argv[1]).fetchall()))"
    words = [sys.executable, "-c", ask, str(folder)]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout == "\n24\n"


def test_a_manifest_that_a_sweep_wrote_says_which_measures_there_are(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["measures"] = manifest["measures"][:1]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert relation(folder).columns[len(RUN_COLUMNS) :][:2] == ["delay_weeks", "delay_weeks.effect"]
    fill(folder, [run(1)])
    with pytest.warns(BrokenPartWarning, match="has other columns"):
        assert rows_of(reading.relation(folder)) == []
