"""Measures beside those of another package: statsmodels computes the same from the same pupils."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from simkansen.outcomes.measures.inequality import concentration_index, variances
from simkansen.outcomes.measures.usual import (
    effect_size,
    intraclass_correlation,
    quantile_gap,
    regression,
)
from simkansen.outcomes.pupils import fractional_rank
from simkansen.outcomes.replication import Measured, measure_replication

AS_GOOD_AS_EQUAL = {"rel": 1e-9, "abs": 1e-12}


@pytest.fixture(scope="module")
def made():
    """Six hundred pupils of two groepen in schools of unlike sizes that differ."""
    rng = np.random.default_rng(3)
    school = np.repeat(np.arange(30), rng.integers(5, 40, 30))[:600]
    ses = rng.normal(size=school.size) + 0.5 * rng.normal(size=30)[school]
    skill = 0.3 * ses + 0.3 * rng.normal(size=30)[school] + rng.normal(size=school.size)
    return pd.DataFrame(
        {"school": school, "ses": ses, "skill": skill, "level": rng.integers(0, 2, school.size)}
    )


@pytest.fixture(scope="module")
def by_school(made):
    return anova_lm(smf.ols("skill ~ C(school)", made).fit())


def test_the_share_between_schools_is_eta_squared(made, by_school):
    between, within = variances(made.skill.to_numpy(), np.zeros(len(made), np.int64), made.school.to_numpy())
    assert between / (between + within) == pytest.approx(
        by_school.sum_sq.iloc[0] / by_school.sum_sq.sum(), **AS_GOOD_AS_EQUAL
    )


def test_the_intraclass_correlation_is_that_of_the_analysis_of_variance(made, by_school):
    size = made.school.value_counts()
    each = (size.sum() - (size**2).sum() / size.sum()) / (len(size) - 1)
    between, within = by_school.mean_sq
    icc = (between - within) / (between + (each - 1) * within)
    assert intraclass_correlation(made.skill.to_numpy(), made.school.to_numpy()) == pytest.approx(
        icc, **AS_GOOD_AS_EQUAL
    )


def test_the_intraclass_correlation_finds_what_it_is_made_of():
    rng = np.random.default_rng(5)
    school = np.repeat(np.arange(4000), 12)
    skill = 0.5 * rng.normal(size=4000)[school] + rng.normal(size=school.size)
    assert intraclass_correlation(skill, school) == pytest.approx(0.2, abs=0.01)


def test_the_slope_and_its_share_are_those_of_least_squares(made):
    fit = smf.ols("skill ~ ses", made).fit()
    found = regression(made.skill.to_numpy(), made.ses.to_numpy())
    assert found == pytest.approx((fit.params["ses"], fit.rsquared), **AS_GOOD_AS_EQUAL)


def test_the_gap_is_that_of_the_percentiles(made):
    ends = made.skill.quantile([0.1, 0.9])
    assert quantile_gap(made.skill.to_numpy()) == pytest.approx(ends[0.9] - ends[0.1], **AS_GOOD_AS_EQUAL)


def test_the_effect_size_is_over_the_pooled_standard_deviation(made):
    mine, theirs = made.skill.to_numpy(), made.skill.to_numpy() * 1.3 - 0.2
    both = CompareMeans(DescrStatsW(mine), DescrStatsW(theirs))
    pooled = both.std_meandiff_pooledvar / np.sqrt(2 / len(made))
    one_level = np.zeros(len(made), np.int64)
    assert effect_size(mine, theirs, one_level) == pytest.approx(
        (mine.mean() - theirs.mean()) / pooled, **AS_GOOD_AS_EQUAL
    )


def test_the_spread_of_an_effect_size_is_that_within_levels(made):
    mine, level = made.skill.to_numpy(), made.level.to_numpy()
    within = smf.ols("skill ~ C(level)", made).fit()
    assert effect_size(mine, mine - 0.5, level) == pytest.approx(
        0.5 / np.sqrt(within.mse_resid), **AS_GOOD_AS_EQUAL
    )
    assert effect_size(mine + 5.0 * level, mine + 5.0 * level - 0.5, level) == pytest.approx(
        0.5 / np.sqrt(within.mse_resid), **AS_GOOD_AS_EQUAL
    )


def test_the_concentration_index_is_that_of_the_convenient_regression(made):
    delay = made.skill.to_numpy() + 5.0
    rank = fractional_rank(made.ses.to_numpy())
    made = pd.DataFrame({"y": 2.0 * rank.var() * delay / delay.mean(), "rank": rank})
    slope = smf.ols("y ~ rank", made).fit().params["rank"]
    assert concentration_index(delay, rank) == pytest.approx(slope, **AS_GOOD_AS_EQUAL)


@pytest.mark.parametrize("skill", [np.array([]), np.array([1.0]), np.array([1.0, 1.0])])
def test_what_cannot_be_told_is_not(skill):
    school = np.zeros(skill.size, np.int64)
    assert np.isnan(intraclass_correlation(skill, school))
    assert np.isnan(regression(skill, skill)).all()
    assert np.isnan(effect_size(skill, skill, school))


def test_runs_tell_what_is_asked_for_and_nothing_else_of_it(twin, pupils, groups):
    runs = {"closed": Measured(twin.changed(1, 1, -0.005), twin)}
    without = measure_replication(runs, pupils, groups)
    asked = measure_replication(runs, pupils, groups, asked={"quantile_gap"})
    assert not len(without.where(measure="quantile_gap"))
    found = asked.where(measure="quantile_gap", by="all", week="2019-09-02")
    assert found["unit"].tolist() == ["SD"]
    assert len(asked) == len(without) + len(asked.where(measure="quantile_gap"))
