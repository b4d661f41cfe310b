"""Estimates follow what was measured, in proportion to what is asked."""

from __future__ import annotations

import pytest

from simkansen.work import cost


def test_time_goes_by_whole_rounds_of_the_workers():
    assert [cost.wall_seconds(items, 2.0, 4) for items in (0, 1, 4, 5, 8)] == [0.0, 2.0, 2.0, 4.0, 4.0]


def test_each_worker_holds_the_rows_and_several_have_a_program_that_waits_for_them():
    one, three = (cost.memory_bytes(1_000_000, workers) for workers in (1, 3))
    assert one == cost.PROCESS_BYTES + 1_000_000 * cost.ROW_BYTES
    assert three == pytest.approx(3 * one + cost.PROCESS_BYTES)


def test_a_simulation_takes_longer_with_rows_steps_and_treatments():
    base = cost.simulation_seconds(1_000, 98)
    assert cost.simulation_seconds(1_000, 196) == pytest.approx(2 * base)
    assert base < cost.simulation_seconds(2_000, 98) < 2 * base  # a step takes its time, however few the rows
    assert base < cost.simulation_seconds(1_000, 98, 1) < cost.simulation_seconds(1_000, 98, 2)
