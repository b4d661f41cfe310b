"""What a programme does for those it reaches, and for those it is meant for: each beside itself without."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Groups
from simkansen.outcomes.measures.who_gains import paired_weeks
from simkansen.outcomes.panel import Panel
from simkansen.outcomes.pupils import shared_weeks
from simkansen.outcomes.registry import ALL_SUBJECTS, measure

if TYPE_CHECKING:
    from simkansen.outcomes.inputs import PupilTables, RunTrace

Floats = NDArray[np.float64]


def weeks_ahead(mine: RunTrace, other: RunTrace, pupils: PupilTables, groups: Groups) -> Floats:
    """How far each pupil is ahead of itself in another run, when it was last seen.

    That is at the end of the last school year in which it is simulated, so that those who leave for secondary
    school between two school years count too.

    Parameters
    ----------
    mine, other
        Traces of the scenario and of the run it is compared with.
    pupils
        The pupils' tables.
    groups
        The groups.

    Returns
    -------
    ndarray of float64, shape (pupils,)
        Teaching weeks at the norm of the pupil's groep, the mean of the subjects; NaN for who never learns.
    """
    ahead = np.full(len(pupils.stratum), np.nan)
    for week in shared_weeks(mine, other).tolist():
        stratum = np.asarray(pupils.stratum)[:, mine.calendar.school_year[week]]
        here = np.flatnonzero(stratum >= 0)
        both = mine.snapshots[week][here], other.snapshots[week][here]
        ahead[here] = paired_weeks(*both, stratum[here], groups.pace)[:, -1]
    return ahead


_OF_PARTICIPANTS: dict[str, Any] = {
    "of": "all",
    "weeks": "end",
    "between": True,
    "each_pupil": True,
}


@measure("weeks_per_reached", "weeks of learning", "higher", **_OF_PARTICIPANTS,
    effect="How far the pupils who were reached are ahead of themselves under the reference, on average, "
    "when each was last simulated.")  # fmt: skip
@measure("weeks_per_targeted", "weeks of learning", "higher", **_OF_PARTICIPANTS,
    effect="How far the pupils who were targeted are ahead of themselves under the reference, reached or "
    "not, on average, when each was last simulated.")  # fmt: skip
def weeks_per_participant(
    mine: RunTrace, other: RunTrace, pupils: PupilTables, groups: Groups
) -> list[Panel]:
    """Mean paired effect on the pupils reached and on those targeted, by any intervention of a scenario.

    What colleagues, classmates and later classes gain from them is left out: it is no effect on who took
    part. The effect on all pupils, and the price of a week, have it in them.

    Parameters
    ----------
    mine, other
        Traces of the scenario and of the run it is compared with.
    pupils
        The pupils' tables.
    groups
        The groups.

    Returns
    -------
    list of Panel
        Two measures of all pupils, dated at the last week; without a value where nobody is reached or
        targeted, and none at all without interventions.
    """
    if not mine.participants:
        return []
    ahead = weeks_ahead(mine, other, pupils, groups)
    took = mine.participants.values()
    return [
        _mean("weeks_per_reached", ahead, (one.reached for one in took), mine, groups),
        _mean("weeks_per_targeted", ahead, (one.targeted for one in took), mine, groups),
    ]


def _mean(
    measure: str, ahead: Floats, masks: Iterable[NDArray[np.bool_]], trace: RunTrace, groups: Groups
) -> Panel:
    """Take the mean over pupils who are in any of the masks."""
    counted = np.logical_or.reduce(list(masks)) & np.isfinite(ahead)
    values, count = np.full((len(groups.name), 1), np.nan), np.zeros((len(groups.name), 1))
    row = groups.row("all", "all")
    if counted.any():
        values[row], count[row] = ahead[counted].mean(), counted.sum()
    return Panel(measure, ALL_SUBJECTS, np.array([len(trace.calendar.monday) - 1]), values, count)
