"""A hundred files, right and wrong: an editor with the JSON Schema says what check says."""

from __future__ import annotations

import json
from itertools import pairwise

import jsonschema
import pytest
from ruamel.yaml import YAML

from simkansen.interventions import registry
from simkansen.scenario import ScenarioErrors, json_schema, load_scenario

HEAD = "simkansen: 1\nname: mine\n"
TUTORING = "tutoring, hours: 2, led_by: student"


def one(said):
    return HEAD + f"interventions: [{{id: a, type: {said}}}]\n"


def lines(said):
    return one(f"{TUTORING}, for: {{{said}}}")


RIGHT = [
    HEAD,
    HEAD + "title: Een titel\n",
    HEAD + "title: {nl: Een titel, en: A title}\n",
    *(
        HEAD + f"population: {said}\n"
        for said in (
            "netherlands",
            "{netherlands: {sample: 8}}",
            "{netherlands: {province: Utrecht}}",
            "{netherlands: {municipality: [Utrecht, Rotterdam]}}",
            "{netherlands: {municipality: Den Haag}}",
        )
    ),
    *(
        HEAD + f"calendar: {said}\n"
        for said in (
            "{closures: none}",
            "{closures: actual, school_years: 2019/20}",
            "{school_years: ['2026/27', '2027/28']}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, levels: [7, 8]}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, kind: half-groups, rota: weeks}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, kind: half-groups, in_school: 4%}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, emergency_care: {vital: 4%}}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, province: Drenthe}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, region: noord}]}",
        )
    ),
    *(
        HEAD + f"run: {said}\n"
        for said in ("{replications: 4}", "{seed: 7, parameters: prior}", "{population: fixed}")
    ),
    *(
        HEAD + f"outcomes: {said}\n"
        for said in (
            "{measures: delay_weeks}",
            "{measures: [skill, effect_size], by: groep}",
            "{by: province}",
        )
    ),
    HEAD + "rules: {growth: ces}\n",
    HEAD + "parameters: {help_share: 0.5}\n",
    HEAD + "beyond_prior: {engagement_start: 0.2}\n",
    *(
        one(said)
        for said in (
            TUTORING,
            "tutoring, hours: 2.5, led_by: teacher, group_size: 3",
            "tutoring, hours: {per_week: 2, moment: holiday}, led_by: volunteer",
            TUTORING + ", what: {subjects: maths}",
            TUTORING + ", take_up: 80%",
            TUTORING + ", take_up: {share: 0.8, incentive: true}",
            TUTORING + ", weeks: {from: 2020-09-07, to: 2020-12-18}",
            TUTORING + ", weeks: all",
            TUTORING + ", parents: informed",
            TUTORING + ", cost: {per_hour: 40, price_year: 2021}",
            "bring-to-school",
            "bring-to-school, days: 2, grounds: safety",
            "bring-to-school, grounds: [guidance, place]",
            "lend-devices",
            "lend-devices, per_home: 2",
            "peer-tutoring, hours: 2",
            "parent-guidance, hours: 0.5, led_by: student",
            "teacher-professionalisation, hours: 1",
        )
    ),
    *(
        lines(said)
        for said in (
            "groep: 7",
            "groep: [7, 8]",
            "groep: {at_least: 5}",
            "parental_education: low",
            "home_language: other",
            "capacity: 10%",
            "capacity: {per_school: 20}",
            "capacity: {per_class: 4}",
            "schools: 50%",
            "rank_by: disadvantage",
            "devices: {at_most: 1}",
            "quality: {at_least: -1, at_most: 1}",
            "class_disadvantaged_share: {at_least: 20%}",
        )
    ),
]

