import itertools
import math

import numpy as np
import pytest
from made_sweeps import draw_of, make_sweep
from scipy.stats import binomtest

from simkansen.chance import normals, uniforms
from simkansen.report.reading.money import interval
from simkansen.runs.draws import FEWEST_DRAWS
from simkansen.sweep.analysis.along import along, parts_of
from simkansen.sweep.analysis.conditions import Condition, conditions_of
from simkansen.sweep.analysis.discovery import discovery
from simkansen.sweep.analysis.effects import effects
from simkansen.sweep.analysis.failures import counts, failed, kinds_of_failure
from simkansen.sweep.analysis.indices import indices
from simkansen.sweep.analysis.interval import interval_of_mean, t_quantile
from simkansen.sweep.analysis.means import VarianceComponent, half_width_of
from simkansen.sweep.analysis.pairs import order
from simkansen.sweep.analysis.regret import CLAIMS, regret, without_effect
from simkansen.sweep.analysis.running_mean import running, running_mean, stopping
from simkansen.sweep.analysis.study import Study
from simkansen.sweep.ask.design import morris_sample, sobol_sample

HOURS, GROUP = "interventions[tutoring].hours", "interventions[tutoring].group_size"
SWITCH = "interventions[tutoring]"
HELP, RATE, GROWTH = "parameters.help_share", "parameters.recovery_rate", "parameters.programme_hour"


def by(rows, *keys):
    """Rows by some of their columns."""
    return {tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]: row for row in rows}


def noise(name, count):
    return normals(5, name, np.arange(count))


def test_effects_are_those_of_plain_numpy(tmp_path):
    shift = noise("effects", 24)
    study = Study(make_sweep(tmp_path / "r", lambda s, v, r: [-0.3 + shift[r]], replications=24))
    (row,) = effects(study)
    values = -0.3 + shift
    expected = interval_of_mean(values, [draw_of(r) for r in range(24)])
    assert row["scenario"] == "tutoring"
    assert row["n_runs"] == 24
    assert row["mean"] == pytest.approx(values.mean(), rel=1e-12)
    assert row["half_width"] == pytest.approx(expected.half_width, rel=1e-9)
    assert [row["p05"], row["median"], row["p95"]] == pytest.approx(np.quantile(values, [0.05, 0.5, 0.95]))
    assert row["p_better"] == np.mean(values < 0)


def test_a_setting_of_the_reference_is_no_option_in_a_folder_of_before(tmp_path):
    """Its level is no effect, and an option is held against the reference as that is set at each point."""
    study = Study(
        make_sweep(
            tmp_path / "r", lambda s, v, r: [-1.0 if v[GROUP] == 2 else -3.0], design={"method": "grid"},
            scenarios=("tutoring", "peers"), points={GROUP: [2, 3]},
            types={"tutoring": ["tutoring"], "peers": ["peer-tutoring"]},
        )
    )  # fmt: skip
    assert [(option.scenario, option.values) for option in study.options] == [("tutoring", ()), ("peers", ())]
    (row,) = effects(study)
    assert (row["scenario"], row["mean"], row["n_runs"]) == ("peers", -2.0, 8)


def test_two_studies_at_a_time_keep_apart(tmp_path):
    one, other = (
        Study(make_sweep(tmp_path / str(gain), lambda s, v, r, by=gain: [by])) for gain in (-1.0, -2.0)
    )
    assert [effects(study)[0]["mean"] for study in (one, other, one)] == [-1.0, -2.0, -1.0]


def test_without_draws_every_replication_counts_as_one(tmp_path):
    shift = noise("undrawn", 12)
    study = Study(make_sweep(tmp_path / "r", lambda s, v, r: [shift[r]], replications=12, drawn=False))
    assert effects(study)[0]["half_width"] == pytest.approx(interval_of_mean(shift, [None] * 12).half_width)


def test_one_replication_has_no_interval(tmp_path):
    study = Study(make_sweep(tmp_path / "r", lambda s, v, r: [-1.0], replications=1))
    assert effects(study)[0]["half_width"] is None
    assert [row["half_width"] for row in running_mean(study)] == [None]


def test_a_ratio_has_no_mean_and_no_regret(tmp_path):
    study = Study(make_sweep(tmp_path / "r", lambda s, v, r: [5.0 - r], measures=["cost_per_week"]))
    (row,) = effects(study)
    assert (row["mean"], row["half_width"], row["p_better"]) == (None, None, None)
    assert row["median"] == 3.5
    assert regret(study) == []


def test_money_spent_in_vain_is_infinitely_dear_in_every_quantile(tmp_path):
    """Half of the runs recover nothing: the middle lies between a price and what no money is enough for."""
    prices = [100.0, 200.0, 300.0, 400.0, 500.0, 600.0, math.inf, math.inf, math.inf, math.inf, None, None]
    study = Study(
        make_sweep(
            tmp_path / "r", lambda s, v, r: [prices[r], 5.0], measures=["cost_per_week", "skill"],
            replications=12, drawn=False,
        )
    )  # fmt: skip
    row, skill = effects(study)
    kept = interval(np.array(prices[:10]))
    assert (
        (row["p05"], row["median"], row["p95"])
        == (kept.p05, kept.median, kept.p95)
        == (145.0, 550.0, math.inf)
    )
    assert (row["n_runs"], row["recovers_nothing"]) == (10, 0.4)
    assert (skill["n_runs"], skill["recovers_nothing"], skill["half_width"]) == (12, None, 0.0)


