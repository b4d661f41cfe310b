"""The verb sweep, as a user meets it: what it prints, how it ends, and what is left when it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tiny_experiment import TINY, write_scenarios

from simkansen.sweep.store.reading import relation

LONG = TINY.replace("replications: 2", "replications: 6").replace("name: tiny", "name: long")
RUNS_OF_LONG = 72
"""Some seconds' work, while rows are written every second: it is under way when the first are on disk."""
ENDLESS = TINY.replace("replications: 2", "replications: 3000").replace("name: tiny", "name: endless")


@pytest.fixture
def there(place):
    """A working folder with an experiment in it."""
    write_scenarios(place)
    (place / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (place / "long.yaml").write_text(LONG, encoding="utf-8")
    (place / "endless.yaml").write_text(ENDLESS, encoding="utf-8")
    return place


@pytest.mark.slow
def test_the_last_line_of_a_sweep_is_its_folder_and_json_tells_the_same(there, simkansen):
    code, out, err = simkansen("sweep", "tiny.yaml", "--workers", "1")
    folder = Path(out.splitlines()[-1])
    assert (code, folder.parent) == (0, Path("results"))
    assert "simkansen show" in err
    assert len(out.splitlines()) <= 5
    assert err.splitlines()[-2:] == [f"Next: simkansen show {folder}", f"Pages: simkansen report {folder}"]
    code, out, _ = simkansen("sweep", "tiny.yaml", "--workers", "1", "--json", "-q")
    found = json.loads(out)
    assert (code, found["results"], found["finished"], found["kept"]) == (0, str(folder), 24, 24)


def test_a_dry_run_counts_the_runs_and_makes_nothing(there, simkansen):
    code, out, _ = simkansen("sweep", "tiny.yaml", "--dry-run", "--json")
    found = json.loads(out)
    assert (code, found["points"], found["runs"], found["finished"]) == (0, 4, 24, 0)
    code, out, _ = simkansen("sweep", "tiny.yaml", "--dry-run")
    assert "24 at most" in out
    assert f"about {found['pupils']:,} pupils of groep 1-8 ({found['learning_pupils']:,} in groep 3-8)" in out
    assert found["learning_pupils"] == round(0.75 * found["pupils"])
    assert not (there / "results").exists()


def test_a_wrong_experiment_ends_with_three_and_starts_nothing(there, simkansen):
    (there / "wrong.yaml").write_text(TINY.replace("grid", "gird").replace("bijles", "bijls"), "utf-8")
    code, out, err = simkansen("sweep", "wrong.yaml")
    assert (code, out) == (3, "")
    assert "did you mean 'grid'?" in err
    assert "did you mean 'bijles'?" in err
    assert not (there / "results").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--shard", "3/2"), "there is no part 3 of 2"),
        (("--jobs", "2"), "add --engine slurm"),
        (("--scheduler", "tcp://a:1"), "add --engine dask"),
    ],
)
def test_a_wrong_command_ends_with_two_and_says_why(there, simkansen, words, said):
    code, _, err = simkansen("sweep", "tiny.yaml", *words)
    assert code == 2
    assert said in err


@pytest.mark.slow
def test_shards_apart_make_the_same_folder_as_one_sweep(there, simkansen):
    parts = []
    for number in (2, 1):
        words = ("--workers", "1", "--shard", f"{number}/2", "--results", f"apart-{number}")
        code, out, _ = simkansen("sweep", "tiny.yaml", *words)
        assert code == 0
        parts.append(out.splitlines()[-1])
    merge = [word for part in parts for word in ("--merge", part)]
    code, out, err = simkansen("sweep", "tiny.yaml", "--workers", "1", *merge, "--json")
    assert (code, json.loads(out)["kept"]) == (0, 24)
    assert "Runs taken" in err


@pytest.mark.slow
@pytest.mark.figure_files
def test_the_shard_that_completes_a_sweep_makes_its_tables_and_figures(there, simkansen, monkeypatch):
    made = []
    for number in (2, 1):
        words = ["sweep", "tiny.yaml", "--workers", "1", "--shard", f"{number}/2"]
        monkeypatch.setattr("sys.argv", ["simkansen", *words])  # what manifests take for the command
        code, out, err = simkansen(*words)
        folder = there / out.splitlines()[-1]
        made.append((code, (folder / "tables").is_dir(), "runs have ended" in err))
    assert made == [(0, False, True), (0, True, False)]
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (told["command"], told["shards"]) == ("simkansen sweep tiny.yaml --workers 1", 2)
    assert list(folder.glob("figures/*.svg"))


@pytest.mark.slow
def test_pages_that_are_there_tell_what_is_asked_now(there, simkansen):
    words = ("sweep", "tiny.yaml", "--workers", "1")
    folder = there / simkansen(*words, "-q")[1].splitlines()[-1]
    page, other = folder / "report-school-en.html", folder / "report-school-nl.html"
    simkansen("report", str(folder), "--for", "school", "--lang", "en")
    assert "3 hours a week" in page.read_text("utf-8")
    (there / "tiny.yaml").write_text(TINY.replace("hours: [1, 3]", "hours: [1, 2]"), "utf-8")
    _, _, err = simkansen(*words)
    assert "not asked now" in err
    assert "Pages that were there are made again: report-school-en.html." in err
    assert "3 hours a week" not in page.read_text("utf-8")
    assert "2 hours a week" in page.read_text("utf-8")
    assert not other.exists()


