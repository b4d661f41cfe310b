"""Every message of a wrong scenario file, to the letter, with its file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from simkansen.scenario import Problem

GOLDEN = Path(__file__).with_name("messages.txt")


def _cases():
    """Read the cases: a file after a line of ----, then one line with => for each message."""
    for block in GOLDEN.read_text(encoding="utf-8").split("\n----\n")[1:]:
        lines = [line for line in block.splitlines() if line and not line.startswith("# ")]
        expected = [line[3:] for line in lines if line.startswith("=> ")]
        text = "\n".join(line for line in lines if not line.startswith("=> ")) + "\n"
        yield pytest.param(text, expected, id=expected[0].split(": ", 1)[-1][:70])


@pytest.mark.parametrize(("text", "expected"), list(_cases()))
def test_a_wrong_file_is_told_where_what_and_the_fix(text, expected, write, problems_of):
    assert sorted(problems_of(write(text))) == sorted(expected)


def test_a_file_without_a_version_is_told_to_add_it(write, problems_of):
    assert problems_of(write("name: a\n")) == [
        "a.yaml:1:1: simkansen: the format version is missing; add the line 'simkansen: 1' at the top"
    ]


def test_problems_of_several_files_come_together_in_order_of_file_and_line(write, problems_of):
    one = write("simkansen: 1\nrun: {seed: x}\nname: A\n", "one.yaml")
    two = write("simkansen: 2\n", "two.yaml")
    places = [line.split(": ")[0] for line in problems_of(one, two)]
    assert places == ["one.yaml:2:13", "one.yaml:3:7", "two.yaml:1:12"]


def test_a_wrong_value_does_not_hide_a_later_check_of_the_same_intervention(write, problems_of):
    item = "{id: a, type: tutoring, led_by: x, weeks: {from: 2022-01-01, to: x}}"
    text = f"simkansen: 1\ninterventions: [{item}]\n"
    assert [line.split(": ")[1] for line in problems_of(write(text))] == [
        "interventions[a].led_by", "interventions[a].weeks.from", "interventions[a].weeks.to",
    ]  # fmt: skip


def test_two_files_of_one_run_may_not_share_a_name(write, problems_of):
    one, two = (write("simkansen: 1\nname: same\n", name) for name in ("one.yaml", "two.yaml"))
    assert problems_of(one, two) == [
        "two.yaml:1:1: name: 'same' is also the name of one.yaml; give one of the two another name"
    ]


def test_what_is_wrong_with_a_value_of_no_file_has_no_place():
    problem = Problem("", 1, 1, "interventions[a].weeks", "it ends before it begins", "swap the two")
    assert str(problem) == "interventions[a].weeks: it ends before it begins; swap the two"
    assert problem.as_note() == f"note: {problem}"
