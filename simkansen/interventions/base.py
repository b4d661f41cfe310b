"""What every intervention is: for whom, when, what it changes in a week, and at what price."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from simkansen.evidence import load_parameters
from simkansen.interventions.bounds import notes_of_size, refusals_of_size
from simkansen.interventions.eligibility import eligible_pupils
from simkansen.interventions.setting import Reached
from simkansen.interventions.weeks import running_in, runs_in
from simkansen.scenario.schema.programme import Moment, Programme
from simkansen.scenario.schema.words import SUBJECTS

if TYPE_CHECKING:
    from simkansen.interventions.roster import Roster
    from simkansen.interventions.setting import Newcomers, Setting
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.learning.trace import Ledger
    from simkansen.population import Population
    from simkansen.scenario.schema.words import Refusal
    from simkansen.schooling.calendar import Calendar

_DESIGN_WORDS = ("hours", "group_size", "led_by", "what", "parents", "take_up")
ROUNDING = 1e-9
"""Hours that are enough by the last bit are enough."""
SUBJECT_ROW = {subject: row for row, subject in enumerate(SUBJECTS)}


class Intervention(Programme):
    """An intervention: it changes inputs of the week, never an outcome.

    A subclass sets `kind` (its name in scenario files) and `during`; where the common answers do not fit
    it overrides who is reached, what an hour costs, or how places are filled.
    """

    kind: ClassVar[str]
    uses_school_staff: ClassVar[bool] = True
    trials: ClassVar[tuple[str, ...]] = ()
    """Register ids of published estimates of its effect; none means that no trial is known."""
    answers: ClassVar[frozenset[str]] = frozenset()
    """The design words, beside `for`, `weeks` and `cost`, whose answers change something here."""

    def problems(self, calendar: Calendar) -> list[Refusal]:
        """Find what is wrong with this intervention as a whole, idle answers among it.

        To say what is so in any case is not idle: the effective values of a scenario can be read again.

        Parameters
        ----------
        calendar
            The weeks of the scenario.

        Returns
        -------
        list of (path, what is wrong, the fix)
        """
        found = super().problems(calendar)
        for word in _DESIGN_WORDS:
            by_default = type(self).model_fields[word].get_default()
            if word not in self.answers and getattr(self, word) != by_default:
                said = f"{word} changes nothing in {self.kind}"
                found.append(((word,), said, f"remove {word}; {self.kind} answers {self._words()}"))
        return [*found, *refusals_of_size(self, load_parameters())]

    def notes(self, calendar: Calendar) -> list[Refusal]:
        """Say what is beyond the studies that the model rests on, though it may be meant.

        Parameters
        ----------
        calendar
            The weeks of the scenario.

        Returns
        -------
        list of (path, what is said, what to do)
        """
        return [*super().notes(calendar), *notes_of_size(self, load_parameters())]

    def _words(self) -> str:
        return ", ".join(["for", "weeks", *sorted(self.answers), "cost"])

    @abstractmethod
    def during(self, facts: WeekFacts, reached: Reached, inputs: WeekInputs, setting: Setting) -> None:
        """Change the inputs of one week.

        Parameters
        ----------
        facts
            The calendar of this week.
        reached
            Whom the intervention reaches this week.
        inputs
            Changed in place.
        setting
            The world of this run.
        """

    def is_for_somebody(self, population: Population) -> bool:
        """Tell whether anyone of a population meets all lines of the target, in any school year.

        Parameters
        ----------
        population
            The five tables.

        Returns
        -------
        bool
        """
        return bool(eligible_pupils(population, self.target).any())

    def meant_for(self, setting: Setting) -> NDArray[np.bool_]:
        """Tell who meets the target and the intervention's own grounds, shape (pupils, school years)."""
        eligible = eligible_pupils(setting.population, self.target)
        years = np.arange(eligible.shape[1])
        eligible &= runs_in(self, years, setting)[setting.followed.pupils, years]
        return eligible & self.grounds_met(setting)[:, np.newaxis]

    def hours_of_one_group(self, setting: Setting) -> float:
        """Hours a week that the smallest group asks of a school's own staff; 0 where nothing bounds it."""
        return self.hours_per_week(setting) if self.takes_staff() else 0.0

    def hindered(self, setting: Setting) -> Refusal | None:
        """Say what beside hours of staff lets it reach nobody in these schools and weeks.

        Parameters
        ----------
        setting
            The world of a run, before it starts.

        Returns
        -------
        (path, what is wrong, the fix) or None
            The path is below this intervention.
        """
        return None

    def running(self, setting: Setting) -> NDArray[np.bool_]:
        """Tell in which weeks it runs for some pupils, shape (weeks,)."""
        return np.asarray(running_in(self, setting).any(axis=0))

    def hours_per_week(self, setting: Setting) -> float:
        """Hours a week for each pupil (for teacher programmes: each teacher)."""
        return self.hours.per_week if self.hours else self.usual_hours(setting)

    def usual_hours(self, setting: Setting) -> float:
        """Hours a week where the scenario gives none."""
        return 1.0

    def size(self) -> int:
        """Pupils in a group."""
        return self.group_size or 1

    def grounds_met(self, setting: Setting) -> NDArray[np.bool_]:
        """Tell which pupils meet the intervention's own grounds, beside those of the target.

        Returns
        -------
        ndarray of bool, shape (pupils,)
        """
        return np.ones(len(setting.population.pupils.school), dtype=np.bool_)

    def take_up_chances(self, setting: Setting) -> NDArray[np.float64]:
        """Chance of each pupil to come when offered a place.

        Returns
        -------
        ndarray of float64, shape (pupils,)
        """
        ses = np.asarray(setting.population.pupils.ses)
        if self.take_up is not None and self.take_up.share is not None:
            return np.full(ses.size, self.take_up.share)
        from simkansen.learning.programmes import take_up_chances

        incentive = float(self.take_up is not None and self.take_up.incentive)
        informed, partners = float(self.parents == "informed"), float(self.parents == "partners")
        return take_up_chances(ses, informed, partners, incentive, setting.p)

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
        capacity = self.target.capacity
        if capacity is not None and capacity.per_class is not None:
            order = roster.within_classes(order, school, year, capacity.per_class)
        wanted = order[: roster.places(order, school, year)]
        roster.hours_asked[school, year] = self.staff_hours(wanted, roster.setting, school, year)
        return wanted[: self.staffed_places(roster.setting, school, year)]

    def staffed_places(self, setting: Setting, school: int, year: int) -> int:
        """Places that a school's own staff can serve beside what other programmes take of it (M18).

        Hours are those of all staff together, so that several who have few each share the groups.

        Parameters
        ----------
        setting
            The world of this run.
        school
            Row of the school.
        year
            Index of the school year.

        Returns
        -------
        int
            Places in whole groups; no limit where others than the school's staff lead.
        """
        hours = self.hours_per_week(setting)
        if not self.takes_staff() or hours <= 0.0:
            return len(setting.population.pupils.school)
        left = max(0.0, setting.hours_left(self.moment)[school, year])
        return int(left / hours + ROUNDING) * self.size()

    @property
    def moment(self) -> Moment:
        """When its hours are: in school time, after school, or in holidays."""
        return self.hours.moment if self.hours else "school"

    def usual_answers(self) -> dict[str, object]:
        """Give the values in effect of what is left out, under the keys of a file and as it writes them."""
        from simkansen.interventions.usual import usual_answers

        return super().usual_answers() | usual_answers(self)

    def usual_words(self) -> dict[str, str]:
        """Say what is in effect of what is left out where no value in a file could say it, by key."""
        from simkansen.interventions.usual import usual_words

        return usual_words(self)

    def places_are_scarce(self) -> bool:
        """Tell whether somebody has to come first although the target gives no capacity."""
        return self.takes_staff()

    def takes_staff(self) -> bool:
        """Tell whether the school's own staff leads it."""
        return self.uses_school_staff and self.led_by in ("teacher", "teaching-assistant")

    def staff_hours(self, pupils: NDArray[np.int64], setting: Setting, school: int, year: int) -> float:
        """Hours a week that some pupils of one school ask of its own staff.

        Parameters
        ----------
        pupils : ndarray of int64
            Rows within the school.
        setting
            The world of this run.
        school
            Row of the school.
        year
            Index of the school year.

        Returns
        -------
        float
            Hours of whole groups.
        """
        return self.hours_per_week(setting) * -(-pupils.size // self.size()) if self.takes_staff() else 0.0

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

    def attendance(self, setting: Setting) -> float:
        """Share of the hours given that pupils attend."""
        return 1.0

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
        population = roster.setting.population
        year = int(roster.setting.calendar.school_year[week])
        rows = np.flatnonzero(roster.member & (np.asarray(population.pupils.klass)[:, year] >= 0))
        weight = np.asarray(population.schools.weight)[np.asarray(population.pupils.school)[rows]]
        homes = np.unique(np.asarray(population.pupils.household)[rows])
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

    def account(self, facts: WeekFacts, reached: Reached, ledger: Ledger, setting: Setting) -> None:
        """Write down the hours and the cost of one week.

        Parameters
        ----------
        facts
            The calendar of this week.
        reached
            Whom the intervention reaches this week.
        ledger
            Changed in place.
        setting
            The world of this run.
        """
        from simkansen.interventions.pricing import price_of_hour

        hours = self.hours_per_week(setting)
        led = hours * setting.groups(reached, self.size())
        ledger.pupil_hours += hours * reached.pupils.size
        ledger.cost["hours"] += led * price_of_hour(self, setting.parameters)
        if self.takes_staff():
            ledger.staff_hours_needed += led

    def account_newcomers(self, new: Newcomers, ledger: Ledger, setting: Setting) -> None:
        """Write down what those cost who start.

        Parameters
        ----------
        new
            Those who start now.
        ledger
            Changed in place.
        setting
            The world of this run.
        """
        ledger.reached += new.pupils
        ledger.cost["pupils"] += self.price_of_start(new, setting)
        ledger.cost["schools"] += new.schools * (self.cost.per_school or 0.0)

    def price_of_start(self, new: Newcomers, setting: Setting) -> float:
        """EUR for the pupils who start."""
        return new.pupils * (self.cost.per_pupil or 0.0)
