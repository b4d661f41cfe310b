"""Conditions on what is varied: from the questions of a tree to words that a reader can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Known = tuple[str, str | None]
"""What a feature is: a path, and the text that its value is or is not (None for a number)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of the value at one path.

    Attributes
    ----------
    path
        The path.
    low, high
        The value is above the one and at most the other, where there is one.
    equals, never
        The value is this text; or none of these.
    """

    path: str
    low: float | None = None
    high: float | None = None
    equals: str | None = None
    never: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Write it in words."""
        if self.equals is not None:
            return f"{self.path} = {self.equals}"
        if self.never:
            return f"{self.path} not {', '.join(self.never)}"
        low, high = (None if end is None else f"{end:.4g}" for end in (self.low, self.high))
        if low is None:
            return f"{self.path} <= {high}"
        return f"{self.path} > {low}" if high is None else f"{low} < {self.path} <= {high}"

    def plain(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "path": self.path,
            "above": self.low,
            "at_most": self.high,
            "equals": self.equals,
            "never": list(self.never),
        }


def features_of(values: Mapping[str, NDArray[Any]]) -> tuple[NDArray[np.float64], list[Known]]:
    """Turn values into numbers for a tree.

    Parameters
    ----------
    values
        By path, shape (points,).

    Returns
    -------
    (ndarray of float64, shape (points, features), list of Known)
        A column for each path with numbers; for other values one for each of them, 1 where it is so.
    """
    columns: list[NDArray[np.float64]] = []
    known: list[Known] = []
    size = len(next(iter(values.values()), ()))
    for path, column in values.items():
        if column.dtype.kind in "fiu":
            columns.append(column.astype(np.float64))
            known.append((path, None))
            continue
        texts = column.astype(str)
        for text in np.unique(texts):
            columns.append((texts == text).astype(np.float64))
            known.append((path, str(text)))
    return np.column_stack(columns) if columns else np.empty((size, 0)), known


def conditions_of(asked: Sequence[tuple[int, bool, float]], known: Sequence[Known]) -> list[Condition]:
    """Put the questions on the way to a leaf together, one condition a path.

    Parameters
    ----------
    asked
        Feature, whether its value is at most the number (or above it), and the number.
    known
        What the features are.
    """
    found: dict[str, Condition] = {}
    for feature, at_most, cut in asked:
        path, text = known[feature]
        before = found.get(path, Condition(path))
        if text is not None:
            changed = {"never": (*before.never, text)} if at_most else {"equals": text}
            found[path] = replace(before, **changed)
        elif at_most:
            found[path] = replace(before, high=min(cut, before.high if before.high is not None else cut))
        else:
            found[path] = replace(before, low=max(cut, before.low if before.low is not None else cut))
    return list(found.values())
