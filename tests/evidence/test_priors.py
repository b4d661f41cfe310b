"""The priors' quantiles are those of the distributions they are named after."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simkansen.evidence.priors import Prior, read_prior

U = (1e-6, 0.05, 0.3, 0.5, 0.8, 0.95, 1 - 1e-6)

CASES = {
    "normal": (Prior("normal", sd=2.0), 1.0, stats.norm(1, 2)),
    "normal cut off": (Prior("normal", sd=2.0, low=0, high=1.5), 1.0, stats.truncnorm(-0.5, 0.25, 1, 2)),
    "normal cut off below": (Prior("normal", sd=1.0, low=0), 0.2, stats.truncnorm(-0.2, np.inf, 0.2, 1)),
    "lognormal": (Prior("lognormal", sigma=0.4), 3.0, stats.lognorm(0.4, scale=3)),
    "uniform": (Prior("uniform", low=-1, high=3), 0.0, stats.uniform(-1, 4)),
    "triangular": (Prior("triangular", low=0, high=4), 1.0, stats.triang(0.25, 0, 4)),
    "triangular at its edge": (Prior("triangular", low=0, high=4), 0.0, stats.triang(0, 0, 4)),
}


@pytest.mark.parametrize("case", CASES)
def test_a_quantile_is_that_of_the_distribution(case):
    prior, value, truth = CASES[case]
    assert prior.problems(value) == []
    assert [prior.quantile(value, u) for u in U] == pytest.approx(truth.ppf(U), rel=1e-9, abs=1e-12)


def test_a_beta_has_the_mean_and_the_sd_it_is_given():
    prior = Prior("beta", sd=0.07)
    u = (np.arange(20_000) + 0.5) / 20_000
    draws = np.array([prior.quantile(0.21, x) for x in u])
    assert draws.mean() == pytest.approx(0.21, abs=1e-5)
    assert draws.std() == pytest.approx(0.07, abs=1e-4)


def test_a_fixed_prior_stays_at_its_value():
    assert [Prior("fixed").quantile(40.0, u) for u in U] == [40.0] * len(U)


WITH_BETA = {**CASES, "beta": (Prior("beta", sd=0.07), 0.21, None)}


@pytest.mark.parametrize("case", WITH_BETA)
def test_the_probability_of_a_quantile_is_what_was_asked_for(case):
    prior, value, _ = WITH_BETA[case]
    assert [prior.cdf(value, prior.quantile(value, u)) for u in U] == pytest.approx(U, rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_nothing_lies_below_a_distribution_and_all_of_it_below_its_end(case):
    prior, value, truth = CASES[case]
    low, high = truth.ppf(0), truth.ppf(1)
    assert prior.cdf(value, max(low, -1e9)) == 0
    assert prior.cdf(value, max(low, -1e9) - 1) == 0
    assert prior.cdf(value, min(high, 1e9)) == 1
    assert prior.cdf(value, min(high, 1e9) + 1) == 1


@pytest.mark.parametrize("case", CASES)
def test_a_mean_is_that_of_the_distribution(case):
    prior, value, truth = CASES[case]
    assert prior.mean(value) == pytest.approx(truth.mean(), rel=1e-9)


@pytest.mark.parametrize("distribution", ["beta", "fixed"])
def test_a_beta_and_a_fixed_prior_have_their_value_as_mean(distribution):
    assert Prior(distribution, sd=0.07).mean(0.21) == 0.21


def test_a_fixed_prior_is_all_at_its_value():
    assert [Prior("fixed").cdf(40.0, x) for x in (39.9, 40.0, 40.1)] == [0, 1, 1]


@pytest.mark.slow
@given(
    st.sampled_from(sorted(CASES)),
    st.floats(1e-9, 1 - 1e-9),
    st.floats(1e-9, 1 - 1e-9),
)
def test_a_quantile_rises_with_its_probability_and_stays_within_its_bounds(case, u, v):
    prior, value, _ = CASES[case]
    low, high = sorted((u, v))
    assert prior.low <= prior.quantile(value, low) <= prior.quantile(value, high) <= prior.high


@pytest.mark.parametrize("u", [0.0, 1.0, -0.1, math.nan])
def test_a_quantile_outside_zero_to_one_is_refused(u):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Prior("fixed").quantile(1.0, u)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (None, "must be a mapping"),
        ({"sd": 1}, "must be a mapping with a distribution"),
        ({"distribution": "gamma"}, "'gamma' is none of"),
        ({"distribution": "normal"}, "needs 'sd'"),
        ({"distribution": "fixed", "sd": 1}, "takes no 'sd'"),
        ({"distribution": "normal", "sd": "wide"}, "sd must be a number"),
        ({"distribution": "beta", "sd": True}, "sd must be a number"),
    ],
)
def test_a_prior_that_cannot_be_read_says_why(spec, words):
    _, problems = read_prior(spec)
    assert any(words in problem for problem in problems)


@pytest.mark.parametrize(
    ("prior", "value", "words"),
    [
        (Prior("normal", sd=0), 1, "sd must be above 0"),
        (Prior("uniform", low=2, high=1), 1.5, "low must be below high"),
        (Prior("triangular", low=0, high=1), 1.5, "outside the prior's 0 to 1"),
        (Prior("lognormal", sigma=1), 0, "above 0"),
        (Prior("beta", sd=0.1), 1, "between 0 and 1"),
        (Prior("beta", sd=0.5), 0.5, "smaller sd"),
    ],
)
def test_a_prior_that_does_not_fit_its_value_says_why(prior, value, words):
    assert any(words in problem for problem in prior.problems(value))


def test_reading_the_parameters_loads_neither_scipy_nor_numpy():
    code = "import sys; from simkansen.evidence import load_parameters as load; load(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"scipy", "numpy"} & set(done.stdout.split())
