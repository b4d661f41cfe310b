"""Gaps between groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Groups, Means
from simkansen.outcomes.panel import Panel, by_subject
from simkansen.outcomes.registry import LANGUAGE, MOST, SPOKEN, measure

REFERENCE_GROUPS = {
    "parental_education": MOST,
    "home_language": LANGUAGE,
    "migration": "none",
    "household": "two-parent",
    "school_disadvantage": "under-10%",
}
"""The group that the others of its split are compared with; a groep has no such other."""


@measure("gap_weeks", "weeks of learning", "higher", weeks="pace", subjects=True,
    says="Mean skill of the group minus that of its reference group (highly educated parents, "
    f"{SPOKEN} at home, no migration background, two parents, schools with under 10% disadvantaged pupils), "
    "in teaching weeks at the norm of all pupils; below zero is behind.")  # fmt: skip
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


@measure("gap_widened", "weeks of learning", "lower", weeks="pace", subjects=True, told="study",
    says="How much further apart the group and its reference group are than they would be without a "
    "closure.")  # fmt: skip
def gap_widened(scenario: Means, twin: Means, groups: Groups, detailed: NDArray[np.int64]) -> list[Panel]:
    """How much further a group is from its reference group than without a closure (teaching weeks).

    Parameters
    ----------
    scenario, twin
        Weekly means with and without the closure.
    groups, detailed
        As in `gap_weeks`.
    """
    gaps = zip(gap_weeks(twin, groups, detailed), gap_weeks(scenario, groups, detailed), strict=True)
    return [replace(without.minus(now), measure="gap_widened") for without, now in gaps]
