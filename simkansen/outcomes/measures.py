"""The measures: name, unit, what it says, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]

SUBJECTS = ("maths", "reading", "spelling")
"""Subjects that skill is simulated in, in the order of the tables."""

ALL_SUBJECTS = "all"
"""Name of the mean of the three subjects."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured.

    Attributes
    ----------
    name
        Name in the column ``measure``.
    unit
        Unit of the column ``value``.
    better
        Which way is better for the pupil or for who pays.
    definition
        What a level says, in one sentence.
    effect
        What an effect says, in one sentence.
    """

    name: str
    unit: str
    better: Better
    definition: str
    effect: str = "The scenario minus the reference, on the same pupils under the same chance."


_LIST = (
    Measure(
        "growth_share",
        "share of a normal year",
        "higher",
        "Growth over a school year, divided by the growth of the same pupils in that year without a closure.",
    ),
    Measure(
        "delay_weeks",
        "weeks of learning",
        "lower",
        "How far pupils are behind themselves without a closure, in teaching weeks at their own normal pace.",
    ),
    Measure("skill", "SD", "higher", "Mean skill, in standard deviations of a cohort before the closure."),
    Measure(
        "gap_weeks",
        "weeks of learning",
        "higher",
        "Mean skill of the group minus that of its reference group (highly educated parents, Dutch at home, "
        "no migration background, two parents, schools with under 10% disadvantaged pupils), in teaching "
        "weeks of a normal year of all pupils; below zero is behind.",
    ),
    Measure(
        "better_off",
        "share of pupils",
        "higher",
        "Share of pupils more than a tenth of a week ahead of themselves without a closure.",
        "Share of pupils more than a tenth of a week better off than under the reference.",
    ),
    Measure(
        "worse_off",
        "share of pupils",
        "lower",
        "Share of pupils more than a tenth of a week behind themselves without a closure.",
        "Share of pupils more than a tenth of a week worse off than under the reference.",
    ),
    Measure("engagement", "share", "higher", "Mean engagement in a teaching week, from 0 to 1."),
    Measure(
        "out_of_sight", "share", "lower", "Share of pupils out of their school's sight in teaching weeks."
    ),
    Measure("cost", "EUR", "lower", "What the interventions cost in all."),
    Measure(
        "cost_per_week",
        "EUR per pupil-week",
        "lower",
        "Only an effect has this measure.",
        "Extra cost, divided by the weeks of learning that the pupils recover together.",
    ),
    Measure("staff_hours_needed", "hours", "lower", "Hours of school staff that the interventions ask for."),
    Measure(
        "staff_hours_available", "hours", "neither", "Hours of school staff that are left for extra help."
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _LIST}
"""Every measure by name, in the order of the page."""