GAINS = {"tutoring": [2.0, 0.0, 1.0, -1.0], "lend-devices": [1.0, 3.0, 1.0, -2.0]}


@pytest.fixture
def few_tell(monkeypatch):
    """Let as few draws tell which option is best as can be reckoned by hand."""
    monkeypatch.setattr("simkansen.sweep.analysis.regret.FEWEST_COUNTED", FEWEST_DRAWS)


@pytest.mark.usefixtures("few_tell")
def test_regret_and_the_probability_of_being_best_are_those_by_hand(tmp_path):
    study = Study(
        make_sweep(
            tmp_path / "r", lambda s, v, r: [-GAINS[s][r], GAINS[s][r]], scenarios=["baseline", *GAINS],
            measures=["delay_weeks", "skill"],
        )
    )  # fmt: skip
    # Best gains of the four futures: 2, 3, 1 (shared by two), 0 (doing nothing).
    for measure in ("delay_weeks", "skill"):
        rows = by([row for row in regret(study) if row["measure"] == measure], "scenario")
        assert {name: row["p_best"] for name, row in rows.items()} == {
            "baseline": 0.25, "tutoring": 0.375, "lend-devices": 0.375,
        }  # fmt: skip
        assert {name: row["regret_mean"] for name, row in rows.items()} == {
            "baseline": 6 / 4, "tutoring": 4 / 4, "lend-devices": 3 / 4,
        }  # fmt: skip
        assert {name: row["regret_max"] for name, row in rows.items()} == {
            "baseline": 3.0, "tutoring": 3.0, "lend-devices": 2.0,
        }  # fmt: skip
        assert rows["baseline"]["regret_p95"] == pytest.approx(np.quantile([2, 3, 1, 0], 0.95))
        assert {row["n_futures"] for row in rows.values()} == {4}


@pytest.mark.usefixtures("few_tell")
@pytest.mark.parametrize(("wins", "of"), [(0, 8), (3, 8), (8, 8), (40, 50)])
def test_how_often_an_option_is_best_has_wilson_s_interval_where_runs_are_independent(tmp_path, wins, of):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0 if r < wins else 1.0], scenarios=["baseline", "tutoring"],
        replications=of, drawn=False,
    )  # fmt: skip
    row = by(regret(Study(folder)), "scenario")["tutoring"]
    wilson = binomtest(wins, of).proportion_ci(0.9, method="wilson")
    assert row["p_best"] == wins / of
    # The variance of a sample has one degree of freedom less, and its quantile is Student's.
    near = {"abs": 0.06 if of < 10 else 0.01} if 0 < wins < of else {"abs": 1e-12}
    assert (row["p_best_low"], row["p_best_high"]) == pytest.approx((wilson.low, wilson.high), **near)
    assert row["p_best_low"] <= row["p_best"] <= row["p_best_high"]


@pytest.mark.parametrize(
    ("replications", "told", "best"),
    [
        (1, False, False),
        (2, False, False),
        (3, False, False),
        (4, True, False),
        (10, True, False),
        (11, True, True),
    ],
)
def test_below_four_draws_nothing_says_how_sure_a_mean_is_and_below_ten_which_is_best(
    tmp_path, replications, told, best
):  # ten replications hold nine draws (`made_sweeps.draw_of`)
    points = grid_of(**{HELP: [0.1, 0.5, 0.9]})  # more values of what is uncertain make no chance known
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0 - r / 100], points=points, design={"method": "grid"},
        replications=replications,
    )  # fmt: skip
    study = Study(folder)
    rows = regret(study)
    assert {row["n_futures"] for row in rows} == {3 * replications}
    assert {row[name] is not None for row in rows for name in CLAIMS} == {best}
    assert effects(study)[0]["mean"] == pytest.approx(-1.0 - (replications - 1) / 200)
    assert (effects(study)[0]["half_width"] is not None) == told
    assert {effects(study)[0][name] is not None for name in ("p05", "p95", "p_better")} == {told}
    assert effects(study)[0]["median"] is not None
    first = [row["half_width"] for row in running_mean(study)][:3]
    assert first == [None] * min(3, replications)


@pytest.mark.parametrize("method", ["latin-hypercube", "sobol", "morris"])
@pytest.mark.parametrize(
    ("n", "replications", "told", "counted"),
    [
        (2, 1, False, False),
        (4, 1, True, False),
        (24, 1, True, False),
        (24, 10, True, False),
        (4, 11, True, True),
    ],
)
def test_points_of_a_sample_share_their_chance_and_count_for_no_simulations(
    tmp_path, method, n, replications, told, counted
):
    points = {HELP: [(place + 0.5) / n for place in range(n * {"sobol": 3, "morris": 2}.get(method, 1))]}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-{"tutoring": 1.0, "par": 2.0}[s] - v[HELP] / 100 - r / 1000],
        scenarios=["baseline", "tutoring", "par"], points=points, cube=points,
        design={"method": method, "n": n}, replications=replications,
    )  # fmt: skip
    study = Study(folder)
    rows = effects(study)
    assert {row["half_width"] is not None for row in rows} == {told}
    assert {row["p_better"] is not None for row in rows} == {counted}
    assert {row[name] is not None for row in regret(study) for name in CLAIMS} == {counted}
    assert (order(study, "delay_weeks", *rows) == "told") == counted


