"""The order of the week is data: a step can be put into it."""

import re
from pathlib import Path

import numpy as np
import pytest
from worlds import KEY, calendar, parameters, town

from simkansen import SchoolModel, Step, with_step
from simkansen.learning.week import ORDER

PAGE = (Path(__file__).parents[2] / "docs" / "python.md").read_text("utf-8")


def turned(order=ORDER, weeks=40):
    model = SchoolModel(town(), calendar(), (), parameters(), KEY, order=order)
    for _ in range(weeks):
        model.step()
    return model


def nothing(week):
    """Change nothing."""


def test_a_step_stands_behind_the_one_that_it_follows():
    mine = Step("mine", "I", "I look on.", nothing)
    names = [step.name for step in with_step(mine, "teachers teach")]
    assert names[names.index("mine") - 1] == "teachers teach"
    assert [name for name in names if name != "mine"] == [step.name for step in ORDER]


def test_a_step_after_one_that_there_is_not_is_told_those_that_there_are():
    with pytest.raises(ValueError, match="no step 'lunch'; its steps are: schools decide, "):
        with_step(Step("mine", "I", "I look on.", nothing), "lunch")


def test_a_step_that_changes_nothing_leaves_every_bit():
    order = with_step(Step("mine", "I", "I look on.", nothing), "pupils take part")
    np.testing.assert_array_equal(turned(order).sums, turned().sums)


def test_the_step_of_the_page_finds_every_pupil_out_of_sight():
    (example,) = (one for one in re.findall(r"```python\n(.+?)```", PAGE, re.S) if "with_step" in one)
    found = {}
    exec(compile(example, "docs/python.md", "exec", dont_inherit=True), found)
    assert turned().state.out_of_sight.any()
    assert not turned(found["order"]).state.out_of_sight.any()
