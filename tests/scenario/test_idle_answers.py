"""Answers of an intervention that change nothing, or other than they seem, said where they stand."""

from __future__ import annotations

import numpy as np
import pytest

from simkansen.cli.loading import load_scenarios
from simkansen.evidence import load_parameters
from simkansen.population import build_population
from simkansen.scenario import ScenarioErrors, build_calendar, notes_of
from simkansen.scenario.idle.capacity import _schools_above
from simkansen.scenario.schema.scenario import PopulationSpec

SCHOOLS, TWO = (f"population: {{netherlands: {{sample: {n}}}}}" for n in (40, 2))
OPEN = "calendar: {closures: none}"


def tutoring(more="", led_by="student"):
    return f"interventions:\n  - {{id: t, type: tutoring, hours: 1, led_by: {led_by}{more}}}"


def coaching(more=""):
    more += "" if "weeks" in more else ", weeks: {from: 2020-03-30, to: 2021-01-29}"  # as much as was tried
    return f"interventions:\n  - {{id: c, type: teacher-professionalisation{more}}}"


@pytest.fixture
def said(tmp_path):
    def saying(*lines):
        path = tmp_path / "a.yaml"
        path.write_text("\n".join(["simkansen: 1", *lines, ""]), encoding="utf-8")
        try:
            notes = notes_of(load_scenarios([path]))
        except ScenarioErrors as errors:
            return [f"{one}" for one in errors.problems]
        return [str(note).removeprefix(f"{tmp_path}/") for note in notes]

    return saying


@pytest.mark.parametrize(
    ("lines", "key", "words"),
    [
        ((SCHOOLS, tutoring(", for: {capacity: {per_school: 1000}}")), "for.capacity.per_school",
         "none has over 1,000 pupils in groep 3-8"),
        ((SCHOOLS, tutoring(", for: {capacity: {per_class: 40}}")), "for.capacity.per_class",
         "split classes above 28 pupils"),
        ((SCHOOLS, tutoring(", for: {capacity: 0.05%}")), "for.capacity",
         "0.05% of the pupils is a place only in a school with over 1,000 pupils"),
        ((SCHOOLS, tutoring(", cost: {per_hour: 0}", "teacher")), "cost.per_hour",
         "paid in any case"),
        ((SCHOOLS, tutoring(", cost: {per_hour: 0}", "volunteer")), "cost.per_hour",
         "EUR 0 for an hour is below what is known, EUR 2.008 or more"),
        ((SCHOOLS, coaching(", cost: {per_hour: 0}")), "cost.per_hour",
         "paid in any case"),
        ((SCHOOLS, tutoring(", weeks: {from: 2020-09-09, to: 2020-09-17}")), "weeks.from",
         "from Monday 2020-09-07 to Friday 2020-09-18: 10 days in place of 7"),
        ((SCHOOLS, tutoring(", weeks: {from: 2020-09-07, to: 2020-09-17}")), "weeks.to",
         "10 days in place of 9"),
        ((SCHOOLS, OPEN, coaching(", remote_share: 100%")), "remote_share",
         "100% of it is about lessons at a distance, and that changes nothing: schools never close"),
        ((SCHOOLS, coaching(", hours: {per_week: 1, moment: after-school}")), "hours.moment",
         "moment changes nothing: teacher-professionalisation displaces no lesson in school time either"),
        ((SCHOOLS, OPEN, coaching()), "remote_share", "50% of it is about lessons at a distance"),
        ((SCHOOLS, coaching(", weeks: {from: 2021-05-17}")), "remote_share",
         "schools never close once it has begun"),
        ((TWO, tutoring(", group_size: 5, for: {capacity: 1%}")), "group_size",
         "places for 1% of the pupils fill a group of 5 only in a school with over 450 pupils"),
        ((SCHOOLS, OPEN, tutoring(", weeks: after-closure")), "weeks",
         "'while: after-closure' leaves no week out"),
        ((SCHOOLS, tutoring(", weeks: {from: 2020-09-07, while: after-closure}")), "weeks.while",
         "'while: after-closure' changes nothing: it leaves out none of these weeks"),
        ((SCHOOLS, tutoring(", weeks: {from: 2019-08-26, to: 2021-07-09}")), "weeks", "all weeks"),
        ((SCHOOLS, tutoring(", group_size: 5, for: {capacity: {per_school: 3}}")), "group_size",
         "a group of 5 is never full: a school has 3 places"),
        ((SCHOOLS, tutoring(", group_size: 5, for: {capacity: {per_school: 1}}")), "group_size",
         "a group of 5 is never full: a school has 1 place"),
        ((SCHOOLS, tutoring(", for: {schools: 99.9%}")), "for.schools",
         "in most simulations this leaves no school out: of 40 schools only 0.04 on average"),
        ((SCHOOLS, "interventions:\n  - {id: b, type: bring-to-school, weeks: since-closure}"), "weeks",
         "16 of these 55 weeks are left"),
    ],
)  # fmt: skip
def test_an_answer_that_changes_nothing_or_is_taken_otherwise_is_said(lines, key, words, said):
    (line,) = said(*lines)
    last = lines[-1].splitlines()[-1]
    written = f"{key.split('.')[-1]}:"
    column = last.index(written) + len(written) + 2 if written in last else last.index("{") + 1
    path = f"interventions[{last[9]}]" + f".{key}" * (written in last)
    assert line.startswith(f"a.yaml:{len(lines) + 2}:{column}: {path}: ")
    assert words in line


