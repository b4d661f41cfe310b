"""What a file says of an intervention, and what its type says of itself."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from simkansen.evidence import load_parameters
from simkansen.interventions.bounds import notes_of_size, refusals_of_size
from simkansen.interventions.pricing import HOUR_PRICES
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.programme import Programme, What
from simkansen.scenario.schema.words import MONEY, SUBJECTS

if TYPE_CHECKING:
    from simkansen.interventions.action import Action
    from simkansen.interventions.looks import Look
    from simkansen.interventions.setting import Setting
    from simkansen.schooling.calendar import Calendar

DESIGN_WORDS = ("hours", "group_size", "led_by", "what", "parents", "take_up")
"""The words that a type may answer or leave, beside those that all answer."""
SUBJECT_ROW = {subject: row for row, subject in enumerate(SUBJECTS)}

_USUAL: Mapping[str, object] = {"group_size": 1, "what": What().model_dump(mode="json"), "parents": "none"}
"""Answers in effect where they are left out, of every type that answers these words."""
_PARAMETER = re.compile(r"\{([a-z_]+)\}")
_TAKE_UP = "the model's own estimate, by socio-economic status, the role of parents and an incentive"


class Intervention(Programme):
    """An intervention as a file describes it, with the facts of its type.

    A subclass is one type: its field ``type`` is its name in files, its class variables are facts that
    files cannot change, and `action` says how it acts. `simkansen.check_intervention` tells whether a
    subclass keeps to all that is asked of it.
    """

    answers: ClassVar[frozenset[str]] = frozenset()
    """The design words, beside `for`, `weeks` and `cost`, whose answers change something here."""

    trials: ClassVar[tuple[str, ...]] = ()
    """Register ids of published estimates of its effect; none means that no trial is known."""

    rests_on: ClassVar[tuple[str, ...]] = ()
    """Parameters that its dose is worth or that price it, where no answer of a file names them."""

    look: ClassVar[Look]
    """How it looks in figures."""

    hours_of: ClassVar[Literal["pupil", "parent", "teacher"]] = "pupil"
    """Who receives its hours."""

    spreads: ClassVar[bool] = False
    """Whether classes that it does not reach gain too, for their teachers copy colleagues whom it reaches."""

    @classmethod
    def type_name(cls) -> str:
        """Name of the type in scenario files."""
        return str(cls.model_fields["type"].default)

    @classmethod
    def leader(cls, given: str | None) -> str | None:
        """Who leads it, where that has a worth and a price: whom a file gives, if it may, or the usual."""
        usual: str | None = cls.model_fields["led_by"].default
        if "led_by" in cls.answers:
            return given or usual
        return usual if cls.in_pairs else None

    @abstractmethod
    def action(self, setting: Setting) -> Action[Any]:
        """Say how it acts in the world of one run.

        Parameters
        ----------
        setting
            The world of the run.

        Returns
        -------
        Action
            Without memory of what happened: that is its `Delivery`'s.
        """

    def problems(self, calendar: Calendar) -> list[Refusal]:
        """Find what is wrong with this intervention as a whole, idle answers among it.

        To say what is so in any case is not idle: the effective values of a scenario can be read again.

        Parameters
        ----------
        calendar
            The weeks of the scenario.

        Returns
        -------
        list of Refusal
        """
        found = super().problems(calendar)
        answered = ", ".join(["for", "weeks", *sorted(self.answers), "cost"])
        for word in DESIGN_WORDS:
            by_default = type(self).model_fields[word].get_default()
            if word not in self.answers and getattr(self, word) != by_default:
                said = phrase("{word} changes nothing in {type}", word=word, type=self.type)
                found.append(
                    Refusal(
                        (word,),
                        said,
                        phrase(
                            "remove {word}; {type} answers {answered}",
                            word=word,
                            type=self.type,
                            answered=answered,
                        ),
                    )
                )
        return [*found, *refusals_of_size(self, calendar, load_parameters())]

    def notes(self, calendar: Calendar) -> list[Refusal]:
        """Say what is beyond the studies that the model rests on, though it may be meant.

        Parameters
        ----------
        calendar
            The weeks of the scenario.

        Returns
        -------
        list of Refusal
        """
        return [*super().notes(calendar), *notes_of_size(self, calendar, load_parameters())]

    def places_are_scarce(self) -> bool:
        """Tell whether somebody has to come first although the target gives no capacity."""
        return self.takes_staff()

    def usual_answers(self) -> dict[str, object]:
        """Give the values in effect of what is left out, under the keys of a file and as it writes them."""
        left_out = {word: value for word, value in _USUAL.items()
                    if word in self.answers and getattr(self, word) is None}  # fmt: skip
        return super().usual_answers() | left_out

    def usual_words(self) -> dict[str, str]:
        """Say what is in effect of what is left out where no value in a file could say it, by key.

        Values of parameters are those of the evidence; a run draws them as it draws all others.
        """
        known = load_parameters()
        found = {word: phrase("{known:g}, the parameter {name}", known=known[name], name=name)
                 for word, name in self.by_parameter.items() if getattr(self, word) is None}  # fmt: skip
        if "take_up" in self.answers and (self.take_up is None or self.take_up.share is None):
            found["take_up.share"] = _TAKE_UP
        usual = {"per_hour": self.hour_price_words(), "per_pupil": self.start_price_words() or "0",
                 "per_school": "0", "fixed": "0"}  # fmt: skip
        for word, price in usual.items():
            if getattr(self.cost, word) is None and price:
                valued = phrase(
                    price, **{one: f"{one} ({known[one]:g})" for one in _PARAMETER.findall(price)}
                )
                found[f"cost.{word}"] = phrase("{money} {valued}", money=MONEY, valued=valued)
        return found

    def hour_price_words(self) -> str:
        """Price of an hour in words, the parameters in it between braces; empty where none is paid."""
        return HOUR_PRICES.get(self.led_by or "", "")

    def start_price_words(self) -> str:
        """Price of a start in words, the parameters in it between braces; empty where none is paid."""
        return ""
