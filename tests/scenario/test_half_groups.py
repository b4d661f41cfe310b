"""Weeks of half groups count as closed: refusals, notes and the calendar say so."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from simkansen.cli import simkansen as program
from simkansen.cli.loading import load_scenarios
from simkansen.scenario import ScenarioErrors

HALF = """\
simkansen: 1
population: {netherlands: {municipality: Almere, sample: 6}}
calendar: {school_years: ["2020/21"], closures: [{from: 2020-11-02, to: 2020-12-18, kind: half-groups}]}
interventions:
  - {id: t, type: tutoring, hours: 1, led_by: student, weeks: {from: 2020-11-02, to: 2020-11-29, while: %s}}
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "half.yaml"


def test_no_week_is_open_in_weeks_of_half_groups_and_the_refusal_says_why(path):
    path.write_text(HALF % "open", encoding="utf-8")
    with pytest.raises(ScenarioErrors) as refused:
        load_scenarios([path])
    (problem,) = refused.value.problems
    assert (
        "in which schools are open from 2020-11-02 to 2020-11-29 (weeks of half groups count as"
        in problem.message
    )


def test_weeks_of_half_groups_are_not_said_to_be_closed(path):
    path.write_text(HALF % "closed", encoding="utf-8")
    (message,) = [one.message for one in load_scenarios([path])[0].notes if one.path.endswith("while")]
    assert "schools are closed or half open in all of them" in message


def test_the_calendar_says_what_each_week_is(path):
    path.write_text(HALF % "closed", encoding="utf-8")
    said = CliRunner().invoke(program, ["show", "calendar", str(path)]).output
    of = {line[:10]: line for line in said.splitlines()}
    assert "closed (half)" in of["2020-11-02"]
    assert " open " in of["2020-08-24"]
    assert not {"open", "closed"} & set(of["2020-10-19"].split())  # a holiday
