"""What a closure of a whole school year does, to the most and to the few who are better off after it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from benchmarks.better_off import LEFT_OUT, calendar
from worlds import learners, run, skill

PAGE = Path(__file__).parents[2] / "docs" / "better-off.md"
WITHOUT = {name: changes for name, (_, changes) in LEFT_OUT.items()}


def ahead(changes) -> np.ndarray:
    """Who is better off after the closed year than after the same year in school, of all who learn."""
    weeks = calendar()
    closed = run(weeks=weeks, changes=changes, snapshots=frozenset())
    never = run(weeks=weeks.without_closures(), changes=changes, snapshots=frozenset())
    return ((skill(closed) - skill(never)).mean(axis=1) > 0.0)[learners(closed)]


@pytest.fixture(scope="module")
def better() -> np.ndarray:
    return ahead({})


def test_most_pupils_are_worse_off_after_a_closed_year(better) -> None:
    assert 0.0 < better.mean() < 0.1


def test_lessons_at_a_distance_alone_leave_nobody_better_off() -> None:
    only_lessons = {**WITHOUT["own work"], **WITHOUT["help at home"], "remote_ceiling": 4.0}
    assert not ahead(only_lessons).any()


@pytest.mark.parametrize("source", ["live lessons", "help at home"])
def test_without_one_of_the_sources_nearly_nobody_is_better_off(source, better) -> None:
    assert ahead(WITHOUT[source]).mean() < 0.3 * better.mean()


def test_the_page_leaves_out_each_term_of_the_script_once() -> None:
    rows = re.findall(r"^\| ([a-z ]+) \| .+ \| +\d", PAGE.read_text("utf-8"), re.M)
    assert [row for row in rows if row in LEFT_OUT] == list(LEFT_OUT)
