"""The few numbers of a run that an experiment or a study asks for, each as a level and as a paired effect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

import numpy as np

from simkansen.outcomes.groups import KnownMeans
from simkansen.outcomes.measurement import Measured, Measurement
from simkansen.outcomes.measures import MEASURES, OF_STUDIES
from simkansen.outcomes.measures.growth import school_years
from simkansen.outcomes.registry import ALL_SUBJECTS, Measure
from simkansen.work.lru_cache import LRUCache

if TYPE_CHECKING:
    from simkansen.outcomes.groups import Groups
    from simkansen.outcomes.inputs import CalendarWeeks, PupilTables
    from simkansen.outcomes.panel import Panel

Numbers = dict[str, float | None]

PUPILS = ".pupils"
"""Behind the name of a number: how many pupils it is of."""


ENDLESS = ("cost_per_week",)
"""Measures that may be infinite: money that is spent in vain (`simkansen.outcomes.prices`)."""

_KNOWN = 4
"""Traces whose means are kept: the reference, the twin that it shares with others, and some of these."""

# What was measured holds what it is of, so that no other object takes its identity while it is kept.
_references: LRUCache[tuple[tuple[object, ...], Measurement]] = LRUCache(2)


class Asked(Protocol):
    """One number of a run: a measure of a group of pupils in one week."""

    @property
    def measure(self) -> str:
        """Name of the measure."""

    @property
    def subject(self) -> str:
        """A subject, or all."""

    @property
    def by(self) -> str:
        """What pupils are split by."""

    @property
    def group(self) -> str:
        """The group."""

    @property
    def week(self) -> date | None:
        """A day of the week; None for the last there is."""

    @property
    def id(self) -> str:
        """Name of the number."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a run that a study asks for, at the last week there is.

    Attributes
    ----------
    measure
        Name of the measure.
    by, group
        The group of pupils it is of.
    """

    measure: str
    by: str = "all"
    group: str = "all"

    subject = ALL_SUBJECTS
    week = None

    @property
    def id(self) -> str:
        """Name of the number."""
        return self.measure


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is measured of every run of an experiment.

    Attributes
    ----------
    measures
        As they are asked for.
    groups
        The groups that results can be given for.
    counted
        Whether the effects tell how many pupils each is of.
    """

    measures: tuple[Asked, ...]
    groups: Groups
    counted: bool = False

    @property
    def known(self) -> tuple[Measure, ...]:
        """The measures behind them, each once, in the order in which they are told."""
        asked = {one.measure for one in self.measures}
        return tuple(one for name, one in (MEASURES | OF_STUDIES).items() if name in asked)

    @property
    def each_pupil(self) -> bool:
        """Whether a measure compares pupils one by one."""
        return any(one.each_pupil for one in self.known)

    def week(self, one: Asked, calendar: CalendarWeeks, snapshots: Iterable[int]) -> int:
        """Give the week of the calendar that a measure is about: the one asked for, or the last there is.

        Raises
        ------
        ValueError
            If the calendar does not have the week that is asked for.
        """
        if one.week is not None:
            monday = np.asarray(calendar.monday, dtype="datetime64[D]")
            day = np.datetime64(one.week, "D")
            found = np.flatnonzero((monday <= day) & (day < monday + np.timedelta64(7, "D")))
            if not found.size:
                message = f"{one.week} is no day of the calendar, which measure '{one.id}' asks for"
                raise ValueError(message)
            return int(found[0])
        return last_week(one.measure, calendar, snapshots)


def last_week(measure: str, calendar: CalendarWeeks, snapshots: Iterable[int]) -> int:
    """Give the last week of the calendar that a measure has a value in."""
    where = (MEASURES | OF_STUDIES)[measure].weeks
    if where == "end":
        return len(calendar.monday) - 1
    if where == "kept":
        return max(snapshots, default=0)
    return school_years(calendar)[-1][1]


