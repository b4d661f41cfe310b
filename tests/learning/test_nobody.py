"""A week that nobody lives through compiles what every week needs."""

from __future__ import annotations

from importlib import import_module

import pytest
import worlds
from numba import typeof

from simkansen.learning.nobody import PARTS, compile_parts, week_of_nobody
from simkansen.model import SchoolModel


def types_of(week):
    """The types for which kernels are compiled."""
    raw = week.static, week.state, week.inputs
    return [typeof(one) for one in (week.facts, *raw, *week.columns, week.sums, week.rates, week.key)]


def test_its_columns_are_of_the_types_of_every_week():
    model = SchoolModel(worlds.town(), worlds.calendar(), (), worlds.parameters(), worlds.KEY)
    assert types_of(week_of_nobody(worlds.parameters())) == types_of(model.week)


def kernel_of(name):
    """The kernel that a part is called after."""
    module, kernel = name.split(".")
    return getattr(import_module(f"simkansen.learning.{module}"), kernel)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_called_after_the_kernel_that_it_compiles(name):
    compile_parts(worlds.parameters(), [name])
    assert kernel_of(name).signatures


def test_every_kernel_of_the_week_is_a_part():
    called = {
        one for one in vars(import_module("simkansen.learning.week")).values() if hasattr(one, "py_func")
    }
    assert called < set(map(kernel_of, PARTS))
