"""What a page of a sweep begins with: a sentence that claims no more than is known, and a row an option."""

import re

import numpy as np
import pytest
from made_sweep_pages import HOURS, SHIFT
from made_sweeps import make_sweep

from simkansen.report import LANGUAGES, READERS
from simkansen.report.figures.sweep_effects import ranked
from simkansen.report.reading.records import UNLIKE
from simkansen.report.readings.glance import MOST_WORDS, Scale, brief
from simkansen.report.readings.sweep import READERS as READINGS
from simkansen.report.readings.sweep_answer import answers
from simkansen.report.readings.sweep_glance import SEEN, answer, hero
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.headline import headline
from simkansen.report.sweep.standing import standing
from simkansen.sweep.analysis.pairs import order

LEADS, HELP = "interventions[tutoring].led_by", "parameters.help_share"
POINTS = {"parameters.programme_hour": [0.5, 1.0, 1.5, 2.0]}


def first(folder, lang="en", reader="policy"):
    """What the page for a reader begins with; every sentence has a number and is short."""
    found = READINGS[reader](Found(folder, lang)).hero
    assert len(found.answer.split()) <= MOST_WORDS
    assert re.search(r"\d", found.answer)
    return found


@pytest.fixture
def made(tmp_path):
    """Make a sweep of two options from what each recovers: a number, or one from the replication."""

    def make(*weeks, replications=12, **asked):
        recovered = dict(zip("ab", weeks, strict=False))

        def effect(scenario, values, replication):
            told = recovered[scenario]
            return [-(told(replication) if callable(told) else told)]

        asked = {
            "scenarios": ["none", *recovered],
            "types": {name: ["tutoring"] for name in recovered},
        } | asked
        return make_sweep(tmp_path / "r", effect, replications=replications, **asked)

    return make


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        ((0.5, 0.2), "‘A’ comes out best: 0.50 weeks recovered"),
        ((0.5, 0.5), "2 options share the first place: 0.50 weeks"),
        (
            (0.5, lambda r: 0.5 + 0.02 * SHIFT[r]),
            "The first two below differ by at most a tenth of the larger: 0.51 and 0.50",
        ),
        ((0.5, lambda r: 0.5 + 0.2 * SHIFT[r]), "Which option is best is not known"),
        ((lambda r: 0.05 + 0.3 * SHIFT[r],), "Perhaps no gain: ‘A’ gives"),
        ((lambda r: -0.5 + 0.02 * SHIFT[r],), "No gain: ‘A’ gives"),
        ((0.5,), "‘A’ gives 0.50 weeks recovered, 0.50 in 9 of 10 simulations."),
    ],
)
def test_the_sentence_claims_what_is_known_of_the_order(made, weeks, said):
    text = first(made(*weeks)).answer
    assert text.replace("\xa0", " ").startswith(said), text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reader", READERS)
def test_of_few_replications_or_a_sample_of_points_nothing_is_called_best(made, lang, reader):
    few = first(made(0.5, 0.2, replications=2), lang, reader)
    assert few.answer.startswith({"en": "Not sure yet: ", "nl": "Nog niet zeker: "}[lang])
    assert "‘" not in few.answer
    assert {row.band for row in few.shown.rows} == {""}


def test_points_of_a_sample_are_no_simulations(made):
    sampled = made(0.5, 0.2, replications=2, design={"method": "latin-hypercube", "n": 4}, points=POINTS)
    shown = first(sampled)
    assert "2 independent simulations" in shown.answer
    assert all(not row.band and "9 of 10" not in row.tip for row in shown.shown.rows)
    assert "9 in 10" not in shown.picture.note


def test_what_differs_in_more_is_no_effect_of_interventions(made):
    unlike = first(made(0.5, manifest={"unlike_parameters": {"a": {"help_share": [0.1, 0.2]}}}))
    assert unlike.answer.startswith(f"Not the effect of interventions alone: ‘A{UNLIKE}’ gives 0.50")
    assert [(row.label, row.marks, row.letter) for row in unlike.shown.rows] == [(f"A{UNLIKE}", 0, "–")]


def test_a_number_of_few_pupils_is_grey_with_how_many_they_are(made):
    shown = first(made(0.5, 0.2, pupils={"delay_weeks": lambda scenario: 7 if scenario == "a" else 90}))
    assert shown.answer.startswith("Not sure, of fewer than 10 pupils")
    few, many = shown.shown.rows
    assert (few.few, few.band, many.few) == ("7 pupils", "", "")
    assert few.mark.colour != many.mark.colour


def test_another_measure_names_itself_where_there_is_room(tmp_path):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [0.2 + 0.01 * SHIFT[r]], measures=["better_off"], replications=12,
        types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    shown = first(folder)
    assert shown.answer.startswith("Share of pupils better off: ‘Tutoring’ gives 20")
    assert shown.shown.head[1] == "Share of pupils better off"
    assert all(text.endswith("%") for _, text in shown.shown.ticks)


