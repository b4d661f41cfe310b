"""Effect and cost per pupil reached, evidence before simulations, and orders that another seed changes."""

import math
import shutil
from dataclasses import replace
from types import SimpleNamespace

import duckdb
import numpy as np
import pytest
from made_places import add_rows
from report.rendered import text_of

from simkansen.report.aligned import columns, folded
from simkansen.report.figures import cost, main, reach
from simkansen.report.headline import lines_that_matter
from simkansen.report.overview import orders
from simkansen.report.page import open_context
from simkansen.report.reading import grounds, participants, staffing, steady
from simkansen.report.reading.findings import Doubt, Ranking, order_doubt, surely_best
from simkansen.report.reading.grounds import ground
from simkansen.report.reading.money import money, of_whom
from simkansen.report.reading.records import Band, ScenarioInfo
from simkansen.report.reading.results import Results
from simkansen.report.reading.staffing import short_of_staff
from simkansen.report.readings.school_cards import cards
from simkansen.report.terminal import json_summary, text_summary
from simkansen.report.words import LANGUAGES, NBSP, Words, digits
from simkansen.runs.notes.shared_staff import told_part

RUNS = 12
PUPILS = 8123


def with_participants(results, folder, pupils, weeks=3.0):
    """A copy of the results in which tutoring reaches so many pupils, who recover so many weeks each."""
    shutil.copytree(results, folder)
    rows = []
    for i in range(RUNS):
        each = weeks + 0.1 * (i - (RUNS - 1) / 2)
        about = ("tutoring", "effect")
        rows.append((*about, "weeks_per_reached", "all", "all", each, i, pupils))
        rows.append((*about, "weeks_per_targeted", "all", "all", each / 4, i, 4 * pupils))
        counts = ("tutoring", "level", "pupils_reached", "intervention", "bijles")
        rows.append((*counts, pupils, i, PUPILS))
    return add_rows(folder, rows)


def with_errors(folder, error):
    """The same folder, with so large a Monte Carlo error in every row of the summary."""
    summary = folder / "summary.parquet"
    with duckdb.connect() as db:
        db.execute(f"create table kept as select *, {error} as median_error from read_parquet('{summary}')")
        db.execute(f"copy kept to '{summary}'")
    return folder


@pytest.fixture(scope="module")
def told(results, tmp_path_factory):
    return with_errors(with_participants(results, tmp_path_factory.mktemp("told") / "r", 400), 0.021)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reader", ["school", "policy", "research"])
def test_every_reading_tells_weeks_and_euro_per_pupil_reached(told, lang, reader):
    text = text_of(told, lang, reader).replace(NBSP, " ")
    assert "3.0" in text if lang == "en" else "3,0" in text
    key = {"school": "school.card.reached"}.get(reader, "participants.weeks")
    assert Words(lang)(key) in text


def test_cost_and_effect_stand_there_for_the_same_pupils(told):
    with Results(told) as found:
        one = participants.participants(open_context(found, "en"))["tutoring"]
        total = found.last("cost", kind="effect")["tutoring", "all"]
    assert (one.pupils, one.of, one.few) == (400, PUPILS, True)
    assert one.cost.median == pytest.approx(total.median / 400)
    assert one.reached.median == pytest.approx(3.0)
    assert one.targeted.median == pytest.approx(0.75)


def test_a_machine_reads_both_with_the_evidence_and_the_error(told):
    tutoring = next(e for e in json_summary(told)["effects"] if e["scenario"] == "tutoring")
    assert tutoring["weeks_per_reached"]["median"] == pytest.approx(3.0)
    assert tutoring["weeks_per_targeted"]["median"] == pytest.approx(0.75)
    assert tutoring["pupils_reached"] == 400
    assert (tutoring["evidence"], tutoring["tried"], tutoring["median_error"]) == ("C", True, 0.021)


def test_a_terminal_tells_it_within_80_columns(told):
    for lang in LANGUAGES:
        text = text_summary(told, lang)
        assert "400 (5%)" in text
        assert max(map(len, text.splitlines())) <= 80


