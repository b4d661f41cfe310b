"""Chance: every draw is a pure function of (seed, stream, unit, week).

There is no generator with state. A draw is recomputed from its four coordinates by the
counter-based generator Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, *Parallel random numbers:
as easy as 1, 2, 3*), so the same pupil meets the same draws in every scenario, and neither order nor
number of workers can matter.
"""

from __future__ import annotations

import math
import zlib

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic import cos_of_turns, log
from simkansen.compiled import inlined, kernel

_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LARGE = 4503599627370496.0
"""2**52, and its bits."""
_LARGE_AS_BITS = np.uint64(0x4330000000000000)
_TWO_TO_MINUS_53 = 1.0 / 9007199254740992.0

_names: dict[int, str] = {}


def stream(name: str) -> int:
    """Return the number of a named stream of chance.

    Parameters
    ----------
    name
        Name of one kind of decision, such as ``"engagement"`` or ``"take-up/peer-tutoring"``.

    Returns
    -------
    int
        A 32-bit number, the same in every process.

    Raises
    ------
    ValueError
        If another name already has this number.
    """
    number = zlib.crc32(name.encode())
    known = _names.setdefault(number, name)
    if known != name:
        message = f"the streams {known!r} and {name!r} would share their chance; rename one"
        raise ValueError(message)
    return number


@inlined
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Philox4x32-10: ten rounds over a counter of four and a key of two 32-bit words.

    Parameters
    ----------
    c0, c1, c2, c3, k0, k1
        Words of the counter and of the key, each below 2**32.

    Returns
    -------
    tuple of uint64
        Four random words, each below 2**32.
    """
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            (product_1 >> _SHIFT) ^ c1 ^ k0,
            product_1 & _MASK,
            (product_0 >> _SHIFT) ^ c3 ^ k1,
            product_0 & _MASK,
        )
        k0 = (k0 + _WEYL_0) & _MASK
        k1 = (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@inlined
def _words(
    key: np.uint64, stream_id: int, unit: int, week: int
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    whole = np.uint64(key)
    return philox(
        np.uint64(unit) & _MASK,
        np.uint64(week) & _MASK,
        np.uint64(stream_id) & _MASK,
        np.uint64(unit) >> _SHIFT,
        whole & _MASK,
        whole >> _SHIFT,
    )


@inlined
def _as_float(whole: np.uint64) -> float:
    """Make a float of a whole number below 2**52, which stands in the lowest bits of 2**52 + it."""
    return float(np.uint64(whole | _LARGE_AS_BITS).view(np.float64)) - _LARGE


@inlined
def _open_unit(high: np.uint64, low: np.uint64) -> float:
    """Make a number in (0, 1), never 0 or 1, of two 32-bit words."""
    whole = _as_float(high >> np.uint64(5)) * 67108864.0 + _as_float(low >> np.uint64(6))
    return (whole + 0.5) * _TWO_TO_MINUS_53


@inlined
def uniform(key: np.uint64, stream_id: int, unit: int, week: int) -> float:
    """Draw from (0, 1).

    Parameters
    ----------
    key
        Key of the run (see `run_key`).
    stream_id
        Number of the named stream (see `stream`).
    unit
        Row of the unit that the draw is about (count from 0).
    week
        Week of the calendar (count from 0).

    Returns
    -------
    float
        A number between 0 and 1, both excluded.
    """
    x0, x1, _, _ = _words(key, stream_id, unit, week)
    return _open_unit(x0, x1)


@inlined
def normal(key: np.uint64, stream_id: int, unit: int, week: int) -> float:
    """Draw from the standard normal distribution (Box-Muller); parameters as in `uniform`."""
    x0, x1, x2, x3 = _words(key, stream_id, unit, week)
    return math.sqrt(-2.0 * log(_open_unit(x0, x1))) * cos_of_turns(_open_unit(x2, x3))


@kernel
def uniform_column(
    key: np.uint64, stream_id: int, units: NDArray[np.int64], week: int
) -> NDArray[np.float64]:
    """Draw from (0, 1) for many units, for compiled code: in a row is several times faster than one by one.

    Parameters
    ----------
    key, stream_id, week
        As of `uniform`.
    units : ndarray of int64, shape (n,)
        Rows of the units.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    out = np.empty(units.size)
    for i in range(units.size):
        out[i] = uniform(key, stream_id, units[i], week)
    return out


@kernel
def normal_column(key: np.uint64, stream_id: int, units: NDArray[np.int64], week: int) -> NDArray[np.float64]:
    """Draw from the standard normal distribution for many units; parameters as in `uniform_column`."""
    out = np.empty(units.size)
    for i in range(units.size):
        out[i] = normal(key, stream_id, units[i], week)
    return out


def _read_only(units: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give a view as the columns of a population are, so that one compiled form serves both."""
    view = np.ascontiguousarray(units, dtype=np.int64).view()
    view.flags.writeable = False
    return view


def uniforms(key: int | np.uint64, name: str, units: NDArray[np.int64], week: int = 0) -> NDArray[np.float64]:
    """Draw from (0, 1) for many units.

    Parameters
    ----------
    key
        Key of the run.
    name
        Name of the stream.
    units : ndarray of int64, shape (n,)
        Rows of the units.
    week
        Week of the calendar.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    return uniform_column(np.uint64(key), stream(name), _read_only(units), week)


def normals(key: int | np.uint64, name: str, units: NDArray[np.int64], week: int = 0) -> NDArray[np.float64]:
    """Draw from the standard normal distribution for many units; parameters as in `uniforms`."""
    return normal_column(np.uint64(key), stream(name), _read_only(units), week)


def run_key(seed: int, replication: int) -> np.uint64:
    """Key of one replication: the same for all scenarios, another for each replication.

    Parameters
    ----------
    seed
        Seed of the scenario file (0 or more).
    replication
        Number of the replication (count from 0).

    Returns
    -------
    uint64
    """
    x0, x1, _, _ = _words(np.uint64(seed), stream("replication"), replication, 0)
    return np.uint64(x0) << np.uint64(32) | np.uint64(x1)
