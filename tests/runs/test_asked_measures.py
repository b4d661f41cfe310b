"""Measures that are not asked for are unknown, and not nothing; what one scenario asks is told of all."""

import pytest

from simkansen.cli.loading import load_scenarios
from simkansen.report.cautions import of_run
from simkansen.report.page import open_context
from simkansen.report.reading.money import money
from simkansen.report.reading.results import Results
from simkansen.report.terminal import text_summary
from simkansen.runs import run_scenarios

pytestmark = pytest.mark.slow

BASE = """\
simkansen: 1
name: none
population: {netherlands: {municipality: Almere, sample: 3}}
run: {replications: 4}
outcomes: {measures: [delay_weeks, cost]}
"""
HELP = """\
simkansen: 1
name: help
extends: base.yaml
OUTCOMES
interventions: [{id: t, type: tutoring, hours: 1, led_by: student, for: {capacity: 20%GROEP}WEEKS}]
"""


@pytest.fixture
def ran(tmp_path):
    def run(outcomes="", weeks="", groep=None):
        text = HELP.replace("OUTCOMES\n", outcomes).replace("WEEKS", weeks)
        files = {"base": BASE, "help": text.replace("GROEP", f", groep: {groep}" if groep else "")}
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        scenarios = load_scenarios([tmp_path / f"{name}.yaml" for name in files])
        return run_scenarios(scenarios, tmp_path / "results", workers=1).folder

    return run


def test_a_price_that_is_not_asked_for_is_unknown_and_not_that_nothing_is_recovered(ran):
    folder = ran()
    context = open_context(Results(folder), "en")
    assert context.effects[0].weeks.median > 0
    assert [one.price for one in money(context)] == [None]
    assert "nothing recovered" not in " ".join(text_summary(folder, "en").split())


def test_a_scenario_that_asks_for_other_measures_is_compared_all_the_same(ran):
    folder = ran("outcomes: {measures: [skill, cost]}\n")
    context = open_context(Results(folder), "en")
    assert [effect.name for effect in context.effects] == ["help"]
    skills = context.results.last("skill")
    assert {name for name, group in skills if group == "all"} == {"none", "help"}


def test_pages_say_of_help_for_leavers_that_the_end_is_without_them(ran):
    folder = ran(weeks=", weeks: {from: 2020-01-06, to: 2020-07-03}", groep=8)
    assert any("have left school by the end" in text for text in of_run(open_context(Results(folder), "en")))
