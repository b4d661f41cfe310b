"""Designs: which points are run, and what they are called."""

import numpy as np
import pytest

from simkansen.sweep.ask.design import count_points, make_points, point_id
from simkansen.sweep.ask.dimensions import Listed, Ranged
from simkansen.sweep.ask.experiment import DesignSpec

A, B = Listed("a", ("a",), "lever", 3, values=(1, 2, 3)), Listed("b", ("b",), "lever", 2, values=("x", "y"))
C, D = Ranged("c", ("c",), "parameter", low=0.0, high=10.0), Ranged("d", ("d",), "parameter", low=-1.0)


def points(method, dimensions, **more):
    return make_points(DesignSpec(method=method, **more), dimensions)


def test_a_grid_is_every_combination_once():
    found = [tuple(point.values.values()) for point in points("grid", [A, B])]
    assert found == [(1, "x"), (1, "y"), (2, "x"), (2, "y"), (3, "x"), (3, "y")]


def test_replications_are_one_point_at_which_nothing_varies():
    (point,) = points("replications", [])
    assert point.values == {}


def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_dimension():
    found = np.array([point.place for point in points("latin-hypercube", [C, D], n=50)])
    for column in found.T:
        assert sorted((column * 50).astype(int)) == list(range(50))
    values = [point.values["c"] for point in points("latin-hypercube", [C, D], n=50)]
    assert values == pytest.approx(list(10 * found[:, 0]))


@pytest.mark.parametrize(("method", "each"), [("sobol", 4), ("morris", 3)])
def test_designs_for_sensitivity_have_the_size_that_their_analysis_needs(method, each):
    assert len(points(method, [C, D], n=8)) == 8 * each
    assert count_points(DesignSpec(method=method, n=8), [C, D]) == 8 * each


@pytest.mark.parametrize("method", ["latin-hypercube", "sobol", "morris"])
def test_a_sample_is_the_same_for_the_same_seed_and_another_for_another(method):
    ids = [[point.id for point in points(method, [C, D], n=8, seed=seed)] for seed in (1, 1, 2)]
    assert ids[0] == ids[1] != ids[2]


def test_the_same_values_have_one_name_in_every_design_and_order():
    assert point_id({"a": 1, "b": 2.5}) == point_id({"b": 2.5, "a": 1})
    assert len({point_id({"a": 1}), point_id({"a": 2}), point_id({"b": 1}), point_id({})}) == 4


def test_adding_a_value_keeps_the_names_of_the_others():
    more = Listed("a", ("a",), "lever", 4, values=(1, 2, 3, 4))
    assert {one.id for one in points("grid", [A, B])} < {one.id for one in points("grid", [more, B])}
