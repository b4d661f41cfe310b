import errno
import fcntl
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pytest
from stored_runs import BASIS, MEASURES, bits, describe, environment, failed, rows_of, run

from simkansen.sweep.store.reading import relation
from simkansen.sweep.store.store import RunStore, merge
from simkansen.work.storage import files as whole
from simkansen.work.storage import parts, store
from simkansen.work.storage.keys import Keys
from simkansen.work.storage.parts import BrokenPartWarning
from simkansen.work.storage.store import BusyError, fresh

WRITER = '''
import os, sys, time
from pathlib import Path
from stored_runs import BASIS, MEASURES, run
from simkansen.sweep.store.store import RunStore
from simkansen.work.storage import files as whole
from simkansen.work.storage import parts, store

folder, where, numbers = Path(sys.argv[1]), sys.argv[2], eval(sys.argv[3])
store.FAN, store.SECONDS_BETWEEN = 4, float("inf")
replace, unlink, to_disk, calls = os.replace, Path.unlink, whole.to_disk, dict.fromkeys("RUD", 0)

def end_at(kind, count, before):
    """Make the program end at once at the so manieth rename, removal or write to the disk."""
    def wrap(do):
        def instead(path, *rest, **named):
            calls[kind] += kind != "U" or str(path).endswith(".parquet")
            last = calls[kind] == count
            if last and before == "half" and str(path).endswith(".part"):
                os.truncate(path, os.path.getsize(path) // 2)
            if last and before:
                os._exit(9)
            do(path, *rest, **named)
            if last:
                os._exit(9)
        return instead
    if kind == "R":
        os.replace = wrap(replace)
    elif kind == "U":
        Path.unlink = wrap(unlink)
    else:
        whole.to_disk = wrap(to_disk)

if where != "nowhere":
    kind, count, moment = where.split()
    end_at(kind, int(count), {"before": "yes", "half": "half", "after": ""}[moment])
while not (folder / "go").exists():
    time.sleep(0.001)
with RunStore(folder, MEASURES) as one:
    for number in numbers:
        one.add([run(number), run(number, scenario="laptops")])
        if one.flush():
            print(number, flush=True)
'''


def writer(folder, numbers, where="nowhere"):
    """Start a program that adds runs and says of each when it is stored."""
    words = [sys.executable, "-c", WRITER, str(folder), where, numbers]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment())


def both(number):
    return [run(number), run(number, scenario="laptops")]


def expected(numbers):
    return bits([row for number in numbers for row in both(number)])


def stored(folder):
    return bits(rows_of(relation(folder)))


def files(folder):
    return sorted(path.name for path in (folder / "parts").iterdir())


def interrupted(folder, numbers):
    """Add runs, each as a part of its own but the last, which waits when Ctrl-C comes."""
    with RunStore(folder, MEASURES) as one:
        for number in numbers:
            one.flush()
            one.add(both(number))
        raise KeyboardInterrupt


def fill(folder, numbers):
    """Leave one part a number, as programs do that are interrupted."""
    with pytest.raises(KeyboardInterrupt):
        interrupted(folder, numbers)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "SECONDS_BETWEEN", math.inf)  # a test says when rows are written, no clock
    return describe(tmp_path / "results")


# Four parts become one, so the 5th and the 21st file are parts put together, and the 24th is all of them.
AT_ONCE = ["D 1 half", "D 9 half", "R 5 before", "R 5 after", "U 1 before", "U 3 after", "U 22 after"]
LATER = ["D 8 before", "D 41 half", "D 47 half", "R 1 before", "R 1 after", "R 21 after", "R 24 before",
         "R 24 after", "U 17 before", "U 19 after", "U 21 before", "U 23 after"]  # fmt: skip


