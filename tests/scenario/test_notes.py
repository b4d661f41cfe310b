"""What a file says that would change nothing, or is cut, and may be meant: said where it stands."""

from __future__ import annotations

import pytest

from simkansen.evidence import load_parameters, load_posterior
from simkansen.interventions import registry
from simkansen.scenario import ScenarioErrors, build_calendar, check_files, notes_of


@pytest.fixture
def said(load, write):
    def saying(text):
        return [str(note) for note in load(write(text)).notes]

    return saying


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("population: {netherlands: {province: Flevoland, municipality: Urk}}", "2:38: pop", "leaves no"),
        ("population: {netherlands: {municipality: Urk, sample: 12}}", "2:55: population", "is all of them"),
        ("rules: {growth: ces}\ncalendar: {closures: none}", "2:17: rules.growth", "schools never close"),
        ("outcomes: {measures: [cost], by: [groep]}", "2:35: outcomes.by[1]", "is told by groep"),
        ("outcomes: {measures: [delay_share, skill], by: [groep]}", "2:23: outcomes", "add ses_tenth to by"),
        ("parameters: {bring_days: 2}", "2:26: parameters.bring_days", "is always 2"),
    ],
)  # fmt: skip
def test_a_line_that_changes_nothing_is_said_where_it_stands(text, at, words, said):
    (line,) = said(f"simkansen: 1\n{text}\n")
    assert line.startswith(f"a.yaml:{at}")
    assert words in line


def closures(*many):
    return "simkansen: 1\ncalendar:\n  closures:\n" + "".join(f"    - {{{one}}}\n" for one in many)


def test_a_closure_over_holidays_tells_how_many_school_days_are_left(said):
    (line,) = said(closures("from: 2020-04-20, to: 2020-05-15"))
    assert line.startswith("a.yaml:4:7: calendar.closures[1]: 10 of these 20 weekdays are holidays")
    assert "so 10 school days close" in line


def test_another_sector_counts_only_in_the_weeks_in_which_po_is_closed_too(said):
    po, vo = "from: 2020-09-07, to: 2020-10-02", "from: 2020-09-21, to: 2020-10-16, sectors: vo"
    (line,) = said(closures(po, vo))
    assert line.startswith("a.yaml:5:51: calendar.closures[2].sectors: counts in 2 of its 4 weeks")
    assert said(closures(po, "from: 2020-09-07, to: 2020-10-02, sectors: vo")) == []


def test_where_two_closures_share_a_week_the_larger_share_in_care_is_said_to_count(said):
    lines = said(closures(
        "from: 2020-09-07, to: 2020-09-23, emergency_care: {vital: 9%}",
        "from: 2020-09-24, to: 2020-10-14, emergency_care: {vital: 3%}",
    ))  # fmt: skip
    assert [line.split(": ")[1] for line in lines] == [
        "calendar.closures[1].emergency_care",
        "calendar.closures[2].emergency_care",
    ]


def test_five_days_count_for_more_in_one_calendar_week_than_across_a_weekend_and_both_say_how_much(said):
    values = load_parameters().replace(load_posterior().mean())
    lost, weeks = values["restart_loss"], values["restart_weeks"]
    sum_of_weeks = sum(lost * 2.718281828459045 ** (-week / weeks) for week in range(200))
    (whole,) = said(closures("from: 2020-09-07, to: 2020-09-11"))
    (parted,) = said(closures("from: 2020-09-10, to: 2020-09-16"))
    for line, words in (
        (whole, "count for more than 5 days across weekends"),
        (parted, "in 2 calendar weeks, none"),
    ):
        assert line.startswith("a.yaml:4:7: calendar.closures[1]: these 5 school days")
        assert words in line
        assert f"about {sum_of_weeks:.1f} weeks of lessons" in line
        assert line.endswith(
            "or compare it only with closures that begin and end on the same days of the week"
        )


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("from: 2020-09-07, to: 2020-09-09", "from: 2020-09-10, to: 2020-09-11", "for more than 5 days"),
        ("from: 2020-09-10, to: 2020-09-11", "from: 2020-09-14, to: 2020-09-16", "in 2 calendar weeks, none"),
    ],
)
def test_days_in_a_row_count_alike_whether_one_closure_or_two_hold_them(first, second, words, said):
    (line,) = said(closures(first, second))
    assert line.startswith("a.yaml:4:7: calendar.closures[1]: these 5 school days")
    assert words in line
    assert said(closures(first)) == said(closures(first, second.replace("-09-", "-11-"))) == []


@pytest.mark.parametrize(
    "days",
    [
        "from: 2020-09-07, to: 2020-09-18", "from: 2020-09-09, to: 2020-09-10",
        "from: 2020-09-07, to: 2020-09-11, kind: half-groups",
    ],
)  # fmt: skip
def test_nothing_is_said_of_days_that_count_alike_wherever_they_fall(days, said):
    assert said(closures(days)) == []


def test_the_calendar_is_as_the_note_says(load, write):
    for days, shut in (("from: 2020-09-07, to: 2020-09-11", 1), ("from: 2020-09-10, to: 2020-09-16", 0)):
        calendar = build_calendar(load(write(closures(days))).calendar)
        assert int((calendar.teaching & (calendar.in_school[:, 0] == 0.0)).sum()) == shut


def test_notes_do_not_change_what_a_scenario_is(load, write):
    from simkansen.scenario import scenario_hash

    plain = load(write("simkansen: 1\nname: a\n"))
    noted = load(write("simkansen: 1\nname: a\nparameters: {}\n"))
    assert scenario_hash(plain) == scenario_hash(noted)


