"""The measures: name, unit, what it says, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simkansen.schooling import load_system

Better = Literal["higher", "lower", "neither"]

LEVEL, MONEY = load_system().levels.word, load_system().money.code

_SPOKEN = load_system().language.capitalize()

SUBJECTS = load_system().subject_names
"""Subjects that skill is simulated in, in the order of the tables."""

ALL_SUBJECTS = "all"
"""Name of the mean of the subjects."""


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


_LEVEL_ONLY = "Only a level has this measure."
_EFFECT_ONLY = "Only an effect has this measure."

_OF_INTERVENTIONS = (
    Measure(
        "pupils_targeted",
        "pupils",
        "neither",
        "Pupils who meet what an intervention asks in a school year in which it runs, by their true "
        "circumstances and whatever their school sees of them.",
        _LEVEL_ONLY,
    ),
    Measure(
        "pupils_offered",
        "pupils",
        "neither",
        "Pupils whom a school that takes part has asked, whether or not they came: those targeted, down the "
        "school's list until its places were full.",
        _LEVEL_ONLY,
    ),
    Measure(
        "pupils_reached",
        "pupils",
        "higher",
        "Pupils who had a place in at least one week in which the intervention ran, were lent a device, or "
        "whose teacher was coached.",
        _LEVEL_ONLY,
    ),
    Measure(
        "pupils_missed",
        "pupils",
        "lower",
        "Pupils who are targeted and were not reached in any week.",
        _LEVEL_ONLY,
    ),
    Measure(
        "schools_targeted",
        "schools",
        "neither",
        "Schools with at least one pupil who is targeted.",
        _LEVEL_ONLY,
    ),
    Measure(
        "schools_taking_part",
        "schools",
        "higher",
        "Schools with at least one pupil who was reached.",
        _LEVEL_ONLY,
    ),
    Measure(
        "hours_received",
        "hours per pupil reached",
        "neither",
        "Hours that a pupil who was reached attended in all weeks together, on average.",
        _LEVEL_ONLY,
    ),
)

REACH = tuple(measure.name for measure in _OF_INTERVENTIONS)
"""The measures of how far an intervention gets, by intervention."""

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
        "How far pupils are behind themselves without a closure, on average, each in teaching weeks at the "
        f"norm of the own {LEVEL}.",
    ),
    Measure(
        "weeks_per_reached",
        "weeks of learning",
        "higher",
        _EFFECT_ONLY,
        "How far the pupils who were reached are ahead of themselves under the reference, on average, when "
        "each was last simulated.",
    ),
    Measure(
        "weeks_per_targeted",
        "weeks of learning",
        "higher",
        _EFFECT_ONLY,
        "How far the pupils who were targeted are ahead of themselves under the reference, reached or not, "
        "on average, when each was last simulated.",
    ),
    Measure("skill", "SD", "higher", "Mean skill, in standard deviations of a cohort before the closure."),
    Measure(
        "gap_weeks",
        "weeks of learning",
        "higher",
        "Mean skill of the group minus that of its reference group (highly educated parents, "
        f"{_SPOKEN} at home, "
        "no migration background, two parents, schools with under 10% disadvantaged pupils), in teaching "
        "weeks at the norm of all pupils; below zero is behind.",
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
    Measure("cost", MONEY, "lower", "What the interventions cost in all."),
    Measure(
        "cost_per_week",
        f"{MONEY} per pupil-week",
        "lower",
        _EFFECT_ONLY,
        "Extra cost, divided by the weeks of learning that the pupils recover together.",
    ),
    Measure(
        "staff_hours_asked",
        "hours",
        "lower",
        "Hours of school staff that the interventions ask for, whether or not schools have them.",
    ),
    Measure("staff_hours_needed", "hours", "lower", "Hours of school staff that the interventions take."),
    Measure(
        "staff_hours_available", "hours", "neither", "Hours of school staff that are left for extra help."
    ),
    Measure(
        "variance_between_schools",
        "SD squared",
        "lower",
        "Variance of the schools' mean skill, weighted by their pupils; skill counts from the mean of the "
        f"pupil's {LEVEL}. With the variance within schools it is the variance of all pupils.",
    ),
    Measure(
        "variance_within_schools",
        "SD squared",
        "lower",
        "Variance of pupils' skill inside their school, the mean over all pupils; skill counts from the mean "
        f"of the pupil's {LEVEL}.",
    ),
    Measure(
        "delay_share",
        "share of the delay",
        "neither",
        "Share of all pupils' delay that a tenth of the pupils carries, in order of socio-economic standing, "
        "1 the lowest; .1 where all carry the same. None where the mean delay is under a tenth of a week.",
    ),
    Measure(
        "concentration_index",
        "index",
        "neither",
        "Concentration index of pupils' delay over socio-economic standing: below zero when the delay is "
        "concentrated among pupils of low standing. None where the mean delay is under a tenth of a week.",
    ),
    *_OF_INTERVENTIONS,
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _LIST}
"""Every measure by name, in the order of the page."""
