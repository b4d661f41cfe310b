"""A Morris design of what takes a few values: what an elementary effect is then, and what is refused."""

import pytest
from made_sweeps import make_sweep

from simkansen.report.sweep.found import Found
from simkansen.report.sweep.text_effects import explained
from simkansen.scenario import ScenarioErrors
from simkansen.sweep.analysis.along import along
from simkansen.sweep.analysis.effects import effects
from simkansen.sweep.analysis.indices import indices
from simkansen.sweep.analysis.study import Study
from simkansen.sweep.ask.design import morris_sample, points_at
from simkansen.sweep.ask.dimensions import Listed
from simkansen.sweep.running.describe import of_sweep

RULES, SWITCH = "rules.growth", "interventions[tutoring]"
HOURS, GROUPS = "interventions[tutoring].hours", "interventions[tutoring].group_size"

HEAD = "simkansen: 1\nname: tiny\nscenarios: [baseline.yaml, tutoring.yaml]\n"


def of_lists(folder, lists, effect, levels=4, kept=None):
    """A Morris design of lists of values, by path, and what it finds of the effects, by path."""
    dimensions = [
        Listed(path, (path,), "lever", len(several), values=several) for path, several in lists.items()
    ]
    sample = morris_sample([*lists], 8, levels, 7)
    points = points_at(dimensions, sample)
    folder = make_sweep(
        folder, effect, replications=1, design={"method": "morris", "n": 8, "levels": levels}, kept=kept,
        points={path: [point.values[path] for point in points] for path in lists},
        cube={path: sample[:, place] for place, path in enumerate(lists)},
        manifest={"varied": [
            {"path": one.name, "kind": one.kind, "dimension": one.name, "levels": one.levels}
            for one in dimensions
        ]},
    )  # fmt: skip
    return folder, {row["dimension"]: row for row in indices(Study(folder)) if row["kind"] == "effect"}


@pytest.mark.parametrize("levels", [4, 6, 8])
def test_an_elementary_effect_of_a_few_values_is_that_of_going_from_the_first_to_the_last(tmp_path, levels):
    lists = {RULES: ("product", "ces"), HOURS: (1, 2, 3), GROUPS: (1, 3, 5, 7, 9)}

    def effect(scenario, values, replication):
        return [5.0 * (values[RULES] == "ces") - 0.5 * values[HOURS] + 0.25 * values[GROUPS]]

    _, found = of_lists(tmp_path / "r", lists, effect, levels)
    assert {path: row["mu"] for path, row in found.items()} == pytest.approx({RULES: 5, HOURS: -1, GROUPS: 2})
    assert max(row["sigma"] for row in found.values()) == pytest.approx(0.0, abs=1e-9)


def test_a_switch_goes_from_off_to_on_and_numbers_of_its_option_are_those_with_it(tmp_path):
    kept = {"tutoring": [{"id": "tutoring", "type": "tutoring"}]}

    def effect(scenario, values, replication):
        return [-2.0 if values[SWITCH] == "on" else 0.0]

    folder, found = of_lists(tmp_path / "r", {SWITCH: ("on", "off")}, effect, kept=kept)
    assert found[SWITCH]["mu"] == pytest.approx(-2.0)
    (row,) = effects(study := Study(folder))
    assert (row["mean"], row["n_runs"]) == (pytest.approx(-2.0), 1)
    assert {one["mean"] for one in along(study)} == {-2.0, 0.0}
    assert "switched off are left out" in explained(Found(folder))


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("rules.growth: [product, ces], interventions[bijles].hours: [1, 2, 4]", ""),
        ("interventions[bijles].led_by: [teacher, student]", ""),
        ("interventions[bijles]: [on, off]", ""),
        ("interventions[bijles].led_by: [teacher, student, teaching-assistant]", "stand in no order"),
        ("interventions[bijles].hours: [4, 1, 2]", "write [1, 2, 4]"),
        ("interventions[bijles].weeks.from: [2020-09-01, 2020-10-01, 2020-11-02]", ""),
        ("interventions[bijles].for.capacity: [5%, 10%, 40%, 20%]", "write [5%, 10%, 20%, 40%]"),
        ("interventions[bijles].hours: [1, 2, 3, 4, 5]", "never tries 3; write levels: 6"),
        ("interventions[bijles]: [on, off], parameters.programme_hour: prior", "while bijles is off"),
    ],
)
def test_what_a_morris_design_cannot_screen_is_refused(load_in, tmp_path, vary, said):
    text = HEAD + "design: {method: morris, n: 8}\nvary:\n"
    for one in vary.replace("], ", "]; ").split("; "):
        path, values = one.split(": ", 1)
        text += f"  '{path}': {values}\n"
    if not said:
        assert load_in(tmp_path, text).spec.design.method == "morris"
        return
    with pytest.raises(ScenarioErrors) as caught:
        load_in(tmp_path, text)
    (problem,) = caught.value.problems
    assert said in f"{problem.message}; {problem.fix}"
    assert load_in(tmp_path, text.replace("morris", "sobol")).spec.design.method == "sobol"


