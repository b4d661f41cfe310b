"""Two scenarios on two schools, so small that a test can run them."""

from __future__ import annotations

import pytest

from simkansen.cli.loading import load_scenarios

BASELINE = """\
simkansen: 1
name: baseline
population: {netherlands: {municipality: Urk, sample: 2}}
run: {replications: 2}
"""

LAPTOPS = """\
simkansen: 1
name: laptops
extends: baseline.yaml
interventions: [{id: laptops, type: lend-devices}]
"""


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenarios")
    texts = {"baseline": BASELINE, "laptops": LAPTOPS}
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return [folder / f"{name}.yaml" for name in texts]


@pytest.fixture(scope="session")
def scenarios(files):
    return load_scenarios(files)


@pytest.fixture(scope="session")
def done(scenarios, tmp_path_factory):
    """The two scenarios, run without interruption by one worker."""
    from simkansen.runs import run_scenarios

    return run_scenarios(
        scenarios, tmp_path_factory.mktemp("results"), workers=1, command=["simkansen", "run", "a.yaml"]
    )
