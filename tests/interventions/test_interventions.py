"""What the interventions claim: whom they reach, what they change, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from worlds import calendar, intervention, learners, run, skill, town

from simkansen.evidence import load_parameters
from simkansen.interventions import registry
from simkansen.population.tables import FIRST_LEARNING_LEVEL

HALF_HOUR = {"hours": {"per_week": 1, "moment": "after-school"}}


@pytest.fixture(scope="module")
def baseline():
    return run()


def tutoring(**answers):
    return intervention("tutoring", **{"led_by": "student", "hours": 1, **answers})


def members(model) -> set[int]:
    return set(np.flatnonzero(model.deliveries[0]._known_pupils).tolist())


def effect(model, baseline) -> np.ndarray:
    return (skill(model) - skill(baseline)).mean(axis=1)


@pytest.mark.parametrize("kind", list(registry()))
def test_each_intervention_helps_on_average_when_it_is_ample(kind: str, baseline) -> None:
    ample = {
        "bring-to-school": {"days": 5},
        "tutoring": {"led_by": "teacher", "hours": {"per_week": 2, "moment": "after-school"}, "weeks": "all"},
        "peer-tutoring": {"hours": 1, "weeks": "all"},
        "lend-devices": {"per_home": 2},
        "parent-guidance": {},
        "teacher-professionalisation": {"hours": 2},
    }
    assert effect(run(intervention(kind, **ample[kind])), baseline)[learners(baseline, 1)].mean() > 0.0


@pytest.mark.parametrize("kind", ["tutoring", "peer-tutoring", "bring-to-school", "parent-guidance"])
def test_more_capacity_only_adds_pupils(kind: str) -> None:
    answers = {"tutoring": {"led_by": "student", "hours": 1}, "peer-tutoring": {"hours": 1}}.get(kind, {})
    few = run(intervention(kind, **answers, **{"for": {"capacity": "5%"}}))
    more = run(intervention(kind, **answers, **{"for": {"capacity": "12%"}}))
    assert members(few) < members(more)


def test_tutoring_reaches_those_whose_need_the_school_sees(baseline) -> None:
    model = run(tutoring(**{"for": {"capacity": "20%"}, "weeks": "all"}))
    first = model.deliveries[0].roster
    known = learners(model, 0)
    assert first.score[known & first.member].min() > np.median(first.score[known])


def test_hours_in_school_time_displace_lessons_of_other_subjects(baseline) -> None:
    one_subject = {"what": {"subjects": ["maths"]}, "weeks": "all", "for": {"capacity": "30%"}}
    model = run(tutoring(hours={"per_week": 2, "moment": "school"}, **one_subject))
    got = np.flatnonzero(model.deliveries[0]._known_pupils)
    gain = (skill(model) - skill(baseline))[got].mean(axis=0)
    assert gain[0] > 0.0
    assert gain[2] < 0.0


def test_a_larger_group_gives_each_pupil_less(baseline) -> None:
    gains = []
    for size in (1, 3, 6):
        model = run(tutoring(group_size=size, weeks="all", **{"for": {"capacity": "10%"}}))
        gains.append(float(effect(model, baseline)[sorted(members(model))].mean()))
    assert gains[0] > gains[1] > gains[2]


def test_the_effect_of_a_programme_fades_while_that_of_better_teaching_lasts() -> None:
    autumn = {"weeks": {"from": "2019-09-02", "to": "2019-12-20"}}
    open_years, june = calendar("none"), {"snapshots": frozenset({16, 97})}
    plain = run(weeks=open_years, **june)
    both = learners(plain, 0) & learners(plain, 1)

    def effects(one) -> list[float]:
        model = run(one, weeks=open_years, **june)
        gains = [(model.snapshots[week] - plain.snapshots[week])[both].mean() for week in (16, 97)]
        return [float(gain) for gain in gains]

    soon, later = effects(tutoring(hours={"per_week": 2, "moment": "after-school"}, **autumn))
    assert 0.0 < later < 0.7 * soon
    soon, later = effects(intervention("teacher-professionalisation", hours=2, **autumn))
    assert 0.0 < soon < later


def test_tutoring_gives_less_in_a_closed_week_than_in_an_open_one(baseline) -> None:
    two_weeks = {
        "open": {"from": "2020-03-02", "to": "2020-03-13"},
        "closed": {"from": "2020-03-30", "to": "2020-04-10"},
    }
    gain = {}
    for kind, weeks in two_weeks.items():
        model = run(tutoring(hours=2, led_by="teacher", weeks=weeks, take_up="100%"))
        week = min(baseline.snapshots)
        gain[kind] = (model.snapshots[week] - baseline.snapshots[week])[learners(model)].mean()
    assert 0.0 < gain["closed"] < gain["open"]


def test_tutoring_does_not_reach_a_pupil_out_of_sight() -> None:
    lost = {"lost_rate": 50.0, "found_rate": 0.0, "found_contact": 0.0}
    weeks = {"from": "2020-03-30", "to": "2020-04-24"}
    model = run(tutoring(weeks=weeks, take_up="100%"), changes=lost)
    plain = run(changes=lost)
    week = min(plain.snapshots)
    gain = np.nan_to_num(model.snapshots[week] - plain.snapshots[week])
    assert np.median(gain[sorted(members(model))]) == 0.0


def test_a_lent_device_without_lessons_to_follow_does_about_nothing(baseline) -> None:
    lend = intervention("lend-devices", per_home=2)
    no_lessons = {"offer_base": -30.0, "offer_skill": 0.0}
    alone = effect(run(lend, changes=no_lessons), run(changes=no_lessons))
    with_lessons = effect(run(lend), baseline)
    assert np.abs(alone).mean() < 0.02 * with_lessons[learners(baseline, 0)].mean()


def test_a_lent_device_without_skill_does_about_nothing(baseline) -> None:
    lend = intervention("lend-devices", per_home=2)
    no_skill = {"follow_base": -30.0, "follow_groep": 0.0}
    alone = effect(run(lend, changes=no_skill), run(changes=no_skill))
    with_skill = effect(run(lend), baseline)
    assert np.abs(alone).mean() < 0.02 * with_skill[learners(baseline, 0)].mean()


def test_a_device_lent_to_a_home_with_enough_serves_those_with_a_younger_child_alone(baseline) -> None:
    lend = intervention("lend-devices", **{"for": {"own_device": True}}, take_up="100%")
    gain = np.abs(effect(run(lend), baseline))
    pupils, homes = town().pupils, town().households
    young = np.asarray(pupils.household)[np.asarray(pupils.level)[:, 0] < FIRST_LEARNING_LEVEL]
    younger = np.isin(pupils.household, young)
    meant = learners(baseline) & (np.asarray(homes.own_device) == 1)[pupils.household]
    served = gain[meant & younger].mean()
    assert served > 0.002
    assert gain[meant & ~younger].max() < 0.01 * served


def test_a_lent_device_gives_more_to_pupils_with_digital_skill(baseline) -> None:
    model = run(intervention("lend-devices", per_home=2))
    got = np.asarray(sorted(members(model)))
    skilled = np.asarray(town().pupils.digital_skill)[got]
    gain = effect(model, baseline)[got]
    assert gain[skilled > 0.5].mean() > gain[skilled < -0.5].mean()


def test_guidance_gives_more_where_parents_have_less_schooling() -> None:
    people = town(30)
    model = run(intervention("parent-guidance", led_by="volunteer"), population=people)
    education = np.asarray(people.pupils.parental_education)
    got = np.zeros(education.size, dtype=bool)
    got[sorted(members(model))] = True
    gain = effect(model, run(population=people))
    assert gain[got & (education == 0)].mean() > gain[got & (education == 2)].mean() > 0.0


def test_messages_to_informed_parents_do_less_than_partnership(baseline) -> None:
    informed = effect(run(intervention("parent-guidance", parents="informed", take_up="100%")), baseline)
    partners = effect(run(intervention("parent-guidance", parents="partners", take_up="100%")), baseline)
    assert informed.mean() < partners.mean()


def test_bringing_pupils_to_school_takes_time_from_those_at_home(baseline) -> None:
    model = run(intervention("bring-to-school", days=5))
    brought = np.zeros(learners(model).size, dtype=bool)
    brought[sorted(members(model))] = True
    week = min(model.snapshots)
    gain = (model.snapshots[week] - baseline.snapshots[week]).mean(axis=1)
    assert gain[brought & learners(model)].mean() > 0.0
    assert gain[~brought & learners(model)].mean() < 0.0


def test_bring_to_school_never_seats_more_than_the_school_holds() -> None:
    model = run(intervention("bring-to-school", days=5, take_up="100%"))
    pupils, schools = town().pupils, town().schools
    for school in range(len(schools.sector)):
        own = np.asarray(pupils.school) == school
        roster = model.deliveries[0].roster
        learning = own & learners(model, 1)
        seats = int(schools.places_share[school] * learning.sum())
        in_care = np.asarray(roster.in_care) & learning
        assert (roster.member & own).sum() <= max(0, seats - in_care.sum())
        assert not (roster.member & in_care).any()


def test_peer_tutoring_pairs_classmates() -> None:
    model = run(intervention("peer-tutoring", hours=1, **{"for": {"capacity": {"per_class": 3}}}))
    klass = np.asarray(town().pupils.klass)[model.deliveries[0].roster.member, 1]
    counts = np.bincount(klass)
    assert (counts % 2 == 0).all()
    assert counts.max() <= 6


def test_coaching_spreads_to_colleagues_who_were_not_coached() -> None:
    model = run(intervention("teacher-professionalisation", hours=2))
    belief = np.asarray(town().classes.belief) == 1
    assert model.state.practice[~belief].max() > 0.0


def test_costs_follow_hours_groups_and_prices() -> None:
    weeks = {"from": "2019-09-02", "to": "2019-09-27"}
    answers = {
        "group_size": 2,
        "weeks": weeks,
        "hours": 2,
        "cost": {"per_hour": 30, "per_pupil": 10, "fixed": 500},
    }
    model = run(tutoring(**answers))
    ledger = model.trace().ledgers["tutoring"]
    assert ledger.pupil_hours == pytest.approx(ledger.reached * 2 * 4)
    by_school = np.bincount(np.asarray(town().pupils.school)[sorted(members(model))])
    assert ledger.cost["hours"] == pytest.approx(np.ceil(by_school / 2).sum() * 2 * 4 * 30)
    assert ledger.cost["pupils"] == pytest.approx(ledger.reached * 10)
    assert ledger.cost["fixed"] == 500


def test_school_staff_bound_how_many_a_teacher_can_tutor() -> None:
    by_students = run(tutoring(hours=2, weeks="all")).trace().ledgers["tutoring"]
    by_teachers = run(tutoring(hours=2, weeks="all", led_by="teacher")).trace().ledgers["tutoring"]
    assert by_teachers.reached < by_students.reached
    assert by_teachers.staff_hours_needed <= by_teachers.staff_hours_available


def camp(**answers):
    summer = {"from": "2020-07-20", "to": "2020-08-14"}
    hours = {"per_week": 20, "moment": "holiday"}
    return tutoring(**{"hours": hours, "weeks": summer, "group_size": 12, "led_by": "teacher", **answers})


def test_a_summer_camp_led_by_teachers_is_bound_by_the_hours_of_holidays() -> None:
    by_students = run(camp(led_by="student")).trace().ledgers["tutoring"]
    model = run(camp())
    by_teachers = model.trace().ledgers["tutoring"]
    assert 0 < by_teachers.reached <= by_students.reached
    hired = model.parameters["holiday_staff"] * np.asarray(town().schools.staff_hours)
    groups = np.floor(hired / 20)
    assert np.floor(np.asarray(town().schools.staff_hours) / 20).sum() < groups.sum()
    by_school = np.bincount(np.asarray(town().pupils.school)[sorted(members(model))], minlength=groups.size)
    assert (by_school <= groups * 12).all()
    assert by_teachers.staff_hours_needed <= by_teachers.staff_hours_available


def test_holidays_take_nothing_of_the_hours_of_a_school_week() -> None:
    lessons = tutoring(hours=2, weeks="all", led_by="teacher")
    alone = run(lessons).trace().ledgers["tutoring"]
    both = run(camp().model_copy(update={"id": "camp"}), lessons).trace().ledgers["tutoring"]
    assert both.reached == alone.reached


def test_hours_that_no_school_has_are_told_as_asked() -> None:
    model = run(tutoring(hours={"per_week": 40, "moment": "after-school"}, weeks="all", led_by="teacher"))
    ledger = model.trace().ledgers["tutoring"]
    assert ledger.reached == ledger.staff_hours_needed == 0
    by_students = run(tutoring(hours={"per_week": 40, "moment": "after-school"}, weeks="all"))
    assert ledger.staff_hours_asked == pytest.approx(by_students.trace().ledgers["tutoring"].pupil_hours)
    assert ledger.staff_hours_asked > ledger.staff_hours_available > 0.0


def test_what_is_asked_and_what_is_needed_are_the_same_where_schools_have_the_hours() -> None:
    ledger = run(tutoring(hours=1, led_by="teacher", **{"for": {"capacity": {"per_school": 1}}}))
    found = ledger.trace().ledgers["tutoring"]
    assert found.staff_hours_asked == pytest.approx(found.staff_hours_needed)
    assert found.staff_hours_needed > 0.0


def test_peer_tutoring_asks_for_teachers_who_prepare_and_guide_the_pairs() -> None:
    weeks = {"from": "2019-09-02", "to": "2019-09-27"}
    model = run(intervention("peer-tutoring", hours=1, weeks=weeks))
    given, ledger = model.parameters, model.trace().ledgers["peer-tutoring"]
    klass = np.asarray(town().pupils.klass)[sorted(members(model)), 0]
    guiding = np.unique(klass).size * 4 * given["peer_guiding"]
    assert ledger.staff_hours_needed == pytest.approx(guiding)
    assert ledger.cost["hours"] == pytest.approx(
        guiding * given["cost_teacher_hour"] + ledger.pupil_hours * given["cost_peer_hour"]
    )
    later = intervention("peer-tutoring", hours={"per_week": 1, "moment": "after-school"}, weeks=weeks)
    after = run(later)
    rooms = np.unique(np.asarray(town().pupils.klass)[sorted(members(after)), 0]).size
    assert after.trace().ledgers["peer-tutoring"].staff_hours_needed == pytest.approx(
        rooms * 4 * (1 + given["peer_guiding"])
    )


def test_pairs_are_guided_in_as_many_classes_as_teachers_have_hours_for() -> None:
    model = run(intervention("peer-tutoring", hours=4), changes={"peer_guiding": 1.0})
    ledger = model.trace().ledgers["peer-tutoring"]
    assert 0.0 < ledger.staff_hours_needed <= ledger.staff_hours_available
    assert ledger.staff_hours_asked > ledger.staff_hours_needed


def test_a_group_that_is_not_full_needs_its_leader_all_the_same() -> None:
    one_each = {"for": {"capacity": {"per_school": 1}}, "take_up": "100%", "weeks": "all"}
    alone = run(tutoring(group_size=1, **one_each)).trace().ledgers["tutoring"]
    few = run(tutoring(group_size=6, **one_each)).trace().ledgers["tutoring"]
    assert few.cost["hours"] == alone.cost["hours"] > 0.0


def test_bringing_to_school_asks_for_the_hours_of_its_supervisors() -> None:
    model = run(intervention("bring-to-school", cost={"per_hour": 30}))
    ledger = model.trace().ledgers["bring-to-school"]
    assert ledger.staff_hours_needed == pytest.approx(ledger.pupil_hours / model.parameters["bring_group"])
    assert ledger.cost["hours"] == pytest.approx(ledger.staff_hours_needed * 30)


def test_two_programmes_share_the_hours_that_a_school_has_left() -> None:
    alone = run(tutoring(hours=2, weeks="all", led_by="teacher")).trace().ledgers["tutoring"]
    first = tutoring(hours=2, weeks="all", led_by="teacher")
    second = first.model_copy(update={"id": "second"})
    ledgers = run(first, second).trace().ledgers
    together = sum(ledger.staff_hours_needed for ledger in ledgers.values())
    assert together <= alone.staff_hours_available
    assert ledgers["second"].reached < alone.reached


def test_a_home_with_two_pupils_gets_and_pays_one_device() -> None:
    model = run(intervention("lend-devices", take_up="100%"))
    homes = np.unique(np.asarray(town().pupils.household)[sorted(members(model))])
    ledger = model.trace().ledgers["lend-devices"]
    assert homes.size < ledger.reached
    assert ledger.cost["pupils"] == pytest.approx(homes.size * model.parameters["cost_device"])


@pytest.mark.parametrize(
    ("kind", "word", "value"),
    [
        ("bring-to-school", "group_size", 30),
        ("bring-to-school", "hours", 1),
        ("lend-devices", "led_by", "teacher"),
        ("parent-guidance", "group_size", 30),
        ("peer-tutoring", "led_by", "teacher"),
        ("teacher-professionalisation", "take_up", "50%"),
    ],
)
def test_an_answer_that_would_change_nothing_is_refused(kind: str, word: str, value: object) -> None:
    answers = {"hours": 1} if kind == "peer-tutoring" else {}
    problems = intervention(kind, **{**answers, word: value}).problems(calendar())
    assert [problem.path for problem in problems] == [(word,)]
    assert f"{word} changes nothing in {kind}" in problems[0].message


def test_to_say_what_is_so_in_any_case_is_no_idle_answer() -> None:
    assert intervention("peer-tutoring", hours=1, led_by="peer").problems(calendar()) == []
    assert intervention("bring-to-school", led_by="teaching-assistant").problems(calendar()) == []


def test_calls_by_a_volunteer_do_less_than_calls_by_a_teacher(baseline) -> None:
    by = {}
    for who in ("teacher", "volunteer"):
        model = run(intervention("parent-guidance", led_by=who, take_up="100%"))
        by[who] = effect(model, baseline)[sorted(members(model))].mean()
    assert 0.0 < by["volunteer"] < by["teacher"]


def test_coverage_counts_schools_that_take_part() -> None:
    everywhere = run(tutoring(weeks="all"))
    half = run(tutoring(weeks="all", **{"for": {"schools": "50%"}}))
    assert members(half) < members(everywhere)


def test_a_target_group_is_held_to_its_criteria() -> None:
    target = {"groep": [4, 5], "parental_education": ["low", "middle"], "own_device": False}
    model = run(tutoring(weeks={"from": "2019-09-02", "to": "2020-06-26"}, **{"for": target}))
    rows = np.asarray(sorted(members(model)))
    pupils, homes = town().pupils, town().households
    assert rows.size > 0
    assert set(np.asarray(pupils.level)[rows, 0].tolist()) <= {4, 5}
    assert set(np.asarray(pupils.parental_education)[rows].tolist()) <= {0, 1}
    assert not np.asarray(homes.own_device)[np.asarray(pupils.household)[rows]].any()


def test_only_bringing_to_school_has_no_known_trial_and_the_others_name_theirs() -> None:
    from simkansen.evidence import load_register

    register = load_register()
    assert [kind for kind, one in registry().items() if not one.trials] == ["bring-to-school"]
    for one in registry().values():
        for trial in one.trials:
            assert register[trial].kind == "parameter"


@pytest.mark.parametrize(
    ("kind", "word", "parameter", "other"),
    [
        ("bring-to-school", "days", "bring_days", 4.0),
        ("teacher-professionalisation", "remote_share", "training_remote_share", 0.1),
    ],
)
def test_a_dose_that_a_scenario_leaves_open_is_that_of_the_parameters(kind, word, parameter, other) -> None:
    usual = load_parameters()[parameter]
    left_open, given = run(intervention(kind)), run(intervention(kind, **{word: usual}))
    np.testing.assert_array_equal(skill(left_open), skill(given))
    changed = run(intervention(kind), changes={parameter: other})
    np.testing.assert_array_equal(skill(changed), skill(run(intervention(kind, **{word: other}))))
    assert not np.array_equal(skill(changed), skill(given))


def test_coaching_in_holidays_is_refused_for_no_lesson_follows() -> None:
    hours = {"per_week": 1, "moment": "holiday"}
    (found,) = intervention("teacher-professionalisation", hours=hours).problems(calendar())
    assert found.path == ("hours", "moment")
    assert intervention("teacher-professionalisation", hours=1).problems(calendar()) == []


@pytest.mark.parametrize(
    ("ground", "asked", "fits"),
    [
        ("safety", {"unsafe": False}, {"unsafe": True}),
        ("place", {"quiet_place": True}, {"quiet_place": False}),
    ],
)
def test_a_line_that_leaves_out_the_only_ground_is_refused(ground, asked, fits) -> None:
    given = {"grounds": [ground], "days": 2}
    (found,) = intervention("bring-to-school", **given, **{"for": asked}).problems(calendar())
    assert found.path == ("for", *asked)
    assert intervention("bring-to-school", **given, **{"for": fits}).problems(calendar()) == []
    both = intervention("bring-to-school", **{**given, "grounds": ["safety", "place"], "for": asked})
    assert both.problems(calendar()) == []


def test_lines_that_leave_out_all_grounds_are_refused() -> None:
    given = {"grounds": ["safety", "place"], "days": 2}
    none = {"unsafe": False, "quiet_place": True}
    (found,) = intervention("bring-to-school", **given, **{"for": none}).problems(calendar())
    assert found.path == ("for", "quiet_place")
    more = {**given, "grounds": ["guidance", "safety", "place"]}
    assert intervention("bring-to-school", **more, **{"for": none}).problems(calendar()) == []


def test_a_school_week_has_no_more_days_than_there_are() -> None:
    found = intervention("bring-to-school", days=6).problems(calendar())
    assert [(one.path, one.fix) for one in found] == [(("days",), "write 5 or less")]
    assert intervention("bring-to-school", days=5).problems(calendar()) == []
