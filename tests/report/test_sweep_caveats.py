"""What the options of a sweep lack stands beside them: staff, a known price, studies that tried it."""

import json

import numpy as np
import pytest
from made_sweeps import make_sweep
from report.test_sweep_pages import text_of

from simkansen.chance import normals
from simkansen.evidence import load_parameters
from simkansen.report import LANGUAGES, READERS, write_report
from simkansen.report.figures.sweep_along import draw
from simkansen.report.reading.own_prices import low_prices_of
from simkansen.report.reading.records import ScenarioInfo
from simkansen.report.style import drawing
from simkansen.report.sweep.caveats import caveats, caveats_beside
from simkansen.report.sweep.findings import Found, effects_of, sweep_text
from simkansen.report.sweep.headline import headline
from simkansen.report.words import NBSP
from simkansen.scenario.checks.low_prices import least_known, low_prices
from simkansen.scenario.checks.parameter_values import allowed

pytestmark = pytest.mark.usefixtures("undrawn")

SHIFT = normals(5, "caveats", np.arange(64))
HOURS, LEADS = "interventions[tutoring].hours.per_week", "interventions[tutoring].led_by"
PRICE, BEYOND = "interventions[tutoring].cost.per_hour", "beyond_prior.programme_hour"


def tutoring(**answers):
    usual = {"led_by": "student", "hours": {"per_week": 2.0, "moment": "school"}, "group_size": 3}
    return {"baseline": [], "tutoring": [{"id": "tutoring", "type": "tutoring", **usual, **answers}]}


def sweep(folder, points, *, kept=None, **asked):
    def effect(scenario, values, replication):
        gain = -1.0 - 0.1 * float(values.get(HOURS, 1)) - 0.01 * SHIFT[replication]
        return {"delay_weeks": [gain], "cost": [float(values.get(PRICE, 10.0)) * 100.0]}

    measures = ("delay_weeks", "cost")
    return make_sweep(
        folder, lambda *of: [one for name in measures for one in effect(*of)[name]], measures=measures,
        design=asked.pop("design", {"method": "grid"}), points=points, replications=12,
        types={"tutoring": ["tutoring"]}, kept=kept or tutoring(), **asked,
    )  # fmt: skip


def flat(text):
    return " ".join(text.replace(NBSP, " ").split())


