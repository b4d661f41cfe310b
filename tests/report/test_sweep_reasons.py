"""Why a sweep withholds a margin or an order: the true reason, and none where there is nothing to say."""

import numpy as np
import pytest
from made_sweep_pages import HOURS, SHIFT
from made_sweeps import make_sweep
from report.test_sweep_pages import text_of

from simkansen.report import LANGUAGES, READERS, write_report
from simkansen.report.figures.sweep_along import draw
from simkansen.report.readings.sweep_answer import answers
from simkansen.report.readings.sweep_blocks import along
from simkansen.report.sweep.findings import sweep_text
from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text import about_people
from simkansen.report.sweep.text_effects import few, replicated
from simkansen.report.words import Words

HELP = "parameters.help_share"


def sampled(folder, points, replications, effect, **asked):
    """Points of a Latin hypercube over how much parents help."""
    return make_sweep(
        folder, effect, replications=replications, design={"method": "latin-hypercube", "n": points},
        points={HELP: np.linspace(0.5, 1.5, points).tolist()}, **asked,
    )  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("points", [2, 3])
def test_a_sample_of_few_points_lacks_points_and_not_replications(tmp_path, lang, points):
    folder = sampled(
        tmp_path / "r", points, 10, lambda s, v, r: [-v[HELP] * (2 if s == "a" else 1) - 0.1 * SHIFT[r]],
        scenarios=["baseline", "a", "b"],
    )  # fmt: skip
    found = Found(folder, lang)
    assert few(found) == found.words("sweep.no_interval_points", least="4")
    said = " ".join(answers(found, ["delay_weeks"]))
    assert found.words("sweep.page.too_few_points", least="4") in said
    assert found.words("sweep.page.too_few", least="10") not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_option_that_alone_lacks_points_is_named(tmp_path, lang):
    folder = sampled(
        tmp_path / "r", 3, 10, lambda s, v, r: [-(v[HELP] if s == "a" else 1) - 0.1 * SHIFT[r]],
        scenarios=["baseline", "a", "b"],
    )  # fmt: skip
    found = Found(folder, lang)
    label = found.telling.option(next(row for row in found.effects if row["scenario"] == "a"))
    assert few(found) == found.words("sweep.no_interval_points_of", labels=f"‘{label}’", least="4")


def test_of_a_cost_that_is_the_same_everywhere_no_margin_is_missing(tmp_path):
    folder = sampled(
        tmp_path / "r", 12, 1, lambda s, v, r: [-v[HELP], 100.0], measures=["delay_weeks", "cost"]
    )
    found = Found(folder)
    assert [row["half_width"] is None for row in found.effects] == [False, True]
    assert few(found) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("replications", "key"), [(2, "own_people_few"), (4, "own_people")])
def test_intervals_hold_who_is_simulated_where_enough_of_them_were_drawn(tmp_path, lang, replications, key):
    folder = sampled(
        tmp_path / "r", 12, replications, lambda s, v, r: [-v[HELP] - 0.1 * SHIFT[r]],
        manifest={"population": "redrawn", "schools_redrawn": True},
    )  # fmt: skip
    found = Found(folder, lang)
    assert about_people(found) == found.words(f"sweep.{key}", n=str(replications), least="4")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_school_is_told_that_points_of_a_sample_differ_in_other_things_too(tmp_path, lang):
    def effect(scenario, values, replication):
        return [-values[HOURS] - 0.1 * SHIFT[replication]]

    asked = {"types": {"tutoring": ["tutoring"]}, "replications": 12}
    chosen = make_sweep(
        tmp_path / "g", effect, design={"method": "grid"}, points={HOURS: [1.0, 2.0]}, **asked
    )
    points = {HOURS: [1.0, 2.0, 4.0] * 4, HELP: np.linspace(0.5, 1.5, 12).tolist()}
    drawn = make_sweep(
        tmp_path / "s", effect, design={"method": "latin-hypercube", "n": 12}, points=points, **asked
    )
    for folder, key in ((chosen, "along"), (drawn, "along_sampled")):
        found = Found(folder, lang)
        picture = next(picture for picture in draw(found) if picture.key == f"along-{HOURS}")
        note = along(found, picture, "", "").note
        told = "both" if key == "along_sampled" else "replications"
        assert note == found.words(f"sweep.plain.{key}", over=found.words(f"sweep.over.{told}"))
        differs = found.words("sweep.along.sampled")
        assert [differs in text for text in (note, picture.note)] == [key == "along_sampled"] * 2


