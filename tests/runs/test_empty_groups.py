"""An intervention for nobody never starts a run, also where that shows only in the pupils."""

import pytest

from simkansen.cli.loading import load_scenarios
from simkansen.runs import run_scenarios
from simkansen.scenario import ScenarioErrors

NOBODY = """\
simkansen: 1
name: nobody
population: {netherlands: {municipality: Urk, sample: 2}}
run: {replications: 1}
interventions:
  - id: first
    type: lend-devices
  - id: second
    type: %s
    for: {%s}
"""


@pytest.fixture
def write(tmp_path):
    def writer(kind, lines):
        path = tmp_path / "nobody.yaml"
        path.write_text(NOBODY % (kind, lines), encoding="utf-8")
        return path

    return writer


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("parent-guidance", "parents: 1, children_vo: {at_least: 4}, children_under4: {at_least: 4}"),
        ("teacher-professionalisation", "school_pupils: {at_least: 5000}"),
        ("lend-devices", "staff_hours: {at_most: 0.01}"),
    ],
)
def test_a_group_that_nobody_of_the_population_is_in_is_refused_where_it_stands(write, kind, lines, tmp_path):
    path = write(kind, lines)
    with pytest.raises(ScenarioErrors, match="nobody is in this group") as caught:
        run_scenarios(load_scenarios([path]), tmp_path / "results", workers=1)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.column) == (str(path), 10, 5)
    assert problem.path == "interventions[second].for"
    assert list((tmp_path / "results").iterdir()) == []


def test_lines_on_pupils_are_refused_in_a_programme_for_teachers(write):
    path = write("teacher-professionalisation", "parents: 1, children_vo: {at_least: 7}")
    with pytest.raises(ScenarioErrors) as caught:
        load_scenarios([path])
    assert [problem.path for problem in caught.value.problems] == [
        "interventions[second].for.parents",
        "interventions[second].for.children_vo",
    ]