@pytest.mark.slow
def test_nothing_tells_of_what_was_asked_before_where_nothing_asked_now_has_finished(
    there, simkansen, monkeypatch
):
    folder = there / simkansen("sweep", "tiny.yaml", "--workers", "1", "-q")[1].splitlines()[-1]
    simkansen("report", str(folder), "--for", "policy", "--lang", "nl")
    (there / "tiny.yaml").write_text(TINY.replace("hours: [1, 3]", "hours: [2, 4]"), "utf-8")

    def fail(*words):
        raise ValueError("on purpose")

    monkeypatch.setattr("simkansen.sweep.running.task._TaskSimulator.simulated", fail)
    code, _, err = simkansen("sweep", "tiny.yaml", "--workers", "1")
    assert code == 4
    assert "pages that were there are removed: report-policy-nl.html." in err
    assert not list(folder.glob("*.html"))
    assert not list(folder.glob("*/*.csv"))


def start(place, *words, experiment="long.yaml"):
    verb = ("-X", "faulthandler", "-m", "simkansen", "sweep", experiment, "--workers", "2")
    return subprocess.Popen(
        [sys.executable, *verb, *words],
        cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip


def wait_for_runs(place):
    """Wait until some runs are on disk, not all; gives the results folder."""
    deadline = time.monotonic() + 300
    while not list(place.glob("results/*/parts/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.02)
    (folder,) = place.glob("results/*")
    return folder


def numbers(folder):
    found = relation(folder)
    names = ", ".join(f'"{name}"' for name in found.columns if name != "seconds")
    return sorted(map(repr, found.project(names).fetchall()))


def workers_of(process):
    """Processes that a program started, by their numbers."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8").split()
    threads = Path(f"/proc/{process.pid}/task").iterdir()
    for thread in threads:
        found += (thread / "children").read_text(encoding="utf-8").split()
    return sorted({int(number) for number in found})


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to see the processes")
def test_a_killed_program_loses_no_run_that_was_stored_and_leaves_no_process(there):
    process = start(there)
    folder = wait_for_runs(there)
    before = set(numbers(folder))
    process.kill()
    process.communicate()
    assert left_after_a_while(process.pid) == []
    assert before
    assert before <= set(numbers(folder))
    again = start(there, "--json")
    out, err = again.communicate(timeout=300)
    found = json.loads(out)
    assert (again.returncode, found["finished"], found["failed"]) == (0, RUNS_OF_LONG, 0), err
    assert found["kept"] >= len(before) - len(before) % 3
    assert before <= set(numbers(folder))
    assert not list(folder.rglob("*.part"))


def running_in(group):
    """Processes of a group that have not ended."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = status.read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(status.parent.name)
    return found


def left_after_a_while(group):
    """Processes of a group that are there when all have had time to end."""
    deadline = time.monotonic() + 60
    while running_in(group) and time.monotonic() < deadline:
        time.sleep(0.05)
    return running_in(group)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc to see the processes")
def test_a_killed_worker_costs_nothing(there):
    process = start(there, "--json")
    wait_for_runs(there)
    victims = [number for number in workers_of(process) if number != process.pid]
    os.kill(victims[-1], signal.SIGKILL)
    out, err = process.communicate(timeout=300)
    found = json.loads(out)
    assert (process.returncode, found["finished"], found["failed"]) == (0, RUNS_OF_LONG, 0), err
    assert "killed from outside, most likely as memory ran out" in err
    assert err.count("what it had to do is tried again") == 1


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_keeps_what_is_finished_and_says_that_the_same_command_continues(there, number, code):
    process = start(there, experiment="endless.yaml")
    folder = wait_for_runs(there)
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (code, ""), err
    assert "the same command continues" in err
    assert "Traceback" not in err
    assert left_after_a_while(process.pid) == []
    assert not list(folder.rglob("*.part"))
    assert not list(folder.glob(".populations*"))
    assert numbers(folder)


def test_quiet_leaves_all_notes_of_a_sweep_standing(there, simkansen):
    text = TINY.replace("design: grid", "design: {method: sobol, n: 2}").replace("[1, 3]", "{range: [1, 3]}")
    text = text.replace("[1.0, 1.4]", "prior").replace("replications: 2\n", "")
    (there / "few.yaml").write_text(text, encoding="utf-8")
    told = []
    for words in ((), ("-q",)):
        code, _, err = simkansen("sweep", "few.yaml", "--dry-run", *words)
        assert code == 0
        told.append([line for line in err.splitlines() if "note:" in line.lower()])
    assert told[0] == told[1]
    assert any("design: n = 2 is for trying out" in line for line in told[1])
