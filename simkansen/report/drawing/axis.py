"""One side of axes: its limits, where its ticks are, and what is written beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

_STEPS = (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20)
_WHOLE = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15)
"""Steps between ticks, of numbers and of whole ones, that with the power of ten of the axis as one."""

_LEAST = 2
"""Fewest ticks that are shown."""


class Axis:
    """The horizontal or the vertical side of axes.

    Attributes
    ----------
    limits
        The numbers at its ends; None where what is drawn says them.
    look
        Of its ticks and their texts.
    """

    def __init__(self) -> None:
        self.limits: tuple[float, float] | None = None
        self.kind = "number"
        self.label: tuple[str, dict[str, Any]] = ("", {})
        self.visible = self.named = True
        self.whole = False
        self.look: dict[str, Any] = {}
        self.grid: dict[str, Any] | None = None
        self._most = 0
        self._text: Callable[[float, float], str] = lambda value, _: f"{value:g}"
        self._fixed: tuple[Sequence[float], Sequence[str]] | None = None

    def set_visible(self, visible: bool) -> None:
        """Show it, or leave it out."""
        self.visible = visible

    def number(self, most: int, text: Callable[[float, float], str]) -> None:
        """Write numbers beside it.

        Parameters
        ----------
        most
            How many steps at most.
        text
            Makes a text of a number and of the step between two.
        """
        self._most, self._text, self._fixed = most, text, None

    def set_ticks(self, places: Sequence[float], texts: Sequence[str]) -> None:
        """Write these texts at these numbers."""
        self._fixed = ([float(one) for one in places], list(texts))

    def ticks(self, low: float, high: float) -> list[tuple[float, str]]:
        """Return the numbers with a tick between two limits, and the texts beside them."""
        if self._fixed:
            found = list(zip(*self._fixed, strict=True))
        elif self._most:
            places = even_places(low, high, self._most, whole=self.whole)
            step = abs(places[1] - places[0]) if len(places) > 1 else 1.0
            found = [(place, self._text(place, step)) for place in places]
        else:
            found = []
        low, high = min(low, high), max(low, high)
        slack = 1e-10 * (high - low)
        return [(at, text) for at, text in found if low - slack <= at <= high + slack]


def even_places(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """Return even numbers around two limits, about so many steps apart: at most that, at least two within.

    Parameters
    ----------
    low, high
        The limits, in any order.
    most
        The most steps.
    whole
        Only whole numbers.
    """
    low, high = _apart(min(low, high), max(low, high))
    wanted = (high - low) / most
    steps = [step * 10.0 ** math.floor(math.log10(wanted)) for step in (_WHOLE if whole else _STEPS)]
    if whole:
        steps = [step for step in steps if step < 1 or abs(step - round(step)) < 0.001]
    enough = next((k for k, step in enumerate(steps) if step >= wanted), len(steps) - 1)
    at_least_one = whole and math.floor(high) - math.ceil(low) >= _LEAST - 1
    places: list[float] = []
    for step in reversed(steps[: enough + 1]):
        places = _multiples(max(1.0, step) if at_least_one else step, low, high)
        if sum(low <= place <= high for place in places) >= _LEAST:
            break
    return places


def _apart(low: float, high: float) -> tuple[float, float]:
    """Return limits that are not one number."""
    if high - low > 1e-13 * max(abs(low), abs(high), 1e-300):
        return low, high
    wider = abs(low) * 1e-13 or 1e-13
    return low - wider, high + wider


def _multiples(step: float, low: float, high: float) -> list[float]:
    """Return the multiples of a step from the last at or below a limit to the first at or above another."""
    first, last = math.floor(low / step + 1e-10), math.ceil(high / step - 1e-10)
    return [k * step for k in range(first, last + 1)]
