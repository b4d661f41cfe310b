"""What comes out of a good file: effective values, hash, estimate, schema and a file to start from."""

from __future__ import annotations

import json
import pickle

import jsonschema
import pytest
from ruamel.yaml import YAML

from simkansen.evidence import load_parameters
from simkansen.learning.rates import rates_of
from simkansen.runs.draws import echoes
from simkansen.scenario import (
    build_calendar,
    effective_values,
    estimate,
    json_schema,
    new_scenario_text,
    resolved_yaml,
    scenario_hash,
)
from simkansen.schooling.places import places

FIVE_LINES = """
simkansen: 1
name: almere
population: {netherlands: {municipality: Almere, sample: 10}}
interventions:
  - {id: a, type: tutoring, for: {groep: [4, 5], capacity: 10%}, weeks: {from: 2020-09-07, to: 2020-12-18}}
"""

SHORT_FORMS = """
simkansen: 1
title: {nl: Kort}
population: netherlands
calendar: {closures: [{from: 2020-11-02, to: 2020-11-27, sectors: po}], school_years: 2020/21}
outcomes: {by: [groep], measures: delay_weeks}
interventions:
  - id: a
    type: tutoring
    for: {migration: any, disadvantaged_share: {at_least: 30%}, capacity: {per_class: 4}, schools: 5%}
    hours: {per_week: 1.5, moment: after-school}
    what: {subjects: maths}
    take_up: {share: 80%, incentive: true}
    cost: {per_hour: 55, price_year: 2021}
  - {id: b, type: calls, grounds: [safety, place], weeks: closed, title: Bellen}
rules: {growth: ces}
parameters: {live_share: 0.4}
"""


@pytest.mark.parametrize("text", [FIVE_LINES, SHORT_FORMS])
def test_effective_values_read_back_to_the_same_scenario(text, write, load):
    first = load(write(text))
    again = load(write(resolved_yaml(first), "again.yaml"))
    assert effective_values(again) == effective_values(first)
    assert scenario_hash(again) == scenario_hash(first)


def test_what_a_closure_leaves_out_is_shown_and_marked(write, load):
    closures = "[{from: 2020-11-02, to: 2020-11-27}, {from: 2020-11-30, to: 2020-12-04, kind: half-groups}]"
    scenario = load(write(f"simkansen: 1\ncalendar: {{closures: {closures}}}\n"))
    first, second = effective_values(scenario)["calendar"]["closures"]
    assert first["emergency_care"] == {"vital": 0.02225, "vulnerable": 0.00742}
    assert second["emergency_care"] == {"vital": 0.0, "vulnerable": 0.0}
    text = resolved_yaml(scenario)
    assert text.count("emergency_care:  # default") == 2
    assert text.count("kind: closed  # default") == 1
    again = load(write(text, "again.yaml"))
    assert scenario_hash(again) == scenario_hash(scenario)
    assert build_calendar(again.calendar).phases == build_calendar(scenario.calendar).phases
    assert resolved_yaml(again).count("# default") < text.count("# default")


def test_everything_left_out_is_shown_with_its_default(write, load):
    values = effective_values(load(write("simkansen: 1\n")))
    assert values["name"] == "a"
    assert values["calendar"] == {"closures": "actual", "school_years": ["2019/20", "2020/21"]}
    assert values["rules"] == {"growth": "product"}
    assert values["run"] == {
        "replications": 16,
        "seed": 2020,
        "parameters": "posterior",
        "unlike_parameters": False,
        "population": "fixed",
    }


@pytest.mark.parametrize("change", [
    "run: {seed: 1}", "run: {replications: 3}", "title: x", "calendar: {closures: none}",
    "population: {netherlands: {sample: 3}}", "parameters: {live_share: 0.5}", "rules: {growth: ces}",
])  # fmt: skip
def test_every_change_changes_the_hash(change, write, load):
    plain = scenario_hash(load(write("simkansen: 1\n")))
    assert scenario_hash(load(write(f"simkansen: 1\n{change}\n"))) != plain