@pytest.mark.parametrize(("replications", "over"), [(1, None), (3, None), (12, 11)])
def test_an_option_that_nothing_varied_touches_is_one_simulation_a_draw(tmp_path, replications, over):
    def effect(scenario, values, replication):
        return [-0.2 - replication / 100] if scenario == "par" else [-values[HELP]]

    study = Study(make_sweep(tmp_path / "r", effect, scenarios=["baseline", "tutoring", "par"],
                             replications=replications, **sampled(20, HELP)))  # fmt: skip
    rows = by(effects(study), "scenario")
    assert rows["par"]["mean"] == pytest.approx(-0.2 - (replications - 1) / 200)
    assert [rows["par"][name] is None for name in ("half_width", "p05", "p95")] == [over is None] * 3
    if over is not None:
        values = [-0.2 - r / 100 for r in range(replications)]
        expected = interval_of_mean(values, [draw_of(r) for r in range(replications)])
        assert expected.draws == over
        assert rows["par"]["half_width"] == pytest.approx(expected.half_width)
    assert rows["tutoring"]["half_width"] is not None


KIND = "interventions[tutoring].for.groep"


@pytest.mark.parametrize(
    ("gains", "known"),
    [
        ({3: lambda v, r: 0.0, 8: lambda v, r: 1.0 + v + 0.1 * r}, "told"),  # never above 0, and always
        ({3: lambda v, r: 0.0, 8: lambda v, r: 0.0}, "same"),
        ({3: lambda v, r: 1.00 + 0.0001 * r, 8: lambda v, r: 1.01 + 0.0001 * r}, "told"),
        ({3: lambda v, r: 1.00 + 0.01 * r, 8: lambda v, r: 1.01 + 0.01 * r}, "close"),
        ({3: lambda v, r: v, 8: lambda v, r: 1.2 * v}, "unknown"),
        # Its interval lies above the other, but two of its twelve replications do not.
        ({3: lambda v, r: 1.0, 8: lambda v, r: 0.9 if r < 2 else 3.0}, "unknown"),
    ],
)
def test_options_of_other_points_are_ordered_by_what_holds_of_all_their_pairs(tmp_path, gains, known):
    points = {KIND: ["3", "8"] * 20, HELP: np.linspace(0.0, 1.0, 40).tolist()}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-gains[int(v[KIND])](v[HELP], r)], points=points,
        cube={HELP: points[HELP]}, design={"method": "latin-hypercube", "n": 40}, replications=12,
        drawn=False, types={"tutoring": ["tutoring"]},
    )  # fmt: skip
    study = Study(folder)
    one, other = effects(study)
    assert order(study, "delay_weeks", one, other) == order(study, "delay_weeks", other, one) == known


@pytest.mark.usefixtures("few_tell")
def test_a_future_in_which_an_option_failed_is_left_out_for_all(tmp_path):
    def effect(scenario, values, replication):
        return None if (scenario, replication) == ("tutoring", 1) else [-GAINS[scenario][replication % 4]]

    study = Study(make_sweep(tmp_path / "r", effect, scenarios=["baseline", *GAINS], replications=5))
    rows = by(regret(study), "scenario")
    assert {(row["n_futures"], row["n_left_out"]) for row in rows.values()} == {(4, 1)}
    assert rows["lend-devices"]["regret_max"] == 2.0
    assert by(effects(study), "scenario")["lend-devices"]["n_runs"] == 5


@pytest.mark.usefixtures("few_tell")
def test_a_combination_that_cannot_be_takes_the_best_from_no_other_option(tmp_path):
    """Of six one fails in every future, as two values of it do not go together."""
    first, last = "interventions[tutoring].weeks.from", "interventions[tutoring].weeks.to"

    def effect(scenario, values, replication):
        return None if values[first] > values[last] else [values[first] - values[last] - 1.0]

    points = grid_of(**{first: [1, 2, 3], last: [2, 3], HELP: [0.1, 0.9]})
    made = {"points": points, "design": {"method": "grid"}}
    study = Study(make_sweep(tmp_path / "r", effect, **made))
    measure = study.measures[0]
    (never,) = without_effect(study, measure)
    assert dict(study.options[never].values) == {first: 3, last: 2}
    rows = by(regret(study), first, last)
    assert set(rows) == {(None, None), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)}
    assert {(row["n_futures"], row["n_left_out"]) for row in rows.values()} == {(8, 0)}
    assert rows[1, 3]["p_best"] == 1.0
    assert rows[3, 3]["regret_mean"] == 2.0


@pytest.mark.usefixtures("few_tell")
def test_where_no_future_has_all_options_that_is_counted_and_nothing_is_best(tmp_path):
    def effect(scenario, values, replication):
        return None if replication % 2 == ("a", "b").index(scenario) else [-1.0]

    study = Study(make_sweep(tmp_path / "r", effect, scenarios=["baseline", "a", "b"], replications=12))
    rows = regret(study)
    assert [row["scenario"] for row in rows] == ["baseline", "a", "b"]
    assert {(row["n_futures"], row["n_left_out"]) for row in rows} == {(0, 12)}
    assert {row[name] for row in rows for name in CLAIMS} == {None}


