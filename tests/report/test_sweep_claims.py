"""What a sweep claims: evidence first, no best among ties, nothing of too few pupils, units in words."""

import csv
import json
import math
import re

import numpy as np
import pytest
from made_sweeps import make_sweep
from report.test_sweep_pages import text_of

from simkansen.chance import normals
from simkansen.cli import main
from simkansen.outcomes.measures import MEASURES
from simkansen.report import LANGUAGES, READERS, write_report
from simkansen.report.cautions import cautions
from simkansen.report.sweep import units
from simkansen.report.sweep.findings import Found, sweep_json, sweep_text
from simkansen.report.sweep.headline import headline
from simkansen.report.sweep.text_effects import few, few_counted, in_part
from simkansen.report.words import NBSP, Words
from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.sweep.analysis.along import along, by_size
from simkansen.sweep.analysis.pairs import order

pytestmark = pytest.mark.usefixtures("undrawn")

SHIFT = normals(5, "claims", np.arange(64))
LEADS, SWITCH = "interventions[tutoring].led_by", "interventions[tutoring]"
UNTRIED = {"en": "no trial known", "nl": "geen proef bekend"}
TYPES = {"tutoring": ["tutoring"], "school": ["bring-to-school"]}


def flat(text):
    return " ".join(text.replace(NBSP, " ").split())


