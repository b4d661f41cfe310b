import math
import re
import shutil
from dataclasses import replace
from importlib.resources import files
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest
from made_places import add_rows, place_rows
from report.rendered import drawn_page
from ruamel.yaml import YAML

from simkansen.evidence import GRADES, load_parameters, load_register, load_sensitivity_study
from simkansen.interventions import registry
from simkansen.report import assumptions, overview
from simkansen.report.assumptions import short_reference, unit_text
from simkansen.report.blocks import Reading, Section, texts
from simkansen.report.cautions import of_run
from simkansen.report.figures import (
    budget,
    cost,
    cost_per_week,
    for_whom,
    staff,
    time_short,
    tornado_panels,
    who_gains,
)
from simkansen.report.page import caption, open_context, render
from simkansen.report.reading import flips, money, own_prices, staffing
from simkansen.report.reading.flips import break_even
from simkansen.report.reading.money import Interval, interval, price_text
from simkansen.report.reading.replications import effects_by_run, jeffreys
from simkansen.report.reading.results import Results
from simkansen.report.readings import policy, school
from simkansen.report.style import balanced, drawing, svg_text, wrap
from simkansen.report.words import LANGUAGES, NBSP, Words

RUNS, COMPARED = 12, 3


@pytest.fixture(scope="module")
def context(results):
    with Results(results) as found:
        yield open_context(found, "en")


@pytest.fixture(scope="module")
def lone(single):
    with Results(single) as found:
        yield open_context(found, "en")


def summary(folder, where):
    """One row of the summary: the 5, 50 and 95% points."""
    with duckdb.connect() as db:
        rows = db.execute(
            f"select p05, median, p95 from '{folder}/summary.parquet' where kind = 'effect' and {where} "
            "order by week desc limit 1"
        )
        return rows.fetchone()


def changed(results, folder, measure, rows):
    """A copy of the results in which the rows of one effect are what the query says."""
    shutil.copytree(results, folder)
    for path in [folder / "summary.parquet", *(folder / "runs").glob("*.parquet")]:
        with duckdb.connect() as db:
            db.execute(f"create table kept as {rows.format(path=path, measure=measure)}")
            db.execute(f"copy kept to '{path}'")
    return folder


# The summary.


def test_the_numbers_of_the_overview_are_those_of_the_summary(context, results):
    table = overview.summary(context)
    row = next(r for r in table.rows if r[0] == "Small-group tutoring")
    cells = dict(zip(table.head, row, strict=True))
    low, middle, high = summary(
        results, "measure = 'delay_weeks' and scenario = 'tutoring' and \"by\" = 'all' and subject = 'all'"
    )
    assert cells["Weeks recovered"].replace(NBSP, " ") == f"{-middle:.1f} ({-high:.1f} to {-low:.1f})"
    low, middle, high = summary(
        results, "measure = 'gap_weeks' and scenario = 'tutoring' and \"group\" = 'low'"
    )
    told = cells["Gap by parents’ education narrowed (weeks)"].replace(NBSP, " ")
    assert told == f"{middle:.2f} ({low:.2f} to {high:.2f})"
    assert "Euro per pupil" not in cells, "what all pupils cost stands with what all recover, under Cost"
    assert cells["Helps in"] == "100%"
    assert len(table.rows) == COMPARED


def test_the_sentences_of_the_summary_tell_how_often_the_first_is_best(context):
    first, cheap, gap = overview.sentences(context)
    share = context.ranking.best[0]
    assert f"best of all in {share:.0%}" in first
    assert "costs least with" in cheap
    assert "the gap" in gap
    assert "narrows most with" in gap
    shares = overview.shares_narrowing_most(context, context.ranking.names)
    assert sum(shares.values()) == pytest.approx(1)
    draws = context.results.draws("gap_weeks", kind="effect", by="parental_education")
    others = [draws[name, "low"] for name in shares]
    name, own = next((name, share) for name, share in shares.items() if f"‘{context.label(name)}’" in gap)
    ahead = [max(one[r] for one in others) == draws[name, "low"][r] for r in others[0]]
    assert own == np.mean(ahead)
    assert f"in {own:.0%} of the simulations it is the first" in gap