def measure_runs(
    runs: Mapping[str, Measured], reference: str, pupils: PupilTables, wanted: Wanted
) -> dict[str, tuple[Numbers, Numbers]]:
    """Measure the runs of one task.

    Parameters
    ----------
    runs
        Each scenario beside its twin without a closure, by name; one that failed is not there.
    reference
        Name of the scenario that the others are compared with.
    pupils
        The pupils' tables.
    wanted
        What is measured.

    Returns
    -------
    dict of str to (dict of str to float or None, dict of str to float or None)
        Of each run its levels and its effects by the measure's name; None where a number does not exist, as
        the effects of the reference and those of all runs when the reference failed.
    """
    theirs = _reference(runs[reference], pupils, wanted) if reference in runs else None
    known = KnownMeans(_KNOWN) if theirs is None else theirs.known
    measured = {
        name: theirs if theirs and name == reference else _measurement(run, pupils, wanted, known)
        for name, run in runs.items()
    }
    nothing: Numbers = dict.fromkeys(one.id for one in wanted.measures)
    return {
        name: (
            _numbers(mine, wanted, mine.levels),
            nothing if theirs is None or name == reference else _effects(mine, theirs, wanted),
        )
        for name, mine in measured.items()
    }


def _reference(run: Measured, pupils: PupilTables, wanted: Wanted) -> Measurement:
    """Measure the reference, once for all points at which it is the same run."""
    of = run.trace, run.twin, pupils, wanted

    def measure() -> tuple[tuple[object, ...], Measurement]:
        return of, _measurement(run, pupils, wanted, KnownMeans(_KNOWN))

    return _references.get(tuple(map(id, of)), measure)[-1]


def _measurement(run: Measured, pupils: PupilTables, wanted: Wanted, known: KnownMeans) -> Measurement:
    """Measure in the weeks that matter: those asked for, and where school years begin and end."""
    calendar = run.trace.calendar
    ends = {week for first, last, _ in school_years(calendar) for week in (first, last)}
    weeks = np.array(sorted({*_weeks(run, wanted), *ends}), dtype=np.int64)
    return Measurement(run, pupils, wanted.groups, wanted.known, weeks, weeks, known)


def _weeks(run: Measured, wanted: Wanted) -> list[int]:
    """Give the week of each number."""
    return [wanted.week(one, run.trace.calendar, run.trace.snapshots) for one in wanted.measures]


def _numbers(mine: Measurement, wanted: Wanted, panels: Sequence[Panel]) -> Numbers:
    """Pick the numbers that are wanted out of panels."""
    by_name = {(panel.measure, panel.subject): panel for panel in panels}
    return {
        one.id: _kept(
            one.measure,
            _pick(by_name.get((one.measure, one.subject)), wanted.groups.row(one.by, one.group), week),
        )
        for one, week in zip(wanted.measures, _weeks(mine.run, wanted), strict=True)
    }


def _kept(measure: str, value: float | None) -> float | None:
    """Give a number as runs keep it: none that is not finite, save a price that no money is enough for."""
    endless = measure in ENDLESS and value == np.inf
    return value if value is not None and (endless or np.isfinite(value)) else None


def _effects(mine: Measurement, theirs: Measurement, wanted: Wanted) -> Numbers:
    """Pick the effects that are wanted and, where that is asked, of how many pupils each is."""
    panels = mine.effects(theirs)
    found = _numbers(mine, wanted, panels)
    if not wanted.counted:
        return found
    by_name = {(panel.measure, panel.subject): panel for panel in panels}
    for one, week in zip(wanted.measures, _weeks(mine.run, wanted), strict=True):
        panel = by_name.get((one.measure, one.subject))
        count = _pupils(panel, wanted.groups.row(one.by, one.group), week)
        found[f"{one.id}{PUPILS}"] = count or None
    return found


def _pupils(panel: Panel | None, row: int, week: int) -> float:
    """Count the pupils behind a value; none where there is no such week."""
    if panel is None:
        return 0.0
    place = np.flatnonzero(panel.weeks == week)
    return float(panel.pupils[row, place[0]]) if place.size else 0.0


def _pick(panel: Panel | None, row: int, week: int) -> float | None:
    if panel is None:
        return None
    place = np.flatnonzero(panel.weeks == week)
    if not place.size or not panel.pupils[row, place[0]] > 0:
        return None
    return float(panel.values[row, place[0]])
