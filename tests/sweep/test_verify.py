"""Stored runs are done again: what was changed, is missing or fails is found, and nothing is written."""

from __future__ import annotations

import json
import re
import shutil

import duckdb
import pytest

from simkansen.cli import main
from simkansen.report.csv_files import change_style
from simkansen.runs import run_scenarios
from simkansen.scenario import check_files
from simkansen.sweep.ask.loading import load_experiment
from simkansen.sweep.running.sweep import run_sweep
from simkansen.work.engines import local
from simkansen.work.lru_cache import LRUCache
from simkansen.work.verification import choose

TINY = """\
simkansen: 1
name: tiny
scenarios: [baseline.yaml, tutoring.yaml]
design: grid
vary:
  interventions[bijles].hours: [1, 3]
  parameters.programme_hour: [1.0, 1.4]
measures: [delay_weeks, cost, {measure: gap_weeks, by: parental_education, group: low}]
replications: 2
"""


@pytest.fixture(scope="module")
def stored_sweep(scenario_folder, tmp_path_factory):
    path = scenario_folder / "verified.yaml"
    path.write_text(TINY, encoding="utf-8")
    return run_sweep(load_experiment(path), tmp_path_factory.mktemp("sweeps"), local(1)).folder


@pytest.fixture(scope="module")
def stored_run(scenario_folder, tmp_path_factory):
    from simkansen.interventions import registry

    files = [scenario_folder / name for name in ("baseline.yaml", "laptops.yaml")]
    fewer = [
        one.model_copy(update={"run": one.run.model_copy(update={"replications": 3})})
        for one in check_files(files, registry())
    ]
    return run_scenarios(fewer, tmp_path_factory.mktemp("runs"), workers=1).folder


def without_digests(folder):
    """Results as of earlier versions, of which a changed file is found only where it is done again."""
    (folder / "digests.txt").unlink()
    for number, part in enumerate(sorted(folder.glob("parts/*.parquet"))):
        part.rename(part.with_name(f"{number:020d}-ab.parquet"))
    return folder


@pytest.fixture
def sweep(stored_sweep, tmp_path):
    """A copy of a sweep's results that may be changed."""
    return without_digests(shutil.copytree(stored_sweep, tmp_path / "results" / "sweep"))


@pytest.fixture
def run(stored_run, tmp_path):
    """A copy of a run's results that may be changed."""
    return without_digests(shutil.copytree(stored_run, tmp_path / "results" / "run"))


@pytest.fixture
def verify(capsys):
    """Run the verb; gives (exit code, what it found, stderr)."""

    def call(folder, *words):
        code = main(["verify", str(folder), "--workers", "1", "-q", "--json", *words])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    return call


