"""Chance is a function, not a sequence."""

from __future__ import annotations

import platform

import numba
import numpy as np
import pytest

from simkansen import chance

KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    (
        (0xFFFFFFFF,) * 4,
        (0xFFFFFFFF,) * 2,
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(
    counter: tuple[int, ...], key: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    words = chance.philox(*(np.uint64(word) for word in counter + key))
    assert tuple(int(word) for word in words) == expected


def test_a_single_draw_can_be_recomputed_from_its_coordinates() -> None:
    key = chance.run_key(7, 3)
    many = chance.uniforms(key, "engagement", np.arange(50), week=12)
    assert chance.uniform(key, chance.stream("engagement"), 33, 12) == many[33]


def test_order_of_units_does_not_move_a_draw() -> None:
    key = chance.run_key(7, 0)
    units = np.arange(100)
    forward = chance.normals(key, "test", units)
    backward = chance.normals(key, "test", units[::-1].copy())
    np.testing.assert_array_equal(forward, backward[::-1])


def test_draws_have_the_moments_of_their_distribution() -> None:
    key = chance.run_key(1, 1)
    uniform = chance.uniforms(key, "moments", np.arange(200_000))
    normal = chance.normals(key, "moments", np.arange(200_000))
    assert abs(uniform.mean() - 0.5) < 0.003
    assert 0.0 < uniform.min() < uniform.max() < 1.0
    assert abs(normal.mean()) < 0.01
    assert abs(normal.std() - 1.0) < 0.01


def test_seed_replication_stream_and_week_each_change_the_draw() -> None:
    units = np.arange(5)
    draws = [
        chance.uniforms(chance.run_key(1, 0), "a", units, 0),
        chance.uniforms(chance.run_key(2, 0), "a", units, 0),
        chance.uniforms(chance.run_key(1, 1), "a", units, 0),
        chance.uniforms(chance.run_key(1, 0), "b", units, 0),
        chance.uniforms(chance.run_key(1, 0), "a", units, 1),
    ]
    assert len({tuple(draw) for draw in draws}) == len(draws)


def test_two_streams_that_would_share_their_chance_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    number = chance.stream("take-up/tutoring")
    monkeypatch.setitem(chance._names, number, "another name")
    with pytest.raises(ValueError, match="would share their chance"):
        chance.stream("take-up/tutoring")


def test_a_loop_over_normal_draws_becomes_vector_instructions() -> None:
    """Packed square roots, where one after the other there would be scalar ones alone."""
    if platform.machine() not in ("x86_64", "AMD64"):
        pytest.skip("the instructions are those of x86-64")
    kernel = numba.njit(error_model="numpy")(chance.normal_column.py_func)
    kernel(chance.run_key(1, 0), chance.stream("test"), np.arange(4), 0)
    (text,) = kernel.inspect_asm().values()
    assert "sqrtpd" in text


def test_draws_in_a_row_are_those_that_one_by_one_gives() -> None:
    key, units = chance.run_key(7, 1), np.array([0, 1, 5, 2**31, 2**40 + 3, 7])
    number = chance.stream("engagement")
    assert chance.uniforms(key, "engagement", units, 9).tolist() == [
        chance.uniform(key, number, int(unit), 9) for unit in units
    ]
    assert chance.normals(key, "engagement", units, 9).tolist() == [
        chance.normal(key, number, int(unit), 9) for unit in units
    ]
