"""Hit, near or miss: a published figure beside the model's interval."""

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
"""Share of draws with the published sign that makes a hit, and near: more often than not."""


def apart(low: float, high: float, other_low: float, other_high: float) -> float:
    """Distance between two intervals; 0 where they overlap."""
    return max(0.0, low - other_high, other_low - high)


def half_effect(published: float, null: float) -> float:
    """Half of a published effect: how far from it a model may be and still be near."""
    return HALF * abs(published - null)


def verdict(low: float, high: float, p05: float, p95: float, tolerance: float) -> Verdict:
    """Judge a number.

    Parameters
    ----------
    low, high
        What the source allows.
    p05, p95
        Where nine in ten of the model's draws lie.
    tolerance
        Distance between both intervals that still counts as near.

    Returns
    -------
    str
        ``"hit"`` if the intervals overlap, ``"near"`` within the tolerance, else ``"miss"``.
    """
    distance = apart(low, high, p05, p95)
    if distance == 0.0:
        return "hit"
    return "near" if distance <= tolerance else "miss"


def verdict_on_sign(probability: float) -> Verdict:
    """Judge a sign by the share of draws in which it holds."""
    if probability >= HOLDS:
        return "hit"
    return "near" if probability >= OPEN else "miss"


def spread(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Give median, 5th and 95th percentile of the draws; None where no draw has a number."""
    known = np.array([value for value in values if value is not None and np.isfinite(value)])
    if not known.size:
        return None
    middle, low, high = np.percentile(known, [HALF * (LOWEST + HIGHEST), LOWEST, HIGHEST])
    return float(middle), float(low), float(high)


def share_above_zero(values: Sequence[float]) -> float | None:
    """Give the share of draws above zero; None where no draw has a number."""
    known = np.array([value for value in values if value is not None and np.isfinite(value)])
    return float((known > 0.0).mean()) if known.size else None
