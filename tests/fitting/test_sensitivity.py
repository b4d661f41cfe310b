"""What the results rest on: known indices of known functions, ranks, and a tiny experiment."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from simkansen.cli import main
from simkansen.fitting.sensitivity.analysis import run_sensitivity
from simkansen.fitting.sensitivity.file import load_sensitivity
from simkansen.fitting.sensitivity.indices import survivors
from simkansen.fitting.sensitivity.points import targets
from simkansen.fitting.sensitivity.ranking import (
    agreement_row,
    criteria,
    order_of_medians,
    ranking_rows,
    ranks,
)
from simkansen.fitting.sensitivity.reading import AnalysisFolder
from simkansen.fitting.sensitivity.rounds import IDS, Rounds
from simkansen.runs.plan import make_plan
from simkansen.scenario import ScenarioErrors
from simkansen.sweep.analysis.salib import ModelOutput, morris_rows, sobol_rows
from simkansen.sweep.ask.design import TAIL, Point, morris_sample, point_id, sobol_sample
from simkansen.sweep.store.rows import columns_of
from simkansen.work.storage.log import Log
from simkansen.work.storage.store import count_finished

ROOT = Path(__file__).parent.parent.parent
SHIPPED = ROOT / "experiments" / "sensitivity-po.yaml"

BASELINE = """\
simkansen: 1
name: baseline
population: {netherlands: {municipality: Urk}}
"""

OTHERS = {
    "tutoring": "{id: t, type: tutoring, hours: 2, group_size: 3, led_by: student}",
    "laptops": "{id: l, type: lend-devices}",
}

EXPERIMENT = """\
simkansen: 1
name: tiny
scenarios: [baseline.yaml, tutoring.yaml, laptops.yaml]
sample: 1
parameters: [programme_hour, cost_student_hour, guidance_hours]
morris: {trajectories: 2, levels: 4}
sobol: {n: 4, survivors: 2}
ranking: {draws: 2}
seed: 0
"""

NAMES = ("a", "b", "c")
Y = ModelOutput("some", "weeks_recovered")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("experiment")
    (folder / "baseline.yaml").write_text(BASELINE, encoding="utf-8")
    for name, what in OTHERS.items():
        text = f"simkansen: 1\nname: {name}\nextends: baseline.yaml\ninterventions: [{what}]\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "tiny.yaml").write_text(EXPERIMENT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tiny(place):
    return load_sensitivity(place / "tiny.yaml")


@pytest.fixture(scope="module")
def done(tiny, tmp_path_factory):
    """The tiny experiment, run without interruption by one worker."""
    return run_sensitivity(*tiny, tmp_path_factory.mktemp("results"), workers=1)


def found_by(function, sample):
    return [{Y.key: float(function(*row))} for row in sample]


def problems_of(place, text):
    path = place / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioErrors) as raised:
        load_sensitivity(path)
    return {(p.line, p.column): f"{p.path}: {p.message}; {p.fix}" for p in raised.value.problems}


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_elementary_effects_of_a_sum_are_its_slopes():
    sample = morris_sample(NAMES, 4, 4, 0)
    rows = morris_rows(NAMES, sample, found_by(lambda a, b, c: 3 * a - b, sample), [Y], 4, 0)
    middle = 1 - 2 * TAIL
    assert [row["mu_star"] for row in rows] == pytest.approx([3 * middle, middle, 0.0])
    assert [row["mu"] for row in rows] == pytest.approx([3 * middle, -middle, 0.0])
    assert [row["sigma"] for row in rows] == pytest.approx([0.0] * 3, abs=1e-12)
    assert [row["share"] for row in rows] == pytest.approx([0.9, 0.1, 0.0])


def screened(shares):
    """Rows of a screening: by parameter its share of each of some targets."""
    return [
        {"scenario": "some", "measure": str(number), "parameter": name, "share": share}
        for name, each in shares.items() for number, share in enumerate(each)
    ]  # fmt: skip


def test_the_screening_keeps_what_weighs_most_over_all_targets():
    rows = screened({"a": (0.5, 0.1), "b": (0.1, 0.2), "c": (0.0, 0.7)})
    assert survivors(rows, NAMES, 2) == ["a", "c"]
    assert survivors(rows, NAMES, 9) == ["a", "b", "c"]


def test_the_screening_leaves_no_target_without_the_parameter_that_moves_it():
    rows = screened({"a": (0.5, 0.5, 0.5, 0.0), "b": (0.4, 0.4, 0.4, 0.0), "c": (0.0, 0.0, 0.0, 0.6)})
    assert survivors(rows, NAMES, 2) == ["a", "c"]  # b has twice the mean share of c.


def test_indices_that_hardly_any_evaluations_stand_behind_are_not_settled():
    def settled(n):
        sample = sobol_sample(NAMES, n, 0)
        results = found_by(lambda a, b, c: np.exp(3 * a) * (1 + b), sample)
        return {row["settled"] for row in sobol_rows(NAMES, results, [Y], 0)}

    assert settled(8) == {False}
    assert settled(1024) == {True}


def test_indices_of_a_sum_are_shares_of_its_variance():
    sample = sobol_sample(NAMES, 256, 0)
    rows = sobol_rows(NAMES, found_by(lambda a, b, c: 3 * a + b, sample), [Y], 0)
    assert [row["s1"] for row in rows] == pytest.approx([0.9, 0.1, 0.0], abs=0.05)
    assert [row["st"] for row in rows] == pytest.approx([0.9, 0.1, 0.0], abs=0.05)


def test_an_interaction_shows_in_the_total_index_alone():
    sample = sobol_sample(NAMES, 256, 0)
    results = found_by(lambda a, b, c: (a - 0.5) * (b - 0.5), sample)
    for row in sobol_rows(NAMES, results, [Y], 0)[:2]:
        assert row["s1"] == pytest.approx(0.0, abs=0.1)
        assert row["st"] == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize("seed", [0, 7])
def test_a_seed_gives_the_same_samples_and_the_same_intervals_each_time(seed):
    first = sobol_sample(NAMES, 8, seed)
    np.testing.assert_array_equal(first, sobol_sample(NAMES, 8, seed))
    np.testing.assert_array_equal(morris_sample(NAMES, 3, 4, seed), morris_sample(NAMES, 3, 4, seed))
    results = found_by(lambda a, b, c: a * b + c, first)
    assert sobol_rows(NAMES, results, [Y], seed) == sobol_rows(NAMES, results, [Y], seed)
    assert not np.array_equal(first, sobol_sample(NAMES, 8, seed + 1))


def test_a_target_that_some_evaluation_lacks_or_that_never_changes_has_no_indices():
    sample = sobol_sample(NAMES, 4, 0)
    assert sobol_rows(NAMES, found_by(lambda a, b, c: 1.0, sample), [Y], 0) == []
    lacking = [{Y.key: float("nan")}, *found_by(lambda a, b, c: a, sample)[1:]]
    assert sobol_rows(NAMES, lacking, [Y], 0) == []


def some_criteria():
    """Three draws of two interventions: the first recovers more, the second costs less a week."""
    weeks = np.array([[0.5, 0.2], [0.6, 0.1], [0.4, -0.1]])
    cost = np.array([[900.0, 100.0]] * 3)
    return {way.name: way for way in criteria(weeks, 100 * weeks, cost, 100 * weeks / np.array([20.0, 50.0]))}


def test_the_same_draws_may_rank_otherwise_by_effect_and_by_price():
    found = some_criteria()
    assert ranks(found["weeks_per_pupil"].scores).tolist() == [[1, 2]] * 3
    assert order_of_medians(found["cost_per_week"]) == [1, 0]


def test_what_recovers_nothing_costs_without_end_and_stands_last():
    price = some_criteria()["cost_per_week"]
    assert price.values[2].tolist() == [22.5, np.inf]
    assert ranks(price.scores)[2].tolist() == [1, 2]
    cheapest, dearest = ranking_rows(price, "product", ("big", "cheap"))
    assert (cheapest["scenario"], cheapest["p95"]) == ("cheap", "")
    assert dearest["p95"] == 22.5


def test_equal_interventions_are_each_the_best():
    weeks = np.array([[0.5, 0.5, 0.1], [0.0, 0.3, 0.3]])
    same = criteria(weeks, 100 * weeks, np.full((2, 3), 900.0), weeks)[0]
    assert ranks(same.scores).tolist() == [[1, 1, 3], [3, 1, 1]]
    rows = {row["scenario"]: row for row in ranking_rows(same, "product", ("a", "b", "c"))}
    assert [rows[name]["p_best"] for name in "abc"] == [0.5, 1.0, 0.5]
    assert agreement_row({"product": same, "ces": same}, ("a", "b", "c"))["p_same_best"] == 1.0


def test_ranks_of_an_intervention_have_probabilities_that_sum_to_one():
    for row in ranking_rows(some_criteria()["cost_per_week"], "product", ("big", "cheap")):
        assert row["p_rank_1"] + row["p_rank_2"] == pytest.approx(1.0)
        assert row["p_best"] == row["p_rank_1"]


def test_rules_that_reverse_the_order_have_a_tau_of_minus_one():
    way = some_criteria()["weeks_per_pupil"]
    reversed_way = replace(way, scores=-way.scores)
    same = agreement_row({"product": way, "ces": way}, ("big", "small"))
    other = agreement_row({"product": way, "ces": reversed_way}, ("big", "small"))
    assert (same["same_order"], same["tau_median"], same["p_same_best"]) == (True, pytest.approx(1.0), 1.0)
    assert (other["same_order"], other["tau_median"], other["p_same_best"]) == (
        False,
        pytest.approx(-1.0),
        0.0,
    )
    assert other["order_ces"] == "small > big"


def test_the_shipped_experiment_compares_the_six_interventions_with_doing_nothing():
    spec, scenarios = load_sensitivity(SHIPPED)
    assert scenarios[0].interventions == ()
    assert len({one.type for scenario in scenarios[1:] for one in scenario.interventions}) == 6
    assert {scenario.population.sample for scenario in scenarios} == {spec.sample}


def test_every_uncertain_parameter_that_differs_between_replications_is_varied():
    spec, _ = load_sensitivity(SHIPPED)
    from simkansen.evidence import load_parameters

    known = load_parameters().definitions
    assert set(spec.names()) == {
        name for name, one in known.items()
        if one.used_by in ("learning", "interventions", "costs") and one.quantile(0.1) != one.quantile(0.9)
    }  # fmt: skip


def test_all_problems_of_an_experiment_are_told_with_their_lines(place):
    found = problems_of(
        place,
        "simkansen: 1\nname: wrong\nscenarios: [baseline.yaml]\nparameters: [programe_hour, devices_rate]\n"
        "sobol: {n: 100}\nmorris: {levels: 5, trajectory: 3}\n",
    )
    said = "\n".join(found.values())
    assert {line for line, _ in found} == {3, 4, 5, 6}
    assert "did you mean 'programme_hour'?" in said
    assert "write 64 or 128" in said
    assert "5 levels are odd" in said
    assert "unknown key 'trajectory'; did you mean 'trajectories'?" in said


def test_a_parameter_that_a_scenario_holds_fast_cannot_be_varied(place):
    (place / "held.yaml").write_text(
        "simkansen: 1\nname: held\nextends: laptops.yaml\nparameters: {programme_hour: 1.0}\n",
        encoding="utf-8",
    )
    text = EXPERIMENT.replace("laptops.yaml]", "held.yaml]")
    assert "'held' gives a value to programme_hour" in problems_of(place, text)[3, 43]


def test_more_schools_than_there_are_is_told_where_it_stands(place):
    (said,) = problems_of(place, EXPERIMENT.replace("sample: 1", "sample: 999")).values()
    assert "a sample of 999 schools" in said


def test_what_is_analysed_is_what_a_run_reports(tiny, tmp_path):
    from simkansen.chance import run_key
    from simkansen.outcomes.replication import measure_replication
    from simkansen.runs.draws import draw_parameters
    from simkansen.runs.populations import population_maker
    from simkansen.runs.replicate import simulate_plan

    plan = make_plan(tiny[1])
    with Rounds(plan, "basis", tmp_path, 1, None, Log(tmp_path / "log.jsonl")) as rounds:
        (found,) = rounds.evaluate("one", [Point(point_id({}), {})])
    population = population_maker(plan.reference).make()
    base = draw_parameters(plan.base_parameters(), 0, 0, "point")
    runs = simulate_plan(plan, population, base, run_key(0, 0))
    table = measure_replication(runs, population.pupils)

    def last(scenario, kind, measure, by="all", group="all"):
        rows = table.where(
            scenario=scenario, kind=kind, measure=measure, subject="all", by=by, group=group
        )  # fmt: skip
        return rows["value"][np.argmax(rows["week"])]

    low = ("parental_education", "low")
    assert found["baseline/delay_weeks"] == last("baseline", "level", "delay_weeks")
    assert found["baseline/gap_weeks"] == last("baseline", "level", "gap_weeks", *low)
    assert found["tutoring/weeks_recovered"] == pytest.approx(-last("tutoring", "effect", "delay_weeks"))
    assert found["tutoring/gap_narrowed"] == pytest.approx(last("tutoring", "effect", "gap_weeks", *low))
    price = last("tutoring", "effect", "cost_per_week")
    assert 1000 / found["tutoring/recovered_per_1000_eur"] == pytest.approx(price)
    assert set(found) >= {target.key for target in targets(plan)}


@pytest.mark.slow
def test_a_parameter_moves_only_what_it_is_about(done):
    sizes = {(r["scenario"], r["measure"], r["parameter"]): r["mu_star"] for r in done.tables["morris"]}
    assert {size for (_, _, name), size in sizes.items() if name == "guidance_hours"} == {0.0}
    moved = {(s, m) for (s, m, name), size in sizes.items() if name == "cost_student_hour" and size}
    assert moved == {("tutoring", "recovered_per_1000_eur")}
    assert sizes["tutoring", "weeks_recovered", "programme_hour"] > 0
    assert sizes["laptops", "weeks_recovered", "programme_hour"] == 0
    assert done.about["survivors"] == ["programme_hour", "cost_student_hour"]


@pytest.mark.slow
def test_both_rules_for_growth_rank_the_same_draws(done):
    rows = done.tables["ranking"]
    assert {row["growth"] for row in rows} == {"product", "ces"}
    laptops = {
        row["growth"]: row["median"]
        for row in rows if (row["criterion"], row["scenario"]) == ("weeks_per_pupil", "laptops")
    }  # fmt: skip
    assert laptops["product"] != laptops["ces"]


@pytest.mark.slow
def test_what_was_interrupted_goes_on_and_ends_in_the_same_bytes(tiny, done, tmp_path):
    class StopError(Exception):
        pass

    def stop(progress):
        if progress.stage == "Sobol indices" and progress.done >= 3:
            raise StopError

    with pytest.raises(StopError):
        run_sensitivity(*tiny, tmp_path, workers=1, on_progress=stop)
    (log,) = tmp_path.glob("*/log.jsonl")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    lines[0]["at"] = (datetime.fromisoformat(lines[0]["at"]) - timedelta(hours=2)).isoformat()
    log.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    stored = count_finished(log.parent, columns_of(IDS))
    again = run_sensitivity(*tiny, tmp_path, workers=1)
    last = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert stored >= len(tiny[1]) * again.about["evaluations"]["screening"]
    assert [one["event"] for one in last].count("population") == 2
    assert 7200 < again.about["wall_seconds"] < 7200 + 600  # the start that was stopped took two hours
    assert files_of(again.folder) == files_of(done.folder)


@pytest.mark.slow
def test_two_workers_give_the_same_bytes_as_one(tiny, done, tmp_path):
    other = run_sensitivity(*tiny, tmp_path, workers=2)
    assert files_of(other.folder) == files_of(done.folder)
    assert other.folder.name == done.folder.name


def test_the_widest_swing_stands_first_in_a_tornado_and_still_ones_are_left_out(done):
    found = AnalysisFolder(done.folder).swings("tutoring", "recovered_per_1000_eur")
    assert {one.parameter for one in found} == {"programme_hour", "cost_student_hour"}
    assert found[0].width >= found[1].width
    assert all(one.share is not None for one in found)


def test_indices_of_a_result_that_the_screening_hardly_kept_are_not_shown(done, tmp_path):
    from simkansen.fitting.sensitivity.store import write
    from simkansen.report.sensitivity import shares
    from simkansen.work.storage.csv_tables import read_table

    def shown(keep):
        tables = {name: read_table(done.folder / f"{name}.csv") for name in ("morris", "sobol")}
        tables["morris"] = [row | {"survives": keep} for row in tables["morris"]]
        write(tmp_path, tables, done.about)
        rows = shares(AnalysisFolder(tmp_path))[1]
        return next(row for row in rows if row[:2] == ["tutoring", "weeks recovered"])

    assert shown(True)[2].startswith("programme_hour")
    assert set(shown(False)[2:-1]) == {""}


@pytest.mark.slow
def test_the_verb_writes_figures_that_are_the_same_when_remade_and_prints_the_folder_last(
    place, done, capsys, monkeypatch
):
    monkeypatch.chdir(place)
    results = done.folder.parent
    words = ("sensitivity", "tiny.yaml", "--results", str(results), "--workers", "1")
    assert main(words) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == str(done.folder)
    assert max(len(line) for line in out.splitlines()[:-1]) <= 100
    picture = done.folder / "figures" / "tornado-tutoring-weeks-recovered.svg"
    before = picture.read_bytes()
    assert main((*words, "--json")) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["tables"]["agreement"][0]["draws"] == 2
    assert picture.read_bytes() == before


def test_a_ranking_of_few_draws_counts_them_and_claims_no_place(done, tmp_path):
    from simkansen.fitting.sensitivity.store import write
    from simkansen.report.sensitivity import agreements, rankings
    from simkansen.work.storage.csv_tables import read_table

    def told(draws):
        tables = {name: read_table(done.folder / f"{name}.csv") for name in ("ranking", "agreement")}
        tables["agreement"] = [row | {"draws": draws} for row in tables["agreement"]]
        folder = tmp_path / str(draws)
        folder.mkdir()
        write(folder, tables, done.about)
        found = AnalysisFolder(folder)
        return rankings(found)[0][1][1], agreements(found)

    row, said = told(3)
    assert row[1].endswith(" of 3")
    assert row[4].endswith(" of 3")
    assert row[3] == "–"
    assert "(" not in row[2]
    assert len(said) == 1
    assert "3 draws are too few to say which intervention comes first" in said[0]
    row, said = told(40)
    assert re.fullmatch(r"[01]\.\d\d", row[4])
    assert row[2].endswith(")")
    assert " to " in row[3]
    assert all("of 40 draws" in one for one in said)


def test_the_tables_go_between_the_markers_of_a_page_and_nothing_else_changes(done, tmp_path):
    from simkansen.report.sensitivity import write_page

    page = tmp_path / "page.md"
    first, last = "# Before\n<!-- sensitivity -->\n", "\n<!-- end sensitivity -->\nafter\n"
    page.write_text(f"{first}old{last}", encoding="utf-8")
    write_page(AnalysisFolder(done.folder), page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith(first)
    assert text.endswith(last)
    assert "old" not in text
    assert "| programme_hour |" in text


def test_a_page_without_a_place_for_the_tables_is_refused_before_anything_is_simulated(
    place, tmp_path, capsys
):
    page = tmp_path / "page.md"
    page.write_text("# No place\n", encoding="utf-8")
    words = ("sensitivity", str(place / "tiny.yaml"), "--results", str(tmp_path / "no"))
    assert main((*words, "--update", str(page))) == 2
    assert "<!-- sensitivity -->" in capsys.readouterr().err
    assert not (tmp_path / "no").exists()


@pytest.mark.slow
def test_the_shipped_experiment_runs_at_its_small_scale_and_ranks_all_six(tmp_path):
    small = run_sensitivity(*load_sensitivity(SHIPPED, small=True), tmp_path, workers=1)
    whole, _ = load_sensitivity(SHIPPED)
    assert small.about["varied"] < len(whole.names())
    ranked = {row["scenario"] for row in small.tables["ranking"]}
    assert len(ranked) == 6
    assert set(small.about["evaluations"].values()) == {2 * 15, 2 * 14 + 1, 4 * 4, 2 * 3}


@pytest.mark.slow
def test_the_verb_writes_the_widest_swings_for_the_page_of_results(place, done, tmp_path, monkeypatch):
    monkeypatch.chdir(place)
    file = tmp_path / "swings.json"
    words = ("sensitivity", "tiny.yaml", "--results", str(done.folder.parent), "--workers", "1")
    assert main((*words, "--quiet", "--swings", str(file))) == 0
    content = json.loads(file.read_text("utf-8"))
    assert f"{content['name']}-{content['hash']}" == done.folder.name
    found = AnalysisFolder(done.folder).swings("tutoring", "weeks_recovered")
    kept = content["swings"]["tutoring"]["weeks_recovered"]
    assert [row["parameter"] for row in kept] == [one.parameter for one in found]
    assert [row["high"] for row in kept] == pytest.approx([one.high for one in found], rel=1e-5)
