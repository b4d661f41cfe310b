"""Quotients are taken within each simulation: made again here from the rows of the runs."""

import json
import shutil

import duckdb
import numpy as np
import pytest

from simkansen.report.figures import cost, cost_per_week
from simkansen.report.page import open_context
from simkansen.report.reading import money
from simkansen.report.reading.results import Results
from simkansen.report.readings.school_cards import cards
from simkansen.report.terminal import json_summary, text_summary

RUNS = 12
PUPILS = 8123


def replaced(path, columns):
    """Write a file of results again with some columns replaced."""
    with duckdb.connect() as db:
        db.execute(f"create table kept as select * replace ({columns}) from read_parquet('{path}')")
        db.execute(f"copy kept to '{path}'")


def of_runs(folder, measure, scenario, column="value"):
    """What the files of the runs say of all pupils in the last week, by replication."""
    with duckdb.connect() as db:
        rows = db.execute(
            f"select replication, {column} from read_parquet('{folder}/runs/*.parquet') "
            "where kind = 'effect' and measure = ? and scenario = ? and \"by\" = 'all' and subject = 'all' "
            "qualify week = max(week) over () order by all",
            [measure, scenario],
        ).fetchall()
    return dict(rows)


def nine_in_ten(values):
    return pytest.approx(np.quantile(values, [0.05, 0.5, 0.95]))


def ends(band):
    return (band.p05, band.median, band.p95)


@pytest.fixture(scope="module")
def own_pupils(results, tmp_path_factory):
    """The results, but each replication has its own number of pupils: 4,000, 4,700 and so on."""
    folder = shutil.copytree(results, tmp_path_factory.mktemp("own") / "r")
    for path in (folder / "runs").glob("*.parquet"):
        replaced(path, "case when \"by\" = 'all' then 4000 + 700 * replication else n_pupils end as n_pupils")
    middle = 4000 + 700 * (RUNS - 1) / 2
    replaced(
        folder / "summary.parquet", f"case when \"by\" = 'all' then {middle} else n_pupils end as n_pupils"
    )
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | {"population": "redrawn"}), "utf-8")
    return folder


@pytest.mark.parametrize("name", ["tutoring", "ouders", "laptops"])
def test_euro_per_pupil_is_over_the_pupils_of_its_own_replication(own_pupils, name):
    spent, of = of_runs(own_pupils, "cost", name), of_runs(own_pupils, "cost", name, "n_pupils")
    each = {run: spent[run] / of[run] for run in spent}
    assert len(set(of.values())) == RUNS
    with Results(own_pupils) as found:
        context = open_context(found, "en")
        told = [row for row in cost.picture(context).data if row["scenario"] == name]
        [one] = [one for one in money.money(context) if one.name == name]
        card = dict(next(c for c in cards(context, context.effects) if c.label == context.label(name)).facts)
        said = f"About €{float(f'{np.median(list(each.values())):.2g}'):,.0f} per pupil"
    runs = {row["replication"]: row["eur_per_pupil"] for row in told if row["mark"] == "run"}
    cross = {row["mark"]: row["eur_per_pupil"] for row in told if row["mark"] != "run"}
    assert runs == pytest.approx(each)
    assert (cross["p05"], cross["median"], cross["p95"]) == ends(one.per_pupil)
    assert ends(one.per_pupil) == nine_in_ten(list(each.values()))
    assert said in card["Costs"]
    [row] = [row for row in json_summary(own_pupils)["effects"] if row["scenario"] == name]
    assert row["eur_per_pupil"]["median"] == pytest.approx(one.per_pupil.median)


def test_the_weeks_of_a_replication_that_recovers_nothing_are_of_its_own_pupils(own_pupils):
    weeks, of = (
        of_runs(own_pupils, "delay_weeks", "laptops"),
        of_runs(own_pupils, "cost", "laptops", "n_pupils"),
    )
    with Results(own_pupils) as found:
        prices = [of_runs(own_pupils, "cost_per_week", "laptops").get(run, -1.0) for run in weeks]
        [one] = [one for one in money.money(open_context(found, "en")) if one.name == "laptops"]
    none = [run for run, price in zip(weeks, prices, strict=True) if price <= 0]
    assert none, "else there is nothing to try"
    told = dict(zip(one.replications, one.run_pupil_weeks.tolist(), strict=True))
    assert [told[run] for run in none] == pytest.approx([-weeks[run] * of[run] for run in none])


def test_the_same_pupils_in_every_replication_leave_the_cost_per_pupil_as_it_was(results):
    with Results(results) as found:
        for one in money.money(open_context(found, "en")):
            assert one.per_pupil == one.total.scaled(1 / PUPILS)


def test_without_the_runs_pupils_of_their_own_have_no_cost_each(own_pupils, tmp_path):
    folder = shutil.copytree(own_pupils, tmp_path / "r")
    shutil.rmtree(folder / "runs")
    with Results(folder) as found:
        context = open_context(found, "en")
        assert {one.per_pupil for one in money.money(context)} == {None}
        assert cost.picture(context) is None
        assert cost_per_week.picture(context) is not None
        assert all("Costs" not in dict(card.facts) for card in cards(context, context.effects))
    assert {row["eur_per_pupil"] for row in json_summary(folder)["effects"]} == {None}
    assert text_summary(folder, "en")
