"""An experiment file: what is wrong with it is said all at once, each with its place and its fix."""

import textwrap

import pytest
from tiny_experiment import TINY

from simkansen.interventions import registry
from simkansen.scenario import ScenarioErrors, effective_values
from simkansen.sweep.ask.dimensions import POSTERIOR
from simkansen.sweep.ask.experiment import MeasureSpec
from simkansen.sweep.ask.forecast import forecast
from simkansen.sweep.ask.loading import load_experiment
from simkansen.sweep.ask.paths import ItemOf, PathError, parse, with_parameters, with_values

HEAD = "simkansen: 1\nname: tiny\nscenarios: [baseline.yaml, tutoring.yaml]\n"


def test_an_experiment_has_no_name_that_show_takes_for_something_else(said_of):
    ((line, _, path, _, fix),) = said_of(TINY.replace("name: tiny", "name: week"))
    assert (line, path, fix) == (2, "name", "write another name, such as my-week")


def test_a_path_names_items_of_a_list_by_their_id():
    steps = ("interventions", ItemOf("my.id"), "hours", "per_week")
    assert parse("interventions[my.id].hours.per_week") == steps


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("run.seed", "use replications, seed and parameters of the experiment"),
        ("intervention[x].hours", "did you mean 'interventions'"),
        ("interventions.hours", "write interventions[id].key"),
        ("interventions[x].type", "name another scenario"),
        ("parameters", "write parameters.key"),
        ("a..b", "is no path"),
    ],
)
def test_a_path_that_cannot_vary_is_refused_with_the_fix(path, named):
    with pytest.raises(PathError, match=named.replace("[", r"\[")):
        parse(path)


def test_a_value_at_a_path_is_as_if_the_file_said_it(experiment):
    asked = experiment()
    tutoring = next(one for one in asked.scenarios if one.name == "tutoring")
    changed = with_values(
        tutoring,
        {
            "interventions[bijles].hours": 3,
            "interventions[bijles].for.capacity": "5%",
            "interventions[bijles].take_up.share": 0.5,
            "parameters.programme_hour": 1.1,
            "rules.growth": "ces",
        },
        registry(),
    )
    (bijles,) = changed.interventions
    assert (bijles.hours.per_week, bijles.hours.moment, bijles.take_up.share) == (3, "school", 0.5)
    assert bijles.target.capacity != tutoring.interventions[0].target.capacity
    assert changed.own_values == {"programme_hour": 1.1}
    assert changed.rules.growth == "ces"
    assert tutoring.interventions[0].hours.per_week == 2


def test_parameters_are_put_in_as_if_the_file_said_them_and_as_strictly(experiment):
    tutoring = next(one for one in experiment().scenarios if one.name == "tutoring")
    values = {"parameters.programme_hour": 1.1, "parameters.help_share": 1, "beyond_prior.live_share": 0.2}
    same = effective_values(with_values(tutoring, values, registry()))
    assert effective_values(with_parameters(tutoring, values)) == same
    for wrong in ({"ces_live": -1.0}, {"no_such": 1.0}, {"help_share": "much"}, {"help_share": float("nan")}):
        for key in ("parameters", "beyond_prior"):
            with pytest.raises(ScenarioErrors):
                with_parameters(tutoring, {f"{key}.{name}": value for name, value in wrong.items()})


def test_an_only_intervention_that_is_off_leaves_a_scenario_in_which_nothing_is_done(experiment):
    text = TINY.replace("interventions[bijles].hours: [1, 3]", "interventions[bijles]: [on, off]")
    asked = experiment(text)
    tutoring = next(one for one in asked.scenarios if one.name == "tutoring")
    on, off = (with_values(tutoring, {"interventions[bijles]": value}, registry()) for value in ("on", "off"))
    assert [one.id for one in on.interventions] == ["bijles"]
    assert off.interventions == ()


def test_a_path_to_an_intervention_leaves_scenarios_without_it_as_they_are(experiment):
    baseline = experiment().scenarios[0]
    assert with_values(baseline, {"interventions[bijles].hours": 3}, registry()) is baseline