@pytest.mark.slow
def test_a_programme_for_a_few_pupils_shows_what_it_does_and_no_interval(results, tmp_path):
    folder = with_participants(results, tmp_path / "few", 3)
    with Results(folder) as found:
        context = open_context(found, "en")
        cells = dict(zip(*((t := participants.table(context)).head, t.rows[0]), strict=True))
    assert cells["Weeks per pupil reached"] == "3.0 (too few pupils for an interval)"
    assert " to " not in cells["Euro per pupil reached"]
    assert cells["Pupils reached"] == "3 (0.04%)"
    for lang, said in (("en", "too few pupils for one"), ("nl", "te weinig leerlingen voor een interval")):
        assert text_summary(folder, lang).count(said) == 1, "below the table, whose cells stay short"


def test_a_small_effect_keeps_the_decimals_that_show_it():
    words = Words("en")
    day = np.datetime64("2021-07-05").astype(object)
    small = Band("x", "all", day, 0.002, 0.001, 0.0021, 0.003, 12, 3378)
    assert digits(small, 1) == 3
    assert words.with_band(small, 1).replace(NBSP, " ") == "0.002 (0.001 to 0.003)"
    nothing = Band("x", "all", day, 0.0, 0.0, 0.0, 0.0, 12, 3378)
    assert words.with_band(nothing, 1) == "0.0"
    hardly = Band("x", "all", day, 0.0002, 0.0, 0.0002, 0.0008, 12, 3378)
    assert words.with_band(hardly, 2) == "0.00", "no row of zeros with one figure at its end"
    perhaps = Band("x", "all", day, 0.02, 0.0001, 0.002, 0.07, 12, 3378)
    assert words.with_band(perhaps, 1).replace(NBSP, " ") == "0.00 (0.00 to 0.07)"


def test_cost_and_weeks_of_a_row_say_of_how_many_pupils_they_are(results, tmp_path):
    with Results(results) as found:
        assert of_whom(open_context(found, "en")) == "", "all are in school at one time"
    folder = shutil.copytree(results, tmp_path / "years")
    about = ("tutoring", "level", "pupils_targeted", "intervention", "bijles")
    add_rows(folder, [(*about, 9000, i, 9640) for i in range(RUNS)])
    with Results(folder) as found:
        context = open_context(found, "en")
        said = of_whom(context)
        table = cost.picture(context).table
        card = next(c for c in cards(context, list(context.effects)) if c.label == "Small-group tutoring")
    assert "who are in school at one time (8,123)" in said
    assert "all pupils of the school years together (9,640)" in said
    assert said in table.caption
    assert said in " ".join(text_summary(folder, "en").split())
    assert "in school at one time (8,123)" in dict(card.facts)["Costs"]


def test_few_pupils_of_a_whole_population_have_no_interval_anywhere(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "one")
    with duckdb.connect() as db:
        path = folder / "summary.parquet"
        db.execute(f"create table kept as select * replace (1 as n_pupils) from read_parquet('{path}')")
        db.execute(f"copy kept to '{path}'")
    with Results(folder) as found:
        context = open_context(found, "en")
        assert not any(effect.weeks.told for effect in context.effects)
        assert all(math.isnan(one.price.p05) for one in money(context))
    assert " to " not in lines_that_matter(folder, "en").split(" weeks")[0]


def test_a_school_reads_that_what_decides_is_assumed_where_a_policy_maker_reads_d():
    context = SimpleNamespace(words=Words("en"))
    told = {}
    for kind in ("tutoring", "parent-guidance"):
        info = ScenarioInfo(kind, {}, {"interventions": [{"type": kind, "led_by": "student"}]})
        told[ground(info).letter] = grounds.sentence(context, SimpleNamespace(scenario=info))
    assert sorted(told) == ["C", "D"]
    assert "without any source" in told["D"]
    assert "without any source" not in told["C"]


# Evidence first.


def scenario(*kinds, **settings):
    return ScenarioInfo("x", {}, {"interventions": [{"type": kind, **settings} for kind in kinds]})


