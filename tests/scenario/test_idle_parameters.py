"""Values of parameters that no rule asks for: what is said of them, held against the bits of the model."""

from __future__ import annotations

import hashlib

import pytest

from simkansen.chance import run_key
from simkansen.cli.loading import load_scenarios
from simkansen.evidence import load_parameters, load_posterior
from simkansen.interventions import registry
from simkansen.model import SchoolModel
from simkansen.population import build_population
from simkansen.scenario import build_calendar, notes_of
from simkansen.scenario.checks.parameter_values import allowed
from simkansen.scenario.idle.parameters import why_idle
from simkansen.scenario.idle.situation import Situation
from simkansen.scenario.idle.unused_parameters import OF_TYPES
from simkansen.scenario.schema.scenario import CalendarSpec, PopulationSpec

YEARS = ["2020/21"]
BY_PUPILS = {
    "scale_small_programme", "training_scale_teachers", "found_contact", "found_rate", "lost_idle",
    "lost_no_access", "lost_vulnerable", "lost_rate", "vulnerable_share", "school_week_hours",
}  # fmt: skip
"""Parameters of which the calendar and the interventions alone do not tell whether they change something."""


def calendar(closures):
    return build_calendar(CalendarSpec.model_validate({"closures": closures, "school_years": YEARS}))


def one(kind, **answers):
    return registry()[kind].model_validate({"id": kind, "type": kind, **answers})


CALENDARS = {
    "none": "none",
    "half": [{"from": "2020-09-07", "to": "2020-10-09", "kind": "half-groups"}],
    "shut": [{"from": "2020-09-07", "to": "2020-11-06", "sectors": ["po", "vo"]}],
    "end": [{"from": "2021-06-07", "to": "2021-07-09", "emergency_care": {"vital": "5%"}}],
}
SITUATIONS = {
    "no closure": ("none", ()),
    "half groups": ("half", ()),
    "closed": ("shut", ()),
    "closed at the end": ("end", ()),
    "students": ("none", (one("tutoring", hours=2, led_by="student"),)),
    "own prices": (
        "none", (one("tutoring", hours=2, led_by="student", take_up=0.5, cost={"per_hour": 30}),),
    ),
    "teachers after school": (
        "none",
        (one("tutoring", hours={"per_week": 1, "moment": "after-school"}, led_by="teacher", group_size=3),),
    ),
    "pairs": ("none", (one("peer-tutoring", hours=0.5),)),
    "coaching": ("none", (one("teacher-professionalisation"),)),
    "coaching by own answers": (
        "shut",
        (one("teacher-professionalisation", remote_share=0.0, cost={"per_hour": 60, "per_pupil": 3}),),
    ),
    "places": ("shut", (one("bring-to-school", days=3, grounds=["place"], cost={"per_hour": 30}),)),
    "calls": ("shut", (one("parent-guidance", parents="informed", hours=0.25, led_by="student"),)),
}  # fmt: skip


@pytest.fixture(scope="module")
def values():
    return load_parameters().replace(load_posterior().mean())


@pytest.fixture(scope="module")
def pupils(values):
    spec = PopulationSpec.model_validate({"netherlands": {"sample": 4}})
    return build_population(spec, calendar("none"), 1, values)


def bits(pupils, weeks, interventions, parameters):
    model = SchoolModel(pupils, weeks, interventions, parameters, run_key(2020, 0))
    while model.running:
        model.step()
    trace = model.trace()
    seen = hashlib.sha256(model.sums.tobytes())
    for week in sorted(trace.snapshots):
        seen.update(trace.snapshots[week].tobytes())
    seen.update(repr((trace.ledgers, trace.reach)).encode())
    return seen.hexdigest()


def another(definition, values):
    if definition.prior.distribution == "fixed":
        return definition.value * 1.3
    low, high = allowed(definition)
    now = values[definition.name]
    return high if high - now > now - low else low


@pytest.mark.slow
@pytest.mark.parametrize("name", SITUATIONS)
def test_what_is_said_to_change_nothing_changes_no_bit_and_all_else_changes_some(name, values, pupils):
    which, interventions = SITUATIONS[name]
    weeks = calendar(CALENDARS[which])
    situation, kinds = Situation(weeks, interventions), {one.type for one in interventions}
    as_ever = bits(pupils, weeks, interventions, values)
    wrong = []
    for definition in load_parameters().definitions.values():
        own = {kind for start, kind in OF_TYPES.items() if definition.name.startswith(start)}
        if definition.structure or definition.used_by == "population" or own - kinds:
            continue  # of other types of interventions: test_idle_words
        if definition.name.startswith("ces_"):
            continue
        value = another(definition, values)
        idle = bool(why_idle(definition.name, value, situation))
        alike = bits(pupils, weeks, interventions, values.replace({definition.name: value})) == as_ever
        if idle != alike and not (alike and definition.name in BY_PUPILS):
            wrong.append((definition.name, idle, alike))
    assert wrong == []


