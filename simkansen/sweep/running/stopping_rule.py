"""How many replications a point needs: until its paired effects are known well enough.

The rule looks at the first replications of a point in blocks of fixed size, so that which runs belong to a
result depends on the results alone, and not on workers, order or interruptions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from simkansen.sweep.analysis.interval import interval_of_mean

if TYPE_CHECKING:
    from simkansen.sweep.ask.repeating import Replications

STEP = 4
"""Replications added at a time: draws are spread evenly over every four."""

Effects = Mapping[str, Sequence[tuple[int, int | None, float]]]
"""By scenario: (replication, draw, effect) of the runs that finished."""


def blocks(asked: Replications) -> Iterator[range]:
    """Give the replications of each block, in their order."""
    end = asked.at_least
    yield range(end)
    if asked.until is None:
        return
    while end < asked.at_most:
        start, end = end, min(end + STEP, asked.at_most)
        yield range(start, end)


def precise_enough(effects: Effects, half_width: float) -> bool:
    """Say whether the mean effect of every scenario of a point is known within a half width.

    Parameters
    ----------
    effects
        Of each scenario but the reference, in the order of replications.
    half_width
        In the unit of the measure.

    Returns
    -------
    bool
        False when a scenario has fewer than two draws.
    """
    return all(
        interval_of_mean([effect for _, _, effect in runs], [draw for _, draw, _ in runs]).half_width
        <= half_width
        for runs in effects.values()
    )


def enough(effects: Effects, scenarios: Sequence[str], asked: Replications, half_width: float) -> int:
    """Say how many replications of a point count: up to the first block after which its effects are known.

    Parameters
    ----------
    effects
        Of the scenarios that have any, in the order of replications.
    scenarios
        All but the reference.
    asked
        How often points are run.
    half_width
        In the unit of the measure.

    Returns
    -------
    int
        The most that may be asked when the effects are not known before.
    """
    for block in blocks(asked):
        first = {name: [run for run in effects.get(name, ()) if run[0] < block.stop] for name in scenarios}
        if precise_enough(first, half_width):
            return block.stop
    return asked.at_most
