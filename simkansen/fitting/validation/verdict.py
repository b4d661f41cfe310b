"""Hit, near or miss: a published figure beside the model's median. One rule for both tables.

The median decides, never the width of the model's interval: a model that is less sure scores no better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

Verdict = Literal["hit", "near", "miss", "waits"]
VERDICTS: tuple[Verdict, ...] = ("hit", "near", "miss", "waits")

LOWEST, HIGHEST = 5, 95
"""Per cents between which nine in ten draws lie."""

HALF = 0.5
"""A model that is off by less than half of an effect still tells whether there is one and how large about."""

SURVEY_POINTS = 0.10
"""How far a share of a survey may be off and still count as near: its null is no number, and wording alone
moves answers by as much."""

HOLDS, OPEN = 0.9, 0.5
"""Share of draws with the published sign that makes a hit, and near: the median has the sign."""

MOST, SURE = 0.75, 0.95
"""A hit or near that fewer draws than the first would get by themselves is thin, and so is the hit of a sign
that holds in fewer than the second: other chance or another posterior may undo it."""


def half_effect(published: float, null: float) -> float:
    """Half of a published effect: how far from it a model may be and still be near."""
    return HALF * abs(published - null)


def verdict(published: float, low: float, high: float, median: float, tolerance: float) -> Verdict:
    """Judge a number.

    Parameters
    ----------
    published, low, high
        The published figure, and the lowest and highest that its source allows.
    median
        Median of the model's draws.
    tolerance
        Distance of the median from the published figure below which it is near; 0 for none.

    Returns
    -------
    str
        ``"hit"`` if the median lies in what the source allows, ends included; ``"near"`` if it is less than
        the tolerance from the published figure; else ``"miss"``.
    """
    if low <= median <= high:
        return "hit"
    return "near" if abs(median - published) < tolerance else "miss"


def verdict_on_sign(probability: float) -> Verdict:
    """Judge a sign by the share of draws in which it holds."""
    if probability >= HOLDS:
        return "hit"
    return "near" if probability >= OPEN else "miss"


def known(values: Sequence[float]) -> list[float]:
    """Leave out the draws that have no answer."""
    return [value for value in values if value is not None and np.isfinite(value)]


def spread(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Give median, 5th and 95th percentile of the draws; None where no draw has a number."""
    if not known(values):
        return None
    middle, low, high = np.percentile(known(values), [HALF * (LOWEST + HIGHEST), LOWEST, HIGHEST])
    return float(middle), float(low), float(high)


def share_above_zero(values: Sequence[float]) -> float | None:
    """Give the share of draws above zero; None where no draw has a number."""
    return float(np.mean(np.array(known(values)) > 0.0)) if known(values) else None


def supporters(published: float, low: float, high: float, values: Sequence[float], tolerance: float) -> int:
    """Count the draws that would be a hit or near by themselves; parameters as in `verdict`."""
    return sum(verdict(published, low, high, value, tolerance) != "miss" for value in known(values))


def thin(found: Verdict, supporting: int, answering: int, sign: bool) -> bool:
    """Say whether a hit or near stands on few of the draws that have an answer."""
    needed = SURE if sign and found == "hit" else MOST
    return found in ("hit", "near") and supporting < needed * answering
