from dataclasses import replace

import numpy as np
import pytest

from simkansen.evidence.norm import Norm
from simkansen.outcomes.groups import BYS, group_means, population_groups
from simkansen.outcomes.measures import MEASURES
from simkansen.outcomes.measures.growth import delay_weeks
from simkansen.outcomes.replication import Measured, measure_replication
from simkansen.outcomes.table import COLUMNS

from .conftest import FakeLedger, FakeParticipants, FakeReach


@pytest.fixture
def closed(twin):
    """In the second week the second pupil loses half a week of learning."""
    return twin.changed(1, 1, -0.005)


@pytest.fixture
def helped(closed):
    """The help gives that pupil a fifth of a week back, and costs 100 euro."""
    return replace(
        closed.changed(1, 1, 0.002),
        ledgers={"tutoring": FakeLedger()},
        reach={"tutoring": FakeReach()},
        participants={"tutoring": FakeParticipants()},
    )


@pytest.fixture
def table(twin, closed, helped, pupils, groups):
    runs = {"closed": Measured(closed, twin), "helped": Measured(helped, twin)}
    return measure_replication(runs, pupils, groups)


def one(table, **wanted):
    rows = table.where(**wanted)
    assert len(rows) == 1
    return rows["value"][0]


def at(week, by="all", group="all", subject="all"):
    return {"week": week, "by": by, "group": group, "subject": subject}


LOW = ("parental_education", "low")


def test_no_closure_means_a_whole_normal_year_and_no_delay(twin, pupils, groups):
    table = measure_replication({"open": Measured(twin, twin)}, pupils, groups)
    assert np.all(table.where(measure="delay_weeks")["value"] == 0.0)
    assert np.all(table.where(measure="growth_share")["value"] == 1.0)
    assert np.all(table.where(measure="worse_off")["value"] == 0.0)


def test_a_delay_counts_teaching_weeks_at_the_norm_of_the_groep(table):
    assert one(table, scenario="closed", measure="delay_weeks", **at("2019-09-02", *LOW)) == pytest.approx(
        0.5
    )
    assert one(table, scenario="closed", measure="delay_weeks", **at("2019-09-02")) == pytest.approx(0.5 / 3)


def test_a_delay_hangs_on_no_other_pupil_of_the_file(twin, closed, groups):
    # The same child alone in the file is as far behind as among others who grow twice as fast.
    fast = replace(twin, skill=twin.skill * np.array([2.0, 1.0, 2.0]))
    fast_closed = fast.changed(1, 1, -0.005)
    alone = replace(groups, matrix=groups.matrix * np.array([0.0, 1.0, 0.0]))
    week = 1
    found = []
    for run, other, seen in ((closed, twin, alone), (fast_closed, fast, groups), (closed, twin, groups)):
        (panel, *_) = delay_weeks(group_means(run, seen), group_means(other, seen), np.array([week]))
        found.append(panel.values[seen.row(*LOW), week])
    assert found == pytest.approx([0.5, 0.5, 0.5])


def test_a_group_is_behind_by_the_mean_of_its_pupils_each_at_the_norm_of_the_own_groep(twin, groups):
    # A week is .01 SD in groep 4, .005 in groep 8: .01 SD is one week for the first pupil, two for the other.
    pace = np.full((6, 3), 0.01)
    pace[5] = 0.005
    groups = replace(groups, norm=Norm(pace, np.ones(6), {}))
    closed = twin.changed(1, 0, -0.01).changed(1, 2, -0.01)
    (panel, *_) = delay_weeks(group_means(closed, groups), group_means(twin, groups), np.array([1]))
    assert panel.values[groups.row("all", "all"), 1] == pytest.approx((1 + 0 + 2) / 3)
    assert panel.values[groups.row("groep", "8"), 1] == pytest.approx(2.0)


