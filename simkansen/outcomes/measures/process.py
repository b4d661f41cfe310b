"""What happens on the way: engagement, and pupils whom the school has lost from sight."""

from __future__ import annotations

import numpy as np

from simkansen.outcomes.groups import Means
from simkansen.outcomes.inputs import CalendarWeeks
from simkansen.outcomes.panel import Panel
from simkansen.outcomes.registry import ALL_SUBJECTS, measure


@measure("engagement", "share", "higher", weeks="teaching",
    says="Mean engagement in a teaching week, from 0 to 1.")  # fmt: skip
@measure("out_of_sight", "share", "lower", weeks="teaching",
    says="Share of pupils out of their school's sight in teaching weeks.")  # fmt: skip
def participation(scenario: Means, calendar: CalendarWeeks) -> list[Panel]:
    """Mean engagement and share out of sight, in teaching weeks only."""
    weeks = np.flatnonzero(calendar.teaching)
    pupils = scenario.pupils[:, weeks]
    return [
        Panel("engagement", ALL_SUBJECTS, weeks, scenario.engagement[:, weeks], pupils),
        Panel("out_of_sight", ALL_SUBJECTS, weeks, scenario.out_of_sight[:, weeks], pupils),
    ]
