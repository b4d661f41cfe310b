"""The validation table: complete, apart from the calibration, judged as it says, and shown as it is."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import worlds

import simkansen as package
from simkansen.evidence import compared_basis, load_compared, load_register, posterior_file
from simkansen.evidence.files import FOLDER
from simkansen.evidence.register import register_file
from simkansen.fitting.study import ClosureStudy, study_calendar
from simkansen.fitting.trials import trials
from simkansen.fitting.trials.trials import load_trials
from simkansen.fitting.validation import validation
from simkansen.fitting.validation.closure import (
    CAUSES,
    PARENTS,
    ClosureLoss,
    closed_weeks,
    half_as_long,
    made_equal,
    share_with_cause,
    simulate_closure,
)
from simkansen.fitting.validation.comparison import Comparison, Width
from simkansen.fitting.validation.measures import (
    change_in_1f,
    delay,
    effect,
    growth_share,
)
from simkansen.fitting.validation.rivals import FOUNDING_CLAIMS, RIVALS
from simkansen.fitting.validation.sample import (
    ALL,
    MATHS,
    READING,
    DrawSample,
    at_lower_ses_schools,
    everyone,
    fitted,
    of_level,
)
from simkansen.fitting.validation.targets import COMPARISONS, UNCOUNTED
from simkansen.fitting.validation.validation import drawn, one_draw, row_of, table, validate
from simkansen.fitting.validation.verdict import (
    ComparedFigure,
    share_above_zero,
    spread,
    verdict,
    verdict_on_sign,
)
from simkansen.fitting.validation.words import (
    NoMarkersError,
    how_made,
    markdown,
    model,
    number,
    published,
    tallied,
    with_block,
)
from simkansen.identity import COMPARED, moved
from simkansen.runs.plan import file_digest

KEYS = tuple(ComparedFigure.__dataclass_fields__)
PACKAGE = Path(package.__file__).parent
PAGE = (PACKAGE.parent / "docs" / "validation.md").read_text(encoding="utf-8")
REGISTER = load_register()
VALIDATION = {name for name, entry in REGISTER.items() if entry.use == "validation"}
ROWS = {one.id: one for one in COMPARISONS}

# Complete.


def test_every_validation_target_of_the_register_has_a_row_and_nothing_else_is_counted():
    assert {one.entry for one in COMPARISONS if one.id not in UNCOUNTED} == VALIDATION


def test_what_is_not_counted_contradicts_something_and_is_no_validation_target():
    assert all(one.against and one.entry not in VALIDATION for one in RIVALS)
    assert [one.id for one in COMPARISONS if one.against] == [one.id for one in RIVALS]
    assert {one.entry for one in RIVALS} - set(REGISTER) == set(FOUNDING_CLAIMS)


def test_both_sides_of_every_disagreement_stand_in_the_table():
    trials = {trial.id for trial in load_trials()}
    there = {one.entry for one in COMPARISONS}
    for sides in (("SEED-03", "ENG-02"), ("E21", "E25", "EXT-01", "EXT-02", "EXT-03"),
                  ("E47", "NT2-01", "NT2-02")):  # fmt: skip
        assert set(sides) - there <= trials


def test_a_row_whose_figure_is_fitted_to_says_that_it_is_no_test():
    uses = {one.id: REGISTER[one.entry].use for one in COMPARISONS if one.entry in REGISTER}
    fitted = {name for name, use in uses.items() if use == "calibration"}
    assert fitted == {"ENG-02 high"}
    assert "no test of its own" in row_of(ROWS["ENG-02 high"], [-0.07], REGISTER).note


def test_the_figures_of_the_rival_that_is_fitted_to_are_those_of_the_register():
    entry, published = REGISTER["ENG-02"], ROWS["ENG-02 high"].published(REGISTER)
    assert f"high {published.value:.3f}" in entry.derivation
    error = float(re.search(r"se: high ([\d.]+)", entry.uncertainty)[1])
    per_point = published.value / entry.value["high"]
    assert published.high - published.value == pytest.approx(1.96 * error * per_point, abs=0.0005)


def test_every_figure_of_a_target_with_several_has_a_row():
    asked = {
        f"{name} {part}"
        for name in VALIDATION
        if isinstance(value := REGISTER[name].value, Mapping)
        for part in value
    }
    assert asked <= set(ROWS)


def test_no_row_has_the_id_of_another():
    assert len(ROWS) == len(COMPARISONS)


def test_the_founding_documents_come_first():
    founding = [one.entry.startswith("SEED-") for one in COMPARISONS]
    assert founding == sorted(founding, reverse=True)


def test_rows_that_wait_say_for_what():
    waiting = {one.entry: one.how for one in COMPARISONS if one.measure is None}
    rivals = {"E21", "E25", "E47", "EXT-02", "EXT-03", "NT2-01", "NT2-02"}
    assert set(waiting) == {"HAE-12", "VO-01", "MBO-02"} | rivals
    assert all("waits for" in how for how in waiting.values())


# Apart from the calibration.


def reached_from(module: str) -> set[str]:
    """All modules of the package that a module imports, whenever and however far away."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = PACKAGE.parent.joinpath(*name.split("."))
        source = path.with_suffix(".py") if path.with_suffix(".py").is_file() else path / "__init__.py"
        if name in found or not source.is_file():
            continue
        found.add(name)
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                waiting += [alias.name for alias in node.names]
    return found