def test_all_problems_of_a_file_are_said_at_once_each_with_its_line(said_of):
    problems = said_of(
        """\
        simkansen: 1
        name: tiny
        scenarios: [baseline.yaml, tutoring.yaml]
        reference: tutorin
        design: {method: sobol, n: 60}
        vary:
          interventions[bijle].hours: [1, 2]
          interventions[bijles].hours: [1, 90]
          interventions[bijles].group_sise: [1, 2]
          parameters.programme_hou: prior
          parameters.help_share: posteriorr
        measures: [delay_week, {measure: gap_weeks, by: groep, group: "3"}]
        replications: {at_least: 2, until: {measure: cost, half_width: 1}}
        """
    )
    lines = {line: f"{message}; {fix}" for line, _, _, message, fix in problems}
    assert "60 is no power of two" in lines[5]
    assert "did you mean 'bijles'?" in lines[7]
    assert "90 is above the highest value, 40" in lines[8]
    assert "did you mean 'group_size'?" in lines[9]
    assert "did you mean 'programme_hour'?" in lines[10]
    assert "did you mean 'posterior'?" in lines[11]
    assert any("did you mean 'delay_weeks'" in fix for *_, fix in problems)
    assert any("no gap by groep" in said for _, _, _, said, _ in problems)
    assert "too few to judge an interval by" in lines[13]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("design: grid\nreplications: 1\n", "has nothing to vary"),
        ("design: replications\nvary: {parameters.help_share: prior}\n", "runs the scenarios as they are"),
        ("design: grid\nvary: {parameters.programme_hour: prior}\n", "crosses values"),
        ("design: grid\nvary: {parameters.programme_hour: {range: [1, 2]}}\n", "how many values of a range"),
        ("design: {method: latin-hypercube}\nvary: {rules.growth: [ces, product]}\n", "needs n"),
        ("design: {method: morris, n: 4, levels: 5}\nvary: {rules.growth: [ces]}\n", "5 levels are odd"),
        ("design: grid\nvary: {population.netherlands.sample: {range: [1, 9]}}\n", "cannot vary without end"),
        ("design: grid\nvary: {rules.growth: posterior}\n", "no posterior of what is no parameter"),
        ("design: {method: morris, n: 8}\nvary: {parameters.help_share: posterior}\n", "stand in no order"),
        ("design: grid\nvary: {parameters.help_share: 3}\n", "is one value, so nothing varies"),
        ("design: grid\nvary: {parameters.help_share: [1, 1]}\n", "stands twice"),
        ("design: grid\nvary: {parameters.help_share: [[1, 2]]}\n", "a list cannot be a value"),
        ("design: replications\nreplications: {at_least: 4, at_most: 9}\n", "nothing says when to stop"),
        ("design: replications\nreference: nobody\n", "is none of these scenarios"),
        ("design: replications\nsample: 100000\n", "a sample of 100,000 schools"),
        ("design: replications\nmeasures: []\n", "nothing is measured"),
        ("design: replications\nmeasures: [cost, cost]\n", "stands twice"),
        (
            "design: grid\nvary: {parameters.help_share: {range: [2, 2], steps: 3}}\n",
            "both ends of the range are 2; give two different numbers, or write the value in the scenario",
        ),
        (
            "design: grid\nvary: {parameters.help_share: {range: [2, 1], steps: 3}}\n",
            "the range from 2 to 1 is empty; write the lowest first",
        ),
        ("design: replications\nmeasures: pupils_reached\n", "only simkansen run measures it"),
        (
            "design: replications\nmeasures: [{measure: delay_weeks, by: province, group: Utrecht}]\n",
            "does not keep 'province'",
        ),
        ("design: replications\nfails: {measure: skill, gain_below: 1}\n", "is not measured here"),
        (
            "design: grid\nvary:\n  interventions[bijles].hours: [1]\n"
            "  interventions[bijles].hours.per_week: [2]\n",
            "give a value to the same thing",
        ),
        (
            "design: {method: latin-hypercube, n: 4}\n"
            "vary: {parameters.help_share: {distribution: {kind: normal, mean: 1}}}\n",
            "needs mean and sd",
        ),
        (
            "design: {method: latin-hypercube, n: 4}\n"
            "vary: {parameters.help_share: {range: [1, 2], values: [1, 2]}}\n",
            "given together",
        ),
    ],
)
def test_what_does_not_go_together_is_refused_in_words_of_its_own(said_of, text, said):
    assert said in " | ".join(f"{message}; {fix}" for *_, message, fix in said_of(HEAD + text))


def test_a_scenario_that_is_wrong_is_told_beside_what_is_wrong_with_the_experiment(said_of, scenario_folder):
    (scenario_folder / "wrong.yaml").write_text("simkansen: 1\nnam: x\n", encoding="utf-8")
    said = said_of(f"simkansen: 1\nname: t\nscenarios: {scenario_folder}/wrong.yaml\ndesign: gird\n")
    assert {message for *_, message, _ in said} >= {"unknown key 'nam'", "'gird' is not one of the choices"}


def test_a_range_of_whole_numbers_takes_whole_numbers_where_the_path_does(experiment):
    asked = experiment(
        HEAD + "design: {method: latin-hypercube, n: 9}\nvary:\n"
        "  interventions[bijles].group_size: {range: [1, 3]}\n"
        "  interventions[bijles].hours: {range: [1, 3]}\n"
    )
    size, hours = asked.dimensions
    assert [size.at(u)[size.name] for u in (0.01, 0.5, 0.99)] == [1, 2, 3]
    assert hours.at(0.25)[hours.name] == 1.5


