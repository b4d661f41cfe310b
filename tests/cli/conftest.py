"""Two tiny scenarios on disk, and the program as a user calls it."""

from __future__ import annotations

import pytest

from simkansen.cli import main

BASELINE = """\
simkansen: 1
name: baseline
population: {netherlands: {municipality: Urk, sample: 2}}
run: {replications: 1}
"""

LAPTOPS = """\
simkansen: 1
name: laptops
extends: baseline.yaml
interventions: [{id: laptops, type: lend-devices}]
"""


def empty_forms(picture, name, caption, *more, **how):
    """A figure that has all but its drawing."""
    return {"picture": picture, "caption": caption, "csv": "", "wide": "", "narrow": ""}, None, ""


@pytest.fixture(autouse=True)
def few_files(request, monkeypatch):
    """Draw no figures, which takes most of the time of a run, but where a test is about them."""
    if "figure_files" not in request.keywords:
        monkeypatch.setattr("simkansen.report.page.both_forms", empty_forms)
        monkeypatch.setattr("simkansen.report.page.save", lambda *words: None)
        monkeypatch.setattr("simkansen.report.page.write_numbers", lambda *words: None)
        monkeypatch.setattr("simkansen.report.sweep.findings.draw_all", lambda found, folder, forms: [])


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A working folder with two scenarios."""
    (tmp_path / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    (tmp_path / "laptops.yaml").write_text(LAPTOPS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


@pytest.fixture
def simkansen(place, capsys):
    """Run the program; gives (exit code, stdout, stderr)."""

    def run(*words):
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run
