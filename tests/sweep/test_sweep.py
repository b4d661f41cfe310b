"""A sweep from its file to its folder: the same bits however it is done, and nothing finished is lost."""

import json
import os
import shutil
import signal
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from tiny_experiment import TINY

from simkansen.chance import normals
from simkansen.report.sweep.findings import sweep_text
from simkansen.runs.populations import make_population
from simkansen.runs.store import sizes_of
from simkansen.sweep.analysis.interval import interval_of_mean
from simkansen.sweep.ask.design import Point
from simkansen.sweep.ask.forecast import forecast
from simkansen.sweep.running.agenda import Agenda, Shard, parse_shard
from simkansen.sweep.running.stopping_rule import blocks, precise_enough
from simkansen.sweep.running.sweep import run_sweep
from simkansen.sweep.running.task import Task
from simkansen.sweep.store.places import results_folder, take_runs
from simkansen.sweep.store.queries import effects_of
from simkansen.sweep.store.reading import relation
from simkansen.work import runner
from simkansen.work.engines import local
from simkansen.work.progress import Progress, Reporter
from simkansen.work.storage.keys import Keys
from simkansen.work.storage.manifest_file import write_manifest


def rows_of(folder):
    """Every run of a folder without what differs by chance of the clock, in one order."""
    found = relation(folder)
    names = [name for name in found.columns if name != "seconds"]
    listed = ", ".join(f'"{name}"' for name in names)
    return sorted(map(repr, found.project(listed).fetchall()))


@pytest.fixture(scope="module")
def whole(load_in, tmp_path_factory):
    """The tiny experiment, done without interruption in one process."""
    folder = tmp_path_factory.mktemp("whole")
    return run_sweep(load_in(folder), folder, local(1), written="as written")


@pytest.fixture
def done(whole, tmp_path):
    """A copy of it that a test may change."""
    folder = tmp_path / "done" / whole.folder.name
    shutil.copytree(whole.folder, folder)
    return replace(whole, folder=folder)


@pytest.mark.slow
def test_a_sweep_leaves_a_folder_that_tells_all_and_nothing_half_written(done):
    names = {path.name for path in done.folder.iterdir()}
    assert names == {
        ".lock", "digests.txt", "experiment.json", "experiment.yaml", "log.jsonl", "manifest.json", "parts",
        "points.parquet", "scenarios",
    }  # fmt: skip
    assert (done.finished, done.failed, done.kept, done.left) == (24, 0, 0, 0)
    assert len(list((done.folder / "parts").iterdir())) == 1
    manifest = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["runs"] == {"finished": 24}
    assert manifest["reference"] == "baseline"
    assert [one["id"] for one in manifest["measures"]] == ["delay_weeks", "cost"]
    text = json.dumps(manifest)
    assert str(done.folder.parent) not in text
    assert os.uname().nodename not in text


@pytest.mark.slow
def test_workers_order_interruptions_and_shards_change_no_bit(done, experiment, tmp_path):
    expected = rows_of(done.folder)
    with local(2) as engine:
        two = run_sweep(experiment(), tmp_path / "two", engine)
    assert rows_of(two.folder) == expected
    folders = [
        run_sweep(experiment(), tmp_path / f"part{number}", local(1), shard=Shard(number, 3)).folder
        for number in (3, 1, 2)
    ]
    assert take_runs(experiment(), tmp_path / "merged", folders) == 24
    merged = run_sweep(experiment(), tmp_path / "merged", local(1))
    assert (merged.kept, merged.finished) == (24, 24)
    assert rows_of(merged.folder) == expected


@pytest.mark.slow
def test_a_cluster_gives_the_same_bits_also_when_a_worker_is_killed_in_the_middle(done, experiment, tmp_path):
    pytest.importorskip("distributed")
    from simkansen.work.cluster.engines import dask

    killed = []

    def kill_one(progress: Progress):
        if progress.done and not killed:
            workers = engine._cluster.workers.values()
            killed.append(next(worker.pid for worker in workers if worker.pid))
            os.kill(killed[0], signal.SIGKILL)

    with dask(workers=2) as engine:
        result = run_sweep(experiment(), tmp_path / "dask", engine, on_progress=kill_one)
    assert killed
    assert (result.finished, result.failed) == (24, 0)
    assert rows_of(result.folder) == rows_of(done.folder)


