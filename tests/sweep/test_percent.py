"""Shares that an experiment varies by range may be written in per cents, and only shares."""

import pytest
from pydantic import ValidationError

from simkansen.scenario import ScenarioErrors
from simkansen.scenario.reading.messages import refusals_of
from simkansen.sweep.ask.dimensions import dimensions_of
from simkansen.sweep.ask.experiment import ExperimentSpec
from simkansen.sweep.ask.varied import Varied

HEAD = "simkansen: 1\nname: tiny\nscenarios: [baseline.yaml, tutoring.yaml]\n"
PLACES = "interventions[bijles].for.capacity"
DATED = "'2020-09-01' is a date, and dates take a list of values"


def varied(load_in, folder, vary, design="{method: latin-hypercube, n: 8}"):
    return load_in(folder, f"{HEAD}design: {design}\nvary:\n  '{vary.replace(': ', chr(39) + ': ', 1)}\n")


@pytest.mark.parametrize(
    "vary",
    [
        f"{PLACES}: {{range: [10%, 40%]}}",
        "interventions[bijles].for.schools: {range: [25%, 1.0]}",
        "interventions[bijles].take_up: {range: [20%, 80%]}",
        "interventions[bijles].take_up: {distribution: {kind: triangular, low: 20%, mode: 50%, high: 80%}}",
    ],
)
def test_a_range_in_per_cents_is_one_of_shares(load_in, tmp_path, vary):
    (dimension,) = varied(load_in, tmp_path, vary).dimensions
    ends = [dimension.at(u)[dimension.name] for u in (1e-9, 1 - 1e-9)]
    said = [
        float(one.strip("[]{},%"))
        for one in vary.replace(":", " ").split()
        if one.strip("[]{},").endswith("%")
    ]
    assert ends[0] == pytest.approx(said[0] / 100, abs=1e-4)
    assert {type(end) for end in ends} == {float}


def test_steps_of_a_range_in_per_cents_are_plain_shares():
    dimension = dimensions_of({PLACES: Varied.model_validate({"range": ["10%", "40%"], "steps": 4})})[0]
    assert dimension.values == pytest.approx((0.1, 0.2, 0.3, 0.4))
    assert {type(one) for one in dimension.values} == {float}


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("interventions[bijles].hours: {range: [50%, 90%]}", "'50%' is not a number"),
        ("parameters.help_share: {range: [60%, 80%]}", "'60%' is not a number"),
        (
            "interventions[bijles].hours: {distribution: {kind: uniform, low: 50%, high: 90%}}",
            "is not a number",
        ),
        (f"{PLACES}: {{range: [10%, 400%]}}", "over 100%"),
        (f"{PLACES}: {{range: ['10,5%', 40%]}}", "decimal comma"),
        (f"{PLACES}: {{range: [10%, 40]}}", "did you mean 40%"),
        (
            "calendar.closures[spring].emergency_care: {range: [0%, 5%]}",
            "one of a list of calendar cannot vary",
        ),
        (f"{PLACES}: {{range: [40%, 10%]}}", "from 40% to 10% is empty"),
    ],
)
def test_per_cents_of_what_is_no_share_are_refused(load_in, tmp_path, vary, said):
    with pytest.raises(ScenarioErrors, match=said):
        varied(load_in, tmp_path, vary)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"range": ["2020-09-01", "2020-10-01"]}, [DATED]),
        ({"from": "2020-09-01", "to": "2020-10-01"}, [DATED]),
        ({"distribution": {"kind": "uniform", "low": "2020-09-01", "high": "2020-10-01"}},
         [DATED]),
        ({"range": ["late", 3]}, ["'late' is not a number"]),
    ],
)  # fmt: skip
def test_ends_of_a_range_that_are_no_numbers_are_refused_once(written, said):
    with pytest.raises(ValidationError) as found:
        Varied.model_validate(written)
    refusals = refusals_of(found.value)
    assert [one.message for one in refusals] == said
    if said == [DATED]:
        assert refusals[0].fix == "write them one by one, as in [2020-09-01, 2020-10-01]"


def test_what_a_results_folder_keeps_of_it_reads_back():
    asked = Varied.model_validate({"range": ["10%", "40%"]})
    kept = asked.model_dump(mode="json", exclude_none=True)
    assert kept == {"range": [0.1, 0.4]}
    assert Varied.model_validate(kept).range == (0.1, 0.4)
    with pytest.raises(ValidationError):
        Varied.model_validate({"range": ["ten", "40%"]})
    assert "%" in str(ExperimentSpec.model_json_schema()["$defs"]["Varied"])


@pytest.mark.parametrize(
    "rule",
    [
        "replications: {at_least: 4, at_most: 8, until: {measure: MEASURE, half_width: 2%}}",
        "vary: {parameters.programme_hour: {range: [1.0, 1.5]}}\nfails: {measure: MEASURE, gain_below: 2%}",
    ],
)
def test_a_rule_about_a_share_may_say_per_cents(load_in, tmp_path, rule):
    design = "{method: latin-hypercube, n: 24}" if "vary" in rule else "replications"
    asked = f"{HEAD}design: {design}\nmeasures: [better_off, delay_weeks]\n{rule}\n"
    spec = load_in(tmp_path, asked.replace("MEASURE", "better_off")).spec
    assert spec.fails.gain_below == 0.02 if spec.fails else spec.replications.until.half_width == 0.02
    named = asked.replace("better_off", "{measure: growth_share, week: 2020-07-06}", 1)
    spec = load_in(tmp_path, named.replace("MEASURE", "growth_share@2020-07-06")).spec
    assert spec.fails.gain_below == 0.02 if spec.fails else spec.replications.until.half_width == 0.02
    with pytest.raises(ScenarioErrors) as caught:
        load_in(tmp_path, asked.replace("MEASURE", "delay_weeks"))
    (problem,) = caught.value.problems
    assert problem.line == len(asked.splitlines())
    assert "delay_weeks has no per cents: its unit is weeks of learning" in problem.message