def two_types(folder, **asked):
    """Tutoring, of which trials are known, and bringing pupils to school, of which none is."""
    gain = {"tutoring": 1.0, "school": 2.0}
    return make_sweep(
        folder, lambda s, v, r: [-gain[s] - 0.1 * SHIFT[r]], scenarios=["baseline", *gain], replications=12,
        types=TYPES, **asked,
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_and_show_give_the_evidence_before_what_simulations_count(tmp_path, lang):
    folder = two_types(tmp_path / "r")
    write_report(folder, langs=[lang])
    better = Words(lang)("sweep.head.better")
    told = [text_of(folder, reader, lang) for reader in READERS]
    for text in told:
        assert f"D ({UNTRIED[lang]}) 100%" in text
        assert f"{Words(lang)('head.evidence')} {better}" in text
        assert Words(lang)("ground.how") in text
    shown = sweep_text(folder, lang)
    evidence, first = Words(lang)("term.evidence"), better.split()[0]
    head = next(line for line in shown.splitlines() if evidence in line)
    assert head.index(evidence) < head.rindex(first)
    assert Words(lang)("ground.how") in flat(shown)
    said = {"en": "no trial of this approach is known", "nl": "van deze aanpak is geen proef bekend"}
    assert said[lang] in told[list(READERS).index("school")]


def test_json_and_csv_give_the_evidence_too(tmp_path, capsys):
    folder = two_types(tmp_path / "r")
    tables = sweep_json(folder)["tables"]
    found = {row["scenario"]: (row["evidence"], row["tried"]) for row in tables["effects"]}
    assert found["school"] == ("D", False)
    assert found["tutoring"][1]
    assert {row["scenario"]: row["evidence"] for row in tables["regret"]}["baseline"] is None
    assert main(["show", str(folder), "--csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {row["scenario"]: row["evidence"] for row in rows}["school"] == "D"
    names = list(rows[0])
    assert names.index("evidence") < names.index("p_better")


def test_an_option_is_graded_as_it_is_set(tmp_path):
    kept = {"tutoring": [{"id": "tutoring", "type": "tutoring", "led_by": "teaching-assistant"}]}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0 - 0.1 * SHIFT[r]], points={SWITCH: ["on", "off"]},
        replications=4, design={"method": "grid"}, kept=kept, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    assert [row["evidence"] is None for row in Found(folder).effects] == [False, True]
    folder = make_sweep(
        tmp_path / "s", lambda s, v, r: [-1.0], points={LEADS: ["teacher", "student"] * 10}, replications=1,
        design={"method": "latin-hypercube", "n": 20}, kept=kept, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    grid = make_sweep(
        tmp_path / "g", lambda s, v, r: [-1.0], points={LEADS: ["teacher", "student"]}, replications=1,
        design={"method": "grid"}, kept=kept, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    (whole,) = {row["evidence"] for row in Found(folder).effects}
    assert whole == max(row["evidence"] for row in Found(grid).effects)  # the weakest of what it may be


def three(folder, effects, **asked):
    return make_sweep(
        folder, lambda s, v, r: [-effects[s](r)], scenarios=["baseline", *effects], replications=12, **asked
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_options_that_do_the_same_none_is_called_the_best(tmp_path, lang):
    folder = three(tmp_path / "r", {"a": lambda r: 1 + 0.1 * SHIFT[r], "b": lambda r: 1 + 0.1 * SHIFT[r]})
    shares = {row["scenario"]: row["p_best"] for row in Found(folder).regret}
    assert shares == {"baseline": 0.0, "a": 0.5, "b": 0.5}
    write_report(folder, langs=[lang])
    for reader in READERS:
        text = text_of(folder, reader, lang)
        for claim in ("is the best in", "is de beste in", "Least is lost", "minst te verliezen"):
            assert claim not in text
    same = {"en": "do the same in every simulation", "nl": "doen in elke simulatie hetzelfde"}
    assert same[lang] in text_of(folder, "school", lang)
    half = {"en": "50%", "nl": "50%"}[lang]
    assert sum(half in line for line in sweep_text(folder, lang).splitlines()) == 2


@pytest.mark.parametrize(
    ("second", "known", "said"),
    [
        (lambda r: 0.5 + 0.1 * SHIFT[r], "told", "does most"),
        (lambda r: 0.999 + 0.1 * SHIFT[r] + 0.01 * SHIFT[r + 12], "close", "do about as much."),
        (lambda r: 0.99 + 0.5 * SHIFT[r + 12], "unknown", "which of them does more is not known"),
    ],
)
def test_options_do_about_as_much_only_where_their_difference_is_known_to_be_small(
    tmp_path, second, known, said
):
    folder = three(tmp_path / "r", {"a": lambda r: 1 + 0.1 * SHIFT[r], "b": second})
    found = Found(folder)
    assert order(found.study, "delay_weeks", *found.effects) == known
    write_report(folder, ["school", "policy"], ["en"])
    for reader in ("school", "policy"):
        text = text_of(folder, reader, "en")
        assert said in text
        assert ("the best in each" in text or "Least is lost" in text) == (known == "told")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_group_of_too_few_pupils_has_no_number_and_is_named(tmp_path, lang):
    small = "delay_weeks.parental_education.low"
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0 - 0.1 * SHIFT[r], -77.0 - SHIFT[r]], replications=12,
        measures=["delay_weeks", small], pupils={small: lambda scenario: 2.0},
    )  # fmt: skip
    write_report(folder, langs=[lang])
    tables = sweep_json(folder)["tables"]
    assert {row["measure"] for name in ("effects", "regret", "running-mean") for row in tables[name]} == {
        "delay_weeks"
    }
    for text in (flat(sweep_text(folder, lang)), *(text_of(folder, reader, lang) for reader in READERS)):
        assert "77" not in text
        assert {"en": "fewer than 10 pupils are in the group", "nl": "minder dan 10 leerlingen"}[lang] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_effect_on_the_few_who_are_reached_has_no_interval_and_is_not_called_the_best(tmp_path, lang):
    reached = {"baseline": 0.0, "few": 3.0, "many": 300.0}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [(20 if s == "few" else 5) + SHIFT[r]], replications=12,
        scenarios=list(reached), measures=["weeks_per_reached"],
        pupils={"weeks_per_reached": lambda scenario: reached[scenario]},
    )  # fmt: skip
    rows = {row["scenario"]: row for row in Found(folder).effects}
    assert [rows["few"][key] for key in ("half_width", "p05", "p95", "p_better")] == [None] * 4
    assert rows["few"]["mean"] == pytest.approx(20, abs=1)
    assert rows["many"]["half_width"] > 0
    assert {row["p_best"] for row in Found(folder).regret} == {None}
    write_report(folder, langs=[lang])
    for text in (flat(sweep_text(folder, lang)), *(text_of(folder, reader, lang) for reader in READERS)):
        assert {"en": "fewer than 10", "nl": "minder dan 10"}[lang] in text.replace("Fewer", "fewer")
        assert not re.search(r"does most|doet het meest|best in each|beste in alle", text)
        assert "4 replications or more" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_unit_of_every_measure_has_words(lang):
    words = Words(lang)
    kept = {one.unit for one in MEASURES.values() if one.told != "run"}
    assert kept == set(units.UNITS)
    for unit in kept:
        said = units.on_axis(words, unit)
        assert said
        assert unit.startswith("share") == ("%" in units.written(words, unit, 0.224))
        if lang == "nl" and unit not in ("SD", "SD per SD"):
            assert said != unit


@pytest.mark.parametrize(
    ("lang", "told", "axis"),
    [
        ("en", "22.4 ±0.9% of pupils", "% of pupils"),
        ("nl", "22,4 ±0,9% van de leerlingen", "% van de leerlingen"),
    ],
)
def test_a_share_is_told_in_per_cents_of_pupils(tmp_path, lang, told, axis):
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [0.224], measures=["better_off"], replications=4)
    telling = Found(folder, lang).telling
    row = {"measure": "better_off", "mean": 0.2241, "half_width": 0.0093}
    assert telling.mean(row, unit=True).replace(NBSP, " ") == told
    assert telling.axis_unit("better_off") == axis
    write_report(folder, langs=[lang])
    for reader in READERS:
        text = text_of(folder, reader, lang)
        assert "share of pupils" not in text.replace("Share of pupils better off", "")


def test_points_with_one_replication_each_have_intervals_and_no_line_that_denies_them(tmp_path):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-(1.0 if s == "a" else 0.2) * v["parameters.help_share"]],
        scenarios=["baseline", "a", "b"], replications=1, design={"method": "latin-hypercube", "n": 24},
        points={"parameters.help_share": np.linspace(0.5, 1.5, 24).tolist()},
    )  # fmt: skip
    text = flat(sweep_text(folder))
    assert "±" in text
    assert "How much is chance can be told from 4 replications of each on." in text
    write_report(folder, langs=["en"])
    for reader in READERS:
        assert "no ± and no 90% of runs is given" not in text_of(folder, reader, "en")


