"""Lines under ``for`` that leave nobody out of the pupils at hand are said by check, with their place."""

from __future__ import annotations

import json
import re

import duckdb
import pytest
from click.testing import CliRunner

from simkansen.cli.loading import load_scenarios
from simkansen.cli.verbs.check import command
from simkansen.interventions.eligibility import eligible_pupils
from simkansen.runs import run_scenarios
from simkansen.runs.notes.empty_groups import look_at_small
from simkansen.runs.notes.shared_staff import staffed_parts
from simkansen.runs.notes.who_comes import who_come
from simkansen.runs.plan import make_plan
from simkansen.runs.populations import make_population

POINT = "\nrun: {replications: 2, parameters: point}"
HEAD = "simkansen: 1\npopulation: {netherlands: {sample: 4}}\ninterventions:\n"
TUTORING = "  - {id: t, type: tutoring, hours: 1, led_by: student, for: "


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.yaml"


def said(path, text):
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    problems, notes = look_at_small(load_scenarios([path]))
    assert problems == []
    return [(note.line, note.path, note.message) for note in notes]


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (f"{TUTORING}{{ses: {{at_least: -5}}, groep: 4}}}}", "interventions[t].for.ses",
         "ses leaves nobody out beside the other lines, of the"),
        (f"{TUTORING}{{target: true, capacity: 90%}}}}", "interventions[t].for.capacity",
         "there are places for all who would come"),
        (f"{TUTORING}{{parental_education: low, capacity: {{per_class: 25}}}}}}",
         "interventions[t].for.capacity", "there are places for all who would come"),
        ("  - {id: t, type: tutoring, hours: 3, led_by: teacher, for: {capacity: 50%}}",
         "interventions[t].for.capacity", "hours of a school's own staff run out before"),
        ("  - {id: p, type: peer-tutoring, hours: 0.5, for: {capacity: {per_class: 28}}}",
         "interventions[p].for.capacity", "there are places for all who would come"),
        ("  - {id: c, type: teacher-professionalisation, for: {class_size: {at_least: 5}}}",
         "interventions[c].for.class_size", "class_size leaves nobody out, of the"),
    ],
)  # fmt: skip
def test_a_line_that_leaves_none_of_the_pupils_out_is_said(text, where, words, path):
    ((line, message),) = [(line, text) for line, spot, text in said(path, text) if spot == where]
    assert line == 4
    assert words in message


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        ("type: tutoring, hours: 2, led_by: teacher, for: {target: true}", "led_by"),
        ("type: tutoring, hours: 2, led_by: student, for: {target: true}", None),
        ("type: tutoring, hours: 0.25, led_by: teacher, for: {capacity: 1%}", None),
        ("type: parent-guidance, hours: 0.25", "led_by"),
        ("type: teacher-professionalisation", None),
    ],
)
def test_staff_with_hours_for_a_part_of_those_who_would_come_is_said_with_the_part(answers, where, path):
    told = {spot: text for _, spot, text in said(path, f"  - {{id: t, {answers}}}{POINT}")}
    assert list(told) == ([] if where is None else [f"interventions[t].{where}"])
    if where is not None:
        (text,) = told.values()
        run = run_scenarios(load_scenarios([path]), path.parent / "results", workers=1)
        hours = hours_of(run.folder)
        part = hours["staff_hours_needed"] / hours["staff_hours_asked"]
        of = "hours that are asked" if "parent" in answers else "groups"  # calls are to homes, not to groups
        assert int(re.search(rf"about (\d+)% of the {of}", text)[1]) / 100 == pytest.approx(part, abs=0.03)
        assert ("group" in text) is (of == "groups")


PEERS = "type: peer-tutoring, hours: {{per_week: {}, moment: {}}}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "answers",
    [
        PEERS.format(2.5, "after-school") + ", for: {groep: [5, 6, 7, 8], capacity: {per_class: 6}}",
        PEERS.format(1.5, "after-school") + ", for: {parental_education: low}",
        PEERS.format(2.5, "school") + ", for: {ses: {at_most: -0.8}}",
        PEERS.format(2, "after-school") + ", for: {ses: {at_least: 1.2}}",
        PEERS.format(2, "after-school") + ", for: {capacity: 5%, rank_by: disadvantage}",
        PEERS.format(2, "after-school") + ", take_up: 20%, for: {schools: 50%, capacity: {per_class: 2}}",
        PEERS.format(2, "after-school") + ", take_up: 2%",
        "type: tutoring, hours: 2, led_by: teacher, group_size: 2, for: {ses: {at_most: -1.5}}",
        "type: tutoring, hours: 2, led_by: teaching-assistant, for: {capacity: 20%, rank_by: true-need}",
    ],
)
def test_the_part_of_hours_of_staff_told_before_a_run_is_what_schools_then_have(answers, path):
    # Doses, places, groups and schools of several kinds, and parameters that differ between the draws.
    path.write_text(f"{HEAD}  - {{id: t, {answers}}}\nrun: {{replications: 4}}\n", encoding="utf-8")
    (scenario,) = load_scenarios([path])
    plan = make_plan([scenario])
    made = [make_population(plan.reference, number) for number in range(4 if plan.redrawn else 1)]
    (told,) = staffed_parts(scenario, made).staffed
    hours = hours_of(run_scenarios([scenario], path.parent / "results", workers=1).folder, "mean")
    assert hours["staff_hours_asked"] > 0.0
    assert told == pytest.approx(hours["staff_hours_needed"] / hours["staff_hours_asked"], abs=0.03)


