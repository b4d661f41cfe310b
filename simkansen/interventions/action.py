"""How an intervention acts in the world of one run: for whom, how much, what it changes, at what price."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from simkansen.interventions.eligibility import eligible_pupils
from simkansen.interventions.pricing import price_of_hour
from simkansen.interventions.setting import Reached
from simkansen.interventions.weeks import running_in, runs_in
from simkansen.scenario.schema.programme import Programme

if TYPE_CHECKING:
    from simkansen.interventions.roster import Roster
    from simkansen.interventions.setting import Newcomers, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.learning.trace import Ledger
    from simkansen.scenario.reading.problems import Refusal

# Imports within functions: rules of learning load numba, and files are checked without it.

P = TypeVar("P", bound=Programme)
T = TypeVar("T")
ROUNDING = 1e-9
"""Hours that are enough by the last bit are enough."""


class Action(ABC, Generic[P]):
    """How an intervention acts: it changes inputs of the week, never an outcome.

    A subclass sets `during`; where the common answers do not fit it overrides who is reached, what an hour
    costs, or how places are filled. It remembers nothing of the weeks before; what it counts of those whom it
    reaches it may count once (`counted`).

    Parameters
    ----------
    intervention
        What a file says of it.
    setting
        The world of this run.
    """

    steady: ClassVar[bool] = False
    """Whether `during` does the same in all weeks of a school year in which it reaches the same.

    The inputs of such weeks are written once. An action that says nothing is asked anew in each week; so
    is one with a `during` of its own, whatever the action that it builds on says.
    """

    def __init_subclass__(cls) -> None:
        """Take no word for a `during` from a class that has another."""
        super().__init_subclass__()
        if "during" in vars(cls) and "steady" not in vars(cls):
            cls.steady = False

    def __init__(self, intervention: P, setting: Setting) -> None:
        self.intervention, self.setting = intervention, setting
        self.population, self.parameters = setting.population, setting.parameters
        self._counted: dict[tuple[str, int], tuple[Reached, Any]] = {}

    @abstractmethod
    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs) -> None:
        """Change the inputs of one week.

        Parameters
        ----------
        facts
            The calendar of this week.
        reached
            Whom the intervention reaches this week.
        inputs
            Changed in place.
        """

    # For whom

    def is_for_somebody(self) -> bool:
        """Tell whether anyone of the population meets all lines of the target, in any school year."""
        return bool(eligible_pupils(self.population, self.intervention.target).any())

    def meant_for(self) -> NDArray[np.bool_]:
        """Tell who meets the target and the intervention's own grounds, shape (pupils, school years)."""
        eligible = eligible_pupils(self.population, self.intervention.target)
        years = np.arange(eligible.shape[1])
        eligible &= runs_in(self.intervention, years, self.setting)[self.setting.followed.pupils, years]
        return eligible & self.grounds_met()[:, np.newaxis]

    def running_for_meant(self) -> NDArray[np.bool_]:
        """Tell in which weeks it runs for anybody who meets the target and its own grounds.

        Returns
        -------
        ndarray of bool, shape (timetables, weeks)
            Pupils of some levels and places may have no closure in the weeks in which it runs for others.
        """
        meets = eligible_pupils(self.population, self.intervention.target) & self.grounds_met()[:, np.newaxis]
        followed = self.setting.followed
        running = running_in(self.intervention, followed.timetables)
        meant = np.zeros((running.shape[0], meets.shape[1]), dtype=np.bool_)
        for year in range(meets.shape[1]):
            meant[followed.pupils[meets[:, year], year], year] = True
        return running & meant[:, self.setting.calendar.school_year]

    def grounds_met(self) -> NDArray[np.bool_]:
        """Tell which pupils meet the intervention's own grounds, beside those of the target.

        Returns
        -------
        ndarray of bool, shape (pupils,)
        """
        return np.ones(len(self.population.pupils.school), dtype=np.bool_)

    def hindered(self) -> Refusal | None:
        """Say what beside hours of staff lets it reach nobody in these schools and weeks.

        Returns
        -------
        Refusal or None
            The path is below this intervention.
        """
        return None

    def take_up_chances(self) -> NDArray[np.float64]:
        """Chance of each pupil to come when offered a place.

        Returns
        -------
        ndarray of float64, shape (pupils,)
        """
        ses, take_up = np.asarray(self.population.pupils.ses), self.intervention.take_up
        if take_up is not None and take_up.share is not None:
            return np.full(ses.size, take_up.share)
        from simkansen.learning.programmes import take_up_chances

        incentive = float(take_up is not None and take_up.incentive)
        parents = self.intervention.parents
        informed, partners = float(parents == "informed"), float(parents == "partners")
        return take_up_chances(ses, informed, partners, incentive, self.setting.p)

    def targeted(self, roster: Roster, years: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell whom it is meant for, by true circumstances, whatever schools see of them.

        Parameters
        ----------
        roster
            Who meets the target and the intervention's own grounds.
        years : ndarray of int64
            School years in which it runs.

        Returns
        -------
        ndarray of bool, shape (pupils,)
        """
        return np.asarray(roster.eligible[:, years].any(axis=1))

    def offered(self, roster: Roster) -> NDArray[np.bool_] | None:
        """Tell who were asked until now, whether or not they came; None where nothing tells.

        Returns
        -------
        ndarray of bool, shape (pupils,), or None
        """
        return roster.asked

    def taking_part(self, roster: Roster, week: int) -> NDArray[np.bool_]:
        """Tell who of those with a place takes part by now, shape (pupils,)."""
        return roster.member

    def reached(self, roster: Roster, week: int) -> Reached:
        """Say whom the intervention reaches.

        Parameters
        ----------
        roster
            Who has a place.
        week
            Week of the calendar.

        Returns
        -------
        Reached
        """
        pupils = self.population.pupils
        year = int(self.setting.calendar.school_year[week])
        rows = np.flatnonzero(self.taking_part(roster, week) & (np.asarray(pupils.klass)[:, year] >= 0))
        weight = np.asarray(self.population.schools.weight)[np.asarray(pupils.school)[rows]]
        homes = np.unique(np.asarray(pupils.household)[rows])
        return Reached(pupils=rows, households=homes, scale=float(weight.sum()))

    def reach_changed(self, roster: Roster, since: int, week: int) -> bool:
        """Say whether the reach has changed by itself, without a decision of schools.

        Parameters
        ----------
        roster
            Who has a place.
        since
            Week when it was last looked at.
        week
            Week of the calendar.

        Returns
        -------
        bool
        """
        return False

    def counted(self, count: Callable[[Reached, int], T], reached: Reached, year: int) -> T:
        """Give what follows from whom it reaches in a school year, found once for the weeks that share it.

        Parameters
        ----------
        count
            A function that finds it, with a name of its own.
        reached
            Whom the intervention reaches.
        year
            Index of the school year.

        Returns
        -------
        object
            What the function gives.
        """
        name = count.__name__, year
        known = self._counted.get(name)
        if known is None or known[0] is not reached:
            known = self._counted[name] = reached, count(reached, year)
        found: T = known[1]
        return found

    def groups(self, reached: Reached, year: int) -> int:
        """Count the groups of those whom it reaches."""
        return self.setting.groups(reached, self.size())

    # How much

    def running(self) -> NDArray[np.bool_]:
        """Tell in which weeks it runs for some pupils, shape (weeks,)."""
        return np.asarray(running_in(self.intervention, self.setting.followed.timetables).any(axis=0))

    def hours_per_week(self) -> float:
        """Hours a week for each pupil (for teacher programmes: each teacher)."""
        return self.intervention.hours.per_week if self.intervention.hours else self.usual_hours()

    def usual_hours(self) -> float:
        """Hours a week where the scenario gives none."""
        return 1.0

    def attendance(self) -> float:
        """Share of the hours given that pupils attend."""
        return 1.0

    def size(self) -> int:
        """Pupils in a group."""
        return self.intervention.group_size or 1

    def hours_of_one_group(self) -> float:
        """Hours a week that the smallest group asks of a school's own staff; 0 where nothing bounds it."""
        return self.hours_per_week() if self.intervention.takes_staff() else 0.0

    def staff_hours(self, pupils: NDArray[np.int64], school: int, year: int) -> float:
        """Hours a week that some pupils of one school ask of its own staff.

        Parameters
        ----------
        pupils : ndarray of int64
            Rows within the school.
        school
            Row of the school.
        year
            Index of the school year.

        Returns
        -------
        float
            Hours of whole groups.
        """
        if not self.intervention.takes_staff():
            return 0.0
        return self.hours_per_week() * -(-pupils.size // self.size())

    def staffed_places(self, school: int, year: int) -> int:
        """Places that a school's own staff can serve beside what other programmes take of it (M18).

        Hours are those of all staff together, so that several who have few each share the groups.

        Parameters
        ----------
        school
            Row of the school.
        year
            Index of the school year.

        Returns
        -------
        int
            Places in whole groups; no limit where others than the school's staff lead.
        """
        hours = self.hours_per_week()
        if not self.intervention.takes_staff() or hours <= 0.0:
            return len(self.population.pupils.school)
        left = max(0.0, self.setting.hours_left(self.intervention.moment)[school, year])
        return int(left / hours + ROUNDING) * self.size()

    def fill(self, order: NDArray[np.int64], roster: Roster, school: int, year: int) -> NDArray[np.int64]:
        """Choose who gets a place in one school: asked once in a school year.

        Parameters
        ----------
        order
            Rows within the school of those who wait, by rank.
        roster
            The roster that is being filled.
        school
            Row of the school.
        year
            Index of the school year.

        Returns
        -------
        ndarray of int64
            Rows within the school.
        """
        capacity = self.intervention.target.capacity
        if capacity is not None and capacity.per_class is not None:
            order = roster.within_classes(order, school, year, capacity.per_class)
        wanted = order[: roster.places(order, school, year)]
        roster.hours_asked[school, year] = self.staff_hours(wanted, school, year)
        return wanted[: self.staffed_places(school, year)]

    # At what price

    def account(self, facts: WeekFacts, reached: Reached, ledger: Ledger) -> None:
        """Write down the hours and the cost of one week.

        Parameters
        ----------
        facts
            The calendar of this week.
        reached
            Whom the intervention reaches this week.
        ledger
            Changed in place.
        """
        hours = self.hours_per_week()
        led = hours * self.counted(self.groups, reached, facts.school_year)
        ledger.pupil_hours += hours * reached.pupils.size
        ledger.cost["hours"] += led * price_of_hour(self.intervention, self.parameters)
        if self.intervention.takes_staff():
            ledger.staff_hours_needed += led

    def account_newcomers(self, new: Newcomers, ledger: Ledger) -> None:
        """Write down what those cost who start.

        Parameters
        ----------
        new
            Those who start now.
        ledger
            Changed in place.
        """
        ledger.reached += new.pupils
        ledger.cost["pupils"] += self.price_of_start(new)
        ledger.cost["schools"] += new.schools * (self.intervention.cost.per_school or 0.0)

    def price_of_start(self, new: Newcomers) -> float:
        """EUR for the pupils who start."""
        return new.pupils * (self.intervention.cost.per_pupil or 0.0)