def test_another_that_is_best_more_often_than_the_first_is_named(context):
    rank = replace(context.ranking, best=(0.25, 0.75, 0.0))
    told = overview.sentences(replace(context, ranking=rank))[0]
    assert "best of all in 25%" in told
    assert f"With ‘{context.label(rank.names[1])}’ that is more often so: in 75%." in told


# Money.


def test_the_cloud_has_one_point_for_each_run_and_intervention(context, results):
    picture = cost.picture(context)
    runs = [row for row in picture.data if row["mark"] == "run"]
    assert len(runs) == RUNS * COMPARED
    assert len({(row["scenario"], row["replication"]) for row in runs}) == RUNS * COMPARED
    with drawing():
        svg = svg_text(picture.draw(False))
    for name in ("tutoring", "ouders", "laptops"):
        cloud = re.search(rf'<g id="cloud-{name}"[^>]*>(.*?)</g>\s*</g>', svg, re.S)[1]
        assert cloud.count("<use") == RUNS


def test_a_point_of_the_cloud_is_what_its_run_says(context, results):
    row = next(r for r in cost.picture(context).data if (r["scenario"], r["replication"]) == ("ouders", 3))
    with duckdb.connect() as db:
        (weeks,), (euro,) = (
            db.execute(
                f"select value from '{results}/runs/0003.parquet' where scenario = 'ouders' and "
                f"kind = 'effect' and measure = '{measure}' and \"by\" = 'all' and subject = 'all' "
                "order by week desc limit 1"
            ).fetchone()
            for measure in ("delay_weeks", "cost")
        )
    assert row["weeks_recovered"] == pytest.approx(-weeks)
    assert row["eur_per_pupil"] == pytest.approx(euro / 8123)


def test_a_run_that_recovers_nothing_is_infinitely_dear():
    assert interval(np.array([4.0, 1.0, 3.0, 2.0, 5.0])) == Interval(1.2, 3.0, 4.8)
    assert interval(np.array([1.0, 2.0, 3.0, np.inf])) == Interval(1.15, 2.5, math.inf)
    assert interval(np.array([1.0, np.inf, np.inf, np.inf])).median == math.inf
    assert interval(np.full(4, np.inf)) == Interval(math.inf, math.inf, math.inf)


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (Interval(50.0, 80.0, 120.0), "€80 (€50 to €120)"),
        (Interval(50.0, 80.0, math.inf), "€80 (€50 to nothing recovered)"),
        (Interval(50.0, math.inf, math.inf), "nothing recovered in half of the simulations or more"),
        (Interval(math.inf, math.inf, math.inf), "nothing recovered"),
        (Interval(math.nan, 80.0, math.nan), "€80"),
        (Interval(math.nan, math.inf, math.nan), "not known"),
        (None, "not known"),
    ],
)
def test_a_price_says_where_nothing_is_recovered(price, text):
    assert price_text(Words("en"), price).replace(NBSP, " ") == text


def test_the_price_figure_counts_the_runs_that_recover_nothing(context):
    none = {m.name: m.none_recovered for m in money.money(context)}
    weeks = {m.name: m.run_weeks for m in money.money(context)}
    assert none == {name: float(np.mean(values <= 0)) for name, values in weeks.items()}
    assert 0 < none["laptops"] < 1
    rows = {row[0]: row for row in cost_per_week.picture(context).table.rows}
    assert rows["Device loan"][5] == f"{none['laptops']:.0%}"
    assert "nothing recovered" in rows["Device loan"][3].replace(NBSP, " ")


