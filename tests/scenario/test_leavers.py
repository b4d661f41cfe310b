"""Help for pupils who have left by the end, and for schools of which none may take part: said of the file."""

import pytest

from simkansen.cli.loading import load_scenarios

LEAVERS = """\
simkansen: 1
name: leavers
population: {netherlands: {sample: 6}}
calendar: {school_years: [YEARS]}
interventions: [{id: t, type: TYPE, for: {FOR}, weeks: WEEKS}]
"""


@pytest.fixture
def notes(tmp_path):
    def found(text):
        path = tmp_path / "a.yaml"
        path.write_text(text, encoding="utf-8")
        return [one.message for one in load_scenarios([path])[0].notes]

    return found


@pytest.mark.parametrize(
    ("kind", "target", "weeks", "years", "told"),
    [
        ("bring-to-school", "groep: 8", "{from: 2020-03-16, to: 2020-06-07}", 2, True),
        ("tutoring, hours: 1, led_by: student", "groep: 8", "{from: 2020-08-31, to: 2021-05-01}", 2, False),
        ("bring-to-school", "groep: [7, 8]", "{from: 2020-03-16, to: 2020-06-07}", 2, False),
        ("bring-to-school", "groep: [7, 8]", "{from: 2020-03-16, to: 2020-06-07}", 3, True),
        ("bring-to-school", "groep: 8", "{from: 2020-03-16, to: 2020-06-07}", 1, False),
        ("bring-to-school", "capacity: 10%", "{from: 2020-03-16, to: 2020-06-07}", 2, False),
        ("bring-to-school", "groep: 8", "closed", 2, False),
    ],
)
def test_help_for_pupils_who_have_left_by_the_end_is_said(kind, target, weeks, years, told, notes):
    labels = ", ".join(["2019/20", "2020/21", "2021/22"][:years])
    text = (
        LEAVERS.replace("TYPE", kind).replace("FOR", target).replace("WEEKS", weeks).replace("YEARS", labels)
    )
    lines = [line for line in notes(text) if "have left school by" in line]
    assert len(lines) == told


@pytest.mark.parametrize(("share", "n", "none"), [("50%", 2, "25%"), ("34%", 3, "29%"), ("50%", 5, "")])
def test_in_what_part_of_the_simulations_no_school_takes_part_is_said(share, n, none, notes):
    text = f"""\
simkansen: 1
name: few
population: {{netherlands: {{sample: {n}}}}}
interventions: [{{id: t, type: tutoring, hours: 1, led_by: student, for: {{schools: {share}}}}}]
"""
    lines = [line for line in notes(text) if "no school takes part" in line]
    assert [f"in about {none} of the simulations" in line for line in lines] == [True] * bool(none)
