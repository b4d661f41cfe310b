"""The scenarios that come with the program, and what reading them costs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from simkansen.interventions import registry
from simkansen.scenario import check_files, json_schema, notes_of, resolved_yaml, scenario_hash

HEAVY = ("numba", "mesa", "matplotlib", "scipy", "duckdb", "pandas")

READ_ALL = """
import sys
from pathlib import Path
from simkansen.interventions import registry
from simkansen.scenario import check_files, estimate, resolved_yaml
for scenario in check_files(sorted(Path("scenarios").glob("*.yaml")), registry()):
    resolved_yaml(scenario), estimate(scenario)
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


@pytest.fixture(scope="module")
def shipped(root):
    return check_files(sorted((root / "scenarios").glob("*.yaml")), registry())


def test_every_shipped_scenario_is_right_and_has_both_titles(shipped):
    assert len(shipped) >= 10
    assert all(scenario.title and scenario.title.nl and scenario.title.en for scenario in shipped)


def test_the_effective_values_of_every_shipped_scenario_read_back_to_the_same(shipped, tmp_path):
    for scenario in shipped:
        again = tmp_path / f"{scenario.name}.yaml"
        again.write_text(resolved_yaml(scenario, tmp_path), encoding="utf-8")
        assert scenario_hash(check_files([again], registry())[0]) == scenario_hash(scenario)


def test_every_intervention_has_a_scenario_of_its_own_and_all_stand_together(shipped):
    by_name = {scenario.name: scenario for scenario in shipped}
    assert {name for name in registry() if name in by_name} == set(registry())
    assert {item.type for item in by_name["all-six"].interventions} == set(registry())
    assert by_name["baseline"].interventions == ()


def test_each_is_named_after_its_file_and_no_two_are_the_same(shipped):
    assert [scenario.name for scenario in shipped] == [scenario.source.stem for scenario in shipped]
    assert len({scenario_hash(scenario) for scenario in shipped}) == len(shipped)


def test_the_schema_beside_them_is_the_one_that_export_writes(root):
    shipped = json.loads((root / "scenarios" / "simkansen.schema.json").read_text(encoding="utf-8"))
    assert shipped == json.loads(json.dumps(json_schema(registry())))


def test_each_names_the_schema_in_its_first_line(root):
    for path in (root / "scenarios").glob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=")


def test_checking_them_all_loads_nothing_heavy(root):
    command = [sys.executable, "-c", READ_ALL]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.split())


def test_nothing_in_them_is_idle_alone_or_together(shipped):
    assert [str(note) for one in shipped for note in notes_of([one])] == []
    alike = [one for one in shipped if one.population == shipped[0].population]
    assert [str(note) for note in notes_of(alike)] == []
