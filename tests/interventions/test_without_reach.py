"""An intervention that could reach nobody is told before anything runs, and where its file says why."""

from __future__ import annotations

import pytest
from worlds import calendar, closed_for, intervention, parameters, run, town

from simkansen.cli import main
from simkansen.cli.loading import load_scenarios
from simkansen.interventions.without_reach import nobody_reached
from simkansen.population import build_population
from simkansen.runs.notes.empty_groups import look_at_small
from simkansen.scenario.reading.wording import rounded_down

AFTER_SCHOOL = {"per_week": 14, "moment": "after-school"}
ALL_SUMMER = {"from": "2020-07-20", "to": "2020-08-14"}


def why(one, weeks=None, changes=None):
    return nobody_reached(one, town(), calendar() if weeks is None else weeks, parameters(changes))


def spare() -> float:
    return float(max(town().schools.staff_hours))


def test_hours_that_no_school_has_are_told_with_those_that_it_has() -> None:
    hours = spare() + 0.5
    asked = intervention("tutoring", hours={"per_week": hours, "moment": "after-school"}, led_by="teacher")
    refused = why(asked)
    assert refused.path == ("hours",)
    assert f"{hours:g} a week of its own staff are needed" in refused.message
    assert f"{rounded_down(spare()):g}" in refused.message
    assert f"{rounded_down(spare()):g}" in refused.fix
    assert run(asked).trace().ledgers["tutoring"].reached == 0


@pytest.mark.parametrize("answers", [{"led_by": "student"}, {"hours": {"per_week": 1}, "led_by": "teacher"}])
def test_hours_that_somebody_has_are_no_problem(answers) -> None:
    assert why(intervention("tutoring", **{"hours": AFTER_SCHOOL, **answers})) is None


def test_a_camp_in_a_holiday_is_held_against_the_hours_of_holidays() -> None:
    hours = {"per_week": min(40.0, spare() + 1), "moment": "holiday"}
    camp = intervention("tutoring", hours=hours, weeks=ALL_SUMMER, group_size=12, led_by="teacher")
    assert why(camp) is None
    refused = why(camp, changes={"holiday_staff": 0.5})
    assert "in a holiday week" in refused.message


def test_pairs_that_no_teacher_has_hours_to_guide_are_told() -> None:
    pairs = intervention("peer-tutoring", hours=4)
    assert why(pairs) is None
    refused = why(pairs, changes={"peer_guiding": spare()})
    assert refused.path == ("hours",)
    assert "no school has the hours" in refused.message


def test_a_device_that_arrives_after_the_closure_is_told() -> None:
    lend = intervention("lend-devices", weeks="closed")
    assert why(lend) is None
    refused = why(lend, weeks=closed_for(3))
    assert refused.path == ("weeks",)
    assert "arrives after 4 weeks" in refused.message
    assert run(lend, weeks=closed_for(3)).trace().ledgers["lend-devices"].reached == 0


def test_bringing_to_school_where_emergency_care_takes_all_seats_is_told() -> None:
    phase = {"from": "2020-01-06", "to": "2020-02-14", "emergency_care": {"vital": 1.0}}
    from simkansen.scenario.calendar import build_calendar
    from simkansen.scenario.schema.scenario import CalendarSpec

    full = build_calendar(CalendarSpec.model_validate({"closures": [phase], "school_years": ["2019/20"]}))
    everybody = intervention("bring-to-school")
    assert why(everybody) is None
    refused = why(everybody, weeks=full)
    assert refused.path == ()
    assert "no school has a seat left" in refused.message


@pytest.mark.parametrize("asked", [(0.11, 0.05), (0.0, 0.12), (0.5, 0.06), (0.02, 0.0)])
def test_emergency_care_seats_the_share_that_is_asked_for(asked) -> None:
    import numpy as np
    from worlds import closed_week

    people = town(60)
    vital, vulnerable = asked
    in_school = closed_week(people, vital, vulnerable)
    learns = np.asarray(people.pupils.klass)[:, 0] >= 0
    here = np.asarray(people.pupils.vulnerable)[learns].mean() / parameters()["vulnerable_share"]
    assert in_school[learns].mean() == pytest.approx(vital + vulnerable * here, abs=0.01)


SCENARIO = """\
simkansen: 1
name: long
population: {netherlands: {sample: 3}}
run: {replications: 2, population: fixed}
interventions:
  - id: long
    type: tutoring
    led_by: teacher
    hours: 20
    weeks: all
"""


