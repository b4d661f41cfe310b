"""Where the search looks: straight lines, what follows from them, and weights that make up for it."""

from __future__ import annotations

import numpy as np
import pytest

pyabc = pytest.importorskip("pyabc")
pandas = pytest.importorskip("pandas")

from simkansen.fitting.calibration.proposals import FROM_PRIOR, Guided, as_arrays, straight_lines  # noqa: E402
from simkansen.fitting.calibration.smc import Cooling, Weighing  # noqa: E402

NAMES = [f"p{number}" for number in range(30)]
TRUE = np.zeros((30, 2))
TRUE[0], TRUE[1] = (1.0, 0.5), (0.0, -1.0)
AT_ZERO = np.array([1.5, -1.0])


def evaluations(count=800, noise=0.2):
    drawn = np.random.default_rng(7)
    z = drawn.standard_normal((count, 30))
    return z, AT_ZERO + z @ TRUE + noise * drawn.standard_normal((count, 2))


def guided(heat=1.0, widen=1.0):
    z, figures = evaluations()
    found = Guided(np.zeros(2), np.ones(2), widen)
    found.fit(pandas.DataFrame(z, columns=NAMES), np.ones(len(z)))
    found.aim(z, figures, heat)
    return found


def test_lines_find_what_moves_a_figure_and_leave_the_rest_alone():
    lines = straight_lines(*evaluations())
    assert lines.middle == pytest.approx(AT_ZERO, abs=0.03)
    assert lines.slopes[:2] == pytest.approx(TRUE[:2], abs=0.06)
    assert np.abs(lines.slopes[2:]).max() < 0.02
    assert (np.abs(lines.slopes[2:]).sum(axis=1) == 0).sum() > 10
    assert np.sqrt(np.diag(lines.rest)) == pytest.approx([0.2, 0.2], rel=0.15)


def test_for_straight_lines_proposals_are_the_prior_weighed_by_the_figures():
    z, figures = evaluations(count=200_000)
    weight = np.exp(-0.5 * np.square(figures).sum(axis=1))
    weight /= weight.sum()
    center, covariance = straight_lines(*evaluations()).tilted(1.0)
    assert center[:2] == pytest.approx(weight @ z[:, :2], abs=0.05)
    away = z[:, :2] - weight @ z[:, :2]
    assert covariance[:2, :2] == pytest.approx((away * weight[:, np.newaxis]).T @ away, abs=0.05)


def test_hotter_proposals_stay_nearer_to_the_prior():
    lines = straight_lines(*evaluations())
    centers = [np.linalg.norm(lines.tilted(heat)[0]) for heat in (1.0, 4.0, 100.0)]
    assert centers[0] > centers[1] > centers[2]
    assert lines.tilted(1e9)[1] == pytest.approx(np.eye(30), abs=1e-6)


def test_the_density_of_proposals_is_that_of_the_proposals():
    found = guided(heat=2.0)
    np.random.seed(3)  # noqa: NPY002 - pyABC draws from this generator
    drawn = pandas.DataFrame([found.rvs_single() for _ in range(4000)])[NAMES]
    prior = np.exp(-0.5 * np.square(drawn.to_numpy()).sum(axis=1) - 15.0 * np.log(2.0 * np.pi))
    weight = prior / found.pdf(drawn)
    assert weight.mean() == pytest.approx(1.0, abs=0.05)  # of any density that covers the prior
    assert weight.max() <= 1.0 / FROM_PRIOR
    assert (weight @ drawn["p0"]) / weight.sum() == pytest.approx(0.0, abs=0.15)
    first = drawn.iloc[0]
    assert found.pdf(first) == pytest.approx(found.pdf(drawn)[0])


def test_a_figure_far_away_counts_as_far_and_no_more():
    z, figures = evaluations()
    spoilt = figures.copy()
    spoilt[0] = 1e6, -1e6
    spoilt[1] = np.nan, 0.0
    found, other = guided(), guided()
    other.aim(z, spoilt, 1.0)
    assert other.center == pytest.approx(found.center, abs=0.1)


def test_kept_evaluations_are_laid_out_in_the_order_that_is_asked_for():
    rows = [{"parameter": {"a": 1.0, "b": 2.0}, "measures": {"x": 3.0, "y": 4.0, "w": 5.0}}]
    z, figures = as_arrays(rows, ["b", "a"], ["y", "x"])
    assert (z.tolist(), figures.tolist()) == ([[2.0, 1.0]], [[4.0, 3.0]])


def test_every_evaluation_is_weighed_by_the_density_of_its_errors():
    weigh, cooling = Weighing(19), Cooling((8.0, 2.0))
    far = weigh(lambda *given: 2.0, cooling, {}, {}, 1, {})
    near = weigh(lambda *given: 1.0, cooling, {}, {}, 1, {})
    assert far.accept
    assert near.weight / far.weight == pytest.approx(np.exp(0.5 * 19 * (4.0 - 1.0) / 2.0))
    hot = [weigh(lambda *given, d=d: d, cooling, {}, {}, 0, {}).weight for d in (1.0, 2.0)]
    assert hot[0] / hot[1] < near.weight / far.weight
    assert weigh(lambda *given: float("inf"), cooling, {}, {}, 1, {}).weight == 0.0