def test_what_no_trial_is_known_of_has_the_lowest_letter():
    assert (ground(scenario("bring-to-school")).letter, ground(scenario("bring-to-school")).tried) == (
        "D",
        False,
    )
    assert ground(scenario("tutoring", led_by="student")).letter == "C"
    both = ground(scenario("tutoring", "bring-to-school", led_by="student"))
    assert (both.letter, both.tried) == ("D", False)


@pytest.mark.parametrize(("lang", "likely"), [("en", "likely"), ("nl", "waarschijnlijk")])
def test_simulations_alone_make_nothing_likely(results, lang, likely):
    with Results(results) as found:
        context = open_context(found, lang)
        for card in cards(context, list(context.effects)):
            sure = dict(card.facts)[context.words("school.card.sure")]
            assert likely not in sure.lower()
            first = sure.split(".")[0]
            assert "simula" not in first.lower(), "evidence stands before simulations"


# Orders.


def ranking(second, runs=64):
    rng = np.random.default_rng(3)
    base = rng.normal(0.5, 0.1, runs)
    values = np.stack([base, base - second])
    return Ranking(("a", "b"), (1.0, 0.0), (1.0,), 1.0, values, tuple(range(runs)))


def test_the_best_is_named_only_where_another_seed_would_name_it_too():
    sure = ranking(np.full(64, 0.1) + np.linspace(-0.01, 0.01, 64))
    assert surely_best(sure) == "a"
    assert sure.close() == {}
    # Ahead in all of twelve runs, but in half of the pairs by next to nothing: within two errors of zero.
    lucky = np.where(np.arange(12) // 2 % 2, 1e-6, 0.4)
    unsure = ranking(lucky, runs=12)
    assert order_doubt(unsure.values[0], unsure.values[1], unsure.runs) == Doubt("seed", 1.0)
    assert surely_best(unsure) is None
    assert list(unsure.close()) == ["b"]


def test_an_order_in_doubt_says_whether_runs_are_few_or_the_seed_or_their_values_decide():
    spread = np.tile(np.linspace(-0.1, 0.5, 8), 16)  # ahead in three of four runs
    assert ranking(spread, runs=128).close() == {"b": Doubt("share", 0.75)}
    assert ranking(np.full(8, 0.4), runs=8).close() == {"b": Doubt("few", 1.0)}
    assert surely_best(ranking(spread, runs=128)) is None


@pytest.mark.parametrize(
    ("doubt", "part"),
    [
        (Doubt("few", 1.0), "fewer simulations than the 10 that an order needs"),
        (Doubt("seed", 0.95), "as many other simulations could show another order"),
        (Doubt("share", 0.83), "in 83% of the simulations."),
    ],
)
def test_each_doubt_about_an_order_has_a_sentence_of_its_own(results, doubt, part):
    with Results(results) as found:
        context = open_context(found, "en")
        said, *needs = steady.close_texts(context, "tutoring", {"ouders": doubt})
        both = steady.close_texts(context, "tutoring", {"ouders": doubt, "laptops": Doubt("share", 0.6)})
    assert part in said
    assert ("show another order" in said) is (doubt.why == "seed")
    assert needs == (["An order needs 90%."] if doubt.why == "share" else [])
    assert both.count("An order needs 90%.") == 1
    assert len(both) == (2 if doubt.why == "share" else 3)


@pytest.mark.parametrize(
    ("lang", "named"),
    [
        ("en", ("the weeks that all pupils recover", "what a week recovered costs", "narrowing this gap")),
        ("nl", ("de weken die alle leerlingen", "de kosten van een ingehaalde week", "dit verschil")),
    ],
)
def test_a_doubt_names_what_the_order_is_by(results, lang, named):
    """Below a table of weeks per pupil targeted, "in this" is something else."""
    with Results(results) as found:
        context = open_context(found, lang)
        for why in ("few", "seed", "share"):
            for by, name in zip(("weeks", "price", "gap"), named, strict=True):
                said, *_ = steady.close_texts(context, "tutoring", {"ouders": Doubt(why, 0.8)}, by)
                assert name in said


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_order_in_doubt_is_said_on_the_page_for_policy_and_in_the_terminal(told, lang, monkeypatch):
    doubts = {"ouders": Doubt("share", 0.83)}
    monkeypatch.setattr(Ranking, "close", lambda _: doubts)
    with Results(told) as found:
        said, _needs = orders(open_context(found, lang))
    assert "83%" in said
    assert said in text_of(told, lang)
    assert said.replace(NBSP, " ") in " ".join(text_summary(told, lang).split())


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["school", "policy", "research"])
def test_every_reading_says_how_far_the_middle_would_move(told, reader):
    assert "0.02" in text_of(told, "en", reader)
    with Results(told) as found:
        context = open_context(found, "en")
        key = "school.moves" if reader == "school" else "sure.moves"
        [sentence] = steady.moves(context, key)
    assert "about 0.02 weeks" in sentence
    assert sentence in text_of(told, "en", reader)


