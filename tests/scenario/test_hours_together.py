"""Hours of several interventions together: a pupil's week has room for no more than one alone may take."""

import pytest

from simkansen.interventions import registry
from simkansen.scenario import ScenarioErrors, check_files

FIRST = "{id: a, type: tutoring, hours: 20, led_by: student"
SECOND = "{id: b, type: tutoring, hours: 20, led_by: volunteer"


def problems(write, *interventions):
    lines = "".join(f"- {one}}}\n" for one in interventions)
    try:
        check_files([write(f"simkansen: 1\nname: a\ninterventions:\n{lines}")], registry())
    except ScenarioErrors as found:
        return [(problem.path, str(problem)) for problem in found.problems]
    return []


def test_hours_over_a_school_week_are_refused_when_they_stand_on_two_lines(write):
    [(path, told)] = problems(write, FIRST, SECOND)
    assert path == "interventions[b].hours"
    assert "a.yaml:5:" in told
    assert "with 'a' a pupil can have 40 hours a week in school time, more than 23.5" in told


def test_hours_after_school_are_summed_too(write):
    late = "hours: {per_week: 8, moment: after-school}"
    [(_, told)] = problems(write, *(one.replace("hours: 20", late) for one in (FIRST, SECOND)))
    assert "16 hours a week after school, more than 15" in told


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ", hours: {per_week: 20, moment: holiday}"),
        (", for: {groep: [3, 4]}", ", for: {groep: [7, 8]}"),
        (", for: {own_device: true}", ", for: {own_device: false}"),
        (", for: {disadvantaged_share: {at_most: 10%}}", ", for: {disadvantaged_share: {at_least: 20%}}"),
        (", weeks: closed", ", weeks: open"),
    ],
)
def test_hours_that_no_pupil_has_in_one_week_are_not_summed(write, first, second):
    one = SECOND.replace(", hours: 20", "") if "holiday" in second else SECOND
    assert problems(write, FIRST + first, one + second) == []


def test_hours_that_fit_in_a_school_week_are_allowed(write):
    assert problems(write, FIRST, SECOND.replace("20", "3.5")) == []


def notes(write, *interventions):
    lines = "".join(f"- {one}}}\n" for one in interventions)
    (scenario,) = check_files([write(f"simkansen: 1\nname: a\ninterventions:\n{lines}")], registry())
    return [(note.path, note.message) for note in scenario.notes if "beyond what was tried" in note.message]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("tutoring, hours: 3.5, led_by: student", "7 hours a week"),
        ("teacher-professionalisation, hours: 1, weeks: {to: 2019-12-20}", "2 hours a week"),
        ("teacher-professionalisation, weeks: {to: 2020-06-26, while: since-closure}", "2 hours a week"),
        ("parent-guidance", "0.5 hours a week"),
        ("lend-devices", "2 devices a home"),
    ],
)
def test_what_is_beyond_the_studies_is_said_of_two_lines_as_of_one(write, kind, said):
    [(path, message)] = notes(write, f"{{id: a, type: {kind}", f"{{id: b, type: {kind}")
    assert path.startswith("interventions[b]")
    assert f"with 'a' the same can have {said}, beyond what was tried" in message
    apart = f"{{id: b, type: {kind}, for: {{disadvantaged_share: {{at_least: 20%}}}}"
    others = f"{{id: a, type: {kind}, for: {{disadvantaged_share: {{at_most: 10%}}}}"
    if kind != "lend-devices":
        assert notes(write, others, apart) == []


def test_days_in_school_are_summed_too(write):
    first, second = (f"{{id: {name}, type: bring-to-school, days: {n}" for name, n in (("a", 4), ("b", 2)))
    [(path, told)] = problems(write, first, second)
    assert path == "interventions[b].days"
    assert "with 'a' a pupil can have 6 days a week, and a school week has 5" in told
    assert problems(write, first, second.replace("2", "1")) == []
    usual = "{id: c, type: bring-to-school"  # two days, a parameter
    assert [path for path, _ in problems(write, first, usual)] == ["interventions[c]"]


def test_hours_of_coaching_are_summed_over_weeks_that_follow_each_other(write):
    first, second = (
        f"{{id: {name}, type: teacher-professionalisation, weeks: {{from: {start}, to: {end}}}"
        for name, start, end in (("a", "2019-09-02", "2020-06-30"), ("b", "2020-09-01", "2021-06-30"))
    )
    [(path, message)] = notes(write, first, second)
    assert path == "interventions[b].weeks"
    assert "with 'a' the same can have 76 hours in all, beyond what was tried" in message
    twice = second.replace("weeks:", "hours: 1.5, weeks:")
    [(path, message)] = problems(write, first, twice)
    assert path == "interventions[b].weeks"
    assert "hours in all, more than 82" in message
    assert problems(write, first + ", for: {belief: true}", twice) == problems(write, first, twice)
