"""How far interventions get: for whom they are meant, who is asked, who receives them, who is missed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from simkansen.outcomes.groups import Split
from simkansen.outcomes.panel import Panel
from simkansen.outcomes.registry import ALL_SUBJECTS, MEASURES, Better, measure

if TYPE_CHECKING:
    from simkansen.outcomes.inputs import RunTrace


F = TypeVar("F", bound=Callable[..., Any])


def _of_intervention(name: str, unit: str, better: Better, says: str) -> Callable[[F], F]:
    of, weeks = "intervention", "end"
    return measure(name, unit, better, says, of=of, weeks=weeks, kinds="level", told="run")


@_of_intervention("pupils_targeted", "pupils", "neither",
    says="Pupils who meet what an intervention asks in a school year in which it runs, by their true "
    "circumstances and whatever their school sees of them.")  # fmt: skip
@_of_intervention("pupils_offered", "pupils", "neither",
    says="Pupils whom a school that takes part has asked, whether or not they came: those targeted, down "
    "the school's list until its places were full.")  # fmt: skip
@_of_intervention("pupils_reached", "pupils", "higher",
    says="Pupils who had a place in at least one week in which the intervention ran, were lent a device, "
    "or whose teacher was coached.")  # fmt: skip
@_of_intervention("pupils_missed", "pupils", "lower",
    says="Pupils who are targeted and were not reached in any week.")  # fmt: skip
@_of_intervention("schools_targeted", "schools", "neither",
    says="Schools with at least one pupil who is targeted.")  # fmt: skip
@_of_intervention("schools_taking_part", "schools", "higher",
    says="Schools with at least one pupil who was reached.")  # fmt: skip
@_of_intervention("hours_received", "hours per pupil reached", "neither",
    says="Hours that a pupil who was reached attended in all weeks together, on average.")  # fmt: skip
def reach(trace: RunTrace, pupils: int) -> tuple[Split, list[Panel]]:
    """Give how far each intervention of a scenario got, dated at the last week.

    Parameters
    ----------
    trace
        What a scenario left behind.
    pupils
        Pupils who learn in any of the school years (count): those behind each number.

    Returns
    -------
    labels, panels : Split, list of Panel
        One row an intervention, by its id; NaN where a number cannot be told for that kind.
    """
    last = np.array([len(trace.calendar.monday) - 1])
    found = [[getattr(one, name) for one in trace.reach.values()] for name in REACH]
    values = np.array(found, dtype=np.float64).reshape(len(REACH), len(trace.reach))
    behind = np.full(len(trace.reach), float(pupils))
    reached = values[REACH.index("pupils_reached")]
    panels = []
    for index, name in enumerate(REACH):
        count = reached if name == "hours_received" else behind
        panels.append(Panel(name, ALL_SUBJECTS, last, values[index, :, np.newaxis], count[:, np.newaxis]))
    return Split("intervention", tuple(trace.reach)), panels


REACH = tuple(one.name for one in MEASURES.values() if one.function is reach)
"""The measures of how far an intervention gets, by intervention."""
