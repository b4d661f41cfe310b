"""What would change nothing, or never has a value, is said with its place before anything runs."""

import numpy as np
import pytest

from simkansen.runs.populations import make_population
from simkansen.scenario import Problem, ScenarioErrors, build_calendar, effective_values
from simkansen.sweep.ask.measurable import groups_without_pupils
from simkansen.sweep.ask.notes.nobody import look_before, nobody_in
from simkansen.sweep.ask.notes.tried import idle_paths
from simkansen.sweep.ask.notes.unreached import unreached
from simkansen.sweep.running.sweep import run_sweep
from simkansen.work.engines import local

HEAD = "simkansen: 1\nname: tiny\nscenarios: [baseline.yaml, tutoring.yaml]\n"
PLAIN = HEAD + "design: replications\n"


@pytest.mark.parametrize(
    ("measures", "said"),
    [
        ("{measure: delay_weeks, week: 2022-03-01}", "its last week is that of 2021-07-05"),
        ("{measure: delay_weeks, week: 2019-08-25}", "which runs from 2019-08-26 to 2021-07-11"),
        ("{measure: cost, week: 2020-05-11}", "it is of the whole calendar, and stands at its last week"),
        ("{measure: engagement, week: 2019-12-25}", "no lessons are given then"),
        ("{measure: growth_share, week: 2020-05-11}", "leave week out, or choose one of the weeks of 2020-"),
        ("{measure: better_off, week: 2019-10-07}", "pupils are compared one by one in some weeks only"),
        ("delay_weeks, {measure: delay_weeks, week: 2021-07-09}", "is measured in the same week as"),
    ],
)
def test_a_week_that_has_no_value_is_refused_with_its_line_and_what_to_choose(said_of, measures, said):
    ((line, column, path, message, fix),) = said_of(PLAIN + f"measures: [{measures}]\n")
    assert said in f"{message}; {fix}"
    assert line == 5
    place = measures.rindex("week: ") + 7 if "week]" in path or "week" in path else 0
    assert column == (len("measures: [") + place if place else column)


def test_a_week_outside_the_calendar_is_told_beside_what_else_is_wrong(said_of):
    said = said_of(
        HEAD + "design: grid\nvary: {'interventions[bijles].hours': [1, 90]}\n"
        "measures: [{measure: delay_weeks, week: 2022-03-01}]\n"
    )
    assert [line for line, *_ in said] == [5, 6]