def test_weeks_per_pupil_reached_and_targeted_are_those_of_these_pupils_alone(table):
    # .002 SD is a fifth of a week for the pupil reached; the leaver is targeted and gets nothing.
    last = at("2019-09-30")
    assert one(table, measure="weeks_per_reached", **last) == pytest.approx(0.2, rel=1e-4)
    assert one(table, measure="weeks_per_targeted", **last) == pytest.approx(0.1, rel=1e-4)
    assert table.where(measure="weeks_per_reached", **last)["n_pupils"].tolist() == [1]
    assert table.where(measure="weeks_per_targeted", **last)["n_pupils"].tolist() == [2]
    assert len(table.where(measure="weeks_per_reached", kind="level")) == 0


def test_who_left_counts_as_far_ahead_as_when_last_seen(twin, closed, pupils, groups):
    who = FakeParticipants(reached=np.array([True, False, True]))
    helped = replace(closed.changed(1, 2, 0.01).changed(4, 0, 0.005), participants={"tutoring": who})
    table = measure_replication({"a": Measured(closed, twin), "b": Measured(helped, twin)}, pupils, groups)
    assert one(table, measure="weeks_per_reached", **at("2019-09-30")) == pytest.approx(0.75, rel=1e-4)


def test_what_reaches_nobody_has_no_effect_per_pupil_reached(twin, closed, pupils, groups):
    who = FakeParticipants(reached=np.zeros(3, dtype=np.bool_))
    helped = replace(closed, participants={"tutoring": who})
    table = measure_replication({"a": Measured(closed, twin), "b": Measured(helped, twin)}, pupils, groups)
    assert len(table.where(measure="weeks_per_reached")) == 0
    assert one(table, measure="weeks_per_targeted", **at("2019-09-30")) == 0.0


def test_growth_is_a_share_of_the_twins_year(table):
    year = {"scenario": "closed", "measure": "growth_share"}
    assert one(table, **year, **at("2019-09-02", *LOW)) == pytest.approx(0.5)
    assert one(table, **year, **at("2019-09-23", *LOW)) == pytest.approx(1.0)


def test_an_effect_is_the_scenario_minus_the_reference(table):
    week = at("2019-09-02", *LOW)
    assert one(table, kind="effect", measure="delay_weeks", **week) == pytest.approx(-0.2)
    assert one(table, kind="effect", measure="growth_share", **week) == pytest.approx(0.2)
    assert len(table.where(scenario="closed", kind="effect")) == 0


def test_a_gap_is_the_group_minus_its_reference_group_and_negative_when_behind(table):
    gap = {"scenario": "closed", "measure": "gap_weeks"}
    assert one(table, **gap, **at("2019-08-26", *LOW)) == pytest.approx(-20.0)
    assert one(table, **gap, **at("2019-09-02", *LOW)) == pytest.approx(-20.5)
    assert len(table.where(**gap, group="high")) == 0


def test_better_and_worse_off_count_pupils_beyond_a_tenth_of_a_week(table):
    week = at("2019-09-02")
    assert one(table, kind="level", scenario="closed", measure="worse_off", **week) == pytest.approx(1 / 3)
    assert one(table, kind="effect", measure="better_off", **week) == pytest.approx(1 / 3)
    assert one(table, kind="effect", measure="worse_off", **week) == 0.0


def test_a_leaver_is_counted_in_the_year_before_and_not_after(table):
    pupils = table.where(scenario="closed", measure="skill", by="groep", group="8", subject="all")
    assert pupils["week"].max() == np.datetime64("2019-09-09")
    assert table.where(scenario="closed", measure="skill", **at("2019-09-16"))["n_pupils"].tolist() == [2]


def test_cost_adds_up_all_kinds_and_is_divided_by_the_weeks_recovered(table):
    total = at("2019-09-30")
    assert one(table, kind="level", scenario="helped", measure="cost", **total) == 100.0
    assert one(table, kind="level", scenario="closed", measure="cost", **total) == 0.0
    assert one(table, measure="cost_per_week", **total) == pytest.approx(100.0 / 0.2)
    assert one(table, kind="level", scenario="helped", measure="staff_hours_available", **total) == 30.0


def test_hours_left_are_known_only_where_an_intervention_asked_for_them(table):
    assert len(table.where(measure="staff_hours_available")) == 1
    assert one(table, kind="effect", measure="staff_hours_needed", **at("2019-09-30")) == 10.0


