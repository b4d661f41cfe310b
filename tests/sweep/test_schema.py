"""The JSON Schema of experiment files says what the loader says, as far as a schema can."""

from __future__ import annotations

import json

import jsonschema
import pytest
from ruamel.yaml import YAML

from simkansen.fitting.calibration.specification import CalibrationSpec
from simkansen.fitting.sensitivity.file import SensitivitySpec
from simkansen.scenario import ScenarioErrors
from simkansen.scenario.reading.document import load_document
from simkansen.scenario.writing.json_schema import document_schema
from simkansen.sweep.ask.loading import load_experiment
from simkansen.sweep.ask.schema import SCHEMA_FILE, json_schema

HEAD = "simkansen: 1\nname: tiny\nscenarios: [baseline.yaml, tutoring.yaml]\n"


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def as_json(text):
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def shipped(root):
    """The experiments of the verb sweep: those that have a design."""
    return [
        path
        for path in sorted((root / "experiments").glob("*.yaml"))
        if "\ndesign:" in path.read_text("utf-8")
    ]


def test_every_shipped_experiment_fits_the_schema_and_the_loader(root, validator):
    assert shipped(root)
    for path in shipped(root):
        load_experiment(path)
        assert [error.message for error in validator.iter_errors(as_json(path.read_text("utf-8")))] == [], (
            path
        )


@pytest.mark.parametrize(
    "text",
    [
        "design: replications\nreplications: 8\nmeasures: delay_weeks\n",
        "design: grid\nvary: {'interventions[bijles].hours': [1, 2]}\nbudget: {runs: 100}\n",
        "design: {method: sobol, n: 8}\nvary: {parameters.programme_hour: {range: [1.0, 1.4]}}\n",
        "design: {method: morris, n: 8, levels: 6}\nvary: {parameters.help_share: prior}\n",
        "design: {method: latin-hypercube, n: 9, seed: 3}\ntitle: Iets\nparameters: prior\n"
        "vary: {parameters.programme_hour: {distribution: {kind: uniform, low: 1, high: 1.4}}}\n",
        "design: replications\nmeasures: [cost, {measure: gap_weeks, by: parental_education, group: low}]\n"
        "replications: {at_least: 4, at_most: 9, until: {measure: cost, half_width: 0.5}}\n",
        "design: {method: latin-hypercube, n: 20}\nvary: {parameters.help_share: prior}\n"
        "fails: {measure: delay_weeks, gain_below: 0}\n",
        "design: grid\nvary: {'interventions[bijles]': [on, off]}\n",
    ],
)
def test_the_schema_takes_what_the_loader_takes(text, validator, experiment):
    experiment(HEAD + text)
    assert [error.message for error in validator.iter_errors(as_json(HEAD + text))] == []


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD.replace("simkansen: 1\n", "") + "design: replications\n",
        HEAD.replace("name: tiny", "name: My Plan") + "design: replications\n",
        HEAD + "design: gird\n",
        HEAD + "design: {method: sobol}\nvary: {parameters.programme_hour: [1.0, 1.4]}\n",
        HEAD + "design: {method: grid, n: 8}\nvary: {parameters.programme_hour: [1.0, 1.4]}\n",
        HEAD + "design: {method: morris, n: 8, levels: 5}\nvary: {parameters.programme_hour: prior}\n",
        HEAD + "design: grid\nvary: {run.seed: [1, 2]}\n",
        HEAD + "design: grid\nvary: {interventions.hours: [1, 2]}\n",
        HEAD + "design: grid\nvary: {parameters.programme_hour: 1.2}\n",
        HEAD + "design: grid\nvary: {parameters.programme_hour: []}\n",
        HEAD
        + "design: grid\nvary: {parameters.programme_hour: {values: [1.0], range: [1.0, 1.4], steps: 2}}\n",
        HEAD + "design: replications\nmeasures: []\n",
        HEAD + "design: replications\nmeasures: delay\n",
        HEAD + "design: replications\nreplications: 0\n",
        HEAD + "design: replications\nreplications: 4.5\n",
        HEAD + "design: {method: sobol, n: 8}\nvary: {parameters.help_share: {distribution: {kind: beta}}}\n",
        HEAD
        + "design: {method: sobol, n: 8}\n"
        + "vary: {parameters.help_share: {distribution: {kind: uniform, low: 0, high: 1, sd: 1}}}\n",
        HEAD + "design: replications\nbudgets: {runs: 3}\n",
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(text, validator, experiment):
    assert list(validator.iter_errors(as_json(text)))
    with pytest.raises(ScenarioErrors):
        experiment(text)


def test_a_key_without_a_value_does_not_fit_the_schema(validator):
    assert list(validator.iter_errors(as_json(HEAD + "design: replications\nsample:\n")))


def test_the_schema_beside_the_experiments_is_the_one_that_export_writes(root):
    kept = json.loads((root / "experiments" / SCHEMA_FILE).read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(json_schema()))


@pytest.mark.parametrize(
    ("kind", "name", "wrong"),
    [
        (CalibrationSpec, "calibrate-po", {"targets": []}),
        (CalibrationSpec, "calibrate-po", {"particles": 0}),
        (CalibrationSpec, "calibrate-po", {"seeds": 1}),
        (SensitivitySpec, "sensitivity-po", {"morris": {"levels": 3}}),
        (SensitivitySpec, "sensitivity-po", {"ranking": {"draws": 1}}),
        (SensitivitySpec, "sensitivity-po", {"sobols": {"n": 8}}),
    ],
)
def test_calibrations_and_sensitivity_analyses_have_a_schema_that_says_what_check_says(
    root, kind, name, wrong, tmp_path
):
    word = "calibration" if kind is CalibrationSpec else "sensitivity"
    schema = document_schema(kind, f"A simkansen {word}")
    assert json.loads((root / "experiments" / f"{word}.schema.json").read_text("utf-8")) == schema
    validator = jsonschema.Draft202012Validator(schema)
    content = as_json((root / "experiments" / f"{name}.yaml").read_text("utf-8"))
    assert [error.message for error in validator.iter_errors(content)] == []
    assert list(validator.iter_errors(content | wrong))
    (tmp_path / "wrong.yaml").write_text(json.dumps(content | wrong), encoding="utf-8")
    with pytest.raises(ScenarioErrors):
        load_document(tmp_path / "wrong.yaml", kind)