@pytest.mark.parametrize(
    "name", ["device_lacking", "parent_hours_median", "income_strain", "belief", "places_share", "unsafe"]
)
def test_homes_count_only_while_schools_are_closed_or_where_a_line_asks_for_them(name, values):
    weeks = calendar("none")
    spec = PopulationSpec.model_validate({"netherlands": {"sample": 2}})
    definition = load_parameters().definitions[name]
    assert why_idle(name, 0.5, Situation(weeks, ()))
    changed = values.replace({name: another(definition, values)})
    people = [build_population(spec, weeks, 1, some) for some in (values, changed)]
    assert len({bits(some, weeks, (), values) for some in people}) == 1
    asked = {"debt": True} if name == "income_strain" else {"places_share": {"at_least": 0.3}}
    lines = {"belief": {"belief": True}, "places_share": asked, "income_strain": asked}
    kind = one("tutoring", hours=1, led_by="student", **{"for": lines.get(name, {"unsafe": True})})
    assert not why_idle(name, 0.5, Situation(weeks, (kind,)))


@pytest.fixture
def said(tmp_path):
    def saying(text, *others):
        files = []
        for place, lines in enumerate((text, *others)):
            files.append(tmp_path / f"{'abc'[place]}.yaml")
            files[-1].write_text(f"simkansen: 1\n{lines}\n", encoding="utf-8")
        return [str(note).removeprefix(f"{tmp_path}/") for note in notes_of(load_scenarios(files))]

    return saying


TUTORING = "{id: t, type: tutoring, hours: 2, led_by: student, weeks: {from: 2020-09-07}"


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("beyond_prior: {bring_days: 3}\ninterventions:\n  - {id: b, type: bring-to-school, days: 3}",
         "2:16: beyond_prior.bring_days", "days of the intervention stands in its place"),
        (f"parameters: {{cost_student_hour: 25}}\ninterventions:\n  - {TUTORING}, cost: {{per_hour: 30}}}}",
         "2:14: parameters.cost_student_hour", "cost.per_hour of the intervention stands in its place"),
        (f"parameters: {{take_up_base: 1.4}}\ninterventions:\n  - {TUTORING}, take_up: 60%}}",
         "2:14: parameters.take_up_base", "take_up stands in its place"),
        (f"parameters: {{leader_volunteer: 0.5}}\ninterventions:\n  - {TUTORING}}}",
         "2:14: parameters.leader_volunteer", "led by a volunteer"),
        ("calendar: {closures: none}\nparameters: {restart_loss: 0.2}", "3:14: parameters.restart_loss",
         "schools never close in this calendar"),
        ("calendar: {closures: none}\nparameters: {sight_distance: 2}", "3:14: parameters.sight_distance",
         "schools never close in this calendar"),
        ("parameters: {programme_hour: 1.5}\ninterventions:\n  - {id: l, type: lend-devices}",
         "2:14: parameters.programme_hour", "no intervention here gives hours to pupils"),
    ],
)  # fmt: skip
def test_a_value_that_nothing_asks_for_is_said_where_it_stands(text, at, words, said):
    (line,) = said(text)
    assert line.startswith(f"a.yaml:{at}")
    assert words in line


def test_a_value_that_another_scenario_of_the_run_asks_for_is_not_idle(said):
    values = "name: {}\nparameters: {{programme_hour: 1.5}}"
    asking = values.format("b") + f"\ninterventions:\n  - {TUTORING}}}"
    lending = values.format("c") + "\ninterventions:\n  - {id: l, type: lend-devices}"
    assert said(values.format("a"), asking, lending) == []


def test_every_rule_is_of_parameters_that_exist():
    from simkansen.scenario.idle.parameters import _RULES
    from simkansen.scenario.idle.prices import _OF_LEADERS
    from simkansen.scenario.idle.prices import _OF_TYPES as PRICED

    known = load_parameters().definitions
    starts = {start for some, _ in _RULES for start in some} | set(_OF_LEADERS) | set(PRICED)
    for start in starts:
        assert any(name == start or (start[-1] == "_" and name.startswith(start)) for name in known), start
