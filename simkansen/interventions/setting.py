"""What an intervention may know of the world it works in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from simkansen.compiled import Rates
    from simkansen.evidence import Parameters
    from simkansen.population import Population
    from simkansen.scenario.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Setting:
    """The world of one run.

    Attributes
    ----------
    population
        The five tables.
    calendar
        The weeks.
    parameters
        The parameters of this run.
    p
        The parameters of interventions as a record, for the compiled rules.
    key
        Key of the run.
    staff : ndarray of float64, shape (schools, school years)
        Hours a week that the school's own staff still has for extra help; programmes draw on it in turn.
    """

    population: Population
    calendar: Calendar
    parameters: Parameters
    p: Rates
    key: np.uint64
    staff: NDArray[np.float64]


_NO_ROWS: NDArray[np.int64] = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Those who start this week (counts)."""

    pupils: int
    households: int
    classes: int
    schools: int


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom an intervention reaches this week.

    Attributes
    ----------
    pupils, households, classes
        Rows, sorted, each once. Which are filled depends on the intervention.
    scale
        Pupils (or teachers) that the whole programme reaches: rows times the schools each stands for.
    """

    pupils: NDArray[np.int64] = field(default_factory=lambda: _NO_ROWS)
    households: NDArray[np.int64] = field(default_factory=lambda: _NO_ROWS)
    classes: NDArray[np.int64] = field(default_factory=lambda: _NO_ROWS)
    scale: float = 0.0
