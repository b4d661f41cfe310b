"""Kernels read and change the columns of a table where they are, whoever hands it over."""

from __future__ import annotations

import copy
import pickle
import sys
import weakref
from typing import NamedTuple

import numba
import numpy as np
import pytest

from simkansen.compiled_columns import addresses_of, handed, table, type_of


@table
class Inner(NamedTuple):
    counts: np.ndarray
    cells: np.ndarray


@table
class Outer(NamedTuple):
    values: np.ndarray
    inner: Inner
    cube: np.ndarray


def outer() -> Outer:
    counts = np.arange(3, dtype=np.int8)
    counts.flags.writeable = False
    inner = Inner(counts, np.arange(6, dtype=np.int64).reshape(3, 2))
    return Outer(np.arange(3.0), inner, np.arange(24.0).reshape(2, 3, 4))


def change(columns: Outer, times: float) -> float:
    inner = columns.inner
    for i in range(columns.values.size):
        columns.values[i] += times * inner.counts[i]
        for j in range(inner.cells.shape[1]):
            inner.cells[i, j] += 10
    return columns.cube[1, 2, 3] + columns.cube[-1, 0, 1] + columns.cube.size


compiled = numba.njit(change)


@pytest.mark.parametrize("hand", [handed, lambda columns: columns], ids=["made once", "as it is"])
def test_compiled_code_changes_the_columns_as_plain_python_does(hand) -> None:
    one, other = outer(), outer()
    assert compiled(hand(one), 2.0) == change(other, 2.0)
    np.testing.assert_array_equal(one.values, other.values)
    np.testing.assert_array_equal(one.inner.cells, other.inner.cells)


def test_a_call_leaves_nothing_behind() -> None:
    one = handed(outer())
    compiled(one, 1.0)
    before = sys.getrefcount(one.addresses)
    compiled(one, 1.0)
    after = sys.getrefcount(one.addresses)
    assert after == before


def test_a_call_with_a_tuple_leaves_nothing_behind(monkeypatch) -> None:
    made = []

    def watched(columns):
        made.append(weakref.ref(numbers := addresses_of(columns)))
        return numbers

    monkeypatch.setattr(Outer, "addresses", property(watched))
    compiled(outer(), 1.0)
    assert [one() for one in made] == [None]


def test_a_table_and_the_tuple_that_it_was_made_of_are_one_compiled_form() -> None:
    compiled(outer(), 1.0)
    before = len(compiled.signatures)
    compiled(handed(outer()), 1.0)
    assert len(compiled.signatures) == before == 1


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_table_of_a_copy_changes_the_columns_of_the_copy(copied) -> None:
    """Addresses are those of the columns that were copied, in another process too."""
    columns = outer()
    kept, again = copied((columns, handed(columns)))
    compiled(again, 2.0)
    np.testing.assert_array_equal(columns.values, outer().values)
    assert not np.array_equal(kept.values, columns.values)


def test_a_table_is_one_number_a_column_and_one_an_axis() -> None:
    columns = outer()
    numbers = addresses_of(columns)
    assert numbers[:2].tolist() == [columns.values.ctypes.data, 3]
    assert numbers[:2].tolist() == [columns.values.ctypes.data, 3]
    assert numbers.size == type_of(columns).width == (1 + 1) + (1 + 1) + (1 + 2) + (1 + 3)


def test_a_column_in_another_order_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="column 'cube' of Outer is no array in C order"):
        handed(outer()._replace(cube=np.zeros((2, 3), order="F")))


def test_a_column_that_may_not_change_cannot_be_written() -> None:
    @numba.njit
    def write(columns):
        columns.inner.counts[0] = 1

    with pytest.raises(numba.TypingError, match=r"readonly|Cannot modify"):
        write(outer())
