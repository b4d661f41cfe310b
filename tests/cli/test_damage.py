"""What a user is told of results that are no longer what was written, and how they come back."""

import errno
import json
import os
import signal

import pytest

from simkansen.cli.stopping import terminable
from simkansen.runs import Interrupted
from simkansen.work.storage import files
from simkansen.work.storage.manifest_file import write_manifest


@pytest.fixture
def results(simkansen, place):
    """The folder of a run of one replication."""
    code, _, _ = simkansen("run", "baseline.yaml", "--workers", "1", "-q")
    assert code == 0
    return next((place / "results").glob("baseline-*"))


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 4
    path.write_bytes(content)


READERS = [("show",), ("report", "--for", "policy"), ("export", "--as", "csv"), ("verify",)]


@pytest.mark.slow
def test_a_changed_replication_is_refused_by_who_reads_and_made_again_by_the_same_command(simkansen, results):
    part = results / "runs" / "00000.parquet"
    whole = part.read_bytes()
    flip(part)
    for verb, *options in READERS:
        code, out, err = simkansen(verb, str(results), *options)
        assert (code, out) == (3, "")
        assert "runs/00000.parquet: this file is not what was written" in err
    code, _, err = simkansen("run", "baseline.yaml", "--workers", "1", "-q")
    assert code == 0
    assert "runs/00000.parquet: this file is not what was written" in err
    assert "it is made again" in err
    assert part.read_bytes() == whole
    assert simkansen("show", str(results))[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kept"),
    [("manifest.json", 0), ("manifest.json", 90), ("summary.parquet", 90), ("summary.csv", 90)],
)
def test_what_is_empty_or_cut_is_named_and_made_again_by_the_same_command(simkansen, results, name, kept):
    os.truncate(results / name, kept)
    verb = ("export", str(results), "--as", "csv") if name == "summary.csv" else ("show", str(results))
    code, _, err = simkansen(*verb)
    assert code == 3
    assert name in err
    assert "bug" not in err
    assert simkansen("run", "baseline.yaml", "--workers", "1", "-q")[0] == 0
    assert simkansen(*verb)[0] == 0


def test_a_full_disk_stops_a_run_says_what_is_needed_and_the_same_command_goes_on(
    simkansen, place, monkeypatch
):
    words = ("run", "baseline.yaml", "--workers", "1", "--replications", "3", "-q")
    write, simulated = files.to_disk, []

    def full(path):
        if path.name.startswith(".00001.parquet"):
            simulated.append(path)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        write(path)

    with monkeypatch.context() as patch:
        patch.setattr(files, "to_disk", full)
        code, _, err = simkansen(*words)
    assert code == 1
    assert "the disk is full" in err
    assert "make room for about" in err
    assert "the same command continues" in err
    assert len(simulated) == 1
    assert [path.name for path in place.glob("results/*/runs/*")] == ["00000.parquet"]
    assert simkansen(*words)[0] == 0
    assert len([*place.glob("results/*/runs/*")]) == 3


def test_what_a_killed_export_left_is_no_file_of_somebody_else(simkansen, results, place):
    (place / "out").mkdir()
    left = place / "out" / f".runs.csv.{2**22 + 1}.part"
    left.write_text("half", encoding="utf-8")
    assert simkansen("export", str(results), "--as", "csv", "--to", "out")[0] == 0
    assert not left.exists()


def test_a_lost_terminal_ends_as_sigterm_does_unless_the_program_was_to_outlast_it():
    @terminable()
    def work():
        signal.raise_signal(signal.SIGHUP)

    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        with pytest.raises(Interrupted) as caught:
            work()
        assert caught.value.signal == signal.SIGHUP
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        work()
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"closures": [{"from": "2020-13-16", "to": "2020-05-10"}]},
            "a closure without a first and a last day",
        ),
        ({"closures": [{"to": "2020-05-10"}]}, "a closure without a first and a last day"),
        ({"unlike_parameters": {"nobody": {"growth": [1, 2]}}}, "names a scenario 'nobody'"),
    ],
)
def test_a_manifest_of_before_digests_that_was_changed_by_hand_is_told(simkansen, results, changed, said):
    manifest, digests = results / "manifest.json", results / "digests.txt"
    told = json.loads(manifest.read_text("utf-8")) | changed
    manifest.write_text(json.dumps(told), encoding="utf-8")
    lines = digests.read_text("utf-8").splitlines(keepends=True)
    digests.write_text("".join(line for line in lines if "manifest.json" not in line), encoding="utf-8")
    code, _, err = simkansen("report", str(results), "--for", "policy")
    assert "bug" not in err
    assert code == 3
    assert said in err


def test_a_summary_of_before_with_every_week_is_replaced_and_that_is_said(simkansen, results):
    short, manifest = (results / "summary.csv").read_bytes(), results / "manifest.json"
    told = json.loads(manifest.read_text("utf-8"))
    of_before = {key: told[key] for key in told if key not in ("ends", "csv_style")} | {"format": 1}
    write_manifest(results, of_before)
    code, out, err = simkansen("run", "baseline.yaml", "--workers", "1", "-q")
    assert (code, err.count("summary.csv")) == (0, 1)
    assert "summary.parquet has every week" in " ".join(err.split())
    assert (results / "summary.csv").read_bytes() == short
    assert simkansen("run", "baseline.yaml", "--workers", "1", "-q") == (0, out, "")


def test_a_report_in_another_style_writes_the_short_summary_of_results_of_before_and_says_so(
    simkansen, results
):
    told = json.loads((results / "manifest.json").read_text("utf-8"))
    write_manifest(
        results, {key: told[key] for key in told if key not in ("ends", "csv_style")} | {"format": 1}
    )
    words = ("report", str(results), "--for", "school", "--lang", "en")
    assert simkansen(*words)[2] == ""
    assert "summary.parquet has every week" in " ".join(simkansen(*words, "--csv-style", "nl")[2].split())
    assert (results / "summary.csv").read_text("utf-8").startswith("scenario;kind;measure;")
    assert simkansen("verify", str(results), "-q")[0] == 0