def test_hours_that_schools_do_not_have_were_asked_for_all_the_same(table):
    assert one(table, kind="effect", measure="staff_hours_asked", **at("2019-09-30")) == 25.0


def test_cost_is_of_the_pupils_whose_weeks_stand_beside_it(table):
    """Two are in school in the last week, where three were the year before."""
    weeks, costs = (table.where(measure=name, group="all", subject="all") for name in ("delay_weeks", "cost"))
    last = weeks["week"] == weeks["week"].max()
    assert weeks["n_pupils"].max() == 3
    assert set(weeks["n_pupils"][last]) == set(costs["n_pupils"]) == {2}


def test_what_recovers_nothing_has_no_cost_per_week(twin, closed, helped, pupils, groups):
    runs = {"helped": Measured(helped, twin), "closed": Measured(closed, twin)}
    assert len(measure_replication(runs, pupils, groups).where(measure="cost_per_week")) == 0


def test_weeks_of_a_leaver_count_as_recovered(twin, closed, pupils, groups):
    helped = replace(closed.changed(1, 2, 0.01), ledgers={"tutoring": FakeLedger()})
    table = measure_replication({"a": Measured(closed, twin), "b": Measured(helped, twin)}, pupils, groups)
    assert one(table, measure="cost_per_week", **at("2019-09-30")) == pytest.approx(100.0)


def test_subjects_stand_alone_only_in_the_weeks_that_keep_every_pupil(table):
    rows = table.where(scenario="closed", measure="delay_weeks", subject="maths")
    assert sorted({str(week)[:10] for week in rows["week"]}) == ["2019-09-02", "2019-09-23"]


def test_engagement_is_given_in_teaching_weeks_only(table):
    rows = table.where(scenario="closed", measure="engagement", by="all")
    assert len(rows) == 4
    assert np.all(rows["value"] == 0.5)


def test_empty_groups_give_no_rows_and_no_value_is_missing(table):
    assert len(table.where(by="parental_education", group="middle")) == 0
    assert np.isfinite(table["value"]).all()
    assert (table["n_pupils"] > 0).all()


def test_every_row_is_about_one_thing_and_no_two_about_the_same(table):
    keys = list(zip(*(table[name] for name in COLUMNS if name not in ("value", "n_pupils")), strict=True))
    assert len(set(keys)) == len(keys)
    assert set(table["measure"]) == {name for name, one in MEASURES.items() if one.told != "asked"}
    assert all(table["unit"][i] == MEASURES[table["measure"][i]].unit for i in range(len(table)))


def test_some_measures_and_splits_only_may_be_asked_for(table):
    some = table.only(["skill"], ["groep"])
    assert set(some["measure"]) == {"skill"}
    assert set(some["by"]) == {"groep", "all"}
    assert len(table.only(None, None)) == len(table)


def test_every_pupil_is_in_one_group_of_every_split_of_the_population():
    groups = population_groups()
    for by in BYS:
        assert np.all(groups.matrix[groups.rows(by)].sum(axis=0) == 1.0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("learning", [[], [0], [1, 2]])
def test_groups_without_pupils_are_measured_without_a_warning(twin, closed, helped, pupils, groups, learning):
    """Also where nobody learns in a school year at all, as in a school with two children of groep 1."""
    few = np.full_like(pupils.stratum, -1)
    few[learning] = pupils.stratum[learning]
    pupils.stratum = few

    def fewer(trace):
        kept = np.isin(np.arange(3), learning)
        sums = trace.sums * kept[None, :, None]
        return FakeFewer(trace, sums)

    runs = {"closed": Measured(fewer(closed), fewer(twin)), "helped": Measured(fewer(helped), fewer(twin))}
    table = measure_replication(runs, pupils, groups, province=np.array(["Drenthe", ""]))
    assert np.isfinite(table["value"]).all()
    assert (table["n_pupils"] > 0).all()


class FakeFewer:
    """A trace in which some pupils do not learn."""

    def __init__(self, trace, sums):
        self.sums, self._trace = sums, trace

    def __getattr__(self, name):
        return getattr(self._trace, name)
