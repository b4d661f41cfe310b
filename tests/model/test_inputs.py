"""The inputs of a week are written when something changes, and are those that each week would write anew."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar, Literal

import numpy as np
import pytest
from worlds import KEY, intervention, parameters, town

from simkansen import Action, Intervention, Look
from simkansen.interventions.delivery import Delivery
from simkansen.interventions.tutoring import TutoringAction
from simkansen.learning.inputs import blank_inputs
from simkansen.learning.week import ORDER, Step, with_step
from simkansen.model import SchoolModel
from simkansen.scenario import CalendarSpec, build_calendar
from simkansen.school import School

SIX: dict[str, dict[str, Any]] = {
    "bring-to-school": {"days": 2},
    "lend-devices": {},
    "parent-guidance": {},
    "peer-tutoring": {"hours": 0.75, "weeks": {"from": "2020-01-13"}},
    "teacher-professionalisation": {"hours": 1, "for": {"schools": 0.5}},
    "tutoring": {"hours": 2, "led_by": "teacher", "group_size": 3, "weeks": {"from": "2020-01-13"}},
}
CLOSURES = {
    "of all": [{"from": "2020-03-16", "to": "2020-05-08"}],
    "of some levels": [{"from": "2020-03-16", "to": "2020-05-08", "levels": [7, 8]}],
    "by turns": [{"from": "2020-03-16", "to": "2020-05-08", "kind": "half-groups", "rota": "weeks"}],
    "without care the second time": [
        {"from": "2020-01-13", "to": "2020-02-07"},
        {"from": "2020-03-16", "to": "2020-05-08", "emergency_care": {"vital": 0, "vulnerable": 0}},
    ],
}


ANEW = with_step(Step("nothing", "nobody", "Nothing happens.", lambda week: None), after="observe")
"""Steps of one's own may change inputs, which are written anew each week then."""


def weeks(closures):
    spec = {"closures": CLOSURES[closures], "school_years": ["2019/20", "2020/21"]}
    return build_calendar(CalendarSpec.model_validate(spec))


def chosen(*names):
    return tuple(intervention(name, **SIX[name]) for name in names)


def model_of(closures, asked, order=ORDER):
    return SchoolModel(town(3), weeks(closures), asked, parameters(), KEY, order=order)


def read(model):
    """The inputs that a week is lived with: with nothing in them that interventions change, none are read."""
    inputs = model.week.inputs._asdict()
    if not (model.deliveries or model.week.facts.remote):
        return {}
    return {name: column.tobytes() for name, column in inputs.items()}


@pytest.mark.parametrize(
    ("closures", "names"),
    [
        *((one, ()) for one in CLOSURES),
        *(("of all", (name,)) for name in SIX),
        *((one, SIX) for one in CLOSURES),
    ],
)
def test_inputs_are_those_that_each_week_would_write_anew(closures, names):
    kept, anew = (model_of(closures, chosen(*names), order) for order in (ORDER, ANEW))
    while kept.running:
        kept.step()
        anew.step()
        assert read(kept) == read(anew), kept.week.facts.week
    np.testing.assert_array_equal(kept.sums, anew.sums)
    for mine, other in zip(kept.deliveries, anew.deliveries, strict=True):
        assert mine.ledger == other.ledger
        assert mine.reach() == other.reach()


def counting(monkeypatch, kind, name):
    """Count the calls of a method by the week of the calendar that they are of."""
    calls: Counter[int] = Counter()
    method = getattr(kind, name)

    def counted(self, facts, *more):
        calls[facts.week] += 1
        return method(self, facts, *more)

    monkeypatch.setattr(kind, name, counted)
    return calls


def test_six_programmes_write_inputs_in_few_weeks_and_book_hours_in_all(monkeypatch):
    changed, booked = (counting(monkeypatch, Delivery, name) for name in ("change", "account"))
    model = model_of("of all", chosen(*SIX))
    model_weeks = len(model.calendar)
    for _ in range(model_weeks):
        model.step()
    ran = np.flatnonzero(np.any([one.running.any(axis=0) for one in model.deliveries], axis=0))
    assert set(booked) == set(ran.tolist())
    assert len(changed) < len(booked) / 2