def test_a_week_without_a_value_is_told_beside_a_measure_with_a_wrong_word(said_of):
    said = said_of(
        PLAIN + "measures:\n  - delay_weaks\n  - {measure: delay_weeks, week: 2022-03-01}\n"
        "  - {measure: cost, week: 2020-03-16}\n"
    )
    assert [line for line, *_ in said] == [6, 7, 8]
    assert "outside the calendar" in said[1][3]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("design: {method: grid, seed: 3}\nvary: {rules.growth: [ces, product]}\n", 4, "seed changes"),
        ("design: {method: sobol, n: 64}\nvary: {rules.growth: [ces]}\n", 5, "nothing varies along it"),
        (
            "design: replications\nmeasures: cost\n"
            "replications: {at_least: 8, at_most: 8, until: {measure: cost, half_width: 1}}\n",
            6,
            "so the rule to stop changes nothing",
        ),
        (
            "design: replications\nmeasures: [staff_hours_available]\nreplications: "
            "{at_least: 4, at_most: 8, until: {measure: staff_hours_available, half_width: 1}}\n",
            6,
            "the rule is never met",
        ),
        (
            "design: replications\nmeasures: [cost, cost_per_week]\nreplications: "
            "{at_least: 4, at_most: 8, until: {measure: cost_per_week, half_width: 3000}}\n",
            6,
            "is a quotient, of which no mean says anything; choose cost or delay_weeks",
        ),
        (
            "design: grid\nvary: {'interventions[bijles].hours': [1, 2]}\nmeasures: delay_weeks\n"
            "fails: {measure: delay_weeks, gain_below: 0}\n",
            7,
            "and this design has 2",
        ),
        (
            "design: {method: latin-hypercube, n: 20}\nvary: {parameters.help_share: prior}\n"
            "measures: staff_hours_available\nfails: {measure: staff_hours_available, gain_below: 0}\n",
            7,
            "neither way is better",
        ),
        *(
            (
                "design: {method: latin-hypercube, n: 20}\nvary: {parameters.help_share: prior}\n"
                f"measures: {measure}\nfails: {{measure: {measure}, gain_below: {below}}}\n",
                7,
                said,
            )
            for measure, below, said in [
                ("cost_per_week", 250, "write gain_below: -250, which fails above 250"),
                ("worse_off", "1%", "write gain_below: -1%, which fails above 1%"),
                ("cost", 0, "is never below 0, so this fails at every point; write a number below 0"),
                ("staff_hours_asked", 2, "write gain_below: -2"),
            ]
        ),
        (
            "sample: 2\ndesign: grid\nvary: {population.netherlands.sample: [1, 2]}\n",
            4,
            "so this number changes nothing",
        ),
        (
            "design: grid\nvary: {'interventions[bijles].for.capacity': [10%, 0.1]}\n",
            5,
            "are the same value here",
        ),
        ("design: grid\nvary: {'interventions[bijles].hours': [2, 2.0]}\n", 5, "remove one of them"),
        ("design: grid\nvary: {'interventions[bijles].hours': [2, \"2\"]}\n", 5, "hours"),
        (
            "design: grid\nvary: {'interventions[bijles].group_size': {range: [1, 3], steps: 9}}\n",
            5,
            "9 steps from 1 to 3 are 3 whole numbers; write steps: 3",
        ),
        ("design: grid\nvary: {'interventions[bijles]': [on, maybe]}\n", 5, "write on or off"),
        (
            "design: grid\n"
            "vary: {'interventions[bijles]': [on, off], 'interventions[bijles].hours': [1, 2]}\n",
            5,
            "same thing; name a scenario without it under scenarios in place of the switch",
        ),
        *(
            (
                f"reference: tutoring\ndesign: {design}\nvary: {{'interventions[bijles]{key}': {values}}}\n",
                6,
                said,
            )
            for said in ("the reference 'tutoring' has this intervention too", "write reference: baseline")
            for design, key, values in [
                ("grid", ".hours", "[1, 2]"),
                ("grid", "", "[on, off]"),
                ("{method: latin-hypercube, n: 4}", ".group_size", "[2, 3, 4, 5]"),
                ("{method: latin-hypercube, n: 20}", ".hours.per_week", "{range: [1, 3]}"),
                ("{method: sobol, n: 2}", ".hours.per_week", "{range: [1.0, 3.0]}"),
            ]
        ),
    ],
)
def test_what_would_change_nothing_is_refused_with_its_line(said_of, text, line, said):
    found = said_of(HEAD + text)
    assert [one[0] for one in found] == [line] * len(found)
    assert said in " | ".join(f"{path}: {message}; {fix}" for _, _, path, message, fix in found)


@pytest.mark.parametrize(
    ("scenarios", "fix"),
    [
        ("[tutoring.yaml, laptops.yaml]", "name a scenario without interventions as the first of scenarios"),
        ("tutoring.yaml\nreference: tutoring", "remove reference: one without interventions is then made"),
    ],
)
def test_what_the_reference_has_itself_does_not_vary(said_of, experiment, scenarios, fix):
    vary = "design: grid\nvary:\n  interventions[bijles].hours: [1, 2]\n"
    ((line, _, path, _, said),) = said_of(f"simkansen: 1\nname: tiny\nscenarios: {scenarios}\n{vary}")
    assert (line, path, said) == (5 + scenarios.count("\n") + 1, "vary.interventions[bijles].hours", fix)
    # Of one scenario alone a reference without interventions is made; settings of others may vary.
    assert experiment("simkansen: 1\nname: tiny\nscenarios: tutoring.yaml\n" + vary).dimensions
    assert experiment(
        "simkansen: 1\nname: tiny\nscenarios: [laptops.yaml, tutoring.yaml]\n" + vary
    ).dimensions


def test_a_price_between_two_scenarios_is_refused_of_one(said_of):
    ((*_, said, _),) = said_of(PLAIN.replace(", tutoring.yaml", "") + "measures: cost_per_week\n")
    assert "is told between two scenarios" in said


def test_what_is_allowed_and_means_less_than_one_thinks_is_noted(experiment):
    asked = experiment(HEAD + "design: {method: sobol, n: 2}\nvary: {parameters.help_share: prior}\n")
    assert [note.split(":")[0] for note in asked.remarks] == ["replications", "replications", "design"]
    assert "64 or more" in asked.remarks[2]
    assert experiment(PLAIN + "replications: 10\n").remarks == ()


