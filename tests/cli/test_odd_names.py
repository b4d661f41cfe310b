"""The name of a folder or of a file changes no figure and crashes nothing."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from made_sweeps import make_sweep

import simkansen as package

ODD = ["scenario=laptops", "replication=7", "group=low", "value=9", "a*b? {c,d}", 'it\'s "50%" #1 é', "-x"]
EXPORTED = {"summary.csv", "summary-weekly.csv", "runs.csv", "columns.json"}


@pytest.fixture
def stored(simkansen, place):
    """Results under a name that is a pattern, beside those of other schools under a name that it meets."""
    words = "--workers", "1", "-q"
    code, _, said = simkansen("run", "laptops.yaml", "--results", "out1", "--seed", "5", *words)
    assert code == 0, said
    code, _, said = simkansen("run", "baseline.yaml", "laptops.yaml", "--results", "out[1]", *words)
    assert code == 0, said
    (folder,) = (place / "out[1]").iterdir()
    (other,) = (place / "out1").iterdir()
    shutil.move(other, other.with_name(folder.name))
    return folder


def exported(simkansen, folder):
    target = folder.parent / "tables"
    code, _, said = simkansen("export", str(folder), "--as", "csv", "--to", str(target), "-q")
    assert code == 0, said
    return {path.name: path.read_bytes() for path in sorted(target.iterdir())}


@pytest.mark.slow
def test_results_are_the_same_under_every_name_of_their_folder(simkansen, stored, place):
    shown, tables = simkansen("show", str(stored), "--json"), exported(simkansen, stored)
    assert tables.keys() == EXPORTED
    rows = package.load_results(stored).order("ALL").fetchall()
    assert simkansen("verify", str(stored), "--workers", "1", "-q")[0] == 0
    for name in ODD:
        folder = shutil.copytree(stored, place / name / stored.name)
        assert simkansen("show", str(folder), "--json")[:2] == shown[:2], name
        assert exported(simkansen, folder) == tables, name
        assert package.load_results(folder).order("ALL").fetchall() == rows, name
    for name in ODD[:2]:
        code, said, _ = simkansen("verify", str(place / name / stored.name), "--workers", "1", "-q")
        assert (code, "everything is the same" in said) == (0, True), name
    assert simkansen("report", str(place / ODD[2] / stored.name), "--for", "school")[0] == 0


@pytest.mark.slow
def test_a_sweep_is_the_same_under_every_name_of_its_folder(simkansen, tmp_path):
    def shown(folder):
        code, said, _ = simkansen("show", str(folder), "--json")
        return code, json.loads(said) | {"results": ""}

    points = {"interventions[tutoring].hours": [1, 2, 3]}
    plain = make_sweep(tmp_path / "plain" / "made", lambda s, v, r: [1.0 + r], points=points)
    before, tables = shown(plain), exported(simkansen, plain)
    assert tables.keys() == EXPORTED - {"summary-weekly.csv"} | {"points.csv"}
    for name in [*ODD, "point=3", "out[1]"]:
        folder = shutil.copytree(plain, tmp_path / name / "made")
        assert shown(folder) == before, name
        assert exported(simkansen, folder) == tables, name


@pytest.mark.skipif(os.sep != "/", reason="a backslash is no sign of a name there")
def test_a_folder_that_cannot_be_read_back_is_refused_before_anything_runs(simkansen, place):
    code, _, said = simkansen("run", "laptops.yaml", "--results", "out\\[1]", "-q")
    assert (code, "backslash" in said) == (2, True)
    assert not (place / "out\\[1]").exists()


@pytest.mark.parametrize("folder", ["disadvantaged_share=0.9", "pupils=5", "plain"])
@pytest.mark.parametrize("name", ["schools[1].csv", "schools*.csv", "-schools {1}.csv", "schools%201.csv"])
def test_a_file_of_schools_is_the_one_that_is_named(simkansen, place, folder, name):
    from simkansen.population.schools.from_file import read_schools

    where = place / folder
    where.mkdir()
    header = "school,municipality,pupils,disadvantaged_share\n"
    (where / "schools1.csv").write_text(header + "other-1,Almere,200,20%\nother-2,Almere,300,30%\n")
    (where / name).write_text(header + "mine-1,Delft,100,10%\n")
    (where / "own.yaml").write_text(
        f'simkansen: 1\nname: own\npopulation: {{schools: {{file: "{name}"}}}}\nrun: {{replications: 1}}\n'
    )
    code, said, _ = simkansen("check", str(where / "own.yaml"))
    assert (code, "about 1 school, 100 pupils" in said) == (0, True)
    frame = read_schools(Path(folder) / name)
    assert (list(frame.code), list(frame.pupils)) == (["mine-1"], [100])
    assert list(frame.disadvantaged_share) == [0.1]


@pytest.mark.figure_files
def test_scenarios_whose_names_differ_in_a_sign_have_figures_of_their_own(tmp_path, monkeypatch):
    from matplotlib.figure import Figure

    from simkansen.report.figures import sweep_all

    scenarios = ("more.tutoring", "more-tutoring", "more.laptops")
    names = [f"tornado-{scenario}-delay_weeks" for scenario in scenarios]
    drawn = [SimpleNamespace(key=name, draw=lambda small: Figure(), title="") for name in names]
    monkeypatch.setattr(sweep_all, "pictures", lambda found: drawn)
    monkeypatch.setattr(sweep_all, "caption", lambda found, picture: "")
    written = sweep_all.draw_all(SimpleNamespace(counts={"finished": 1}), tmp_path, ("svg",))
    assert sorted(path.name for path in written) == [
        "tornado-more-laptops-delay-weeks.svg",
        "tornado-more-tutoring-delay-weeks-2.svg",
        "tornado-more-tutoring-delay-weeks.svg",
    ]
    assert sorted(tmp_path.iterdir()) == sorted(written)


@pytest.mark.figure_files
def test_a_name_with_a_dot_keeps_what_comes_after_it(tmp_path):
    from matplotlib.figure import Figure

    from simkansen.report.style import save

    for name in ("tornado-more.tutoring-gap", "tornado-more.tutoring-weeks"):
        save(Figure(), tmp_path / name, "", "")
    assert len(list(tmp_path.iterdir())) == 6


def test_how_rows_of_a_file_of_schools_are_understood_is_said_before_a_run(simkansen, place):
    rows = "school,municipality,pupils,disadvantaged_share\n11AA,Bussum,100,10%\n11AA,Delft,90,10%\n"
    (place / "schools.csv").write_text(rows, encoding="utf-8")
    (place / "own.yaml").write_text(
        "simkansen: 1\nname: own\npopulation: {schools: {file: schools.csv}}\n", encoding="utf-8"
    )
    code, said, _ = simkansen("check", "own.yaml")
    assert code == 0
    assert "schools.csv:2:2: note: municipality: Bussum is understood as Gooise Meren" in said
    assert "schools.csv:2:1: note: school: 2 rows share a code" in said
    assert len(json.loads(simkansen("check", "own.yaml", "--json")[1])["notes"]) == 2