def test_a_results_folder_keeps_how_many_values_there_are(load_in, tmp_path):
    text = HEAD + "design: {method: morris, n: 8}\nvary:\n  rules.growth: [product, ces]\n"
    text += "  'interventions[bijles].group_size': {range: [2, 6]}\n  parameters.programme_hour: prior\n"
    told = of_sweep(load_in(tmp_path, text), 1, {}, {})["varied"]
    assert [one.get("levels") for one in told] == [2, 5, None]


@pytest.mark.parametrize(
    ("parameter", "others", "said"),
    [
        ("programme_hour", "[calls]", "while bijles is off programme_hour does nothing"),
        ("programme_hour", "[calls, more]", ""),
        ("found_contact", "[calls]", ""),
    ],
)
def test_a_parameter_that_only_a_switched_intervention_asks_for_is_not_screened(
    load_in, tmp_path, scenario_folder, parameter, others, said
):
    """Beside calls to parents, which ask for no hour of a programme, the scenario is never empty."""
    kinds = {"calls": "parent-guidance", "more": "peer-tutoring, hours: 2"}
    asked = [f"{{id: {one}, type: {kinds[one]}}}" for one in others.strip("[]").split(", ")]
    both = scenario_folder / "both.yaml"
    both.write_text(
        f"simkansen: 1\nname: both\nextends: tutoring.yaml\ninterventions: [{', '.join(asked)}]\n", "utf-8"
    )
    text = HEAD.replace("tutoring.yaml", str(both)) + "design: {method: morris, n: 8}\nvary:\n"
    text += f"  'interventions[bijles]': [on, off]\n  parameters.{parameter}: prior\n"
    if not said:
        assert load_in(tmp_path, text)
        return
    with pytest.raises(ScenarioErrors) as caught:
        load_in(tmp_path, text)
    (problem,) = caught.value.problems
    assert (problem.line, said in problem.message) == (7, True)
    assert "remove this line or 'interventions[bijles]'" in str(problem.fix)


@pytest.mark.parametrize(
    ("kind", "parameter"),
    [
        ("lend-devices", "cost_device"),
        ("lend-devices", "device_delivery_weeks"),
        ("teacher-professionalisation", "cost_coach_hour"),
        ("teacher-professionalisation", "coach_group"),
        ("bring-to-school, days: 2", "cost_care_hour"),
        ("peer-tutoring, hours: 2", "cost_peer_hour"),
    ],
)
def test_a_parameter_of_one_type_is_not_screened_where_that_type_is_switched(
    load_in, tmp_path, scenario_folder, kind, parameter
):
    """Beside tutoring, so that the scenario is never empty: prices too are asked for by what is there."""
    name = f"with-{parameter}"
    (scenario_folder / f"{name}.yaml").write_text(
        f"simkansen: 1\nname: {name}\nextends: tutoring.yaml\ninterventions: [{{id: one, type: {kind}}}]\n",
        encoding="utf-8",
    )
    text = HEAD.replace("tutoring.yaml", str(scenario_folder / f"{name}.yaml"))
    text += "design: {method: morris, n: 8}\nmeasures: [delay_weeks, cost]\nvary:\n"
    text += f"  'interventions[one]': [on, off]\n  parameters.{parameter}: prior\n"
    with pytest.raises(ScenarioErrors) as caught:
        load_in(tmp_path, text)
    (problem,) = caught.value.problems
    assert (problem.line, problem.message) == (
        8, f"while one is off {parameter} does nothing, so those steps of it measure nothing"
    )  # fmt: skip


def test_a_price_that_only_one_leader_asks_for_is_not_screened_beside_who_leads(load_in, tmp_path):
    text = HEAD + "design: {method: morris, n: 8}\nmeasures: [delay_weeks, cost]\nvary:\n"
    text += "  'interventions[bijles].led_by': [student, volunteer]\n  parameters.cost_student_hour: prior\n"
    with pytest.raises(ScenarioErrors) as caught:
        load_in(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.message.startswith("with led_by 'volunteer' cost_student_hour does nothing")
    assert load_in(tmp_path, text.replace("cost_student_hour", "programme_hour"))
