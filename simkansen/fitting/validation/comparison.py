"""One row of the validation table: a published figure, and how the model answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from simkansen.arithmetic import total
from simkansen.fitting.validation.sample import Measure
from simkansen.fitting.validation.verdict import half_effect
from simkansen.fitting.validation.words import SHARE_OF_DRAWS

if TYPE_CHECKING:
    from simkansen.evidence import RegisterEntry


class PublishedFigure(NamedTuple):
    """A published figure, and the lowest and highest that its source allows."""

    value: float
    low: float
    high: float


class Width(NamedTuple):
    """How wide a published figure is, half of it to either side, and the reason."""

    half: float
    why: str


AS_GIVEN = Width(0.0, "")
"""The source gives an interval, or its single number is taken as it is."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What is compared and how.

    Attributes
    ----------
    entry, part
        Id of the register, and which figure of it where it has several or is looked at in several ways.
    measure
        The model's answer; None where it cannot answer.
    how
        How the model answers, or why it cannot.
    sign
        Whether the source tells a direction alone; then the row gives the share of draws in which it holds.
    quantity, unit
        In words, where they are not the register's.
    given
        The figure, where the register's value is no number.
    width
        Width of the figure, where the register gives a single number.
    null
        What the figure would be had schools stayed open.
    tolerance
        Distance below which the median is near; half of the published effect where None.
    fix
        What it would take to fix a miss.
    leans_on
        Why the row is no test of its own: what was fitted or put in, or which other row asks the same.
    against
        Id of the row that this one contradicts. It stands in the table for that, and is not counted.
    """

    entry: str
    measure: Measure | None
    how: str
    part: str = ""
    sign: bool = False
    quantity: str = ""
    unit: str = ""
    given: PublishedFigure | None = None
    width: Width = AS_GIVEN
    null: float = 0.0
    tolerance: float | None = None
    fix: str = ""
    leans_on: str = ""
    against: str = ""

    @property
    def id(self) -> str:
        """Id of the row."""
        return f"{self.entry} {self.part}".rstrip()

    def published(self, register: Mapping[str, RegisterEntry]) -> PublishedFigure | None:
        """Give what was published; None where it is no number, as a direction is none."""
        if self.given:
            return self.given
        if self.sign or self.entry not in register:
            return None
        value = register[self.entry].value
        if isinstance(value, Mapping):
            value = value[self.part]
        if isinstance(value, list):
            return PublishedFigure(total(value) / len(value), min(value), max(value))
        if not isinstance(value, int | float):
            return None
        return PublishedFigure(float(value), value - self.width.half, value + self.width.half)

    def allowed(self, published: float) -> float:
        """Give the distance below which the median is near."""
        return half_effect(published, self.null) if self.tolerance is None else self.tolerance

    def in_words(self, register: Mapping[str, RegisterEntry]) -> str:
        """Say what is compared."""
        told = self.quantity or f"{register[self.entry].quantity}; {register[self.entry].population}"
        named = self.part.replace("_", " ")
        return f"{told} ({named})" if named and not self.quantity else told

    def unit_of(self, register: Mapping[str, RegisterEntry]) -> str:
        """Give the unit."""
        if self.sign:
            return SHARE_OF_DRAWS
        return self.unit or register[self.entry].unit