def test_schools_are_asked_for_places_until_they_have_filled_those_of_the_school_year(monkeypatch):
    asked: list[int] = []
    step = School.step
    monkeypatch.setattr(School, "step", lambda school: asked.append(1) or step(school))
    model = model_of("of all", chosen("tutoring"))
    while model.running:
        model.step()
    policy = int(model.calendar.policy[20:].sum())
    assert len(asked) == 2 * len(model.schools) < policy * len(model.schools)


class Rising(Action[Any]):
    """Contact that grows from week to week."""

    def during(self, facts, reached, inputs):
        inputs.contact[reached.pupils] += 0.01 * facts.week


class Mentoring(Intervention):
    """A student who keeps in touch with a pupil."""

    look: ClassVar[Look] = Look("#6A4C00", "dotted", "h")
    type: Literal["mentoring"] = "mentoring"

    def action(self, setting):
        return Rising(self, setting)


def test_an_action_that_is_not_steady_is_asked_each_week():
    model = model_of("of all", (Mentoring(id="one", type="mentoring"), *chosen("tutoring")))
    for _ in range(30):
        model.step()
        running = model.deliveries[0].running[:, model.week.facts.week].any()
        assert model.week.inputs.contact.max() == pytest.approx(0.01 * model.week.facts.week * running)


class RisingTutoring(TutoringAction):
    """Tutoring, and contact that grows: built on an action that is steady, without being so."""

    during = Rising.during


class StillTutoring(TutoringAction):
    """Tutoring under another number of hours: no less steady."""

    def usual_hours(self):
        return 3.0


def test_an_action_with_a_week_of_its_own_is_not_steady_because_the_one_is_that_it_builds_on():
    assert not RisingTutoring.steady
    assert StillTutoring.steady
    assert type("Steady", (RisingTutoring,), {"steady": True, "during": Rising.during}).steady


def lived(model, change):
    """Live all weeks, with a change in one of tutoring, and give inputs of all weeks and their indicators."""
    found = []
    while model.running:
        if model.weeks_done == 22:
            change(model)
        model.step()
        found.append(read(model))
    return found, model.sums.tobytes()


def other_inputs(model):
    model.week.inputs = blank_inputs(model.population)


def other_decisions(model):
    decide = model.week.decide

    def more(week):
        decide(week)
        week.inputs.contact[:] += 0.01

    model.week.decide = more


def other_order(model):
    def more(week):
        week.inputs.contact[:] += 0.01

    model.order = with_step(Step("more", "schools", "Contact grows.", more), "schools decide", model.order)


@pytest.mark.parametrize("change", [other_inputs, other_decisions, other_order])
def test_weeks_that_a_user_changes_are_those_that_each_week_would_write_anew(change):
    kept, anew = (lived(model_of("of all", chosen("tutoring"), order), change) for order in (ORDER, ANEW))
    assert kept == anew


def test_a_model_that_goes_on_from_another_writes_its_inputs_anew():
    first = model_of("of all", ())
    for _ in range(33):
        first.step()
    there, alone = (
        SchoolModel(
            town(3), weeks("of all"), chosen("parent-guidance"), parameters(), KEY, begun=one.copied()
        )
        for one in [first.checkpoint()] * 2
    )
    there.week.inputs.guidance[:] = 0.5
    for model in (there, alone):
        model.step()
    assert read(there) == read(alone)


def test_in_weeks_at_school_pupils_are_at_school_whatever_is_brought():
    """There are no draws for these weeks: one read all the same is memory of something else."""

    def lose(week):
        week.inputs.brought[:] = np.nan

    lost, kept = (
        model_of("of all", (), order)
        for order in (with_step(Step("lose", "nobody", "", lose), "schools decide"), ORDER)
    )
    for model in (lost, kept):
        model.step()
        assert not model.week.facts.remote
    np.testing.assert_array_equal(lost.state.engagement, kept.state.engagement)


def test_a_column_that_is_too_short_is_refused_by_name():
    """Kernels would read and write what lies behind it."""
    model = model_of("of all", ())
    model.week.state = model.state._replace(engagement=model.state.engagement[:-1].copy())
    with pytest.raises(ValueError, match=r"column 'engagement' of State has shape \(\d+,\); it must be"):
        model.step()