@pytest.mark.parametrize("verb", ["check", "run"])
def test_both_verbs_say_it_before_anything_runs(verb, tmp_path, capsys) -> None:
    from simkansen.scenario.schema.scenario import PopulationSpec

    spec = PopulationSpec.model_validate({"netherlands": {"sample": 3}})
    people = build_population(spec, calendar(), 2020, parameters())
    hours = float(max(people.schools.staff_hours))
    assert hours < 20
    path = tmp_path / "long.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    more = ["--results", str(tmp_path / "results")] if verb == "run" else []
    assert main([verb, str(path), *more]) == 3
    said = capsys.readouterr()
    text = said.out + said.err
    assert f"{path}:9:5: interventions[long].hours: no school has the hours: 20 a week" in text
    assert f"{rounded_down(hours):g}" in text


LEVELS = """\
simkansen: 1
name: levels
population: {netherlands: {sample: 3}}
run: {replications: 2, population: fixed}
calendar: {closures: [{from: 2020-11-02, to: 2020-12-11, kind: closed, levels: [3, 4]}]}
interventions:
  - {id: it, type: TYPE, for: {groep: [GROEP]}}
"""


def checked(text, path, capsys):
    path.write_text(text, encoding="utf-8")
    code = main(["check", str(path)])
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.mark.parametrize(
    "kind",
    [
        "bring-to-school",
        "parent-guidance",
        "lend-devices",
        "tutoring, hours: 1, led_by: student, weeks: closed",
    ],
)
def test_pupils_whose_levels_never_close_are_told(kind, tmp_path, capsys) -> None:
    code, text = checked(LEVELS.replace("TYPE", kind).replace("GROEP", "7, 8"), tmp_path / "a.yaml", capsys)
    assert code == 3
    assert "interventions[it].for: nobody is reached" in text
    assert "their schools are not closed then" in text
    assert "no school has the hours" not in text
    code, text = checked(LEVELS.replace("TYPE", kind).replace("GROEP", "3"), tmp_path / "b.yaml", capsys)
    assert code == 0, text


@pytest.mark.parametrize(
    ("line", "why"),
    [("belief: false", "takes no part in coaching"), ("vacancy: true", "has nobody to coach")],
)
def test_coaching_for_those_whom_it_never_reaches_is_refused(line, why, tmp_path, capsys) -> None:
    text = SCENARIO.replace("type: tutoring\n    led_by: teacher\n    hours: 20", "type: TYPE")
    text = text.replace("weeks: all", f"for: {{{line}}}").replace("TYPE", "teacher-professionalisation")
    code, said = checked(text, tmp_path / "a.yaml", capsys)
    name, _, flag = line.partition(": ")
    assert code == 3
    assert f"interventions[long].for.{name}: nobody can be reached: " in said
    assert why in said
    other = "true" if flag == "false" else "false"
    code, said = checked(text.replace(line, f"{name}: {other}"), tmp_path / "b.yaml", capsys)
    assert code == 0
    assert f"note: interventions[long].for.{name}: " in said
    assert "changes whom it is meant for and not whom it reaches" in said


def test_a_take_up_by_which_hardly_anybody_comes_is_told(tmp_path, capsys) -> None:
    text = SCENARIO.replace("hours: 20", "hours: 1").replace("led_by: teacher", "led_by: student")
    text = text.replace("weeks: all", "take_up: {share: SHARE}")
    code, said = checked(text.replace("SHARE", "0.001"), tmp_path / "a.yaml", capsys)
    assert code == 0
    assert "note: interventions[long].take_up.share: in many simulations nobody comes" in said
    _, said = checked(text.replace("SHARE", "0.5"), tmp_path / "b.yaml", capsys)
    assert "nobody comes" not in said


CAMP = """\
simkansen: 1
name: camp
population: {schools: {file: small.csv}}
run: {parameters: PARAMETERS}
interventions:
  - {id: camp, type: tutoring, hours: {per_week: HOURS, moment: holiday}, group_size: 4, led_by: teacher}
"""


@pytest.mark.parametrize(("known", "refused"), [("posterior", False), ("point", True)])
def test_hours_that_staff_have_in_part_of_the_simulations_are_no_refusal(known, refused, tmp_path) -> None:
    """Whom a school can hire in a holiday is not known: at the middle too few, at the upper end enough."""
    (tmp_path / "small.csv").write_text(
        "school,municipality,pupils,disadvantaged_share\nA,Almere,40,20%\n", encoding="utf-8"
    )
    path = tmp_path / "camp.yaml"

    def told(hours):
        path.write_text(CAMP.replace("PARAMETERS", known).replace("HOURS", f"{hours:.1f}"), encoding="utf-8")
        scenarios = load_scenarios([path])
        return scenarios[0], [one.message for one in look_at_small(scenarios)[0]]

    scenario, none = told(1)
    assert none == []
    people = build_population(scenario.population, calendar(), 2020, parameters())
    hours = 1.3 * float(people.schools.staff_hours[0]) * parameters()["holiday_staff"]
    assert hours < 23.5
    assert ["no school has the hours" in one for one in told(hours)[1]] == [True] * refused
