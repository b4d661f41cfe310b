"""Parameters that only act through one that is zero, held against the bits of the model."""

from __future__ import annotations

import pytest

from simkansen.cli.loading import load_scenarios
from simkansen.evidence import load_parameters, load_posterior
from simkansen.interventions import registry
from simkansen.population import build_population
from simkansen.scenario import notes_of
from simkansen.scenario.idle.zeros import THROUGH, acting_through
from simkansen.scenario.schema.scenario import PopulationSpec

from .test_idle_parameters import CALENDARS, another, bits, calendar

PROGRAMMES = (
    {"type": "tutoring", "hours": 2, "led_by": "student", "group_size": 3, "parents": "partners"},
    {"type": "teacher-professionalisation"},
    {"type": "lend-devices"},
)


def interventions():
    kinds = registry()
    return tuple(kinds[str(one["type"])].model_validate({"id": one["type"], **one}) for one in PROGRAMMES)


@pytest.fixture(scope="module")
def world():
    values = load_parameters().replace(load_posterior().mean())
    spec = PopulationSpec.model_validate({"netherlands": {"sample": 1}})
    pupils = build_population(spec, calendar("none"), 1, values)

    def seen(**given):
        return bits(pupils, calendar(CALENDARS["shut"]), interventions(), values.replace(given))

    return values, seen


QUICK = ("recovery_rate", "restart_loss")


@pytest.mark.parametrize(
    "zero", [pytest.param(one, marks=() if one in QUICK else pytest.mark.slow) for one in THROUGH]
)
def test_what_acts_only_through_a_parameter_changes_no_bit_where_that_is_zero(zero, world):
    values, seen = world
    known, as_ever = load_parameters().definitions, seen(**{zero: 0.0})
    changed = [
        name
        for name in acting_through(zero)
        if seen(**{zero: 0.0, name: another(known[name], values)}) != as_ever
    ]
    assert changed == []


@pytest.fixture
def said(tmp_path):
    def saying(text):
        path = tmp_path / "a.yaml"
        path.write_text(f"simkansen: 1\nname: a\n{text}\n", encoding="utf-8")
        return [str(note).removeprefix(f"{tmp_path}/") for note in notes_of(load_scenarios([path]))]

    return saying


def test_a_value_beside_a_zero_through_which_alone_it_acts_is_said(said):
    (line,) = said("parameters: {recovery_prerequisite: 0.5}\nbeyond_prior: {recovery_rate: 0}")
    assert line.startswith("a.yaml:3:14: parameters.recovery_prerequisite")
    assert "changes nothing here: it only acts through recovery_rate, which is 0 here" in line


def test_the_same_value_beside_no_zero_is_not(said):
    assert said("parameters: {recovery_prerequisite: 0.5}\nbeyond_prior: {recovery_rate: 0.5}") == []