def test_results_without_the_error_say_nothing_of_it(results):
    with Results(results) as found:
        assert steady.moves(open_context(found, "en")) == []


# Hours that schools do not have.


@pytest.mark.slow
def test_hours_that_no_school_has_are_asked_and_not_nothing(results, tmp_path):
    folder = tmp_path / "r"
    shutil.copytree(results, folder)
    with duckdb.connect() as db:
        for path in [folder / "summary.parquet", *(folder / "runs").glob("*.parquet")]:
            values = ("mean", "median") if path.name == "summary.parquet" else ("value",)
            none = ", ".join(
                f"case when measure = 'staff_hours_needed' and scenario = 'tutoring' then 0 else {value} end"
                f" as {value}"
                for value in values
            )
            db.execute(
                f"create or replace table kept as select * replace ({none}) from read_parquet('{path}')"
            )
            db.execute(f"copy kept to '{path}'")
    add_rows(
        folder,
        [
            ("tutoring", kind, "staff_hours_asked", "all", "all", 52000.0, i, PUPILS)
            for i in range(RUNS)
            for kind in ("level", "effect")
        ],
    )
    with Results(folder) as found:
        context = open_context(found, "en")
        assert any("52,000 hours" in text and "reaches nobody" in text for text in short_of_staff(context))
        schools = context.results.fact("schools")
        each = f"about {context.words.number(float(f'{52000 / schools:.2g}'))} hours per school"
        card = next(c for c in cards(context, list(context.effects)) if each in str(c.facts))
    assert "reaches nobody" in dict(card.facts)["Time of the team"]
    named = Words("en")("staff.quoted", label="Small-group tutoring")
    assert named not in text_of(folder).partition(Words("en")("staff.none", list=""))[2][:200]


