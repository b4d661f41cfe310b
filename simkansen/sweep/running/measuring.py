"""The few numbers of a run that an experiment asks for, each as a level and as a paired effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.outcomes.groups import Groups, Means, group_means
from simkansen.outcomes.measures.cost import cost_per_week, total_cost, totals, weeks_recovered
from simkansen.outcomes.measures.gaps import gap_weeks
from simkansen.outcomes.measures.growth import delay_weeks, growth_share, school_years, skill
from simkansen.outcomes.measures.participants import weeks_per_participant
from simkansen.outcomes.measures.process import participation
from simkansen.outcomes.measures.who_gains import better_and_worse
from simkansen.outcomes.panel import Panel
from simkansen.sweep.ask.experiment import OF_ALL, OF_EACH_PUPIL, OF_PARTICIPANTS, PROCESS, TOTALS

if TYPE_CHECKING:
    from simkansen.outcomes.inputs import CalendarWeeks, PupilTables, RunTrace
    from simkansen.outcomes.replication import Measured
    from simkansen.sweep.ask.experiment import MeasureSpec

Weeks = NDArray[np.int64]
Numbers = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is measured of every run of an experiment.

    Attributes
    ----------
    measures
        As the file asks for them.
    groups
        The groups that results can be given for.
    """

    measures: tuple[MeasureSpec, ...]
    groups: Groups

    @property
    def each_pupil(self) -> bool:
        """Whether a measure compares pupils one by one."""
        return any(one.measure in OF_EACH_PUPIL for one in self.measures)

    def week(self, one: MeasureSpec, calendar: CalendarWeeks, snapshots: Iterable[int]) -> int:
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
    if measure in OF_ALL:
        return len(calendar.monday) - 1
    if measure in OF_EACH_PUPIL:
        return max(snapshots, default=0)
    return school_years(calendar)[-1][1]


@dataclass(frozen=True)
class _Measurement:
    """One scenario's means in the weeks that matter."""

    run: Measured
    means: Means
    twin: Means
    weeks: Weeks
    asked: tuple[int, ...]
    panels: list[Panel]


def _measure(run: Measured, wanted: Wanted) -> _Measurement:
    calendar, groups = run.trace.calendar, wanted.groups
    asked = tuple(wanted.week(one, calendar, run.trace.snapshots) for one in wanted.measures)
    ends = {week for first, last, _ in school_years(calendar) for week in (first, last)}
    weeks = np.array(sorted({*asked, *ends}), dtype=np.int64)
    means, twin = (group_means(trace, groups, weeks) for trace in (run.trace, run.twin))
    make: Mapping[str, Callable[[], list[Panel]]] = {
        "growth_share": lambda: growth_share(means, twin, calendar),
        "delay_weeks": lambda: delay_weeks(means, twin, weeks),
        "skill": lambda: skill(means, weeks),
        "gap_weeks": lambda: gap_weeks(means, groups, weeks),
        "process": lambda: participation(means, calendar),
        "totals": lambda: totals(run.trace, means, groups),
    }
    families = dict.fromkeys(_family(one.measure) for one in wanted.measures)
    panels = [panel for name in families if name in make for panel in make[name]()]
    return _Measurement(run, means, twin, weeks, asked, panels)


def _family(measure: str) -> str:
    """Name what makes a measure's panel."""
    return "totals" if measure in TOTALS else "process" if measure in PROCESS else measure


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
    measured = {name: _measure(run, wanted) for name, run in runs.items()}
    theirs = measured.get(reference)
    found = {}
    for name, mine in measured.items():
        levels = _numbers(mine, wanted, [*mine.panels, *_against(mine, mine.run.twin, pupils, wanted)])
        nothing: Numbers = dict.fromkeys(levels)
        effects = nothing if theirs is None or name == reference else _effects(mine, theirs, pupils, wanted)
        found[name] = (levels, effects)
    return found


def _effects(mine: _Measurement, theirs: _Measurement, pupils: PupilTables, wanted: Wanted) -> Numbers:
    others = {(panel.measure, panel.subject): panel for panel in theirs.panels}
    paired = [panel.minus(others[panel.measure, panel.subject]) for panel in mine.panels]
    paired += _against(mine, theirs.run.trace, pupils, wanted)
    if any(one.measure in OF_PARTICIPANTS for one in wanted.measures):
        paired += weeks_per_participant(mine.run.trace, theirs.run.trace, pupils, wanted.groups)
    if any(one.measure == "cost_per_week" for one in wanted.measures):
        extra = total_cost(mine.run.trace) - total_cost(theirs.run.trace)
        calendar = mine.run.trace.calendar
        recovered = weeks_recovered(mine.means, theirs.means, wanted.groups, calendar)
        paired += cost_per_week(extra, recovered, mine.means, wanted.groups)
    return _numbers(mine, wanted, paired)


def _against(mine: _Measurement, other: RunTrace, pupils: PupilTables, wanted: Wanted) -> list[Panel]:
    """Compare pupils one by one, where that is asked for."""
    if not wanted.each_pupil:
        return []
    trace = mine.run.trace
    return better_and_worse(trace, other, pupils, wanted.groups, trace.calendar)


def _numbers(look: _Measurement, wanted: Wanted, panels: Sequence[Panel]) -> Numbers:
    """Pick the numbers that are wanted out of panels."""
    by_name = {(panel.measure, panel.subject): panel for panel in panels}
    return {
        one.id: _pick(by_name.get((one.measure, one.subject)), wanted.groups.row(one.by, one.group), week)
        for one, week in zip(wanted.measures, look.asked, strict=True)
    }


def _pick(panel: Panel | None, row: int, week: int) -> float | None:
    if panel is None:
        return None
    place = np.flatnonzero(panel.weeks == week)
    if not place.size or not panel.pupils[row, place[0]] > 0:
        return None
    value = float(panel.values[row, place[0]])
    return value if np.isfinite(value) else None
