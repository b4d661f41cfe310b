"""Devices that come when schools are open again: how often is said before a run, and pages say why."""

import duckdb
import pytest

from simkansen.cli.loading import load_scenarios
from simkansen.report.page import open_context
from simkansen.report.reading.participants import some_nobody
from simkansen.report.reading.results import Results
from simkansen.runs import run_scenarios
from simkansen.runs.notes.empty_groups import look_at_small

LENT = """\
simkansen: 1
name: lent
population: {{netherlands: {{municipality: Almere, sample: 6}}}}
calendar: {{school_years: ["2026/27"], closures: [{{from: 2027-01-11, to: 2027-02-{last:02}, kind: closed}}]}}
interventions: [{{id: d, type: lend-devices}}]
{more}
"""


@pytest.fixture
def lent(tmp_path):
    def read(last, more=""):
        path = tmp_path / "lent.yaml"
        path.write_text(LENT.format(last=last, more=more), encoding="utf-8")
        return load_scenarios([path])

    return read


def late(scenarios):
    return [one.message for one in scenarios[0].notes if "after the last closed week" in one.message]


@pytest.mark.parametrize(("last", "part"), [(5, "about 83%"), (12, "about 67%"), (19, "about 50%")])
def test_in_what_share_of_the_simulations_devices_come_too_late_is_said_of_the_file(last, part, lent):
    scenarios = lent(last)  # four, five and six weeks closed; delivery takes two to eight, evenly
    (message,) = late(scenarios)
    assert f"in {part} of the simulations" in message
    assert "it takes 2 to 8 weeks" in message
    assert look_at_small(scenarios)[0] == []


@pytest.mark.parametrize(
    "more", ["run: {parameters: point, replications: 1}", "parameters: {device_delivery_weeks: 3}"]
)
def test_a_delivery_that_is_known_is_in_time_or_refused(more, lent):
    assert late(lent(12, more)) == []
    assert look_at_small(lent(12, more))[0] == []


@pytest.mark.parametrize(
    ("last", "more"), [(5, "run: {parameters: point}"), (5, "parameters: {device_delivery_weeks: 5}")]
)
def test_devices_that_always_come_too_late_are_refused(last, more, lent):
    problems, _ = look_at_small(lent(last, more))
    assert ["weeks at the soonest, and then no school is closed" in one.message for one in problems] == [True]


def test_devices_for_weeks_in_which_schools_are_open_are_refused_once(lent, tmp_path):
    path = tmp_path / "open.yaml"
    text = LENT.format(last=5, more="").replace("type: lend-devices", "type: lend-devices, weeks: open")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match="schools are closed in none of its weeks") as refused:
        load_scenarios([path])
    assert len(refused.value.problems) == 1
    assert refused.value.notes == []


@pytest.mark.slow
def test_runs_reach_nobody_as_often_as_was_said_and_pages_say_why(lent, tmp_path):
    run = run_scenarios(lent(12, "run: {replications: 24}"), tmp_path / "results", workers=1)
    with duckdb.connect() as connection:
        nobody = connection.execute(
            "SELECT avg((value = 0)::INT) FROM read_parquet(?) WHERE measure = 'pupils_reached'",
            [str(run.folder / "runs" / "*.parquet")],
        ).fetchone()[0]
    assert nobody == pytest.approx(0.67, abs=0.1)
    for lang, why in (
        ("en", "its devices come when schools are open again"),
        ("nl", "pas als de scholen weer"),
    ):
        assert why in some_nobody(open_context(Results(run.folder), lang))
