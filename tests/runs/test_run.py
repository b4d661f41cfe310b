import csv
import getpass
import json
import os
import platform
from types import SimpleNamespace

import pytest

from simkansen.runs import replicate, run_scenarios
from simkansen.runs.plan import make_plan
from simkansen.runs.replicate import RunJob, failure_in, share_work
from simkansen.runs.store import run_file
from simkansen.work.engines import local
from simkansen.work.progress import Reporter
from simkansen.work.runner import InMemory, TaskRunner


def contents(folder):
    """Every file that holds results, byte for byte."""
    names = ["summary.csv", "summary.parquet", *(f"runs/{path.name}" for path in folder.glob("runs/*"))]
    return {name: (folder / name).read_bytes() for name in sorted(names)}


def events(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.slow
def test_a_run_leaves_the_whole_folder_and_nothing_half_written(done):
    names = {path.name for path in done.folder.iterdir()}
    assert names == {
        "digests.txt",
        "log.jsonl",
        "manifest.json",
        "resolved.yaml",
        "runs",
        "scenario-laptops.yaml",
        "scenario.yaml",
        "summary.csv",
        "summary.parquet",
    }
    assert sorted(path.name for path in (done.folder / "runs").iterdir()) == [
        "00000.parquet",
        "00001.parquet",
    ]
    assert [event["event"] for event in events(done.folder)] == [
        "start",
        "finished",
        "finished",
        "end",
    ]


def test_a_run_tells_of_its_province_of_what_was_before_and_how_far_its_intervention_gets(done):
    with (done.folder / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    places = {row["group"]: row["measure"] for row in rows if row["by"] == "province"}
    assert places == {"Flevoland": "delay_weeks"}
    weeks = {row["week"] for row in rows if row["measure"] == "variance_within_schools"}
    assert {"2019-08-26", "2020-03-09"} <= weeks
    ways = {row["scenario"]: row["group"] for row in rows if row["by"] == "intervention"}
    assert ways == {"laptops": "laptops"}


@pytest.mark.slow
def test_two_workers_give_the_same_bits_as_one(done, scenarios, tmp_path):
    assert contents(run_scenarios(scenarios, tmp_path, workers=2).folder) == contents(done.folder)


def test_scenarios_side_by_side_give_the_same_bits_as_after_each_other(
    done, scenarios, tmp_path, monkeypatch
):
    both = SimpleNamespace(processes=1, threads=3)
    monkeypatch.setattr("simkansen.runs.start.share_work", lambda workers, tasks: both)
    assert contents(run_scenarios(scenarios, tmp_path).folder) == contents(done.folder)


def test_the_order_of_replications_does_not_matter(done, scenarios, tmp_path, monkeypatch):
    do = TaskRunner.do
    monkeypatch.setattr(
        TaskRunner, "do", lambda self, job, batches, prepare: do(self, job, reversed([*batches]), prepare)
    )
    assert contents(run_scenarios(scenarios, tmp_path, workers=1).folder) == contents(done.folder)


def test_what_was_interrupted_is_continued_and_gives_the_same_bits(done, scenarios, tmp_path):
    def stop_after_one(progress):
        if progress.done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_scenarios(scenarios, tmp_path, workers=1, on_progress=stop_after_one)
    (folder,) = tmp_path.iterdir()
    assert [path.name for path in folder.glob("runs/*")] == ["00000.parquet"]
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["finished"] == [0]
    assert not list(folder.glob(".population*"))
    written = run_file(folder, 0).stat().st_mtime_ns

    result = run_scenarios(scenarios, tmp_path, workers=1)
    assert result.reused == 1
    assert run_file(folder, 0).stat().st_mtime_ns == written
    assert contents(folder) == contents(done.folder)
    both = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["wall_seconds"]
    assert told["wall_seconds"] < both < told["wall_seconds"] + result.wall_seconds + 0.1


def test_the_time_of_a_start_that_was_killed_counts_too(scenarios, tmp_path):
    folder = tmp_path / make_plan(scenarios).name
    folder.mkdir()
    lines = (
        '{"at": "2026-01-01T10:00:00.000+00:00", "event": "start"}',
        '{"at": "2026-01-01T10:00:40.500+00:00", "event": "finished", "seconds": 3}',
        '{"at": "2026-01-01T10:0',  # killed here, and then started anew, a day later, and killed at once
        '{"at": "2026-01-02T10:00:00.000+00:00", "event": "start"}',
        '{"at": "2026-01-02T10:00:02.000+00:00", "event": "finished"}',
    )
    (folder / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run_scenarios(scenarios, tmp_path, workers=1)
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert 42.5 < told["wall_seconds"] < 42.5 + result.wall_seconds + 0.1


def test_a_broken_file_is_not_taken_for_a_finished_replication(done, scenarios, tmp_path):
    folder = tmp_path / done.folder.name
    run_file(folder, 0).parent.mkdir(parents=True)
    run_file(folder, 0).write_bytes(run_file(done.folder, 0).read_bytes()[:-50])
    run_file(folder, 1).write_bytes(run_file(done.folder, 1).read_bytes())
    assert run_scenarios(scenarios, tmp_path, workers=1).reused == 1
    assert contents(folder) == contents(done.folder)


def test_a_replication_that_fails_is_recorded_and_the_rest_goes_on(done, scenarios, tmp_path, monkeypatch):
    simulate, calls = replicate.simulate, []

    def once_wrong(population, calendar, interventions, *rest):
        calls.append(interventions)
        if interventions and sum(map(bool, calls)) == 1:
            raise ArithmeticError("a pupil went negative")
        return simulate(population, calendar, interventions, *rest)

    monkeypatch.setattr(replicate, "simulate", once_wrong)
    result = run_scenarios(scenarios, tmp_path, workers=1)
    (failure,) = result.failures
    assert (failure.replication, failure.phase) == (0, "simulate scenario laptops")
    assert failure.error == "ArithmeticError: a pupil went negative"
    assert result.finished == (1,)
    (event,) = [event for event in events(result.folder) if event["event"] == "failed"]
    assert event["seed"] == 2020
    assert "replicate.py" in event["trace"]
    with (result.folder / "summary.csv").open(encoding="utf-8") as stream:
        assert {row["n_runs"] for row in csv.DictReader(stream)} == {"1"}

    monkeypatch.undo()
    assert contents(run_scenarios(scenarios, tmp_path, workers=1).folder) == contents(done.folder)


class EndsItsProcess:
    """Reading this in a worker ends the worker, as a lack of memory would."""

    reference = SimpleNamespace(run=SimpleNamespace(seed=0))

    def __reduce__(self):
        return eval, ("__import__('os')._exit(1)",)


@pytest.mark.slow
def test_a_worker_that_dies_is_a_failure_and_not_the_end(tmp_path):
    job, kept = RunJob(EndsItsProcess(), tmp_path, tmp_path, None, 1), InMemory()
    with local(2) as engine:
        TaskRunner(engine, kept, Reporter(None, "replications", 2)).do(job, iter([(0,), (1,)]))
    assert {(row["status"], row["phase"]) for row in kept.rows} == {("failed", "worker")}
    assert sorted(failure_in(row).replication for row in kept.rows) == [0, 1]


@pytest.mark.parametrize(
    ("workers", "tasks", "expected"), [(1, 9, (1, 1)), (4, 2, (2, 2)), (2, 1, (1, 2)), (8, 100, (8, 1))]
)
def test_workers_go_to_replications_first_and_then_to_scenarios(workers, tasks, expected):
    share = share_work(workers, tasks)
    assert (share.processes, share.threads) == expected


def test_the_manifest_says_what_was_run_and_nothing_of_who_or_where(done):
    text = (done.folder / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    assert manifest["seed"] == 2020
    assert manifest["finished"] == [0, 1]
    assert manifest["reference"] == "baseline"
    assert manifest["schools"] == 2
    assert manifest["closures"][0] == {"from": "2020-03-16", "to": "2020-05-10", "kind": "closed"}
    assert manifest["processor"].keys() == {"numpy", "numba", "libc"}
    assert all(manifest["processor"].values())
    assert platform.node() not in text
    assert f'"{getpass.getuser()}"' not in text
    assert str(done.folder.parent) not in text
    assert ': "/' not in text


def test_while_rules_are_compiled_one_process_works_alone(monkeypatch):
    rooms = []

    def map_unordered(engine, work, items, *, look, at_once):
        for weeks in (0, 1, 1):
            engine._on_steps(weeks)
            rooms.append(at_once())
        yield from ()

    monkeypatch.setattr("simkansen.work.runner.map_unordered", map_unordered)
    reporter = Reporter(None, "replications", 3)
    with local(2, reporter.step) as engine:
        TaskRunner(engine, InMemory(), reporter, alone=2).do(None, iter([(0,)]))
    assert rooms[:2] == [1, 1]
    assert rooms[2] >= 2


@pytest.mark.slow
def test_compiling_is_told_as_such(scenarios, tmp_path, monkeypatch):
    monkeypatch.setattr("simkansen.runs.start.is_compiled", lambda module, name: False)
    seen = []
    run_scenarios(scenarios[:1], tmp_path, workers=2, on_progress=seen.append)
    assert list(dict.fromkeys(one.stage for one in seen)) == ["population", "compiling", "replications"]


def test_progress_only_goes_forward_and_ends_when_all_is_done(scenarios, tmp_path, monkeypatch):
    monkeypatch.setattr("simkansen.runs.start.is_compiled", lambda module, name: True)
    seen = []
    run_scenarios(scenarios[:1], tmp_path, workers=1, on_progress=seen.append)
    assert seen[0].stage == "population"
    assert {progress.stage for progress in seen[1:]} == {"replications"}
    assert seen[1].seconds_left is None
    shares = [progress.share for progress in seen]
    assert shares == sorted(shares)
    assert (seen[-1].done, seen[-1].total, seen[-1].share, seen[-1].seconds_left) == (2, 2, 1.0, 0.0)


def test_results_cover_every_measure_split_and_scenario(done):
    from simkansen.outcomes.groups import BYS
    from simkansen.outcomes.measures import MEASURES

    with (done.folder / "summary.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["by"] for row in rows} == {*BYS, "province", "ses_tenth", "intervention"}
    # A laptop gives no hours, what recovers nothing has no price, and some are told where they are asked for.
    told = {name for name, one in MEASURES.items() if one.told != "asked"}
    assert told - {"cost_per_week", "hours_received"} <= {row["measure"] for row in rows} <= set(told)
    assert {(row["scenario"], row["kind"]) for row in rows} == {
        ("baseline", "level"),
        ("laptops", "level"),
        ("laptops", "effect"),
    }
    assert not [row for row in rows if "nan" in row.values()]


def test_what_a_killed_program_left_is_removed_and_what_a_living_one_writes_is_not(scenarios, tmp_path):
    folder = run_scenarios(scenarios[:1], tmp_path, workers=1).folder
    run_file(folder, 0).unlink()
    dead, living = 2**22 + 1, os.getppid()
    for process in (dead, living):
        (folder / f".population-{process}").mkdir()
        (folder / "runs" / f".00000.parquet.{process}.part").write_bytes(b"half")
    run_scenarios(scenarios[:1], tmp_path, workers=1)
    left = {path.name for path in folder.rglob(".*")}
    assert left == {f".population-{living}", f".00000.parquet.{living}.part"}
