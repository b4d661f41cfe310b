"""A file that is varied is known by what is in it: where it is, and from where one looks, changes nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from simkansen.cli import main
from simkansen.runs.populations import files_as_they_are
from simkansen.scenario import ScenarioErrors
from simkansen.sweep.ask.design import make_points
from simkansen.sweep.ask.loading import load_experiment
from simkansen.sweep.ask.placing import placed
from simkansen.sweep.running.replaced import replaced
from simkansen.sweep.running.sweep import run_sweep
from simkansen.work.engines import local

HEAD = "school,municipality,pupils,disadvantaged_share\n"
SCENARIOS = {
    "one": "population: {schools: {file: a.csv}}\n",
    "two": "extends: one.yaml\ninterventions: [{id: lend, type: lend-devices}]\n",
}
TEXT = """\
simkansen: 1
name: files
scenarios: [one.yaml, two.yaml]
design: grid
vary: {population.schools.file: [a.csv, b.csv]}
measures: [delay_weeks]
replications: 1
"""


@pytest.fixture
def asked(tmp_path):
    for name, what in SCENARIOS.items():
        (tmp_path / f"{name}.yaml").write_text(f"simkansen: 1\nname: {name}\n{what}", encoding="utf-8")
    (tmp_path / "files.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.csv").write_text(f"{HEAD}A1,Almere,40,12%\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"{HEAD}B1,Almere,60,20%\n", encoding="utf-8")
    return tmp_path / "files.yaml"


def ids(path):
    experiment = load_experiment(path)
    return [point.id for point in make_points(experiment.spec.design, experiment.dimensions)]


def test_a_point_is_another_when_its_file_holds_something_else(asked, tmp_path):
    first = ids(asked)
    assert len(set(first)) == 2
    (tmp_path / "b.csv").write_text(f"{HEAD}B1,Almere,30,60%\n", encoding="utf-8")
    second = ids(asked)
    assert second[0] == first[0]
    assert second[1] != first[1]


def test_files_are_found_beside_the_experiment_from_wherever_one_looks(asked, tmp_path, monkeypatch):
    first = ids(asked)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.csv").write_text(f"{HEAD}C1,Almere,30,60%\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert ids(asked) == first
    assert ids(Path(os.path.relpath(asked))) == first
    experiment = load_experiment(asked)
    where = [
        placed(experiment.scenarios[0], point.values).scenario.population.schools.file
        for point in make_points(experiment.spec.design, experiment.dimensions)
    ]
    assert where == [tmp_path / "a.csv", tmp_path / "b.csv"]


def test_two_files_with_the_same_content_are_one_value(asked, tmp_path):
    shutil.copy(tmp_path / "a.csv", tmp_path / "b.csv")
    with pytest.raises(ScenarioErrors) as caught:
        load_experiment(asked)
    assert [one.message for one in caught.value.problems] == ["'a.csv' and 'b.csv' are the same value here"]


def test_a_program_that_goes_on_knows_a_file_from_the_one_that_takes_its_place(asked, tmp_path):
    one = load_experiment(asked).scenarios[0]
    before = files_as_they_are(one)
    (tmp_path / "a.csv").write_text(f"{HEAD}A1,Almere,140,12%\n", encoding="utf-8")
    assert files_as_they_are(one) != before


@pytest.mark.slow
def test_runs_of_a_changed_file_are_done_anew_and_that_is_said(asked, tmp_path, monkeypatch, capsys):
    results, b = tmp_path / "results", tmp_path / "b.csv"
    done = run_sweep(load_experiment(asked), results, local(1))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["verify", str(done.folder), "--workers", "1", "-q"]) == 0
    b.write_text(f"{HEAD}B1,Almere,30,60%\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["verify", str(done.folder), "--workers", "1", "-q"]) != 0
    assert "content of b.csv" in capsys.readouterr().out
    (said,) = replaced(load_experiment(asked), done.folder)
    assert said.startswith("what is in b.csv has changed, so its runs are done anew.")
    again = run_sweep(load_experiment(asked), results, local(1))
    assert (again.folder, again.kept, again.finished) == (done.folder, 2, 4)


@pytest.mark.slow
def test_a_file_that_changes_while_a_sweep_runs_is_no_run_of_it(asked, tmp_path):
    experiment = load_experiment(asked)
    (tmp_path / "b.csv").write_text(f"{HEAD}B1,Almere,30,60%\n", encoding="utf-8")
    done = run_sweep(experiment, tmp_path / "results", local(1))
    assert (done.finished, done.failed) == (2, 2)
    again = run_sweep(load_experiment(asked), tmp_path / "results", local(1))
    assert (again.finished, again.failed) == (4, 0)
