"""What the store keeps of a run of a sweep: its columns."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.outcomes.numbers import PUPILS
from simkansen.work.storage.rows import FAILED, FINISHED

__all__ = ["EFFECT", "FAILED", "FINISHED", "OWN_STAFF", "PUPILS", "RUN_COLUMNS", "columns_of"]

RUN_COLUMNS: tuple[tuple[str, str], ...] = (
    ("key", "VARCHAR"),
    ("point", "VARCHAR"),
    ("scenario", "VARCHAR"),
    ("replication", "INTEGER"),
    ("draw", "INTEGER"),
    ("seed", "BIGINT"),
    ("status", "VARCHAR"),
    ("phase", "VARCHAR"),
    ("error", "VARCHAR"),
    ("seconds", "DOUBLE"),
)
"""Name and SQL type of the columns that every run has; those of the measures follow."""

EFFECT = ".effect"
"""Behind the id of a measure: the paired difference with the reference."""

OWN_STAFF = {"own_staff.asked": "staff_hours_asked", "own_staff.taken": "staff_hours_needed"}
"""Columns that every run has beside its measures, and the measure that each is the effect on (hours).

What an option does is of the hours that a school's own staff has, so that part is kept with every run.
"""


def columns_of(measures: Sequence[str], counted: Sequence[str] = (), staffed: bool = False) -> dict[str, str]:
    """Give the columns of a run with these measures.

    Parameters
    ----------
    measures
        Ids of the measures.
    counted
        Those of a part of the pupils, of which it is kept how many these are.
    staffed
        Whether runs keep the hours of own staff that were asked and taken (`OWN_STAFF`).

    Returns
    -------
    dict
        Name to SQL type, in the order in which they are kept.
    """
    both = [name for measure in measures for name in (measure, f"{measure}{EFFECT}")]
    beside = [*(f"{one}{PUPILS}" for one in counted), *(OWN_STAFF if staffed else ())]
    return dict(RUN_COLUMNS) | dict.fromkeys([*both, *beside], "DOUBLE")
