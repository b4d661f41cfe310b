"""The frame: the list of schools from which a population is made, and the sample drawn from it."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from simkansen.chance import uniforms
from simkansen.population.tables import Floats, Ints, Texts

LOCAL_BITS = 13
LARGEST_SCHOOL = 2**LOCAL_BITS - 1


@dataclass(frozen=True, slots=True)
class Frame:
    """Schools with what was published of them; every column has shape (schools,)."""

    code: Texts
    """Code of the school."""
    municipality: Texts
    """Name of the municipality."""
    province: Texts
    """Province; empty where unknown."""
    pupils: Ints
    """Pupils of groep 1-8 (count)."""
    disadvantaged_share: Floats
    """Share of pupils among the nationally 15 % most disadvantaged (0-1)."""
    weight: Floats
    """Schools that this one stands for."""

    def __len__(self) -> int:
        return len(self.code)

    def take(self, rows: Ints, weight: float = 1.0) -> Frame:
        """Keep some rows, each standing for `weight` times as many schools."""
        return Frame(
            self.code[rows],
            self.municipality[rows],
            self.province[rows],
            self.pupils[rows],
            self.disadvantaged_share[rows],
            self.weight[rows] * weight,
        )

    def in_order(self) -> Frame:
        """Sort by province, municipality and code, so that the order of a file does not matter."""
        return self.take(np.lexsort((self.code, self.municipality, self.province)))


def school_units(code: Texts) -> Ints:
    """Give each school a number for chance: a function of its code alone.

    Units inside the school add a count below 2**13, so that a pupil's luck does not depend on which
    other schools are in the population.

    Parameters
    ----------
    code : ndarray of str, shape (schools,)

    Returns
    -------
    ndarray of int64, shape (schools,)
        Multiples of 2**13.
    """
    digests = (hashlib.blake2b(str(c).encode(), digest_size=8).digest() for c in code)
    numbers = [int.from_bytes(digest, "big") >> (64 - 63 + LOCAL_BITS) for digest in digests]
    return np.array(numbers, dtype=np.int64) << LOCAL_BITS


def walk_past(code: Texts, pupils: Ints, disadvantaged_share: Floats, bands: int) -> Ints:
    """Put schools in an order in which neighbours are alike.

    Parameters
    ----------
    code, pupils, disadvantaged_share
        Of each school, shape (schools,).
    bands
        Bands of disadvantage; inside each, size goes up and down in turn.

    Returns
    -------
    ndarray of int64, shape (schools,)
        Rows in that order.
    """
    total = len(code)
    by_share = np.lexsort((code, pupils, disadvantaged_share))
    band = np.empty(total, dtype=np.int64)
    band[by_share] = np.arange(total) * bands // total
    turn = np.where(band % 2 == 0, pupils, -pupils)
    return np.asarray(np.lexsort((code, turn, band)), dtype=np.int64)


def draw_sample(frame: Frame, size: int | None, key: np.uint64) -> Frame:
    """Draw schools systematically, so that size and disadvantage are represented.

    The frame is cut into bands of disadvantage, sorted by size inside a band (up and down in turn), and
    every k-th school is taken from a random start. Each school has the same chance to be taken.

    Parameters
    ----------
    frame
        Schools to draw from.
    size
        Schools to draw; None or more than there are takes all.
    key
        Key of the run.

    Returns
    -------
    Frame
        The schools drawn, each standing for ``len(frame) / size`` schools.
    """
    total = len(frame)
    if size is None or size >= total:
        return frame
    walk = walk_past(frame.code, frame.pupils, frame.disadvantaged_share, max(1, round(math.sqrt(size))))
    start = uniforms(key, "population/sample", np.zeros(1, dtype=np.int64))[0]
    picks = np.floor((np.arange(size) + start) * total / size).astype(np.int64)
    return frame.take(np.sort(walk[np.minimum(picks, total - 1)]), total / size)