@pytest.mark.parametrize("where", AT_ONCE + [pytest.param(each, marks=pytest.mark.slow) for each in LATER])
def test_a_program_that_ends_in_the_midst_of_writing_loses_nothing_that_it_said_was_stored(folder, where):
    (folder / "go").touch()
    process = writer(folder, "range(18)", where)
    said = [int(line) for line in process.communicate(timeout=120)[0].split()]
    assert process.returncode == 9
    found = stored(folder)
    assert found in (expected(range(len(said))), expected(range(len(said) + 1)))
    with RunStore(folder, MEASURES) as one:
        assert not [name for name in files(folder) if name.endswith(".part")]
        assert len(one.finished()) == len(found)
    assert len(files(folder)) == (1 if found else 0)
    assert stored(folder) == found


@pytest.mark.slow
@pytest.mark.parametrize("lines", [1, 6, 20])
def test_a_killed_program_loses_nothing_that_it_said_was_stored(folder, lines):
    (folder / "go").touch()
    process = writer(folder, "range(100000)")
    said = [int(process.stdout.readline()) for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    said += [int(line) for line in process.communicate(timeout=60)[0].split("\n") if line]
    assert process.returncode == -signal.SIGKILL
    found = stored(folder)
    assert found in (expected(range(len(said))), expected(range(len(said) + 1)))
    with RunStore(folder, MEASURES) as one:
        assert one.stored >= len(found)
    assert stored(folder) == found


@pytest.mark.slow
def test_two_programs_at_once_on_one_folder_leave_every_run_once_and_readers_undisturbed(folder):
    first, second = writer(folder, "range(60)"), writer(folder, "range(89, 29, -1)")
    (folder / "go").touch()
    counts = [0]
    while first.poll() is None or second.poll() is None:
        found = relation(folder)
        counts.append(found.aggregate("count(*)").fetchall()[0][0])
        assert found.aggregate("count(DISTINCT key)").fetchall()[0][0] == counts[-1]
    assert first.wait() == second.wait() == 0
    assert counts == sorted(counts)
    assert len(set(counts)) > 2
    assert stored(folder) == expected(range(90))
    assert len(files(folder)) == 1
    assert len(first.stdout.read().split()) == len(second.stdout.read().split()) == 60


def test_runs_keep_their_bits_and_nothing_is_not_a_number(folder):
    rows = [run(number) for number in range(40)] + [failed(40, 'a\'b "c" \0 ü \udcff')]
    rows[3] |= {"delay_weeks": float("nan"), "draw": None}
    with RunStore(folder, MEASURES) as one:
        one.add(rows)
    rows[3] |= {"delay_weeks": None}
    rows[40] |= {"error": 'a\'b "c" \0 ü ?'}
    assert stored(folder) == bits(rows)


def test_a_number_or_text_that_only_one_of_very_many_runs_has_is_kept(folder):
    rows = [run(number, draw=None) for number in range(9_999)] + [failed(9_999, draw=7)]
    with RunStore(folder, MEASURES) as one:
        one.add(rows)
    assert stored(folder) == bits(rows)


def test_a_run_that_leaves_out_its_measures_has_none_and_an_unknown_column_is_refused(folder):
    row = {name: value for name, value in failed(1).items() if name not in ("phase", "delay_weeks")}
    with RunStore(folder, MEASURES) as one:
        one.add([row])
        with pytest.raises(ValueError, match=r"no column delay_wekes$"):
            one.add([run(2), run(3, delay_wekes=1.0)])
    assert stored(folder) == bits([row | {"phase": None, "delay_weeks": None}])


def test_rows_wait_for_a_second_or_for_ten_thousand(tmp_path):
    assert (store.SECONDS_BETWEEN, store.ROWS_WAITING) == (1.0, 10_000)
    with RunStore(tmp_path, MEASURES) as one:
        one.add([run(number) for number in range(10_000)])
        assert one.stored == 10_000
        time.sleep(1.01)
        one.add([run(10_000)])
        assert one.stored == 10_001


def test_rows_wait_no_longer_than_is_set(folder, monkeypatch):
    monkeypatch.setattr(store, "SECONDS_BETWEEN", 600.0)
    with RunStore(folder, MEASURES) as one:
        one.add([run(1)])
        assert one.stored == 0
        monkeypatch.setattr(store, "ROWS_WAITING", 3)
        one.add([run(2)])
        assert one.stored == 0
        one.add([run(3)])
        assert one.stored == 3
        one.add([run(4)])
        assert one.stored == 3
        monkeypatch.setattr(store, "SECONDS_BETWEEN", 0.01)
        time.sleep(0.02)
        one.add([])
        assert one.stored == 4
        assert one.flush() == 0


def test_the_store_knows_what_is_finished_and_what_is_stored(folder):
    rows = [run(number) for number in range(5)] + [failed(5)]
    with RunStore(folder, MEASURES) as one:
        assert len(one.finished()) == one.stored == 0
        one.add(rows)
        one.flush()
    with RunStore(folder, MEASURES) as one:
        finished = one.finished()
        assert [row["key"] in finished for row in rows] == [True] * 5 + [False]
        assert (len(finished), len(one.keys()), one.stored) == (5, 6, 6)


def test_keys_are_found_whatever_their_bytes_and_nothing_else_is():
    texts = ["00" * 16, "ab" + "00" * 15, "ff" * 16, "00" * 15 + "01", "7f" * 16]
    halves = np.array([[int(text[:16], 16), int(text[16:], 16)] for text in texts * 2], dtype=np.uint64)
    keys = Keys(halves[:, 0], halves[:, 1])
    assert len(keys) == len(texts)
    assert all(text in keys for text in texts)
    for other in ("00" * 14 + "0100", "ab", "ab" * 16, "no hexadecimal", "ff" * 17, 7, None):
        assert other not in keys
    assert keys.contain([*texts, "ab" * 16]).tolist() == [True] * 5 + [False]
    assert "00" * 16 not in Keys(halves[:0, 0], halves[:0, 1])


@pytest.mark.parametrize("order", [1, -1])
def test_a_run_that_finished_counts_before_one_that_failed(folder, order):
    for row in [failed(1), run(1)][::order]:
        with RunStore(folder, MEASURES) as one:
            one.add([row])
            one.flush()
            first = failed(1) if (order, row["status"]) == (1, "failed") else run(1)
            assert stored(folder) == bits([first])
    assert stored(folder) == bits([run(1)])
    assert len(files(folder)) == 1


def test_of_failures_the_last_counts_also_within_one_part(folder):
    with RunStore(folder, MEASURES) as one:
        one.add([failed(1, "first")])
        one.flush()
        one.add([failed(2, "third"), failed(1, "second"), failed(1, "fourth"), failed(3, "fifth")])
        one.flush()
        before = stored(folder)
    assert before == stored(folder) == bits([failed(1, "fourth"), failed(2, "third"), failed(3, "fifth")])
    with RunStore(folder, MEASURES) as one:
        assert one.stored == 3


def test_parts_become_one_with_the_same_rows_and_a_great_many_stay_few(folder, monkeypatch):
    fill(folder, range(20))
    assert len(files(folder)) == 5  # sixteen together, and four
    with RunStore(folder, MEASURES) as one:
        one.add([failed(20)])
        one.compact()
        assert len(files(folder)) == 1
        one.add(both(21))
    assert len(files(folder)) == 1
    assert stored(folder) == bits([*[row for n in [*range(20), 21] for row in both(n)], failed(20)])
    monkeypatch.setattr(store, "FAN", 3)
    with RunStore(folder, MEASURES) as one:
        for number in range(100, 140):
            one.add(both(number))
            one.flush()
            assert len(files(folder)) < 12


def test_keys_are_compared_a_slice_at_a_time_with_the_same_result(folder, monkeypatch):
    fill(folder, range(12))
    fill(folder, range(6, 18))
    monkeypatch.setattr(parts, "_KEYS_AT_ONCE", 5)
    assert stored(folder) == expected(range(18))


def test_while_another_writes_a_store_puts_only_its_own_parts_together(folder):
    with RunStore(folder, MEASURES) as one, RunStore(folder, MEASURES) as other:
        for number in range(4):
            one.add(both(number))
            one.flush()
            other.add(both(number + 2))
            other.flush()
        one.compact()
        assert len(files(folder)) == 5
        assert stored(folder) == expected(range(6))
    assert len(files(folder)) == 1
    assert stored(folder) == expected(range(6))


def broken_at(monkeypatch, kind, count):
    """Have the so manieth rename, removal of a part or write to the disk fail."""
    place, name = {"rename": (os, "replace"), "removal": (Path, "unlink"), "write": (whole, "to_disk")}[kind]
    do, calls = getattr(place, name), []

    def instead(path, *rest, **named):
        if kind != "removal" or path.suffix == ".parquet":
            calls.append(path)
            if len(calls) == count:
                raise RuntimeError("stopped here")
        return do(path, *rest, **named)

    monkeypatch.setattr(place, name, instead)


@pytest.mark.parametrize(
    ("kind", "count"),
    [("write", 1), ("rename", 1), ("write", 2), ("removal", 1), ("removal", 2), ("removal", 5)],
)
def test_putting_together_that_fails_at_any_step_loses_nothing(folder, monkeypatch, kind, count):
    fill(folder, range(5))
    with monkeypatch.context() as patch:
        broken_at(patch, kind, count)
        with RunStore(folder, MEASURES) as one:
            with pytest.raises(RuntimeError, match="stopped here"):
                one.compact()
            assert not [name for name in files(folder) if name.endswith(".part")]
            assert stored(folder) == expected(range(5))
    assert stored(folder) == expected(range(5))
    assert len(files(folder)) == 1


def full_to_python(unfinished):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(unfinished))


