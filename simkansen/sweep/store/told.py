"""The measures of a sweep as its manifest tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simkansen.outcomes.groups import FEWEST_PUPILS

Row = dict[str, Any]
"""One row of a table: plain values by column."""

RATIO = "cost_per_week"
"""A measure that an effect alone has: a ratio, with no zero that stands for doing nothing."""

OF_INTERVENTIONS = (RATIO, "weeks_per_reached", "weeks_per_targeted")
"""Measures that set an effect against those who take part or their price: of interventions alone."""

NEVER_BETTER = ("worse_off",)
"""Measures of which fewer is better and whose effects are counted against the reference: it has none itself,
so that no option has fewer."""


@dataclass(frozen=True, slots=True)
class SweepMeasure:
    """One measure of a sweep.

    Attributes
    ----------
    id, unit, better
        As in the manifest.
    name
        Which of `simkansen.outcomes.registry` it is.
    group
        The group of pupils it is of; an empty text for all.
    counted
        Whether the runs keep how many pupils it is of.
    """

    id: str
    unit: str
    better: str
    name: str
    group: str = ""
    counted: bool = False

    @property
    def about(self) -> Row:
        """Tell the measure in a table."""
        return {"measure": self.id, "unit": self.unit, "better": self.better}

    @property
    def sign(self) -> int:
        """Of an effect that is a gain; 0 when neither way is better."""
        return {"higher": 1, "lower": -1}.get(self.better, 0)

    @property
    def compares(self) -> bool:
        """Whether effects can be set against doing nothing, which has an effect of 0."""
        return self.sign != 0 and self.name != RATIO

    @property
    def ranks(self) -> bool:
        """Whether an option can be told to do most on it.

        Not where neither way is better, nor on losers alone, of whom what does nothing has the fewest.
        """
        return self.sign != 0 and self.name not in NEVER_BETTER

    @property
    def may_be_better(self) -> bool:
        """Whether an option can be better on it than doing nothing: else a share of runs says nothing."""
        return self.compares and self.ranks


def is_few(pupils: float | None) -> bool:
    """Say whether so many pupils are too few for a number of a group, or for an interval; unknown is not."""
    return pupils is not None and pupils < FEWEST_PUPILS


def measure_of(told: Mapping[str, Any]) -> SweepMeasure:
    """Read a measure of the manifest."""
    group = str(told.get("group", "")) if told.get("by", "all") != "all" else ""
    name = told.get("measure", told["id"].split(".")[0])
    return SweepMeasure(
        told["id"], told["unit"], told["better"], name, group, counted=bool(told.get("counted"))
    )


def of_measures(make: str, measures: Sequence[SweepMeasure]) -> str:
    """Write an SQL expression for every measure: ``#`` is its number, ``@`` its sign."""
    return ", ".join(
        make.replace("#", str(number)).replace("@", str(one.sign)) for number, one in enumerate(measures)
    )
