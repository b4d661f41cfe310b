"""Each rule is a function of numbers; here is what it says of them."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simkansen.evidence import load_parameters
from simkansen.learning.attention import attention_hours, attention_weight, seen_need, sight_error
from simkansen.learning.experience import remote_skill_next
from simkansen.learning.growth import (
    back_to_normal,
    forgetting,
    in_class,
    recovery,
    subject_at_distance,
    weekly_growth,
)
from simkansen.learning.participation import (
    chance_found,
    chance_lost,
    engagement_at_home,
    engagement_at_school,
    engagement_next,
)
from simkansen.learning.presence import in_emergency_care
from simkansen.learning.programmes import (
    group_factor,
    lesson_factor,
    programme_learning,
    programme_reach,
    scale_factor,
    take_up_chance,
)
from simkansen.learning.rates import rates_of
from simkansen.learning.remote import follow, help_at_home, help_capability, live_lessons, own_work
from simkansen.learning.sharing import connection_share, device_share, hours_per_child, quiet_share
from simkansen.learning.teaching import (
    class_teaching,
    feedback_given,
    lessons_offered,
    no_better_than_in_class,
    remote_teaching,
)

P = rates_of(load_parameters())
Q = load_parameters().record("interventions")
CLASS = load_parameters()["pupils_per_class"]
LESSON = lesson_factor(P.school_week_hours, P.programme_hour, len(P.growth))
shares = st.floats(0.0, 1.0)
scores = st.floats(-4.0, 4.0)


def test_two_devices_for_three_learners_are_two_thirds_of_a_day_each() -> None:
    assert device_share(2.0, 3.0) == pytest.approx(2 / 3)


def test_a_home_without_learners_lacks_no_device() -> None:
    assert device_share(0.0, 0.0) == 1.0


@given(devices=st.floats(0, 5), learners=st.floats(0, 6))
def test_a_device_share_is_a_share(devices: float, learners: float) -> None:
    assert 0.0 <= device_share(devices, learners) <= 1.0


def test_a_parent_who_works_at_home_takes_quiet_away() -> None:
    assert quiet_share(2.0, 2.0, 1, P) < quiet_share(2.0, 2.0, 0, P) == 1.0


def test_a_connection_is_worth_less_when_shared() -> None:
    assert connection_share(0.9, 3.0, P) < connection_share(0.9, 1.0, P) == 0.9


def test_parents_hours_are_divided_among_children() -> None:
    assert hours_per_child(6.0, 3.0) == 2.0
    assert hours_per_child(6.0, 0.3) == 6.0


@given(access=shares, engagement=shares)
def test_access_is_a_gate_and_never_enough(access: float, engagement: float) -> None:
    assert live_lessons(0.5, 0.0, 0.8, engagement, 1.0, P) == 0.0
    assert live_lessons(0.5, access, 0.0, engagement, 1.0, P) == 0.0
    assert live_lessons(0.0, access, 0.8, engagement, 1.0, P) == 0.0


@given(low=scores, step=st.floats(0.01, 2.0), level=st.integers(3, 8))
def test_digital_skill_and_age_help_to_follow(low: float, step: float, level: int) -> None:
    assert follow(low + step, level, P) > follow(low, level, P)
    assert follow(low, level + 1, P) > follow(low, level, P)


@given(score=scores, step=st.floats(0.01, 2.0))
def test_self_regulation_carries_own_work(score: float, step: float) -> None:
    assert own_work(1.0, 1.0, score + step, 0.8, 0.5, P) > own_work(1.0, 1.0, score, 0.8, 0.5, P)


def test_own_work_suffers_without_quiet_materials_or_answers() -> None:
    full = own_work(1.0, 1.0, 0.0, 0.8, 1.0, P)
    for worse in ((0.5, 1.0, 1.0), (1.0, 0.0, 1.0), (1.0, 1.0, 0.0)):
        assert own_work(worse[0], worse[1], 0.0, 0.8, worse[2], P) < full


def test_guidance_closes_more_where_parents_are_less_able() -> None:
    gain = [
        help_capability(own, 1.0, 0.0, 1.0, 0.2, P) - help_capability(own, 1.0, 0.0, 1.0, 0.0, P)
        for own in (0.3, 0.8)
    ]
    assert gain[0] > gain[1] > 0.0


def test_parents_who_speak_no_dutch_can_help_less() -> None:
    assert help_capability(0.7, 0.0, 0.0, 1.0, 0.0, P) < help_capability(0.7, 1.0, 0.0, 1.0, 0.0, P)


def test_each_further_hour_of_help_gives_less() -> None:
    gives = [help_at_home(hours, 0.8, P) for hours in (0.0, 3.0, 6.0, 9.0)]
    steps = [after - before for before, after in pairwise(gives)]
    assert gives[0] == 0.0
    assert steps[0] > steps[1] > steps[2] > 0.0


def test_language_loses_the_dutch_that_is_not_heard_and_maths_does_not() -> None:
    assert subject_at_distance(0.4, 0, 0.0, 1.0, P) == subject_at_distance(0.4, 0, 1.0, 1.0, P)
    assert subject_at_distance(0.4, 1, 0.0, 1.0, P) < subject_at_distance(0.4, 1, 1.0, 1.0, P)
    assert subject_at_distance(0.4, 2, 0.0, 0.0, P) == subject_at_distance(0.4, 2, 1.0, 0.0, P)


def test_a_week_in_an_average_class_is_worth_a_normal_week() -> None:
    assert in_class(1.0, 1.0, P.attention_normal, 0.0, P) == 1.0


def test_lessons_missed_for_a_programme_are_lost() -> None:
    assert in_class(1.0, 1.0, P.attention_normal, 2.0, P) < 1.0
    assert in_class(0.0, 1.0, P.attention_normal, 2.0, P) == 0.0


def test_a_class_of_average_quality_in_an_average_year_teaches_about_a_week() -> None:
    assert class_teaching(0.0, P.disadvantaged_mean, 0, 0.0, P) == pytest.approx(1.0, abs=0.03)
    assert class_teaching(0.0, 0.8, 0, 0.0, P) < class_teaching(0.0, 0.0, 0, 0.0, P)
    assert class_teaching(0.0, 0.1, 1, 0.0, P) < class_teaching(0.0, 0.1, 0, 0.0, P)


def test_weeks_after_a_reopening_give_less_than_normal_weeks_and_ever_more() -> None:
    after = [back_to_normal(weeks, P) for weeks in (0, 1, 4, 40)]
    assert after == sorted(after)
    assert after[0] == 1.0 - P.restart_loss
    assert 0.99 < after[-1] < 1.0
    assert back_to_normal(-1, P) == 1.0


def test_teaching_at_home_and_in_class_at_once_costs_quality() -> None:
    assert remote_teaching(0.0, 0.5, 0, True, 0.15, P) < remote_teaching(0.0, 0.5, 0, False, 0.15, P)


def test_less_than_half_of_lessons_was_offered_at_first_and_most_a_year_later() -> None:
    assert lessons_offered(0.0, 0.0, 0.15, P) < 0.5
    skill = 0.0
    for _ in range(12):
        skill = remote_skill_next(skill, 1.0, skill, 0.5, 0.0, P)
    assert lessons_offered(skill, 0.0, 0.15, P) > 0.5


def test_classes_with_many_disadvantaged_pupils_are_offered_less() -> None:
    assert lessons_offered(0.0, 0.0, 0.6, P) < lessons_offered(0.0, 0.0, 0.05, P)
    assert feedback_given(0.6, 0.6, P) < feedback_given(0.6, 0.05, P)
    assert remote_teaching(0.0, 0.5, 0, False, 0.6, P) < remote_teaching(0.0, 0.5, 0, False, 0.05, P)
    assert remote_teaching(0.0, 0.5, 0, False, 1.0, P) >= 0.0


def test_a_teacher_behind_the_school_copies_and_one_ahead_does_not() -> None:
    assert remote_skill_next(0.0, 1.0, 1.0, 0.5, 0.0, P) > remote_skill_next(0.0, 1.0, 0.0, 0.5, 0.0, P)
    assert remote_skill_next(1.0, 1.0, 0.0, 0.5, 0.0, P) == remote_skill_next(1.0, 1.0, 1.0, 0.5, 0.0, P)
    assert remote_skill_next(0.5, 0.0, 2.0, 0.5, 0.0, P) == 0.5


def test_younger_groepen_grow_more_and_forty_weeks_make_a_year() -> None:
    weekly = [weekly_growth(level, 0, P) for level in range(3, 9)]
    assert weekly == sorted(weekly, reverse=True)
    middle = sum(weekly[1:5]) / 4 * P.teaching_weeks
    assert middle - P.holiday_weeks * forgetting(1.0, 0, P) == pytest.approx(P.growth[0], rel=0.05)


@given(delay=st.floats(0.0, 2.0))
def test_recovery_never_overshoots_and_needs_a_delay(delay: float) -> None:
    gained = recovery(0.0, delay, 1.0, P)
    assert 0.0 <= gained <= delay
    assert recovery(delay, 0.0, 1.0, P) == 0.0
    assert recovery(0.0, delay, 0.0, P) == 0.0


def test_nobody_forgets_while_learning() -> None:
    for subject in range(3):
        assert forgetting(0.0, subject, P) == 0.0
        assert forgetting(1.0, subject, P) > 0.0


@given(engagement=shares, level=shares, luck=scores, at_home=shares)
def test_engagement_stays_a_share(engagement: float, level: float, luck: float, at_home: float) -> None:
    assert 0.0 <= engagement_next(engagement, level, at_home, luck, P) <= 1.0


def test_engagement_at_home_needs_self_regulation_watching_contact_and_peers() -> None:
    plain = engagement_at_home(0.0, 2.0, 0.5, 0.6, 0.6, 0.0, 3.0, 0, P)
    assert engagement_at_home(1.0, 2.0, 0.5, 0.6, 0.6, 0.0, 3.0, 0, P) > plain
    assert engagement_at_home(0.0, 6.0, 0.5, 0.6, 0.6, 0.0, 3.0, 0, P) > plain
    assert engagement_at_home(0.0, 2.0, 0.9, 0.6, 0.6, 0.0, 3.0, 0, P) > plain
    assert engagement_at_home(0.0, 2.0, 0.5, 0.3, 0.6, 0.0, 3.0, 0, P) < plain
    assert engagement_at_home(0.0, 2.0, 0.5, 0.6, 0.6, 0.0, 9.0, 0, P) < plain
    assert engagement_at_home(0.0, 2.0, 0.5, 0.6, 0.6, 0.0, 3.0, 1, P) < plain
    assert plain < engagement_at_school(0.6, 0.0, P)


def test_a_pupil_who_takes_part_more_in_class_does_so_at_home_too() -> None:
    keen, slack = (engagement_at_home(0.0, 2.0, 0.5, 0.6, 0.6, own, 3.0, 0, P) for own in (0.5, -0.5))
    assert keen > slack
    assert engagement_at_school(0.6, 0.5, P) > engagement_at_school(0.6, -0.5, P)


def test_out_of_sight_are_soonest_those_without_access_and_outreach_finds_them() -> None:
    assert chance_lost(1.0, 0.2, 0.0, 1, P) > chance_lost(1.0, 0.9, 1.0, 0, P) > 0.0
    assert chance_lost(0.0, 0.0, 0.0, 1, P) == 0.0
    assert chance_found(1.0, P) > chance_found(0.0, P)


def test_sight_is_worse_at_a_distance_and_better_with_tests_cameras_and_tracking() -> None:
    far = sight_error(1.0, 0.0, 0.0, 0.0, P)
    assert far > sight_error(0.0, 0.0, 0.0, 0.0, P)
    assert sight_error(1.0, 1.0, 0.0, 0.0, P) < far
    assert sight_error(1.0, 0.0, 1.0, 0.0, P) < far
    assert sight_error(1.0, 0.0, 0.0, 1.0, P) < far


def test_what_is_seen_lies_between_observation_and_test() -> None:
    assert seen_need(1.0, 0.5, math.nan, 0.4) == 1.0
    assert 0.0 < seen_need(1.0, 0.5, 0.0, 0.4) < 1.0
    assert seen_need(1.0, 0.1, 0.0, 0.9) > seen_need(1.0, 0.9, 0.0, 0.1)


def test_an_average_teacher_gives_more_attention_to_more_need() -> None:
    assert attention_weight(1.0, 0.0, P) > 1.0


def test_convergent_groups_turn_attention_to_need_and_homogeneous_ones_away() -> None:
    assert attention_weight(1.0, 1.0, P) > 1.0 > attention_weight(1.0, -1.0, P)
    assert attention_weight(0.0, 1.0, P) == 1.0


def test_attention_hours_add_up_to_the_teachers_hours() -> None:
    weights = [0.5, 1.0, 2.5]
    given_hours = [attention_hours(4.0, one, sum(weights), 0.0, P) for one in weights]
    assert sum(given_hours) == pytest.approx(4.0)


def test_emergency_care_takes_the_share_that_the_calendar_says() -> None:
    ranks = [(i + 0.5) / 1000 for i in range(1000)]
    vital = sum(in_emergency_care(rank, 0, 0.5, 0.11, 0.05, P) for rank in ranks) / 1000
    assert vital == pytest.approx(0.11)
    vulnerable = sum(in_emergency_care(0.9, 1, luck, 0.11, 0.05, P) for luck in ranks) / 1000
    assert vulnerable * P.vulnerable_share * (1 - 0.11) == pytest.approx(0.05, abs=0.001)


@pytest.mark.parametrize(("vital", "vulnerable"), [(0.11, 0.05), (0.0, 0.125), (0.4, 0.05), (0.6, 0.01)])
def test_the_two_reasons_for_emergency_care_add_up_to_the_share_in_care(vital, vulnerable) -> None:
    ranks = [(i + 0.5) / 200 for i in range(200)]
    for_work = sum(in_emergency_care(rank, 0, 0.5, vital, vulnerable, P) for rank in ranks) / 200
    places = [(rank, luck) for rank in ranks for luck in ranks]
    seated = sum(in_emergency_care(rank, 1, luck, vital, vulnerable, P) for rank, luck in places)
    of_vulnerable = seated / len(places)
    in_care = (1 - P.vulnerable_share) * for_work + P.vulnerable_share * of_vulnerable
    assert in_care == pytest.approx(vital + vulnerable, abs=0.002)


def test_programmes_pass_the_gates_of_a_lesson_at_a_distance() -> None:
    assert programme_reach(1.0, 0.0, 0.0, 0.0, 0.5, 0.5, True) == 1.0
    assert programme_reach(0.0, 0.0, 1.0, 0.0, 0.9, 0.9, True) == 0.0
    assert programme_reach(0.0, 0.0, 1.0, 1.0, 0.9, 0.9, False) == 0.0
    at_home = programme_reach(0.0, 0.0, 1.0, 0.9, 0.8, 0.7, True)
    assert 0.0 < at_home < programme_reach(0.0, 1.0, 0.0, 0.9, 0.8, 0.7, True) < 1.0


def test_returns_to_programme_hours_diminish() -> None:
    assert programme_learning(0.0, P) == 0.0
    assert programme_learning(2.0, P) < 2.0 * programme_learning(1.0, P)


def test_large_groups_and_large_programmes_are_worth_less_by_the_hour() -> None:
    worth = [group_factor(size, LESSON, CLASS, Q) for size in (1.0, 3.0, 5.0, 6.0, 12.0, CLASS)]
    assert worth[0] == 1.0
    assert worth == sorted(worth, reverse=True)
    assert len(set(worth)) == len(worth)
    assert scale_factor(50.0, Q) == 1.0 > scale_factor(400.0, Q) > scale_factor(1e6, Q) == Q.scale_floor


def test_up_to_the_largest_groups_that_were_tried_an_hour_falls_with_the_logarithm_of_the_size() -> None:
    worth = [group_factor(size, LESSON, CLASS, Q) for size in (2.0, 4.0)]
    assert worth[1] / worth[0] == pytest.approx(2.0**-Q.group_size_decline)


@given(size=st.floats(1.0, 60.0), more=st.floats(1.0, 2.0))
def test_a_group_as_large_as_a_class_is_a_lesson_and_no_group_is_worth_less(size: float, more: float) -> None:
    assert group_factor(CLASS * more, LESSON, CLASS, Q) == pytest.approx(LESSON)
    assert LESSON * (1 - 1e-12) <= group_factor(size, LESSON, CLASS, Q) <= 1.0


def test_an_hour_of_a_lesson_gives_its_share_of_a_week() -> None:
    a_week_of_lessons = P.school_week_hours / 3 * LESSON * P.programme_hour
    assert a_week_of_lessons == pytest.approx(1.0)


def test_a_remote_hour_is_never_worth_more_than_an_hour_in_class() -> None:
    for lesson in (0.5, 1.0, 1.6):
        for remote in (0.3, 0.9, 1.7, 3.0):
            held = no_better_than_in_class(remote, lesson, P)
            assert P.live_share * held <= lesson * (1 + 1e-12)
            assert held == remote or P.live_share * held == pytest.approx(lesson)
            assert live_lessons(1.0, 1.0, 1.0, 1.0, held, P) <= lesson * (1 + 1e-12)


def test_take_up_rises_with_partnership_and_incentives() -> None:
    alone = take_up_chance(0.0, 0.0, 0.0, 0.0, Q)
    informed = take_up_chance(0.0, 1.0, 0.0, 0.0, Q)
    assert take_up_chance(0.0, 0.0, 1.0, 0.0, Q) > informed > alone
    assert take_up_chance(0.0, 0.0, 0.0, 1.0, Q) > alone
    assert take_up_chance(-1.0, 0.0, 0.0, 0.0, Q) < alone