def full_to_duckdb(monkeypatch):
    """Have DuckDB write to the device that is always full."""

    def write_whole(path, write, placed):
        write(Path("/dev/full"))

    monkeypatch.setattr(parts, "write_whole", write_whole)


@pytest.mark.parametrize("who", ["python", "duckdb"])
def test_a_full_disk_is_told_as_such_and_leaves_no_half_file_and_the_rows_wait(folder, monkeypatch, who):
    with RunStore(folder, MEASURES) as one:
        one.add(both(1))
        one.flush()
        with monkeypatch.context() as patch:
            if who == "python":
                patch.setattr(whole, "to_disk", full_to_python)
            else:
                full_to_duckdb(patch)
            one.add(both(2))
            with pytest.raises(OSError, match="No space left") as caught:
                one.flush()
            assert caught.value.errno == errno.ENOSPC
            assert caught.value.filename
            assert one.stored == 2
            assert len(files(folder)) == 1
            assert stored(folder) == expected([1])
        assert one.flush() == 2
    assert stored(folder) == expected([1, 2])


def test_another_error_of_the_database_is_not_told_as_a_full_disk(folder, monkeypatch):
    def write_whole(path, write, placed):
        write(folder / "no such folder" / "part")

    with RunStore(folder, MEASURES) as one:
        one.add(both(1))
        with monkeypatch.context() as patch:
            patch.setattr(parts, "write_whole", write_whole)
            with pytest.raises(duckdb.Error, match="No such file"):
                one.flush()
    assert stored(folder) == expected([1])


