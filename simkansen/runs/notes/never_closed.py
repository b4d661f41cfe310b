"""Pupils under ``for`` whose own schools are open in all weeks in which an intervention could help them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simkansen.interventions.eligibility import eligible_pupils
from simkansen.interventions.weeks import running_in
from simkansen.phrases import joined, phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.schooling import load_system

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from simkansen.interventions.action import Action

TOLD_FROM = 0.02
"""Share of those meant from which it is said."""


def never_closed(actions: Sequence[Action[Any]]) -> Iterator[Refusal]:
    """Say which part of those meant are pupils whose schools do not close in its weeks.

    Parameters
    ----------
    actions
        An intervention in the worlds of some replications; that it helps nobody at all is refused elsewhere.

    Yields
    ------
    Refusal
        The path is below the intervention.
    """
    needs_closure = actions[0].intervention.needs_closure or actions[0].intervention.only_while_closed
    if not needs_closure or "pupil" not in actions[0].intervention.aimed_at:
        return
    system = load_system()
    meant, helped = np.zeros((2, system.last_level + 1))
    for one in actions:
        asked, closed = _meant_and_closed(one)
        level = np.asarray(one.population.pupils.level)[:, : asked.shape[1]]
        for counted, chosen in ((meant, asked), (helped, asked & closed)):
            counted += np.bincount(level[chosen], minlength=meant.size)[: meant.size]
    out = 1.0 - helped.sum() / meant.sum() if meant.sum() else 0.0
    if not TOLD_FROM <= out < 1.0:
        return
    levels = [str(level) for level in np.flatnonzero((meant > 0) & (helped == 0))]
    whole = [phrase(" (all of {word} {levels})", word=system.levels.word, levels=", ".join(levels))]
    said = phrase(
        "schools of {out:.0%} of those meant{levels} do not close in its weeks: it does nothing for them",
        out=out,
        levels=joined("", whole if levels else []),
    )
    yield Refusal(("for",), said, "aim it at pupils whose school closes, or choose other weeks")


def _meant_and_closed(action: Action[Any]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell who is meant in years in which it runs, and who then has a closed week of it (pupils, years)."""
    timetables, followed = action.setting.followed.timetables, action.setting.followed
    closed = np.stack([one.closed for one in timetables.calendars])
    closed = np.stack([closed[list(rows)].any(axis=0) for rows in timetables.parts])
    running = running_in(action.intervention, timetables) & closed
    meant = eligible_pupils(action.population, action.intervention.target)
    meant = meant & action.grounds_met()[:, np.newaxis]
    years = np.arange(meant.shape[1])
    of_year = action.setting.calendar.school_year
    runs = np.stack([running[:, of_year == year].any(axis=1) for year in years], axis=1)
    return meant & runs.any(axis=0), runs[followed.pupils[:, : years.size], years]