def test_a_price_can_be_reckoned_again_from_the_figures_beside_it(context):
    picture = cost_per_week.picture(context)
    cells = dict(zip(picture.table.head, picture.table.rows[0], strict=True))
    euro, weeks, quotient = (
        float(re.sub(r"[^\d.]", "", cells[head].split(" ")[0]))
        for head in (
            "Extra euro in all",
            "Pupil-weeks recovered in all",
            "Middle cost divided by middle weeks",
        )
    )
    assert quotient == pytest.approx(euro / weeks, rel=0.01)
    [one] = [m for m in money.money(context) if m.name == picture.data[0]["scenario"]]
    assert one.price.median == pytest.approx(float(np.median(one.run_total / one.run_pupil_weeks)))
    assert "not the quotient of the two middle ones" in picture.note


def test_the_price_of_every_run_that_recovers_is_that_of_the_summary(context, results):
    found = {m.name: m for m in money.money(context)}["tutoring"]
    told = summary(results, "measure = 'cost_per_week' and scenario = 'tutoring'")
    assert (found.price.p05, found.price.median, found.price.p95) == pytest.approx(told)


def test_a_budget_is_never_beyond_the_scale_that_was_simulated(context):
    found = money.money(context)
    unit = budget.budget(found)
    assert all(unit <= m.total.p05 for m in found)
    assert unit == 100_000  # the cheapest, device loan, costs about 170,000


def test_the_line_of_a_budget_ends_where_its_intervention_was_simulated(context):
    picture = budget.picture(context)
    with drawing():
        axes = picture.draw(False).axes[0]
    lines = [line for line in axes.lines if list(line.x)[:1] == [0] and len(line.x) == 2]
    ends = {(line.x[1], line.y[1]) for line in lines}
    wanted = {(row["eur_median"], row["pupil_weeks_median"]) for row in picture.data}
    assert wanted <= ends
    assert "fewer of these schools" in picture.note


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_paid_once_is_paid_before_the_first_school_of_a_budget(results, tmp_path, lang):
    folder = tmp_path / "once"
    shutil.copytree(results, folder)
    plan = folder / "resolved.yaml"
    once, changed = 70_000.0, []
    yaml = YAML(typ="safe")
    for scenario in yaml.load_all(plan.read_text(encoding="utf-8")):
        for one in scenario["interventions"] if scenario["name"] == "tutoring" else ():
            one["cost"] = {**(one.get("cost") or {}), "fixed": once}
        changed.append(scenario)
    with plan.open("w", encoding="utf-8") as file:
        yaml.dump_all(changed, file)
    with Results(results) as before, Results(folder) as found:
        usual, context = (
            (budget.picture(open_context(one, lang)) for one in (before, found)),
            open_context(found, lang),
        )
        plain, picture = usual
        with drawing():
            lines = [line for line in picture.draw(False).axes[0].lines if len(line.x) == 2]
        starts = {line.x[1]: line.x[0] for line in lines if line.y[0] == 0}
        wanted = {row["eur_median"]: once if row["scenario"] == "tutoring" else 0.0 for row in picture.data}
        assert {end: starts[end] for end in wanted} == wanted
        assert {row["scenario"]: row["eur_once"] for row in picture.data}["tutoring"] == once
        assert context.label("tutoring") in picture.note
        euro = Words(lang).euro(once)
        assert euro in picture.alt
        assert any(euro in row for row in picture.table.rows)
    assert not any("eur_once" in row for row in plain.data)
    assert plain.note == Words(lang)("budget.note") != picture.note


def test_pupil_weeks_per_euro_are_worked_out_run_by_run(context):
    one = {m.name: m for m in money.money(context)}["tutoring"]
    assert one.per_euro.median == pytest.approx(np.median(one.run_pupil_weeks / one.run_total))


# Who gains.


