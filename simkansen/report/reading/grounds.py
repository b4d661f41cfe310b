"""What an effect rests on: what no simulation can doubt, and so is said before simulations are counted.

A share of simulations counts what the model is unsure of. That the model has it right at all is another
question, which its evidence answers: a letter of `simkansen.evidence.grades`, and whether a trial is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simkansen.evidence import grade, load_parameters, load_register, load_sensitivity_study
from simkansen.evidence.grades import GRADES
from simkansen.interventions import registry
from simkansen.report.assumptions import effect_settings
from simkansen.report.figures.parts import Context
from simkansen.report.reading.beyond import Farther, farther, is_beyond, listed
from simkansen.report.reading.findings import Effect
from simkansen.report.reading.records import ScenarioInfo
from simkansen.report.words import Words

_EFFECT = "weeks_recovered"


@dataclass(frozen=True, slots=True)
class Ground:
    """What the effect of one scenario rests on.

    Attributes
    ----------
    letter
        The weakest letter of the parameters that its interventions' effect rests on most; ``"D"`` where no
        trial is known of one of them, or it goes beyond what trials tried.
    tried
        Whether a trial is known of every one of them.
    beyond
        Whether an answer, a closure or a parameter of it goes beyond what was tried, seen or allowed.
    several
        Whether it is the effect of more than one intervention.
    farther
        The answers and closures that go beyond what was tried or seen.
    """

    letter: str
    tried: bool
    beyond: bool = False
    several: bool = False
    farther: tuple[Farther, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether a part of it was assumed."""
        return self.letter in GRADES[2:]

    @property
    def all_assumed(self) -> bool:
        """Whether what it rests on most is an assumption."""
        return self.letter == GRADES[-1]


def ground(scenario: ScenarioInfo) -> Ground:
    """Return what the effect of a scenario rests on.

    Counted are, per intervention, the parameter that moves its effect most in the shipped sensitivity study
    and those that its settings name (who leads it, what its dose is worth); prices are no part of an effect.

    Parameters
    ----------
    scenario
        A scenario with interventions; without them it rests on nothing of its own, which is told as ``"D"``.
    """
    known, register = load_parameters(), load_register()
    names = [name for one in scenario.interventions for name in _resting_on(one) if name in known]
    letters = [grade(known.definitions[name], register) for name in names]
    has_trials, beyond = tried(scenario), is_beyond(scenario)
    letter = max(letters, default="D") if has_trials and not beyond else "D"
    return Ground(letter, has_trials, beyond, len(scenario.interventions) > 1, tuple(farther(scenario)))


def _resting_on(intervention: Mapping[str, Any]) -> list[str]:
    """Return the parameters that one intervention's effect rests on."""
    study, kind = load_sensitivity_study(), str(intervention.get("type"))
    most = [one.parameter for one in study.of(kind, _EFFECT)[:1]] if _EFFECT in study.units else []
    return [*most, *effect_settings(intervention)]


def tried(scenario: ScenarioInfo) -> bool:
    """Return whether a trial is known of every intervention of a scenario."""
    without = {kind for kind, intervention in registry().items() if not intervention.trials}
    return not without & {str(one.get("type")) for one in scenario.interventions}


def letter(context: Context, effect: Effect) -> str:
    """Return the letter as text, with *no trial* where none is known; a dash where more differs."""
    if effect.name in context.results.unlike:
        return "–"
    found = ground(effect.scenario)
    if not found.tried:
        return context.words("ground.untried", letter=found.letter)
    return context.words("ground.beyond", letter=found.letter) if found.beyond else found.letter


def graded(context: Context, title: str, effects: Iterable[Effect]) -> str:
    """Return a title that claims something of interventions with the letters of what that rests on.

    Parameters
    ----------
    context
        The results, in one language.
    title
        What is claimed.
    effects
        Of which interventions.
    """
    letters = sorted({ground(effect.scenario).letter for effect in effects})
    if not letters:
        return title
    return context.words("ground.title", title=title, letters=context.words.between(letters[0], letters[-1]))


def sentence(context: Context, effect: Effect) -> str:
    """Return in plain words what an effect rests on."""
    return in_words(context.words, ground(effect.scenario))


def in_words(words: Words, found: Ground) -> str:
    """Return in plain words what a ground is."""
    if not found.tried:
        return words(f"school.untried{'_part' if found.several else ''}")
    if found.beyond:
        told = listed(words, found.farther)
        return words("school.beyond", list=told) if told else words("school.beyond_prior")
    how = "all_assumed" if found.all_assumed else "assumed" if found.assumed else "trials"
    return words(f"school.ground.{how}")
