"""What an earlier design in the same folder loses is said before another is run."""

from __future__ import annotations

import pytest

from simkansen.sweep.ask.design import make_points
from simkansen.sweep.ask.loading import load_experiment
from simkansen.sweep.running.replaced import replaced
from simkansen.sweep.store.points_file import write_points

BASE = "simkansen: 1\nname: base\npopulation: {netherlands: {sample: 2}}\n"
HELP = (
    "simkansen: 1\nname: help\nextends: base.yaml\ninterventions:\n"
    "  - {id: t, type: tutoring, hours: 1, led_by: student}\n"
)


@pytest.fixture
def ask(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "help.yaml").write_text(HELP, encoding="utf-8")

    def asked(sizes, replications):
        text = (
            "simkansen: 1\nname: sizes\nscenarios: [base.yaml, help.yaml]\ndesign: grid\n"
            f"vary: {{'interventions[t].group_size': {sizes}}}\nmeasures: [delay_weeks]\n"
            f"replications: {replications}\n"
        )
        (tmp_path / "sizes.yaml").write_text(text, encoding="utf-8")
        return load_experiment(tmp_path / "sizes.yaml")

    return asked


def test_points_and_replications_that_are_asked_no_more_are_said(ask, tmp_path):
    folder = tmp_path / "sizes-results"
    before = ask([1, 2, 3], 6)
    assert replaced(before, folder) == []
    folder.mkdir()
    points = make_points(before.spec.design, before.dimensions)
    write_points(folder, points, before.dimensions, {one.id: 6 for one in points})
    assert replaced(before, folder) == []
    assert replaced(ask([1, 2, 3, 4], 8), folder) == []
    (smaller,) = replaced(ask([1, 4], 6), folder)
    assert smaller.startswith(
        "2 of the 3 points of the sweep that is here are not asked now. Their runs are kept"
    )
    assert "'simkansen show' tell only what is asked now" in smaller
    (fewer,) = replaced(ask([1, 2, 3], 4), folder)
    assert fewer.startswith("of 3 points fewer replications are asked now (4). Their runs are kept")