def test_a_disk_too_full_for_putting_parts_together_still_takes_runs(folder, monkeypatch):
    monkeypatch.setattr(store, "FAN", 2)
    with monkeypatch.context() as patch:
        patch.setattr(parts.Parts, "merge", lambda parts, paths: full_to_python(paths[0]))
        with RunStore(folder, MEASURES) as one:
            for number in range(5):
                one.add(both(number))
                assert one.flush() == 2
            with pytest.raises(OSError, match="No space"):
                one.compact()
    assert len(files(folder)) == 5
    with RunStore(folder, MEASURES):
        assert stored(folder) == expected(range(5))
    assert len(files(folder)) == 1


def test_at_the_end_a_full_disk_is_told_unless_something_worse_happened(folder, monkeypatch):
    monkeypatch.setattr(whole, "to_disk", full_to_python)
    one = RunStore(folder, MEASURES)
    with pytest.raises(OSError, match="No space"), one:
        one.add(both(1))
    with pytest.raises(KeyboardInterrupt):
        interrupted(folder, [1])
    assert files(folder) == []


def test_an_interrupted_sweep_stores_what_waits_and_takes_no_time_for_putting_together(folder):
    fill(folder, range(3))
    fill(folder, [3])
    assert len(files(folder)) == 4
    assert stored(folder) == expected(range(4))


