"""The compiled loop that fills schools with households."""

from __future__ import annotations

import numpy as np

from simkansen.chance import uniform
from simkansen.compiled import kernel, rule
from simkansen.population.tables import Codes, Floats, Ints


@rule
def _place_of(draw: float, edges: Floats, end: int) -> int:
    """Return the first place before the last of so many whose edge lies above a draw, else the last.

    Written out: numpy's own search takes the compiler as long as all of the loop around it.
    """
    low, high = 0, end - 1
    while low < high:
        middle = (low + high) // 2
        if edges[middle] <= draw:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def fill_schools(
    key: np.uint64,
    stream_id: int,
    units: Ints,
    pupils: Ints,
    target: Ints,
    edges: Floats,
    ends: Ints,
    level_bits: Ints,
    levels: int,
    household: Ints,
    level: Codes,
    arrangement: Ints,
    is_target: Codes,
    school: Ints,
    unit: Ints,
) -> int:
    """Fill each school first with its disadvantaged pupils, then with all others.

    Parameters
    ----------
    key, stream_id
        Chance.
    units, pupils, target : ndarray of int64, shape (schools,)
        Numbers of the schools for chance, pupils, disadvantaged pupils.
    edges : ndarray of float64, shape (arrangements,)
        Cumulative shares of the arrangements, sorted by their number of pupils.
    ends : ndarray of int64
        Arrangements with at most so many pupils (count).
    level_bits : ndarray of int64, shape (arrangements,)
        Bit g-1 is set if a child is at level g.
    levels
        Levels that there are (count).
    household, level : ndarray, shape (pupils,)
        Written: row of the household, level at the start.
    arrangement, is_target, school, unit : ndarray, shape (at least households,)
        Written: what each household is.

    Returns
    -------
    int
        Households made.
    """
    row = 0
    home = 0
    for s in range(units.size):
        first_home = home
        for group in range(2):
            left = target[s] if group == 0 else pupils[s] - target[s]
            while left > 0:
                end = ends[min(left, ends.size - 1)]
                draw = uniform(key, stream_id, units[s] + home - first_home, 0) * edges[end - 1]
                kind = _place_of(draw, edges, end)
                arrangement[home] = kind
                is_target[home] = 1 - group
                school[home] = s
                unit[home] = units[s] + home - first_home
                for bit in range(levels):
                    if (level_bits[kind] >> bit) & 1:
                        household[row] = home
                        level[row] = bit + 1
                        row += 1
                        left -= 1
                home += 1
    return home
