"""A closure in January 2027, from the file to the summary."""

from __future__ import annotations

import duckdb
import pytest

from simkansen.cli.loading import load_scenarios
from simkansen.runs import run_scenarios
from simkansen.runs.plan import DifferentBasisError, make_plan

WINTER = """\
simkansen: 1
name: winter
population: {netherlands: {municipality: Dijk en Waard, sample: 2}}
calendar:
  school_years: ["2026/27", "2027/28", "2028/29", "2029/30"]
  closures: [{from: 2027-01-04, to: 2027-01-29, kind: closed}]
run: {replications: 2, parameters: point}
"""
CHANGES = {
    "untaught": "calendar: {remote_experience: none}",
    "shorter": "calendar: {school_years: ['2026/27']}",
    "asked": "calendar: {holidays: official}",
    "told": "run: {unlike_parameters: true}\ncalendar: {remote_experience: none}",
}


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    """Give the scenario, or one that extends it with a change."""
    folder = tmp_path_factory.mktemp("later")
    (folder / "winter.yaml").write_text(WINTER, encoding="utf-8")

    def loaded(name="winter"):
        if name != "winter":
            text = f"simkansen: 1\nname: {name}\nextends: winter.yaml\n{CHANGES[name]}\n"
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_scenarios([folder / f"{name}.yaml"])[0]

    return loaded


@pytest.fixture(scope="module")
def rows(scenario, tmp_path_factory):
    """Every row of the summary about all pupils and all subjects."""
    done = run_scenarios([scenario()], tmp_path_factory.mktemp("results"), workers=1, command=["simkansen"])
    asked = f"""SELECT CAST(week AS VARCHAR) AS week, measure, median FROM '{done.folder}/summary.parquet'
        WHERE "by" = 'all' AND subject = 'all'"""
    return [
        dict(zip(("week", "measure", "median"), row, strict=True)) for row in duckdb.sql(asked).fetchall()
    ]


def middle(rows, measure):
    return {row["week"]: float(row["median"]) for row in rows if row["measure"] == measure}


def test_pupils_are_behind_after_the_closure_and_not_before(rows):
    delay = middle(rows, "delay_weeks")
    assert all(abs(value) < 1e-9 for week, value in delay.items() if week < "2027-01-04")
    assert 0.5 < delay["2027-01-25"] < 4.5
    assert min(delay) == "2026-08-17"
    assert max(delay) > "2030-06-01"


def test_cohorts_that_were_not_in_school_then_are_not_behind(rows):
    """One in six of those who learn comes in a year, and was at no distance."""
    delay = middle(rows, "delay_weeks")
    assert 0.0 < delay["2030-06-03"] < 0.7 * delay["2027-01-25"]


def test_scenarios_of_other_years_or_holidays_are_not_compared(scenario):
    for name, what in (("shorter", "calendar.school_years"), ("asked", "calendar.holidays")):
        with pytest.raises(DifferentBasisError, match=what):
            make_plan([scenario(), scenario(name)])


def test_other_experience_would_count_as_an_effect_and_is_compared_only_when_asked_for(scenario):
    with pytest.raises(DifferentBasisError, match=r"remote_experience \(none and after-2021\)"):
        make_plan([scenario(), scenario("untaught")])
    assert len(make_plan([scenario(), scenario("told")]).scenarios) == 2
