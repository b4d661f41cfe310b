"""Timetables: the calendars that pupils follow, and who follows which.

Closures may be for some levels or places alone, and may halve the pupils of a class by weeks, and holidays
may differ by region. Pupils of one place, level and half have the same weeks; groups that have the same share
one timetable. Where all is for everybody there is one timetable, the calendar itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simkansen.schooling.calendar import Calendar
from simkansen.schooling.closures import HALVES, Place
from simkansen.schooling.system import load_system

Rows = NDArray[np.int16]
Several = tuple[int, ...]


class Group(NamedTuple):
    """Pupils who have the same weeks: their closures, their half of the class, their holidays."""

    phases: Several
    half: int | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Timetables:
    """The calendars that are followed.

    Attributes
    ----------
    whole
        The weeks of all together: every closure is for everybody.
    calendars
        One a timetable. After those of pupils stand those of classes and schools whose pupils follow several:
        a week of theirs is the mean of these.
    parts
        For each timetable those of the pupils it is of: itself alone, or several, each once.
    of_group : ndarray of int16, shape (places, levels, halves)
        Timetable of the pupils of a place, level (a row of a table by level) and half.
    of_span
        Timetable of the pupils of a place from a level up to another, by the three.
    """

    whole: Calendar
    calendars: tuple[Calendar, ...]
    parts: tuple[Several, ...]
    of_group: Rows
    of_span: dict[tuple[int, int, int], int]

    @property
    def halves(self) -> int:
        """Groups that take turns by weeks: one where nobody does."""
        return int(self.of_group.shape[2])


def make_timetables(
    calendar: Calendar, places: Sequence[Place], spans: Iterable[tuple[int, int, int]]
) -> Timetables:
    """Group the pupils of some places into timetables.

    Parameters
    ----------
    calendar
        The weeks of all together, with the closures behind them.
    places
        Where schools are, each once.
    spans
        Groups of pupils who have a teacher or a school in common: row of the place, first and last level.

    Returns
    -------
    Timetables
    """
    halves = HALVES if any(phase.rota == "weeks" for phase in calendar.phases) else 1
    groups = list(product(range(len(places)), range(load_system().level_rows), range(halves)))
    keys = [_group_of(calendar, places[place], level, half) for place, level, half in groups]
    distinct = list(dict.fromkeys(keys))
    rows = np.array([distinct.index(key) for key in keys], dtype=np.int16)
    of_group = rows.reshape(len(places), load_system().level_rows, halves)
    calendars = [_calendar_of(calendar, key) for key in distinct]
    several = {span: _of_levels(of_group, *span) for span in spans}
    mixed = list(dict.fromkeys(one for one in several.values() if len(set(one)) > 1))
    row_of = {one: len(calendars) + row for row, one in enumerate(mixed)}
    return Timetables(
        whole=calendar,
        calendars=(*calendars, *(_mean([calendars[row] for row in one]) for one in mixed)),
        parts=(*((row,) for row in range(len(calendars))), *(tuple(sorted(set(one))) for one in mixed)),
        of_group=of_group,
        of_span={span: row_of.get(one, one[0]) for span, one in several.items()},
    )


def _group_of(calendar: Calendar, place: Place, level: int, half: int) -> Group:
    """Give the closures of a group by their place in the list, and half and region where these matter."""
    mine = tuple(index for index, phase in enumerate(calendar.phases) if phase.scope.holds(place, level))
    turns = any(calendar.phases[index].rota == "weeks" for index in mine)
    # Who lives where no list knows the region has the holidays of most.
    region = place.region if place.region in calendar.beside else calendar.region
    return Group(mine, half if turns else None, region)


def _calendar_of(calendar: Calendar, group: Group) -> Calendar:
    """Give the weeks of a group; the calendar itself where all closures and holidays are the group's."""
    if group.half is None and len(group.phases) == len(calendar.phases) and not calendar.beside:
        return calendar
    phases = [calendar.phases[index] for index in group.phases]
    return calendar.narrowed(phases, group.half, group.region)


def _of_levels(of_group: Rows, place: int, first: int, last: int) -> Several:
    return tuple(of_group[place, first : last + 1].ravel().tolist())


def _mean(calendars: Sequence[Calendar]) -> Calendar:
    """Give the weeks of a teacher, or of a school, whose pupils follow several timetables."""
    in_school = np.stack([one.in_school for one in calendars])
    remote = np.stack([one.remote for one in calendars])
    own = load_system().learning_column
    apart = (in_school[..., own].max(axis=0) > 0.0) & (remote[..., own].max(axis=0) > 0.0)
    return replace(
        calendars[0],
        teaching=_any([one.teaching for one in calendars]),
        in_school=in_school.mean(axis=0),
        remote=remote.mean(axis=0),
        closed=_any([one.closed for one in calendars]),
        vital=np.mean([one.vital for one in calendars], axis=0),
        vulnerable=np.mean([one.vulnerable for one in calendars], axis=0),
        policy=_any([one.policy for one in calendars]),
        tests=_any([one.tests for one in calendars]),
        half_groups=apart | _any([one.half_groups for one in calendars]),
    )


def _any(columns: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    return np.asarray(np.logical_or.reduce(columns))