def test_starting_anew_removes_the_runs_but_not_while_another_sweep_writes(folder):
    with RunStore(folder, MEASURES) as one:
        one.add(both(1))
        one.flush()
        (folder / "parts" / ".1-ab.parquet.7.part").write_text("PAR1")
        with pytest.raises(BusyError, match=r"results: another sweep writes here now"):
            fresh(folder)
        assert stored(folder) == expected([1])
        with RunStore(folder, MEASURES) as other:
            one.__exit__(None, None, None)
            with pytest.raises(BusyError):
                fresh(folder)
            assert other.stored == 2
            one.__enter__()
    fresh(folder)
    assert files(folder) == []
    assert stored(folder) == []
    assert (folder / "points.parquet").is_file()
    fresh(folder.with_name("never-used"))


def test_a_half_file_is_removed_only_when_nobody_else_writes(folder):
    half = folder / "parts" / ".1-ab.parquet.7.part"
    with RunStore(folder, MEASURES) as one:
        one.add(both(1))
        one.flush()
        half.write_text("PAR1")
        with RunStore(folder, MEASURES):
            assert half.exists()
    with RunStore(folder, MEASURES):
        assert not half.exists()


@pytest.mark.slow
def test_who_comes_in_while_another_puts_parts_together_waits_for_its_end(folder):
    fill(folder, range(3))
    held = os.open(folder / ".lock", os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX)
    process = writer(folder, "range(3, 4)")
    (folder / "go").touch()
    time.sleep(1.5)
    assert process.poll() is None
    assert len(files(folder)) == 3
    os.close(held)
    assert process.communicate(timeout=60)[0].split() == ["3"]
    assert stored(folder) == expected(range(4))


def test_a_file_system_without_locks_loses_nothing_and_leaves_the_parts_of_others_alone(folder, monkeypatch):
    def flock(file, how):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    fill(folder, range(3))
    half = folder / "parts" / ".1-ab.parquet.7.part"
    half.write_text("PAR1")
    monkeypatch.setattr(fcntl, "flock", flock)
    with RunStore(folder, MEASURES) as one:
        one.add(both(3))
        one.flush()
        one.add(both(4))
        one.flush()
        one.compact()
    assert half.exists()
    assert len(files(folder)) == 5
    assert stored(folder) == expected(range(5))
    fresh(folder)
    assert stored(folder) == []