def test_a_mean_along_a_value_is_known_no_better_than_the_same_mean_of_the_option(tmp_path):
    def effect(scenario, values, replication):
        return [-values[HOURS] - 0.01 * values[HELP] - 0.1 * SHIFT[replication]]

    points = {HOURS: [1.0, 2.0, 4.0] * 4, HELP: np.linspace(0.5, 1.5, 12).tolist()}
    for replications in (2, 12):
        folder = make_sweep(
            tmp_path / str(replications), effect, design={"method": "latin-hypercube", "n": 12},
            types={"tutoring": ["tutoring"]}, replications=replications, points=points,
        )  # fmt: skip
        found = Found(folder, "en")
        lines = [row for row in found.along if row["path"] == HOURS]
        [whole] = found.effects
        assert {row["interval_over"] for row in lines} == {whole["interval_over"]}
        if replications == 12:  # chance moves all of a line at once
            assert all(row["half_width"] > 0.03 for row in lines)


def test_no_share_of_runs_is_better_where_the_reference_has_none_of_what_is_counted(tmp_path):
    points = {HOURS: [float(n) for n in range(1, 25)]}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [0.2, 0.1], measures=["better_off", "worse_off"], replications=12,
        types={"tutoring": ["tutoring"]}, points=points, design={"method": "latin-hypercube", "n": 24},
    )  # fmt: skip
    found = Found(folder)
    assert [row["p_better"] for row in found.effects] == [1.0, None]
    assert all(row["p_better"] is None for row in found.along if row["measure"] == "worse_off")
    assert {check["measure"] for check in found.discovery[0]} == {"better_off"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_option_tried_at_one_point_of_a_sample_lacks_points_as_one_tried_at_two_does(tmp_path, lang):
    """What is at one value of all else has not been averaged over it, however often it was repeated."""
    kind = "interventions[a].led_by"
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-v[HELP] - 0.1 * SHIFT[r]], replications=12,
        scenarios=["baseline", "a"], kept={"a": [{"id": "a", "type": "tutoring"}]},
        points={kind: ["student", "teacher", "teacher"], HELP: [0.2, 0.4, 0.6]},
        cube={kind: [0.2, 0.7, 0.8], HELP: [0.2, 0.4, 0.6]}, design={"method": "latin-hypercube", "n": 3},
    )  # fmt: skip
    found = Found(folder, lang)
    rows = [(row[kind], row["half_width"], row["p_better"]) for row in found.effects]
    assert sorted(rows) == [("student", None, None), ("teacher", None, None)]
    assert few(found) == found.words("sweep.no_interval_points", least="4")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_failed_is_told_on_every_page_and_by_its_name_where_nothing_of_it_succeeded(tmp_path, lang):
    def effect(scenario, values, replication):
        return None if values[HOURS] == 9 else [-values[HOURS] + replication / 100]

    folder = make_sweep(
        tmp_path / "r", effect, points={HOURS: [1, 2, 9]}, design={"method": "grid"}, replications=12,
        types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    words = Words(lang)
    option = Found(folder, lang).telling.option({"scenario": "tutoring", HOURS: 9})
    failed = words("sweep.page.some_failed", n="12", all="72")
    never = words("sweep.page.never_finished", labels=f"‘{option}’")
    without = words(
        "sweep.best.without", measures=f"‘{words('sweep.gain.delay_weeks')}’", labels=f"‘{option}’"
    )
    write_report(folder, langs=[lang])
    for reader in READERS:
        page = text_of(folder, reader, lang)
        assert f"{failed} {never}" in page
        assert (without in page) == (reader != "school")
        assert page.count(without) <= 1
    text = " ".join(sweep_text(folder, lang).split())
    assert without in text
    assert {row["n_futures"] for row in Found(folder, lang).regret} == {12}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_future_has_all_options_that_is_why_none_is_best(tmp_path, lang):
    def effect(scenario, values, replication):
        return None if replication % 2 == ("a", "b").index(scenario) else [-1.0]

    folder = make_sweep(tmp_path / "r", effect, scenarios=["baseline", "a", "b"], replications=24)
    words = Words(lang)
    why = words("sweep.best.no_future", measures=f"‘{words('sweep.gain.delay_weeks')}’")
    assert why in " ".join(sweep_text(folder, lang).split())
    write_report(folder, langs=[lang])
    assert [page.count(why) for page in (text_of(folder, reader, lang) for reader in READERS)] == [0, 1, 1]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("points", [1, 2])
def test_a_rule_to_stop_is_not_met_by_what_has_no_value(tmp_path, lang, points):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [0.01 * r if r < 2 else None], replications=12,
        points={HOURS: [1, 2][:points]}, design={"method": "grid"},
        until={"measure": "delay_weeks", "half_width": 0.5},
    )  # fmt: skip
    words = Words(lang)
    half = Found(folder, lang).telling.asked("delay_weeks", 0.5)
    about = {"measure": words("sweep.gain.delay_weeks"), "n": "12", "half": half}
    key = "points_unknown" if points > 1 else "not_reached_unknown"
    assert replicated(Found(folder, lang)) == words(
        f"sweep.replicated.{key}", reached="0", points="2", **about
    )
    assert "?" not in replicated(Found(folder, lang))