def rewrite(path, columns="*", where="true"):
    """Write a Parquet file anew with some of its values changed."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"CREATE TABLE rows AS SELECT * FROM '{path}'")
        connection.execute(f"COPY (SELECT {columns} FROM rows WHERE {where}) TO '{path}' (FORMAT parquet)")


def part_of(folder):
    (path,) = (folder / "parts").iterdir()
    return path


def change_manifest(folder, change):
    path = folder / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def everything_in(folder):
    return {
        path.relative_to(folder): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
        for path in [folder, *folder.rglob("*")]
    }


FIRST_OF = "(SELECT min(key) FROM rows WHERE scenario = '{}')"


def changed(column, value):
    """One value of one run of tutoring, changed."""
    which = f"key = {FIRST_OF.format('tutoring')}"
    return f'* REPLACE (CASE WHEN {which} THEN {value} ELSE "{column}" END AS "{column}")'


# a sweep


@pytest.mark.slow
def test_an_untouched_sweep_is_the_same_to_the_bit(sweep, verify):
    code, found, err = verify(sweep, "--all")
    assert (code, err) == (0, "")
    assert (found["kind"], found["same"], found["to_the_bit"], found["stored"]) == ("sweep", True, True, 8)
    assert len(found["again"]) == 8
    # Eight times: three levels of two scenarios, and of one three effects, the pupils behind each, and
    # the hours of own staff that were asked and taken.
    assert found["numbers"] == 8 * (2 * 3 + 3 + 3 + 2)


@pytest.mark.parametrize(
    "column", ["gap_weeks.parental_education.low.pupils", "own_staff.asked", "own_staff.taken"]
)
def test_what_a_run_keeps_beside_its_measures_is_compared_too(sweep, verify, column):
    rewrite(part_of(sweep), changed(column, "7777.0"))
    code, found, _ = verify(sweep, "--all")
    assert code != 0
    [difference] = found["differences"]
    assert column in json.dumps(difference)


@pytest.mark.slow
def test_verifying_writes_nothing_into_the_folder_and_leaves_nothing_behind(
    sweep, run, verify, tmp_path, monkeypatch
):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    for folder in (sweep, run):
        for path in [*folder.rglob("*"), folder]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = everything_in(folder)
        try:
            code, found, _ = verify(folder, "--sample", "1")
            assert (code, found["same"]) == (0, True)
            assert everything_in(folder) == before
        finally:
            for path in [folder, *folder.rglob("*")]:
                path.chmod(0o755)
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.slow
def test_the_last_bit_of_one_stored_number_is_found_and_listed(sweep, verify, capsys):
    rewrite(part_of(sweep), changed("delay_weeks", "delay_weeks * (1 + 2.3e-16)"))
    code, found, _ = verify(sweep, "--all")
    assert code == 6
    (one,) = found["differences"]
    assert re.fullmatch(r"tutoring, point [0-9a-f]{16}, replication [01]", one["run"])
    assert one["measure"] == "delay_weeks"
    assert one["stored"] != one["now"]
    assert one["stored"] == pytest.approx(one["now"], rel=1e-15)
    assert main(["verify", str(sweep), "--all", "--workers", "1"]) == 6
    out = capsys.readouterr().out
    assert repr(one["stored"]) in out
    assert repr(one["now"]) in out


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cost.effect", '"cost.effect" + 1'),
        ("delay_weeks.effect", "NULL"),
        ("seed", "seed + 1"),
        ("draw", "draw + 1"),
        ("key", "'00000000000000000000000000000000'"),
    ],
)
def test_whatever_is_changed_of_a_stored_run_is_found(sweep, verify, column, value):
    rewrite(part_of(sweep), changed(column, value))
    code, found, _ = verify(sweep, "--all")
    assert code == 6
    assert [one["measure"] for one in found["differences"]] == [column]


@pytest.mark.slow
def test_under_other_versions_numbers_may_differ_by_a_little_and_what_differs_is_said(sweep, verify, capsys):
    rewrite(part_of(sweep), changed("delay_weeks", "delay_weeks + 1e-10"))
    assert verify(sweep, "--all")[0] == 6
    change_manifest(sweep, lambda told: told["versions"].update(numpy="1.0.0"))
    code, found, _ = verify(sweep, "--all")
    assert (code, found["to_the_bit"]) == (0, False)
    assert found["since"]["numpy"]["then"] == "1.0.0"
    main(["verify", str(sweep), "--sample", "1", "--workers", "1"])
    assert "numpy: 1.0.0 then" in capsys.readouterr().out
    rewrite(part_of(sweep), changed("delay_weeks", "delay_weeks + 1e-6"))
    assert verify(sweep, "--all")[0] == 6


def test_a_changed_scenario_is_found_with_what_it_does_to_the_numbers(sweep, verify):
    path = sweep / "scenarios" / "tutoring.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("group_size: 3", "group_size: 2"), encoding="utf-8")
    code, found, _ = verify(sweep, "--sample", "2")
    assert code == 6
    told = [(one["run"], one["measure"]) for one in found["differences"]]
    assert told[0] == ("scenario tutoring", "hash")
    assert any(measure == "cost" for _, measure in told[1:])


def test_a_changed_experiment_or_point_is_found(sweep, verify):
    rewrite(
        sweep / "points.parquet",
        '* REPLACE ("parameters.programme_hour" + 0.1 AS "parameters.programme_hour")',
    )
    code, found, _ = verify(sweep, "--sample", "1")
    assert code == 6
    assert {one["measure"] for one in found["differences"]} == {"parameters.programme_hour"}
    asked = sweep / "experiment.json"
    asked.write_text(asked.read_text(encoding="utf-8").replace("1.4", "1.3"), encoding="utf-8")
    found = verify(sweep, "--sample", "1")[1]
    assert any(one["measure"].startswith("name of point") for one in found["differences"])


def test_an_invalid_scenario_is_an_invalid_file_with_its_line(sweep, verify):
    path = sweep / "scenarios" / "tutoring.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("type: tutoring", "type: tutering"), encoding="utf-8"
    )
    code, found, err = verify(sweep)
    assert (code, found) == (3, None)
    assert re.search(r"tutoring\.yaml:\d+:\d+: .*did you mean 'tutoring'", err)


@pytest.mark.parametrize("name", ["experiment.json", "points.parquet", "scenarios/tutoring.yaml", "parts"])
def test_a_missing_file_of_a_sweep_is_named(sweep, verify, name):
    path = sweep / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    code, found, err = verify(sweep)
    assert (code, found) == (3, None)
    assert str(path) in err


@pytest.mark.parametrize("name", ["experiment.json", "points.parquet", "manifest.json", "part"])
def test_a_file_of_a_sweep_that_cannot_be_read_is_named(sweep, verify, name):
    path = part_of(sweep) if name == "part" else sweep / name
    path.write_bytes(path.read_bytes()[:-20])
    code, found, err = verify(sweep)
    assert (code, found) == (3, None)
    assert path.name in err


def test_lost_runs_are_told_by_the_manifest(sweep, verify):
    rewrite(part_of(sweep), where="scenario = 'baseline'")
    code, _, err = verify(sweep)
    assert code == 3
    assert "16 finished runs, and there are 8" in err


def test_a_run_that_fails_now_ends_with_4(sweep, verify, monkeypatch):
    def broken(*_):
        raise ValueError("no chalk")

    task = "simkansen.sweep.running.task"
    for kept in ("_traces", "_states", "_drawn", "_applied"):  # what runs before this one have drawn
        monkeypatch.setattr(f"{task}.{kept}", LRUCache(2))
    monkeypatch.setattr(f"{task}.draw_parameters", broken)
    code, found, _ = verify(sweep, "--sample", "1")
    assert code == 4
    assert [failure["error"] for failure in found["failures"]] == ["ValueError: no chalk"] * 2
    assert found["differences"] == []
    assert not found["same"]


def test_runs_that_failed_then_are_left_out_and_said(sweep, verify):
    which = f"key = {FIRST_OF.format('baseline')}"
    rewrite(part_of(sweep), f"* REPLACE (CASE WHEN {which} THEN 'failed' ELSE status END AS status)")
    change_manifest(sweep, lambda told: told.update(runs={"finished": 15, "failed": 1}))
    code, found, _ = verify(sweep, "--all")
    assert code == 0
    assert found["notes"] == ["runs that failed then, and so have no numbers: 1"]
    # The one that failed has three levels; the effects of the other against it, and what is kept beside them,
    # are not compared either.
    assert found["numbers"] == 8 * (2 * 3 + 3 + 3 + 2) - 3 - (3 + 3 + 2)


def test_the_sample_is_the_same_each_time_and_spread_over_the_points(sweep, verify):
    again = verify(sweep, "--sample", "4")[1]["again"]
    assert again == verify(sweep, "--sample", "4")[1]["again"]
    assert len({name.split(",")[0] for name in again}) == 4
    assert len(verify(sweep)[1]["again"]) == 5


def test_a_choice_takes_one_of_each_equal_part():
    names = [str(number) for number in range(100)]
    chosen = choose(names, 10, "abc")
    assert [place // 10 for place in chosen] == list(range(10))
    assert chosen == choose(names, 10, "abc") != choose(names, 10, "abd")
    assert choose(names, None, "abc") == choose(names, 200, "abc") == list(range(100))


@pytest.mark.slow
def test_two_workers_find_the_same(sweep, verify):
    code, found, _ = verify(sweep, "--sample", "2", "--workers", "2")
    assert (code, found["to_the_bit"]) == (0, True)


# a run


def test_an_untouched_run_is_the_same_to_the_bit_summaries_and_all(run, verify):
    code, found, err = verify(run, "--all")
    assert (code, err) == (0, "")
    assert (found["kind"], found["to_the_bit"], found["stored"]) == ("run", True, 3)
    assert found["beside"] == ["summary.parquet", "summary.csv"]
    with duckdb.connect() as connection:
        (rows,) = connection.execute(f"SELECT count(*) FROM '{run}/runs/*.parquet'").fetchone()
    assert found["numbers"] > 4 * rows


@pytest.mark.slow
def test_a_changed_number_is_found_also_outside_the_sample(run, verify):
    (again,) = verify(run, "--sample", "1")[1]["again"]
    inside = int(again.split()[1])
    for number in (inside, (inside + 1) % 3):
        path = run / "runs" / f"{number:05d}.parquet"
        kept = path.read_bytes()
        which = "measure = 'delay_weeks' AND kind = 'level' AND scenario = 'laptops' AND \"by\" = 'all'"
        rewrite(path, f"* REPLACE (CASE WHEN {which} THEN value + 0.25 ELSE value END AS value)")
        code, found, _ = verify(run, "--sample", "1")
        assert code == 6
        files = {one["run"] for one in found["differences"]}
        assert files - {f"replication {number}"} == {"summary.parquet", "summary.csv"}
        assert (f"replication {number}" in files) == (number == inside)
        path.write_bytes(kept)


def test_a_changed_summary_is_found(run, verify):
    path = run / "summary.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(\.\d{3})\d+(,[^\n]*\n)\Z", r"\g<1>\g<2>", text), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    code, found, _ = verify(run, "--sample", "1")
    assert code == 6
    assert {one["run"] for one in found["differences"]} == {"summary.csv"}


@pytest.mark.slow
def test_a_summary_for_dutch_spreadsheets_is_compared_and_a_changed_one_is_found(run, verify):
    change_style(run, "nl")
    assert verify(run, "--sample", "1")[1]["to_the_bit"]
    path = run / "summary.csv"
    text = path.read_text(encoding="utf-8")
    (run / "digests.txt").unlink()
    path.write_text(re.sub(r"(,\d{3})\d+(;[^\n]*\n)\Z", r"\g<1>\g<2>", text), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    code, found, _ = verify(run, "--sample", "1")
    assert code == 6
    assert {one["run"] for one in found["differences"]} == {"summary.csv"}


@pytest.mark.slow
def test_a_row_that_went_or_came_is_found(run, verify):
    path = run / "runs" / "00001.parquet"
    rewrite(path, where="NOT (measure = 'cost' AND kind = 'level' AND scenario = 'laptops')")
    code, found, _ = verify(run, "--all")
    assert code == 6
    (one,) = (each for each in found["differences"] if each["run"] == "replication 1")
    assert (one["stored"], one["now"]) == (None, "a row")
    assert one["measure"].startswith("laptops level cost")


@pytest.mark.slow
def test_a_changed_scenario_of_a_run_is_found(run, verify):
    path = run / "resolved.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("per_home: 1", "per_home: 2"), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    code, found, _ = verify(run, "--sample", "1")
    assert code == 6
    assert found["differences"][0]["run"] == "scenario laptops"


def test_an_invalid_scenario_of_a_run_is_named_with_its_line_in_the_whole_file(run, verify):
    path = run / "resolved.yaml"
    text = path.read_text(encoding="utf-8").replace("type: lend-devices", "type: lend-device")
    path.write_text(text, encoding="utf-8")
    line = 1 + text.splitlines().index(
        next(one for one in text.splitlines() if "lend-device" in one and "type" in one)
    )
    code, _, err = verify(run)
    assert code == 3
    assert f"resolved.yaml:{line}:" in err


@pytest.mark.parametrize("name", ["resolved.yaml", "runs/00002.parquet", "summary.csv", "summary.parquet"])
def test_a_missing_file_of_a_run_is_named(run, verify, name):
    (run / name).unlink()
    code, found, err = verify(run, "--sample", "1")
    assert (code, found) == (3, None)
    assert str(run / name) in err


def test_a_replication_that_cannot_be_read_is_an_invalid_file(run, verify):
    path = run / "runs" / "00001.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    code, _, err = verify(run, "--sample", "1")
    assert code == 3
    assert "cannot be read" in err


def test_the_summary_of_what_was_interrupted_is_not_compared_and_that_is_said(run, verify):
    change_manifest(run, lambda told: told.update(finished=[0, 1]))
    (run / "summary.csv").unlink()
    code, found, _ = verify(run, "--all")
    assert (code, found["beside"]) == (0, [])
    assert "interrupted" in found["notes"][0]


def test_a_replication_that_fails_now_ends_with_4(run, verify, monkeypatch):
    def broken(*_):
        raise ValueError("no chalk")

    monkeypatch.setattr("simkansen.runs.replicate.simulate", broken)
    code, found, _ = verify(run, "--sample", "1")
    assert code == 4
    assert found["failures"][0]["error"] == "ValueError: no chalk"


def test_all_and_a_sample_do_not_go_together(run, verify):
    assert verify(run, "--all", "--sample", "2")[0] == 2
