"""Equal scenarios are told to be the same, and nothing is ordered, priced or rounded beyond what is known."""

import shutil
from dataclasses import replace

import duckdb
import numpy as np
import pytest
from report.conftest import RUNS, make_results

from simkansen.outcomes.prices import price_per_week
from simkansen.report import LANGUAGES, key_lines, overview, summary_json, terminal_summary
from simkansen.report.page import open_context
from simkansen.report.reading import flips, participants
from simkansen.report.reading.findings import Doubt, equals, order_doubt, shares_first, surely_best, tied
from simkansen.report.reading.money import money, price_text
from simkansen.report.reading.price_order import cheapest, close_in_price, share_cheapest
from simkansen.report.reading.results import Results
from simkansen.report.readings import school_cards
from simkansen.report.readings.glance import answer, glance
from simkansen.report.research import effects, pairs
from simkansen.report.words import NBSP, Words

WITHOUT = 4
"""The first so many runs in which device loan reaches nobody and costs nothing."""


def changed(folder, *statements, of=("runs/*.parquet", "summary.parquet")):
    """Carry out statements on the table ``t`` of each of some files of results."""
    for path in sorted(path for name in of for path in folder.glob(name)):
        with duckdb.connect() as db:
            db.execute(f"create table t as from read_parquet('{path}')")
            for statement in statements:
                db.execute(statement)
            db.execute(f"copy t to '{path}'")
    return folder


def as_another(name, other):
    """Make one scenario the same as another."""
    return (
        f"delete from t where scenario = '{name}'",
        f"insert into t select * replace ('{name}' as scenario) from t where scenario = '{other}'",
    )


@pytest.fixture(scope="module", params=[("tutoring", "ouders"), ("ouders", "tutoring")])
def twins(request, tmp_path_factory):
    """Two interventions that are the same in every simulation, in both orders of their files."""
    folder = make_results(tmp_path_factory.mktemp("twins") / "r", names=("geen-aanpak", *request.param))
    return changed(folder, *as_another("ouders", "tutoring"))


@pytest.fixture(scope="module")
def unpriced(results, tmp_path_factory):
    """Device loan reaches nobody, and costs nothing, in some of the runs."""
    folder = shutil.copytree(results, tmp_path_factory.mktemp("unpriced") / "r")
    mine = f"scenario = 'laptops' and kind = 'effect' and replication < {WITHOUT}"
    return changed(
        folder,
        f"update t set value = 0 where {mine} and measure in ('cost', 'delay_weeks')",
        f"delete from t where {mine} and measure = 'cost_per_week'",
        of=("runs/*.parquet",),
    )


def test_a_run_counts_for_every_row_above_which_none_stands():
    values = np.array([[1.0, 1.0, 0.0, 5.0], [1.0, 1.0, 0.0, 4.0], [0.0, 2.0, 0.0, 3.0]])
    assert shares_first(values) == [0.75, 0.5, 0.5]
    assert shares_first(values[::-1]) == shares_first(values)[::-1]
    assert shares_first(np.array([[1.0, 2.0], [1.0, 2.0]])) == [1.0, 1.0]
    assert tied(values)
    assert not tied(values[:, 3:])
    assert equals("abc", values) == []
    assert equals("abc", values[[0, 1, 0]]) == [["a", "c"]]
    assert equals("ab", np.array([[0.0], [-0.0]])) == [["a", "b"]]


def test_what_is_the_same_in_every_run_stands_in_no_order():
    runs, one = range(20), np.linspace(1.0, 2.0, 20)
    assert order_doubt(one, one.copy(), runs) == Doubt("same", 0.0)
    assert order_doubt(one, one - 1.0, runs) is None
    half = np.where(np.arange(20) < 12, one - 1.0, np.nan)
    assert order_doubt(one, half, runs) is None
    assert order_doubt(one, np.where(np.arange(20) < 9, one - 1.0, np.nan), runs) == Doubt("few", 1.0, "", 9)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "‘Small-group tutoring’"), ("nl", "‘Bijles in kleine groepen’")],
)
def test_equal_scenarios_are_told_to_be_the_same_and_never_ordered(twins, lang, said):
    with Results(twins) as found:
        context = open_context(found, lang)
        told = [answer(context), *overview.sentences(context), key_lines(twins, lang)]
        assert surely_best(context.ranking) is None
        assert context.ranking.best == (1.0, 1.0)
        table = flips.table(context)
    shown = " ".join(terminal_summary(twins, lang).split())
    both = {"en": "recover the same in every simulation", "nl": "in elke simulatie evenveel in"}[lang]
    assert both in told[1] or "Pupils recover the same in every simulation with" in told[1]
    assert both in " ".join(told[-1].split())
    assert both in shown
    assert {"en": "recover the same", "nl": "helpen evenveel"}[lang] in told[0]
    assert said in told[0] or told[0].startswith("De eerste hieronder")
    assert said in told[1]
    assert told[1].count("‘") == 2
    for word in {"en": ("first", "lead", "best", "ahead"), "nl": ("als eerste", "bovenaan", "beste", "vóór")}[
        lang
    ]:
        assert not any(word in one for one in told), (word, told)
    assert [row[0][:2] for row in table.rows] == ["1.", "1."]
    assert table.rows[0][2] == {"en": "the same", "nl": "gelijk"}[lang]
    assert table.rows[0][1] == table.rows[1][1]


