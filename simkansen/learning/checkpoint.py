"""Where a model stands after some weeks, for another to go on from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simkansen.learning.columns import State
from simkansen.learning.inputs import WeekInputs


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All that a model has come to after some weeks in which no programme ran, for another to go on from.

    Attributes
    ----------
    weeks
        How many weeks lie behind it.
    state, inputs
        The columns: those of the model that stands there, until it goes on or they are copied.
    sums : ndarray of float64, shape (weeks, cells, columns)
        Indicators of these weeks.
    snapshots, mean_skills
        What was written down of every pupil.
    indicators
        What the data collector holds.
    """

    weeks: int
    state: State
    inputs: WeekInputs
    sums: NDArray[np.float64]
    snapshots: dict[int, NDArray[np.float32]]
    mean_skills: dict[int, NDArray[np.float32]]
    indicators: dict[str, list[object]]

    def copied(self) -> Checkpoint:
        """Return the same in columns of its own; what is only read is shared."""
        return self.with_columns([_copied(column) for column in self.columns])

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """The columns of the state, and then those of the inputs."""
        return *self.state, *self.inputs

    def with_columns(self, columns: Sequence[NDArray[Any]]) -> Checkpoint:
        """Return the same with other columns."""
        ends = len(self.state)
        return replace(self, state=State._make(columns[:ends]), inputs=WeekInputs._make(columns[ends:]))


def is_nought(column: NDArray[Any]) -> bool:
    """Tell whether a column holds nothing but noughts, to the bit."""
    return not column.view(np.uint8).any()


def _copied(column: NDArray[Any]) -> NDArray[Any]:
    """Copy a column; one of noughts takes no memory before something is written there."""
    return np.zeros(column.shape, column.dtype) if is_nought(column) else column.copy()