def grid_of(**paths):
    """Cross values; a dict of columns."""
    rows = list(itertools.product(*paths.values()))
    return {name: [row[place] for row in rows] for place, name in enumerate(paths)}


@pytest.mark.usefixtures("few_tell")
def test_in_a_grid_what_is_chosen_makes_options_and_the_rest_makes_futures(tmp_path):
    points = grid_of(**{HOURS: [1, 2], HELP: [0.1, 0.9]})
    # With much help the short programme is better.
    gain = {(1, 0.1): 1.0, (2, 0.1): 3.0, (1, 0.9): 2.0, (2, 0.9): 1.5}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-gain[v[HOURS], v[HELP]] if s == "tutoring" else -0.5],
        scenarios=["baseline", "tutoring", "lend-devices"], points=points, design={"method": "grid"},
    )  # fmt: skip
    study = with_scenarios(folder, {"tutoring": ["tutoring"], "lend-devices": ["laptops"], "baseline": []})
    rows = by(regret(study), "scenario", HOURS)
    assert {key: row["p_best"] for key, row in rows.items()} == {
        ("baseline", None): 0.0, ("tutoring", 1): 0.5, ("tutoring", 2): 0.5, ("lend-devices", None): 0.0,
    }  # fmt: skip
    assert rows["tutoring", 1]["regret_mean"] == pytest.approx((2.0 + 0.0) / 2)
    assert rows["tutoring", 2]["regret_mean"] == pytest.approx((0.0 + 0.5) / 2)
    assert {row["n_futures"] for row in rows.values()} == {2 * 4}
    counted = by(effects(study), "scenario", HOURS)
    assert {key: row["n_runs"] for key, row in counted.items()} == {
        ("tutoring", 1): 8, ("tutoring", 2): 8, ("lend-devices", None): 8,
    }  # fmt: skip


def with_scenarios(folder, interventions):
    """Keep scenarios with these interventions in a folder, as a sweep does."""
    (folder / "scenarios").mkdir()
    for name, ids in interventions.items():
        listed = "".join(f"\n- id: {one}\n  type: {one}" for one in ids) or " []"
        (folder / "scenarios" / f"{name}.yaml").write_text(f"name: {name}\ninterventions:{listed}\n")
    return Study(folder)


def test_a_path_that_changes_the_reference_too_makes_no_options(tmp_path):
    points = grid_of(**{"population.netherlands.sample": [2, 4]})
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [-1.0], points=points, design={"method": "grid"})
    assert [option.scenario for option in Study(folder).options] == ["baseline", "tutoring"]
    assert effects(Study(folder))[0]["n_runs"] == 8


def test_the_running_mean_ends_at_the_mean_of_effects_with_its_interval(tmp_path):
    shift = noise("running", 30)
    study = Study(make_sweep(tmp_path / "r", lambda s, v, r: [1e6 + shift[r]], replications=30))
    rows, (row,) = running_mean(study), effects(study)
    assert [one["replications"] for one in rows] == list(range(1, 31))
    assert rows[-1]["mean"] == pytest.approx(row["mean"], rel=1e-14)
    assert rows[-1]["half_width"] == pytest.approx(row["half_width"], rel=1e-6)


@pytest.mark.parametrize("design", [{"method": "grid"}, {"method": "latin-hypercube", "n": 24}])
@pytest.mark.parametrize("values", [["on", "off"], [True, False]])
def test_points_at_which_the_intervention_is_off_are_no_part_of_the_running_mean(tmp_path, design, values):
    shift = noise("switch", 12)
    points = {SWITCH: values * 12, RATE: np.repeat(np.linspace(0, 1, 12), 2).tolist()}
    kept = {"tutoring": [{"id": "tutoring", "type": "tutoring"}]}
    kept["both"] = [*kept["tutoring"], {"id": "other", "type": "peer-tutoring"}]

    def of(*names):
        return Study(
            make_sweep(
                tmp_path / "-".join(names), scenarios=["baseline", *names], points=points, design=design,
                effect=lambda s, v, r: [(-2.0 + shift[r] if v[SWITCH] == values[0] else 0.0) - (s == "both")],
                replications=12, kept=kept, until={"measure": "delay_weeks", "half_width": 1e-6},
            )
        )  # fmt: skip

    study = of("tutoring", "both")
    assert study.some_off
    last = by(running_mean(study), "scenario", "replications")
    assert last["tutoring", 12]["mean"] == pytest.approx(-2.0 + shift.mean())
    assert last["both", 12]["mean"] == pytest.approx(-2.0 + shift.mean() / 2)  # another one is on there
    only = stopping(of("tutoring"))
    assert (only["points"], only["points_reached"]) == (12, 0)


def test_the_running_mean_is_that_of_the_first_replications():
    values, draws = noise("first", 40), np.array([draw_of(r) for r in range(40)])
    means, halves = running(np.ones(40), values, draws)
    for n in (2, 4, 7, 8, 40):
        expected = interval_of_mean(values[:n], draws[:n].tolist())
        assert means[n - 1] == pytest.approx(expected.mean)
        assert halves[n - 1] == pytest.approx(expected.half_width)