def test_equal_scenarios_have_equal_shares_in_json_and_on_the_research_page(twins):
    assert [one["best"] for one in summary_json(twins)["effects"]] == [1.0, 1.0]
    with Results(twins) as found:
        context = open_context(found, "en")
        for table in (pairs.best(context), effects.sure(context)):
            place = table.head.index("P(none recovers more)")
            assert len({row[place] for row in table.rows}) == 1
        spent = money(context)
        assert cheapest(context, spent) is None
        assert share_cheapest(spent) == share_cheapest(spent[::-1]) == 1.0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_several_two_that_are_the_same_are_told_so_in_one_sentence(results, tmp_path, lang):
    folder = changed(shutil.copytree(results, tmp_path / "r"), *as_another("laptops", "ouders"))
    with Results(folder) as found:
        said = overview.sentences(open_context(found, lang))
    same = {"en": "recover the same in every simulation.", "nl": "halen in elke simulatie evenveel in."}[lang]
    assert " ".join(said).count(same) == 1
    assert "best" in said[0] or "haalt geen andere aanpak meer in" in said[0]


def test_nothing_for_nothing_is_no_price():
    spent, recovered = np.array([0.0, 0.0, 5.0, 5.0, 5.0, 0.0]), np.array([0.0, 2.0, 2.0, 0.0, -1.0, -1.0])
    told = price_per_week(spent, recovered)
    assert np.array_equal(told, [np.nan, 0.0, 2.5, np.inf, np.inf, np.inf], equal_nan=True)


def test_a_price_is_of_the_runs_that_have_one_on_page_show_and_in_orders(unpriced):
    with Results(unpriced) as found:
        context = open_context(found, "en")
        one = next(m for m in money(context) if m.name == "laptops")
        prices = found.draws("cost_per_week", kind="effect")["laptops", "all"]
        weeks = found.draws("delay_weeks", kind="effect")["laptops", "all"]
        dear = [prices[run] if prices.get(run, 0) > 0 else np.inf for run in range(WITHOUT, RUNS)]
        assert [weeks[run] for run in range(WITHOUT)] == [0.0] * WITHOUT
        assert one.price.median == pytest.approx(np.median(dear))
        assert one.price.part == (RUNS - WITHOUT, RUNS)
        part = f"of {RUNS - WITHOUT} of {RUNS} simulations"
        assert price_text(context.words, one.price).endswith(f"[{part}]")
        row = next(row for row in glance(context).rows if row.label == context.label("laptops"))
        assert row.beside[1][1] == part
        priced = [m for m in money(context) if m.name != "ouders"]
        doubts = close_in_price(context, sorted(priced, key=lambda m: m.price.median))
        assert doubts["laptops"].counted == RUNS - WITHOUT
    told = {one["scenario"]: one["has_price"] for one in summary_json(unpriced)["effects"]}
    assert told == {"tutoring": 1.0, "ouders": 1.0, "laptops": (RUNS - WITHOUT) / RUNS}
    assert f"[{part}]" in " ".join(terminal_summary(unpriced, "en").split())


def test_of_what_never_has_a_price_it_is_said_that_there_is_none(results, tmp_path):
    mine = "scenario = 'laptops' and kind = 'effect'"
    folder = changed(
        shutil.copytree(results, tmp_path / "r"),
        f"update t set value = 0 where {mine} and measure in ('cost', 'delay_weeks')",
        f"delete from t where {mine} and measure = 'cost_per_week'",
        of=("runs/*.parquet",),
    )
    with Results(folder) as found:
        context = open_context(found, "en")
        row = next(row for row in glance(context).rows if row.label == context.label("laptops"))
        assert row.beside[1] == ("no price", "")
        assert not any("Device loan" in one for one in overview.sentences(context)[1:2])


