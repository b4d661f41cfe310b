"""What no sum over strata can tell, measured from the pupils one by one in the weeks that keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simkansen.outcomes.measures.inequality import (
    EVERYONE,
    SES_TENTHS,
    concentration_index,
    delay_shares,
    spread_of_skill,
)
from simkansen.outcomes.measures.provinces import delay_by_province
from simkansen.outcomes.panel import Panel
from simkansen.outcomes.registry import ALL_SUBJECTS

if TYPE_CHECKING:
    from simkansen.outcomes.groups import Split
    from simkansen.outcomes.inputs import RunTrace
    from simkansen.outcomes.measures.provinces import Provinces
    from simkansen.outcomes.pupils import Roll


def panels_of_pupils(
    trace: RunTrace, twin: RunTrace, roll: Roll, provinces: Provinces
) -> list[tuple[Split, list[Panel]]]:
    """Measure one scenario: the delay by province, how unequal skill is, and on whom the delay falls.

    Parameters
    ----------
    trace, twin
        With and without the closure.
    roll
        The learners.
    provinces
        Where schools lie.

    Returns
    -------
    list of (Split, list of Panel)
        Panels, with what their rows are of.
    """
    weeks = np.array(sorted(set(trace.snapshots) & set(twin.snapshots)), dtype=np.int64)
    places, tenths, all_of_them = (
        np.full((2, len(split.name), weeks.size), np.nan) for split in (provinces.split, SES_TENTHS, EVERYONE)
    )
    for column, week in enumerate(weeks.tolist()):
        behind = roll.behind(trace, twin, week)
        delay, rank = behind.weeks(), behind.learners.rank
        places[:, :, column] = delay_by_province(delay, behind.learners.school, provinces)
        tenths[:, :, column] = delay_shares(delay, rank)
        all_of_them[:, 0, column] = concentration_index(delay, rank), delay.size
    return [
        (provinces.split, [Panel("delay_weeks", ALL_SUBJECTS, weeks, *places)]),
        (
            EVERYONE,
            [
                *spread_of_skill(trace, roll),
                Panel("concentration_index", ALL_SUBJECTS, weeks, *all_of_them),
            ],
        ),
        (SES_TENTHS, [Panel("delay_share", ALL_SUBJECTS, weeks, *tenths)]),
    ]