def within(modules: set[str], *rooms: str) -> set[str]:
    """Those that are in one of some rooms, or are called so."""
    return {name for name in modules if set(name.split(".")) & set(rooms)}


@pytest.mark.slow
def test_the_calibration_reaches_nothing_of_the_validation():
    reached = reached_from("simkansen.fitting.calibration.calibration")
    reached |= reached_from("simkansen.cli.verbs.calibrate")
    of_both = {"simkansen.fitting.calibration.problem", "simkansen.fitting.measures", "simkansen.evidence"}
    assert of_both <= reached
    assert within(reached, "validation", "validate", "staff_view", "trials") == set()


def test_the_validation_reaches_nothing_of_the_calibration():
    reached = reached_from("simkansen.fitting.validation.validation")
    assert {"simkansen.fitting.validation.closure", "simkansen.fitting.study"} <= reached
    assert within(reached, "calibration", "calibrate", "problem", "smc", "measurement") == set()
    assert "simkansen.fitting.measures" not in reached


# Judged as it says.


@pytest.mark.parametrize(
    ("published", "median", "tolerance", "expected"),
    [
        ((0.85, 0.825, 0.875), 0.83, 0.075, "hit"),
        ((0.85, 0.825, 0.875), 0.875, 0.0, "hit"),  # The end of what the source allows is in it.
        ((0.85, 0.825, 0.875), 0.78, 0.075, "near"),
        ((0.85, 0.825, 0.875), 0.775, 0.07, "miss"),  # Off from the figure, not from its nearest end.
        ((-9.4, -9.45, -9.35), -4.8, 4.7, "near"),
        ((-9.4, -9.45, -9.35), -4.6, 4.7, "miss"),
        ((0.12, 0.03, 0.21), 0.029, 0.0, "miss"),
    ],
)
def test_a_number_is_judged_by_the_median(published, median, tolerance, expected):
    assert verdict(*published, median, tolerance) == expected


def test_a_wider_interval_of_the_model_scores_no_better():
    narrow, wide = [0.70, 0.71, 0.72], [0.2, 0.71, 0.9]
    one = ROWS["SEED-01"]
    assert row_of(one, narrow, REGISTER).verdict == row_of(one, wide, REGISTER).verdict == "miss"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.85] * 8, None),
        ([0.85] * 6 + [0.5] * 2, None),
        ([0.85] * 5 + [0.5] * 3, "thin: by themselves a hit or near would be 5 of 8 draws"),
        ([0.85] * 5 + [0.5] * 3 + [float("nan")] * 2, "no answer in 2 of 10 draws"),
    ],
)
def test_thin_verdicts_and_draws_without_an_answer_are_told(values, said):
    row = row_of(ROWS["SEED-01"], values, REGISTER)
    assert row.verdict == "hit"
    assert ("thin" in row.note) == bool(said)
    assert said is None or said in row.note


def test_a_direction_has_no_published_number_and_just_holding_is_thin():
    row = row_of(ROWS["HAE-02 siblings"], [1.0] * 9 + [-1.0], REGISTER)
    assert (row.published, row.published_low, row.published_high) == (None, None, None)
    assert (row.median, row.p05, row.p95, row.verdict) == (0.9, None, None, "hit")
    assert "thin: it holds in 9 of 10 draws" in row.note
    assert published(row.as_dict()) == "direction"
    assert model(row.as_dict()) == "0.9"