def test_fitted_parameters_with_the_word_posterior_take_one_draw_together(experiment):
    from simkansen.evidence import load_posterior

    asked = experiment(
        HEAD + "design: {method: latin-hypercube, n: 9}\nvary:\n"
        "  parameters.recovery_rate: posterior\n"
        "  parameters.cost_student_hour: posterior\n"
        "  parameters.help_share: posterior\n"
    )
    joint, price = asked.dimensions
    assert (joint.name, price.name) == (POSTERIOR, "parameters.cost_student_hour")
    fitted = load_posterior()
    rows = [(row["recovery_rate"], row["help_share"]) for row in map(fitted.row, range(len(fitted)))]
    for u in (0.001, 0.3, 0.999):
        values = joint.at(u)
        named = (values["parameters.recovery_rate"], values["parameters.help_share"])
        assert rows[values[POSTERIOR]] == named


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ({"measure": "delay_weeks"}, "delay_weeks"),
        ({"measure": "skill", "subject": "maths"}, "skill.maths"),
        ({"measure": "gap_weeks", "by": "migration", "group": "any"}, "gap_weeks.migration.any"),
        ({"measure": "engagement", "week": "2020-04-06"}, "engagement@2020-04-06"),
    ],
)
def test_a_measure_is_called_by_what_it_is_about(words, name):
    assert MeasureSpec.model_validate(words).id == name


def test_a_small_experiment_has_two_schools_few_points_and_another_name(experiment):
    asked = experiment(
        HEAD + "design: grid\nvary:\n  interventions[bijles].hours: [1, 2, 3]\nreplications: 50\n", small=True
    )
    assert asked.spec.name == "small-tiny"
    assert asked.dimensions[0].values == (1, 3)
    assert asked.spec.replications.at_most == 4
    assert asked.scenarios[0].population.sample == 2


def test_sobol_and_morris_keep_parameters_that_are_not_varied_at_their_point(experiment):
    asked = experiment(HEAD + "design: {method: sobol, n: 4}\nvary: {parameters.help_share: prior}\n")
    assert {scenario.run.parameters for scenario in asked.scenarios} == {"point"}


VARIED = """
    sample: 2
    design: {{method: sobol, n: 4}}
    vary:
      interventions[bijles].group_size: {}
"""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{from: 1, to: 2}", "write {range: [1, 2]}"),
        ("{between: [1, 2]}", "write {range: [1, 2]}"),
        ("{uniform: [1, 2]}", "write {distribution: {kind: uniform, low: 1, high: 2}}"),
        (
            "{distribution: uniform, low: 1, high: 2}",
            "write {distribution: {kind: uniform, low: 1, high: 2}}",
        ),
        ("{kind: normal, mean: 2, sd: 1}", "write {distribution: {kind: normal, mean: 2, sd: 1}}"),
        ("{distribution: unifrom}", "write {distribution: {kind: uniform, ...}}"),
        ("{until: 3}", "choose from values, range, steps, distribution or evidence"),
        ("{distribution: {kind: uniform, until: 3}}", "choose from kind, mean, median"),
    ],
)
def test_what_a_path_takes_written_in_another_way_is_told_how_it_is_written(said_of, written, meant):
    (problem,) = said_of(HEAD + textwrap.dedent(VARIED.format(written)))
    assert meant in problem[-1]


def test_a_value_that_is_refused_is_told_beside_one_that_stands_twice(said_of):
    text = HEAD + textwrap.dedent(VARIED.format("[3, 3.0, 40]"))
    told = " ".join(message for *_, message, _ in said_of(text))
    assert "3 and 3.0 are the same value" in told
    assert "group_size of 40" in told


def test_a_design_without_its_n_is_told_its_whole_line_and_the_n_beside_it_where_it_belongs(said_of):
    text = HEAD + "design: sobol\nn: 2\nvary:\n  interventions[bijles].group_size: [2, 3]\n"
    fixes = [fix for *_, fix in said_of(text)]
    assert fixes == [
        "write design: {method: sobol, n: 64}",
        "it belongs under design: write design: {..., n: ...}",
    ]


