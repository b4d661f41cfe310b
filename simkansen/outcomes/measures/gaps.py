"""Gaps between groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Groups, Means
from simkansen.outcomes.panel import Panel, by_subject
from simkansen.scenario.schema.words import LANGUAGE, MOST

REFERENCE_GROUPS = {
    "parental_education": MOST,
    "home_language": LANGUAGE,
    "migration": "none",
    "household": "two-parent",
    "school_disadvantage": "under-10%",
}
"""The group that the others of its split are compared with; a groep has no such other."""


def gap_weeks(scenario: Means, groups: Groups, detailed: NDArray[np.int64]) -> list[Panel]:
    """How far a group is from its reference group (teaching weeks at the norm of all pupils).

    Below zero is behind. The reference groups themselves, and splits without one, have no value.

    Parameters
    ----------
    scenario
        Weekly means.
    groups
        The groups.
    detailed
        Weeks in which each subject is given too.
    """
    gaps = np.full_like(scenario.skill, np.nan)
    for by, name in REFERENCE_GROUPS.items():
        reference = groups.row(by, name)
        others = groups.rows(by)
        others = others[others != reference]
        gaps[others] = (scenario.skill[others] - scenario.skill[reference]) / groups.norm.of_all
    weeks = np.arange(gaps.shape[1])
    return by_subject("gap_weeks", weeks, gaps, scenario.pupils, detailed)
