"""Engines: the same results wherever work is done, and a worker that dies costs nothing."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from work.little_work import (
    Read,
    count_beside,
    count_deaths,
    count_reads,
    die_and_look_around,
    die_at,
    do_steps,
    give_what_cannot_be_sent,
    nap,
    other_numpy_here,
    refuse,
    sleep_long,
    surroundings,
    third_root,
    wait_for,
)

from simkansen.work.engines import local
from simkansen.work.errors import EngineError, WorkerDiedWarning
from simkansen.work.pool import Lost, map_unordered
from simkansen.work.shared import Shared

dask = pytest.importorskip("dask", reason="the extra `cluster` is not installed")
distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
from simkansen.work.cluster import engines as cluster  # noqa: E402


def ignore():
    """Look at nothing."""


def done(engine, function, items, **more):
    return list(map_unordered(engine, function, items, look=ignore, **more))


def alive(process):
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
        return status.rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until(holds, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


@pytest.fixture(scope="module")
def two_here():
    with local(2) as engine:
        yield engine


@pytest.fixture(scope="module")
def two_of_dask():
    with cluster.dask(workers=2) as engine:
        yield engine


@pytest.fixture(params=["two_here", "two_of_dask"])
def two(request):
    """Two workers, of this machine and of a real Dask cluster."""
    return request.getfixturevalue(request.param)


def test_results_are_the_same_bits_whatever_the_workers(two):
    with local(1) as one:
        alone = done(one, third_root, range(40))
    assert alone == [(item, third_root(item)) for item in range(40)]
    assert sorted(done(two, third_root, range(40))) == alone


def test_what_all_items_share_is_read_once_by_a_worker(two):
    shared = Read()
    shared.what = "anything"
    outcomes = done(two, Shared(count_reads, shared), range(8))
    assert sorted(item for item, _ in outcomes) == list(range(8))
    assert {read for _, (_, read) in outcomes} == {1}


def test_workers_tell_how_many_steps_they_did():
    told = []
    with local(2, told.append) as engine:
        done(engine, do_steps, [20, 0, 1, 30])
    assert sum(told) == 51
    assert 3 <= len(told) < 51
    do_steps(1)  # which nobody counts in this process


@pytest.mark.parametrize(("room", "most"), [(1, 1), (4, 2)])
def test_no_more_is_handed_out_at_once_than_was_asked_for(two_here, tmp_path, room, most):
    outcomes = done(two_here, partial(count_beside, tmp_path), range(6), at_once=lambda: room)
    assert max(count for _, count in outcomes) == most


def test_two_workers_work_side_by_side(two):
    assert len({process for _, process in done(two, nap, range(12))}) == 2


def test_workers_do_linear_algebra_in_one_thread(two):
    assert done(two, surroundings, [0]) == [(0, ["1", "1", "1"])]


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(two):
    came = []
    for item, process in map_unordered(two, nap, range(12), look=ignore):
        came.append(item)
        if len(came) == 2:
            os.kill(process, signal.SIGKILL)
    assert sorted(came) == list(range(12))


def test_the_first_death_of_a_worker_is_told_and_how_it_ended(two_here, tmp_path):
    with pytest.warns(WorkerDiedWarning, match="killed from outside.*memory.*is tried again") as told:
        done(two_here, partial(die_and_look_around, tmp_path), range(8))
    assert len(told) == 1


@pytest.mark.slow
def test_an_item_that_kills_its_worker_every_time_is_lost_and_its_neighbours_are_not(two):
    outcomes = done(two, partial(die_at, {3, 4, 9}), range(14))
    lost = [outcome for outcome in outcomes if isinstance(outcome, Lost)]
    assert {outcome.item for outcome in lost} == {3, 4, 9}
    assert all("worker process" in outcome.error for outcome in lost)
    came = sorted(outcome for outcome in outcomes if not isinstance(outcome, Lost))
    assert came == [(item, item) for item in range(14) if item not in {3, 4, 9}]


def test_an_item_is_tried_as_often_as_was_asked(two_here, tmp_path):
    done(two_here, partial(count_deaths, tmp_path), range(3), attempts=3)
    tries = [path.name.partition("-")[0] for path in tmp_path.iterdir()]
    assert sorted(tries) == ["0", "1", "1", "1", "2"]


def test_what_killed_its_worker_is_tried_again_with_nothing_beside_it(two_here, tmp_path):
    done(two_here, partial(die_and_look_around, tmp_path), range(8))
    first, second = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.glob("try-*"))]
    assert first.startswith("running-")
    assert second == ""


def test_without_end_of_items_only_a_few_are_taken(two_here):
    taken = []

    def items():
        for number in itertools.count():
            taken.append(number)
            yield number

    outcomes = map_unordered(two_here, nap, items(), look=ignore)
    came = list(itertools.islice(outcomes, 5))
    outcomes.close()
    assert len(came) == 5
    assert len(taken) <= 5 + two_here.room


def test_items_may_wait_for_results(two):
    """As replications do that are asked for only when the effect is not yet sure."""
    came = []

    def items():
        yield 1
        while len(came) < 3:
            yield len(came) + 10

    for outcome in map_unordered(two, third_root, items(), look=ignore):
        came.append(outcome)
    assert len(came) >= 3
    assert {item for item, _ in came} <= {1, 10, 11, 12}


def test_closing_ends_workers_at_once(tmp_path):
    with local(2) as engine:
        sleep = partial(sleep_long, tmp_path)
        outcomes = map_unordered(engine, sleep, itertools.count(), look=lambda: looked())
        workers = []

        def looked():
            workers[:] = [int(path.name) for path in tmp_path.iterdir()]
            if len(workers) == 2:
                raise InterruptedError

        started = time.monotonic()
        with pytest.raises(InterruptedError):
            next(outcomes)
        assert time.monotonic() - started < 60
        assert len(workers) == 2
        assert wait_until(lambda: not any(map(alive, workers)))
        assert len(done(engine, third_root, range(3))) == 3  # and it can be used again


def test_who_waits_looks_up_again_and_again(two_here, tmp_path):
    looks, signed = itertools.count(1), tmp_path / "looked-up-four-times"

    def look():
        if next(looks) == 4:
            signed.touch()

    assert list(map_unordered(two_here, wait_for, [signed], look=look)) == [(signed, True)]


def test_what_a_function_raises_is_raised_here_with_its_place(two_here):
    with pytest.raises(ValueError, match="not 5") as caught:
        done(two_here, refuse, [5])
    assert "in refuse" in caught.value.__notes__[0]


def test_a_result_that_cannot_be_sent_is_an_error_and_no_death(two_here):
    with pytest.raises(Exception, match="pickle"):
        done(two_here, give_what_cannot_be_sent, [1])


PROGRAM = """
import signal, sys
from functools import partial
from pathlib import Path
from simkansen.cli.stopping import terminable
from simkansen.runs import Interrupted
from simkansen.work import engines
from simkansen.work.cluster import engines as cluster
from simkansen.work.pool import map_unordered
from work.little_work import sleep_long