@pytest.mark.parametrize(
    ("probability", "expected"), [(1, "hit"), (0.9, "hit"), (0.5, "near"), (0.49, "miss")]
)
def test_a_sign_is_judged_by_the_share_of_draws(probability, expected):
    assert verdict_on_sign(probability) == expected


def test_the_interval_holds_nine_in_ten_draws_and_leaves_out_those_without_a_number():
    assert spread([*range(101), float("nan")]) == pytest.approx((50.0, 5.0, 95.0))
    assert spread([float("nan")]) is None
    assert share_above_zero([1.0, -1.0, 2.0, float("nan")]) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("SEED-01", (0.85, 0.825, 0.875)),
        ("SEED-03 maths", (1.0, 1.0, 1.0)),
        ("SEED-05", (0.89, 0.885, 0.895)),
        ("SEED-06", (-3.9, -3.95, -3.85)),
        ("SEED-11", (3.5, 3.0, 4.0)),
        ("SEED-14", (0.785, 0.74, 0.83)),
        ("SEED-15 light", (0.43, 0.43 - 1.645 * 0.02, 0.43 + 1.645 * 0.02)),
        ("VO-01 reading_vmbo", (40.0, 40.0, 40.0)),
    ],
)
def test_published_figures_come_from_the_register_with_the_width_that_is_told(row, expected):
    assert ROWS[row].published(REGISTER) == pytest.approx(expected)


def test_every_single_number_tells_why_it_is_as_wide_as_it_is():
    silent = [
        one.id
        for one in COMPARISONS
        if one.measure and not one.sign and not one.given and not one.width.why
        and isinstance(REGISTER[one.entry].value, int | float) and one.entry != "SEED-03"
    ]  # fmt: skip
    assert silent == []


def test_near_is_half_of_the_published_effect_from_where_no_closure_would_have_left_it():
    assert ROWS["SEED-01"].allowed(0.85) == pytest.approx(0.075)
    assert ROWS["SEED-08"].allowed(-9.4) == pytest.approx(4.7)
    assert ROWS["SEED-16"].allowed(0.57) == pytest.approx(0.10)
    assert ROWS["SEED-03 maths"].allowed(1.0) == pytest.approx(0.075)


def test_a_row_without_numbers_waits_and_one_that_misses_says_what_would_fix_it():
    width = Width(0.025, "about")
    one = Comparison(entry="SEED-01", measure=lambda sample: 0.0, how="so", width=width, null=1.0, fix="that")
    assert row_of(one, [], REGISTER).verdict == "waits"
    assert row_of(one, [], REGISTER).median is None
    assert row_of(one, [0.85, 0.86], REGISTER).note == "so; published width: about"
    missed = row_of(one, [0.5, 0.5], REGISTER)
    assert (missed.verdict, missed.p05, missed.p95) == ("miss", 0.5, 0.5)
    assert missed.note == "so; published width: about; to fix it: that"


def test_the_table_has_every_row_whatever_the_draws_hold():
    rows = table([], REGISTER)
    assert [row.id for row in rows] == [one.id for one in COMPARISONS]
    assert {row.verdict for row in rows} == {"waits"}
    told = "id quantity unit published published_low published_high median p05 p95 verdict note"
    assert tuple(rows[0].as_dict()) == tuple(told.split())


# Measured as it says.


def sample_of(skill_lost: float, **changes: float) -> DrawSample:
    """A town whose pupils grow half an SD a year and lose a number of SD in the first closure."""
    town = worlds.town(4)
    n = len(town.pupils.school)
    start = np.linspace(-2.0, 2.0, n)[:, np.newaxis].repeat(3, axis=1)
    moments = {"start-2019": 0.0, "mid-2020": 0.25, "end-2020": 0.45, "year-2020": 0.5}
    later = {"start-2020": 0.0, "mid-2021": 0.25, "end-2021": 0.45, "year-2021": 0.5}
    normal = {name: start + grown for name, grown in (moments | later).items()}
    spared = {"start-2019", "mid-2020"}
    closed = {name: skill - (0.0 if name in spared else skill_lost) for name, skill in normal.items()}
    study = ClosureStudy(town, study_calendar(), closed, normal, state=None)
    closure = ClosureLoss(np.full((n, 3), skill_lost), {}, np.full((n, 3), skill_lost / 2))
    return DrawSample(study, closure, worlds.parameters(changes), worlds.KEY)


def test_growth_is_told_as_a_share_of_that_with_no_closure():
    assert growth_share(everyone, MATHS, sample_of(0.1)) == pytest.approx(0.8)