@pytest.mark.slow
def test_what_was_interrupted_is_continued_and_gives_the_same_bits(done, experiment, tmp_path, monkeypatch):
    monkeypatch.setattr("simkansen.work.runner._BATCH_SECONDS", 0.0)  # quick runs go by the batch otherwise

    def stop(progress: Progress):
        if progress.done >= 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(experiment(), tmp_path / "again", local(1), on_progress=stop)
    (folder,) = (tmp_path / "again").iterdir()
    before = len(rows_of(folder))
    assert 9 <= before < 24
    assert not list(folder.glob(".populations*"))
    manifest = folder / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    assert told["wall_seconds"] > 0
    sizes = {name: told[name] for name in ("schools", "pupils")}
    assert sizes["schools"] == 1
    assert sizes["pupils"] > 0
    log = folder / "log.jsonl"
    first, *rest = log.read_text(encoding="utf-8").splitlines(keepends=True)
    began = json.loads(first)["at"]
    earlier = (datetime.fromisoformat(began) - timedelta(seconds=100)).isoformat()
    log.write_text(first.replace(began, earlier) + "".join(rest), encoding="utf-8")
    result = run_sweep(experiment(), tmp_path / "again", local(1))
    wall = json.loads(manifest.read_text(encoding="utf-8"))["wall_seconds"]
    assert 100 < wall <= 100 + told["wall_seconds"] + result.wall_seconds + 0.5
    assert (result.kept, result.finished) == (before, 24)
    assert rows_of(folder) == rows_of(done.folder)


@pytest.mark.slow
def test_a_sweep_that_was_killed_and_made_smaller_still_tells_its_schools_and_pupils(experiment, tmp_path):
    more = TINY.replace("replications: 2", "replications: 9")

    def stop(progress: Progress):
        if progress.done >= 24:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(experiment(more), tmp_path, local(1), on_progress=stop)
    (folder,) = tmp_path.glob("tiny-*")
    manifest = folder / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    sizes = {name: told.pop(name) for name in ("schools", "pupils")}
    write_manifest(folder, told)  # as a program leaves it that is killed outright
    result = run_sweep(experiment(TINY.replace("replications: 2", "replications: 1")), tmp_path, local(1))
    assert (result.kept, result.folder) == (12, folder)
    told = json.loads(manifest.read_text(encoding="utf-8"))
    assert {name: told[name] for name in sizes} == sizes
    assert f"1 school with {sizes['pupils']} pupils" in " ".join(sweep_text(folder).split())


@pytest.mark.slow
def test_an_experiment_that_is_extended_keeps_its_runs(done, experiment, tmp_path):
    more = TINY.replace("[1, 3]", "[1, 2, 3]").replace("replications: 2", "replications: 3")
    result = run_sweep(experiment(more), tmp_path / "done", local(1))
    assert result.folder == done.folder
    assert (result.kept, result.finished) == (24, 54)
    back = run_sweep(experiment(), tmp_path / "done", local(1))
    assert (back.kept, back.finished) == (24, 24)


def test_fresh_starts_anew(done, experiment, tmp_path):
    result = run_sweep(experiment(), tmp_path / "done", local(1), fresh=True)
    assert (result.kept, result.finished) == (0, 24)


def test_other_code_or_another_seed_is_another_folder(done, experiment, tmp_path, monkeypatch):
    other = experiment(TINY + "seed: 7\n")
    assert results_folder(other, tmp_path / "done") != done.folder
    monkeypatch.setattr("simkansen.sweep.running.basis.code_digest", lambda scope: "another")
    assert results_folder(experiment(), tmp_path / "done") != done.folder


@pytest.mark.slow
def test_runs_that_fail_are_kept_as_data_and_done_again_by_the_same_command(
    done, experiment, tmp_path, monkeypatch
):
    from simkansen.sweep.running import task

    simulate = task.simulate

    def wrong(population, calendar, interventions, *rest):
        if interventions and interventions[0].type == "lend-devices":
            raise ArithmeticError("a pupil went negative")
        return simulate(population, calendar, interventions, *rest)

    monkeypatch.setattr(task, "simulate", wrong)
    monkeypatch.setattr(task, "_traces", type(task._traces)(6))
    result = run_sweep(experiment(), tmp_path / "failing", local(1))
    assert (result.finished, result.failed) == (16, 8)
    failed = relation(result.folder).filter("status = 'failed'").project("scenario, phase, error, seed")
    said = ("laptops", "simulate laptops", "ArithmeticError: a pupil went negative", 2020)
    assert set(failed.fetchall()) == {said}
    assert "a pupil went negative" in (result.folder / "log.jsonl").read_text(encoding="utf-8")
    monkeypatch.undo()
    again = run_sweep(experiment(), tmp_path / "failing", local(1))
    assert (again.finished, again.failed) == (24, 0)
    assert rows_of(again.folder) == rows_of(done.folder)