SIZE, HELP = "interventions[tutoring].group_size", "parameters.help_share"
WRITE = {"en": "Write ‘replications: 10’ or more", "nl": "Schrijf ‘replications: 10’ of meer"}
SAME = {"en": "‘Par’ gains the same (0.19 weeks) at each of the 24 points.",
        "nl": "‘par (nl)’ levert evenveel op (0,19 weken) op elk van de 24 punten."}  # fmt: skip


def sample_of(folder, replications, **asked):
    """Tutoring, which hangs on what is varied, and guiding parents, which nothing that is varied touches."""
    return make_sweep(
        folder, lambda s, v, r: [-0.19 if s == "par" else -0.1 * v[HELP]], replications=replications,
        scenarios=["baseline", "tutoring", "par"], design={"method": "latin-hypercube", "n": 24},
        points={HELP: np.linspace(0.5, 1.5, 24).tolist()}, types={"tutoring": ["tutoring"]}, **asked,
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_replication_of_a_sample_claims_no_order_and_says_what_to_write(tmp_path, lang):
    folder = sample_of(tmp_path / "r", 1)
    write_report(folder, langs=[lang])
    words = Words(lang)
    told = [flat(sweep_text(folder, lang)), *(text_of(folder, reader, lang) for reader in READERS)]
    assert [text.count(WRITE[lang]) for text in told] == [1, 1, 1, 1]
    school = told[list(READERS).index("school") + 1]
    begins = {"en": "’: (there|this|no|what) ", "nl": "’: (er|dit|van|wat) "}[lang]
    assert re.search(begins, school)  # what comes after a colon begins small
    for text in told[1:]:  # what is typed stands with how to make a page again
        assert WRITE[lang] in text.rpartition(words("section.reproduce"))[2]
    for text in told:
        for claim in ("head.better", "head.best", "head.regret"):
            assert words(f"sweep.{claim}") not in text
    shown = told[0]
    assert re.search(r" 0[.,]19 – ", shown)
    assert SAME[lang] in shown
    assert SAME[lang] in told[list(READERS).index("research") + 1]


def test_twelve_replications_of_the_same_sample_tell_which_option_is_better(tmp_path):
    text = flat(sweep_text(sample_of(tmp_path / "r", 12)))
    assert "Better in" in text
    assert "Best in" in text
    assert WRITE["en"] not in text


@pytest.mark.slow
def test_options_of_a_list_in_a_sample_are_told_per_value_and_of_a_range_as_a_mean(tmp_path):
    leads = ["teacher", "student"] * 12
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-(1.0 if v[LEADS] == "teacher" else 0.1) - 0.1 * SHIFT[r]],
        replications=12, design={"method": "latin-hypercube", "n": 24}, types={"tutoring": ["tutoring"]},
        points={LEADS: leads, SIZE: np.linspace(1, 3, 24).tolist()},
    )  # fmt: skip
    found = Found(folder).effects
    assert {row[LEADS]: round(-row["mean"] - 0.1 * SHIFT[:12].mean(), 6) for row in found} == {
        "teacher": 1.0, "student": 0.1,
    }  # fmt: skip
    text = flat(sweep_text(folder))
    assert "Each option is averaged over all that was varied of it: pupils in a group" in text
    assert "were tried at other points: that one does more is told where their own intervals" in text
    assert len(write_report(folder)) == 6