@pytest.mark.parametrize(("half_width", "reached"), [(10.0, 1), (1e-6, 0)])
def test_the_rule_for_enough_replications_is_judged_by_the_widest_interval(tmp_path, half_width, reached):
    shift = {"tutoring": noise("narrow", 12), "lend-devices": 3 * noise("wide", 12)}
    study = Study(
        make_sweep(
            tmp_path / "r", lambda s, v, r: [shift[s][r]], scenarios=["baseline", *shift], replications=12,
            until={"measure": "delay_weeks", "half_width": half_width},
        )
    )  # fmt: skip
    found = stopping(study)
    widths = [interval_of_mean(shift[s], [draw_of(r) for r in range(12)]).half_width for s in shift]
    assert found["widest"] == pytest.approx(max(widths))
    assert (found["points"], found["points_reached"]) == (1, reached)
    assert found["replications_most"] == 12


def test_a_point_without_values_enough_is_not_known_and_counts_among_the_points(tmp_path):
    """One point has a value in two of twelve replications, and one in none."""

    def effect(scenario, values, replication):
        none = values[HELP] == 0.9 or (values[HELP] == 0.5 and replication > 1)
        return [None if none else 0.01 * replication]

    study = Study(
        make_sweep(
            tmp_path / "r", effect, points={HELP: [0.1, 0.5, 0.9]}, design={"method": "grid"},
            replications=12, until={"measure": "delay_weeks", "half_width": 10.0},
        )
    )  # fmt: skip
    found = stopping(study)
    assert (found["points"], found["points_reached"], found["widest"]) == (3, 1, None)
    assert (found["replications_fewest"], found["replications_most"]) == (12, 12)


def test_a_rule_about_a_price_is_not_judged_in_a_folder_of_before(tmp_path):
    until = {"measure": "cost_per_week", "half_width": 100.0}
    made = {"measures": ["cost_per_week"], "until": until, "replications": 8}
    assert stopping(Study(make_sweep(tmp_path / "r", lambda s, v, r: [100.0 + r], **made))) is None


def test_there_is_no_judgement_without_a_rule(tmp_path):
    assert stopping(Study(make_sweep(tmp_path / "r", lambda s, v, r: [1.0]))) is None


def sampled(count, *paths):
    """Points of a sample that is in no order."""
    cube = {path: uniforms(3, path, np.arange(count)) for path in paths}
    return {"points": {path: column.tolist() for path, column in cube.items()}, "cube": cube,
            "design": {"method": "latin-hypercube", "n": count}}  # fmt: skip


def crossed_half_width(values):
    """Half of the 90% interval of the mean of an array (points, replications)."""
    residual = values - values.mean()

    def part(totals):
        return VarianceComponent(
            len(totals) / (len(totals) - 1) * float(np.sum(totals**2)) / values.size**2, len(totals)
        )

    return half_width_of([part(residual.sum(axis=1)), part(residual.sum(axis=0)), part(residual.ravel())])


def test_the_interval_of_crossed_points_and_replications_covers_the_truth_at_its_rate():
    points, replications, trials = 20, 10, 400
    held = 0
    for trial in range(trials):
        of_point = normals(trial, "point", np.arange(points))
        of_replication = 0.5 * normals(trial, "replication", np.arange(replications))
        apart = normals(trial, "apart", np.arange(points * replications)).reshape(points, replications)
        values = of_point[:, None] + of_replication[None, :] + apart
        held += abs(values.mean()) <= crossed_half_width(values)
    # Three standard deviations of a share of 400 around 0.90.
    assert 0.855 <= held / trials <= 0.945


def test_the_interval_of_a_sampled_design_is_over_points_and_replications(tmp_path):
    shift = noise("crossed", 8)
    study = Study(
        make_sweep(
            tmp_path / "r", lambda s, v, r: [4 * v[HELP] + shift[r]], replications=8, drawn=False,
            **sampled(30, HELP),
        )
    )  # fmt: skip
    (row,) = effects(study)
    of_points = 4 * uniforms(3, HELP, np.arange(30))
    # Without an interaction the variances of the two means add.
    variance = of_points.var(ddof=1) / 30 + shift.var(ddof=1) / 8
    assert row["interval_over"] == "points and replications"
    low, high = t_quantile(29) * variance**0.5, t_quantile(7) * variance**0.5
    assert low * 0.97 <= row["half_width"] <= high * 1.03
    assert row["half_width"] == pytest.approx(crossed_half_width(of_points[:, None] + shift[None, :]))


def test_one_replication_of_a_sampled_design_has_an_interval_over_points_alone(tmp_path):
    study = Study(make_sweep(tmp_path / "r", lambda s, v, r: [v[HELP]], replications=1, **sampled(30, HELP)))
    (row,) = effects(study)
    expected = interval_of_mean(uniforms(3, HELP, np.arange(30)), [None] * 30)
    assert row["interval_over"] == "points"
    assert row["half_width"] == pytest.approx(expected.half_width)


SHARES = {HELP: 0.64, RATE: 0.32, GROWTH: 0.04}
"""Shares of the variance of a sum of uniforms are the squares of their weights over the sum of these."""


def additive(values):
    return sum(share**0.5 * (values[path] - 0.5) for path, share in SHARES.items())


