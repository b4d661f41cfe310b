import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from simkansen.cli.stopping import terminable
from simkansen.runs import Interrupted, Progress


def alive(group):
    """Processes of a group that have not ended."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, its_group = status.read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                found.append(status.parent.name)
    return found


def start(place, replications):
    words = ["run", "baseline.yaml", "laptops.yaml", "--replications", str(replications), "--workers", "2"]
    return subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-m", "simkansen", *words],
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )


def stop(process, number, place, again_after=None):
    """Send a signal once the first replication is there; gives (stdout, stderr) when no process is left.

    With `again_after` (s) the same signal comes a second time, while the program is cleaning up.
    """
    deadline = time.monotonic() + 300
    while not list(place.glob("results/*/runs/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    if again_after is not None:
        time.sleep(again_after)
        process.send_signal(number)
    try:
        out, err = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGABRT)  # its fault handler tells where it hangs
        pytest.fail(f"signal {number} did not end the program:\n{process.communicate()[1]}")
    deadline = time.monotonic() + 60
    while alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive(process.pid) == []
    return out, err


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_keeps_what_is_finished_and_leaves_no_process(place, number, code):
    process = start(place, 400)
    out, err = stop(process, number, place)
    assert (process.returncode, out) == (code, "")
    assert "the same command continues" in err
    assert "Traceback" not in err
    assert list(place.glob("results/*/runs/*.parquet"))
    assert not list(place.rglob("*.part"))
    assert not list(place.glob("results/*/.population*"))


@pytest.mark.slow
@pytest.mark.parametrize("again_after", [0.02, 0.3])
def test_a_second_ctrl_c_does_not_hang_the_program(place, again_after):
    process = start(place, 400)
    out, err = stop(process, signal.SIGINT, place, again_after)
    assert (process.returncode, out) == (130, "")
    assert "the same command continues" in err
    assert "Traceback" not in err
    assert not list(place.glob("results/*/.population*"))


def test_a_second_signal_ends_the_workers_and_lets_the_clean_up_go_on():
    worker = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
    worker.start()
    cleaned = []

    @terminable()
    def work():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
            worker.join(60)
            cleaned.append(worker.exitcode)

    with pytest.raises(Interrupted):
        work()
    assert cleaned == [-signal.SIGKILL]


def test_an_interrupt_that_the_interpreter_swallows_still_ends_the_run(simkansen, monkeypatch):
    def run_scenarios(scenarios, results, *, on_progress, **_):
        with contextlib.suppress(BaseException):  # as the interpreter does in a finaliser
            signal.raise_signal(signal.SIGINT)
        on_progress(Progress("replications", 0, 0, 1, 0.0, None))
        pytest.fail("the run went on")

    monkeypatch.setattr("simkansen.runs.run_scenarios", run_scenarios)
    code, out, err = simkansen("run", "baseline.yaml")
    assert (code, out) == (130, "")
    assert "the same command continues" in err


def query_struck_by(number):
    """Ask DuckDB something long, again and again, and send this process a signal meanwhile."""
    threading.Timer(0.2, os.kill, (os.getpid(), number)).start()
    deadline = time.monotonic() + 60
    with duckdb.connect(config={"threads": 1}) as connection:
        while time.monotonic() < deadline:
            connection.execute("SELECT sum(a.range * b.range) FROM range(100000) AS a, range(10000) AS b")
    pytest.fail("no signal struck")


@pytest.fixture
def heeding_ctrl_c():
    """Let SIGINT raise KeyboardInterrupt, also where a shell started all this in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_strikes_in_a_query_is_no_bug(capsys, number):
    with pytest.raises(Interrupted) as ended, terminable():
        query_struck_by(number)
    assert ended.value.signal == number
    assert "the same command continues" in capsys.readouterr().err


def test_an_error_that_no_signal_made_stays_what_it_is(capsys):
    def work(said, *signals):
        with contextlib.suppress(Interrupted):
            for number in signals:
                signal.raise_signal(number)
        raise RuntimeError(said)

    with pytest.raises(RuntimeError, match="Query interrupted"), terminable():
        work("Query interrupted")
    with pytest.raises(RuntimeError, match="another"), terminable():
        work("another", signal.SIGINT)
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("place", "heeding_ctrl_c")
def test_ctrl_c_in_a_query_of_a_verb_that_only_reads_ends_with_its_code(simkansen, monkeypatch):
    monkeypatch.setattr(
        "simkansen.cli.verbs.check.command.callback", lambda **_: query_struck_by(signal.SIGINT)
    )
    assert simkansen("check", "baseline.yaml") == (130, "", "")


@pytest.mark.slow
def test_a_killed_program_leaves_no_process_and_is_continued(place):
    process = start(place, 8)
    stop(process, signal.SIGKILL, place)
    before = {path.name: path.stat().st_mtime_ns for path in place.glob("results/*/runs/*.parquet")}
    assert 0 < len(before) < 8

    again = start(place, 8)
    _, err = again.communicate(timeout=120)
    assert again.returncode == 0, err
    after = {path.name: path.stat().st_mtime_ns for path in place.glob("results/*/runs/*.parquet")}
    assert len(after) == 8
    assert before.items() <= after.items()
    assert not list(place.glob("results/*/.population*"))
