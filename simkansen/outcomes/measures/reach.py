"""How far interventions get: for whom they are meant, who is asked, who receives them, who is missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simkansen.outcomes.groups import Split
from simkansen.outcomes.panel import Panel
from simkansen.outcomes.registry import ALL_SUBJECTS, REACH

if TYPE_CHECKING:
    from simkansen.outcomes.inputs import RunTrace


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