def test_delay_counts_teaching_weeks_of_normal_growth():
    sample = sample_of(0.1)
    weeks = study_calendar().teaching[1:46].sum()  # from the end of the first week to that of the last
    assert delay(everyone, "end-2020", ALL, 1.0, sample) == pytest.approx(0.1 / (0.5 / weeks))
    assert delay(everyone, "end-2020", ALL, 4.0, sample) == pytest.approx(0.1 / (0.5 / weeks) / 4.0)


def test_an_effect_of_a_loss_is_below_zero():
    assert effect(everyone, ("end-2020", "end-2021"), READING, sample_of(0.1)) == pytest.approx(-0.1)


def test_the_bar_of_1f_is_cleared_by_its_norm_with_no_closure():
    assert change_in_1f(None, 0, sample_of(0.0)) == 0.0
    sample = sample_of(0.0)
    leavers = of_level(8, sample)
    skill = sample.study.normal["year-2020"][leavers, 0]
    below = sample.study.closed["year-2020"].copy()
    below[np.flatnonzero(leavers)[np.argsort(skill)[: skill.size // 2]], 0] = -9.0
    lower = replace(sample, study=replace(sample.study, closed={**sample.study.closed, "year-2020": below}))
    assert change_in_1f(None, 0, lower) == pytest.approx(-35.0, abs=2.0)


def test_schools_of_lower_ses_are_those_where_more_than_half_stand_low():
    sample = sample_of(0.0, lower_ses_share=0.33)
    rows, pupils = at_lower_ses_schools(sample), sample.population.pupils
    bound = np.quantile(pupils.ses, 0.33)
    for school in np.unique(pupils.school):
        low = (pupils.ses[pupils.school == school] <= bound).mean()
        if abs(low - 0.5) > 0.02:
            assert rows[pupils.school == school].all() == (low > 0.5)


def test_a_plane_is_fitted_with_weights():
    x = np.array([0.0, 1.0, 2.0, 5.0])
    y = np.array([1.0, 3.0, 5.0, 99.0])
    np.testing.assert_allclose(fitted(y, np.array([1.0, 1.0, 1.0, 0.0]), x), [1.0, 2.0], atol=1e-12)


def test_the_cause_that_would_have_spared_a_class_most_is_its_main_cause():
    klass = np.array([0, 0, 1, 2])
    spared = {PARENTS: np.array([0.2, 0.2, 0.1, -0.1]), "other": np.array([0.3, 0.0, 0.2, -0.2])}
    assert share_with_cause(spared, klass, np.ones(4), PARENTS) == pytest.approx(1 / 3)


def test_made_equal_changes_the_columns_of_one_cause_for_the_disadvantaged_alone():
    town = worlds.town(4)
    equal = made_equal(town, CAUSES["devices and connection"], worlds.KEY)
    target = np.zeros(len(town.households.parents), dtype=bool)
    target[town.pupils.household[town.pupils.target == 1]] = True
    assert (equal.households.devices[~target] == town.households.devices[~target]).all()
    assert (equal.households.devices[target] != town.households.devices[target]).any()
    assert equal.households.devices[target].mean() > town.households.devices[target].mean()
    assert (equal.households.parent_hours == town.households.parent_hours).all()
    assert (equal.pupils.digital_skill == town.pupils.digital_skill).all()


def test_parental_support_holds_the_dutch_that_parents_help_in_and_not_the_dutch_heard():
    town = worlds.town(4)
    equal = made_equal(town, CAUSES[PARENTS], worlds.KEY).households
    target = np.zeros(len(town.households.parents), dtype=bool)
    target[town.pupils.household[town.pupils.target == 1]] = True
    assert equal.parent_language[target].mean() > town.households.parent_language[target].mean()
    assert (equal.language_at_home == town.households.language_at_home).all()
    heard = made_equal(town, CAUSES["language"], worlds.KEY).households
    assert (heard.parent_language == town.households.parent_language).all()
    assert heard.language_at_home[target].mean() > town.households.language_at_home[target].mean()


def test_a_closure_half_as_long_opens_the_last_weeks():
    calendar, shorter = study_calendar(), half_as_long(study_calendar())
    weeks, left = closed_weeks(calendar), closed_weeks(shorter)
    assert left.tolist() == weeks[: len(weeks) // 2].tolist()
    assert (shorter.in_school[weeks[len(weeks) // 2 :]] == 1.0).all()
    assert (shorter.remote[weeks[len(weeks) // 2 :]] == 0.0).all()
    assert (calendar.in_school[weeks, 0] == 0.0).all()


@pytest.mark.slow
def test_the_model_answers_every_row_that_does_not_wait():
    town = worlds.town(40)  # Enough for a school of lower SES.
    shared = validation.DrawInputs(town, worlds.parameters(), True)
    found = one_draw(shared, (2020, 0))
    assert set(found) == {one.id for one in COMPARISONS if one.measure}
    assert [name for name, value in found.items() if not np.isfinite(value)] == []
    assert 0.0 < found["SEED-01"] < 1.0
    assert found["GER-02 length"] > 0.0


def test_equal_homes_spare_the_disadvantaged_and_nobody_else():
    town = worlds.town(4)
    closure = simulate_closure(town, worlds.parameters(), worlds.KEY)
    spared, target = closure.spared[PARENTS], town.pupils.target == 1
    assert np.nanmean(spared[target]) > 0.0
    assert abs(np.nanmean(spared[~target])) < np.nanmean(spared[target]) / 10.0


def test_how_staff_look_is_drawn_in_every_draw_and_kept_at_one_value_with_point():
    known = worlds.parameters()
    assert len({drawn(known, 2020, draw, False)["survey_light"] for draw in range(3)}) == 3
    assert len({drawn(known, 2020, draw, True)["survey_light"] for draw in range(3)}) == 1


# Kept and shown.


def constant(shared, item):
    made.append(item)
    return {one.id: 0.5 for one in COMPARISONS if one.measure}


made: list[tuple[int, int]] = []


@pytest.mark.slow
def test_what_is_finished_is_not_done_again_unless_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(validation, "one_draw", constant)
    made.clear()
    first = validate(2, schools=2, results=tmp_path, workers=1)
    again = validate(2, schools=2, results=tmp_path, workers=1)
    assert made == [(2020, 0), (2020, 1)]
    assert first == again
    validate(3, schools=2, results=tmp_path, workers=1)
    assert made[2:] == [(2020, 2)]
    validate(1, schools=2, results=tmp_path, workers=1, fresh=True)
    assert made[3:] == [(2020, 0)]


@pytest.fixture
def program(tmp_path, monkeypatch, capsys):
    """Run the program on draws that are all the same."""
    from simkansen.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(validation, "one_draw", constant)
    monkeypatch.setattr(validation, "SCHOOLS", 2)
    monkeypatch.setattr(validation.validate, "__kwdefaults__", {**validate.__kwdefaults__, "schools": 2})

    def run(*words):
        code = main(["validate", "--draws", "1", "--workers", "1", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_json_has_a_list_of_rows_with_exactly_the_keys_and_misses_end_with_0(program):
    code, out, _ = program("--json")
    rows = json.loads(out)
    assert code == 0
    assert all(tuple(row) == KEYS for row in rows)
    assert [row["id"] for row in rows] == [one.id for one in COMPARISONS]
    assert "miss" in {row["verdict"] for row in rows}
    waiting = next(row for row in rows if row["id"] == "VO-01 maths_all")
    assert (waiting["verdict"], waiting["median"], waiting["published"]) == ("waits", None, 14.0)


def test_the_terminal_names_every_row_and_the_reasons_of_misses(program):
    code, out, err = program()
    assert code == 0
    assert all(one.id in out for one in COMPARISONS)
    assert "Where the model is off:" in out
    assert "Next: simkansen validate --trials" in err


def test_a_page_is_updated_between_its_markers(program, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- validation targets -->\noutdated\n<!-- end validation targets -->\nafter\n")
    assert program("--update", str(page))[0] == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "outdated" not in text
    assert "| SEED-01 |" in text


def test_the_page_of_the_checkout_has_its_rows_written_for_the_package_and_no_other_page(
    program, tmp_path, monkeypatch
):
    from simkansen.cli.verbs import validate as verb

    written = []
    monkeypatch.setattr("simkansen.evidence.write_compared", lambda *found: written.append(found) or tmp_path)
    for name in ("mine.md", "docs.md"):
        page = tmp_path / name
        page.write_text("<!-- validation targets -->\n<!-- end validation targets -->\n")
        monkeypatch.setattr(verb, "_PAGE", tmp_path / "docs.md")
        assert program("--update", str(page))[0] == 0
        assert len(written) == (name == "docs.md")
    [(name, found)] = written
    assert name == "validation"
    assert [row["id"] for row in found.rows] == [one.id for one in COMPARISONS]
    assert found.about["draws"] == 1
    assert with_block(page.read_text(), "validation targets", _block(found)) == page.read_text()


def _block(found):
    return markdown(found.rows, how_made(found.about), tallied(found.rows, found.leaning, found.uncounted))


def test_a_page_without_markers_is_left_alone(program, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("mine\n")
    code, _, err = program("--update", str(page))
    assert code == 2
    assert "<!-- validation targets -->" in err
    assert page.read_text() == "mine\n"
    with pytest.raises(NoMarkersError):
        with_block("<!-- a -->", "a", "")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.85, "0.85"), (-3.9, "-3.9"), (14.0, "14"), (None, ""), (0.3333, "0.333"), (12.34, "12.3")],
)
def test_numbers_have_the_decimals_their_size_asks_for(value, text):
    assert number(value) == text


def test_a_cell_of_a_page_cannot_break_its_table():
    row = ComparedFigure("a", "b|c", "u", 1.0, 1.0, 1.0, None, None, None, "waits", "n").as_dict()
    assert "| a | b/c | u | 1 | - | waits | n |" in markdown([row], "Made.", [])


def test_verdicts_are_counted_with_and_without_the_rows_that_are_no_tests_of_their_own():
    verdicts = {"a": "hit", "b": "near", "c": "miss", "d": "waits", "e": "hit"}
    rows = [{"id": name, "verdict": said} for name, said in verdicts.items()]
    assert tallied(rows, {"a", "e"}, {"e"}) == [
        "In all: 1 hit, 1 near, 1 miss, 1 waits; hit or near: 2 of the 3 that can be answered (67%).",
        "Without the 1 that are no tests of their own: 1 near, 1 miss, 1 waits; "
        "hit or near: 1 of the 2 that can be answered (50%).",
        "Those are a.",
        "Not counted: 1 rows that stand here to contradict another.",
    ]


# The page.


@pytest.mark.parametrize(
    ("name", "block"), [("validation", "validation targets"), ("trials", "virtual trials")]
)
def test_the_rows_that_are_shipped_are_those_of_the_page(name, block):
    assert with_block(PAGE, block, _block(load_compared(name))) == PAGE


@pytest.mark.parametrize("name", ["validation", "trials"])
def test_the_rows_that_are_shipped_were_made_with_the_posterior_and_the_rules_that_are_shipped(name):
    about = load_compared(name).about
    assert about["posterior"] == file_digest(posterior_file())
    again = f"make them again: {about['made_by']} --update docs/validation.md"
    assert about["basis"] == compared_basis(), "\n".join([again, *moved(COMPARED)])
    assert not about["point"]
    assert about["draws"] == {"validation": validation.DRAWS, "trials": trials.DRAWS}[name]


def test_every_row_stands_in_the_page():
    assert [one.id for one in COMPARISONS if f"| {one.id} |" not in PAGE] == []


def test_every_trial_stands_in_the_page():
    assert [trial.id for trial in load_trials() if f"| {trial.id} |" not in PAGE] == []


def test_the_page_tells_how_its_tables_are_made_again():
    assert "simkansen validate --update docs/validation.md" in PAGE
    assert "simkansen validate --trials --update docs/validation.md" in PAGE
    assert "## Calibration" in PAGE


def test_every_parameter_of_how_staff_look_stands_in_the_page():
    from simkansen.evidence import load_parameters

    staff = ("survey_light", "survey_strong", "survey_fresh")
    used = (*staff, "lower_ses_share", "reference_1f_share")
    assert [name for name in used if f"`{name}`" not in PAGE] == []
    assert [name for name in used if load_parameters().definitions[name].used_by != "outcomes"] == []


@pytest.mark.slow
def test_another_behaviour_prior_or_figure_is_another_basis(tmp_path):
    def basis_with(file, before, after):
        folder = tmp_path / after.replace("\n", "")
        shutil.copytree(FOLDER, folder)
        shutil.copy(register_file(), folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert before in text
        (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
        return compared_basis(folder)

    assert basis_with("parameters.yaml", "# ==== LEARNING", "# ==== LEARNING, more of it") == compared_basis()
    others = {
        compared_basis(identity="another"),
        basis_with("parameters.yaml", "sigma: 0.3", "sigma: 0.31"),
        basis_with("register.yaml", "id: META-03\n", "id: META-03\n\n"),
    }
    assert len(others - {compared_basis()}) == 3