@pytest.mark.parametrize(
    "lines",
    [
        (SCHOOLS, tutoring(", for: {capacity: {per_school: 100}}")),
        (SCHOOLS, tutoring(", for: {capacity: {per_class: 10}}")),
        (SCHOOLS, tutoring(", for: {capacity: 1%}")),
        (SCHOOLS, tutoring(", cost: {per_hour: 3}", "volunteer")),
        (SCHOOLS, tutoring(", weeks: {from: 2020-09-07, to: 2020-09-18}")),
        (SCHOOLS, tutoring(", weeks: {from: 2020-09-12, to: 2020-09-27}")),
        (SCHOOLS, tutoring(", weeks: {from: 2020-09-07, to: 2021-06-16}")),
        (SCHOOLS, coaching(", remote_share: 100%")),
        (SCHOOLS, OPEN, coaching(", remote_share: 0%")),
        (SCHOOLS, OPEN, tutoring()),
    ],
)
def test_nothing_is_said_of_answers_that_hold_as_they_stand(lines, said):
    assert said(*lines) == []


def test_a_capacity_of_no_whole_pupil_in_any_school_is_refused(said):
    (line,) = said(SCHOOLS, tutoring(", for: {capacity: 0.01%}"))
    assert "no whole pupil in any school" in line


def test_a_cost_paid_once_is_measured_by_the_schools_it_is_paid_for(said):
    half = ", for: {schools: 50%}"
    (line,) = said(TWO, tutoring(", cost: {fixed: 10000000}"))
    assert "interventions[t].cost.fixed: EUR 10,000,000 once for 2 schools is EUR 5,000,000 a school" in line
    assert "about three teachers for a year (COST-01)" in line
    assert "give 500000 or less" in line
    assert said(TWO, tutoring(", cost: {fixed: 500000}")) == []
    *_, line = said(TWO, coaching(f"{half}, cost: {{fixed: 250001}}"))
    assert "once for 1 school is EUR 250,001 a school" in line
    assert said(SCHOOLS, tutoring(", cost: {fixed: 10000000}")) == []
    assert said(SCHOOLS, tutoring(f"{half}, cost: {{fixed: 10000000}}")) != []
    assert said("population: netherlands", tutoring(", cost: {fixed: 1000000000}")) == []
    (line,) = said(TWO, tutoring(", cost: {fixed: 6000000000}"))
    assert "the national programme" in line


@pytest.mark.parametrize(
    ("kind", "names", "place"),
    [
        ("municipality", 'Den Haag, "\'s-Gravenhage"', "'s-Gravenhage"),
        ("municipality", "Urk, Den Bosch, Urk (Fl)", "Urk"),
        ("province", "Friesland, Fryslân", "Friesland"),
    ],
)
def test_one_place_by_two_names_stands_twice(kind, names, place, said):
    (line,) = said(f"population: {{netherlands: {{{kind}: [{names}]}}}}")
    assert f"{place} stands in the list already, by another name" in line


@pytest.mark.parametrize("learning", [100, 250, 400])
def test_the_schools_above_a_size_are_about_as_many_as_the_population_has(learning):
    spec = PopulationSpec.model_validate({"netherlands": {"province": ["Utrecht"]}})
    people = build_population(spec, build_calendar(), 1, load_parameters()).pupils
    own = np.bincount(np.asarray(people.school)[np.asarray(people.klass)[:, 0] >= 0])
    there = np.count_nonzero(own > learning)
    assert abs(_schools_above(spec, learning) - there) < 6 + 0.1 * there


def test_the_schools_of_a_file_are_counted(tmp_path):
    path = tmp_path / "schools.csv"
    rows = [f"S{place},Urk,{pupils},0.1" for place, pupils in enumerate((80, 200, 400))]
    head = "school,municipality,pupils,disadvantaged_share"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    spec = PopulationSpec.model_validate({"schools": {"file": str(path)}})
    assert [_schools_above(spec, learning) for learning in (50, 100, 400)] == [3, 2, 0]
