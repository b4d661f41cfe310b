"""Whether what is stored is known to be what was written, to the last bit."""

import json
import math
import os
import random
import time

import duckdb
import numpy as np
import pytest
from stored_runs import MEASURES, bits, describe, rows_of, run

from simkansen.outcomes.table import COLUMNS, Table
from simkansen.runs.store import run_file, write_run
from simkansen.sweep.store.reading import load_results, relation
from simkansen.sweep.store.store import RunStore
from simkansen.work.errors import DamageWarning, UnreadableResultsError
from simkansen.work.storage import store
from simkansen.work.storage.digests import DIGESTS, Digests, fits_its_name, refuse_damaged, write_with_digest
from simkansen.work.storage.files import SECONDS_TO_BE_LEFT
from simkansen.work.storage.manifest_file import FORMAT, manifest_of_before, read_manifest
from simkansen.work.storage.parts import BrokenPartWarning, set_damaged_aside

FLIPS = 300


def flipped(path, bit):
    """Turn one bit of a file around."""
    content = bytearray(path.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)


def unseen(path, fits):
    """Which of some hundreds of single bits, each turned around by itself, change nothing that is asked."""
    places = random.Random(1).sample(range(8 * path.stat().st_size), FLIPS)
    found = []
    for bit in places:
        flipped(path, bit)
        if fits(path):
            found.append(bit)
        flipped(path, bit)
    assert fits(path)
    return found


def a_table(count=40):
    columns = {name: np.full(count, name, dtype=object) for name in COLUMNS}
    columns["value"] = np.linspace(0.0, 1.0, count)
    columns["week"] = np.full(count, np.datetime64("2020-03-16", "s"))
    columns["n_pupils"] = np.full(count, 40)
    return Table(columns)


@pytest.fixture
def of_run(tmp_path):
    """A results folder of a run with two replications."""
    for number in range(2):
        write_run(run_file(tmp_path, number), a_table(), number, "key", {"schools": 2, "pupils": 80})
    return tmp_path


@pytest.fixture
def of_sweep(tmp_path, monkeypatch):
    """A results folder of a sweep with two parts."""
    monkeypatch.setattr(store, "SECONDS_BETWEEN", math.inf)
    folder = describe(tmp_path / "results")
    with pytest.raises(KeyboardInterrupt):
        add_two_parts(folder)
    return folder


def add_two_parts(folder):
    with RunStore(folder, MEASURES) as one:
        for number in range(2):
            one.add([run(number), run(number, scenario="laptops")])
            one.flush()
        raise KeyboardInterrupt


def parts_of(folder):
    return sorted((folder / "parts").glob("*.parquet"))


def test_every_flipped_bit_in_a_part_of_a_run_is_found(of_run):
    assert unseen(run_file(of_run, 0), Digests(of_run).fit) == []


def test_every_flipped_bit_in_a_part_of_a_sweep_is_found(of_sweep):
    assert unseen(parts_of(of_sweep)[0], fits_its_name) == []


def test_the_runs_of_a_run_are_refused_by_name_with_what_makes_them_again(of_run):
    assert len(load_results(of_run).fetchall()) == 80
    (of_run / "manifest.json").write_text(json.dumps({"command": "simkansen run a.yaml"}), encoding="utf-8")
    flipped(run_file(of_run, 1), 8 * 100)
    again = r"00001\.parquet: .*made again by: simkansen run a\.yaml"
    with pytest.raises(UnreadableResultsError, match=again):
        load_results(of_run)


def test_without_a_digest_files_are_read_as_before(of_run):
    (of_run / DIGESTS).unlink()
    flipped(run_file(of_run, 1), 8 * 100)
    assert Digests(of_run).fit(run_file(of_run, 1))
    refuse_damaged(of_run, [run_file(of_run, 1)])


def test_a_line_of_digests_that_was_cut_off_spoils_no_other(of_run):
    with (of_run / DIGESTS).open("a", encoding="utf-8") as stream:
        stream.write("0123")
    write_run(run_file(of_run, 2), a_table(), 2, "key", {})
    flipped(run_file(of_run, 2), 8 * 100)
    assert [Digests(of_run).fit(run_file(of_run, number)) for number in range(3)] == [True, True, False]


def test_the_runs_of_a_sweep_are_refused_by_name(of_sweep):
    part = parts_of(of_sweep)[0]
    flipped(part, 8 * 100)
    with pytest.raises(UnreadableResultsError, match=part.name):
        relation(of_sweep)


