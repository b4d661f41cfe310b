import numpy as np
import pytest

from simkansen.runs.draws.monte_carlo import median_error, median_errors
from simkansen.runs.draws.stratified import evenly


def replications(seed, count, luck, parameters=("parameter/a",)):
    """Values that one or more parameters decide on a log scale, with some chance beside them."""
    from scipy.special import ndtri

    chance = np.random.default_rng(seed)
    places = np.array([[evenly(seed, name, number) for name in parameters] for number in range(count)])
    return np.exp(
        0.5 * ndtri(places).sum(axis=1) / np.sqrt(len(parameters)) + luck * chance.normal(size=count)
    )


@pytest.mark.parametrize("count", [16, 64, 128])
@pytest.mark.parametrize(
    ("luck", "parameters"),
    [(0.15, ["parameter/a"]), (0.1, [f"parameter/{k}" for k in range(5)]), (0.5, ["parameter/a"])],
)
def test_the_error_is_what_the_median_does_over_seeds(count, luck, parameters):
    over_seeds = np.array([replications(seed, count, luck, parameters) for seed in range(150)])
    moves = np.median(over_seeds, axis=1).std(ddof=1)
    told = median_errors(over_seeds, range(count))
    assert moves / 1.5 < told.mean() < 1.6 * moves
    # Nor is any seed told something that is far too good.
    assert np.quantile(told, 0.05) > (0.4 if count == 16 else 0.6) * moves


def test_the_error_is_far_below_that_of_independent_draws_where_one_parameter_decides():
    told = [median_error(replications(seed, 64, 0.1), range(64)) for seed in range(40)]
    independent = 1.2533 * 0.5 / 8  # of the median of normals with sd .5, around which the values lie
    assert np.mean(told) < 0.7 * independent


def test_pairs_that_agree_by_luck_do_not_make_the_median_sure():
    """All pairs have one mean; of eight independent values the median would err by 1.24.

    The quantiles .5 ± .177 of 0 to 7 lie 1.24 beside the middle, and even draws leave .45 of that.
    """
    values = [0, 7, 1, 6, 2, 5, 3, 4]
    assert median_error(values, range(8)) == pytest.approx(0.45 * 7 * 0.5 / np.sqrt(8), rel=1e-12)


def test_the_error_worked_by_hand():
    # Median 4.5; distances 4.5 .5 .5 4.5 1.5 1.5 2.5 2.5, of which the median is 2.
    values = [0, 5, 4, 9, 3, 6, 2, 7]
    pairs = [(-2 + 0.5) / 2, (-0.5 + 2) / 2, (-1.5 + 1.5) / 2, (-2 + 2) / 2]
    expected = np.std(pairs, ddof=1) / 2 / 0.5
    assert median_error(values, range(8)) == pytest.approx(expected, rel=1e-12)
    mixed = [3, 0, 7, 5, 1, 2, 6, 4]
    assert median_error([values[n] for n in mixed], mixed) == pytest.approx(expected, rel=1e-12)
    # One that has lost its other half is in the median (distances now 1.5 in the middle) and in no pair.
    pairs = [(-1.5 + 0.5) / 2, (-0.5 + 1.5) / 2, (-1.5 + 1.5) / 2, (-1.5 + 1.5) / 2]
    expected = np.std(pairs, ddof=1) / 2 / 0.5
    assert median_error([*values, 4.5], [*range(8), 13]) == pytest.approx(expected, rel=1e-12)


def test_where_nothing_varies_the_median_stands_still():
    assert median_error([3.0] * 10, range(10)) == 0.0
    assert median_error([0.0] * 9 + [5.0], range(10)) == 0.0


@pytest.mark.parametrize(
    ("values", "numbers"),
    [
        ([1.0], [0]),
        ([1.0, 2, 3, 4, 5, 6, 7], range(7)),
        ([1.0] * 8, [0, 2, 4, 6, 8, 10, 12, 14]),
        ([1.0, 2, 3, 4, 5, 6, 7, np.inf], range(8)),
        ([1.0, 2, 3, 4, 5, 6, 7, np.nan], range(8)),
    ],
)
def test_where_it_cannot_be_told_there_is_no_error(values, numbers):
    assert np.isnan(median_error(values, list(numbers)))


@pytest.mark.parametrize("numbers", [[0, 1, 2], [0, 1, 2, 2]])
def test_values_and_replications_have_to_fit(numbers):
    with pytest.raises(ValueError, match=r"not one for each|there twice"):
        median_error([1.0, 2, 3, 4], numbers)


def test_it_serves_paired_differences_row_by_row():
    one, other = (np.array([replications(seed, 32, 0.2) for seed in seeds]) for seeds in ((1, 2), (3, 4)))
    told = median_errors(one - other, range(32))
    assert told.tolist() == [median_error(row, range(32)) for row in one - other]
