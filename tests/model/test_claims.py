"""What the model claims of closures, chance and conservation."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from worlds import calendar, closed_for, intervention, learners, parameters, run, skill, town

from simkansen.learning.week import ORDER
from simkansen.outcomes.inputs import SUM_COLUMNS


@pytest.fixture(scope="module")
def baseline():
    return run()


@pytest.fixture(scope="module")
def twin():
    return run(weeks=calendar().without_closures())


def test_the_week_has_the_seven_steps_of_the_model_page_in_their_order() -> None:
    assert [step.name for step in ORDER] == [
        "schools decide",
        "households share",
        "pupils take part",
        "teachers teach",
        "pupils learn",
        "teachers learn",
        "observe",
    ]


@pytest.mark.slow
def test_a_model_that_nobody_holds_leaves_memory() -> None:
    model = run(population=town(1), weeks=closed_for(1))
    assert [model.pupil(0).unique_id, model.pupil(1).unique_id] == [2, 3]
    seen = weakref.ref(model)
    del model
    gc.collect()
    assert seen() is None


def test_without_a_closure_nothing_is_lost() -> None:
    never_closed = run(weeks=calendar("none"))
    its_twin = run(weeks=calendar("actual").without_closures())
    np.testing.assert_array_equal(skill(never_closed), skill(its_twin))


def test_in_a_normal_year_nobody_falls_behind_the_own_path() -> None:
    never_closed = run(weeks=calendar("none"), changes={"programme_fading": 0.0})
    behind = never_closed.state.expected - never_closed.state.skill
    np.testing.assert_allclose(behind, 0.0, rtol=0, atol=1e-12)


def test_a_closure_costs_learning_on_average(baseline, twin) -> None:
    assert (skill(twin) - skill(baseline))[learners(twin, 1)].mean() > 0.02


def test_a_longer_closure_costs_more() -> None:
    lost = []
    for weeks in (2, 5, 9):
        closed = closed_for(weeks)
        open_all = closed.without_closures()
        lost.append(float((skill(run(weeks=open_all)) - skill(run(weeks=closed))).mean()))
    assert 0.0 < lost[0] < lost[1] < lost[2]


def test_the_second_closure_costs_less_per_week_than_the_first(baseline, twin) -> None:
    weeks = calendar()
    skills = [SUM_COLUMNS.index(name) for name in ("maths", "reading", "spelling")]

    def delay(week: int) -> float:
        ours, theirs = (model.sums[week].sum(axis=0) for model in (baseline, twin))
        return float((theirs[skills].sum() - ours[skills].sum()) / ours[0])

    closed = np.flatnonzero(np.asarray(weeks.closed) & (np.asarray(weeks.in_school[:, 0]) == 0.0))
    first, second = closed[closed < 52], closed[closed >= 52]
    cost = [(delay(int(part[-1])) - delay(int(part[0]) - 1)) / part.size for part in (first, second)]
    assert 0.0 < cost[1] < cost[0]


def test_skill_is_conserved_where_nothing_teaches() -> None:
    still = {name: 0.0 for name in ("forgetting_maths", "forgetting_reading", "forgetting_spelling")}
    still |= {"growth_maths": 0.0, "growth_reading": 0.0, "growth_spelling": 0.0, "recovery_rate": 0.0}
    model = run(changes=still)
    np.testing.assert_allclose(skill(model), np.asarray(town().pupils.skill), rtol=0, atol=1e-12)


def test_siblings_who_share_devices_lose_more_than_those_who_need_not() -> None:
    plenty = run(changes={"connection_crowding": 0.0, "young_device_use": 0.0})
    crowded = run(changes={"connection_crowding": 1.0, "young_device_use": 1.0})
    homes = np.bincount(np.asarray(town().pupils.household))
    with_siblings = homes[np.asarray(town().pupils.household)] > 1
    extra = (skill(plenty) - skill(crowded)).mean(axis=1)
    both = learners(plenty, 0) & learners(plenty, 1)
    assert extra[both & with_siblings].mean() > extra[both & ~with_siblings].mean()


def test_some_pupils_gain_at_a_distance_and_most_lose(baseline, twin) -> None:
    week = min(baseline.snapshots)
    gain = (baseline.snapshots[week] - twin.snapshots[week])[learners(baseline)].mean(axis=1)
    assert 0.0 < (gain > 0.0).mean() < 0.2


def test_a_teacher_who_sees_need_helps_those_in_need() -> None:
    sharp = run(weeks=calendar("none"), changes={"sight_error": 0.01, "test_memory_error": 10.0})
    blind = run(weeks=calendar("none"), changes={"sight_error": 10.0, "test_memory_error": 10.0})
    start = np.asarray(town().pupils.skill).mean(axis=1)
    both = learners(sharp, 0) & learners(sharp, 1)
    behind = both & (start < np.quantile(start[both], 0.25))
    assert (skill(sharp) - skill(blind))[behind].mean() > 0.0005


def test_a_normal_week_is_worth_a_week_in_the_average_class() -> None:
    open_years = run(weeks=calendar("none"), population=town(30))
    grown = (skill(open_years) - np.asarray(town(30).pupils.skill))[learners(open_years, 1)]
    level = np.asarray(town(30).pupils.level)[learners(open_years, 1)]
    (path,) = open_years.state.cohort_path
    for start in range(3, 8):
        ratio = grown[level[:, 0] == start].mean(axis=0) / path[start]
        np.testing.assert_allclose(ratio, 1.0, atol=0.08)


def test_teachers_see_need_less_well_from_a_distance(baseline, twin) -> None:
    seen = SUM_COLUMNS.index("seen")
    closed = np.flatnonzero(np.asarray(calendar().closed))

    def rightly(model) -> float:
        total = model.sums[closed].sum(axis=(0, 1))
        return float(total[seen] / total[0])

    assert rightly(baseline) < rightly(twin)


def test_the_sums_over_strata_add_up_to_the_pupils_who_learn(baseline) -> None:
    pupils = baseline.sums[:, :, 0].sum(axis=1)
    years = np.asarray(calendar().school_year)
    for year in (0, 1):
        assert set(pupils[years == year]) == {float(learners(baseline, year).sum())}
    totals = baseline.sums.sum(axis=1)
    for name in ("engagement", "out_of_sight", "in_school", "seen"):
        share = totals[:, SUM_COLUMNS.index(name)] / totals[:, 0]
        assert ((share >= 0.0) & (share <= 1.0)).all()


def test_in_summer_pupils_move_up_groep_8_leaves_and_groep_3_enters(baseline) -> None:
    level = np.asarray(town().pupils.level)
    assert (level[:, 1] == level[:, 0] + 1).all()
    assert not learners(baseline, 1)[level[:, 0] == 8].any()
    assert learners(baseline, 1)[level[:, 0] == 2].all()


def test_the_same_key_gives_the_same_bits(baseline) -> None:
    again = run()
    np.testing.assert_array_equal(skill(again), skill(baseline))
    np.testing.assert_array_equal(again.sums, baseline.sums)


def test_an_intervention_leaves_the_draws_of_all_others_untouched(baseline) -> None:
    lend = run(intervention("lend-devices"))
    reached = np.zeros(learners(lend).size, dtype=bool)
    reached[lend.deliveries[0]._known_pupils] = True
    household = np.asarray(town().pupils.household)
    classmates = {"engagement_peers": 0.0, "attention_focus": 0.0}
    lend, plain = run(intervention("lend-devices"), changes=classmates), run(changes=classmates)
    elsewhere = ~np.isin(household, household[reached])
    assert reached.any()
    np.testing.assert_array_equal(skill(lend)[elsewhere], skill(plain)[elsewhere])
    np.testing.assert_array_equal(lend.state.engagement[elsewhere], plain.state.engagement[elsewhere])
    assert not np.array_equal(skill(lend)[reached], skill(plain)[reached])


def test_the_same_school_meets_the_same_luck_whichever_others_are_simulated() -> None:
    from simkansen.chance import run_key
    from simkansen.population.build import populate
    from simkansen.population.schools.frame import Frame

    frame = Frame(
        code=np.array(["A1", "B2", "C3"]),
        municipality=np.array(["Urk", "Urk", "Urk"]),
        province=np.array(["Flevoland"] * 3),
        pupils=np.array([90, 120, 60]),
        disadvantaged_share=np.array([0.1, 0.3, 0.05]),
        weight=np.ones(3),
    )
    keep = np.array([False, True, True])
    fewer = Frame(**{name: getattr(frame, name)[keep] for name in Frame.__dataclass_fields__})
    tutors = intervention("tutoring", led_by="student", hours=1, **{"for": {"capacity": "20%"}})
    ends = []
    for schools in (frame, fewer):
        people = populate(schools, run_key(1, 0), parameters(), ("2019/20", "2020/21"))
        model = run(tutors, population=people, changes={"scale_floor": 0.999999})
        school = np.asarray(people.schools.code)[np.asarray(people.pupils.school)]
        ends.append(skill(model)[school != "A1"])
    np.testing.assert_array_equal(*ends)


def test_a_pupil_is_a_mesa_agent_one_can_ask_for(baseline) -> None:
    import mesa

    pupil = baseline.pupil(17)
    assert isinstance(pupil, mesa.Agent)
    assert pupil.skill["maths"] == skill(baseline)[17, 0]
    assert len(baseline.agents) == len(town().schools.sector)
    with pytest.raises(IndexError, match="there is no pupil"):
        baseline.pupil(10**9)


def test_the_datacollector_holds_one_row_of_indicators_a_week(baseline) -> None:
    frame = baseline.datacollector.get_model_vars_dataframe()
    assert len(frame) == len(calendar())
    assert frame["week"].iloc[0] == "2019-08-26"
    assert frame["engagement"].between(0, 1).all()


def test_a_step_after_the_last_week_says_that_there_is_none() -> None:
    model = run(population=town(1), weeks=closed_for(1))
    week = model.week.facts.week
    with pytest.raises(RuntimeError, match="weeks of the calendar have been simulated"):
        model.step()
    assert model.week.facts.week == week