def test_a_batch_that_kills_its_worker_is_tried_task_by_task_and_only_the_guilty_one_fails(
    experiment, tmp_path, monkeypatch
):
    from simkansen.work.pool import Lost

    path = "interventions[bijles].hours"

    def map_unordered(engine, function, items, *, look, at_once=None):
        for item in items:
            tasks = [(one.replication, one.values[path]) for one in item if isinstance(one, Task)]
            if (1, 3) in tasks:
                yield Lost(item, "signal 9")
            else:
                yield item, function(item)

    monkeypatch.setattr(runner, "map_unordered", map_unordered)
    monkeypatch.setattr(runner.TaskRunner, "batch_size", lambda self, runs_each: 4)
    result = run_sweep(experiment(), tmp_path / "killed", local(1))
    assert (result.finished, result.failed) == (18, 6)
    assert {(row["phase"], row["replication"]) for row in result.failures} == {("worker", 1)}


def test_a_budget_leaves_the_rest_for_the_next_start(done, experiment, tmp_path):
    little = experiment(TINY + "budget: {runs: 10}\n")
    for workers, there in ((1, 9), (2, 18)):  # whole tasks of three scenarios
        with local(workers) as engine:
            result = run_sweep(little, tmp_path / "little", engine)
        assert (result.kept, result.finished, result.left) == (there - 9, there, 24 - there)
        assert not result.complete
        counts = forecast(little, tmp_path / "little").counts
        assert (counts["finished"], counts["this_start"]) == (there, min(9, 24 - there))
    rest = run_sweep(little, tmp_path / "little", local(1))
    assert (rest.folder, rest.finished, rest.left) == (result.folder, 24, 0)
    assert forecast(little, tmp_path / "little").counts["this_start"] == 0
    assert rows_of(rest.folder) == rows_of(done.folder)


def test_a_budget_too_small_for_the_scenarios_of_one_point_is_refused(said_of):
    ((line, _, path, _, fix),) = said_of(TINY + "budget: {runs: 2}\n")
    assert (line, path, fix) == (10, "budget.runs", "write runs: 3 or more")


def half_widths(folder):
    """By point, the half width of the effect's interval after 4, 8, ... replications."""
    found = {}
    for point, runs in effects_of(folder, "delay_weeks", "baseline", 24).items():
        _, draws, effects = zip(*runs["tutoring"], strict=True)
        ends = range(4, len(draws) + 1, 4)
        found[point] = [interval_of_mean(effects[:end], draws[:end]).half_width for end in ends]
    return found


@pytest.mark.slow
def test_points_stop_when_their_effects_are_known_and_whatever_the_workers(experiment, tmp_path):
    text = """\
    simkansen: 1
    name: until
    scenarios: [baseline.yaml, tutoring.yaml]
    design: grid
    vary: {beyond_prior.programme_hour: [0.0, 1.4]}
    measures: [delay_weeks]
    replications: AS OFTEN
    """
    whole = run_sweep(experiment(text.replace("AS OFTEN", "24")), tmp_path / "whole", local(1))
    known = half_widths(whole.folder)
    asked = max(widths[3] for widths in known.values())  # what the less sure point has after 16 replications
    rule = f"{{at_least: 4, at_most: 24, until: {{measure: delay_weeks, half_width: {asked!r}}}}}"
    expected = {
        point: next(n for n, width in enumerate(widths, 1) if width <= asked)
        for point, widths in known.items()
    }
    assert min(expected.values()) < 6

    result = run_sweep(experiment(text.replace("AS OFTEN", rule)), tmp_path / "until", local(1))
    found = half_widths(result.folder)
    assert {point: len(widths) for point, widths in found.items()} == expected
    assert all(widths == known[point][: len(widths)] for point, widths in found.items())
    assert result.finished == 2 * 4 * sum(expected.values())
    again = run_sweep(experiment(text.replace("AS OFTEN", rule)), tmp_path / "until", local(1))
    assert again.kept == again.finished == result.finished

    with local(2) as engine:  # more was done there before than the rule asks for
        back = run_sweep(experiment(text.replace("AS OFTEN", rule)), tmp_path / "whole", engine)
    assert half_widths(back.folder) == found