def test_what_an_option_of_a_grid_is_averaged_over_is_said_and_told_apart_where_it_is_on(tmp_path):
    closures, switch = "calendar.closures", "interventions[tutoring]"
    gains = {("actual", "on"): 0.6, ("none", "on"): 1.0}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-gains.get((v[closures], v[switch]), 0.0)],
        design={"method": "grid"},
        points={closures: ["actual", "actual", "none", "none"], switch: ["on", "off", "on", "off"]},
        types={"tutoring": ["tutoring"]}, kept={"tutoring": [{"id": "tutoring", "type": "tutoring"}]},
        manifest={
            "varied": [{"path": path, "kind": "lever", "dimension": path} for path in (closures, switch)]
        },
    )  # fmt: skip
    assert "averaged over what does not belong to it: closures" in flat(sweep_text(folder))
    told = {row["value"]: row["mean"] for row in along(Found(folder).study) if row["path"] == closures}
    assert told == {"actual": pytest.approx(-0.6), "none": pytest.approx(-1.0)}


def test_pupil_weeks_are_those_that_the_price_that_is_told_was_divided_by(tmp_path):
    """Prices 100 to 400 in the order of the weeks: 200 and 300 are in the middle, of 50 and 10 weeks."""
    runs = [(100.0, 90.0), (200.0, 50.0), (300.0, 10.0), (400.0, 70.0)]
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-0.3, runs[r][0] * runs[r][1], runs[r][0]],
        measures=("delay_weeks", "cost", "cost_per_week"), replications=4, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    assert "in the run of that price, or the two around it: ‘Tutoring’ 10 to 50." in flat(sweep_text(folder))
    write_report(folder, langs=["en"])
    for reader in READERS:  # a price stands beside them on every page
        page = flat(text_of(folder, reader, "en"))
        assert "divided by pupil-weeks" in page
        assert "10 to 50" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_price_that_some_runs_have_none_of_says_of_how_many_it_is(tmp_path, lang):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-0.3, 16000.0, 200.0] if r < 5 else [0.0, 0.0, None],
        measures=("delay_weeks", "cost", "cost_per_week"), replications=12, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    said = {"en": "(price of 5 of 12 runs) 200", "nl": "(prijs van 5 van 12 simulaties) 200"}[lang]
    assert said in flat(sweep_text(folder, lang))
    beside = {"en": "of 5 of 12 simulations", "nl": "van 5 van 12 simulaties"}[lang]
    write_report(folder, langs=[lang])
    for reader in ("policy", "school"):
        page = flat(text_of(folder, reader, lang))
        assert beside in page
        assert Words(lang)("sweep.glance.price") not in page


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("good", "middle"), [(5, math.inf), (6, math.inf), (7, 200.0), (12, 200.0)])
def test_money_that_is_spent_in_vain_is_dearer_than_any_price(tmp_path, lang, good, middle):
    """As of a run (`simkansen.outcomes.prices`): no median leaves out what recovers nothing."""
    for place, price in enumerate((math.inf, None)):  # as runs keep it, and as folders of before did
        folder = make_sweep(
            tmp_path / str(place), lambda s, v, r, price=price: [-0.3, 16000.0, 200.0 if r < good else price],
            measures=("delay_weeks", "cost", "cost_per_week"), replications=12,
            types={"tutoring": ["tutoring"]},
        )  # fmt: skip
        (row,) = (one for one in sweep_json(folder)["tables"]["effects"] if one["measure"] == "cost_per_week")
        assert row["n_runs"] == 12
        assert row["median"] == (None if middle == math.inf else 200.0)
        assert row["p95"] == (200.0 if good == 12 else None)
        assert row["recovers_nothing"] == pytest.approx(1 - good / 12)
        words = Words(lang)
        none = words("money.none")
        told = "200" if good == 12 else words("form.to", low="200", high=none)
        assert none in flat(sweep_text(folder, lang))
        write_report(folder, langs=[lang])
        for reader in READERS:
            page = flat(text_of(folder, reader, lang))
            assert f" {none if middle == math.inf else 200} {told} 12 " in page
            assert not re.search(r"\b(inf|nan)\b", page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pupil_weeks_that_a_price_is_of_are_told_beside_the_cost(tmp_path, lang):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-0.3, 16000.0, 200.0],
        measures=("delay_weeks", "cost", "cost_per_week"), replications=12, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    text = flat(sweep_text(folder, lang))
    assert {
        "en": "in the run of that price, or the two around it: ‘Tutoring’ 80.",
        "nl": "in de simulatie met die prijs, of de twee eromheen: ‘tutoring (nl)’ 80.",
    }[lang] in text
    assert {"en": "left school in between", "nl": "intussen van school ging"}[lang] in text


