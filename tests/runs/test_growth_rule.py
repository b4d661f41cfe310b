"""Two scenarios that differ in the growth rule alone, in one comparison."""

from __future__ import annotations

import numpy as np
import pytest

from simkansen.chance import run_key
from simkansen.evidence import load_parameters
from simkansen.population import build_population
from simkansen.runs.plan import make_plan
from simkansen.runs.replicate import _simulations
from simkansen.scenario import RulesSpec, build_calendar
from simkansen.work.progress import Watch


@pytest.fixture(scope="module")
def traces(scenarios):
    baseline = scenarios[0]
    asked = baseline.run.model_copy(update={"unlike_parameters": True})
    changes = {"name": "other-rule", "rules": RulesSpec(growth="ces"), "run": asked}
    other = baseline.model_copy(update=changes)
    parameters, calendar = load_parameters(), build_calendar(baseline.calendar)
    people = build_population(baseline.population, calendar, 1, parameters)

    def turned(*ones):
        works = _simulations(make_plan(ones), people, parameters, run_key(1, 0), Watch(), None)
        return {name: work() for name, work in works.items()}

    return {"both": turned(baseline, other), "other first": turned(other, baseline), "one": turned(baseline)}


def bits(trace):
    return trace.sums.tobytes(), {week: skill.tobytes() for week, skill in trace.snapshots.items()}


def test_scenarios_under_two_growth_rules_share_one_twin_to_the_bit_whichever_comes_first(traces):
    assert set(traces["both"]) == {"twin", "scenario baseline", "scenario other-rule"}
    assert bits(traces["both"]["twin"]) == bits(traces["other first"]["twin"]) == bits(traces["one"]["twin"])


def test_the_rule_of_one_scenario_is_not_that_of_the_other(traces):
    both, other_first = traces["both"], traces["other first"]
    for name in ("scenario baseline", "scenario other-rule"):
        assert bits(both[name]) == bits(other_first[name])
    assert bits(both["scenario baseline"]) == bits(traces["one"]["scenario baseline"])


def test_the_rules_part_when_schools_close_and_not_before(traces):
    product, ces = (traces["both"][f"scenario {name}"] for name in ("baseline", "other-rule"))
    first = int(np.argmax(product.calendar.remote[:, 0] > 0.0))
    apart = np.abs(product.sums - ces.sums).max(axis=(1, 2))
    assert apart[:first].max() == 0.0
    assert apart[first] > 0.0
    assert apart[-1] > 0.01