def make_foreign(path, kind, folder):
    if kind == "text":
        path.write_text("no Parquet")
    elif kind == "empty":
        path.touch()
    elif kind == "cut off":
        path.write_bytes(next((folder / "parts").glob("*.parquet")).read_bytes()[:-9])
    elif kind == "overwritten inside":
        whole = bytearray(next((folder / "parts").glob("*.parquet")).read_bytes())
        whole[4 : len(whole) // 2] = bytes(len(whole) // 2 - 4)
        path.write_bytes(whole)
    elif kind == "other columns":
        with RunStore(folder / "other", ["other"]) as other:
            other.add([{"key": "ab" * 16, "status": "finished"}])
        next((folder / "other" / "parts").iterdir()).rename(path)
    else:
        wrong = {"no key": {"key": "zz"}, "no status": {"status": None}}[kind]
        with RunStore(folder / "other", MEASURES) as other:
            other.add([run(77, **wrong)])
        next((folder / "other" / "parts").iterdir()).rename(path)


def add_one_more(folder):
    with RunStore(folder, MEASURES) as one:
        assert len(one.finished()) == 6
        one.add(both(3))


FOREIGN = ["text", "empty", "cut off", "overwritten inside", "other columns", "no key", "no status"]


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_broken_or_foreign_is_named_left_out_and_left_alone(folder, kind):
    fill(folder, range(3))
    foreign = folder / "parts" / "from-elsewhere.parquet"
    make_foreign(foreign, kind, folder)
    content = foreign.read_bytes()
    with pytest.warns(BrokenPartWarning, match=r"from-elsewhere\.parquet: this file .*; it is left") as said:
        assert stored(folder) == expected(range(3))
    assert len(said) == 1
    with pytest.warns(BrokenPartWarning, match="from-elsewhere") as said:
        add_one_more(folder)
    assert len(said) == 1
    assert foreign.read_bytes() == content
    assert len(files(folder)) == 2
    foreign.unlink()
    assert stored(folder) == expected(range(4))


def test_shards_are_put_together_once_and_stay_as_they_are(folder, tmp_path):
    shards = [describe(tmp_path / f"shard-{number}") for number in range(2)]
    fill(folder, [0])
    fill(shards[0], range(4))
    fill(shards[1], range(3, 7))
    before = [files(shard) for shard in shards]
    assert merge(folder, BASIS, shards) == 12
    assert stored(folder) == expected(range(7))
    assert len(files(folder)) == 1
    assert merge(folder, BASIS, [*shards, folder]) == 0
    assert stored(folder) == expected(range(7))
    assert [files(shard) for shard in shards] == before


def test_runs_of_another_sweep_are_refused_before_anything_is_copied(folder, tmp_path):
    same, other, third = (
        describe(tmp_path / name, basis=basis)
        for name, basis in (("same", BASIS), ("other", "c" * 32), ("third", "d" * 32))
    )
    for each in (same, other, third):
        fill(each, range(2))
    with pytest.raises(ValueError, match=r"other, .*third: these are no runs of this experiment"):
        merge(folder, BASIS, [same, other, third])
    with pytest.raises(FileNotFoundError, match=r"nothing: no manifest.json here"):
        merge(folder, BASIS, [same, tmp_path / "nothing"])
    assert not (folder / "parts").exists()


def test_a_shard_that_puts_its_parts_together_while_they_are_copied_is_copied_whole(
    folder, tmp_path, monkeypatch
):
    shard, copy, copied = describe(tmp_path / "shard"), parts._copy, []
    fill(shard, range(4))

    def copy_and_disturb(source, unfinished):
        copy(source, unfinished)
        if not copied:
            with RunStore(shard, MEASURES):
                pass
        copied.append(source)

    monkeypatch.setattr(parts, "_copy", copy_and_disturb)
    assert merge(folder, BASIS, [shard]) == 8
    assert len(copied) == 2
    assert stored(folder) == expected(range(4))


def test_a_full_disk_stops_the_copying_of_shards_and_leaves_no_half_file(folder, tmp_path, monkeypatch):
    shard = describe(tmp_path / "shard")
    fill(shard, range(3))
    with monkeypatch.context() as patch:
        patch.setattr(whole, "to_disk", full_to_python)
        with pytest.raises(OSError, match="No space"):
            merge(folder, BASIS, [shard])
        assert files(folder) == []
    assert merge(folder, BASIS, [shard]) == 6