def test_a_group_of_a_level_is_called_as_on_pages_of_runs():
    assert Words("en").group("groep", "8").replace(NBSP, " ") == "groep 8 (grade 6)"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_is_simulated_is_told_with_its_range_and_with_one_replication_in_no_interval(tmp_path, lang):
    redrawn = {"population": "redrawn", "schools_redrawn": True}
    folder = sample_of(tmp_path / "r", 12, manifest={**redrawn, "pupils": 1036, "pupils_range": [800, 1400]})
    write_report(folder, langs=[lang])
    many = {"en": "2 schools with about 1,036 pupils (800 to 1,400) of",
            "nl": "2 scholen met ongeveer 1.036 leerlingen (800 tot 1.400) van"}  # fmt: skip
    told = [flat(sweep_text(folder, lang)), *(text_of(folder, reader, lang) for reader in READERS)]
    assert many[lang] in told[0]
    assert all(re.search(r"1[.,]036 [\w ]*\(800 \w+ 1[.,]400\)", text) for text in told)
    assert Words(lang)("sweep.own_people") in told[0]
    once = flat(sweep_text(sample_of(tmp_path / "once", 1, manifest=redrawn), lang))
    assert Words(lang)("sweep.own_people") not in once
    assert Words(lang)("sweep.own_people_once", fewest="10") in once


