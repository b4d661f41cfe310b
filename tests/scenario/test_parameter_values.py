"""Values of parameters: within their priors, named beyond them, and never of the structure."""

from __future__ import annotations

import pytest

from simkansen.evidence import load_parameters
from simkansen.scenario import ScenarioErrors, check_files, effective_values
from simkansen.scenario.checks.parameter_values import allowed, named_beyond, parameter_refusals

KNOWN = load_parameters().definitions
FREE = [name for name, one in KNOWN.items() if one.prior.distribution != "fixed"]
FIXED = [name for name, one in KNOWN.items() if one.prior.distribution == "fixed"]


@pytest.mark.parametrize("name", FREE)
def test_the_central_998_in_1000_of_a_prior_is_allowed_and_nothing_more(name):
    low, high = allowed(KNOWN[name])
    width = high - low
    assert KNOWN[name].prior.cdf(KNOWN[name].value, low) == pytest.approx(0.001, abs=1e-6)
    assert KNOWN[name].prior.cdf(KNOWN[name].value, high) == pytest.approx(0.999, abs=1e-6)
    assert parameter_refusals({name: low}, {}) == parameter_refusals({name: high}, {}) == []
    for value in (low - 0.001 * width, high + 0.001 * width):
        (refused,) = parameter_refusals({name: value}, {})
        assert refused.path == ("parameters", name)
        assert refused.fix


@pytest.mark.parametrize("name", FREE)
def test_the_range_that_is_told_can_be_typed_over(name):
    low, high = allowed(KNOWN[name])
    (refused,) = parameter_refusals({name: high + 0.001 * (high - low)}, {})
    told = refused.message.partition("allows, ")[2] or f"{low} to {high} ("
    for text in told.partition(" (")[0].split(" to "):
        assert parameter_refusals({name: float(text)}, {}) == []


@pytest.mark.parametrize("name", FIXED)
def test_a_fixed_parameter_keeps_its_value_unless_it_stands_under_beyond_prior(name):
    value = KNOWN[name].value
    other = value * 0.9
    assert parameter_refusals({name: value}, {}) == []
    assert [one.path for one in parameter_refusals({name: other}, {})] == [("parameters", name)]
    assert bool(parameter_refusals({}, {name: other})) is KNOWN[name].structure


@pytest.mark.parametrize(
    "name",
    [
        "first_groep", "last_groep", "teaching_weeks", "school_days", "lesson_hours", "holiday_weeks",
        "last_vo_age", "last_mbo_age", "level_bands", "smallest_school", "target_share", "growth_ces",
    ],
)  # fmt: skip
def test_structure_is_never_overwritten(name, problems_of):
    assert name not in KNOWN
    for key in ("parameters", "beyond_prior"):
        (problem,) = problems_of(f"simkansen: 1\n{key}: {{{name}: 5.5}}\n")
        assert (problem.line, problem.path) == (2, f"{key}.{name}")


def test_what_is_meant_beyond_the_prior_counts_and_is_told_with_what_the_prior_allows(load, write):
    text = "simkansen: 1\nparameters: {help_share: 0.5}\nbeyond_prior: {programme_hour: 50}\n"
    scenario = load(write(text))
    assert scenario.own_values == {"help_share": 0.5, "programme_hour": 50.0}
    assert scenario.applied_to(load_parameters())["programme_hour"] == 50.0
    assert effective_values(scenario)["beyond_prior"] == {"programme_hour": 50.0}
    (told,) = named_beyond(scenario.beyond_prior)
    assert (told.name, told.value, told.usual) == ("programme_hour", 50.0, KNOWN["programme_hour"].value)
    assert (told.low, told.high) == allowed(KNOWN["programme_hour"])
    assert scenario.notes == ()


def test_a_value_under_beyond_prior_that_does_not_go_there_is_said(load, write):
    (note,) = load(write("simkansen: 1\nbeyond_prior:\n  programme_hour: 1.5\n")).notes
    assert (note.line, note.column, note.path) == (3, 19, "beyond_prior.programme_hour")
    assert "is within what the prior allows" in note.message


@pytest.fixture
def problems_of(load, write):
    def problems(text):
        with pytest.raises(ScenarioErrors) as caught:
            load(write(text))
        return caught.value.problems

    return problems


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("cost_student_hour", 30.0, "cost: {per_hour: 30}"),
        ("cost_device", 400.0, "cost: {per_pupil: 400}"),
        ("cost_training_materials", 50.0, "cost: {per_pupil: 50}"),
    ],
)
def test_a_price_outside_its_prior_is_told_where_an_intervention_has_its_own(name, value, written):
    (refused,) = parameter_refusals({name: value}, {})
    assert written in refused.fix


def test_what_is_no_price_is_not_told_of_prices():
    (refused,) = parameter_refusals({"coach_group": 100.0}, {})
    assert "cost:" not in refused.fix


def test_unknown_names_and_other_values_are_told_beside_one_that_is_no_number(write):
    line = "parameters: {cost_devise: 400, Help_share: yes, help_share: yes, live_share: 9}"
    with pytest.raises(ScenarioErrors) as caught:
        check_files([write(f"simkansen: 1\n{line}\n")], {})
    told = str(caught.value).splitlines()
    assert {one.partition("; ")[0].split(" ", 1)[1] for one in told[:4]} == {
        "parameters.cost_devise: unknown parameter 'cost_devise'",
        "parameters.Help_share: unknown parameter 'Help_share'",
        "parameters.Help_share: 'yes' is not a number",
        "parameters.help_share: 'yes' is not a number",
    }
    assert "live_share: 9 is" in told[4]
    assert len(told) == 5
