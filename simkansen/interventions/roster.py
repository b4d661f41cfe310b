"""Who takes part: every school makes its list once, from the need it sees, and fills its places from it.

A list is made when a programme starts and is not made again, so a school with more places serves the
same pupils and some more. Pupils who enter groep 3 later stand behind those who were known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from simkansen import chance
from simkansen.interventions.eligibility import runs

if TYPE_CHECKING:
    from simkansen.interventions.setting import Setting
    from simkansen.learning.columns import State, WeekFacts
    from simkansen.scenario.schema.programme import Programme


class Dosing(Protocol):
    """What a roster asks of how an intervention acts (`simkansen.interventions.action.Action`)."""

    @property
    def intervention(self) -> Programme:
        """What a file says of it."""

    @property
    def setting(self) -> Setting:
        """The world of this run."""

    def meant_for(self) -> NDArray[np.bool_]:
        """Whom it is meant for, shape (pupils, school years)."""

    def take_up_chances(self) -> NDArray[np.float64]:
        """Chance of each pupil to come when offered a place, shape (pupils,)."""

    def fill(self, order: NDArray[np.int64], roster: Roster, school: int, year: int) -> NDArray[np.int64]:
        """Who of those who wait gets a place in one school."""

    def staff_hours(self, pupils: NDArray[np.int64], school: int, year: int) -> float:
        """Hours a week that some pupils of one school ask of its own staff."""


class Roster:
    """The places of one intervention in one run.

    Parameters
    ----------
    action
        How the intervention acts in this run.
    stream
        Name of this intervention in the streams of chance, such as ``tutoring``.

    Attributes
    ----------
    hours_asked, hours_short : ndarray of float64, shape (schools, school years)
        Hours a week of the school's own staff that all for whom there is a place would ask, and those of them
        that the school does not have.
    """

    def __init__(self, action: Dosing, stream: str) -> None:
        self.action, self.intervention, self.setting = action, action.intervention, action.setting
        setting, population = self.setting, self.setting.population
        pupils = population.pupils
        self.eligible = action.meant_for()
        rows = np.arange(len(pupils.school))
        draw = chance.uniforms(setting.key, f"take-up/{stream}", np.asarray(pupils.unit))
        self.comes = draw < action.take_up_chances()
        schools = np.arange(len(population.schools.sector))
        part = chance.uniforms(setting.key, f"take-part/{stream}", np.asarray(population.schools.unit))
        self.school_takes_part = part < self.intervention.target.schools
        self.start = np.searchsorted(pupils.school, schools, side="left")
        self.end = np.searchsorted(pupils.school, schools, side="right")
        self.score = np.full(rows.size, -np.inf)
        self.listed = np.zeros(schools.size, dtype=np.bool_)
        self.member = np.zeros(rows.size, dtype=np.bool_)
        self.joined = np.full(rows.size, -1, dtype=np.int64)
        self.asked = np.zeros(rows.size, dtype=np.bool_)
        self.joining_weeks: set[int] = set()
        years = int(setting.calendar.school_year[-1]) + 1
        self.hours_asked = np.zeros((schools.size, years))
        self.hours_short = np.zeros((schools.size, years))
        self.in_care: NDArray[np.bool_] | None = None
        self.seats: dict[int, NDArray[np.int64]] = {}
        self._filled_year = np.full(schools.size, -1, dtype=np.int64)

    def undecided(self, year: int) -> NDArray[np.bool_]:
        """Tell which schools have not filled their places in a school year, shape (schools,)."""
        return np.asarray(self._filled_year != year)

    def decide(self, school: int, facts: WeekFacts, state: State) -> bool:
        """Let one school fill its places.

        The list stays as it is and so do places within a school year: what a school filled once this year it
        need not fill again.

        Parameters
        ----------
        school
            Row of the school.
        facts
            The calendar of this week.
        state
            What teachers see now (read once, when the list is made).

        Returns
        -------
        bool
            Whether places were filled.
        """
        year = facts.school_year
        if self._filled_year[school] == year:
            return False
        self._filled_year[school] = year
        if not self.school_takes_part[school]:
            return False
        rows = slice(int(self.start[school]), int(self.end[school]))
        if not self.listed[school]:
            self.list_school(school, year, self._need(rows, state, year))
        chosen = self.fill_places(school, year)
        joined = self.joined[rows]
        joined[chosen & (joined < 0)] = facts.week
        self.joining_weeks.add(facts.week)
        return True

    def fill_places(self, school: int, year: int) -> NDArray[np.bool_]:
        """Fill the places of one school from its list, and take the hours of its staff that this asks.

        Parameters
        ----------
        school
            Row of the school, which has its list.
        year
            Index of the school year.

        Returns
        -------
        ndarray of bool
            Which of its pupils have a place.
        """
        rows = slice(int(self.start[school]), int(self.end[school]))
        open_to = self.eligible[rows, year] & self.comes[rows]
        waiting = np.flatnonzero(open_to)
        order = waiting[np.argsort(-self.score[rows][waiting], kind="stable")]
        chosen = np.zeros(open_to.size, dtype=np.bool_)
        chosen[self.action.fill(order, self, school, year)] = True
        self.member[rows] = chosen
        self.asked[rows] |= self._asked(rows, year, chosen, waiting.size)
        taken = self.action.staff_hours(np.flatnonzero(chosen), school, year)
        self.setting.hours_left(self.intervention.moment)[school, year] -= taken
        self.hours_short[school, year] = max(0.0, self.hours_asked[school, year] - taken)
        return chosen

    def list_school(self, school: int, year: int, need: NDArray[np.float64]) -> None:
        """Make the list of one school, on which it stays.

        Parameters
        ----------
        school
            Row of the school.
        year
            Index of the school year.
        need : ndarray of float64
            Of each pupil of the school, who has most first on the list; those who are not known yet stand
            behind all others.
        """
        rows = slice(int(self.start[school]), int(self.end[school]))
        pupils = self.setting.population.pupils
        known = np.asarray(pupils.klass[rows, year]) >= 0
        behind = float(need.min(initial=0.0)) - float(np.abs(pupils.ses[rows]).max(initial=0.0)) - 1.0
        self.score[rows] = np.where(known, need, behind - np.asarray(pupils.ses[rows]))
        self.listed[school] = True

    def _asked(self, rows: slice, year: int, chosen: NDArray[np.bool_], waiting: int) -> NDArray[np.bool_]:
        """Tell whom a school asked to come: down its list of all it may ask, until its places were full.

        Whether a pupil would come is known beforehand, so those who would not take no place; they were asked
        nonetheless if a place was still free when it was their turn. Where all who would come found one, all
        were asked.
        """
        able = self.eligible[rows, year]
        if waiting == int(chosen.sum()):
            return able
        order = np.flatnonzero(able)
        order = order[np.argsort(-self.score[rows][order], kind="stable")]
        placed = chosen[order]
        free = self._class_has_place(rows, year, order, placed)
        turned_away = self.comes[rows][order] & ~placed & free
        if turned_away.any():
            free &= np.cumsum(placed) - placed < placed.sum()
        asked = np.zeros(able.size, dtype=np.bool_)
        asked[order[free]] = True
        return asked

    def _class_has_place(
        self, rows: slice, year: int, order: NDArray[np.int64], placed: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Tell at whose turn the own class had a place left, where places are counted by class."""
        capacity = self.intervention.target.capacity
        if capacity is None or capacity.per_class is None:
            return np.ones(order.size, dtype=np.bool_)
        klass = np.asarray(self.setting.population.pupils.klass[rows, year])[order]
        by_class = np.argsort(klass, kind="stable")
        first, size = runs(klass[by_class])
        taken: NDArray[np.int64] = np.cumsum(placed[by_class]) - placed[by_class]
        free = np.empty(order.size, dtype=np.bool_)
        free[by_class] = taken - np.repeat(taken[first], size) < capacity.per_class
        return free

    def _need(self, rows: slice, state: State, year: int) -> NDArray[np.float64]:
        pupils = self.setting.population.pupils
        match self.intervention.target.rank_by:
            case "perceived-need":
                return np.array(state.perceived_need[rows])
            case "true-need":
                cohort = np.asarray(pupils.level[rows, 0], dtype=np.int64)
                timetable = self.setting.followed.pupils[rows, year]
                level = state.skill[rows] + state.added[rows] - state.cohort_path[timetable, cohort]
                return np.asarray(-level.mean(axis=1))
            case "disadvantage":
                return -np.asarray(pupils.ses[rows])

    def places(self, order: NDArray[np.int64], school: int, year: int) -> int:
        """Count the places that the target's capacity gives in a school.

        Parameters
        ----------
        order
            Those who wait, by rank.
        school
            Row of the school.
        year
            Index of the school year.

        Returns
        -------
        int
            At most the number of those who wait.
        """
        capacity = self.intervention.target.capacity
        if capacity is None or capacity.per_class is not None:
            return order.size
        if capacity.per_school is not None:
            return min(order.size, capacity.per_school)
        rows = slice(int(self.start[school]), int(self.end[school]))
        learning = int((np.asarray(self.setting.population.pupils.klass[rows, year]) >= 0).sum())
        return min(order.size, round((capacity.share or 0.0) * learning))

    def within_classes(
        self, order: NDArray[np.int64], school: int, year: int, most: int
    ) -> NDArray[np.int64]:
        """Keep the first pupils of each class.

        Parameters
        ----------
        order
            Rows within the school, by rank.
        school
            Row of the school.
        year
            Index of the school year.
        most
            Pupils per class at most.

        Returns
        -------
        ndarray of int64
            Those kept, in the same order.
        """
        klass = np.asarray(self.setting.population.pupils.klass)[int(self.start[school]) + order, year]
        by_class = np.argsort(klass, kind="stable")
        first, size = runs(klass[by_class])
        rank = np.empty(order.size, dtype=np.int64)
        rank[by_class] = np.arange(order.size) - np.repeat(first, size)
        return order[rank < most]