def test_how_well_the_means_are_known_is_the_widest_interval_of_the_table(tmp_path):
    size = "interventions[tutoring].group_size"
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0 - 0.1 * v[size] * SHIFT[r]], points={size: [0, 3]},
        replications=12, design={"method": "grid"}, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    text = flat(sweep_text(folder))
    widest = max(re.findall(r"\d ±(\d\.\d+)", text))
    assert f"are known within ±{widest} weeks (‘In groups of 3 pupils’ the least)" in text


def test_values_beyond_the_evidence_are_named_with_what_it_allows(tmp_path):
    path = "beyond_prior.programme_hour"
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0], points={path: [20, 50]}, replications=4,
        design={"method": "grid"},
    )  # fmt: skip
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    manifest["varied"][0]["beyond_prior"] = {"values": [20.0, 50.0], "allowed": [0.4747, 3.0324]}
    file.write_text(json.dumps(manifest), encoding="utf-8")
    write_report(folder, ["school"], ["nl"])
    assert "(programme_hour) 20 en 50 (de onderbouwing laat 0,475 tot 3,032 toe)" in text_of(
        folder, "school", "nl"
    )
    assert "20 and 50 (the evidence allows 0.475 to 3.032)" in flat(sweep_text(folder))
    manifest["varied"][0]["beyond_prior"] = {"range": [20.0, 50.0], "allowed": [2.0, 2.0]}
    assert "20 to 50 (the evidence has 2)" in flat(" ".join(cautions(Words("en"), manifest, str)))


def test_values_on_an_axis_stand_by_their_size():
    assert by_size(["25%", "5%", "100%", "0.1"]) == ["5%", "0.1", "25%", "100%"]
    assert by_size(["product", "9", "ces", "10"]) == ["9", "10", "ces", "product"]


def test_where_what_fails_is_of_too_few_pupils_points_are_not_said_to_be_too_few(tmp_path):
    small = "delay_weeks.parental_education.low"
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-v["parameters.help_share"], 100.0], measures=[small, "cost"],
        points={"parameters.help_share": np.linspace(-1, 1, 24).tolist()}, replications=4,
        design={"method": "latin-hypercube", "n": 24}, pupils={small: lambda scenario: 2.0},
        fails={"measure": small, "gain_below": 0.1}, until={"measure": small, "half_width": 0.1},
    )  # fmt: skip
    text = flat(sweep_text(folder))
    assert "too few to look for conditions" not in text
    assert "Fewer than 20 points" not in text
    assert len(write_report(folder)) == 6


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sweep_of_eight_replications_counts_them_and_tells_no_order_as_a_run_of_eight_does(tmp_path, lang):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-{"a": 1.0, "b": 0.5}[s] - 0.1 * SHIFT[r]], replications=8,
        scenarios=["baseline", "a", "b"],
    )  # fmt: skip
    found = Found(folder, lang)
    assert order(found.study, "delay_weeks", *found.effects) == "unknown"
    assert {row["p_best"] for row in found.regret} == {None}
    write_report(folder, langs=[lang])
    of, said = {"en": ("8 of 8", "no order is told"), "nl": ("8 van 8", "is er geen volgorde")}[lang]
    for text in (flat(sweep_text(folder, lang)), *(text_of(folder, reader, lang) for reader in READERS)):
        assert "100%" not in text
        assert said in text
    assert of in flat(sweep_text(folder, lang))
    for claim in ("does most", "the best in", "doet het meest", "de beste in"):
        assert claim not in text_of(folder, "policy", lang)


@pytest.mark.parametrize(("behind", "known"), [(1, "told"), (4, "unknown")])
def test_an_order_is_told_where_nine_in_ten_futures_show_it_as_of_a_run(tmp_path, behind, known):
    def effect(scenario, values, replication):
        return [-1.0 if scenario == "b" else -0.9 if replication < behind else -2.0]

    folder = make_sweep(tmp_path / "r", effect, replications=24, scenarios=["baseline", "a", "b"])
    found = Found(folder, "en")
    first, second = sorted(found.effects, key=lambda row: row["mean"])
    assert order(found.study, "delay_weeks", first, second) == known