def test_classes_in_which_no_pair_can_be_made_lack_no_hours_of_teachers(path):
    # One or two of a class come, and most of these are no pair: that is no lack of teachers.
    answers = PEERS.format(0.25, "school") + ", take_up: 3%"
    path.write_text(f"{HEAD}  - {{id: t, {answers}}}{POINT}\n", encoding="utf-8")
    hours = hours_of(run_scenarios(load_scenarios([path]), path.parent / "results", workers=1).folder)
    assert hours["staff_hours_asked"] == hours["staff_hours_needed"] > 0.0


def hours_of(folder, statistic="median"):
    """Give the hours of staff that an intervention asks and takes in all weeks, by measure."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT measure, {statistic} FROM read_parquet(?) WHERE kind = 'effect' AND \"by\" = 'all' "
            "AND measure LIKE 'staff_hours_%' ORDER BY week",
            [str(folder / "summary.parquet")],
        ).fetchall()
    return dict(rows)


def mean_of(folder, measure):
    """Give the mean of what an intervention counts of its pupils, at the end of a run."""
    with duckdb.connect() as connection:
        return connection.execute(
            "SELECT mean FROM read_parquet(?) WHERE measure = ? AND \"by\" = 'intervention'",
            [str(folder / "summary.parquet"), measure],
        ).fetchone()[0]


TEACHERS = "  - {{id: {}, type: tutoring, hours: 2, led_by: teacher, for: {{capacity: 10%}}}}\n"
STUDENTS = "  - {id: s, type: tutoring, hours: 2, led_by: student, for: {capacity: 10%}}\n"
FEW_HOURS = "  - {id: f, type: tutoring, hours: 0.25, led_by: teacher, for: {capacity: 1%}}\n"
PAIRS = "  - {id: p, type: peer-tutoring, hours: 1.5}\n"


@pytest.mark.parametrize("first", [TEACHERS.format("a"), PAIRS])
def test_a_programme_for_which_another_leaves_no_hours_of_the_school_s_staff_is_said(first, path):
    notes = said(path, first + TEACHERS.format("b"))
    (message,) = [text for _, where, text in notes if where == "interventions[b].hours"]
    assert "before this one: what they leave is enough for" in message
    assert not [
        where for _, where, _ in notes if where in ("interventions[a].hours", "interventions[p].hours")
    ]


@pytest.mark.parametrize("beside", [STUDENTS, FEW_HOURS])
def test_programmes_that_leave_each_other_hours_enough_are_not(beside, path):
    assert not [
        where for _, where, _ in said(path, FEW_HOURS.replace("f,", "g,") + beside) if "hours" in where
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"{TUTORING}{{ses: {{at_least: 0}}, groep: 4}}}}",
        f"{TUTORING}{{capacity: 10%}}}}",
        f"{TUTORING}{{capacity: {{per_class: 3}}}}}}",
        "  - {id: p, type: peer-tutoring, hours: 0.5, for: {capacity: {per_class: 4}}}",
        "  - {id: l, type: lend-devices}",
        "  - {id: c, type: teacher-professionalisation, for: {quality: {at_most: 0}}}",
    ],
)
def test_nothing_is_said_of_a_line_that_leaves_somebody_out(text, path):
    assert said(path, text) == []


def test_nothing_is_said_of_lines_by_which_hardly_a_pupil_is_meant(path):
    """Another draw has other pupils: there the line may leave some out, or places be too few."""
    few = "{parental_education: low, migration: any, sex: girl, parents: 1, debt: true, ses: {at_most: 5}"
    messages = [message for _, _, message in said(path, f"{TUTORING}{few}, capacity: {{per_class: 3}}}}}}")]
    assert any("in many simulations nobody comes" in message for message in messages)
    assert not any("leaves nobody out" in m or "there are places for all" in m for m in messages)


def test_check_says_it_once_with_its_other_notes(path):
    path.write_text(HEAD + f"{TUTORING}{{ses: {{at_least: -5}}, sex: [boy, girl]}}}}\n", encoding="utf-8")
    answer = CliRunner().invoke(command, [str(path), "--json"], standalone_mode=False)
    notes = json.loads(answer.stdout)["notes"]
    assert [note["path"] for note in notes] == ["interventions[t].for.ses", "interventions[t].for.sex"]


ALMERE = "simkansen: 1\npopulation: {netherlands: {municipality: Almere, sample: 6}}\ninterventions:\n"
LATER = "weeks: {from: 2020-09-01, to: 2021-05-01}"
FEW = f"{TUTORING}{{debt: true, migration: any, parents: 1, groep: 8}}, {LATER}}}\n"


def come_and_made(path, text):
    path.write_text(ALMERE + text, encoding="utf-8")
    (scenario,) = load_scenarios([path])
    plan = make_plan([scenario])
    made = [make_population(plan.reference, number) for number in range(8)]
    return float(who_come(scenario, made).mean[0]), made


def test_who_come_are_counted_in_the_years_in_which_it_runs(path):
    """Who left groep 8 before it began is not meant, so nobody says of them that they come."""
    both, made = come_and_made(path, FEW.replace("}}\n", "}, take_up: 80%}\n"))
    meant = 0
    for one in made:
        eligible = eligible_pupils(one, load_scenarios([path])[0].interventions[0].target)
        assert eligible.shape[1] == 2  # school years, of which it runs in the second
        meant += int(eligible[:, 1].sum())
        assert eligible.any(axis=1).sum() >= eligible[:, 1].sum()
    assert both == pytest.approx(0.8 * meant / len(made))
    half, _ = come_and_made(path, FEW.replace("for: {", "take_up: 80%, for: {schools: 50%, "))
    assert half == pytest.approx(both / 2)


def test_that_nobody_comes_is_said_by_simulations_without_anybody_and_not_by_few_places(path):
    """Two places that staff have hours for are taken in each simulation; pairs of two are often none."""
    lead = f"  - {{id: t, type: tutoring, hours: 4, led_by: teacher, take_up: 1.5%, {LATER}}}\n"
    told = {}
    for name, text in {
        "led": lead,
        "pairs": "  - {id: p, type: peer-tutoring, hours: 0.2, take_up: 1%}\n",
    }.items():
        path.write_text(ALMERE + text, encoding="utf-8")
        _, notes = look_at_small(load_scenarios([path]))
        told[name] = [note.message for note in notes if "nobody comes" in note.message]
    assert told["led"] == []
    assert len(told["pairs"]) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        FEW,
        "  - {id: p, type: peer-tutoring, hours: 0.2, take_up: 1%}\n",
        "  - {id: p, type: peer-tutoring, hours: 0.2, take_up: 3%, for: {groep: 8}}\n",
        "  - {id: t, type: tutoring, hours: 5, led_by: teacher, take_up: 1.5%}\n",
    ],
)
def test_as_many_come_as_a_run_then_reaches(text, path):
    come, _ = come_and_made(path, text + "run: {replications: 24}\n")
    run = run_scenarios(load_scenarios([path]), path.parent / "results", workers=1)
    reached = mean_of(run.folder, "pupils_reached")
    assert come == pytest.approx(reached, rel=0.35, abs=0.35)


SOME_CLOSE = (
    "simkansen: 1\npopulation: {netherlands: {municipality: Almere, sample: 6}}\n"
    'calendar: {school_years: ["2020/21"], closures: '
    "[{from: 2020-11-02, to: 2020-12-18, levels: [5]}, {from: 2021-01-11, to: 2021-02-12, levels: [6]}]}\n"
    "interventions:\n  - {id: b, type: bring-to-school, for: {groep: %s}}\n"
)


@pytest.mark.parametrize(
    ("levels", "whole"),
    [("[3, 5]", "(all of groep 3)"), ("[3, 4, 6]", "(all of groep 3, 4)"), ("[5, 6]", None)],
)
def test_groups_whose_schools_never_close_are_said_where_those_of_others_do(levels, whole, path):
    path.write_text(SOME_CLOSE % levels, encoding="utf-8")
    _, notes = look_at_small(load_scenarios([path]))
    told = [note.message for note in notes if "do not close in its weeks" in note.message]
    assert [whole in message for message in told] == ([] if whole is None else [True])
    if whole:  # groep 4 and 3 are two of three groups of about one size, 3 is one of two
        share = int(re.search(r"schools of (\d+)%", told[0])[1])
        assert share == pytest.approx(67 if "4" in whole else 50, abs=8)


def test_the_hours_to_give_differ_from_those_that_no_school_has_and_then_fit(path):
    small = "school,municipality,pupils,disadvantaged_share\na,Delft,8,12%\n"
    (path.parent / "s.csv").write_text(small, encoding="utf-8")
    text = "simkansen: 1\npopulation: {schools: {file: s.csv}}\ninterventions:\n"
    text += "  - {id: p, type: peer-tutoring, hours: %s}\n"
    path.write_text(text % 3, encoding="utf-8")
    (problem,), _ = look_at_small(load_scenarios([path]))
    needed, most = re.search(r"hours: (\S+) a week .* school week is ([0-9.]+)", problem.message).groups()
    assert float(needed) > float(most) > 0
    fitting = float(re.search(r"give (\S+) hours a week or less", problem.fix)[1])
    path.write_text(text % fitting, encoding="utf-8")
    assert look_at_small(load_scenarios([path]))[0] == []
    path.write_text(text % (fitting * 1.2), encoding="utf-8")
    assert len(look_at_small(load_scenarios([path]))[0]) == 1
