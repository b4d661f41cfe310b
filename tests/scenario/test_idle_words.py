"""Lines that change nothing because of another line, of the real interventions, said where they stand."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simkansen
from simkansen.cli.loading import load_scenarios
from simkansen.evidence import load_parameters
from simkansen.scenario import notes_of
from simkansen.scenario.idle.unused_parameters import OF_TYPES

TUTORING = "  - {id: a, type: tutoring, hours: 2, led_by: student"


@pytest.fixture
def said(tmp_path):
    def saying(text):
        path = tmp_path / "a.yaml"
        path.write_text(f"simkansen: 1\nname: a\n{text}\n", encoding="utf-8")
        return [str(note).removeprefix(f"{tmp_path}/") for note in notes_of(load_scenarios([path]))]

    return saying


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        (f"parameters: {{cost_device: 340}}\ninterventions:\n{TUTORING}}}", "3:14: parameters.cost_device",
         "is of lend-devices"),
        (f"beyond_prior: {{bring_days: 3}}\ninterventions:\n{TUTORING}}}", "3:16: beyond_prior.bring_days",
         "is of bring-to-school"),
        ("interventions:\n  - {id: a, type: lend-devices, for: {own_device: true}}", "4:51: interventions[a]",
         "one more serves those alone in which a younger child needs one too"),
        (f"interventions:\n{TUTORING}, weeks: {{from: 2020-07-06, to: 2020-08-14}}}}",
         "4:86: interventions[a].weeks.to", "the last week is that of 2020-07-0"),
    ],
)  # fmt: skip
def test_a_line_that_another_makes_idle_is_said(text, at, words, said):
    (line,) = said(text)
    assert line.startswith(f"a.yaml:{at}")
    assert words in line


@pytest.mark.parametrize(
    "text",
    [
        "parameters: {cost_device: 340}\ninterventions:\n  - {id: a, type: lend-devices}",
        "interventions:\n  - {id: a, type: lend-devices, for: {own_device: false}}",
        "interventions:\n  - {id: a, type: bring-to-school, grounds: [safety, place], for: {unsafe: false}}",
        f"interventions:\n{TUTORING}, weeks: {{from: 2020-09-07, to: 2020-12-18}}}}",
    ],
)
def test_nothing_is_said_of_lines_that_change_something(text, said):
    assert said(text) == []


def test_parameters_of_one_type_are_asked_for_nowhere_else():
    rooms = Path(simkansen.__file__).parent
    names = [name for name in load_parameters().definitions if name.startswith(tuple(OF_TYPES))]
    assert len(names) > 20
    asked = {name: set() for name in names}
    for room in ("interventions", "learning", "population", "outcomes"):
        for path in (rooms / room).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and node.value in asked:
                    asked[node.value].add(path.stem.replace("_", "-"))
                elif isinstance(node, ast.Attribute) and node.attr in asked:
                    asked[node.attr].add(path.stem.replace("_", "-"))
    for name, where in asked.items():
        kinds = {kind for start, kind in OF_TYPES.items() if name.startswith(start)}
        assert len(kinds) == 1, name
        assert where - {"usual", "pricing"} <= kinds, (name, where)
