"""Hit, near or miss: a published figure beside the model's median. One rule for both tables.

The median decides, never the width of the model's interval: a model that is less sure scores no better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
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


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """A published figure beside the model's; numbers are None where there is none.

    Attributes
    ----------
    id
        Id of the register, and which figure of it.
    quantity, unit
        What is compared.
    published, published_low, published_high
        What the source says, and what it allows; None for a direction.
    median, p05, p95
        The model: median of the draws that have an answer, and the interval that holds nine in ten of them.
        For a direction the first is the share of draws in which it holds, and the others are None.
    verdict
        ``"hit"``, ``"near"`` (never of a trial), ``"miss"``, or ``"waits"`` where this version cannot answer.
    note
        How the model answers; what the row leans on, how many draws have no answer, whether the verdict is
        thin; for a miss, what it would take to fix it, or of a trial the ratio to the published effect.
    """

    id: str
    quantity: str
    unit: str
    published: float | None
    published_low: float | None
    published_high: float | None
    median: float | None
    p05: float | None
    p95: float | None
    verdict: Verdict
    note: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values for JSON."""
        return asdict(self)


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