def test_the_growth_rule_travels_to_the_model_beside_the_scenarios_own_values(write, load):
    own = "parameters: {live_share: 0.4}"
    plain = load(write(f"simkansen: 1\n{own}\n")).applied_to(load_parameters())
    assert (plain["live_share"], dict(plain.rules)) == (0.4, {"growth": "product"})
    chosen = load(write(f"simkansen: 1\nrules: {{growth: ces}}\n{own}\n")).applied_to(load_parameters())
    assert (chosen["live_share"], dict(chosen.rules)) == (0.4, {"growth": "ces"})
    assert (rates_of(plain).growth_ces, rates_of(chosen).growth_ces) == (0.0, 1.0)


def test_a_rule_is_inherited_and_can_be_changed_back(write, load):
    write("simkansen: 1\nrules: {growth: ces}\n", "base.yaml")
    assert load(write("simkansen: 1\nextends: base.yaml\n")).rules.growth == "ces"
    back = "simkansen: 1\nextends: base.yaml\nrules: {growth: product}\n"
    assert load(write(back)).rules.growth == "product"


def test_comments_order_and_place_do_not_change_the_hash(write, load):
    one = load(write("simkansen: 1\nname: a\nrun: {seed: 3}\n"))
    two = load(write("# text\nrun: {seed: 3}\nname: a\nsimkansen: 1\n", "deep/b.yaml"))
    assert scenario_hash(one) == scenario_hash(two)


def test_the_content_of_a_schools_file_counts_and_its_place_does_not(write, load):
    header = "school,municipality,disadvantaged_share,pupils\n"
    write(header + "x,Delft,0.1,10\n", "s.csv")
    write(header + "x,Delft,0.1,10\n", "deep/t.csv")
    one = load(write("simkansen: 1\nname: a\npopulation: {schools: {file: s.csv}}\n"))
    two = load(write("simkansen: 1\nname: a\npopulation: {schools: {file: t.csv}}\n", "deep/a.yaml"))
    assert scenario_hash(one) == scenario_hash(two)
    write(header + "x,Delft,0.1,11\n", "s.csv")
    assert scenario_hash(one) != scenario_hash(two)


def test_a_scenario_travels_to_another_process_with_its_source(write, load):
    scenario = load(write(FIVE_LINES))
    again = pickle.loads(pickle.dumps(scenario))
    assert (again, again.source) == (scenario, scenario.source)


def test_the_whole_country_counts_its_schools_and_pupils(write, load):
    country = estimate(load(write("simkansen: 1\n")))
    assert (country.schools, country.pupils, country.weeks) == (6_295, 1_396_457, 98)
    assert country.learning_pupils == pytest.approx(0.75 * country.pupils, abs=1)


def test_a_sample_counts_its_part(write, load):
    asked = "{netherlands: {municipality: Almere, sample: 9}}"
    sample = estimate(load(write(f"simkansen: 1\npopulation: {asked}\n")))
    almere = next(place for place in places() if place.name == "Almere")
    assert sample.schools == 9
    assert sample.pupils == round(almere.pupils * 9 / almere.schools)


def test_a_schools_file_counts_its_rows_and_sums_its_pupils(write, load):
    write("school,municipality,disadvantaged_share,pupils\nx,Delft,1%,10\ny,Delft,2%,32\n", "s.csv")
    own = estimate(load(write("simkansen: 1\npopulation: {schools: {file: s.csv}}\n")))
    assert (own.schools, own.pupils) == (2, 42)


def test_more_replications_and_scenarios_take_longer_in_proportion(write, load):
    # As many echoes in sixteen replications as in each sixteen after them.
    one, ten = (load(write(f"simkansen: 1\nrun: {{replications: {n}}}\n")) for n in (16, 160))
    few, many, three = estimate(one), estimate(ten), estimate(one, one, one)
    assert many.simulations == 10 * few.simulations
    spent = few.seconds - few.once_seconds
    assert many.seconds - many.once_seconds == pytest.approx(10 * spent)
    assert three.simulate_seconds == pytest.approx(
        2 * few.simulate_seconds
    )  # three and a twin, for one and a twin
    assert three.measure_seconds == pytest.approx(3 * few.measure_seconds)
    assert many.once_seconds > few.once_seconds


