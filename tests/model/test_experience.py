"""What teachers know of teaching at a distance before the first week, by the rule by which they learn it."""

from __future__ import annotations

import numpy as np
import pytest
import worlds

from simkansen.chance import run_key
from simkansen.evidence import load_parameters
from simkansen.model import SchoolModel
from simkansen.population import build_population
from simkansen.scenario import CalendarSpec, PopulationSpec, build_calendar

SCHOOLS = PopulationSpec.model_validate({"netherlands": {"sample": 2}})


def started(word, years=("2026/27",)):
    said = {"school_years": list(years), "closures": "none"} | ({"remote_experience": word} if word else {})
    calendar = build_calendar(CalendarSpec.model_validate(said), SCHOOLS)
    people = build_population(SCHOOLS, calendar, 1, load_parameters())
    return SchoolModel(people, calendar, (), load_parameters(), run_key(1, 0))


def test_after_2021_teachers_begin_where_the_run_of_both_closures_ends_to_the_bit():
    people = worlds.town(2)
    through = SchoolModel(people, worlds.calendar(), (), load_parameters(), run_key(1, 0))
    while through.running:
        through.step()
    spec = CalendarSpec.model_validate({"closures": "none", "remote_experience": "after-2021"})
    after = SchoolModel(people, build_calendar(spec), (), load_parameters(), run_key(1, 0))
    assert np.array_equal(after.state.remote_skill, through.state.remote_skill)
    assert (after.state.remote_skill - people.classes.remote_skill).min() > 0.0


@pytest.mark.slow
def test_nothing_else_of_those_years_is_left():
    with_it, without = started("after-2021"), started("none")
    for name in with_it.state._fields:
        same = np.array_equal(getattr(with_it.state, name), getattr(without.state, name), equal_nan=True)
        assert same == (name != "remote_skill"), name
    assert with_it.week.facts == without.week.facts


def test_the_usual_word_follows_the_year():
    def usual(label):
        return build_calendar(CalendarSpec.model_validate({"school_years": label})).lived_through

    assert [usual(label) for label in ("2018/19", "2019/20", "2020/21")] == [(), (), ()]
    assert [usual(label) for label in ("2021/22", "2034/35")] == [("2019/20", "2020/21")] * 2
    assert build_calendar().lived_through == ()


@pytest.mark.slow
def test_a_closure_costs_less_where_teachers_have_taught_at_a_distance():
    def lost(word):
        closure = {"from": "2027-01-04", "to": "2027-01-29"}
        said = {"school_years": ["2026/27"], "closures": [closure], "remote_experience": word}
        calendar = build_calendar(CalendarSpec.model_validate(said), SCHOOLS)
        people = build_population(SCHOOLS, calendar, 1, load_parameters())
        model = SchoolModel(people, calendar, (), load_parameters(), run_key(1, 0))
        while model.running:
            model.step()
        return -model.state.skill[people.pupils.klass[:, 0] >= 0].mean()

    assert lost("after-2021") < lost("none")
