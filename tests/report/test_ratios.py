"""Quotients are taken within each simulation: made again here from the rows of the runs."""

import json
import shutil

import duckdb
import numpy as np
import pytest
from made_places import add_rows
from report.rendered import text_of

from simkansen.report.figures import cost, cost_per_week, reach
from simkansen.report.page import open_context
from simkansen.report.reading import money, participants
from simkansen.report.reading.results import Results
from simkansen.report.readings.school_cards import cards, school_hours
from simkansen.report.terminal import json_summary, text_summary
from simkansen.report.words import LANGUAGES, NBSP, Words

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


@pytest.mark.slow
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


# Per pupil reached.


NOBODY = {2, 5, 11}
"""Replications in which nobody is reached."""


def reached_in(run):
    return 0 if run in NOBODY else 150 + 40 * run


def with_reach(results, folder, *interventions, reached_in=reached_in):
    """The results with as many pupils as `reached_in` tells, by one intervention or by several together."""
    rows, runs = [], range(RUNS)
    for run in runs:
        for which, name in enumerate(interventions):
            about = ("tutoring", "level", "pupils_reached", "intervention", name)
            rows.append((*about, max(0, reached_in(run) - 30 * which), run, PUPILS))
            schools = ("tutoring", "level", "pupils_targeted", "intervention", name)
            rows.append((*schools, 900, run, PUPILS))
        if reached_in(run):
            about = ("tutoring", "effect", "weeks_per_reached", "all", "all")
            rows.append((*about, 2 + 0.1 * run, run, reached_in(run)))
    return add_rows(shutil.copytree(results, folder), rows)


@pytest.fixture(scope="module", params=[("bijles",), ("bijles", "meer")], ids=["one", "several"])
def some_nobody(request, results, tmp_path_factory):
    return with_reach(results, tmp_path_factory.mktemp("some") / "r", *request.param)


def test_euro_per_pupil_reached_is_the_quotient_of_each_replication_that_reaches_somebody(some_nobody):
    spent = of_runs(some_nobody, "cost", "tutoring")
    each = [spent[run] / reached_in(run) for run in range(RUNS) if run not in NOBODY]
    with Results(some_nobody) as found:
        one = participants.participants(open_context(found, "en"))["tutoring"]
        total = found.last("cost", kind="effect")["tutoring", "all"]
    assert ends(one.cost) == nine_in_ten(each)
    assert one.cost.n_runs == len(each) == RUNS - len(NOBODY)
    assert one.cost.median != pytest.approx(total.median / one.pupils), "else nothing is tried"
    [row] = [row for row in json_summary(some_nobody)["effects"] if row["scenario"] == "tutoring"]
    assert row["eur_per_reached"] == pytest.approx(np.median(each))
    assert row["reaches_nobody"] == pytest.approx(len(NOBODY) / RUNS)


def test_the_pupils_reached_are_one_number_that_counts_the_replications_that_reach_nobody(some_nobody):
    reached = [reached_in(run) for run in range(RUNS)]
    with Results(some_nobody) as found:
        context = open_context(found, "en")
        one = participants.participants(context)["tutoring"]
        steps = next(one for one in reach.collect(context) if one.scenario == "tutoring")
        rows = {row[0]: row for row in participants.table(context).rows}
    assert one.pupils == np.median(reached) != np.median([n for n in reached if n])
    assert one.pupils == steps.bands["pupils_reached"].median
    assert one.share == pytest.approx(np.median(reached) / PUPILS)
    assert rows["Small-group tutoring"][1].startswith(f"{np.median(reached):,.0f} (")


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_and_the_terminal_say_in_which_replications_nobody_is_reached(some_nobody, lang):
    words = Words(lang)
    with Results(some_nobody) as found:
        context = open_context(found, lang)
        said = participants.some_nobody(context)
        notes = reach.picture(context).note
    listed = words("participants.nobody_in", label=context.label("tutoring"), k="3", n="12")
    assert said == words("participants.some_nobody", list=listed)
    assert said in text_of(some_nobody, lang, "policy")
    assert said in text_of(some_nobody, lang, "research")
    assert said.replace(NBSP, " ") in " ".join(text_summary(some_nobody, lang).split())
    assert words("participants.some_nobody", list="").split(":")[0] in notes
    card = words("school.reached.nobody_in_some", k="3", n="12")
    assert card in text_of(some_nobody, lang, "school")


def test_nothing_is_said_of_nobody_where_every_replication_reaches_somebody(results, tmp_path):
    folder = with_reach(results, tmp_path / "r", "bijles", reached_in=lambda run: 150 + 40 * run)
    with Results(folder) as found:
        context = open_context(found, "en")
        assert participants.some_nobody(context) == ""
        assert "nobody" not in (reach.picture(context).note or "")
        one = participants.participants(context)["tutoring"]
    assert (one.reaching, one.runs, one.nobody, one.nobody_in_some) == (RUNS, RUNS, False, False)


def test_results_without_their_runs_tell_no_quotient_of_two_middles(some_nobody, tmp_path):
    folder = shutil.copytree(some_nobody, tmp_path / "r")
    shutil.rmtree(folder / "runs")
    with Results(folder) as found:
        context = open_context(found, "en")
        several = sum(one.scenario == "tutoring" for one in reach.collect(context)) > 1
        one = participants.participants(context)["tutoring"]
        table = participants.table(context)
    assert one.cost is None
    assert one.reached is not None
    assert not one.nobody
    assert one.pupils == (0.0 if several else np.median([reached_in(run) for run in range(RUNS)]))
    told = next(row for row in table.rows if row[0] == "Small-group tutoring")
    assert told[3] == "not known"
    assert (told[1] == "not known") is several


def test_several_interventions_without_a_count_of_their_pupils_are_not_told_to_reach_nobody(
    results, tmp_path
):
    """Those of each overlap, so that without the weeks per pupil reached nobody has counted them."""
    rows = [
        ("tutoring", "level", "pupils_reached", "intervention", name, 200, run, PUPILS)
        for name in ("bijles", "meer")
        for run in range(RUNS)
    ]
    with Results(add_rows(shutil.copytree(results, tmp_path / "r"), rows)) as found:
        context = open_context(found, "en")
        one = participants.participants(context)["tutoring"]
        assert not one.nobody
        assert participants.reached_of(context, one) == "not known"
        card = next(c for c in cards(context, context.effects) if c.label == context.label("tutoring"))
    assert "reaches no pupil" not in str(card.facts)


def test_hours_per_school_are_all_hours_over_all_schools(results, tmp_path):
    """Schools differ between simulations, as where few are drawn, and so do the hours that they are asked."""
    counts = [4, 4, 4, 4, 4, 4, 4, 40, 40, 40, 40, 40]
    about = ("tutoring", "level", "schools_targeted", "intervention", "bijles")
    rows = [(*about, n, run, PUPILS) for run, n in enumerate(counts)]
    with Results(add_rows(shutil.copytree(results, tmp_path / "r"), rows)) as found:
        context = open_context(found, "en")
        [effect] = [one for one in context.effects if one.name == "tutoring"]
        told = school_hours(context, effect)
    hours = of_runs(results, "staff_hours_needed", "tutoring")
    taking = 0.5 * sum(counts)  # half of the schools are to take part
    assert told.taken == float(f"{sum(hours.values()) / taking:.2g}")
