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