def test_changed_points_of_a_sweep_are_refused_when_their_digest_was_kept(of_sweep):
    points = of_sweep / "points.parquet"
    content = points.read_bytes()
    write_with_digest(of_sweep, points, lambda path: path.write_bytes(content))
    assert len(rows_of(relation(of_sweep))) == 4
    flipped(points, 8 * 20)
    with pytest.raises(UnreadableResultsError, match=r"points\.parquet"):
        relation(of_sweep)


def test_a_store_leaves_a_damaged_part_out_and_names_it(of_sweep):
    part = parts_of(of_sweep)[0]
    flipped(part, 8 * 100)
    with pytest.warns(BrokenPartWarning, match=part.name), RunStore(of_sweep, MEASURES) as one:
        assert len(one.finished()) == 2


def test_a_damaged_part_put_aside_leaves_its_runs_to_be_done_again_and_nothing_else(of_sweep):
    first, second = parts_of(of_sweep)
    flipped(first, 8 * 100)
    assert set_damaged_aside(of_sweep) == [first]
    assert parts_of(of_sweep) == [second]
    assert first.with_name(f"{first.name}.damaged").is_file()
    with RunStore(of_sweep, MEASURES) as one:
        assert len(one.finished()) == 2
        one.add([run(0), run(0, scenario="laptops")])
    rows = [run(number, scenario=name) for number in range(2) for name in ("tutoring", "laptops")]
    assert bits(rows_of(relation(of_sweep))) == bits(rows)


def test_parts_that_are_put_together_into_the_bytes_of_the_newest_are_not_lost(of_sweep):
    again = parts_of(of_sweep)[-1]
    with RunStore(of_sweep, MEASURES) as one:
        merged = one._parts.merge([again])
        assert merged.is_file()
    assert len(rows_of(relation(of_sweep))) == 4


@pytest.mark.parametrize("content", ["", '{"format": 1, "na', "[]"])
def test_a_manifest_that_is_empty_or_cut_is_named_by_readers_and_written_anew_by_writers(tmp_path, content):
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableResultsError, match=r"manifest\.json: the manifest cannot be read"):
        read_manifest(tmp_path)
    with pytest.warns(DamageWarning, match="written anew"):
        assert manifest_of_before(tmp_path) == {}


@pytest.mark.parametrize("read", [read_manifest, manifest_of_before])
def test_a_manifest_of_a_later_format_is_refused_in_one_line(tmp_path, read):
    (tmp_path / "manifest.json").write_text(json.dumps({"format": FORMAT + 1}), encoding="utf-8")
    with pytest.raises(UnreadableResultsError, match=f"written in format {FORMAT + 1}") as caught:
        read(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("age", "stays"), [(0, True), (2 * SECONDS_TO_BE_LEFT, False)])
def test_what_another_machine_may_be_writing_stays_and_what_was_left_goes(tmp_path, age, stays):
    nobody = 2**22 + 1  # no process has so high a number
    populations = tmp_path / f"{store.POPULATIONS}{nobody}-ab12cd34"
    populations.mkdir()
    half = tmp_path / f".manifest.json.{nobody}.part"
    half.write_text("{", encoding="utf-8")
    for left in (populations, half):
        os.utime(left, (time.time() - age,) * 2)
    with store.Store(tmp_path, {"key": "VARCHAR", "status": "VARCHAR"}):
        assert (populations.exists(), half.exists()) == (stays, stays)


@pytest.mark.slow
def test_of_results_without_digests_a_file_that_cannot_be_read_is_known(tmp_path):
    path = tmp_path / "runs" / "00000.parquet"
    path.parent.mkdir()
    with duckdb.connect() as connection:
        rows = "SELECT concat('school ', range * range % 977) AS a FROM range(50000)"
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    assert Digests(tmp_path).fit(path)
    whole = path.read_bytes()
    unread = []
    for place in range(4, len(whole) - 200, len(whole) // 40):
        content = bytearray(whole)
        content[place] ^= 255
        path.write_bytes(content)
        if not Digests(tmp_path).fit(path):
            unread.append(place)
            with pytest.raises(UnreadableResultsError, match="cannot be read"):
                refuse_damaged(tmp_path, [path])
    assert unread  # what can be read though it is another is what digests are for