def test_options_with_the_same_evidence_are_graded_together_without_their_names(tmp_path):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0 - 0.1 * SHIFT[r]], scenarios=["baseline", "a", "b"],
        replications=12, types={"a": ["bring-to-school"], "b": ["bring-to-school"]},
    )  # fmt: skip
    write_report(folder, ["policy"], ["en"])
    assert "Evidence: D (no trial known)." in text_of(folder, "policy", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("replications", [2, 6])
def test_that_simulations_are_few_is_said_once_on_each_page_whatever_is_measured(
    tmp_path, lang, replications
):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-0.1 * SHIFT[r] - (s == "b"), 0.2, 0.1],
        scenarios=["baseline", "a", "b"], measures=["delay_weeks", "weeks_per_reached", "better_off"],
        replications=replications, drawn=False,
    )  # fmt: skip
    found = Found(folder, lang)
    for_research = few_counted(found) or few(found)
    plainly = few_counted(found) or found.words(
        "sweep.page.too_few", least=found.words.number(FEWEST_COUNTED)
    )
    write_report(folder, langs=[lang])
    for reader, said in zip(READERS, (plainly, plainly, for_research), strict=True):
        assert text_of(folder, reader, lang).count(flat(said)) == 1, reader
    assert flat(sweep_text(folder, lang)).count(flat(for_research)) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_group_that_only_some_runs_have_says_of_how_many_and_has_no_order(tmp_path, lang):
    low = "delay_weeks.parental_education.low"
    folder = make_sweep(
        tmp_path / "r",
        lambda s, v, r: [(-2.0 if s == "a" else -1.0) - 0.1 * SHIFT[r], -3.0 if s == "a" else -1.0],
        scenarios=["baseline", "a", "b"], replications=12, measures=["delay_weeks", low],
    )  # fmt: skip
    assert in_part(Found(folder, lang)) == ""
    partly = make_sweep(
        tmp_path / "partly",
        lambda s, v, r: [(-3.0 if s == "a" else -1.0) - 0.1 * SHIFT[r] if r < 7 else None,
                         (-2.0 if s == "a" else -1.0) - 0.1 * SHIFT[r]],
        scenarios=["baseline", "a", "b"], replications=12, measures=[low, "delay_weeks"],
    )  # fmt: skip
    found = Found(partly, lang)
    assert in_part(found, kept=["none of these"]) == ""  # a page names no number that it has not
    said = in_part(found)
    assert said.count({"en": "of 7 of 12", "nl": "over 7 van de 12"}[lang]) == 2
    assert flat(said) in flat(sweep_text(partly, lang))
    row = next(row for row in found.effects if row["measure"] == low)
    assert found.telling.share(row["p_better"], row["n_runs"]) == {"en": "7 of 7", "nl": "7 van 7"}[
        lang
    ].replace(" ", NBSP)
    write_report(partly, ["policy"], [lang])
    most = {"en": "does most", "nl": "doet het meest"}[lang]
    answer = flat(text_of(partly, "policy", lang)).split(found.telling.gain("delay_weeks"))[0]
    assert most not in answer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_points_that_share_few_simulations_are_not_counted_as_runs_that_are_better(tmp_path, lang):
    """Four replications at two values of a parameter are eight runs, and four independent simulations."""
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0 - 0.1 * SHIFT[r]], replications=4, design={"method": "grid"},
        points={"parameters.help_share": [0.6, 0.9]}, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    of = Words(lang)("form.of", k="8", n="8")
    head = Words(lang)("sweep.head.better")
    write_report(folder, langs=[lang])
    for text in (sweep_text(folder, lang), *(text_of(folder, reader, lang) for reader in READERS)):
        assert of not in flat(text)
        assert head not in flat(text)
    assert of not in " ".join(headline(Found(folder, lang)))
