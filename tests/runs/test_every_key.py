"""Every key of a scenario either changes what comes out, or is told not to: tried by simulating both.

A key that is new stands in none of these lists, and then the last tests fail until it does.
"""

from __future__ import annotations

import copy
import json
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from simkansen.chance import run_key
from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.population import build_population
from simkansen.runs.replicate import simulate
from simkansen.scenario import ScenarioErrors, build_calendar, check_files
from simkansen.scenario.reading.keys import keys_of
from simkansen.scenario.schema.closures import Closure, EmergencyCare
from simkansen.scenario.schema.programme import Cost, Hours, TakeUp, Weeks, What
from simkansen.scenario.schema.scenario import CalendarSpec
from simkansen.scenario.schema.vocabulary import ATTRIBUTES
from simkansen.work.progress import Watch

SCHOOLS = {"netherlands": {"province": ["Flevoland"], "sample": 3}}
BASE = {
    "bring-to-school": {"for": {"capacity": "20%"}},
    "tutoring": {"for": {"capacity": "20%"}, "hours": 2, "led_by": "student"},
    "peer-tutoring": {"for": {"capacity": {"per_class": 4}}, "hours": 1},
    "lend-devices": {},
    "parent-guidance": {"for": {"capacity": "20%"}, "led_by": "student"},
    "teacher-professionalisation": {"hours": 0.5},
}
ANY = {"weeks": "closed", "cost": {"fixed": 1000}}
SPAN = {"weeks": {"from": "2020-05-11", "to": "2021-01-15"}}
TAKE_UP = [{"take_up": "50%"}, {"take_up": {"incentive": True}}]
PUPILS = [{"for": {"groep": [4, 5], "capacity": "20%"}}, {"for": {"capacity": "5%"}},
          {"for": {"rank_by": "disadvantage", "capacity": "20%"}}]  # fmt: skip
SCHOOL = [{"for": {"school_pupils": {"at_most": 250}}}, {"for": {"schools": "40%"}}]
PRICES = [{"cost": {"per_pupil": 77}}, {"cost": {"per_school": 77}}, {"cost": {"fixed": 77}}]
HOUR = [{"cost": {"per_hour": 7}}]

CHANGES = {
    "bring-to-school": [*PUPILS, *SCHOOL, *PRICES, *HOUR, *TAKE_UP, SPAN, {"days": 4}, {"grounds": "safety"},
                        {"parents": "partners"}],
    "tutoring": [*PUPILS, *SCHOOL, *PRICES, *HOUR, *TAKE_UP, SPAN, {"weeks": "open"}, {"hours": 1},
                 {"hours": {"per_week": 2, "moment": "after-school"}}, {"group_size": 4},
                 {"led_by": "volunteer"}, {"what": {"subjects": "maths"}}, {"what": {"aligned": False}},
                 {"what": {"structured": False}}, {"parents": "informed"}],
    "peer-tutoring": [*PUPILS, *SCHOOL, *PRICES, *HOUR, *TAKE_UP, SPAN, {"weeks": "open"}, {"hours": 2},
                      {"hours": {"per_week": 1, "moment": "after-school"}}, {"what": {"subjects": "maths"}},
                      {"what": {"aligned": False}}, {"what": {"structured": False}}, {"parents": "informed"}],
    "lend-devices": [*PUPILS, *SCHOOL, *PRICES, *TAKE_UP, SPAN, {"per_home": 2}, {"parents": "informed"}],
    "parent-guidance": [*PUPILS, *SCHOOL, *PRICES, *HOUR, *TAKE_UP, SPAN, {"hours": 0.1},
                        {"led_by": "volunteer"}, {"parents": "informed"}],
    "teacher-professionalisation": [*SCHOOL, *PRICES, *HOUR, SPAN, {"weeks": "open"}, {"hours": 0.7},
                                    {"remote_share": "90%"}, {"for": {"class_size": {"at_most": 22}}}],
}  # fmt: skip
"""Answers that give other results than the base of that type."""

IDLE_FOR = [{"for": {"groep": [3, 4, 5, 6, 7, 8]}}, {"for": {"confidence": {"at_least": "0%"}}},
            {"for": {"parents": {"at_most": 2}}}]  # fmt: skip
SET_SHARE = {"take_up": {"share": "50%", "incentive": True}}
SHARE_AND_PARENTS = {"take_up": "50%", "parents": "partners"}

