"""One row of the validation table: a published figure, and how the model answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from simkansen.fitting.validation_sample import Measure
from simkansen.fitting.validation_verdict import HOLDS, half_effect

if TYPE_CHECKING:
    from simkansen.evidence import RegisterEntry


class Published(NamedTuple):
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
    relative
        Id of the share that a change may be read as a percentage of; then both readings count.
    null
        What the figure would be had schools stayed open.
    tolerance
        Distance that still counts as near; half of the published effect where None.
    mend
        What it would take to mend a miss.
    """

    entry: str
    measure: Measure | None
    how: str
    part: str = ""
    sign: bool = False
    quantity: str = ""
    unit: str = ""
    given: Published | None = None
    width: Width = AS_GIVEN
    relative: str = ""
    null: float = 0.0
    tolerance: float | None = None
    mend: str = ""

    @property
    def id(self) -> str:
        """Id of the row."""
        return f"{self.entry} {self.part}".rstrip()

    def published(self, register: Mapping[str, RegisterEntry]) -> Published | None:
        """Give what was published; None where it is no number."""
        if self.sign:
            return Published(1.0, HOLDS, 1.0)
        value = register[self.entry].value
        if self.given:
            return self.given
        if isinstance(value, Mapping):
            value = value[self.part]
        if isinstance(value, list):
            return Published(sum(value) / len(value), min(value), max(value))
        if not isinstance(value, int | float):
            return None
        share = float(register[self.relative].value) if self.relative else 1.0
        edges = [(value + side * self.width.half) * part for side in (-1.0, 1.0) for part in (1.0, share)]
        return Published(float(value), min(edges), max(edges))

    def allowed(self, published: float) -> float:
        """Give the distance that still counts as near."""
        return half_effect(published, self.null) if self.tolerance is None else self.tolerance

    def in_words(self, register: Mapping[str, RegisterEntry]) -> str:
        """Say what is compared."""
        entry = register[self.entry]
        told = self.quantity or f"{entry.quantity}; {entry.population}"
        named = self.part.replace("_", " ")
        return f"{told} ({named})" if named and not self.quantity else told

    def unit_of(self, register: Mapping[str, RegisterEntry]) -> str:
        """Give the unit."""
        if self.sign:
            return "share of draws in which it holds"
        return self.unit or register[self.entry].unit