def test_too_few_replications_for_an_order_are_told_before_anything_runs(experiment):
    (few,) = experiment(PLAIN + "replications: 3\n").remarks
    assert few.startswith("replications: 3 of each point are too few to tell an order of the scenarios")
    assert few.endswith("write replications: 10 or more")
    sample = HEAD + "design: {method: latin-hypercube, n: 20}\nvary: {parameters.help_share: prior}\n"
    *_, order, people = experiment(sample + "population: redrawn\n").remarks
    assert "all points share their chance" in order
    assert people.startswith("population: redrawn draws schools and pupils once in one replication")
    assert experiment(sample + "population: redrawn\nreplications: 10\n").remarks == ()


def test_a_sample_with_fewer_different_points_than_asked_is_refused_or_told(said_of, experiment):
    switch = "vary: {'interventions[bijles]': [on, off]}\nreplications: 10\n"
    ((_, _, path, said, fix),) = said_of(HEAD + "design: {method: latin-hypercube, n: 20}\n" + switch)
    assert path == "design.n"
    assert said == "what is varied has 2 combinations, so 20 points cannot all differ"
    assert fix.startswith("write design: grid")
    told = experiment(HEAD + "design: {method: sobol, n: 64}\n" + switch).remarks
    assert any("n = 64, and 2 different points" in one and "write design: grid" in one for one in told)
    assert experiment(HEAD + "design: {method: latin-hypercube, n: 2}\n" + switch).remarks == ()


def test_a_switch_takes_an_intervention_out_and_leaves_it_in(experiment):
    from simkansen.interventions import registry
    from simkansen.sweep.ask.paths import with_values

    tutoring = experiment().scenarios[1]
    for value in ("off", False):
        assert with_values(tutoring, {"interventions[bijles]": value}, registry()).interventions == ()
    for value in ("on", True):
        kept = with_values(tutoring, {"interventions[bijles]": value}, registry())
        assert effective_values(kept) == effective_values(tutoring)


def test_the_pupils_of_a_group_are_those_of_the_population_in_the_week_that_is_measured(experiment):
    asked = experiment(PLAIN)
    reference = asked.scenarios[0]
    population, calendar = make_population(reference), build_calendar(reference.calendar)
    text = ", ".join(
        f"{{measure: delay_weeks, by: school_disadvantage, group: {group}}}"
        for group in ("under-10%", "10-30%", "over-30%")
    )
    measures = experiment(PLAIN + f"measures: [{text}]\n").spec.measures
    empty = groups_without_pupils(population, calendar, measures)
    share = np.asarray(population.schools.disadvantaged_share)
    bounds = {"under-10%": share < 0.1, "10-30%": (share >= 0.1) & (share < 0.3), "over-30%": share >= 0.3}
    assert set(empty) == {
        f"delay_weeks.school_disadvantage.{group}" for group, inside in bounds.items() if not inside.any()
    }
    assert empty


def _of_nobody(experiment):
    """An experiment that measures groups of schools, of which the one school of its sample is in one."""
    asked = experiment(
        PLAIN + "measures:\n"
        "  - {measure: delay_weeks, by: school_disadvantage, group: under-10%}\n"
        "  - {measure: delay_weeks, by: school_disadvantage, group: over-30%}\n"
    )
    return asked


def test_a_group_that_nobody_is_in_is_told_before_the_sweep(experiment):
    problems = look_before(_of_nobody(experiment))
    assert problems
    assert all(isinstance(one, Problem) and one.line in (6, 7) for one in problems)
    assert all("no pupil of the schools that are drawn is in school_disadvantage" in one.message
               for one in problems)  # fmt: skip


def test_a_gap_with_one_group_empty_here_and_the_other_there_names_both(experiment):
    asked = experiment(PLAIN + "measures: [{measure: gap_weeks, by: school_disadvantage, group: over-30%}]\n")
    id, kind = "gap_weeks.school_disadvantage.over-30%", "school_disadvantage: "
    here, there = {id: f"{kind}over-30%"}, {id: f"{kind}under-10%"}
    (both,) = nobody_in(asked, [here, there])
    assert f"nobody in one of {kind}over-30% and {kind}under-10%, and both are compared" in both.message
    (one,) = nobody_in(asked, [there, there])
    assert f"is in {kind}under-10% in any of the populations" in one.message
    assert nobody_in(asked, [here, {}]) == []


