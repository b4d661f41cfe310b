"""Capacities that leave nobody out, or give nobody a place, by how large the schools are."""

from __future__ import annotations

import numpy as np

from simkansen.evidence import load_parameters
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.schema.programme import Programme
from simkansen.scenario.schema.scenario import PopulationSpec
from simkansen.scenario.schema.targeting import Target
from simkansen.scenario.schema.words import percent_text
from simkansen.scenario.schools import read_file
from simkansen.scenario.writing.estimate import LEARNING_SHARE, count
from simkansen.scenario.writing.sizes import log_sizes
from simkansen.schooling import load_system

HARDLY_ANY = 0.5
"""Schools expected, below which there is mostly none."""

SURELY_NONE = 0.001
"""Schools expected, below which there is none in a thousand simulations."""

_LEARNERS = phrase("pupils in {levels_that_learn}", levels_that_learn=load_system().levels_that_learn)


def of_capacity(
    target: Target, schools: PopulationSpec | None, school_year: str | None = None
) -> list[Refusal]:
    """Say of a capacity that it leaves hardly anybody out, or gives hardly anybody a place.

    Parameters
    ----------
    target
        For whom an intervention is.
    schools
        Who is simulated, where that could be read.
    school_year
        The first one, whose schools are taken.

    Returns
    -------
    list of Refusal
        The path is below the intervention.
    """
    capacity = target.capacity
    if capacity is None:
        return []
    if capacity.per_class is not None:
        return _of_class(capacity.per_class)
    if schools is None:
        return []
    if capacity.per_school is not None:
        larger = _schools_above(schools, capacity.per_school, school_year)
        if larger >= HARDLY_ANY:
            return []
        size = phrase("over {per_school:,} {learners}", per_school=capacity.per_school, learners=_LEARNERS)
        said = phrase(
            "this leaves hardly anybody out: {of} {size}", of=_of(schools, larger, school_year), size=size
        )
        return [Refusal(("for", "capacity", "per_school"), said, "give fewer, or remove the line")]
    share, with_place = capacity.share, schools_with_place(target, schools, school_year)
    if not share or with_place >= HARDLY_ANY:
        return []
    size = phrase("over {share:,.0f} {learners}", share=0.5 / share, learners=_LEARNERS)
    there = phrase("{of} that many", of=_of(schools, with_place, school_year))
    said = phrase(
        "{share} of the pupils is a place only in a school with {size}: {there}",
        share=percent_text(share),
        size=size,
        there=there,
    )
    return [Refusal(("for", "capacity"), said, "give a larger share, or {per_school: 1}")]


def of_groups(
    programme: Programme, schools: PopulationSpec | None, school_year: str | None = None
) -> list[Refusal]:
    """Say that a share of the pupils hardly fills a group in any school, and costs as much as a full one.

    Parameters
    ----------
    programme
        The intervention.
    schools
        Who is simulated, where that could be read.
    school_year
        The first one, whose schools are taken.

    Returns
    -------
    list of Refusal
        The path is below the intervention.
    """
    size, capacity = programme.group_size or 1, programme.target.capacity
    share = capacity.share if capacity is not None else None
    if schools is None or not share or size == 1:
        return []
    full = _schools_above(schools, (size - 0.5) / share, school_year)
    if full >= HARDLY_ANY:
        return []
    many = (size - 0.5) / share
    said = phrase(
        "places for {share} of the pupils fill a group of {size} only in a school with over "
        "{many:,.0f} {learners}: {of} that many. A school then has one group, whose hours cost "
        "as much for fewer pupils",
        share=percent_text(share),
        size=size,
        many=many,
        learners=_LEARNERS,
        of=_of(schools, full, school_year),
    )
    return [Refusal(("group_size",), said, "give smaller groups, or more places")]


def schools_with_place(target: Target, schools: PopulationSpec, school_year: str | None = None) -> float:
    """Count the schools in which the share of pupils that a capacity gives is a place (mean number).

    Parameters
    ----------
    target
        For whom an intervention is.
    schools, school_year
        Who is simulated, and the first school year.

    Returns
    -------
    float
        Infinite where a share of pupils bounds nothing.
    """
    share = target.capacity.share if target.capacity is not None else None
    return _schools_above(schools, 0.5 / share, school_year) if share else float("inf")


def _of_class(most: int) -> list[Refusal]:
    largest = load_parameters()["class_size_largest"]
    if most <= largest:
        return []
    said = phrase(
        "schools split classes above {largest:,g} pupils where they can: {most} hardly leaves anybody out",
        largest=largest,
        most=most,
    )
    return [Refusal(("for", "capacity", "per_class"), said, "give fewer, or remove the line")]


def _of(spec: PopulationSpec, expected: float, school_year: str | None) -> str:
    """Say how many of the schools have some size, as a clause that ends in its verb."""
    there = phrase("of {schools}", schools=counted(count(spec, school_year)[0], "school"))
    return (
        phrase("{there} none has", there=there)
        if expected < 0.05
        else phrase("{there} only {expected:.1f} on average have", there=there, expected=expected)
    )


def _schools_above(spec: PopulationSpec, learning: float, school_year: str | None = None) -> float:
    """Count the schools with more pupils in groep 3 to 8 than this, as far as that is known (mean number)."""
    pupils = learning / LEARNING_SHARE
    if spec.schools is not None:
        sizes = np.array([one.pupils for one in read_file(spec.schools.files, school_year).schools])
        if not sizes.size:
            return float("inf")  # nothing is said of a file that has problems
        larger = float(np.count_nonzero(sizes > pupils))
        return larger * min(1.0, (spec.sample or sizes.size) / sizes.size)
    kept, logarithm = spec.chosen_places(school_year), float(np.log(max(pupils, 1e-9)))
    log_size = log_sizes(school_year)
    larger = sum(one.schools * (1.0 - log_size[one.name].cdf(logarithm)) for one in kept)
    all_of_them = sum(one.schools for one in kept)
    return larger * min(1.0, (spec.sample or all_of_them) / all_of_them)
