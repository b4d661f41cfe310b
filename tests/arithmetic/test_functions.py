"""Functions of our own, against as many digits as one likes."""

from __future__ import annotations

import math
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable

import many_digits
import numpy as np
import pytest

from simkansen import arithmetic
from simkansen.arithmetic import columns

N = 1500
NEAR_ONE = [1.0 - 2.0**-53, 1.0 + 2.0**-52, 1.0 - 1e-9, 1.0 + 1e-9]


def some(draw: Callable[[random.Random], tuple[float, ...]], seed: int = 1) -> list[tuple[float, ...]]:
    luck = random.Random(seed)
    return [draw(luck) for _ in range(N)]


ONE_ULP = {
    "exp near 0": ("exp", some(lambda r: (r.uniform(-0.4, 0.4),))),
    "exp of small numbers": ("exp", some(lambda r: (r.choice((-1, 1)) * 10 ** r.uniform(-300, 0),))),
    "exp": ("exp", some(lambda r: (r.uniform(-708, 709),))),
    "exp at the ends": ("exp", [(x,) for x in (-708.39641853226, -708.3, 709.4, 709.78271289338)]),
    "log of a share": ("log", some(lambda r: (r.random(),))),
    "log near 1": ("log", some(lambda r: (1 + r.uniform(-1, 1) * 10 ** r.uniform(-15, -0.3),))),
    "log where it is hardest": ("log", some(lambda r: (r.uniform(0.69, 0.72),))),
    "log": ("log", some(lambda r: (2.0 ** r.uniform(-1074, 1023),))),
    "log at the ends": ("log", [(x,) for x in (5e-324, 2.2e-308, 1.7976931348623157e308, *NEAR_ONE)]),
    "cosine": ("cos_of_turns", some(lambda r: (r.random(),))),
    "cosine near its zeros": (
        "cos_of_turns", some(lambda r: (0.25 + r.uniform(-1, 1) * 10 ** -r.uniform(2, 15),)),
    ),
    "cosine of many turns": ("cos_of_turns", some(lambda r: (r.uniform(-1000, 1000),))),
    "power": ("power", some(lambda r: (r.uniform(0, 4), r.uniform(-4, 4)))),
    "power of far numbers": ("power", some(lambda r: (10 ** r.uniform(-100, 100), r.uniform(-3, 3)))),
    "high power near 1": ("power", some(lambda r: (r.uniform(0.8, 1.2), r.uniform(-3000, 3000)))),
    "whole power": ("power", some(lambda r: (r.uniform(0, 10), float(r.randint(-12, 12))))),
}  # fmt: skip


@pytest.mark.parametrize("points", ONE_ULP)
def test_a_function_is_within_one_ulp_of_many_digits(points):
    name, at = ONE_ULP[points]
    own, right = getattr(arithmetic, name), getattr(many_digits, name)
    worst = max(at, key=lambda x: many_digits.ulps(own(*x), right(*x)))
    assert many_digits.ulps(own(*worst), right(*worst)) <= 1.0, worst


@pytest.mark.parametrize(
    ("name", "ulps", "points"),
    [
        ("logistic", 2.0, some(lambda r: (r.uniform(-40, 40),))),
        ("normal_cdf", 3.0, some(lambda r: (r.uniform(-0.7, 0.7),))[:500]),
        ("normal_cdf", 6.0, some(lambda r: (r.uniform(-6, 6),))[:500]),
        ("normal_cdf", 6.0, some(lambda r: (r.uniform(-37, -6),))[:60]),
    ],
)
def test_the_normal_and_the_logistic_are_within_their_ulps(name, ulps, points):
    own, right = getattr(arithmetic, name), getattr(many_digits, name)
    assert max(many_digits.ulps(own(*x), right(*x)) for x in points) <= ulps


def test_the_quantile_of_the_normal_is_right_to_fifteen_digits():
    shares = [u for (u,) in some(lambda r: (r.random() if r.random() < 0.6 else 10 ** r.uniform(-40, -1),))][
        :600
    ]
    wrong = [many_digits.normal_quantile_error(arithmetic.normal_quantile(u), u) for u in shares]
    assert max(wrong) < 1e-15


def test_quantile_and_share_undo_each_other():
    u = (np.arange(4096) + 0.5) / 4096  # 1 - u is exact
    np.testing.assert_allclose(arithmetic.normal_cdf_of(arithmetic.normal_quantile_of(u)), u, rtol=4e-15)
    np.testing.assert_array_equal(
        arithmetic.normal_quantile_of(u[u < 0.5]), -arithmetic.normal_quantile_of(1.0 - u[u < 0.5])
    )