def test_sobol_indices_of_a_sum_are_its_shares_of_the_variance(tmp_path):
    names = list(SHARES)
    sample = sobol_sample(names, 512, 7)
    cube = {name: sample[:, place] for place, name in enumerate(names)}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [additive(v) + (-1) ** r], level=lambda v, r: v[RATE], replications=2,
        points={name: column.tolist() for name, column in cube.items()}, cube=cube, drawn=False,
        design={"method": "sobol", "n": 512},
    )  # fmt: skip
    rows = by(indices(Study(folder)), "kind", "dimension")
    for name, share in SHARES.items():
        assert rows["effect", name]["s1"] == pytest.approx(share, abs=0.05)
        assert rows["effect", name]["st"] == pytest.approx(share, abs=0.05)
        assert abs(rows["effect", name]["st"] - share) < 2 * rows["effect", name]["st_conf"]
    assert rows["level", RATE]["st"] == pytest.approx(1.0, abs=0.05)
    assert rows["level", HELP]["st"] == pytest.approx(0.0, abs=1e-9)
    assert {row["n"] for row in rows.values()} == {512}


def test_points_that_come_twice_in_a_design_keep_their_places(tmp_path):
    names = [HELP, RATE]
    sample = sobol_sample(names, 256, 7)
    cube = {name: sample[:, place] for place, name in enumerate(names)}
    # Two values of each: most points are the same combination as another.
    points = {name: (column >= 0.5).astype(int).tolist() for name, column in cube.items()}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [2.0 * v[HELP] + v[RATE]], points=points, cube=cube, replications=1,
        design={"method": "sobol", "n": 256},
    )  # fmt: skip
    rows = by(indices(Study(folder)), "kind", "dimension")
    assert rows["effect", HELP]["st"] == pytest.approx(0.8, abs=0.06)
    assert rows["effect", RATE]["st"] == pytest.approx(0.2, abs=0.06)


def test_elementary_effects_of_a_sum_are_its_slopes(tmp_path):
    names = [HELP, RATE]
    sample = morris_sample(names, 6, 4, 7)
    cube = {name: sample[:, place] for place, name in enumerate(names)}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [3.0 * v[HELP] - v[RATE]], replications=1, cube=cube,
        points={name: column.tolist() for name, column in cube.items()}, design={"method": "morris", "n": 6},
    )  # fmt: skip
    rows = by(indices(Study(folder)), "kind", "dimension")
    across = 0.95
    assert rows["effect", HELP]["mu_star"] == pytest.approx(3.0 * across)
    assert rows["effect", RATE]["mu"] == pytest.approx(-1.0 * across)
    assert rows["effect", HELP]["sigma"] == pytest.approx(0.0, abs=1e-9)
    assert ("level", HELP) not in rows


def test_a_design_with_a_point_that_failed_has_no_indices(tmp_path):
    names = [HELP, RATE]
    sample = sobol_sample(names, 4, 7)
    cube = {name: sample[:, place] for place, name in enumerate(names)}
    gone = sample[3, 0]
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: None if v[HELP] == gone else [v[HELP]], replications=1, cube=cube,
        points={name: column.tolist() for name, column in cube.items()}, design={"method": "sobol", "n": 4},
    )  # fmt: skip
    assert indices(Study(folder)) == []


def test_a_price_has_no_indices_as_a_mean_of_quotients_says_nothing(tmp_path):
    names = [HELP, RATE]
    sample = sobol_sample(names, 4, 7)
    cube = {name: sample[:, place] for place, name in enumerate(names)}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [v[HELP], 100.0 + v[HELP]], replications=1, cube=cube,
        points={name: column.tolist() for name, column in cube.items()}, design={"method": "sobol", "n": 4},
        measures=["delay_weeks", "cost_per_week"],
    )  # fmt: skip
    assert {row["measure"] for row in indices(Study(folder))} == {"delay_weeks"}


def test_a_planted_region_of_failure_is_found(tmp_path):
    def effect(scenario, values, replication):
        fails = values[HOURS] <= 0.4 and values[HELP] > 0.6
        return [0.5 if fails else -0.5]

    study = Study(make_sweep(tmp_path / "r", effect, replications=1, **sampled(200, HOURS, HELP, RATE)))
    (check,), (rule,) = discovery(study)
    assert (check["why"], check["depth"], check["fails_below"]) == ("no gain", 2, 0.0)
    assert check["skill"] > 0.6
    found = by(rule["conditions"], "path")
    assert set(found) == {HOURS, HELP}
    assert found[HOURS]["above"] is None
    assert found[HOURS]["at_most"] == pytest.approx(0.4, abs=0.05)
    assert found[HELP]["at_most"] is None
    assert found[HELP]["above"] == pytest.approx(0.6, abs=0.05)
    assert rule["density"] > 0.9
    assert rule["coverage"] > 0.9
    assert rule["density_unseen"] > 0.8


def test_a_planted_kind_that_fails_is_found_by_its_name(tmp_path):
    path = "interventions[tutoring].led_by"
    points = grid_of(**{path: ["teacher", "parent", "student"], HELP: np.linspace(0, 1, 20)})
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [0.2 if v[path] == "parent" else -0.2], points=points, replications=1,
        design={"method": "grid"},
    )  # fmt: skip
    (rule,) = discovery(Study(folder))[1]
    assert rule["rule"] == f"{path} = parent"
    assert (rule["density"], rule["coverage"], rule["n_points"]) == (1.0, 1.0, 20)