kind, folder = sys.argv[1], Path(sys.argv[2])

def look():
    if kind.endswith("raising") and len(list(folder.iterdir())) == 2:
        raise ValueError("as a full disk would")

if __name__ == "__main__":
    with terminable(), cluster.dask(workers=2) if "dask" in kind else engines.local(2) as engine:
        try:
            for _ in map_unordered(engine, partial(sleep_long, folder), range(10), look=look):
                pass
        except (KeyboardInterrupt, Interrupted):
            sys.exit(130)
"""


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        ("local", signal.SIGINT, 130),
        ("local", signal.SIGTERM, 130),
        ("local", signal.SIGKILL, -9),
        ("local raising", None, 1),
        pytest.param("dask", signal.SIGINT, 130, marks=pytest.mark.slow),
        pytest.param("dask", signal.SIGKILL, -9, marks=pytest.mark.slow),
    ],
)
def test_however_a_program_ends_it_leaves_no_process(kind, number, code, tmp_path):
    script, folder = tmp_path / "program.py", tmp_path / "workers"
    script.write_text(PROGRAM, encoding="utf-8")
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", str(script), kind, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert wait_until(lambda: len(list(folder.iterdir())) == 2 or process.poll() is not None, 240)
    workers = [int(path.name) for path in folder.iterdir()]
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # as a terminal does: workers get it too
    elif number is not None:
        process.send_signal(number)
    try:
        out, err = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGABRT)  # its fault handler tells where it hangs
        pytest.fail(f"the program does not end:\n{process.communicate()[1]}")
    assert (process.returncode, out, len(workers)) == (code, "", 2), err
    assert ("as a full disk would" in err) == (number is None)
    assert number is None or "Traceback" not in err, err
    assert wait_until(lambda: not any(map(alive, workers)), 60)


def test_a_script_without_a_main_guard_is_told_so(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from simkansen.work.engines import local\n"
        "from simkansen.work.pool import map_unordered\n"
        "with local(2) as engine:\n"
        "    print(list(map_unordered(engine, abs, [1], look=lambda: None)))\n",
        encoding="utf-8",
    )
    ended = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert 'if __name__ == "__main__":' in ended.stderr


@pytest.mark.parametrize("missing", ["distributed", "dask_jobqueue"])
def test_a_missing_extra_is_named_with_the_command_that_installs_it(missing, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(EngineError, match=r"pip install 'simkansen\[cluster\]'"):
        cluster.slurm(1)


@pytest.mark.slow
def test_workers_that_nobody_starts_again_are_replaced():
    """As when one dies in its very first moment: its nanny gives up, and a sweep would wait for ever."""
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1s"}), cluster.dask(workers=1) as engine:
        outcomes = map_unordered(engine, nap, range(6), look=ignore)
        came = [next(outcomes)]
        (nanny,) = engine._cluster.workers.values()
        engine._cluster.sync(nanny.close)
        came.extend(outcomes)
    assert sorted(item for item, _ in came) == list(range(6))


def test_a_scheduler_that_is_not_there_is_named():
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}),
        cluster.dask("tcp://127.0.0.1:9") as engine,
        pytest.raises(EngineError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"),
    ):
        done(engine, third_root, [1])


def test_workers_that_would_give_other_bits_are_refused(two_of_dask, monkeypatch):
    monkeypatch.setattr(two_of_dask.executor(), "_decides", other_numpy_here)
    with pytest.raises(EngineError, match=r"has numpy \S+ \(here 1\.0\)"):
        done(two_of_dask, third_root, [1])


@pytest.fixture
def foreign():
    """Start a scheduler of somebody else, with workers of so many threads."""
    with contextlib.ExitStack() as stack:

        def start(threads):
            return stack.enter_context(
                distributed.LocalCluster(
                    n_workers=1,
                    threads_per_worker=threads,
                    processes=False,
                    protocol="tcp",
                    dashboard_address=":0",
                )
            )

        yield start


def test_workers_of_several_threads_are_refused(foreign):
    address = foreign(2).scheduler_address
    with cluster.dask(address) as engine, pytest.raises(EngineError, match=r"has 2 threads.* --nthreads 1"):
        done(engine, third_root, [1])


def test_a_scheduler_of_somebody_else_lives_on(foreign):
    theirs = foreign(1)
    for _ in range(2):
        with cluster.dask(theirs.scheduler_address) as engine:
            assert done(engine, third_root, [8]) == [(8, third_root(8))]


SBATCH = """#!/bin/bash
[ -e "$(dirname "$0")/refuse" ] && { echo "invalid partition specified: nowhere" >&2; exit 1; }
cp "$1" "$0.job"
[ -e "$(dirname "$0")/busy" ] && sed -i '1a sleep 5' "$0.job"
setsid sh "$0.job" >/dev/null 2>&1 &
echo "Submitted batch job $!"
echo $! >>"$0.jobs"
"""
SCANCEL = """#!/bin/bash
kill -KILL -- "-$1"
"""


@pytest.fixture
def queue(tmp_path, monkeypatch):
    """A stand-in for SLURM that runs each job at once; jobs are process groups."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, script in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        (folder / name).write_text(script, encoding="utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    yield folder
    for job in jobs_of(folder):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(job, signal.SIGKILL)


