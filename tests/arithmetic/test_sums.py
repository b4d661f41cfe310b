"""Sums from the first to the last, alike on every Python."""

import math

from simkansen.arithmetic import total


def test_numbers_are_added_one_after_the_other_and_nothing_is_carried_along():
    assert total([1e16, 1.0, -1e16]) == 0.0  # what rounding loses is lost: sum gives 1.0 from Python 3.12 on
    assert total([0.1] * 10) == 0.9999999999999999
    assert math.fsum([0.1] * 10) == 1.0


def test_nothing_adds_up_to_zero():
    assert total([]) == 0.0
    assert isinstance(total([]), float)
