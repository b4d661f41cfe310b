"""The inputs of one week: all that an intervention may change.

Interventions write here and nowhere else: hours, access, presence, visibility and teaching, never
an outcome. Without an intervention the arrays hold what homes and schools have of themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simkansen.compiled_columns import table
from simkansen.learning.columns import Floats

if TYPE_CHECKING:
    from simkansen.population import Population


@table
class WeekInputs(NamedTuple):
    """Arrays that a week reads and that interventions may change before it does."""

    devices: Floats  # (households,), working devices for schoolwork, own and lent (count)
    parent_hours: Floats  # (households,), parents' time for school (h/week)
    respect: Floats  # (households,), respect felt from school (0-1)
    guidance: Floats  # (households,), share by which advice closes parents' lack of capability (0-1)
    contact: Floats  # (pupils,), extra contact of school with pupil and home (0-1)
    brought: Floats  # (pupils,), share of the closed school days spent in school (0-1)
    programme_hours: Floats  # (pupils, subjects), hours a week, in one-to-one teacher hours
    displaced_hours: Floats  # (pupils,), lesson hours missed because of programmes (h/week)
    teacher_time: Floats  # (classes,), share of remote teaching time used for other tasks (0-1)
    training: Floats  # (classes,), SD of teaching quality gained this week
    remote_training: Floats  # (classes,), gain of remote skill this week (z)


def blank_inputs(population: Population) -> WeekInputs:
    """Make the inputs of a week in which no intervention acts.

    Parameters
    ----------
    population
        The five tables.

    Returns
    -------
    WeekInputs
        New arrays, which the caller may change.
    """
    households = population.households
    n, h, c = len(population.pupils.school), len(households.parents), len(population.classes.school)
    return WeekInputs(
        devices=np.array(households.devices, dtype=np.float64),
        parent_hours=np.array(households.parent_hours, dtype=np.float64),
        respect=np.array(households.respect, dtype=np.float64),
        guidance=np.zeros(h),
        contact=np.zeros(n),
        brought=np.zeros(n),
        programme_hours=np.zeros(population.pupils.skill.shape),
        displaced_hours=np.zeros(n),
        teacher_time=np.zeros(c),
        training=np.zeros(c),
        remote_training=np.zeros(c),
    )


def reset_inputs(inputs: WeekInputs, population: Population) -> None:
    """Set the inputs back to what homes and schools have of themselves.

    Parameters
    ----------
    inputs
        Changed in place.
    population
        The five tables.
    """
    households = population.households
    inputs.devices[:] = households.devices
    inputs.parent_hours[:] = households.parent_hours
    inputs.respect[:] = households.respect
    for values in inputs[inputs._fields.index("guidance") :]:
        if values.view(np.int64).any():  # noughts that nobody wrote take no memory
            values[...] = 0.0