def together(load, write, first, second):
    texts = {"a": first, "b": second}
    files = [write(f"simkansen: 1\nname: {name}\n{text}\n", f"{name}.yaml") for name, text in texts.items()]
    return [str(note) for note in notes_of([load(file) for file in files])]


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("run: {replications: 8}", "b.yaml:3:7: run.replications", "those of 'a' count, 16"),
        ("run: {unlike_parameters: true}", "b.yaml:3:7: run", "there is no other scenario"),
        ("parameters: {programme_hour: 1.5}", "b.yaml:3:14: parameters", "is about interventions"),
        ("beyond_prior: {ces_live: 0.3}", "b.yaml:3:16: beyond_prior.ces_live", "is of the rule ces"),
    ],
)  # fmt: skip
def test_what_changes_nothing_in_scenarios_that_run_together_is_said(text, at, words, load, write):
    (line,) = together(load, write, "", text)
    assert line.startswith(at)
    assert words in line


def test_replications_that_are_not_written_are_not_spoken_of(load, write):
    assert together(load, write, "run: {replications: 4}", "") == []


def test_all_provinces_leave_no_school_out(said):
    from simkansen.schooling.places import provinces

    (line,) = said(f"simkansen: 1\npopulation: {{netherlands: {{province: [{', '.join(provinces())}]}}}}\n")
    assert line.startswith("a.yaml:2:38: population.netherlands.province: these are all provinces")


@pytest.mark.parametrize("measure", ["cost", "weeks_per_reached", "staff_hours_asked"])
def test_measures_of_interventions_are_idle_without_one(measure, load, write):
    lines = together(load, write, *[f"outcomes: {{measures: [skill, {measure}]}}"] * 2)
    assert [line.partition(": outcomes")[0] for line in lines] == ["a.yaml:3:30", "b.yaml:3:30"]
    assert all(f"{measure} is about interventions, and there is none" in line for line in lines)


def test_what_one_scenario_asks_is_told_of_all_so_that_asking_less_beside_it_is_said(load, write):
    some = "outcomes: {measures: [skill], by: [groep]}"
    assert together(load, write, some, "outcomes: {measures: [better_off], by: [groep]}") == []
    lines = together(load, write, "", some)
    assert [line.partition(";")[0].partition(": ")[2] for line in lines] == [
        f"outcomes.{key}: this leaves nothing out: 'a' asks for everything, and what one asks is told of all"
        for key in ("measures", "by")
    ]


@pytest.mark.parametrize(
    ("text", "path", "words"),
    [
        ("population: {netherlands: {municipality: Urk}}\noutcomes: {by: [all, province]}", "outcomes.by[2]",
         "all schools lie in Flevoland"),
        ("population: {netherlands: {sample: 1}}\noutcomes: {measures: [variance_between_schools]}",
         "outcomes.measures[1]", "takes two schools"),
        ("calendar: {closures: none}\noutcomes: {measures: [skill, out_of_sight]}", "outcomes.measures[2]",
         "nobody drops out of sight"),
    ],
)  # fmt: skip
def test_results_that_tell_nothing_in_these_schools_and_weeks_are_said(text, path, words, said):
    (line,) = said(f"simkansen: 1\n{text}\n")
    assert f" {path}: " in line
    assert words in line


def test_results_that_tell_something_are_not_spoken_of(said):
    text = "population: {netherlands: {province: [Flevoland, Utrecht], sample: 8}}\n"
    measures = "[variance_between_schools, out_of_sight, delay_weeks]"
    assert said(f"simkansen: 1\n{text}outcomes: {{by: [all, province], measures: {measures}}}\n") == []


COSTS = """
    simkansen: 1
    interventions:
      - {{id: a, type: tutoring, led_by: teacher, hours: 2, for: {{groep: {{at_least: 3}}}}, cost: {{{}}}}}
"""


def test_notes_that_a_wrong_price_leaves_certain_are_told_beside_it(write):
    with pytest.raises(ScenarioErrors) as caught:
        check_files([write(COSTS.format("per_hour: 0, per_pupil: -5, price_year: 2019"))], registry())
    assert [problem.path for problem in caught.value.problems] == ["interventions[a].cost.per_pupil"]
    told = {note.path: note.message for note in caught.value.notes}
    assert "paid in any case" in told["interventions[a].cost.per_hour"]
    assert "leaves nobody out" in told["interventions[a].for.groep"]
    # Whether a year belongs to a price is not certain while a price is wrong.
    assert "interventions[a].cost.price_year" not in told


def test_one_week_is_told_in_the_singular():
    from simkansen.scenario.idle.closures import _these
    from simkansen.scenario.idle.lines import _left_of

    assert _left_of(1, 12) == "1 of these 12 weeks is left"
    assert _left_of(2, 12) == "2 of these 12 weeks are left"
    assert _left_of(0, 1) == "its one week is not left"
    assert [_these(1), _these(3)] == ["this one week", "these 3 weeks"]


def test_a_year_of_prices_without_a_price_is_noted_once(write):
    (scenario,) = check_files([write(COSTS.format("price_year: 2019"))], registry())
    (note,) = [one for one in notes_of([scenario]) if "price_year" in one.path]
    assert note.message.endswith("none is given: it changes nothing")


@pytest.mark.parametrize(("care", "closes"), [("100%, vulnerable: 0%", False), ("50%", True)])
def test_of_care_for_nearly_all_pupils_it_is_said_that_hardly_anything_closes(care, closes, said):
    (line,) = said(closures(f"from: 2020-09-07, to: 2020-10-02, emergency_care: {{vital: {care}}}"))
    assert "beyond what was seen" in line
    assert ("and then hardly anything closes" not in line) == closes
