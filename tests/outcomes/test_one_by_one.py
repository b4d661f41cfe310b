"""What is measured of pupils one by one, on numbers that can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from simkansen.evidence.norm import Norm
from simkansen.outcomes.groups import BYS
from simkansen.outcomes.measures import MEASURES
from simkansen.outcomes.measures.inequality import concentration_index, delay_shares, variances
from simkansen.outcomes.measures.provinces import Provinces, delay_by_province
from simkansen.outcomes.measures.reach import REACH
from simkansen.outcomes.measures.who_gains import paired_weeks
from simkansen.outcomes.pupils import Behind, Learners, Roll, fractional_rank
from simkansen.outcomes.replication import Measured, measure_replication
from simkansen.outcomes.table import COLUMNS
from simkansen.scenario.schema.scenario import AnyGrouping, AnyMeasure

from .conftest import FakeLedger, FakeParticipants, FakeReach

WEEK = "2019-09-02"
ADDED = {"variance_between_schools", "variance_within_schools", "delay_share", "concentration_index", *REACH}


@pytest.fixture
def closed(twin):
    """In the second week the second pupil, whose SES is the lowest, loses half a week of learning."""
    return twin.changed(1, 1, -0.005)


@pytest.fixture
def runs(twin, closed):
    helped = replace(
        closed.changed(1, 1, 0.001),
        ledgers={"laptops": FakeLedger()},
        reach={"laptops": FakeReach()},
        participants={"laptops": FakeParticipants()},
    )
    return {"closed": Measured(closed, twin), "helped": Measured(helped, twin)}


@pytest.fixture
def table(runs, pupils, groups):
    return measure_replication(runs, pupils, groups, province=np.array(["Drenthe", ""]))


def value(table, measure, by="all", group="all", week=WEEK, kind="level", scenario="closed"):
    found = table.where(measure=measure, by=by, group=group, week=week, kind=kind, scenario=scenario)
    assert len(found) == 1
    return found["value"][0]


def learners(level, school, rank=None):
    rows = np.arange(len(level))
    rank = fractional_rank(rows.astype(float)) if rank is None else rank
    return Learners(rows, np.array(level), np.array(school), rank)


def test_schools_that_differ_and_are_alike_inside_differ_between_and_not_within():
    # Groepen have means 2 and 6, so the pupils of the first school are both 1 behind, the others 1 ahead.
    skill, level, school = np.array([1.0, 5.0, 3.0, 7.0]), np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    assert variances(skill, level, school) == (1.0, 0.0)


def test_schools_with_one_mean_differ_within_and_not_between():
    skill, level, school = np.array([1.0, 7.0, 3.0, 5.0]), np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    assert variances(skill, level, school) == (0.0, 1.0)


def test_a_school_counts_by_its_pupils():
    # Deviations are 2 in a school of one pupil, and -1 in a school of two: (4 + 1 + 1) / 3.
    assert variances(np.array([3.0, 0.0, 0.0]), np.zeros(3, int), np.array([0, 1, 1])) == (2.0, 0.0)


def test_between_and_within_add_up_to_the_variance_of_all_pupils():
    rng = np.random.default_rng(1)
    level, school = rng.integers(0, 6, 500), rng.integers(0, 20, 500)
    skill = rng.normal(size=500) + level + 0.3 * school
    apart = skill.copy()
    for number in range(6):
        apart[level == number] -= skill[level == number].mean()
    assert sum(variances(skill, level, school)) == pytest.approx(apart.var(), rel=1e-12)


def test_a_rank_is_the_share_below_and_half_of_those_at_the_same_place():
    assert fractional_rank(np.array([5.0, 1.0, 1.0, 3.0])).tolist() == [0.875, 0.25, 0.25, 0.625]
    assert fractional_rank(np.empty(0)).size == 0


def test_a_delay_of_the_poor_has_an_index_below_zero_and_of_the_rich_above():
    # Mean 2, deviations 1 and -1, ranks 1/4 and 3/4: covariance -1/4, twice that over 2 is -1/4.
    rank = fractional_rank(np.array([-1.0, 1.0]))
    assert concentration_index(np.array([3.0, 1.0]), rank) == pytest.approx(-0.25)
    assert concentration_index(np.array([1.0, 3.0]), rank) == pytest.approx(0.25)
    assert concentration_index(np.array([2.0, 2.0]), rank) == 0.0


def test_the_index_is_twice_the_area_between_the_curve_of_the_shares_and_the_diagonal():
    delay = np.array([4.0, 3.0, 5.0, 2.0, 2.0, 1.0, 3.0, 1.0, -1.0, 0.0])
    rank = fractional_rank(np.arange(10.0))
    shares, pupils = delay_shares(delay, rank)
    assert pupils.tolist() == [1.0] * 10
    assert shares == pytest.approx(delay / 20.0)
    curve = np.concatenate([[0.0], np.cumsum(shares)])
    under = ((curve[1:] + curve[:-1]) / 2.0).sum() / 10.0
    assert concentration_index(delay, rank) == pytest.approx(1.0 - 2.0 * under)


@pytest.mark.parametrize("delay", [[0.15, 0.03], [-1.0, -3.0], [5.0, -5.0]])
def test_next_to_no_delay_is_not_shared_out(delay):
    rank = fractional_rank(np.array([0.0, 1.0]))
    assert np.isnan(concentration_index(np.array(delay), rank))
    assert np.isnan(delay_shares(np.array(delay), rank)[0]).all()


def test_a_scenario_with_next_to_no_delay_has_no_rows_of_its_shares_and_all_others(twin, pupils, groups):
    table = measure_replication({"open": Measured(twin, twin)}, pupils, groups)
    assert len(table.where(measure="delay_share")) == len(table.where(measure="concentration_index")) == 0
    assert len(table.where(measure="variance_within_schools")) == 3


def test_children_of_one_home_stand_in_the_same_tenth():
    ses = np.repeat(np.arange(7.0), 3)
    _, pupils = delay_shares(np.ones(21), fractional_rank(ses))
    assert set(pupils) <= {0.0, 3.0, 6.0}
    assert pupils.sum() == 21.0


def test_the_variance_of_a_run_is_that_of_its_pupils(table):
    # The two pupils of one groep are .1025 from its mean on either side, the third is a groep alone.
    assert value(table, "variance_within_schools") == pytest.approx(2 * 0.1025**2 / 3, rel=1e-5)
    assert value(table, "variance_between_schools") == pytest.approx(0.0, abs=1e-12)
    effect = value(table, "variance_within_schools", kind="effect", scenario="helped")
    assert effect == pytest.approx(2 * (0.102**2 - 0.1025**2) / 3, rel=1e-4)


def test_the_variance_is_given_before_the_closure_too(table):
    before = value(table, "variance_within_schools", week="2019-08-26")
    assert before == pytest.approx(2 * 0.1**2 / 3, rel=1e-5)


def test_the_delay_falls_on_the_tenths_of_those_who_have_it(table):
    # Ranks are 1/6, 3/6 and 5/6, and all of the delay is that of the pupil with the lowest.
    shares = {group: value(table, "delay_share", by="ses_tenth", group=group) for group in ("2", "6", "9")}
    assert shares == pytest.approx({"2": 1.0, "6": 0.0, "9": 0.0})
    assert value(table, "concentration_index") == pytest.approx(-2 / 3, rel=1e-5)
    assert len(table.where(measure="delay_share", week=WEEK, scenario="closed")) == 3


def test_delays_are_those_by_which_who_gains_is_told(runs, pupils, groups):
    uneven = Norm(np.linspace(0.01, 0.03, 6 * 3).reshape(6, 3), np.ones(6), {})
    groups, run = replace(groups, norm=uneven), runs["closed"]
    behind = Roll(pupils, groups).behind(run.trace, run.twin, 1)
    ahead = paired_weeks(run.trace.snapshots[1], run.twin.snapshots[1], np.array([0, 1, 2]), groups.pace)
    assert behind.weeks() == pytest.approx(-ahead[:, -1], rel=1e-12)
    assert behind.weeks()[1] > 0.1


def test_a_province_has_the_mean_of_its_own_pupils_and_no_one_else(table):
    # Its two pupils lose nothing and .005 SD, at .01 SD a week.
    province = {"by": "province", "group": "Drenthe"}
    assert value(table, "delay_weeks", **province) == pytest.approx(0.25, rel=1e-5)
    assert value(table, "delay_weeks", kind="effect", scenario="helped", **province) == pytest.approx(
        -0.05, rel=1e-4
    )
    rows = table.where(by="province", week=WEEK)
    assert set(rows["group"]) == {"Drenthe"}
    assert set(rows["n_pupils"]) == {2}


def test_a_province_loses_in_weeks_of_its_own_groepen():
    # The first province has a pupil of either groep, the second one of the first groep alone; the third
    # school lies nowhere.
    lost = np.array([[0.03, 0.02], [0.05, 0.02], [0.04, 0.03], [9.0, 9.0]])
    pace = np.array([[0.01, 0.01], [0.03, 0.03]])
    behind = Behind(learners([0, 1, 0, 0], [0, 0, 1, 2]), lost, pace)
    places = Provinces.named(np.array(["Utrecht", "Zeeland", ""]))
    delays, pupils = delay_by_province(behind.weeks(), behind.learners.school, places)
    assert delays == pytest.approx([((3 + 2) / 2 + (5 / 3 + 2 / 3) / 2) / 2, (4 + 3) / 2])
    assert pupils.tolist() == [2.0, 1.0]


def test_without_provinces_nothing_is_told_by_province(runs, pupils, groups):
    table = measure_replication(runs, pupils, groups)
    assert len(table.where(by="province")) == 0
    assert len(table.where(measure="concentration_index")) > 0


def test_reach_is_told_of_each_intervention_at_the_last_week_as_a_level(table):
    rows = table.where(by="intervention")
    assert set(rows["group"]) == {"laptops"}
    assert set(rows["kind"]) == {"level"}
    assert set(rows["week"]) == {np.datetime64("2019-09-30")}
    told = dict(zip(rows["measure"], rows["value"], strict=True))
    assert told == {name: getattr(FakeReach(), name) for name in REACH}
    behind = dict(zip(rows["measure"], rows["n_pupils"], strict=True))
    assert behind["pupils_reached"] == 3
    assert behind["hours_received"] == 1


def test_what_cannot_be_told_of_an_intervention_has_no_row(runs, pupils, groups):
    silent = FakeReach(pupils_offered=None, hours_received=None, pupils_reached=0)
    mute = replace(runs["helped"].trace, reach={"laptops": silent})
    table = measure_replication({"mute": Measured(mute, runs["helped"].twin)}, pupils, groups)
    rows = table.where(by="intervention")
    assert set(rows["measure"]) == {*REACH} - {"pupils_offered", "hours_received"}
    assert value(table, "pupils_reached", "intervention", "laptops", "2019-09-30", scenario="mute") == 0.0


def test_the_rows_of_strata_come_first_and_do_not_know_of_the_others(runs, table, pupils, groups):
    added = np.isin(table["measure"].astype(str), sorted(ADDED)) | ~np.isin(table["by"].astype(str), BYS)
    first = int(np.argmax(added))
    assert 0 < first < len(table)
    assert not added[:first].any()
    assert added[first:].all()
    deaf = {
        name: Measured(replace(run.trace, reach={}), replace(run.twin, reach={}))
        for name, run in runs.items()
    }
    pupils.ses, pupils.school = -pupils.ses, np.array([1, 0, 0])
    other = measure_replication(deaf, pupils, groups)
    for name in COLUMNS:
        assert np.array_equal(table[name][:first], other[name][:first])


def test_a_scenario_can_ask_for_every_measure_and_every_split(table):
    assert set(get_args(AnyMeasure)) == set(MEASURES)
    assert set(get_args(AnyGrouping)) == {*BYS, "province", "ses_tenth", "intervention"}
    assert set(table["by"]) == set(get_args(AnyGrouping))
