"""How surely the option that comes first by its mean does most, for pages and for the last lines alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from simkansen.report.sweep.found import Found
from simkansen.report.sweep.words import COSTS
from simkansen.sweep.analysis.pairs import Order, order
from simkansen.sweep.analysis.study import Row


class Standing(NamedTuple):
    """What is known of the option that comes first.

    Attributes
    ----------
    known
        As of `simkansen.sweep.analysis.pairs.order`: ``told`` where that is known against every other
        option; ``same`` where some do the same as the first, and that of all others is known.
    rival
        The option that is nearest of those against which it is not; None where it is told.
    """

    known: Order
    rival: Row | None


def standing(found: Found, measure: str, rows: Sequence[Row]) -> Standing:
    """Return how surely the first of some options does most, and which option stands in the way.

    Parameters
    ----------
    found
        The sweep.
    measure
        Id of the measure.
    rows
        Its effects, the best first. Options that stand in no order are passed over: those in which more
        differs than interventions, and costs of too low a price.
    """
    if len(rows) > 1 and not in_order(found, measure, rows[:1]):
        return Standing("unknown", rows[1])
    same: Row | None = None
    for row in in_order(found, measure, rows[1:]):
        known = order(found.study, measure, rows[0], row)
        if known == "same":
            same = same or row
        elif known != "told":
            return Standing(known, row)
    return Standing("told" if same is None else "same", same)


def alike(found: Found, measure: str, rows: Sequence[Row]) -> list[Row]:
    """Return the first of some options, and those that do the same as it in every simulation."""
    others = in_order(found, measure, rows[1:])
    return [rows[0], *(row for row in others if order(found.study, measure, rows[0], row) == "same")]


def in_order(found: Found, measure: str, rows: Sequence[Row]) -> list[Row]:
    """Return the options that have a place in an order; others are not compared by their means."""
    costs = found.telling.measure(measure).name in COSTS
    like = [row for row in rows if row["scenario"] not in found.study.unlike]
    return [row for row in like if not (costs and row["price_below_known"])]