@pytest.mark.parametrize("form", ["[{}, {}]", "{{values: [{}, {}]}}"])
def test_values_with_keys_of_their_own_get_one_line_that_says_what_to_write(scenario_folder, form):
    weeks = ("{from: 2020-08-24, to: 2021-07-09}", "{from: 2021-01-04, to: 2021-07-09}")
    path = scenario_folder / "mappings.yaml"
    path.write_text(
        "simkansen: 1\nname: mappings\nscenarios: [baseline.yaml, tutoring.yaml]\ndesign: grid\n"
        f"vary:\n  interventions[bijles].weeks: {form.format(*weeks)}\n"
        "measures: [delay_weeks]\nreplications: 2\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioErrors) as caught:
        load_experiment(path)
    [problem] = caught.value.problems
    assert "a value with keys of its own cannot be varied as a whole" in problem.message
    assert "path.from" in problem.fix


def test_a_varied_price_is_held_against_what_is_known_of_every_leader_that_is_varied(scenario_folder):
    from simkansen.scenario.checks.low_prices import least_known

    path = scenario_folder / "prices.yaml"
    path.write_text(
        "simkansen: 1\nname: prices\nscenarios: [baseline.yaml, tutoring.yaml]\ndesign: grid\n"
        "vary:\n  interventions[bijles].cost.per_hour: [1, 500]\n"
        "  interventions[bijles].led_by: [student, teacher]\n"
        "measures: [cost]\nreplications: 2\n",
        encoding="utf-8",
    )
    notes = [note.message for note in load_experiment(path).notes if "below what is known" in note.message]
    assert len(notes) == 2
    for leader in ("student", "teacher"):
        [said] = [one for one in notes if f"with led_by '{leader}'" in one]
        assert f"{least_known('tutoring', leader, 'per_hour'):.4g}" in said


def test_a_measure_that_stands_twice_is_one_problem_and_is_offered_once(said_of):
    measures = "design: replications\nmeasures: [delay_weeks, delay_weeks, cost]\n"
    (line, *_, said, fix), failing = said_of(HEAD + measures + "fails: {measure: skill, gain_below: 1}\n")
    assert (line, said, fix) == (5, "'delay_weeks' stands twice in the list", "remove one of them")
    assert failing[-1] == "choose from delay_weeks or cost"


def test_of_a_while_that_is_a_default_no_experiment_says_that_it_changes_nothing(experiment, tmp_path):
    vary = "design: grid\nvary: {'interventions[a].weeks.from': [2020-05-25, 2020-09-07]}\n"

    def notes(weeks):
        item = f"{{id: a, type: tutoring, led_by: teacher, hours: 2, group_size: 4{weeks}}}"
        text = f"simkansen: 1\nname: own\ninterventions: [{item}]\n"
        (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
        told = experiment(f"simkansen: 1\nname: tiny\nscenarios: [{tmp_path}/own.yaml]\n{vary}").notes
        return [note.path for note in told if "'while:" in note.message]

    assert notes("") == []
    assert set(notes(", weeks: after-closure")) == {"vary: interventions[a].weeks.while"}


def test_designs_are_named_where_none_is_given_and_rules_are_told_beside_that(said_of):
    def told(text):
        return [(path, f"{message}; {fix}") for _, _, path, message, fix in said_of(HEAD + text)]

    lacking = (
        "design",
        "the key 'design' is missing; add design: replications or grid, "
        "or design: {method: latin-hypercube, sobol or morris, n: 64}",
    )
    rule = "until: {measure: cost, half_width: 1}"
    assert told("sample: 4\n") == [lacking]
    assert told(f"replications: {{at_most: 4, {rule}}}\n") == [
        lacking,
        ("replications.at_most", "with at_most 4 nothing is left to stop: until is judged from 4 on; "
         "write at_least: 4 and a higher at_most, or remove until"),
    ]  # fmt: skip
    assert told(f"replications: {{at_most: 9, {rule}}}\n")[1:] == [
        ("replications", "1 replication is too few to judge an interval by; write at_least: 4 or more"),
    ]  # fmt: skip
    assert told(f"replications: {{at_least: 12, at_most: 12, {rule}}}\n") == [
        lacking,
        ("replications.until", "at_least and at_most are both 12, so the rule to stop changes nothing; "
         "raise at_most, or remove until"),
    ]  # fmt: skip
    assert told("measures: [delay_weeks, cost]\nfails: {measure: skill, gain_below: 1}\n") == [
        lacking, ("fails.measure", "'skill' is not measured here; choose from delay_weeks or cost"),
    ]  # fmt: skip


def test_a_forecast_tells_the_populations_that_a_design_asks_for(experiment, tmp_path):
    text = HEAD + "design: grid\nvary: {'population.netherlands.sample': [1, 3]}\n"
    said = forecast(experiment(text), tmp_path)
    assert said.counts["schools"] == [1, 3]
    words = {str(key): str(text) for key, text in said.said}["population"]
    assert words.startswith("by what is varied 2 different ones")
    assert words.endswith("in every run the same in all with the same values")
    assert forecast(experiment(HEAD + "design: replications\n"), tmp_path).counts["schools"] == 1