def test_a_sweep_of_a_group_that_nobody_is_in_simulates_nothing(experiment, tmp_path):
    with pytest.raises(ScenarioErrors, match="no pupil of the schools"):
        run_sweep(_of_nobody(experiment), tmp_path, local(1))
    (folder,) = tmp_path.iterdir() if not (tmp_path / "experiment.yaml").exists() else (
        path for path in tmp_path.iterdir() if path.is_dir()
    )  # fmt: skip
    assert not list((folder / "parts").glob("*.parquet"))


def test_a_try_names_what_changes_nothing_that_is_measured(experiment):
    asked = experiment(
        HEAD + "design: {method: latin-hypercube, n: 20}\nmeasures: delay_weeks\nvary:\n"
        "  parameters.programme_hour: prior\n"
        "  parameters.cost_student_hour: prior\n"  # a price, and no cost is measured
        "  parameters.training_quality: prior\n"  # of coaching, which no scenario has
    )
    assert idle_paths(asked) == ["parameters.cost_student_hour", "parameters.training_quality"]
    priced = experiment(
        HEAD + "design: {method: latin-hypercube, n: 20}\nmeasures: cost\n"
        "vary: {parameters.cost_student_hour: prior}\n"
    )
    assert idle_paths(priced) == []


def test_a_try_switches_on_what_another_value_works_through(experiment):
    asked = experiment(
        HEAD + "design: grid\nmeasures: delay_weeks\nvary:\n"
        "  interventions[bijles]: [on, off]\n"
        "  parameters.programme_hour: [1, 2]\n"
    )
    assert idle_paths(asked) == []


def test_a_try_looks_at_each_value_of_a_list_that_may_decide(experiment):
    asked = experiment(
        HEAD + "design: {method: latin-hypercube, n: 20}\nmeasures: cost\nvary:\n"
        "  interventions[bijles].led_by: [student, volunteer, teaching-assistant]\n"
        "  parameters.cost_student_hour: prior\n"
        "  parameters.cost_teacher_hour: prior\n"
    )
    assert idle_paths(asked) == ["parameters.cost_teacher_hour"]


def test_a_list_of_one_value_has_no_lowest_and_highest(experiment):
    asked = experiment(
        HEAD + "design: grid\nmeasures: cost\nvary:\n  interventions[bijles].led_by: [student]\n"
        "  interventions[bijles].hours: [1, 2]\n"
    )
    assert idle_paths(asked) == []


def test_scenarios_that_say_the_same_under_two_names_are_noted(experiment, scenario_folder):
    (scenario_folder / "again.yaml").write_text(
        "simkansen: 1\nname: again\nextends: tutoring.yaml\n", encoding="utf-8"
    )
    asked = experiment(
        f"simkansen: 1\nname: t\nscenarios: [baseline.yaml, tutoring.yaml, {scenario_folder}/again.yaml]\n"
        "design: replications\nreplications: 10\n"
    )
    assert asked.remarks == (
        "scenarios: 'tutoring' and 'again' say the same, so there is no difference between them",
    )


def test_a_value_with_which_an_intervention_reaches_nobody_is_noted_where_it_stands(
    experiment, scenario_folder
):
    (scenario_folder / "led.yaml").write_text(
        "simkansen: 1\nname: led\nextends: tutoring.yaml\ninterventions: [{id: bijles, led_by: teacher}]\n",
        encoding="utf-8",
    )
    asked = experiment(
        f"simkansen: 1\nname: t\nscenarios: [baseline.yaml, {scenario_folder}/led.yaml]\n"
        "design: grid\nmeasures: delay_weeks\nvary:\n  interventions[bijles].hours.per_week: [1, 23]\n"
    )
    (some, note) = unreached(asked)
    assert "with 1, in 'led': a school's own staff has hours for about" in some.message
    assert {(one.line, one.path) for one in (some, note)} == {
        (7, "vary.interventions[bijles].hours.per_week")
    }
    assert "with 23, 'led' reaches nobody: no school has the hours" in note.message


@pytest.mark.parametrize(
    ("vary", "place"),
    [
        ("{'X.led_by': [student, teacher], 'X.what.subjects': [maths, reading]}", "vary.X.led_by"),
        ("{'X.what.subjects': [maths, reading]}", "X.led_by"),
        ("{'X.group_size': [2, 3], 'X.what.subjects': [maths, reading]}", "vary.X.group_size"),
    ],
)
def test_what_is_said_with_all_values_alike_is_told_once_at_its_cause(
    experiment, scenario_folder, vary, place
):
    (scenario_folder / "led.yaml").write_text(
        "simkansen: 1\nname: led\nextends: tutoring.yaml\n"
        "interventions: [{id: bijles, led_by: teacher, group_size: 3, hours: 1}]\n",
        encoding="utf-8",
    )
    vary, place = (text.replace("X", "interventions[bijles]") for text in (vary, place))
    told = unreached(
        experiment(
            f"simkansen: 1\nname: t\nscenarios: [baseline.yaml, {scenario_folder}/led.yaml]\n"
            f"design: grid\nmeasures: delay_weeks\nvary: {vary}\n"
        )
    )
    assert told
    assert {one.path for one in told} == {place}
    assert len({one.message for one in told}) == len(told)