def test_who_gains_shows_both_ends_of_each_grouping_and_who_is_worse_off(context, results):
    data = who_gains.picture(context).data
    assert {(r["by"], r["group"]) for r in data} == {
        ("parental_education", "low"), ("parental_education", "high"), ("school_disadvantage", "over-30%"),
        ("school_disadvantage", "under-10%"), ("all", "better_off"), ("all", "worse_off")}  # fmt: skip
    low = next(r for r in data if (r["scenario"], r["group"]) == ("tutoring", "low"))
    told = summary(results, "measure = 'delay_weeks' and scenario = 'tutoring' and \"group\" = 'low'")
    assert (low["p05"], low["median"], low["p95"]) == pytest.approx((-told[2], -told[1], -told[0]))


def test_the_short_figure_through_time_has_the_interval_of_every_intervention(context):
    picture = time_short.picture(context)
    week = context.results.last_week.isoformat()
    last = [r for r in picture.data if (r["measure"], r["week"]) == ("weeks_recovered", week)]
    with drawing():
        drawn = picture.draw(False).axes[1].lines
    ends = {tuple(line.y) for line in drawn if len(line.y) == 2}
    assert {(r["p05"], r["p95"]) for r in last} <= ends
    assert len(last) == COMPARED


# How sure.


@pytest.mark.parametrize(
    ("first", "second", "factors"),
    [(1.2, 0.8, (1.5, 2 / 3)), (0.5, 0.5, (1.0, 1.0)), (0.5, 0.0, (None, None)), (-0.1, -0.2, (None, None))],
)
def test_the_factor_that_turns_two_places_is_the_quotient_of_their_medians(first, second, factors):
    assert break_even(first, second) == pytest.approx(factors)


def test_the_table_of_the_ranking_tells_what_turns_each_place(context):
    medians = [e.weeks.median for e in context.effects]
    rows = flips.table(context).rows
    # Two digits of how far it is from one.
    assert [flips._places(times) for times in (1.004, 1.04, 1.26, 3.49, 18.72)] == [2, 2, 2, 1, 0]
    times = medians[0] / medians[1]
    assert rows[0][3] == f"{times:.{flips._places(times)}f} times as much"
    assert rows[0][4] == f"{1 - medians[1] / medians[0]:.0%}"
    assert [row[1].split()[0] for row in rows] == [f"{share:.0%}" for share in context.ranking.best]
    draws = effects_by_run(context).independent
    low, high = jeffreys(context.ranking.best[0], draws)
    assert rows[0][1].endswith(f"({low:.0%}{NBSP}to{NBSP}{high:.0%})")
    assert rows[-1][2:] == ["–", "–", "–"]
    assert f"{medians[0] / medians[1] - 1:.0%} more" in flips.sentences(context)[0]


