"""Numbers of a sweep, their names and what they may claim: a word for each, digits that say something."""

from typing import get_args

import pytest
from made_sweeps import BETTER, UNITS, make_sweep

from simkansen.outcomes.measures import MEASURES
from simkansen.report.readings.sweep_answer import answers
from simkansen.report.readings.sweep_glance import answer
from simkansen.report.sweep import units
from simkansen.report.sweep.findings import sweep_text
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.headline import headline
from simkansen.report.sweep.text_effects import behind
from simkansen.report.words import Words
from simkansen.scenario.schema.scenario import Measure

LANGUAGES = ("en", "nl")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", get_args(Measure))
def test_every_measure_of_a_sweep_has_words_and_a_unit(lang, name):
    words = Words(lang)
    assert words.has(f"sweep.gain.{name}")
    assert words.has(f"sweep.level.{name}")
    assert MEASURES[name].unit in units.UNITS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_usual_measures_are_told_in_words(tmp_path, lang, monkeypatch):
    asked = [name for name, one in MEASURES.items() if one.told == "asked"]
    monkeypatch.setattr("made_sweeps.UNITS", UNITS | {name: MEASURES[name].unit for name in asked})
    monkeypatch.setattr("made_sweeps.BETTER", BETTER | {name: MEASURES[name].better for name in asked})
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [0.1] * len(asked), measures=asked)
    text = sweep_text(folder, lang)
    assert [name for name in asked if name in text] == []


def test_no_thousandth_of_a_week_is_told_and_a_unit_of_ones_own_stands_as_it_is():
    words = Words("en")
    assert units.known(words, "weeks of learning", 0.0011, 0.0008) == "0.00"
    assert units.known(words, "weeks of learning", 0.4321, 0.0049) == "0.43"
    assert (
        units.known(words, "weeks of learning", 0.4321, 0.0151).replace("\N{NO-BREAK SPACE}", " ")
        == "0.43 ±0.02"
    )
    assert units.written(words, "books", 2.0) + units.called(words, "books") == "2.000books"


def of_losers(folder, lang="en"):
    """Two options, with other shares of pupils who lose."""
    return Found(
        make_sweep(
            folder, lambda s, v, r: [(0.02 if s == "a" else 0.04) + 0.001 * (r % 5)], measures=["worse_off"],
            scenarios=["baseline", "a", "b"], replications=12,
        ), lang,
    )  # fmt: skip


def test_fewer_losers_alone_rank_no_option(tmp_path):
    found = of_losers(tmp_path / "r")
    assert found.regret == []
    rows = [row for row in found.effects if row["mean"] is not None]
    said = " ".join([*headline(found), *answers(found, ["worse_off"]), answer(found, "worse_off", rows)])
    assert "2 options" in said
    assert not any(word in said for word in ("most", "first", "best", "more than"))
    assert "Best in" not in sweep_text(found.folder)


@pytest.mark.parametrize(("lang", "of"), [("en", "a tenth of the larger"), ("nl", "van het grootste effect")])
def test_a_tenth_says_of_what(tmp_path, lang, of):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [{"a": -1.0, "b": -0.99}[s] - 0.01 * (r % 3) * (s == "b")],
        scenarios=["baseline", "a", "b"], replications=12,
    )  # fmt: skip
    found = Found(folder, lang)
    rows = sorted(found.effects, key=lambda row: row["mean"])
    assert of in answer(found, "delay_weeks", rows)
    assert of in headline(found)[0]


@pytest.mark.parametrize(("share", "told"), [(0.99, False), (0.986, False), (0.97, True)])
def test_staff_for_all_but_a_rounding_is_no_note(tmp_path, share, told):
    kept = {"tutoring": [{"id": "tutoring", "type": "tutoring", "led_by": "teacher"}]}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0], kept=kept, types={"tutoring": ["tutoring"]},
        staff=lambda s, v: (100.0, 100.0 * share),
    )  # fmt: skip
    assert ("staff for" in sweep_text(folder)) == told


@pytest.mark.parametrize(
    ("number", "unit", "said"), [("0.19", "% of a year", "0.19% of a year"), ("2", "weeks", "2 weeks")]
)
def test_per_cents_stand_close_to_their_number(number, unit, said):
    assert behind(number, unit) == said
