"""Small matrices and the beta distribution, against LAPACK and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from simkansen.arithmetic import beta, matrices

LUCK = np.random.default_rng(4)
SQUARE = LUCK.normal(size=(30, 30))
SPREAD = SQUARE @ SQUARE.T + np.eye(30)


@pytest.mark.parametrize("shapes", [((3, 4), (4, 5)), ((4,), (4, 5)), ((3, 4), (4,)), ((4,), (4,))])
def test_a_product_has_the_shape_and_the_sums_of_any_other(shapes):
    a, b = (LUCK.normal(size=shape) for shape in shapes)
    found = matrices.product(a, b)
    assert found.shape == (a @ b).shape
    np.testing.assert_allclose(found, a @ b, rtol=1e-12)


def test_a_product_does_not_ask_how_its_factors_lie():
    np.testing.assert_array_equal(
        matrices.product(SQUARE.T, SQUARE), matrices.product(SQUARE.T.copy(), SQUARE)
    )


def test_factors_solutions_and_axes():
    factor = matrices.cholesky(SPREAD)
    np.testing.assert_allclose(factor, np.linalg.cholesky(SPREAD), rtol=1e-10, atol=1e-12)
    for right in (SQUARE, SQUARE[0]):
        np.testing.assert_allclose(
            matrices.solve(SPREAD, right), np.linalg.solve(SPREAD, right), rtol=1e-9, atol=1e-12
        )
    values, axes = matrices.axes_of(SPREAD)
    np.testing.assert_allclose(values, np.linalg.eigvalsh(SPREAD), rtol=1e-11)
    np.testing.assert_allclose(axes.T @ axes, np.eye(30), atol=1e-13)
    np.testing.assert_allclose(axes * values @ axes.T, SPREAD, rtol=1e-10, atol=1e-11)


def test_axes_of_a_matrix_that_has_them_already():
    values, axes = matrices.axes_of(np.diag([3.0, 1.0, 2.0]))
    np.testing.assert_array_equal(values, [1.0, 2.0, 3.0])
    np.testing.assert_array_equal(axes, np.eye(3)[:, [1, 2, 0]])


def test_a_matrix_that_is_not_positive_definite_is_refused():
    with pytest.raises(ValueError, match="not positive definite"):
        matrices.cholesky([[1.0, 2.0], [2.0, 1.0]])


def test_least_squares():
    design, values = LUCK.normal(size=(200, 4)), LUCK.normal(size=200)
    right = np.linalg.lstsq(design, values, rcond=None)[0]
    np.testing.assert_allclose(matrices.least_squares(design, values), right, rtol=1e-10)
    twice = np.column_stack([design[:, 0], design[:, 0] * 3.0, np.zeros(200), design[:, 1]])
    found = matrices.least_squares(twice, values)
    assert found[1] == found[2] == 0.0
    np.testing.assert_allclose(
        found[[0, 3]], np.linalg.lstsq(design[:, :2], values, rcond=None)[0], rtol=1e-10
    )


def test_the_beta_distribution_is_that_of_scipy():
    for _ in range(800):
        a, b = (float(10 ** LUCK.uniform(-0.5, 2.3)) for _ in range(2))
        u, x = (float(one) for one in LUCK.uniform(0.001, 0.999, 2))
        assert beta.beta_cdf(a, b, x) == pytest.approx(special.betainc(a, b, x), rel=2e-12, abs=1e-290)
        assert beta.beta_quantile(a, b, u) == pytest.approx(special.betaincinv(a, b, u), rel=1e-10)
        assert beta.log_gamma(a) == pytest.approx(special.gammaln(a), rel=1e-13, abs=1e-13)


def test_a_beta_quantile_undoes_its_share_and_keeps_within_bounds():
    assert (beta.beta_cdf(2.0, 3.0, -1.0), beta.beta_cdf(2.0, 3.0, 2.0)) == (0.0, 1.0)
    for u in (1e-9, 0.01, 0.5, 0.99, 1.0 - 1e-9):
        assert beta.beta_cdf(2.0, 8.0, beta.beta_quantile(2.0, 8.0, u)) == pytest.approx(u, rel=1e-12)
    assert beta.beta_quantile(1.0, 1.0, 0.3) == pytest.approx(0.3, rel=1e-15)
