"""A measure of all groups in some weeks, on its way from arrays to rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Labels
from simkansen.outcomes.registry import ALL_SUBJECTS, MEASURES, SUBJECTS
from simkansen.outcomes.table import COLUMNS, Column, Table, concatenate, repeat

Floats = NDArray[np.float64]
Weeks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure of one subject.

    Attributes
    ----------
    measure, subject
        What the values are of.
    weeks : ndarray of int64, shape (w,)
        Weeks of the calendar (counted from 0).
    values : ndarray of float64, shape (G, w)
        The measure, NaN where it does not exist.
    pupils : ndarray of float64, shape (G, w)
        Pupils behind each value (count).
    """

    measure: str
    subject: str
    weeks: Weeks
    values: Floats
    pupils: Floats

    def minus(self, reference: Panel) -> Panel:
        """Return the difference with the same panel of the reference."""
        return replace(self, values=self.values - reference.values)


def by_subject(measure: str, weeks: Weeks, values: Floats, pupils: Floats, detailed: Weeks) -> list[Panel]:
    """Make panels of a measure by subject: their mean in all weeks, each of them in some.

    Parameters
    ----------
    measure
        Name of the measure.
    weeks : ndarray of int64, shape (w,)
        Weeks of the values.
    values : ndarray of float64, shape (G, w, subjects)
        The measure by subject.
    pupils : ndarray of float64, shape (G, w)
        Pupils behind each value.
    detailed
        Weeks in which each subject is given too.
    """
    panels = [Panel(measure, ALL_SUBJECTS, weeks, values.mean(axis=-1), pupils)]
    chosen = np.isin(weeks, detailed)
    if chosen.any():
        panels += [
            Panel(measure, subject, weeks[chosen], values[:, chosen, index], pupils[:, chosen])
            for index, subject in enumerate(SUBJECTS)
        ]
    return panels


def effects(panels: Iterable[Panel], reference: Iterable[Panel]) -> list[Panel]:
    """Return every panel minus the same panel of the reference, in the weeks both have."""
    others = {(panel.measure, panel.subject): panel for panel in reference}
    found = []
    for panel in panels:
        other = others.get((panel.measure, panel.subject))
        if other is None:
            continue
        shared, mine, theirs = np.intersect1d(panel.weeks, other.weeks, return_indices=True)
        here = replace(panel, weeks=shared, values=panel.values[:, mine], pupils=panel.pupils[:, mine])
        found.append(here.minus(replace(other, weeks=shared, values=other.values[:, theirs])))
    return found


def to_table(
    panels: Iterable[Panel], scenario: str, kind: str, groups: Labels, monday: NDArray[np.datetime64]
) -> Table:
    """Write panels as rows; a group without pupils or without a value gives no row.

    Parameters
    ----------
    panels
        Measures of all groups.
    scenario
        Name of the scenario.
    kind
        ``"level"`` or ``"effect"``.
    groups
        What the panels' rows are of, in their order.
    monday : ndarray of datetime64, shape (weeks,)
        Monday of each week of the calendar.
    """
    by = np.array(groups.by, dtype=object)
    name = np.array(groups.name, dtype=object)
    dates = monday.astype("datetime64[s]")
    tables = []
    for panel in panels:
        group, week = np.nonzero((panel.pupils > 0) & np.isfinite(panel.values))
        columns: dict[str, Column] = {
            "scenario": repeat(scenario, group.size),
            "kind": repeat(kind, group.size),
            "measure": repeat(panel.measure, group.size),
            "unit": repeat(MEASURES[panel.measure].unit, group.size),
            "subject": repeat(panel.subject, group.size),
            "by": by[group],
            "group": name[group],
            "week": dates[panel.weeks[week]],
            "value": panel.values[group, week],
            "n_pupils": np.rint(panel.pupils[group, week]).astype(np.int64),
        }
        tables.append(Table({column: columns[column] for column in COLUMNS}))
    return concatenate(tables)
