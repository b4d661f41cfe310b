"""Closures: spans of days in which schools are shut or open for a part, and what they make of each week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simkansen.schooling.calendar_file import CalendarFile
from simkansen.schooling.system import load_system

SCHOOL_DAYS = int(load_system().week.school_days)
"""School days of a week, from Monday on."""


class Care(NamedTuple):
    """Shares of all pupils who are in school while it is closed, and why."""

    vital: float = 0.0
    vulnerable: float = 0.0


Rota = Literal["days", "weeks"]
"""How half groups take turns: within each week, or by whole weeks."""

HALVES = 2
"""Groups that take turns by weeks."""


class Place(NamedTuple):
    """Where a school is: its municipality, province and holiday region, empty where unknown."""

    municipality: str = ""
    province: str = ""
    region: str = ""


class Scope(NamedTuple):
    """For whom a closure is; an empty tuple asks nothing, and what asks something must all hold."""

    levels: tuple[int, ...] = ()
    municipalities: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def lies_in(self, place: Place) -> bool:
        """Tell whether schools of a place are meant."""
        asked = (self.municipalities, self.provinces, self.regions)
        return all(not names or name in names for names, name in zip(asked, place, strict=True))

    def holds(self, place: Place, level: int) -> bool:
        """Tell whether pupils of a place and level are meant."""
        return self.lies_in(place) and (not self.levels or level in self.levels)


EVERYBODY = Scope()


@dataclass(frozen=True, slots=True)
class Phase:
    """A span of days in which schools of some sectors are closed, or open for a part.

    ``in_school`` and ``remote`` are shares of a full school day; ``care`` holds shares of all pupils. With a
    ``rota`` of weeks one half of the pupils of the learning sector is in school for a whole week while the
    other half is at home, in turn.
    """

    start: date
    end: date
    kind: str
    sectors: tuple[str, ...]
    in_school: float
    remote: float
    care: Care
    scope: Scope = EVERYBODY
    rota: Rota = "days"

    @property
    def differs(self) -> bool:
        """Whether it makes the weeks of some pupils unlike those of others."""
        return self.scope != EVERYBODY or self.rota == "weeks"


def actual_phases(shipped: CalendarFile) -> list[Phase]:
    """Give the closures as they were, of the calendar of a country."""
    care = {name: Care(one.vital, one.vulnerable) for name, one in shipped.emergency_care.items()}
    return [
        Phase(one.start, one.end, one.kind, tuple(one.sectors), one.in_school, one.remote,
              care.get(one.emergency_care or "", Care()))
        for one in shipped.closures
    ]  # fmt: skip


def days_in(monday: NDArray[np.datetime64], phase: Phase) -> NDArray[np.float64]:
    """Count the school days (Monday to Friday) of each week that fall in a phase."""
    start, end = np.datetime64(phase.start, "D"), np.datetime64(phase.end, "D")
    first = np.maximum(monday, start)
    last = np.minimum(monday + np.timedelta64(SCHOOL_DAYS - 1, "D"), end)
    days = (last - first) / np.timedelta64(1, "D") + 1.0
    return np.clip(days, 0.0, SCHOOL_DAYS)


def turns(
    monday: NDArray[np.datetime64], teaching: NDArray[np.bool_], phase: Phase, half: int | None
) -> NDArray[np.bool_] | None:
    """Mark the weeks of a phase that one half of the pupils is in school; None where nobody takes turns so.

    Turns are counted over the weeks with lessons that the phase touches: the first half has the first.
    """
    if half is None or phase.rota != "weeks":
        return None
    touched = teaching & (days_in(monday, phase) > 0)
    return np.asarray((np.cumsum(touched) - 1) % HALVES == half)


def shares(
    monday: NDArray[np.datetime64],
    teaching: NDArray[np.bool_],
    phases: Sequence[Phase],
    half: int | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count school days in school and remote; where phases overlap the first counts.

    Parameters
    ----------
    monday, teaching
        (weeks,) of the calendar.
    phases
        The closures.
    half
        Which half of the pupils of the learning sector is meant where halves take turns by weeks; None gives
        the mean of both.

    Returns
    -------
    in_school, remote : ndarray of float64, shape (weeks, sectors)
    """
    sectors = load_system().sector_names
    in_school = np.zeros((len(monday), len(sectors)))
    remote = np.zeros_like(in_school)
    for column, sector in enumerate(sectors):
        left = np.full(len(monday), float(SCHOOL_DAYS))
        for phase in (phase for phase in phases if sector in phase.sectors):
            days = np.minimum(days_in(monday, phase), left)
            mine = half if sector == load_system().learning_sector else None
            there = turns(monday, teaching, phase, mine)
            in_school[:, column] += days * (phase.in_school if there is None else there)
            remote[:, column] += days * (phase.remote if there is None else ~there)
            left -= days
        in_school[:, column] += left
    taught = teaching[:, None] / SCHOOL_DAYS
    return in_school * taught, remote * taught


def in_care(
    monday: NDArray[np.datetime64], teaching: NDArray[np.bool_], phases: Sequence[Phase]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the shares in emergency care of each week; of several closures in a week the largest."""
    vital, vulnerable = np.zeros(len(monday)), np.zeros(len(monday))
    for phase in phases:
        inside = teaching & (days_in(monday, phase) > 0)
        vital[inside] = np.maximum(vital[inside], phase.care.vital)
        vulnerable[inside] = np.maximum(vulnerable[inside], phase.care.vulnerable)
    return vital, vulnerable


def policy_weeks(
    monday: NDArray[np.datetime64],
    school_year: NDArray[np.int64],
    teaching: NDArray[np.bool_],
    phases: Sequence[Phase],
) -> NDArray[np.bool_]:
    """Mark every so many teaching weeks of a school year, and the first of each closure."""
    every = int(load_system().schools.decide_every)
    policy = np.zeros(len(monday), dtype=np.bool_)
    for year in np.unique(school_year):
        policy[np.flatnonzero(teaching & (school_year == year))[::every]] = True
    for phase in phases:
        inside = np.flatnonzero(teaching & (days_in(monday, phase) > 0))
        policy[inside[:1]] = True
    return policy


def half_group_weeks(
    monday: NDArray[np.datetime64], teaching: NDArray[np.bool_], phases: Sequence[Phase]
) -> NDArray[np.bool_]:
    """Mark teaching weeks in which a part of each class is in school and a part at home."""
    halved = np.zeros(len(monday), dtype=np.bool_)
    for phase in phases:
        if phase.in_school > 0.0 and phase.remote > 0.0:
            halved |= teaching & (days_in(monday, phase) > 0)
    return halved


def weeks_open(teaching: NDArray[np.bool_], shut: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count teaching weeks since the last one in which no school was open, from 0; -1 before any."""
    found = np.full(teaching.size, -1, dtype=np.int64)
    since = -1
    for week in range(teaching.size):
        if teaching[week]:
            since = 0 if shut[week] else since
            found[week] = since
            since += int(since >= 0 and not shut[week])
    return found
