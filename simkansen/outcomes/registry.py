"""The registry of measures: each stands once, at the function that computes it.

`simkansen.outcomes.measures` has them all; what a file may ask for, what runs and sweeps compute and what
pages and tables say of it is read from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from simkansen.schooling import load_system

Better = Literal["higher", "lower", "neither"]
Of = Literal["groups", "all", "ses_tenth", "intervention"]
Weeks = Literal["any", "pace", "teaching", "year", "kept", "end"]
Kinds = Literal["level and effect", "level", "effect"]
Told = Literal["run and sweep", "asked", "run", "study"]
Function = Callable[..., Any]
F = TypeVar("F", bound=Function)

LEVEL, MONEY = load_system().levels.word, load_system().money.code
"""What a level is called, and what prices are in."""

LEAST, *_, MOST = load_system().schoolings
"""What parents finished at the least, and at the most."""

LANGUAGE = load_system().language
SPOKEN = LANGUAGE.capitalize()
"""The language of instruction: as a group of homes, and in words."""

SUBJECTS = load_system().subject_names
"""Subjects that skill is simulated in, in the order of the tables."""

ALL_SUBJECTS = "all"
"""Name of the mean of the subjects."""

_EFFECT = "The scenario minus the reference, on the same pupils under the same chance."
_NO_LEVEL, _NO_EFFECT = "Only an effect has this measure.", "Only a level has this measure."


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that is measured.

    Attributes
    ----------
    name
        Name in the column ``measure``.
    unit
        Unit of the column ``value``.
    better
        Which way is better for the pupil or for who pays.
    definition
        What a level says, in one sentence.
    effect
        What an effect says, in one sentence.
    function
        What computes it, perhaps with others. Its parameters are called as what they ask for
        (`simkansen.outcomes.measurement`).
    of
        What a value is of: each group of pupils, all pupils together, each tenth of them by socio-economic
        standing, or each intervention.
    weeks
        Where it has values: in any week, in any of a school year with a pace (two weeks with lessons), in
        weeks with lessons, at the end of a school year, in weeks that keep every pupil's skill, or at the end
        of the calendar.
    kinds
        Whether it is told of a scenario by itself, of what the scenario changes, or both.
    subjects
        Whether it is told of each subject too.
    between
        Whether it is computed from two runs, rather than from one: a level from the scenario and its twin
        without a closure, an effect from the scenario and the reference.
    each_pupil
        Whether pupils are compared one by one, so that each one's skill has to be kept.
    told
        Who tells it: runs alone, sweeps too, sweeps and runs whose file asks for it, or studies of the model
        alone.
    """

    name: str
    unit: str
    better: Better
    definition: str
    effect: str
    function: Function
    of: Of = "groups"
    weeks: Weeks = "any"
    kinds: Kinds = "level and effect"
    subjects: bool = False
    between: bool = False
    each_pupil: bool = False
    told: Told = "run and sweep"

    @property
    def about_interventions(self) -> bool:
        """Whether it is about interventions alone: what they take, reach and give back in all weeks."""
        return self.weeks == "end"

    @property
    def whole(self) -> bool:
        """Whether it has one value for all pupils, subjects and weeks together."""
        return self.of == "all" and self.weeks == "end"


MEASURES: dict[str, Measure] = {}
"""Every measure that runs and sweeps tell, by name; read it from `simkansen.outcomes.measures`."""

OF_STUDIES: dict[str, Measure] = {}
"""Measures that only studies of the model ask for, by name."""


def measure(name: str, unit: str, better: Better, says: str = "", **more: Any) -> Callable[[F], F]:  # noqa: ANN401
    """Register a measure with the function that computes it.

    Parameters
    ----------
    name, unit, better, **more
        As in `Measure`. Where one function computes several measures, the first one stands on top.
    says
        The definition; without one there is no level.
    """
    kinds = more.pop("kinds", "level and effect" if says else "effect")
    effect = more.pop("effect", _NO_EFFECT if kinds == "level" else _EFFECT)

    def register(function: F) -> F:
        said = {"definition": says or _NO_LEVEL, "effect": effect, "kinds": kinds, **more}
        found = Measure(name=name, unit=unit, better=better, function=function, **said)
        registry = OF_STUDIES if found.told == "study" else MEASURES
        after = {one.name: one for one in registry.values() if one.function is function}
        for one in after:
            del registry[one]
        registry.update({name: found} | after)
        return function

    return register