def staffed(folder):
    part = {0.5: 1.0, 1.0: 0.94, 4.0: 0.32}
    return sweep(
        folder, {HOURS: [4.0, 0.5, 1.0]}, staff=lambda _, values: (100.0, 100.0 * part[values[HOURS]])
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_part_of_hours_that_staff_has_stands_beside_options_on_all_pages_and_in_show(tmp_path, lang):
    folder = staffed(tmp_path / "r")
    write_report(folder, langs=[lang])
    mark = {"en": "(staff for {})", "nl": "(personeel voor {})"}[lang]
    why = {"en": "the other pupils get nothing", "nl": "de andere leerlingen krijgen niets"}[lang]
    for text in [flat(sweep_text(folder, lang)), *(text_of(folder, reader, lang) for reader in READERS)]:
        assert mark.format("32%") in text
        assert mark.format("94%") in text
        assert mark.format("100%") not in text
        assert why in text
    shares = {row[HOURS]: row["staff_share"] for row in effects_of(folder)}
    assert shares == pytest.approx({4.0: 0.32, 0.5: 1.0, 1.0: 0.94})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_lacks_a_few_per_cent_of_its_staff_is_told_beside_its_numbers_alone(tmp_path, lang):
    found = Found(staffed(tmp_path / "r"), lang)
    short = [found.staff_share(place) for place in range(1, 4) if found.is_short(place)]
    assert short == ["32%"]
    for said in (" ".join(caveats(found)), " ".join(caveats_beside(found))):
        named = [found.telling.option(found.study.about(place)) in said for place in range(1, 4)]
        assert sum(named) == 1


def test_the_part_that_staff_has_is_that_of_the_mean_hours_as_in_the_table_of_hours(tmp_path):
    points = {PRICE: [10.0 + n for n in range(15)] + [60.0 + n for n in range(5)]}
    folder = sweep(
        tmp_path / "r", points, design={"method": "latin-hypercube", "n": 20},
        staff=lambda _, values: (100.0, 1.0 if values[PRICE] < 30 else 9.0),
    )  # fmt: skip
    assert [row["staff_share"] for row in effects_of(folder)] == pytest.approx([0.03, 0.03])


def test_of_a_folder_that_keeps_no_hours_no_part_is_told(tmp_path):
    folder = sweep(tmp_path / "r", {HOURS: [0.5, 4.0]})
    assert {row["staff_share"] for row in effects_of(folder)} == {None}
    assert "staff for" not in sweep_text(folder)


def test_show_names_options_in_the_order_of_their_numbers_where_none_is_best(tmp_path):
    folder = sweep(tmp_path / "r", {HOURS: [4.0, 0.5, 10.0, 2.0]})
    cost = sweep_text(folder).split("Extra cost")[1]
    places = [cost.index(f"{hours} hours a week") for hours in ("0.5", "2", "4", "10")]
    assert "Best in" in sweep_text(folder)  # by regret on the first measure, the most hours first
    assert places == sorted(places, reverse=True)
    few = make_sweep(
        tmp_path / "three", lambda s, v, r: [-1.0], points={HOURS: [4.0, 0.5, 10.0, 2.0]}, replications=2,
        design={"method": "grid"}, kept=tutoring(), types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    text = sweep_text(few)
    places = [text.index(f"{hours} hours a week") for hours in ("0.5", "2", "4", "10")]
    assert places == sorted(places)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_price_below_what_is_known_is_marked_and_never_costs_least(tmp_path, lang):
    folder = sweep(tmp_path / "r", {PRICE: [0.0, 60.0] * 2, LEADS: ["student"] * 2 + ["teacher"] * 2})
    write_report(folder, langs=[lang])
    least = least_known("tutoring", "student", "per_hour")
    sign = {"en": "* Price below what is known", "nl": "* Prijs lager dan wat bekend is"}[lang]
    for text in [flat(sweep_text(folder, lang)), *(text_of(folder, reader, lang) for reader in READERS)]:
        assert sign in text
        assert f"€{least:.0f}" in text or f"€ {least:.0f}" in text or f"€\u202f{least:.0f}" in text
    found = Found(folder, lang)
    low = {(row[PRICE], row[LEADS]): row["price_below_known"] for row in found.effects}
    assert low[0.0, "student"]
    assert not low[60.0, "student"]
    assert {row["measure"] for row in found.regret} == {"delay_weeks"}
    marked = {found.marked(row) for row in found.effects if row["measure"] == "cost"}
    assert sum(one.endswith("*") for one in marked) == sum(low.values())
    assert not any(found.marked(row).endswith("*") for row in found.effects if row["measure"] != "cost")


def test_a_price_that_is_pushed_low_beyond_its_prior_is_a_low_price_too(tmp_path):
    least = allowed(load_parameters().definitions["cost_student_hour"])[0]
    [low] = low_prices("tutoring", "student", {}, {"cost_student_hour": 1.0})
    assert (low.word, low.price, low.least) == ("per_hour", 1.0, least)
    assert low_prices("tutoring", "student", {}, {"cost_student_hour": 2.0 * least}) == []
    assert low_prices("tutoring", "teacher", {}, {"cost_student_hour": 1.0}) == []
    assert low_prices("tutoring", "student", {"per_hour": 2.0 * least}, {"cost_student_hour": 1.0}) == []
    told = {"interventions": tutoring()["tutoring"], "beyond_prior": {"cost_student_hour": 1.0}}
    assert low_prices_of(ScenarioInfo("tutoring", {}, told)) == [low]
    own = sweep(tmp_path / "own", {HOURS: [1.0, 2.0]}, beside={"beyond_prior": {"cost_student_hour": 1.0}})
    assert all(row["price_below_known"] for row in effects_of(own))
    varied = sweep(tmp_path / "varied", {HOURS: [1.0, 2.0], "beyond_prior.cost_student_hour": [1.0, 50.0]})
    assert all(row["price_below_known"] for row in effects_of(varied))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sweep_says_what_goes_beyond_what_was_tried_wherever_it_gives_a_letter(tmp_path, lang):
    folder = sweep(tmp_path / "r", {HOURS: [2.0, 12.0]})
    write_report(folder, langs=[lang])
    tried = load_text(lang)
    for text in [flat(sweep_text(folder, lang)), *(text_of(folder, reader, lang) for reader in READERS)]:
        assert tried in text
    letters = {row[HOURS]: (row["evidence"], row["beyond"]) for row in effects_of(folder)}
    assert letters == {2.0: ("C", False), 12.0: ("D", True)}


def load_text(lang):
    return {"en": "(tried: at most 3.75)", "nl": "(geprobeerd: hoogstens 3,75)"}[lang]


def test_a_value_varied_or_kept_beyond_its_prior_is_graded_as_an_assumption(tmp_path):
    varied = sweep(tmp_path / "varied", {HOURS: [1.0, 2.0], BEYOND: [1.2, 9.0]})
    own = sweep(tmp_path / "own", {HOURS: [1.0, 2.0]}, beside={"beyond_prior": {"programme_hour": 9.0}})
    for folder in (varied, own):
        assert {(row["evidence"], row["beyond"]) for row in effects_of(folder)} == {("D", True)}
        assert "a value lies beyond what the evidence allows" in flat(sweep_text(folder))


def test_a_sampled_design_rests_on_the_most_that_it_varies(tmp_path):
    lhs = {"method": "latin-hypercube", "n": 4}
    folder = sweep(
        tmp_path / "r", {HOURS: [1.0, 2.0, 3.0, 12.0]}, design=lhs, cube={HOURS: [0.1, 0.3, 0.6, 0.9]}
    )
    assert {row["evidence"] for row in effects_of(folder)} == {"D"}


def test_a_camp_of_more_hours_a_week_than_any_study_tells_is_an_assumption_in_a_sweep(tmp_path):
    camp = tutoring(hours={"per_week": 20.0, "moment": "holiday"})
    folder = sweep(tmp_path / "r", {LEADS: ["student", "teacher"]}, kept=camp)
    assert {row["evidence"] for row in effects_of(folder)} == {"D"}
    assert "20 hours a week (tried: at most 3.75)" in flat(sweep_text(folder))
    # Where hours are varied in their short form the moment stays that of the file.
    short = sweep(tmp_path / "short", {"interventions[tutoring].hours": [2.0, 20.0]}, kept=camp)
    assert {row["interventions[tutoring].hours"]: row["evidence"] for row in effects_of(short)}[20.0] == "D"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_along_one_choice_says_over_which_others_it_is_a_mean(tmp_path, lang):
    folder = sweep(
        tmp_path / "r", {HOURS: [1.0, 2.0, 1.0, 2.0], LEADS: ["student", "student", "teacher", "teacher"]}
    )
    write_report(folder, langs=[lang])
    said = {"en": "Each mark averages over:", "nl": "Elk teken is een gemiddelde over:"}[lang]
    for reader in READERS:
        assert said in text_of(folder, reader, lang)


def test_panels_along_words_have_them_in_one_order_also_where_the_first_has_no_value(tmp_path):
    def effect(scenario, values, replication):
        gain = -1.0 - 0.01 * SHIFT[replication]
        return [gain, np.nan if values.get(LEADS) == "teacher" else 2.0]

    folder = make_sweep(
        tmp_path / "r", effect, measures=("delay_weeks", "cost"), design={"method": "grid"},
        points={LEADS: ["teacher", "student", "volunteer"]}, replications=12,
        types={"tutoring": ["tutoring"]}, kept=tutoring(),
    )  # fmt: skip
    with drawing():
        (picture,) = [one for one in draw(Found(folder)) if "led-by" in one.key or "led_by" in one.key]
        axes = picture.draw(False).axes
    labels = [[text for _, text in one.xaxis.ticks(*one.get_xlim())] for one in axes]
    assert len(labels) == 2
    assert labels[0] == labels[1]
    assert len(labels[0]) == 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_option_with_other_closures_is_first_and_best_of_nothing(tmp_path, lang):
    folder = sweep(tmp_path / "r", {LEADS: ["student", "teacher"]})
    path = folder / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    assert {row["p_better"] for row in Found(folder).effects} != {None}
    assert Found(folder).regret
    path.write_text(json.dumps(told | {"unlike_closures": ["tutoring"]}), "utf-8")
    found = Found(folder, lang)
    assert {row["p_better"] for row in found.effects} == {None}
    assert found.regret == []
    text = flat(sweep_text(folder, lang))
    assert "†" in text
    first = found.words("sweep.lines.unlike", label="@", mean="", measure="").split("@")[1].split(" ")[1]
    assert first in " ".join(headline(found))
    assert found.words("lines.evidence", letter="C") not in " ".join(headline(found))