def test_what_each_value_does_and_the_file_does_not_is_told_once(experiment, scenario_folder):
    (note,) = unreached(
        experiment(
            "simkansen: 1\nname: t\nscenarios: [baseline.yaml, tutoring.yaml]\ndesign: grid\n"
            "measures: delay_weeks\nvary: {'interventions[bijles].for.capacity.per_school': [700, 800]}\n"
        )
    )
    assert note.message.startswith("with each of its values, in 'tutoring': there are places for all")
    assert (note.line, note.path) == (6, "vary.interventions[bijles].for.capacity.per_school")


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("hours: 23, led_by: teacher", "this reaches nobody: no school has the hours"),
        ("for: {parental_education: [low, middle, high]}", "leaves nobody out"),
    ],
)
def test_a_scenario_s_own_value_that_does_nothing_is_noted_though_it_is_not_varied(
    experiment, scenario_folder, own, said
):
    (scenario_folder / "own.yaml").write_text(
        "simkansen: 1\nname: own\nextends: tutoring.yaml\ninterventions:\n  - {id: bijles, " + own + "}\n",
        encoding="utf-8",
    )
    text = (
        f"simkansen: 1\nname: t\nscenarios: [baseline.yaml, {scenario_folder}/own.yaml]\n"
        "measures: delay_weeks\nreplications: 4\ndesign: "
    )
    (note,) = unreached(experiment(text + "replications\n"))
    assert str(note.file).endswith("own.yaml")
    assert note.line == 5
    assert said in note.message
    beside = "grid\nvary: {parameters.programme_hour: [1.0, 1.4]}\n"
    assert [one.message for one in unreached(experiment(text + beside))] == [note.message]


def test_a_note_of_a_file_that_what_is_varied_ends_is_not_told(experiment, scenario_folder):
    (scenario_folder / "brought.yaml").write_text(
        "simkansen: 1\nname: brought\nextends: baseline.yaml\ninterventions: [{id: b, type: bring-to-school, "
        "days: 2, weeks: {from: 2020-03-16, to: 2020-05-08, while: closed}}]\n",
        encoding="utf-8",
    )
    text = HEAD.replace("tutoring.yaml", str(scenario_folder / "brought.yaml")) + "design: grid\nvary:\n"
    plain = experiment(text + "  'interventions[b].days': [1, 2]\n")
    assert [note.path for note in plain.notes if note.path.endswith("while")] == [
        "interventions[b].weeks.while"
    ]
    longer = experiment(text + "  'interventions[b].weeks.to': [2020-05-08, 2021-02-05]\n")
    assert [note.path for note in longer.notes if note.path.endswith("while")] == []


def test_points_that_a_design_of_steps_meets_again_are_told(experiment):
    text = HEAD + "design: {method: METHOD, n: 16}\nvary:\n  'interventions[bijles].group_size': [2, 3]\n"
    text += "  parameters.help_share: prior\n"
    for method in ("sobol", "morris"):
        remarks = experiment(text.replace("METHOD", method)).remarks
        assert [one for one in remarks if "meet the same point again: each is run once" in one]
    endless = text.replace("'interventions[bijles].group_size': [2, 3]", "parameters.recovery_rate: prior")
    assert not [one for one in experiment(endless.replace("METHOD", "sobol")).remarks if "again" in one]


def test_a_date_of_one_closure_is_refused_at_once_with_what_to_do(said_of):
    """A range of dates would be refused for a list of them first, and that for the path."""
    for values in ("{range: [2020-05-08, 2020-06-05]}", "[2020-05-08, 2020-06-05]"):
        said = said_of(HEAD + f"design: grid\nvary:\n  'calendar.closures[0].to': {values}\n")
        assert ("one of a list of calendar cannot vary, as these have no id",
                "name a scenario for each under scenarios") in [one[3:] for one in said]  # fmt: skip