EDGES = [
    ("exp", (0.0,), 1.0), ("exp", (1e300,), math.inf), ("exp", (-1e300,), 0.0),
    ("exp", (math.inf,), math.inf), ("exp", (-709.0,), 0.0), ("exp", (709.8,), math.inf),
    ("exp", (-math.inf,), 0.0), ("exp", (math.nan,), math.nan), ("log", (1.0,), 0.0),
    ("log", (0.0,), -math.inf),
    ("log", (-1.0,), math.nan), ("log", (math.inf,), math.inf), ("log", (math.nan,), math.nan),
    ("cos_of_turns", (0.0,), 1.0), ("cos_of_turns", (0.25,), 0.0), ("cos_of_turns", (0.5,), -1.0),
    ("cos_of_turns", (0.75,), 0.0), ("cos_of_turns", (1.0,), 1.0), ("power", (0.0, 2.0), 0.0),
    ("power", (0.0, -2.0), math.inf), ("power", (0.0, 0.0), 1.0), ("power", (math.inf, 2.0), math.inf),
    ("power", (math.inf, -2.0), 0.0), ("power", (-1.0, 2.0), math.nan), ("power", (math.nan, 2.0), math.nan),
    ("power", (3.0, 1.0), 3.0), ("power", (3.0, 4.0), 81.0), ("power", (2.0, 5000.0), math.inf),
    ("power", (0.5, 5000.0), 0.0), ("power", (1.0, 1e9), 1.0), ("logistic", (0.0,), 0.5),
    ("logistic", (-1e9,), 0.0), ("logistic", (1e9,), 1.0), ("normal_cdf", (0.0,), 0.5),
    ("normal_cdf", (-math.inf,), 0.0), ("normal_cdf", (math.inf,), 1.0),
    ("normal_cdf", (math.nan,), math.nan),
    ("normal_quantile", (0.5,), 0.0), ("normal_quantile", (0.0,), -math.inf),
    ("normal_quantile", (1.0,), math.inf), ("normal_quantile", (-0.1,), math.nan),
    ("normal_quantile", (1.1,), math.nan), ("normal_quantile", (math.nan,), math.nan),
]  # fmt: skip


@pytest.mark.parametrize(("name", "at", "right"), EDGES)
def test_at_the_edges(name, at, right):
    found = getattr(arithmetic, name)(*at)
    assert found == right or (math.isnan(found) and math.isnan(right))


PLAIN = """
import numpy as np, random, sys
from simkansen import arithmetic, chance
from simkansen.arithmetic import beta
luck = random.Random(5)
for _ in range(400):
    x, u = luck.uniform(-30, 30), luck.random()
    found = [
        arithmetic.exp(x), arithmetic.log(u), arithmetic.cos_of_turns(u), arithmetic.power(u, x / 9),
        arithmetic.logistic(x), arithmetic.normal_cdf(x / 5), arithmetic.normal_quantile(u),
        beta.beta_quantile(1.0 + abs(x), 2.0, u) if _ < 40 else 0.0,
    ]
    print(*(float(one).hex() for one in found))
"""


@pytest.mark.slow
def test_plain_python_gives_the_same_bits_as_compiled_code():
    def said(**more: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", PLAIN], env=os.environ | more,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.splitlines()

    compiled = said()
    assert len(compiled) == 400
    assert said(NUMBA_DISABLE_JIT="1") == compiled


@pytest.mark.parametrize("name", ["exp", "log", "logistic", "normal_cdf", "normal_quantile"])
def test_a_column_is_its_numbers_one_by_one_in_any_shape(name):
    values = np.linspace(0.001, 0.999, 600).reshape(20, 30)[:, ::3]
    one, many = getattr(arithmetic, name), getattr(arithmetic, f"{name}_of")(values)
    assert many.shape == values.shape
    np.testing.assert_array_equal(many, [[one(x) for x in row] for row in values.tolist()])
    assert getattr(arithmetic, f"{name}_of")(0.3) == one(0.3)


def test_a_column_of_powers():
    x, y = np.linspace(0.1, 3.0, 40), np.linspace(-2.0, 2.0, 40)
    each = [arithmetic.power(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]
    np.testing.assert_array_equal(arithmetic.power_of(x, y), each)
    np.testing.assert_array_equal(arithmetic.power_of(x, 2.0), [arithmetic.power(a, 2.0) for a in x.tolist()])


def test_loops_become_vector_instructions_and_no_product_is_fused_with_a_sum():
    """Compiled here rather than taken from the cache, which keeps no assembly."""
    import numba

    packed = re.compile(r"\bv?(mul|add)pd\b|\bfmul\s+v\d+\.2d")
    fused = re.compile(r"\bvfn?m(add|sub)\d|\bfn?m(add|la|sub|ls)\b")
    for fill in (columns._fill_exp, columns._fill_log, columns._fill_logistic):
        again = numba.njit(nogil=True, error_model="numpy")(fill.py_func)
        again.compile("(float64[::1], float64[::1])")
        (assembly,) = again.inspect_asm().values()
        assert packed.search(assembly), fill
        assert not fused.search(assembly), fill
