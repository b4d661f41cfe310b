"""Two behaviours side by side: the figures that moved, the first of them first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from simkansen.identity.figures import Figures, Floats, Key

TOLERANCE = 1e-9
"""By how much of itself a figure may differ and be the same."""

_NOUGHT = 1e-12
"""Difference that is none beside numbers near 0."""

SHOWN = 3


class Moved(NamedTuple):
    """One series that is not what it was.

    Attributes
    ----------
    key
        Which.
    place
        The first number of it that moved.
    before, now
        What it was and is; None where there is no such series.
    """

    key: Key
    place: int
    before: float | None
    now: float | None

    def __str__(self) -> str:
        where = f"step `{self.key.step}`, figure `{self.key.figure}`"
        if self.before is None or self.now is None:
            said = "is new" if self.before is None else "is gone"
            return f"{self.key.part}, {self.key.case}: {where} {said}"
        at = f" {self.key.by} {self.place}" if self.key.by else ""
        return f"{self.key.part}, {self.key.case}: {where}{at}: {self.before:.10g} → {self.now:.10g}"


def moved(before: Figures, now: Figures, part: str) -> list[Moved]:
    """Find the series of a part that moved.

    A series that is gone and a new one with the same numbers, in the same case and step, are one that has
    another name now: columns may be renamed.

    Parameters
    ----------
    before, now
        The behaviours.
    part
        Which part of them.

    Returns
    -------
    list of Moved
        By case, then week; where several moved in one week, in the order of the steps.
    """
    old, new = before.of(part), now.of(part)
    new = _under_old_names(old, new)
    found = [
        one
        for key in dict.fromkeys([*old, *new])
        if (one := _moved(key, old.get(key), new.get(key))) is not None
    ]
    cases = list(dict.fromkeys(one.key.case for one in found))
    return sorted(found, key=lambda one: (cases.index(one.key.case), _when(one)))


def _under_old_names(old: Mapping[Key, Floats], new: Mapping[Key, Floats]) -> dict[Key, Floats]:
    """Give series that were renamed the names that they had."""
    gone = [key for key in old if key not in new]
    found = dict(new)
    for key in [key for key in new if key not in old]:
        here = key._replace(figure="")
        same = (one for one in gone if one._replace(figure="") == here)
        known = next((one for one in same if _moved(one, old[one], new[key]) is None), None)
        if known is not None:
            gone.remove(known)
            found[known] = found.pop(key)
    return found


def _when(one: Moved) -> float:
    """Give the week; what is no series of weeks comes after, for it follows from the weeks."""
    return float(one.place) if one.key.by == "week" else float("inf")


def _moved(key: Key, before: Floats | None, now: Floats | None) -> Moved | None:
    if before is None or now is None:
        return Moved(key, 0, None if before is None else 0.0, None if now is None else 0.0)
    if before.size != now.size:
        return Moved(key, min(before.size, now.size), float(before.size), float(now.size))
    size = np.maximum(np.abs(before), np.abs(now))
    apart = np.flatnonzero(np.abs(before - now) > TOLERANCE * size + _NOUGHT)
    if not apart.size:
        return None
    first = int(apart[0])
    return Moved(key, first, float(before[first]), float(now[first]))


def told(found: list[Moved]) -> list[str]:
    """Say which figures moved: the first few, and how many more.

    Parameters
    ----------
    found
        From `moved`.

    Returns
    -------
    list of str
        Lines.
    """
    lines = [str(one) for one in found[:SHOWN]]
    more = len(found) - SHOWN
    return [*lines, f"and {more} more figures"] if more > 0 else lines
