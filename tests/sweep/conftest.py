"""Tiny scenarios and experiments, so small that a test can run them."""

from __future__ import annotations

import textwrap

import pytest

from simkansen.scenario import ScenarioErrors
from simkansen.sweep.loading import load_experiment

SCENARIOS = {
    "baseline": "population: {netherlands: {municipality: Urk, sample: 1}}",
    "tutoring": "interventions: [{id: bijles, type: tutoring, hours: 2, group_size: 3, led_by: student}]",
    "laptops": "interventions: [{id: laptops, type: lend-devices}]",
}

EXPERIMENT = """\
simkansen: 1
name: tiny
scenarios: [baseline.yaml, tutoring.yaml, laptops.yaml]
design: grid
vary:
  interventions[bijles].hours: [1, 3]
  parameters.programme_hour: [1.0, 1.4]
measures: [delay_weeks, cost]
replications: 2
"""


def write_scenarios(folder):
    for name, what in SCENARIOS.items():
        extends = "" if name == "baseline" else "extends: baseline.yaml\n"
        text = f"simkansen: 1\nname: {name}\n{extends}{what}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def scenario_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiments")
    write_scenarios(folder)
    return folder


@pytest.fixture
def experiment(scenario_folder, tmp_path):
    """Load an experiment from a text; scenarios are found by name."""

    def load(text=EXPERIMENT, small=False):
        text = textwrap.dedent(text)
        for name in SCENARIOS:
            text = text.replace(f"{name}.yaml", str(scenario_folder / f"{name}.yaml"))
        path = tmp_path / "experiment.yaml"
        path.write_text(text, encoding="utf-8")
        return load_experiment(path, small=small)

    return load


@pytest.fixture
def said_of(experiment):
    """What is said of a wrong experiment: (line, column, path, what is wrong, mend) of each problem."""

    def say(text):
        with pytest.raises(ScenarioErrors) as caught:
            experiment(text)
        return [(one.line, one.column, one.path, one.message, one.mend) for one in caught.value.problems]

    return say
