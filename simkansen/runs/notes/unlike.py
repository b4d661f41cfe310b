"""Scenarios that differ from the reference in more than interventions: said before they run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from simkansen.phrases import phrase
from simkansen.runs.plan import differing, unlike_closures, unlike_values, where_unlike
from simkansen.scenario.reading.located import problem_of_scenario
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import listed

if TYPE_CHECKING:
    from simkansen.scenario import Problem, Scenario

UNLIKE = "†"
"""Stands behind the name of a scenario whose effect is not that of interventions alone."""

_CLOSURES = ("calendar", "closures")


def unlike_notes(scenarios: Sequence[Scenario]) -> list[Problem]:
    """Say which scenarios will have no rank and no price, and what in them differs.

    Parameters
    ----------
    scenarios
        Those that are run together, the reference first.

    Returns
    -------
    list of Problem
        One for each such scenario, where the first of its differences stands.
    """
    return [note for other in scenarios[1:] for note in _notes(scenarios[0], other)]


def _notes(first: Scenario, other: Scenario) -> Iterator[Problem]:
    values = unlike_values(first, other)
    closures = [phrase("closures")] if unlike_closures(first, other) else []
    if not values and not closures:
        return
    holder, path = (other, _CLOSURES) if closures else where_unlike(next(iter(values)), first, other)
    said = phrase(
        "'{other}' and '{first}' differ in {what}, so the effect of '{other}' is not of interventions alone: "
        "it bears a {sign}, stands last, and has no rank and no price per week",
        other=other.name,
        first=first.name,
        what=listed([*closures, *differing(values)], "and"),
        sign=UNLIKE,
    )
    fix = phrase("give both the same, or leave it as it is if that is what you want to see")
    yield problem_of_scenario(holder, Refusal(path, said, fix))