def test_a_shard_is_every_nth_task_or_every_nth_point():
    points = [Point(f"{number:016x}", {}) for number in range(5)]
    nothing = Keys(*[np.zeros(0, dtype="uint64")] * 2)
    for by_point in (False, True):
        seen = []
        for number in (1, 2, 3):
            agenda = Agenda(
                "basis", ["a", "b"], Shard(number, 3), by_point, lambda: 2, Reporter(None, "runs", 0)
            )
            mine = agenda.mine(points)
            batches = agenda.batches(mine, range(4), lambda: nothing)
            tasks = [(task.point, task.replication) for batch in batches for task in batch]
            assert agenda.count(len(mine), 4) == 2 * len(tasks)
            seen += tasks
        assert sorted(seen) == sorted((point.id, number) for point in points for number in range(4))


def test_the_command_of_a_shard_is_put_on_record_as_that_of_the_whole_sweep():
    whole = ["simkansen", "sweep", "a.yaml", "--workers", "4"]
    assert Shard.command_of_all([*whole, "--shard", "3/20"]) == whole
    assert Shard.command_of_all([*whole[:3], "--shard=3/20", *whole[3:]]) == whole


@pytest.mark.parametrize("text", ["0/3", "4/3", "1-3", "x", "1/0"])
def test_a_shard_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="part"):
        parse_shard(text)


def test_blocks_of_replications_are_the_same_whoever_asks():
    from simkansen.sweep.ask.repeating import Replications

    until = {"measure": "cost", "half_width": 1.0}
    asked = Replications.model_validate({"at_least": 6, "at_most": 13, "until": until})
    assert list(blocks(asked)) == [range(6), range(6, 10), range(10, 13)]
    assert list(blocks(Replications.model_validate(5))) == [range(5)]


def test_an_effect_is_not_known_from_one_draw_however_often_it_is_repeated():
    assert not precise_enough({"a": [(2, 2, 1.0), (3, 2, 1.0)]}, 10.0)
    assert not precise_enough({"a": []}, 10.0)
    assert not precise_enough({"a": [(r, r, 1.0) for r in range(3)]}, 0.0)  # three that agree are luck
    assert precise_enough({"a": [(r, r, 1.0) for r in range(4)]}, 0.0)


def test_the_interval_of_clusters_covers_the_mean_as_often_as_it_says():
    import numpy as np

    runs, hits, tries = 16, 0, 400
    draws = [number - (number % 4 == 3) for number in range(runs)]
    for number in range(tries):
        shared = normals(1, f"shared/{number}", np.array(draws))
        own = normals(1, f"own/{number}", np.arange(runs))
        found = interval_of_mean(3.0 + shared + 0.5 * own, draws)
        hits += abs(found.mean - 3.0) <= found.half_width
    assert hits / tries == pytest.approx(0.90, abs=0.04)


def test_taking_runs_of_another_experiment_is_refused_and_leaves_nothing(done, experiment, tmp_path):
    other = experiment(TINY + "seed: 7\n")
    with pytest.raises(ValueError, match="no runs of this experiment"):
        take_runs(other, tmp_path / "other", [done.folder])
    assert not (tmp_path / "other").exists()


def test_a_copy_of_a_folder_is_as_good_as_the_folder(done, experiment, tmp_path):
    shutil.copytree(done.folder, tmp_path / "copy" / done.folder.name)
    result = run_sweep(experiment(), tmp_path / "copy", local(1))
    assert result.kept == 24


@pytest.mark.slow
def test_the_manifest_tells_between_what_the_pupils_of_replications_lie_and_what_a_list_sets(
    load_in, tmp_path
):
    asked = load_in(tmp_path, f"{TINY}population: redrawn\n")
    done = run_sweep(asked, tmp_path / "results", local(1))
    told = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))
    pupils = sorted(sizes_of(make_population(asked.scenarios[0], number))["pupils"] for number in range(2))
    assert pupils[0] < pupils[1]
    assert told["pupils_range"] == pupils
    assert told["pupils"] == round(sum(pupils) / 2)
    assert [one["listed"] for one in told["varied"]] == [True, True]
    again = run_sweep(asked, tmp_path / "results", local(1))
    assert json.loads((again.folder / "manifest.json").read_text("utf-8"))["pupils_range"] == pupils
