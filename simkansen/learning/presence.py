"""Emergency care: who sits in school although schools are closed (part of step 1; A47-A50)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simkansen import chance
from simkansen.compiled import Rates, RateTable, kernel, rule
from simkansen.learning.columns import Codes, Floats, Static, WeekFacts
from simkansen.learning.inputs import WeekInputs


@rule
def in_emergency_care(
    vital_rank: float, vulnerable: int, draw: float, vital: float, vulnerable_share: float, p: Rates
) -> bool:
    """Whether a pupil is in emergency care while schools are closed.

    Parameters
    ----------
    vital_rank
        Rank of the home in the need of care for parents with vital jobs, in (0, 1).
    vulnerable
        1 if the school counts the pupil as in a vulnerable position.
    draw
        Draw in (0, 1), one per pupil and run: whether school and parents agree on a place.
    vital, vulnerable_share
        Share of all pupils in care for each reason. Who has both counts under the first, as in the polls, so
        that the two together are the share in care.
    p
        Parameters of learning.

    Returns
    -------
    bool

    Source: register RES-15, RES-17, RES-18; founding document items A47-A50.
    """
    others = p.vulnerable_share * (1.0 - vital)
    return vital_rank < vital or (vulnerable == 1 and draw * others < vulnerable_share)


@kernel
def in_care_of(
    rank: Floats, vulnerable: Codes, draw: Floats, vital: Floats, share: Floats, rates: RateTable
) -> NDArray[np.bool_]:
    """Tell who is in emergency care; parameters as in `in_emergency_care`, arrays of shape (pupils,)."""
    p = rates[0]
    seated = np.zeros(rank.size, dtype=np.bool_)
    for i in range(rank.size):
        seated[i] = in_emergency_care(rank[i], vulnerable[i], draw[i], vital[i], share[i], p)
    return seated


@kernel
def place_emergency_care(
    facts: WeekFacts, static: Static, inputs: WeekInputs, key: np.uint64, stream: int, rates: RateTable
) -> None:
    """Seat the pupils of the emergency care that schools gave in this closure.

    Parameters
    ----------
    facts
        The calendar of this week.
    static
        Columns that do not change.
    inputs
        Writes `brought`.
    key, stream
        Key of the run and number of the stream ``emergency-care``.
    rates
        Parameters of learning: a table of one row.
    """
    p = rates[0]
    pupils, homes = static.pupils, static.households
    for i in range(pupils.household.size):
        today = facts.today[pupils.timetable[i, facts.school_year]]
        rank = homes.vital_job[pupils.household[i]]
        draw = chance.uniform(key, stream, pupils.unit[i], 0) if pupils.vulnerable[i] == 1 else 1.0
        if in_emergency_care(rank, pupils.vulnerable[i], draw, today.vital, today.vulnerable, p):
            inputs.brought[i] = 1.0
