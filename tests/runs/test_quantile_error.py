"""How far the ends of an interval would move with another seed."""

import numpy as np
import pytest
from scipy.special import ndtri

from simkansen.runs.draws.monte_carlo import quantile_error
from simkansen.runs.draws.stratified import evenly


def over_seeds(count, luck, seeds=120):
    """Values that one parameter decides on a log scale, with some chance beside it (seeds, replications)."""
    places = np.array([[evenly(s, "parameter/a", n) for n in range(count)] for s in range(seeds)])
    chance = np.random.default_rng(1).normal(size=places.shape)
    return np.exp(0.5 * ndtri(places) + luck * chance)


@pytest.mark.parametrize("q", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("count", [128, 256])
def test_the_error_is_what_the_quantile_does_over_seeds_or_on_the_safe_side(q, count):
    values = over_seeds(count, luck=0.4)
    moves = np.quantile(values, q, axis=1).std(ddof=1)
    told = np.array([quantile_error(row, range(count), q) for row in values])
    assert 0.7 * moves < told.mean() < 2.5 * moves
    assert np.median(told) > 0.7 * moves


def test_three_errors_measured_at_two_hold_what_other_seeds_find():
    values = over_seeds(128, luck=0.4)
    found = np.quantile(values, 0.95, axis=1)
    told = np.array([quantile_error(row, range(128), 0.95, at=2.0) for row in values])
    apart = np.abs(found[::2] - found[1::2])
    assert np.all(apart <= 3.0 * np.hypot(told[::2], told[1::2]))
    assert np.mean(apart <= 0.2 * np.hypot(told[::2], told[1::2])) < 0.7  # it does not hold just anything


def test_the_error_worked_by_hand():
    # The median is 4; of the pairs (0 5)(1 6)(2 3)(8 9) half, half, both and none lie below it.
    values, numbers = [0, 5, 1, 6, 2, 3, 8, 9], range(8)
    share = np.std([0.5, 0.5, 1.0, 0.0], ddof=1) / 2
    middle, low, high = np.quantile(values, [0.5, 0.5 - share, 0.5 + share])
    expected = max(middle - low, high - middle)
    assert middle == 4.0
    assert quantile_error(values, numbers, 0.5) == pytest.approx(expected, rel=1e-12)
    mixed = [3, 0, 7, 5, 1, 2, 6, 4]
    assert quantile_error([values[n] for n in mixed], mixed, 0.5) == pytest.approx(expected, rel=1e-12)


def test_whole_numbers_that_stand_on_each_other_are_not_sure():
    schools = [39, 40, 40, 39, 40, 39, 39, 39, 40, 40, 39, 40, 39, 40, 40, 40]
    assert quantile_error(schools, range(16), 0.5, at=3.0) == pytest.approx(1 / 3)
    assert quantile_error([40] * 16, range(16), 0.5, at=3.0) == 0.0


@pytest.mark.parametrize(
    ("values", "numbers"),
    [(range(6), range(6)), ([*range(9), np.nan], range(10)), ([*range(9), np.inf], range(10)), ([], [])],
)
def test_what_cannot_be_told_is_not_told(values, numbers):
    assert np.isnan(quantile_error(values, numbers, 0.05))


@pytest.mark.parametrize("wrong", [{"q": 0.0}, {"q": 1.0}, {"q": 0.5, "at": 0.0}])
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="q lies between"):
        quantile_error(range(8), range(8), **wrong)
    with pytest.raises(ValueError, match="one for each"):
        quantile_error(range(8), range(9), 0.5)