WRONG = [
    "name: mine\n",
    HEAD.replace("mine", "My plan"),
    HEAD + "titel: Een titel\n",
    HEAD + "title: {de: Ein Titel}\n",
    *(
        HEAD + f"population: {said}\n"
        for said in (
            "belgium",
            "{netherlands: {sample: 0}}",
            "{netherlands: {sample: 4.5}}",
            "{netherlands: {province: Utregt}}",
            "{netherlands: {municipality: Utregt}}",
            "{netherlands: {municipality: []}}",
            "{netherlands: {sample: 4}, schools: {file: s.csv}}",
            "{}",
        )
    ),
    *(
        HEAD + f"calendar: {said}\n"
        for said in (
            "{closures: some}",
            "{closures: [{from: 2020-03-16}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, levels: 9}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, rota: weeks}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, in_school: 50%}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, region: oost}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, kind: half}]}",
            "{closures: [{from: 2020-03-16, to: 2020-05-08, emergency_care: {vital: 130%}}]}",
            "{remote_experience: lots}",
        )
    ),
    *(
        HEAD + f"run: {said}\n"
        for said in (
            "{replications: 0}",
            "{replications: 4.5}",
            "{seed: -1}",
            "{parameters: mean}",
            "{seed: }",
        )
    ),
    *(
        HEAD + f"outcomes: {said}\n"
        for said in ("{measures: delay}", "{by: gender}", "{measures: []}", "{measures: [skill, skill]}")
    ),
    HEAD + "parameters: {help_shares: 0.5}\n",
    HEAD + "parameters: {help_share: 5}\n",
    HEAD + "parameters: {help_share: half}\n",
    HEAD + "beyond_prior: {no_such: 5}\n",
    HEAD + "interventions: [{id: a, hours: 2}]\n",
    *(
        one(said)
        for said in (
            "tutorng",
            "tutoring",
            "tutoring, led_by: student",
            "tutoring, hours: 2",
            "tutoring, hours: 2, led_by: parent",
            "tutoring, hours: 0, led_by: student",
            "tutoring, hours: 41, led_by: student",
            "tutoring, hours: {per_week: 2, moment: night}, led_by: student",
            TUTORING + ", group_size: 0",
            TUTORING + ", take_up: 0%",
            TUTORING + ", take_up: 130%",
            TUTORING + ", days: 2",
            TUTORING + ", weeks: some",
            TUTORING + ", what: {subjects: history}",
            TUTORING + ", cost: {per_hour: -4}",
            TUTORING + ", parents: partner",
            "bring-to-school, hours: 2",
            "bring-to-school, led_by: teacher",
            "bring-to-school, grounds: language",
            "bring-to-school, group_size: 4",
            "lend-devices, led_by: teacher",
            "lend-devices, per_home: 0",
            "lend-devices, hours: 2",
            "peer-tutoring",
            "peer-tutoring, hours: 2, led_by: teacher",
            "teacher-professionalisation, hours: 1, take_up: 50%",
            "teacher-professionalisation, hours: 1, for: {groep: 7}",
        )
    ),
    *(
        lines(said)
        for said in (
            "groep: 9",
            "groep: {at_least: 12}",
            "groep: 7.5",
            "group: 7",
            "parental_education: lowest",
            "capacity: 0%",
            "capacity: {per_school: 0}",
            "capacity: {per_school: 20, per_class: 4}",
            "capacity: {}",
            "schools: 0",
            "schools: 150%",
            "rank_by: age",
            "devices: 1",
            "devices: {}",
            "devices: {at_least: -1}",
            "groep: []",
        )
    ),
]


@pytest.fixture(scope="module")
def validator():
    schema = json_schema(registry())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def said(validator, text):
    content = json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))
    return [error.message for error in validator.iter_errors(content)]


def problems(text, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        load_scenario(path, registry())
    except ScenarioErrors as errors:
        return [str(one) for one in errors.problems]
    return []


def test_there_are_a_hundred_of_them():
    assert len(set(RIGHT)) + len(set(WRONG)) >= 100


@pytest.mark.parametrize("text", RIGHT)
def test_what_check_takes_the_schema_takes(text, validator, tmp_path):
    assert (problems(text, tmp_path), said(validator, text)) == ([], [])


@pytest.mark.parametrize("text", WRONG)
def test_what_check_refuses_the_schema_refuses(text, validator, tmp_path):
    assert problems(text, tmp_path)
    assert said(validator, text)


def test_every_key_says_what_it_is_and_no_class_has_a_name(validator):
    schema = validator.schema
    without, names = [], []

    def look(node, where):
        if isinstance(node, list):
            for item in node:
                look(item, where)
        if not isinstance(node, dict):
            return
        keys = node.get("properties", {})
        without.extend(
            f"{where}.{key}" for key, one in keys.items() if not (one is False or one.get("description"))
        )
        for key, item in node.items():
            if key not in ("if", "else"):
                look(item, f"{where}/{key}")
        names.extend(str(node[key]) for key in ("title", "$ref") if isinstance(node.get(key), str))

    look(schema, "")
    assert [one for one in without if not one.endswith("for.rank_by")] == []
    assert {name for name in names if any(a.islower() and b.isupper() for a, b in pairwise(name))} == set()
    assert set(filter(None, names)) - {f"#/$defs/{key}" for key in schema["$defs"]} == {schema["title"]}
