"""Tiny scenarios and experiments, so small that a test can run them."""

from __future__ import annotations

import textwrap

import pytest
from tiny_experiment import SCENARIOS, TINY, write_scenarios

from simkansen.scenario import ScenarioErrors
from simkansen.sweep.ask.loading import load_experiment


@pytest.fixture(scope="session")
def scenario_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiments")
    write_scenarios(folder)
    return folder


@pytest.fixture(scope="session")
def load_in(scenario_folder):
    """Load an experiment from a text that is kept in a folder; scenarios are found by name."""

    def load(folder, text=TINY, small=False):
        text = textwrap.dedent(text)
        for name in SCENARIOS:
            text = text.replace(f"{name}.yaml", str(scenario_folder / f"{name}.yaml"))
        path = folder / "experiment.yaml"
        path.write_text(text, encoding="utf-8")
        return load_experiment(path, small=small)

    return load


@pytest.fixture
def experiment(load_in, tmp_path):
    """Load an experiment from a text."""
    return lambda text=TINY, small=False: load_in(tmp_path, text, small)


@pytest.fixture
def said_of(experiment):
    """What is said of a wrong experiment: (line, column, path, what is wrong, fix) of each problem."""

    def say(text):
        with pytest.raises(ScenarioErrors) as caught:
            experiment(text)
        return [(one.line, one.column, one.path, one.message, one.fix) for one in caught.value.problems]

    return say