def test_where_most_points_fail_a_condition_is_told_that_fails_more_than_they_do(tmp_path):
    def effect(scenario, values, replication):
        return [-0.5 if values[HOURS] > 0.7 and values[HELP] > 0.4 else 0.5]

    points = grid_of(**{HOURS: [0.2, 0.5, 0.9], HELP: [0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]})
    folder = make_sweep(
        tmp_path / "r", effect, replications=1, points=points, design={"method": "grid"},
    )  # fmt: skip
    (check,), rules = discovery(Study(folder))
    assert check["share_failing"] == pytest.approx(0.75)
    assert check["depth"] >= 1
    first = rules[0]
    assert (first["density"], first["n_points"], first["coverage"]) == (1.0, 16, pytest.approx(16 / 18))
    assert [(one["path"], one["at_most"]) for one in first["conditions"]] == [(HOURS, pytest.approx(0.7))]


def test_what_differs_at_few_points_is_told_all_the_same(tmp_path):
    path = "interventions[tutoring].group_size"
    points = grid_of(**{path: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], HELP: [0.2, 0.8]})
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-0.5 if s == "laptops" else -1.0], replications=1, points=points,
        design={"method": "grid"}, scenarios=("baseline", "tutoring", "laptops"),
        kept={"tutoring": [{"id": "tutoring"}], "laptops": [{"id": "laptops"}]},
        fails={"measure": "delay_weeks", "gain_below": 0.7},
    )  # fmt: skip
    checks = by(discovery(Study(folder))[0], "scenario")
    told = {name: (one["n_points"], one["share_failing"], one["depth"]) for name, one in checks.items()}
    assert told == {"tutoring": (20, 0.0, 0), "laptops": (2, 1.0, 0)}


@pytest.mark.slow
def test_no_conditions_are_found_in_noise(tmp_path):
    found = 0
    for trial in range(10):
        shift = dict(zip(uniforms(3, HELP, np.arange(60)).tolist(), noise(f"trial {trial}", 60), strict=True))
        folder = make_sweep(
            tmp_path / str(trial), lambda s, v, r, shift=shift: [shift[v[HELP]]], replications=1,
            **sampled(60, HELP, HOURS, RATE),
        )  # fmt: skip
        checks, _ = discovery(Study(folder))
        found += checks[0]["depth"] > 0
    assert found <= 2


def test_what_never_fails_is_looked_at_in_its_worst_quarter(tmp_path):
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [-1 - v[HELP]], replications=1, **sampled(80, HELP))
    study = Study(folder)
    (check,), (rule,) = discovery(study)
    assert check["why"] == "worst quarter"
    assert check["share_no_gain"] == 0.0
    assert check["share_failing"] == pytest.approx(0.25, abs=0.02)
    assert rule["conditions"][0]["at_most"] == pytest.approx(check["fails_below"] - 1, abs=0.03)


@pytest.mark.parametrize(
    ("gain", "why", "share"),
    [
        (lambda help: 0.2, "same", 1.0),
        (lambda help: 0.2 + (help > 0.5), "least", 0.5),
        (lambda help: 0.2 + help, "worst quarter", 0.25),
    ],
)
def test_points_that_gain_the_same_are_no_worst_quarter(tmp_path, gain, why, share):
    points = {HELP: [(place + 0.5) / 80 for place in range(80)]}
    study = Study(
        make_sweep(
            tmp_path / "r", lambda s, v, r: [-gain(v[HELP])], replications=1, points=points,
            design={"method": "latin-hypercube", "n": 80},
        )
    )  # fmt: skip
    ((check,), _) = discovery(study)
    assert (check["why"], check["share_failing"]) == (why, pytest.approx(share, abs=0.02))


def test_failing_is_what_the_experiment_says_it_is(tmp_path):
    study = Study(
        make_sweep(
            tmp_path / "r", lambda s, v, r: [-v[HELP]], replications=1, **sampled(80, HELP),
            fails={"measure": "delay_weeks", "gain_below": 0.7},
        )
    )  # fmt: skip
    (check,), (rule,) = discovery(study)
    assert (check["why"], check["fails_below"]) == ("asked", 0.7)
    assert rule["conditions"][0]["at_most"] == pytest.approx(0.7, abs=0.03)


def test_few_points_are_too_few_to_look_for_conditions(tmp_path):
    study = Study(make_sweep(tmp_path / "r", lambda s, v, r: [v[HELP] - 0.5], **sampled(10, HELP)))
    assert discovery(study) == ([], [])


def test_questions_about_one_path_become_one_condition():
    known = [(HELP, None), ("a", "x"), ("a", "y")]
    asked = [(0, True, 0.9), (0, False, 0.2), (0, True, 0.5), (1, True, 0.5), (2, True, 0.5)]
    between = Condition(HELP, low=0.2, high=0.5)
    assert conditions_of(asked, known) == [between, Condition("a", never=("x", "y"))]
    assert str(between) == f"0.2 < {HELP} <= 0.5"


def test_effects_along_a_path_are_the_means_at_its_values(tmp_path):
    points = grid_of(**{HOURS: [1, 2, 4], HELP: [0.1, 0.9]})
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-v[HOURS] * (1 + v[HELP]) + 0.1 * r], points=points,
        design={"method": "grid"},
    )  # fmt: skip
    rows = by(along(Study(folder)), "path", "value")
    assert {value: row["mean"] for (path, value), row in rows.items() if path == HOURS} == pytest.approx(
        {hours: -1.5 * hours + 0.15 for hours in (1.0, 2.0, 4.0)}
    )
    assert rows[HELP, 0.1]["mean"] == pytest.approx(-1.1 * 7 / 3 + 0.15)
    assert {row["n_runs"] for row in rows.values()} == {8, 12}


