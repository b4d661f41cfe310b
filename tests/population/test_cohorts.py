"""Cohorts that come to school in later years, and the pupils of the start, who do not notice them."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import numpy as np
import pytest

from simkansen.chance import run_key
from simkansen.evidence import load_parameters
from simkansen.model import SchoolModel
from simkansen.population import build_population
from simkansen.population.build import list_schools
from simkansen.population.margins import Margins, at_start
from simkansen.scenario import CalendarSpec, PopulationSpec, build_calendar
from simkansen.schooling.places import places

TOWN = PopulationSpec.model_validate({"netherlands": {"municipality": "Zeewolde"}})


def years(count):
    labels = [f"{start}/{(start + 1) % 100:02d}" for start in range(2023, 2023 + count)]
    return build_calendar(CalendarSpec.model_validate({"school_years": labels, "closures": "none"}), TOWN)


@cache
def town(count):
    return build_population(TOWN, years(count), 3, load_parameters())


def learning(people):
    return (people.pupils.level >= 3) & (people.pupils.level <= 8)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_nobody_is_added_where_those_in_school_at_the_start_fill_every_year(count):
    assert (town(count).pupils.level[:, 0] >= 1).all()
    assert np.array_equal(town(count).pupils.unit, town(1).pupils.unit)


@pytest.mark.parametrize("count", [4, 9, 12])
def test_in_every_year_one_cohort_comes_and_one_leaves(count):
    level = town(count).pupils.level
    for year in range(count):
        sizes = np.bincount(level[(level[:, year] >= 1) & (level[:, year] <= 8), year], minlength=9)[1:]
        assert sizes.min() > 0.7 * sizes.mean()
        assert 0.95 < sizes.sum() / (level[:, 0] >= 1).sum() < 1.05
    assert ((level[:, 1:] - level[:, :-1] == 1) | (level[:, 1:] == 9)).all()


def test_pupils_of_the_start_are_who_they_are_however_many_years_are_asked_for():
    few, many = town(2).pupils, town(12).pupils
    place = {unit: row for row, unit in enumerate(many.unit.tolist())}
    rows = np.array([place[unit] for unit in few.unit.tolist()])
    assert len(place) == len(many.unit) > 2 * len(few.unit)
    for field in fields(few):
        if field.name not in ("household", "klass", "level", "stratum"):
            assert np.array_equal(getattr(many, field.name)[rows], getattr(few, field.name)), field.name
    assert np.array_equal(many.level[rows, :2], few.level)
    homes, others = town(2).households, town(12).households
    for field in fields(homes):
        mine, theirs = getattr(homes, field.name)[few.household], getattr(others, field.name)[many.household]
        assert np.array_equal(theirs[rows], mine), field.name


def test_those_who_come_later_are_kept_by_school_and_learn_at_some_time_or_share_a_home_with_one_who_does():
    people = town(12)
    assert (np.diff(people.pupils.school) >= 0).all()
    assert (np.diff(people.pupils.household) >= 0).all() or len(np.unique(people.pupils.household)) == len(
        people.households.parents
    )
    assert (people.pupils.level[:, -1] >= 1).all()
    assert np.array_equal(people.pupils.klass >= 0, learning(people))
    assert np.array_equal(people.pupils.stratum >= 0, learning(people))


def test_later_cohorts_are_as_disadvantaged_as_those_of_the_start():
    target, learns = town(12).pupils.target, learning(town(12))
    shares = [target[learns[:, year]].mean() for year in range(12)]
    assert max(shares) - min(shares) < 0.05


def test_margins_are_of_those_who_are_in_school_at_the_start():
    assert at_start(town(2)) is town(2)
    assert Margins(at_start(town(12))).pupils() == len(town(2).pupils.unit)


def test_a_population_of_fewer_years_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match=r"pupils of 2 school years .* has 4 .*build_population"):
        SchoolModel(town(2), years(4), (), load_parameters(), run_key(1, 0))


def test_a_cohort_begins_to_learn_where_every_cohort_does():
    """Skill is told against the cohort's own path, so that groep 3 begins each year near the same level."""
    people, calendar = town(7), years(7)
    model = SchoolModel(people, calendar, (), load_parameters(), run_key(1, 0), frozenset())
    begun = {int(np.flatnonzero(calendar.school_year == year)[0]) for year in range(7)}
    levels = []
    while model.running:
        model.step()
        week = model.week.facts.week
        if week in begun:
            first = people.pupils.level[:, model.week.facts.school_year] == 3
            row = people.pupils.level[first, 0].astype(int)
            levels.append((model.state.skill[first] - model.state.year_base[0, row]).mean())
    assert max(levels) - min(levels) < 0.35
    assert max(map(abs, levels)) < 0.5


@pytest.mark.parametrize(("label", "pupils"), [("2022/23", 1_396_457), ("2023/24", 1_356_911)])
def test_the_schools_of_the_country_follow_the_year(label, pupils):
    country = PopulationSpec.model_validate("netherlands")
    frame = list_schools(country, run_key(1, 0), load_parameters(), label)
    assert frame.pupils.sum() == pupils
    assert set(frame.municipality) == {place.name for place in places(label)}
    assert ("Eemsdelta" in frame.municipality) == (label == "2023/24")
