"""What live lessons, own work and help at a distance give together, under either growth rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import KEY, calendar, parameters, run, skill, town

from simkansen.compiled import rate_table
from simkansen.evidence import load_parameters
from simkansen.learning.distance import learn_at_distance
from simkansen.learning.rates import rates_of
from simkansen.learning.remote import substituted, together
from simkansen.model import SchoolModel

P = rates_of(load_parameters())
MIX = (P.ces_live, P.ces_work, P.ces_help)
SHARES = ("live_share", "work_share", "help_share")

sources = st.tuples(*[st.floats(0.0, 1.0)] * 3)
exponents = st.floats(0.1, 1.0)


def rates(exponent: float, growth: str = "ces"):
    return rates_of(parameters({"ces_exponent": exponent}, growth))


@given(mix=sources)
def test_with_an_exponent_towards_one_the_sources_add_up(mix) -> None:
    assert substituted(*mix, rates(1.0)) == pytest.approx(sum(mix), abs=1e-12)
    assert substituted(*mix, rates(1.0 - 1e-7)) == pytest.approx(sum(mix), abs=1e-5)


@given(exponent=exponents, size=st.floats(0.0, 3.0))
def test_the_mix_of_an_average_pupil_gives_its_sum_whatever_the_exponent(exponent, size) -> None:
    mix = [size * source for source in MIX]
    assert substituted(*mix, rates(exponent)) == pytest.approx(sum(mix), abs=1e-12)


@given(mix=sources, exponent=exponents)
def test_no_mix_gives_more_than_its_sum_less_than_nothing_or_no_number(mix, exponent) -> None:
    assert 0.0 <= substituted(*mix, rates(exponent)) <= sum(mix) + 1e-12


@pytest.mark.parametrize("poor", range(3))
def test_what_one_source_lacks_another_makes_up_for_only_in_part(poor) -> None:
    rich = (poor + 1) % 3
    mix = list(MIX)
    mix[poor], mix[rich] = 0.5 * MIX[poor], MIX[rich] + 0.5 * MIX[poor]
    assert sum(mix) == pytest.approx(sum(MIX))
    lack = [sum(mix) - substituted(*mix, rates(exponent)) for exponent in (0.2, 0.5, 0.8)]
    assert lack[0] > lack[1] > lack[2] > 1e-4


@given(mix=sources, exponent=exponents, which=st.integers(0, 2), more=st.floats(0.001, 1.0))
def test_more_of_a_source_never_gives_less(mix, exponent, which, more) -> None:
    richer = [source + more * (at == which) for at, source in enumerate(mix)]
    assert substituted(*richer, rates(exponent)) > substituted(*mix, rates(exponent))


@given(exponent=exponents, helped=st.floats(0.01, 1.0))
def test_help_alone_is_worth_something_and_less_than_in_company(exponent, helped) -> None:
    alone = substituted(0.0, 0.0, helped, rates(exponent))
    in_company = substituted(*MIX[:2], helped, rates(exponent)) - substituted(*MIX[:2], 0.0, rates(exponent))
    assert alone == pytest.approx(helped * (P.ces_help / sum(MIX)) ** (1.0 / exponent - 1.0))
    assert 0.0 < alone <= in_company + 1e-12


def test_nothing_gives_nothing_and_a_source_below_zero_counts_as_nothing() -> None:
    assert substituted(0.0, 0.0, 0.0, P) == 0.0
    assert substituted(-0.1, 0.1, 0.1, P) == substituted(0.0, 0.1, 0.1, P)


@given(mix=sources)
def test_the_parameter_chooses_the_rule_and_product_is_the_sum_to_the_bit(mix) -> None:
    assert together(*mix, rates(0.5, growth="product")) == mix[0] + mix[1] + mix[2]
    assert together(*mix, rates(0.5, growth="ces")) == substituted(*mix, rates(0.5))


def closed_weeks(changes=None, people=None):
    """Each fully closed week of the first closure, when it has been turned."""
    model = SchoolModel(people or town(), calendar(), (), parameters(changes), KEY)
    while model.running and model.week.facts.school_year == 0:
        model.step()
        if model.week.facts.today["remote"].max() == 1.0:
            yield model


def test_the_reference_mix_is_that_of_pupils_at_home_in_the_first_closure() -> None:
    alone = [
        rate_table(rates_of(parameters({other: 0.0 for other in SHARES if other != share})))
        for share in SHARES
    ]
    weeks = []
    for model in closed_weeks(people=town(60)):
        week = model.week
        at_home = (week.static.pupils.klass[:, 0] >= 0) & (week.inputs.brought == 0.0)
        sources = []
        for only_one in alone:
            learn_at_distance(week.facts, week.static, week.state, week.inputs, only_one)
            sources.append(week.state.distance[at_home].mean())
        weeks.append(sources)
    assert len(weeks) == 6
    np.testing.assert_allclose(np.mean(weeks, axis=0), MIX, rtol=0.1)


def test_under_ces_nobody_learns_more_at_a_distance_and_pupils_out_of_sight_still_learn_by_help() -> None:
    unseen_in_all = 0
    for model in closed_weeks({"lost_rate": 10.0 * parameters()["lost_rate"]}):
        week, state = model.week, model.week.state
        under_product = state.distance.copy()
        learn_at_distance(week.facts, week.static, state, week.inputs, rate_table(rates(0.5)))
        rows = week.static.pupils.klass[:, 0] >= 0
        assert np.isfinite(state.distance[rows]).all()
        assert (state.distance[rows] >= 0.0).all()
        assert (state.distance[rows] <= under_product[rows] + 1e-12).all()
        unseen = rows & (state.out_of_sight == 1) & (under_product > 0.0)
        share_kept = state.distance[unseen] / under_product[unseen]
        np.testing.assert_allclose(share_kept, P.ces_help / sum(MIX))
        unseen_in_all += int(unseen.sum())
    assert unseen_in_all > 0


def test_the_rule_moves_the_closure_years_and_leaves_the_twin_as_it_is() -> None:
    open_all = calendar().without_closures()
    np.testing.assert_array_equal(skill(run(weeks=open_all, growth="ces")), skill(run(weeks=open_all)))
    apart = skill(run(growth="ces")) - skill(run())
    assert math.isfinite(apart.sum())
    assert np.abs(apart).max() > 0.001