def test_a_row_for_each_option_and_no_more_seen_at_once_than_a_telephone_has_room_for(tmp_path):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-v[HOURS] - 0.01 * SHIFT[r]], replications=12,
        points={HOURS: [0.5 + 0.25 * n for n in range(12)]}, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    shown = first(folder).shown
    assert len(shown.rows) == 12
    assert 3 <= shown.shown <= SEEN
    assert shown.more == "All 12 options"
    numbers = [float(row.number) for row in shown.rows]
    assert numbers == sorted(numbers, reverse=True)


def test_a_sweep_without_effects_begins_with_no_sentence(tmp_path):
    empty = Found(make_sweep(tmp_path / "r", lambda s, v, r: [], scenarios=["baseline"]))
    assert hero(empty, "", lambda picture: picture) is None


def test_a_sentence_that_is_too_long_leaves_the_name_to_the_row():
    many = " ".join(["word"] * 17)
    said = brief(lambda label: f"{label} gains most: 3 weeks", [many, "the first one below"])
    assert said == "The first one below gains most: 3 weeks"
    kept = brief(lambda label: f"{label} gains most: 3 weeks", ["this one", "the first one below"])
    assert kept == "This one gains most: 3 weeks"


def test_a_scale_has_zero_and_a_round_number_on_its_longer_side():
    assert Scale.around([0.37, 0.59]).ticks() == [0.0, 0.5]
    assert Scale.around([-0.6, 0.1]).ticks() == [0.0, -0.5]
    assert Scale.around([12000.0]).at(0.0) < 5


@pytest.mark.parametrize(
    ("weeks", "key"),
    [
        ((0.5, 0.2), "most"),
        ((0.5, 0.5), "same"),
        ((0.5, lambda r: 0.5 + 0.02 * SHIFT[r]), "close"),
        ((0.5, lambda r: 0.5 + 0.2 * SHIFT[r]), "most_unsure"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_last_lines_ask_the_order_that_the_page_asks(made, weeks, key, lang):
    found = Found(made(*weeks), lang)
    said = headline(found)
    row = ranked(found, "delay_weeks")[0]
    about = {"label": found.telling.option(row), "measure": found.telling.gain("delay_weeks"), "n": "2"}
    start = found.words(f"sweep.lines.{key}", mean="|", band="", **about).split("|")[0]
    assert said[0].startswith(start), said
    share = found.words("sweep.lines.best", share="|").split("|")[0]
    assert any(share in text for text in said) == (key == "most")


@pytest.mark.parametrize("surely", [True, False])
def test_options_that_were_tried_at_other_points_are_told_apart_where_they_never_meet(tmp_path, surely):
    """Each has points of its own, so that only what holds of all pairs of these is known."""

    def effect(scenario, values, replication):
        led = 1.0 if values[LEADS] == "teacher" else 0.1
        return [-led - (0.01 if surely else 2.0) * values[HELP] - 0.01 * SHIFT[replication]]

    folder = make_sweep(
        tmp_path / "r", effect, replications=12, design={"method": "latin-hypercube", "n": 24},
        types={"tutoring": ["tutoring"]},
        points={LEADS: ["teacher", "student"] * 12, HELP: np.linspace(0.0, 1.0, 24).tolist()},
    )  # fmt: skip
    assert ("but not surely" in headline(Found(folder))[0]) != surely
    assert first(folder).answer.startswith("Which option is best is not known") != surely


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_does_most_does_more_than_every_other(tmp_path, lang):
    recovered = {"a": lambda r: 1.0, "b": lambda r: 0.9, "c": lambda r: 0.8 + 2 * SHIFT[r]}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-recovered[s](r)], replications=12, scenarios=["none", *recovered]
    )
    found = Found(folder, lang)
    rows = sorted(ranked(found, "delay_weeks"), key=lambda row: row["scenario"])
    assert [order(found.study, "delay_weeks", rows[0], row) for row in rows[1:]] == ["told", "unknown"]
    ordered = [rows[0], rows[1], rows[2]]
    assert standing(found, "delay_weeks", ordered) == ("unknown", rows[2])
    # The one that stands in the way is the same in the first sentence as in the text below.
    label, amount = found.telling.option(rows[2]), found.telling.number("delay_weeks", -rows[2]["mean"])
    said = found.words("sweep.answer.unknown_beside", first="", other="|", second="").split(":")[0]
    assert answer(found, "delay_weeks", ordered).startswith(found.words.capital(said))
    assert f"‘{label}’ {amount}" in answer(found, "delay_weeks", ordered)
    assert label in answers(found, ["delay_weeks"])[0]
    told = " ".join(answers(found, ["delay_weeks"]))
    assert not re.search("does most|doet het meest|best in each|beste in alle|Least is lost|minst te", told)
