"""What every type of intervention keeps, and that a type which does not is told so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import pytest

from simkansen import Action, BrokenContractError, Intervention, Look, check_intervention
from simkansen.interventions import registry

NEEDED = {"tutoring": {"hours": 2, "led_by": "student"}, "peer-tutoring": {"hours": 1}}


@pytest.mark.parametrize("name", registry())
def test_every_type_keeps_the_contract(name):
    check_intervention(registry()[name], NEEDED.get(name))


class Contact(Action):
    def during(self, facts, reached, inputs):
        inputs.contact[reached.pupils] += 0.1


class Mentoring(Intervention):
    """A student who keeps in touch with a pupil."""

    look: ClassVar[Look] = Look("#6A4C00", "dotted", "h")
    how: ClassVar = Contact

    type: Literal["mentoring"] = "mentoring"

    def action(self, setting):
        return self.how(self, setting)


def broken(kind, answers=None):
    with pytest.raises(BrokenContractError) as told:
        check_intervention(kind, answers)
    return " and ".join(told.value.broken)


def acting(method, **more):
    """A type whose action has another method."""
    how = type("Other", (Contact,), {method.__name__: method, **more})
    return type("Other", (Mentoring,), {"__doc__": "As it is.", "how": how, "__module__": __name__})


def saying(**facts):
    return type("Other", (Mentoring,), {"__doc__": "As it is.", "__module__": __name__, **facts})


def test_a_type_of_ones_own_that_keeps_the_contract_passes():
    check_intervention(Mentoring)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"trials": ("TUT-99",)}, "trials are not in the register: TUT-99"),
        ({"rests_on": ("magic",)}, "rests on parameters that there are not: magic"),
        ({"by_parameter": {"magic": "bring_days"}}, "stand for answers that it has not: magic"),
        ({"answers": frozenset({"luck"})}, "answers words that there are not: luck"),
        ({"look": None}, "no look for figures"),
        ({"__doc__": None}, "no docstring"),
        ({"needs_staff": True}, "have problems"),
        ({"problems": lambda self, calendar: []}, "led_by changes nothing, by `answers`, and is not refused"),
    ],
)
def test_facts_and_words_that_do_not_hold_are_told(facts, told):
    assert told in broken(saying(**facts))


def test_a_name_that_is_no_constant_is_told():
    class Loose(Mentoring):
        """As it is."""

        type: str = "mentoring"

    assert "its name is no constant" in broken(Loose)


def test_a_type_without_an_action_is_told():
    class Idle(Intervention):
        """As it is."""

        look: ClassVar[Look] = Mentoring.look
        type: Literal["idle"] = "idle"

    assert "it does not say action" in broken(Idle)


def during(change):
    def during(self, facts, reached, inputs):
        change(self, facts, reached, inputs)

    return during


def remember(self, facts, reached, inputs):
    self.weeks = getattr(self, "weeks", 0) + 1
    inputs.contact[reached.pupils] += self.weeks


def outside(self, facts, reached, inputs):
    inputs.contact[reached.pupils] -= 1.0


def cheat(self, facts, reached, inputs):
    np.asarray(self.population.pupils.skill)[reached.pupils] += 0.1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda self, facts, reached, inputs: None, "changes no input in any week"),
        (outside, "makes contact negative"),
        (remember, "an action has no memory"),
        (cheat, "changes the pupils"),
    ],
)
def test_an_action_that_does_not_keep_to_the_inputs_of_its_week_is_told(change, told):
    assert told in broken(acting(during(change)))


def rising(self, facts, reached, inputs):
    inputs.contact[reached.pupils] += 0.001 * facts.week


def test_an_action_that_is_not_as_steady_as_it_says_is_told():
    check_intervention(acting(during(rising)))
    assert "says that it is steady" in broken(acting(during(rising), steady=True))


def test_answers_of_another_shape_are_told():
    def take_up_chances(self):
        return 1.5

    assert "take_up_chances gives float64 of shape ()" in broken(acting(take_up_chances))


def test_everything_that_is_wrong_is_told_at_once():
    told = broken(saying(trials=("TUT-99",), rests_on=("magic",)))
    assert "TUT-99" in told
    assert "magic" in told


def test_the_example_of_the_page_keeps_the_contract():
    page = (Path(__file__).parents[2] / "docs" / "python.md").read_text("utf-8")
    example = re.findall(r"```python\n(.+?)```", page, re.S)[-1]
    found: dict[str, object] = {"__name__": "example"}
    exec(compile(example, "docs/python.md", "exec", dont_inherit=True), found)
    assert "mentoring" in found["types"]