def jobs_of(queue):
    jobs = queue / "sbatch.jobs"
    return [int(line) for line in jobs.read_text(encoding="utf-8").split()] if jobs.exists() else []


@pytest.mark.parametrize(("shards", "shard"), [(None, "3/7"), ("20", "3/20")])
def test_the_ready_script_gives_each_task_of_an_array_its_shard(shards, shard, root, tmp_path):
    """Also when only some tasks are handed in again: then the number of shards is said."""
    program = tmp_path / "simkansen"
    program.write_text('#!/bin/bash\necho "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    task = {"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MAX": "7", "SLURM_CPUS_PER_TASK": "4"}
    ended = subprocess.run(
        [root / "docs" / "cluster" / "sweep.sbatch", "my experiment.yaml", "--results", "here"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"} | task | ({"SHARDS": shards} if shards else {}),
        check=False,
    )
    said = f"sweep my experiment.yaml --results here --shard {shard} --workers 4\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, said, "")


def test_a_slurm_job_starts_one_worker_of_one_thread_for_each_processor(tmp_path):
    engine = cluster.slurm(3, cores=4, memory="8GB", walltime="02:00:00", logs=tmp_path / "logs", name="mine")
    script = engine.script()
    assert "#SBATCH -J mine" in script
    assert "#SBATCH --cpus-per-task=4" in script
    assert "#SBATCH --mem=8G" in script
    assert "#SBATCH -t 02:00:00" in script
    assert f"#SBATCH -o {tmp_path}/logs/" in script
    (command,) = [line for line in script.splitlines() if "distributed.cli.dask_worker" in line]
    assert command.startswith(sys.executable)
    assert "--nthreads 1 " in command
    assert "--nworkers 4 " in command
    assert "--nanny" in command


def test_a_slurm_job_without_a_size_asks_for_one():
    with cluster.slurm(1) as engine, pytest.raises(EngineError, match=r"jobqueue\.yaml"):
        engine.script()


def test_without_slurm_one_is_told_where_to_go(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with cluster.slurm(1, cores=1, memory="1GB") as engine, pytest.raises(EngineError, match="login node"):
        done(engine, third_root, [1])


def test_what_slurm_says_against_a_job_is_passed_on(queue):
    (queue / "refuse").touch()
    with (
        cluster.slurm(1, cores=1, memory="1GB") as engine,
        pytest.raises(EngineError, match=r"nowhere[^$]*#SBATCH"),
    ):
        done(engine, third_root, [1])


@pytest.mark.slow
def test_a_job_that_waits_in_the_queue_for_longer_than_a_job_may_be_away_is_not_asked_for_again(
    queue, monkeypatch
):
    """Dask gives it the name of the job that is gone."""
    monkeypatch.setattr(cluster, "_LOST_SECONDS", 1.0)
    with cluster.slurm(1, cores=1, memory="1GB") as engine:
        came = []
        for item, _ in map_unordered(engine, nap, range(12), look=ignore):
            came.append(item)
            if len(came) == 4:
                (queue / "busy").touch()
                (job,) = jobs_of(queue)
                os.killpg(job, signal.SIGKILL)
        assert sorted(came) == list(range(12))
        assert len(jobs_of(queue)) == 2


@pytest.mark.slow
@pytest.mark.parametrize("counted", [1, 4])
def test_a_slurm_job_that_is_gone_is_asked_for_again_and_costs_nothing(queue, monkeypatch, counted):
    """Also one that comes and goes between two counts of the workers."""
    monkeypatch.setattr(cluster, "_LOST_SECONDS", 3.0)  # a busy machine takes a while to see a worker
    monkeypatch.setattr(cluster, "_COUNT_SECONDS", counted)
    with cluster.slurm(1, cores=2, memory="2GB") as engine:
        came = []
        for item, _ in map_unordered(engine, nap, range(30), look=ignore):
            came.append(item)
            if len(came) == 10:
                (job,) = jobs_of(queue)
                os.killpg(job, signal.SIGKILL)
        assert sorted(came) == list(range(30))
        assert len(jobs_of(queue)) == 2
    # A job that is told to end does so in its own time.
    assert wait_until(lambda: not any(map(alive, jobs_of(queue))))
