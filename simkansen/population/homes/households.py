"""Households: which children live together, and which of them are pupils of the school.

A household's children have ages; brothers and sisters of school age go to the same school. All
arrangements of ages are listed once with their chance; a draw from the list needs no rejection, and a
school is filled to its last pupil by drawing from the arrangements that still fit.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from simkansen.arithmetic import power
from simkansen.chance import stream
from simkansen.population.homes.filling import fill_schools
from simkansen.population.tables import FIRST_LEARNING_LEVEL, LAST_LEVEL, Codes, Floats, Ints
from simkansen.schooling import load_system

FIRST_AGE = int(load_system().first_age)
_LAST_AGE = load_system().last_age
_MOST_CHILDREN = 5
_RAKING_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Arrangements:
    """Every arrangement of children of a household with a pupil; shape (arrangements,) unless said."""

    level_bits: Ints
    """Bit g-1 is set if a child is in groep g."""
    pupils: Ints
    """Children in groep 1-8."""
    under4: Ints
    """Children below school age."""
    older: Ints
    """(arrangements, other sectors): children in each of the other sectors."""
    share: Floats
    """Share of the households with a pupil (sums to 1); sorted by `pupils`."""

    @property
    def learning_pupils(self) -> Ints:
        """Children in groep 3-8."""
        bits = (self.level_bits[:, None] >> np.arange(FIRST_LEARNING_LEVEL - 1, LAST_LEVEL)) & 1
        return np.asarray(bits.sum(axis=1), dtype=np.int64)

    @property
    def learners(self) -> Ints:
        """Children who learn at home in a closure of all sectors."""
        return np.asarray(self.learning_pupils + self.older.sum(axis=1), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Families:
    """Households and their pupils in rows, sorted by school."""

    school: Ints
    """(households,): row of the school."""
    arrangement: Ints
    """(households,): row of `Arrangements`."""
    target: Codes
    """(households,): 1 among the disadvantaged."""
    unit: Ints
    """(households,): number for chance."""
    pupil_household: Ints
    """(pupils,): row of the household."""
    pupil_level: Codes
    """(pupils,): groep at the start."""
    pupil_unit: Ints
    """(pupils,): number for chance."""


def arrangements(parameters: Mapping[str, float]) -> Arrangements:
    """List the arrangements of children with their chance.

    Parameters
    ----------
    parameters
        Parameters of the group `population`.

    Returns
    -------
    Arrangements
    """
    chance: dict[tuple[int, ...], float] = defaultdict(float)
    for ages, likely in _ages(parameters).items():
        level_bits = sum(1 << (age - FIRST_AGE) for age in ages if FIRST_AGE <= age <= _LAST_AGE)
        if not level_bits:
            continue
        under4 = sum(age < FIRST_AGE for age in ages)
        for older, chance_of in _in_other_sectors(parameters, ages, likely):
            chance[level_bits, under4, *older] += chance_of
    keys = sorted(chance, key=lambda k: (k[0].bit_count(), k))
    table = np.array(keys, dtype=np.int64)
    share = np.array([chance[k] for k in keys])
    pupils = np.array([k[0].bit_count() for k in keys], dtype=np.int64)
    return Arrangements(table[:, 0], pupils, table[:, 1], table[:, 2:], _equal_levels(table[:, 0], share))


_Spread = tuple[tuple[int, ...], float]
"""How many children are in each of the other sectors, and the chance of that."""


def _in_other_sectors(p: Mapping[str, float], ages: tuple[int, ...], likely: float) -> list[_Spread]:
    """Spread the children of a home, which is so likely, over the other sectors.

    A sector takes the ages after those of the sector before it. All children of these ages are in it, or as
    many as the parameter ``<sector>_share`` says.
    """
    spread: list[_Spread] = [((), likely)]
    before = float(_LAST_AGE)
    for sector, last in _last_ages():
        there = sum(before < age <= last for age in ages)
        parted = f"{sector}_share"
        if parted in p:
            splits = _splits(there, p[parted])
            spread = [
                ((*counts, inside), chance * ways * split)
                for counts, chance in spread
                for inside, (ways, split) in enumerate(splits)
            ]
        else:
            spread = [((*counts, there), chance) for counts, chance in spread]
        before = last
    return spread


@cache
def _last_ages() -> list[tuple[str, float]]:
    """Give the other sectors with the last age in each."""
    return [(one.name, load_system().last_age_in(one.name)) for one in load_system().other_sectors]


@lru_cache(maxsize=256)
def _splits(children: int, share: float) -> list[tuple[int, float]]:
    """Give for 0, 1, ... of some children in how many ways they are in a sector, and the chance of each."""
    return [
        (math.comb(children, inside), power(share, inside) * power(1 - share, children - inside))
        for inside in range(children + 1)
    ]


def _equal_levels(level_bits: Ints, share: Floats) -> Floats:
    """Reweigh arrangements so that every groep has as many pupils (raking)."""
    has = ((level_bits[:, None] >> np.arange(LAST_LEVEL)) & 1).astype(np.float64)
    share = share / share.sum()
    for _ in range(_RAKING_ROUNDS):
        for column in has.T:
            aim = float((share * has.sum(axis=1)).sum()) / LAST_LEVEL
            share = share * np.where(column > 0, aim / float((share * column).sum()), 1.0)
    return np.asarray(share / share.sum(), dtype=np.float64)


def _ages(p: Mapping[str, float]) -> dict[tuple[int, ...], float]:
    """Chance of each set of ages: number of children, gaps between them, age of the eldest."""
    oldest, gap = int(p["oldest_at_home"]), int(p["largest_gap"])
    ages: dict[tuple[int, ...], float] = defaultdict(float)
    for children, share in enumerate(children_shares(p), start=1):
        sets = [
            tuple(eldest - back for back in itertools.accumulate((0, *gaps)))
            for gaps in itertools.product(range(1, gap + 1), repeat=children - 1)
            for eldest in range(sum(gaps), oldest + 1)
        ]
        weights = [1.0 / (oldest + 1 - (a[0] - a[-1])) for a in sets]
        total = math.fsum(weights)
        for key, weight in zip(sets, weights, strict=True):
            ages[key] += share * weight / total
    return ages


def children_shares(p: Mapping[str, float]) -> list[float]:
    """Share of all households with children that have 1, 2, ... children."""
    one, two, more = p["households_one_child"], p["households_two_children"], p["another_child_after_three"]
    shares = [one, two]
    left = 1 - one - two
    while len(shares) < _MOST_CHILDREN - 1:
        shares.append(left * (1 - more))
        left *= more
    return [*shares, left]


def draw_families(key: np.uint64, units: Ints, pupils: Ints, target: Ints, kinds: Arrangements) -> Families:
    """Fill each school with households.

    Parameters
    ----------
    key
        Key of the run.
    units, pupils, target : ndarray of int64, shape (schools,)
        Numbers of the schools for chance, their pupils, and how many of those are disadvantaged.
    kinds
        Arrangements of children.

    Returns
    -------
    Families
        Exactly as many pupils and disadvantaged pupils as asked.
    """
    total = int(pupils.sum())
    household = np.empty(total, dtype=np.int64)
    level = np.empty(total, dtype=np.int8)
    arrangement = np.empty(total, dtype=np.int64)
    is_target = np.empty(total, dtype=np.int8)
    school = np.empty(total, dtype=np.int64)
    unit = np.empty(total, dtype=np.int64)
    ends = np.searchsorted(kinds.pupils, np.arange(LAST_LEVEL + 1), side="right")
    count = fill_schools(
        key, stream("population/household"), units, pupils, target, np.cumsum(kinds.share), ends,
        kinds.level_bits, LAST_LEVEL, household, level, arrangement, is_target, school, unit,
    )  # fmt: skip
    first = np.cumsum(pupils) - pupils
    pupil_unit = np.repeat(units - first, pupils) + np.arange(total)
    return Families(
        school[:count].copy(), arrangement[:count].copy(), is_target[:count].copy(), unit[:count].copy(),
        household, level, pupil_unit,
    )  # fmt: skip