@pytest.mark.parametrize(
    ("lang", "none", "winner"),
    [
        ("en", "None of them surely narrows the gap", "narrows most with"),
        ("nl", "Van geen aanpak is zeker dat het verschil kleiner wordt", "het meest kleiner met"),
    ],
)
def test_no_gap_is_told_to_narrow_where_no_interval_lies_above_zero(results, tmp_path, lang, none, winner):
    folder = shutil.copytree(results, tmp_path / "r")
    with Results(folder) as found:
        [*_, before] = overview.sentences(open_context(found, lang))
    assert winner in before
    assert before.startswith({"en": "In the middle simulation", "nl": "In de middelste simulatie"}[lang])
    gap = "measure = 'gap_weeks' and kind = 'effect' and \"by\" = 'parental_education'"
    changed(folder, f"update t set p05 = -0.01 where {gap}", of=("summary.parquet",))
    with Results(folder) as found:
        [*_, told] = overview.sentences(open_context(found, lang))
    assert told.startswith(none)
    assert winner not in told


def test_where_another_surely_narrows_the_gap_the_first_is_told_to_be_unsure(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    gap = "measure = 'gap_weeks' and kind = 'effect' and \"by\" = 'parental_education'"
    changed(
        folder, f"update t set p05 = -0.01 where {gap} and scenario = 'tutoring'", of=("summary.parquet",)
    )
    with Results(folder) as found:
        [*_, told] = overview.sentences(open_context(found, "en"))
    assert "That the gap narrows at all with ‘Small-group tutoring’ is not sure" in told


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", ["0", "fewer than 1", "1", "about 3", "about 4", "4", "12", "1,438"]),
        ("nl", ["0", "minder dan 1", "1", "ongeveer 3", "ongeveer 4", "4", "12", "1.438"]),
    ],
)
def test_pupils_are_whole_in_one_wording(lang, told):
    assert [Words(lang).heads(n) for n in (0, 0.4, 1, 2.5, 3.5, 4, 12.3, 1438)] == told


def test_every_page_tells_the_same_number_of_pupils_reached(results, monkeypatch):
    with Results(results) as found:
        context = open_context(found, "en")
        plain = participants.participants(context)["tutoring"]
        for pupils, policy, school in (
            (3.5, "about 4", "About 4 of"),
            (0.5, "fewer than 1", "Fewer than 1 of"),
        ):
            few = replace(
                plain, pupils=pupils, of=1438.0, share=pupils / 1438, reached=context.effects[0].weeks
            )
            assert participants.reached_of(context, few).startswith(f"{policy} (")
            monkeypatch.setattr(school_cards, "participants", lambda _, few=few: {"tutoring": few})
            facts = dict(school_cards.cards(context, context.effects[:1])[0].facts)
            assert any(school in text.replace(NBSP, " ") for text in facts.values())


@pytest.mark.parametrize(("lang", "little"), [("en", "under 1%"), ("nl", "minder dan 1%")])
def test_a_share_that_was_measured_is_no_zero(lang, little):
    words = Words(lang)
    assert [words.percent(share) for share in (0.0, 0.0003, 0.004, 0.006, 1.0)] == [
        "0%",
        little,
        little,
        "1%",
        "100%",
    ]
    most = little.replace("under", "over").replace("minder", "meer").replace("1%", "99%")
    assert [words.percent(share) for share in (0.994, 0.996, 1.0 - 1e-12)] == ["99%", most, "100%"]
    assert words.percent(0.004, 1).replace(",", ".") == "0.4%"


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [
        (0.004, 0.014, ("0.4%", "1.4%")),
        (0.986, 0.996, ("98.6%", "99.6%")),
        (0.0, 0.014, ("0%", "1%")),
        (0.001, 0.003, ("under 1%", "under 1%")),
        (0.004, 0.5, ("under 1%", "50%")),
        (0.2, 0.996, ("20%", "over 99%")),
    ],
)
def test_an_interval_never_goes_from_under_one_per_cent_to_one(low, high, ends):
    assert Words("en").ends_of_share(low, high) == ends


def test_the_share_that_is_chance_is_no_zero_where_it_was_measured(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "r")
    small = ("alter table t alter chance_share type double", "update t set chance_share = 0.0006")
    changed(folder, *small, of=("summary.parquet",))
    with Results(folder) as found:
        context = open_context(found, "en")
        context.results.__dict__["n_pairs"] = 40
        assert "under 1%" in effects._chance(context, context.effects[0].weeks)