IDLE = {
    "bring-to-school": [{"hours": 3}, {"led_by": "student"}, {"group_size": 3}, {"weeks": "open"},
                        {"what": {"subjects": "maths"}}, {"cost": {"price_year": 2020}}, {"weeks": "all"}],
    "tutoring": [*IDLE_FOR, SET_SHARE, SHARE_AND_PARENTS, {"for": {"rank_by": "disadvantage"}},
                 {"for": {"capacity": "100%"}}, {"cost": {"price_year": 2020}},
                 {"weeks": {"from": "2020-01-06", "to": "2020-03-06", "while": "open"}}],
    "peer-tutoring": [{"group_size": 3}, {"led_by": "student"}, SET_SHARE, SHARE_AND_PARENTS],
    "lend-devices": [{"hours": 3}, {"led_by": "student"}, {"group_size": 3}, {"what": {"subjects": "maths"}},
                     *HOUR, {"for": {"own_device": False, "rank_by": "disadvantage"}}, {"weeks": "open"},
                     SHARE_AND_PARENTS],
    "parent-guidance": [{"group_size": 3}, {"what": {"subjects": "maths"}}, SET_SHARE, {"weeks": "all"},
                        {"hours": {"per_week": 0.25, "moment": "after-school"}},
                        {"for": {"rank_by": "disadvantage"}}],
    "teacher-professionalisation": [{"group_size": 3}, {"what": {"subjects": "maths"}}, {"led_by": "student"},
                                    {"take_up": "50%"}, {"parents": "partners"}, {"for": {"groep": 4}},
                                    {"for": {"income_strain": True}}, {"for": {"capacity": "5%"}},
                                    {"for": {"rank_by": "disadvantage"}},
                                    {"hours": {"per_week": 0.5, "moment": "after-school"}}],
}  # fmt: skip
"""Answers that change nothing in that type, or leave no week; all are told."""

NOT_SIMULATED = {"id", "type", "title", "price_year"}
"""Keys about names; `price_year` is the year that the page writes behind a price."""