WIDE = [
    ["Option", "mean", "90% of runs", "better in", "regret (95%)"],
    ["2 hours a week, in groups of 12 pupils", "0.43 ±0.05", "−0.10 to 0.80", "8 of 8", "0.11 (0.35)"],
    ["Calls", "1,234", "5.0 (too few pupils for an interval)", "", "0.00 (0.00)"],
]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_a_table_of_a_terminal_is_as_wide_as_that_breaks_no_number_and_loses_no_column(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    lines = columns(WIDE)
    assert 0.7 * width < max(map(len, lines)) <= width
    text = "\n".join(lines)
    whole = [cell for row in WIDE[1:] for cell in row[1:] if "few" not in cell]
    assert [cell for cell in whole if cell not in text] == []
    assert "2 hours" in text
    assert "12 pupils" in text
    words = {word for row in WIDE for cell in row for word in cell.split()}
    assert words <= set(text.split())
    assert max(map(len, folded("a word " * 90))) <= min(80, width)


def test_hours_that_are_lacking_in_some_runs_are_told_though_half_of_the_runs_have_all():
    means = {"staff_hours_needed": 66.7, "staff_hours_asked": 80.0}
    kept = {of: {("tutoring", "all"): SimpleNamespace(mean=mean, median=80.0)} for of, mean in means.items()}
    found = SimpleNamespace(last=lambda measure, kind: kept[measure])
    context = SimpleNamespace(results=found, effects=[SimpleNamespace(name="tutoring")])
    assert staffing.staff_hours(context)["tutoring"].share == pytest.approx(66.7 / 80.0)


@pytest.mark.parametrize(("taken", "said"), [(960.0, False), (800.0, True)])
def test_only_a_clear_lack_of_staff_stands_at_the_top_as_check_says_it(taken, said, monkeypatch):
    hours = {"a": staffing.StaffHours(1000.0, taken)}
    monkeypatch.setattr(staffing, "staff_hours", lambda context: hours)
    found = staffing.short_of_staff(SimpleNamespace(words=Words("en"), label=str))
    assert bool(found) == said


def test_how_far_a_middle_would_move_is_told_of_each_option(told, monkeypatch):
    with Results(told) as found:
        context = open_context(found, "en")
        bands = steady.headline(context)[:2]
        moved = [replace(band, median_error=error) for band, error in zip(bands, (0.0, 0.54), strict=True)]
        monkeypatch.setattr(steady, "headline", lambda _: moved)
        [sentence] = steady.moves(context)
        first, second = (context.label(band.scenario) for band in bands)
        assert f"about 0.00 (‘{first}’) and 0.54 (‘{second}’) weeks" in sentence


def test_several_that_lack_staff_share_one_sentence_and_have_a_row_each_in_the_table(monkeypatch):
    hours = {"a": staffing.StaffHours(1000.0, 800.0), "b": staffing.StaffHours(50.0, 0.0),
             "c": staffing.StaffHours(10.0, 10.0)}  # fmt: skip
    monkeypatch.setattr(staffing, "staff_hours", lambda context: hours)
    context = SimpleNamespace(words=Words("en"), label=str)
    (said,) = staffing.short_of_staff(context)
    assert "‘a’ and ‘b’" in said
    rows = [list(row) for row in staffing.staff_table(context).rows]
    assert rows == [["a", "1,000", "800", "200", "80%"], ["b", "50", "0", "50", "0%"]]


def test_the_share_reached_is_one_number_in_summary_reach_and_terminal(results, tmp_path):
    """Quotients of medians are another number where each simulation has other pupils."""
    rows, tutoring = [], ("tutoring", "level")
    for i, (everybody, reached) in enumerate(((100, 90), (200, 60), (300, 150), (400, 160), (1000, 200))):
        rows.append(("tutoring", "effect", "weeks_per_reached", "all", "all", 3.0, i, reached))
        counts = {"targeted": everybody, "reached": reached, "missed": everybody - reached}
        rows += [
            (*tutoring, f"pupils_{step}", "intervention", "bijles", n, i, everybody)
            for step, n in counts.items()
        ]
    folder = add_rows(shutil.copytree(results, tmp_path / "r"), rows)
    with Results(folder) as found:
        context = open_context(found, "en")
        one = participants.participants(context)["tutoring"]
        (steps,) = (one for one in reach.collect(context) if one.scenario == "tutoring")
        assert one.share == pytest.approx(0.4) != one.pupils / one.of
        assert steps.share("pupils_reached") == pytest.approx(one.share)
        said = participants.reached_of(context, one)
    assert said.endswith(" (40%)")
    assert said in text_summary(folder, "en")


def test_pages_and_figures_tell_the_same_number_of_pupils(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    with duckdb.connect() as db:
        path = folder / "summary.parquet"
        more = f"n_pupils + 5 * (week < (select max(week) from read_parquet('{path}')))::int"
        db.execute(f"create table kept as select * replace ({more} as n_pupils) from read_parquet('{path}')")
        db.execute(f"copy kept to '{path}'")
    with Results(folder) as found:
        context = open_context(found, "en")
        drawn = {row["n_pupils"] for row in main.picture(context).data}
        assert drawn == {found.n_pupils} == {PUPILS}


def test_little_of_something_is_not_nothing():
    words = [Words(lang).percent(0.002).replace(NBSP, " ") for lang in LANGUAGES]
    assert words == [{"en": "under 1%", "nl": "minder dan 1%"}[lang] for lang in LANGUAGES]
    assert [Words("en").percent(share) for share in (0.0, 0.006, 1.0)] == ["0%", "1%", "100%"]
    assert Words("en").percent(0.005) == "under 1%"
    told = ["none", "under 1%", "about 1%", "about 86%"]
    assert [told_part(part) for part in (0.0, 0.002, 0.006, 0.86)] == told