@pytest.mark.parametrize("source", ["posterior", "prior", "point"])
def test_every_simulation_of_replications_and_of_their_echoes_is_counted(write, load, source):
    for n in (1, 5, 8, 9, 10, 16, 63, 64, 65, 128, 300):
        scenario = load(write(f"simkansen: 1\nrun: {{replications: {n}, parameters: {source}}}\n"))
        found = estimate(scenario, scenario)
        assert found.echoes == len(echoes(range(n), source, n)) != 1
        assert found.simulations == (n + found.echoes) * 3  # both and a twin


def test_interventions_small_populations_and_the_page_are_in_the_estimate(write, load):
    item = "{id: %s, type: tutoring, hours: 2, led_by: student}"
    text = "simkansen: 1\npopulation: {netherlands: {sample: %d}}\ninterventions: [%s]\n"
    none, one, two = (
        estimate(load(write(text % (500, ", ".join(item % name for name in names)))))
        for names in ("", "a", "ab")
    )
    assert none.simulate_seconds < one.simulate_seconds < two.simulate_seconds
    tiny = estimate(load(write(text % (1, ""))))
    assert tiny.simulate_seconds > 2 * tiny.weeks * 0.3e-3  # a week takes its time, however few the pupils
    assert tiny.once_seconds > 4.0


@pytest.fixture(scope="module")
def validator(types):
    schema = json_schema(types)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def _as_json(text):
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


@pytest.mark.parametrize("text", [
    FIVE_LINES, SHORT_FORMS,
    "simkansen: 1\nextends: base.yaml\ninterventions: [{id: a, remove: true}, {id: b, hours: 3}]\n",
])  # fmt: skip
def test_the_schema_takes_what_check_takes(text, validator):
    assert [error.message for error in validator.iter_errors(_as_json(text))] == []


@pytest.mark.parametrize("text", [
    "name: a\n", "simkansen: 2\n", "simkansen: 1\nnaam: a\n",
    "simkansen: 1\nrules: {growth: sum}\n",
    "simkansen: 1\ninterventions: [{id: a, type: tutorng}]\n",
    "simkansen: 1\ninterventions: [{id: a, type: tutoring, hour: 3}]\n",
    "simkansen: 1\ninterventions: [{id: a, type: tutoring, days: 3}]\n",
    "simkansen: 1\ninterventions: [{id: a, type: tutoring, take_up: 130%}]\n",
    "simkansen: 1\ninterventions: [{id: a, type: tutoring, for: {groep: 9}}]\n",
    "simkansen: 1\ninterventions: [{id: a, type: tutoring, led_by: null}]\n",
])  # fmt: skip
def test_the_schema_refuses_what_check_refuses(text, validator, write, problems_of):
    assert list(validator.iter_errors(_as_json(text)))
    assert problems_of(write(text))


@pytest.mark.parametrize("kind", [None, "tutoring", "coaching", "calls"])
def test_a_new_file_names_the_schema_first_and_passes_check(kind, types, write, problems_of, validator):
    text = new_scenario_text("my-town", intervention=kind, model=types.get(kind or ""))
    assert text.splitlines()[0] == "# yaml-language-server: $schema=simkansen.schema.json"
    assert problems_of(write(text)) == []
    assert not list(validator.iter_errors(_as_json(text)))


def test_a_new_file_that_extends_another_passes_check(types, write, problems_of):
    write(FIVE_LINES, "base.yaml")
    text = new_scenario_text("my-plan", extends="base.yaml", intervention="calls", model=types["calls"])
    assert problems_of(write(text)) == []


def test_a_range_that_leaves_everybody_is_no_group_of_nobody(write, problems_of):
    lines = "{class_size: {at_most: 90}, ses: {at_least: -40}, staff_hours: {at_least: 0}}"
    item = f"interventions: [{{id: a, type: tutoring, for: {lines}}}]"
    assert problems_of(write(f"simkansen: 1\n{item}\n")) == []