def flat(lists):
    return [(kind, one) for kind, many in lists.items() for one in many]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Read a scenario with one intervention; gives it with what is told of it, or None with the problems."""
    folder = tmp_path_factory.mktemp("keys")

    def reading(kind=None, answers=None, **more):
        said = {"simkansen": 1, "name": "a", "population": SCHOOLS, "run": {"replications": 1}} | more
        if kind:
            whole = copy.deepcopy(BASE[kind]) | copy.deepcopy(answers or {})
            said["interventions"] = [{"id": "one", "type": kind} | whole]
        path = folder / "a.yaml"
        path.write_text(json.dumps(said), encoding="utf-8")
        try:
            (scenario,) = check_files([path], registry())
        except ScenarioErrors as errors:
            return None, errors.problems
        return scenario, list(scenario.notes)

    return reading


@cache
def people():
    from simkansen.scenario.schema.scenario import PopulationSpec

    spec = PopulationSpec.model_validate(SCHOOLS)
    return build_population(spec, build_calendar(), 2020, load_parameters())


def results(scenario):
    """Simulate a scenario; gives all that comes out, to the bit."""
    calendar = build_calendar(scenario.calendar)
    values = scenario.applied_to(load_parameters())
    trace = simulate(people(), calendar, scenario.interventions, values, run_key(1, 0), Watch())
    ledgers = {name: repr(ledger) for name, ledger in trace.ledgers.items()}
    reach = {name: repr(reach) for name, reach in trace.reach.items()}
    return np.asarray(trace.sums).tobytes(), ledgers, reach


@pytest.fixture(scope="module")
def usual(read):
    """Results of the base of a type, each made once."""

    @cache
    def made(kind):
        scenario, told = read(kind)
        assert not told
        return results(scenario)

    return made


@pytest.mark.parametrize(("kind", "answers"), flat(CHANGES))
def test_an_answer_changes_the_results(kind, answers, read, usual):
    scenario, told = read(kind, answers)
    assert scenario is not None, told
    assert results(scenario) != usual(kind)


@pytest.mark.parametrize(("kind", "answers"), flat(IDLE))
def test_an_answer_that_changes_nothing_is_told(kind, answers, read):
    _, told = read(kind, answers)
    assert told
    assert all(one.line == 1 and one.column > 1 and one.path.startswith("interventions[one]") for one in told)


def test_an_answer_is_told_to_change_nothing_only_where_that_is_so(read):
    for kind, answers in flat(IDLE):
        scenario, _ = read(kind, answers)
        if scenario is None or answers == SHARE_AND_PARENTS or "weeks" in answers:
            continue
        without = {"take_up": "50%"} if answers == SET_SHARE else {"for": {}} if "for" in answers else {}
        if answers.get("for", {}).get("own_device") is False:
            without = {"for": {"own_device": False}}
        plain, _ = read(kind, without)
        assert results(scenario) == results(plain), (kind, answers)


CLOSED = {"from": "2020-09-07", "to": "2020-10-02"}
CLOSURES = [
    {"from": "2020-09-14"}, {"to": "2020-10-09"}, {"kind": "half-groups"}, {"sectors": ["po", "vo"]},
    {"sectors": ["po", "mbo"]}, {"emergency_care": {"vital": "9%"}}, {"emergency_care": {"vulnerable": "9%"}},
    {"levels": [3, 4]}, {"municipality": "Almere"},
]  # fmt: skip
HALVED = CLOSED | {"kind": "half-groups"}
TURNS = [{"rota": "weeks"}, {"in_school": "30%"}]
FOR_ALL = [
    {"levels": [1, 2, 3, 4, 5, 6, 7, 8]}, {"province": "Flevoland"}, {"region": ["noord", "midden"]},
]  # fmt: skip


@pytest.mark.parametrize("change", CLOSURES)
def test_every_word_of_a_closure_changes_the_results(change, read):
    usual, _ = read(calendar={"closures": [CLOSED]})
    other, told = read(calendar={"closures": [CLOSED | change]})
    assert not told
    assert results(other) != results(usual)


@pytest.mark.parametrize("change", TURNS)
def test_every_word_of_half_groups_changes_the_results(change, read):
    usual, _ = read(calendar={"closures": [HALVED]})
    other, told = read(calendar={"closures": [HALVED | change]})
    assert not told
    assert results(other) != results(usual)


YEARS = [{"holidays": "official"}, {"remote_experience": "after-2021"}, {"school_years": ["2019/20"]}]


@pytest.mark.parametrize("change", YEARS)
def test_every_other_word_of_the_calendar_changes_the_results(change, read):
    usual, _ = read()
    other, told = read(calendar=change)
    assert not told
    assert results(other) != results(usual)


@pytest.mark.parametrize("change", FOR_ALL)
def test_a_word_of_a_closure_that_leaves_nobody_out_is_told(change, read):
    usual, _ = read(calendar={"closures": [CLOSED]})
    other, told = read(calendar={"closures": [CLOSED | change]})
    assert [one.path for one in told] == [f"calendar.closures[1].{name}" for name in change]
    assert results(other) == results(usual)


def test_every_word_of_the_calendar_is_tried():
    assert set(keys_of(CalendarSpec)) == words_of(YEARS) | {"closures"}


@pytest.mark.slow
def test_closures_either_change_the_results_or_are_told(read):
    """Two closures of days and sectors by chance: where one may as well not be there, that is said."""
    rng = np.random.default_rng(5)
    told_of, silent = 0, 0
    for _ in range(60):
        start = date(2020, 1, 13) + timedelta(days=int(rng.integers(0, 180)))
        end = start + timedelta(days=int(rng.integers(0, 6)))
        one = {"from": str(start), "to": str(end), "sectors": [str(rng.choice(["po", "vo", "mbo"]))]}
        both, told = read(calendar={"closures": [CLOSED, one]})
        if both is None or told:
            told_of += 1
            continue
        alone, _ = read(calendar={"closures": [CLOSED]})
        silent += 1
        assert results(both) != results(alone), one
    assert told_of > 5
    assert silent > 5


def words_of(changes):
    """Name every key that is written, of intervention and below."""
    found = set()
    for one in changes:
        for key, value in one.items():
            found |= {key} | (set(value) if isinstance(value, dict) else set())
    return found


@pytest.mark.parametrize("kind", list(BASE))
def test_every_key_of_an_intervention_is_tried(kind):
    tried = words_of([*CHANGES[kind], *IDLE[kind]])
    assert set(keys_of(registry()[kind])) - NOT_SIMULATED <= tried


def test_every_word_below_an_intervention_and_in_a_closure_is_tried():
    tried = words_of([one for kind in BASE for one in (*CHANGES[kind], *IDLE[kind])])
    for word in (Hours, TakeUp, What, Cost, Weeks):
        assert set(keys_of(word)) - {"per_week", "price_year"} <= tried | {"hours"}
    assert {"rank_by", "capacity", "schools"} <= tried
    assert set(keys_of(Closure)) | set(keys_of(EmergencyCare)) <= words_of([*CLOSURES, *TURNS, *FOR_ALL])


def test_a_line_that_leaves_nobody_out_is_told_of_every_attribute(read):
    for name, attribute in ATTRIBUTES.items():
        if attribute.kind == "flag":
            continue
        span = {"at_least": max(attribute.low, attribute.span[0], -1e9)}
        asked = list(attribute.values) if attribute.kind == "category" else span
        _, told = read("tutoring", {"for": {name: asked, "capacity": "20%"}})
        assert [one.path for one in told] == [f"interventions[one].for.{name}"], name