def test_the_tornado_says_that_it_is_about_the_shipped_study_and_not_this_run(context):
    picture, study = tornado_panels.picture(context), load_sensitivity_study()
    told = caption(context, picture)
    assert f"Study {study.name}:" in told
    assert study.hash not in told
    assert "not about this run" in told
    assert context.results.hash not in told
    assert context.results.seed not in told
    assert {row["study"] for row in picture.data} == {f"{study.name}-{study.hash}"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tornado_names_types_as_the_study_does_and_no_scenario_of_the_run(results, lang):
    with Results(results) as found:
        context = open_context(found, lang)
        drawn, kinds = tornado_panels.picture(context), tornado_panels.kinds_in(context)
        own = context.label("ouders")
    named = {row[1] for row in drawn.table.rows}
    assert named == {Words(lang)(f"type.{kind}") for kind in kinds}
    assert own not in named
    assert own not in drawn.alt


def test_each_compared_type_has_a_panel_with_its_widest_swings(context):
    data, study = tornado_panels.picture(context).data, load_sensitivity_study()
    assert list(dict.fromkeys(row["type"] for row in data)) == tornado_panels.kinds_in(context)
    for kind in tornado_panels.kinds_in(context):
        names = [row["parameter"] for row in data if row["type"] == kind]
        assert names == [one.parameter for one in study.of(kind)[:5]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_of_the_page_has_words_that_fit_their_row(lang):
    words, study = Words(lang), load_sensitivity_study()
    first = {s.parameter for kind in study.swings for s in study.of(kind)[:5]}
    kept = {s.parameter for kind in study.swings for m in study.units for s in study.of(kind, m)}
    by_leader = {n for n in load_parameters() if n.startswith(("leader_", "cost_"))}
    named = kept | by_leader | {n for names in registry().values() for n in names.rests_on}
    assert {n for n in named if not words.has(f"parameter.{n}")} == set()
    for name in first:
        assert wrap(tornado_panels.parameter_text(words, name), tornado_panels.LETTERS).count("\n") <= 1, name
    units = {load_parameters().definitions[n].unit for n in named}
    assert {u for u in units if "EUR" in unit_text(words, u)} == set()


def test_the_assumptions_have_value_prior_source_and_grade_of_the_evidence(context):
    rows = {row[0]: row for row in assumptions.table(context).rows}
    hour = rows["worth of a programme hour, one to one"]
    assert hour[1:3] == ["1.2 weeks of learning per hour", f"0.73{NBSP}to{NBSP}2"]
    assert hour[3].startswith("TUT-01 (Nickow et al. 2024), TUT-03, GRO-07")
    assert hour[4] == "C"
    assert {row[4] for row in rows.values()} <= {*GRADES, "–"}


def intervention(**settings):
    info = SimpleNamespace(interventions=[settings], resolved={}, name="x")
    return SimpleNamespace(scenario=info)


def test_the_assumptions_follow_who_leads_and_leave_out_a_price_that_is_given():
    student = SimpleNamespace(effects=[intervention(type="tutoring", led_by="student")])
    assert {"leader_student", "cost_student_hour", "programme_hour"} <= set(assumptions.serving(student))
    other = {"leader_teaching_assistant", "cost_teaching_assistant_hour"}
    assert not other & set(assumptions.serving(student))
    paid = intervention(type="tutoring", led_by="student", cost={"per_hour": 20.0})
    assert "cost_student_hour" not in assumptions.serving(SimpleNamespace(effects=[paid]))


def test_every_intervention_has_a_row_among_the_assumptions_however_many_there_are():
    study = load_sensitivity_study()
    effects = [intervention(type=kind, led_by="student") for kind in study.swings]
    named = assumptions.serving(SimpleNamespace(effects=effects))
    assert len(named) == assumptions.MOST
    for kind in study.swings:
        assert study.of(kind)[0].parameter in named


@pytest.mark.parametrize(
    ("source", "short"),
    [
        ("de Ree, J., Maggioni, M.A. & Paulle, B. (2023). Closing", "de Ree et al. 2023"),
        ("Bol, T. (2020). Inequality", "Bol 2020"),
        ("Fletcher-Wood, H. & Zuccollo, J. (2020), EPI", "Fletcher-Wood & Zuccollo 2020"),
        ("Cooper, H. et al. (1996). The effects", "Cooper et al. 1996"),
        ("CAO VO / CAO PO", "CAO VO / CAO PO"),
    ],
)
def test_a_reference_is_shortened_to_author_and_year(source, short):
    assert short_reference(source) == short


def test_every_reference_of_the_register_is_short():
    assert max(len(short_reference(one.source)) for one in load_register().values()) < 90


# The page.


def test_one_scenario_gives_a_page_without_money_tornado_and_assumptions(lone):
    reading = policy.read(lone)
    assert [s.key for s in reading.sections] == ["asked", "whom", "reach", "sure", "limits", "reproduce"]
    assert list(reading.pictures()) == ["through-time", "delay-by-group", "process"]


def test_results_without_their_runs_give_a_page_that_claims_nothing_about_shares(results, tmp_path):
    for name in ("summary.parquet", "resolved.yaml", "manifest.json"):
        shutil.copy(results / name, tmp_path / name)
    with Results(tmp_path) as found:
        context = open_context(found, "en")
        reading = policy.read(context)
        assert "budget" not in reading.pictures()
        assert not any(r["mark"] == "run" for r in reading.pictures()["cost-plane"].data)
        assert "of the simulations" not in " ".join(overview.sentences(context))


def test_two_figures_beside_each_other_are_in_the_reading_and_drawn(context):
    assert {"cost-per-week", "budget", "cost-plane"} <= set(policy.read(context).pictures())


def test_every_figure_has_its_numbers_in_rows_with_the_same_keys(context):
    for picture in (cost, cost_per_week, budget, who_gains, time_short, tornado_panels):
        data = picture.picture(context).data
        assert data
        assert len({tuple(row) for row in data}) == 1


def test_a_text_beside_a_bar_leaves_no_word_alone_on_a_line():
    assert balanced("wat eigen werk thuis waard is", 27) == "wat eigen werk\nthuis waard is"
    assert balanced("wat hulp thuis waard is", 27) == "wat hulp thuis waard is"
    assert balanced("onderwijsassistentenvergoeding", 27) == "onderwijsassistentenvergoeding"


def doubled(results, folder):
    """The results with every intervention twice, the second time as another type."""
    others = {"tutoring": "peer-tutoring", "ouders": "teacher-professionalisation"}
    others["laptops"] = "bring-to-school"
    rows = (
        "select * from '{path}' union all by name (select * replace (scenario || '-b' as scenario) "
        "from '{path}' where scenario != 'geen-aanpak')"
    )
    changed(results, folder, "", rows)
    path = folder / "resolved.yaml"
    documents = path.read_text("utf-8").split("---\n")
    for document in documents[:]:
        name = re.search(r"^name: (\S+)", document, re.M)
        if name and name[1] in others:
            again = document.replace(f"name: {name[1]}", f"name: {name[1]}-b", 1)
            documents.append(re.sub(r"type: \S+", f"type: {others[name[1]]}", again))
    path.write_text("---\n".join(documents), "utf-8")
    return folder


def per_participant():
    """Rows of weeks per pupil reached and targeted, of six interventions."""
    names = [name + more for name in ("tutoring", "ouders", "laptops") for more in ("", "-b")]
    return [
        (name, "effect", measure, "all", "all", 3.0 + 0.1 * i, i, 1200)
        for name in names
        for measure in ("weeks_per_reached", "weeks_per_targeted")
        for i in range(RUNS)
    ]


def test_no_part_of_a_page_is_made_to_begin_a_sheet():
    """One intervention fills the first sheet too, where each section had its own and left it half empty."""
    looks = {
        one.name: one.read_text("utf-8")
        for one in files("simkansen.report").joinpath("templates").iterdir()
        if one.name.endswith(".css")
    }
    assert {"page.css", "policy.css"} <= set(looks)
    assert [name for name, text in looks.items() if re.search("break-before: (page|always)", text)] == []


def test_the_banner_at_the_foot_is_not_printed_as_a_sheet_may_hold_it_alone(lone):
    html = render(lone.words, Reading("policy", "", [Section("sure", "", texts("x"))]), {})
    assert '<footer class="unprinted">' in html
    assert html.count(lone.words("page.banner")) == 2


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_of_six_interventions_prints_on_five_sheets_of_a4(browser, results, tmp_path, lang):
    folder = add_rows(doubled(results, tmp_path / "r"), [*place_rows(), *per_participant()])
    page = browser.new_page()
    page.goto(drawn_page(folder, lang).as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 5
    assert wide <= 688


TABLES = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true })
  const tables = [...document.querySelectorAll(".scroll")]
  return tables.map((one) => [one.innerText.split("\\n")[0], one.scrollWidth, one.clientWidth])
}"""


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["policy", "research"])
def test_no_table_of_six_interventions_scrolls_on_a_common_screen(browser, results, tmp_path, reader):
    folder = add_rows(doubled(results, tmp_path / "r"), [*place_rows(), *per_participant()])
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(drawn_page(folder, "nl", reader).as_uri())
    tables = page.evaluate(TABLES)
    page.close()
    assert tables
    assert [(said, needed, given) for said, needed, given in tables if needed > given] == []


def texts_of(reading):
    """The sentences of a page, without its figures, tables and what is folded away."""
    blocks = [block for section in reading.sections for block in section.blocks]
    return " ".join(block.text for block in blocks if hasattr(block, "text"))


def with_loss_in_spelling_and_too_little_staff(results, folder):
    """A copy of the results in which tutoring costs spelling and needs a hundred times its hours."""
    shutil.copytree(results, folder)
    lost = "0.12 as mean, 0.09 as p05, 0.12 as median, 0.13 as p95, 'spelling' as subject"
    with duckdb.connect() as db:
        path = folder / "summary.parquet"
        which = "scenario = 'tutoring' and kind = 'effect' and measure = 'delay_weeks'"
        db.execute(f"create table kept as select * from '{path}'")
        db.execute(
            f"insert into kept by name select * replace ({lost}) from kept "
            f"where {which} and \"by\" = 'all' and subject = 'all'"
        )
        db.execute(f"copy kept to '{path}'")
    for path in (folder / "runs").glob("*.parquet"):
        ask_more(path, "value")
    ask_more(folder / "summary.parquet", "mean", "median")
    return folder


def ask_more(path, *columns, times=100):
    """Make tutoring ask so many times the hours that it takes."""
    more = ", ".join(f"{times} * {column} as {column}" for column in columns)
    with duckdb.connect() as db:
        db.execute(f"create table kept as select * from '{path}'")
        db.execute(
            f"insert into kept by name select * replace ('staff_hours_asked' as measure, {more}) from kept "
            f"where measure = 'staff_hours_needed' and scenario = 'tutoring'"
        )
        db.execute(f"copy kept to '{path}'")


@pytest.mark.slow
def test_a_subject_that_loses_and_staff_that_is_short_are_told_to_school_and_policy(results, tmp_path):
    folder = with_loss_in_spelling_and_too_little_staff(results, tmp_path / "r")
    with Results(add_rows(folder, place_rows())) as found:
        context = open_context(found, "en")
        told = texts_of(policy.read(context))
        facts = {card.label: dict(card.facts) for card in school.read(context).extra["cards"]}
        shown = policy.read(context).pictures().values()
        captions = [caption(context, one) for one in shown if not one.origin]
        top = " ".join(of_run(context))
        table = staffing.staff_table(context)
        (row,) = table.rows
        blocks = [block for section in policy.read(context).sections for block in section.blocks]
        assert any(getattr(block, "table", block) == table for block in blocks)
    assert all("only the hours" in one for one in captions)
    label = "Small-group tutoring"
    assert told.count(f"‘{label}’ costs learning in spelling: 0.12 (0.09{NBSP}to{NBSP}0.13) weeks") == 1
    said = re.search(rf"only ([\d,]+) of the ([\d,]+) hours that ‘{label}’ asks for \(1%\)", top)
    assert said is not None
    taken, asked = (int(n.replace(",", "")) for n in said.groups())
    assert f"to reach all would take {asked - taken:,} hours more" in top
    assert list(row) == [label, f"{asked:,}", f"{taken:,}", f"{asked - taken:,}", "1%"]
    assert "a little less in spelling" in " ".join(facts[label].values())
    numbers = re.findall(r"([\d,]+) hours", facts[label]["Time of the team"])
    taken, asked = (int(n.replace(",", "")) for n in numbers[:2])
    assert asked == pytest.approx(100 * taken, rel=0.02)
    assert "without the missing people" in facts[label]["Time of the team"]
    others = " ".join(text for name, card in facts.items() if name != label for text in card.values())
    assert "missing people" not in others
    assert "spelling" not in others


@pytest.mark.parametrize(("times", "said"), [(1.08, 0), (1.2, 1)])
def test_captions_and_notes_say_at_the_same_lack_that_only_hours_of_staff_are_counted(
    results, tmp_path, times, said
):
    folder = tmp_path / "r"
    shutil.copytree(results, folder)
    ask_more(folder / "summary.parquet", "mean", "median", times=times)
    with Results(folder) as found:
        context = open_context(found, "en")
        assert len(staffing.short_of_staff(context)) == len(staffing.served_only(context)) == said
        (row,) = staffing.staff_table(context).rows  # its numbers tell any lack
        assert row[-1] == f"{1 / times:.0%}"


def test_the_share_of_staff_hours_says_that_it_is_no_quotient_of_medians(context):
    assert "not be the quotient of the two numbers" in staff.picture(context).note


def test_nothing_is_told_of_subjects_and_staff_where_none_lose_and_there_are_enough(context):
    told = texts_of(policy.read(context))
    assert "costs learning in" not in told
    assert "staff hours that schools have left" not in told


def test_the_alt_text_for_whom_names_who_has_least_and_most_and_leaves_the_rest_to_the_table(context):
    picture = for_whom.gains(context)
    groups = [row for row in picture.data if row["scenario"] == "tutoring" and row["by"] != "all"]
    low, high = (end(groups, key=lambda row: row["median"])["median"] for end in (min, max))
    told = next(one for one in picture.alt.split("). ") if one.startswith("Small-group tutoring: from"))
    numbers = [float(number) for number in re.findall(r"(\S+) weeks \(", told.replace("\N{MINUS SIGN}", "-"))]
    assert numbers == pytest.approx([low, high], abs=0.051)
    assert len(picture.alt) < 250 * COMPARED


LOW = {"maatjes": {"per_hour": 0}, "tutoring": {"per_hour": 0.5}}


def with_prices_of_their_own(results, folder):
    """A copy of the results in which scenarios give a price that is below what is known."""
    shutil.copytree(results, folder)
    resolved = list(YAML(typ="safe").load_all((folder / "resolved.yaml").read_text("utf-8")))
    for one in resolved:
        for intervention in one.get("interventions") or ():
            intervention.pop("cost", None)
            if one["name"] in LOW:
                intervention["cost"] = LOW[one["name"]]
    with (folder / "resolved.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump_all(resolved, file)
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_price_below_what_is_known_is_named_and_never_called_the_lowest(results, tmp_path, lang):
    folder = with_prices_of_their_own(results, tmp_path / "r")
    with Results(folder) as found:
        context = open_context(found, lang)
        words = context.words
        low = [e.name for e in context.effects if e.name in LOW]
        assert low
        assert own_prices.named_low(context) == low
        assert cost.picture(context).title == words("cost.topic")
        order = [row["scenario"] for row in cost_per_week.picture(context).data]
        assert sorted(order[-len(low) :]) == sorted(low)
        mark = words("price.low_mark", price="").strip()
        tables = overview.summary(context), cost.picture(context).table, cost_per_week.picture(context).table
        for table in tables:
            for name in order:
                row = next(row for row in table.rows if row[0] == context.label(name))
                assert any(mark in cell for cell in row) == (name in low), (table.caption, name)
        said = of_run(context)
        for name in low:
            assert any(context.label(name) in one and own_prices.SIGN in one for one in said)
            cheapest = words("overview.cheapest", label=context.label(name), price="", letter="")
            assert not any(one.startswith(cheapest.split(":")[0]) for one in overview.sentences(context))
        shown = policy.read(context).pictures().values()
        captions = [caption(context, one) for one in shown if not one.origin]
        assert all(own_prices.SIGN in one for one in captions)