def test_many_values_are_put_together_in_parts_of_equal_size():
    values = uniforms(1, "parts", np.arange(80))
    parts = parts_of(values)
    assert np.bincount(parts).tolist() == [10] * 8
    assert all(values[parts == n].max() < values[parts == n + 1].min() for n in range(7))


def test_a_price_fails_by_its_middle_and_where_nothing_is_recovered(tmp_path):
    """One run of three in which hardly anything is recovered decides no point; money in vain fails."""
    place = {value: n for n, value in enumerate(np.linspace(0, 1, 40))}

    def price(scenario, values, replication):
        n = place[values[GROWTH]]
        if n < 10:
            return [math.inf if n < 5 or replication else 100.0]  # in vain in all, or in most
        if n < 12:
            return [None]  # nothing for nothing: no price
        return [1e6 if replication == 0 else 900.0 if n < 20 else 100.0]

    study = Study(
        make_sweep(
            tmp_path / "r", price, measures=["cost_per_week"], design={"method": "grid"}, replications=3,
            points={GROWTH: list(place)}, fails={"measure": "cost_per_week", "gain_below": -500},
        )
    )  # fmt: skip
    (check,), (rule,) = discovery(study)
    assert (check["n_points"], check["share_failing"]) == (38, 18 / 38)
    assert rule["density"] == rule["coverage"] == 1.0


def test_failed_runs_are_listed_with_phase_error_and_seed(tmp_path):
    def effect(scenario, values, replication):
        return None if replication == 2 else [-1.0]

    study = Study(make_sweep(tmp_path / "r", effect))
    assert counts(study) == {"failed": 1, "finished": 7}
    (row,) = failed(study)
    assert (row["scenario"], row["replication"], row["seed"]) == ("tutoring", 2, 1)
    assert (row["phase"], row["error"]) == ("simulate tutoring", "ValueError: no pupils")
    assert kinds_of_failure(study)[0]["runs"] == 1
    assert effects(study)[0]["n_runs"] == 3


def test_a_sweep_that_has_only_begun_says_nothing_yet(tmp_path):
    folder = make_sweep(tmp_path / "r", lambda s, v, r: [-1.0], **sampled(30, HELP), replications=0)
    study = Study(folder)
    assert counts(study) == {}
    assert effects(study) == regret(study) == running_mean(study) == along(study) == indices(study) == []
    assert discovery(study) == ([], [])
    assert stopping(study) is None


def test_the_interval_over_replications_that_share_draws_covers_the_truth_at_its_rate():
    replications, trials = 16, 400
    draws = np.array([draw_of(r) for r in range(replications)])
    held = 0
    for trial in range(trials):
        values = normals(trial, "draw", draws) + 0.3 * normals(trial, "chance", np.arange(replications))
        means, halves = running(np.ones(replications), values, draws)
        held += abs(means[-1]) <= halves[-1]
    # Three standard deviations of a share of 400 around 0.90.
    assert 0.855 <= held / trials <= 0.945


def test_points_that_a_rule_ran_more_often_count_no_more_than_others(tmp_path):
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [-1.0 if v["rules.growth"] == "ces" else -3.0],
        design={"method": "grid"}, points={"rules.growth": ["ces", "product"]}, replications=16,
    )  # fmt: skip
    study = Study(folder)
    study.connection.execute("DELETE FROM cases WHERE place = 0 AND replication >= 4")  # as a rule would
    assert (study.common, study.uneven) == (4, True)
    (*_, last) = running_mean(study)
    assert (last["replications"], last["mean"]) == (4, -2.0)


@pytest.mark.parametrize("method", ["latin-hypercube", "grid"])
def test_what_an_option_does_weighs_points_alike_whatever_a_rule_ran_more_often(tmp_path, method):
    def effect(scenario, values, replication):
        if values[HELP] < 0.5:
            return [-3.0]
        return [-1.0] if replication < 8 else None  # as a rule would: nothing more is there

    folder = make_sweep(
        tmp_path / "r", effect, design={"method": method, "n": 4}, points={HELP: [0.2, 0.4, 0.6, 0.8]},
        cube={HELP: [0.2, 0.4, 0.6, 0.8]}, replications=16,
        until={"measure": "delay_weeks", "half_width": 0.1},
    )  # fmt: skip
    (row,) = effects(Study(folder))
    assert (row["mean"], row["median"], row["n_runs"]) == (-2.0, -2.0, 32)


@pytest.mark.parametrize("points", [1, 3, 7])
def test_of_few_points_nothing_is_foretold_and_nothing_breaks(tmp_path, points):
    values = {"parameters.help_share": list(np.linspace(0, 1, points))}
    folder = make_sweep(
        tmp_path / "r", lambda s, v, r: [v["parameters.help_share"] - 0.5], points=values,
        design={"method": "latin-hypercube", "n": points}, cube=values,
    )  # fmt: skip
    _, rules = discovery(Study(folder))
    assert rules == []
