"""Many evaluations: kept as soon as they are done, and the same for any number of workers."""

from __future__ import annotations

import json
import math

import pytest
from work.little_work import die_at

from simkansen.work.errors import EngineError
from simkansen.work.evaluation import evaluate
from simkansen.work.storage.journal import read_journal


def double(shared: float, item: float) -> dict[str, float]:
    if item == shared:
        raise ValueError("this one cannot be done")
    return {"value": 2.0 * item, "missing": math.nan}


def items(count: int) -> dict[str, float]:
    return {f"item {number}": float(number) for number in range(count)}


def values(results):
    return {name: result["value"] for name, result in results.items()}


@pytest.mark.slow
def test_results_come_in_the_order_of_the_items_whatever_the_workers():
    alone = evaluate(double, -1.0, items(7), workers=1)
    together = evaluate(double, -1.0, items(7), workers=2)
    assert list(alone) == list(together) == list(items(7))
    assert values(alone) == values(together) == {name: 2.0 * item for name, item in items(7).items()}
    assert all(math.isnan(result["missing"]) for result in together.values())


def test_what_is_in_the_journal_is_not_done_again(tmp_path):
    journal = tmp_path / "journal.jsonl"
    with pytest.raises(ValueError, match="cannot be done"):
        evaluate(double, 3.0, items(5), workers=1, journal=journal, basis="one")
    written = journal.read_text(encoding="utf-8")
    journal.write_text(written.replace('"value": 2.0', '"value": 20.0'), encoding="utf-8")
    again = evaluate(double, -1.0, items(5), workers=1, journal=journal, basis="one")
    assert values(again) == {"item 0": 0.0, "item 1": 20.0, "item 2": 4.0, "item 3": 6.0, "item 4": 8.0}


def test_a_line_that_was_cut_off_is_done_again(tmp_path):
    journal = tmp_path / "journal.jsonl"
    first = evaluate(double, -1.0, items(3), workers=1, journal=journal, basis="one")
    journal.write_text(journal.read_text(encoding="utf-8")[:-12], encoding="utf-8")
    again = evaluate(double, -1.0, items(3), workers=1, journal=journal, basis="one")
    assert values(again) == values(first)
    lines = [line for line in journal.read_text(encoding="utf-8").splitlines() if line]
    whole = [json.loads(line) for line in lines if line.endswith("}}")]
    assert [row["name"] for row in whole] == ["item 0", "item 1", "item 2"]


def test_a_journal_of_something_else_is_started_anew(tmp_path):
    journal = tmp_path / "journal.jsonl"
    evaluate(double, -1.0, items(2), workers=1, journal=journal, basis="one")
    evaluate(double, -1.0, items(1), workers=1, journal=journal, basis="another")
    rows = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert rows[0] == {"basis": "another"}
    assert [row["name"] for row in rows[1:]] == ["item 0"]


@pytest.mark.slow
def test_an_evaluation_that_kills_its_worker_is_named_and_the_others_are_kept(tmp_path):
    journal = tmp_path / "journal.jsonl"
    with pytest.raises(EngineError, match=r"'item 2' cannot be done: the worker process was killed"):
        evaluate(die_at, {2.0}, items(6), workers=2, journal=journal, basis="one")
    kept = read_journal(journal, "one")
    assert kept
    assert kept.items() <= items(6).items() - {("item 2", 2.0)}
    again = evaluate(die_at, set(), items(6), workers=2, journal=journal, basis="one")
    assert again == items(6)


def test_progress_counts_what_was_kept():
    told = []
    evaluate(double, -1.0, items(3), workers=1, stage="things", on_progress=told.append)
    assert [progress.done for progress in told] == [0, 1, 2, 3]
    assert {(progress.stage, progress.total) for progress in told} == {("things", 3)}
