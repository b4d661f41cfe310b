"""--csv-style nl: what a Dutch spreadsheet opens, and what stays so when results are taken up again."""

import json

import pytest


@pytest.fixture
def numbers(monkeypatch):
    """Draw no figures, but write their numbers."""
    monkeypatch.setattr("simkansen.report.page.both_forms", lambda picture, name, caption, *more, **how: (
        {"picture": picture, "caption": caption, "csv": "", "wide": "", "narrow": ""}, None, ""
    ))  # fmt: skip
    monkeypatch.setattr("simkansen.report.page.save", lambda *words: None)


def heads(folder):
    """The heads of all CSV files."""
    return [path.open(encoding="utf-8").readline() for path in folder.rglob("*.csv")]


@pytest.mark.slow
@pytest.mark.figure_files
def test_a_run_for_dutch_spreadsheets_has_no_other_file_and_stays_so_until_another_is_asked_for(
    simkansen, numbers, place
):
    words = ("run", "baseline.yaml", "--workers", "1", "-q", "--lang")
    assert simkansen(*words, "en")[0] == 0
    (folder,) = (place / "results").glob("baseline-*")
    assert len(heads(folder)) > 1
    assert not any(";" in head for head in heads(folder))
    assert simkansen(*words, "nl", "--csv-style", "nl")[0] == 0
    assert (folder / "figures" / "nl").is_dir()
    assert all(";" in head and "," not in head for head in heads(folder))
    assert simkansen("report", str(folder), "--for", "school", "--lang", "en")[0] == 0
    assert simkansen(*words, "en")[0] == 0
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["csv_style"] == "nl"
    assert all(";" in head and "," not in head for head in heads(folder))


@pytest.mark.slow
def test_tables_of_a_sweep_have_the_style_that_is_asked_for_and_keep_it(simkansen, place):
    (place / "tiny.yaml").write_text(
        "simkansen: 1\nname: tiny\nscenarios: [baseline.yaml, laptops.yaml]\ndesign: grid\n"
        "vary:\n  interventions[laptops].per_home: [1]\nmeasures: [delay_weeks]\nreplications: 1\n",
        encoding="utf-8",
    )
    words = ("sweep", "tiny.yaml", "--workers", "1", "-q")
    assert simkansen(*words, "--csv-style", "nl")[0] == 0
    (folder,) = (place / "results").glob("tiny-*")
    for more in ((), ("--csv-style", "en"), ()):
        style = json.loads((folder / "manifest.json").read_text("utf-8"))["csv_style"]
        assert len(heads(folder)) > 0
        assert {";" in head for head in heads(folder)} == {style == "nl"}
        assert simkansen(*words, *more)[0] == 0
    assert style == "en"
