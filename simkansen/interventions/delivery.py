"""One intervention at work in one run: who takes part, what it does each week, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simkansen.interventions.roster import Roster
from simkansen.interventions.setting import Newcomers, Reached, spare_hours
from simkansen.interventions.weeks import at_work, running_in
from simkansen.learning.trace import Coverage, Enrolment, Ledger

if TYPE_CHECKING:
    from simkansen.interventions.base import Intervention
    from simkansen.interventions.setting import Setting
    from simkansen.learning.columns import State, WeekFacts
    from simkansen.learning.inputs import WeekInputs
    from simkansen.schooling.calendar import Calendar


class Delivery:
    """An intervention, its roster and its ledger in one run.

    Parameters
    ----------
    intervention
        The intervention.
    setting
        The world of this run.
    stream
        Its name in the streams of chance; two of one kind in one scenario need two names.
    """

    def __init__(self, intervention: Intervention, setting: Setting, stream: str) -> None:
        self.intervention, self.setting = intervention, setting
        self.action = intervention.action(setting)
        self.roster = Roster(self.action, stream)
        self.running = running_in(intervention, setting.followed.timetables)
        self._due = _due_weeks(self.running, setting.followed.timetables.calendars)
        self._due_to_some = np.asarray(self._due.any(axis=0)).tolist()
        self.ledger = Ledger()
        population = setting.population
        self._known_pupils = np.zeros(len(population.pupils.school), dtype=np.bool_)
        self._known_classes = np.zeros(len(population.classes.school), dtype=np.bool_)
        self._known_homes = np.zeros(len(population.households.parents), dtype=np.bool_)
        self._known_schools = np.zeros(len(population.schools.sector), dtype=np.bool_)
        self._spans = _spans(self.running, setting.calendar.school_year)
        self._own_hours = spare_hours(population, setting.parameters, intervention.moment)
        self._reached: Reached | None = None
        self._span = self._looked = -1
        self._short = self._available = 0.0
        self.lookups = 0
        self.ledger.cost["fixed"] = intervention.cost.fixed or 0.0

    @property
    def first_week(self) -> int:
        """The first week in which it runs for some; that after the last where it never does."""
        weeks = np.flatnonzero(self.running.any(axis=0))
        return int(weeks[0]) if weeks.size else int(self.running.shape[1])

    def wants_decision(self, facts: WeekFacts) -> bool:
        """Tell whether some schools fill places this week: at the start, and at policy weeks after it.

        Who has filled them in this school year need not be asked again.
        """
        if not self._due_to_some[facts.week]:
            return False
        due = self._due[self.setting.followed.schools, facts.week]
        return bool((due & self.roster.undecided(facts.school_year)).any())

    def decide(self, school: int, facts: WeekFacts, state: State) -> None:
        """Let one school fill its places if it decides this week (see `Roster.decide`)."""
        due = self._due[self.setting.followed.schools[school], facts.week]
        if due and self.roster.decide(school, facts, state):
            self._reached = None

    def decides(self, school: int) -> dict[int, int]:
        """Tell in which week a school fills its places, by school year; none where it does not take part."""
        if not self.roster.school_takes_part[school]:
            return {}
        years = self.setting.calendar.school_year
        due = np.flatnonzero(self._due[self.setting.followed.schools[school]])
        return {int(years[week]): int(week) for week in due[::-1]}

    def weeks_in(self, school: int, year: int) -> int:
        """Count the weeks of a school year in which it runs in a school."""
        running = self.running[self.setting.followed.schools[school]]
        return int((running & (self.setting.calendar.school_year == year)).sum())

    def act(self, facts: WeekFacts, inputs: WeekInputs) -> None:
        """Change the inputs of one week and write down what that takes.

        Parameters
        ----------
        facts
            The calendar of this week.
        inputs
            Changed in place.
        """
        if self.look_up(facts):
            self.change(facts, inputs)
            self.account(facts)

    def look_up(self, facts: WeekFacts) -> bool:
        """Look up whom it reaches, where that may have changed, and tell whether it runs this week.

        Where nothing has changed, `lookups` is what it was.
        """
        span = self._spans[facts.week]
        if span < 0:
            return False
        changed = self.action.reach_changed(self.roster, self._looked, facts.week)
        if self._reached is None or span != self._span or changed:
            running = self.running[:, facts.week]
            whole = self.action.reached(self.roster, facts.week)
            self._reached = at_work(whole, running, self.setting, facts.school_year)
            self._span, self._looked = span, facts.week
            self._count_newcomers(self._reached, facts)
            self._count_hours(running[self.setting.followed.schools], facts.school_year)
            self.lookups += 1
        return True

    def change(self, facts: WeekFacts, inputs: WeekInputs) -> None:
        """Change the inputs of a week, for those who were looked up last."""
        reached = self._reached
        if reached is not None and (reached.pupils.size or reached.classes.size):
            self.action.during(facts, reached, inputs)

    def account(self, facts: WeekFacts) -> None:
        """Write down what a week takes, for those who were looked up last."""
        reached, ledger = self._reached, self.ledger
        needed = ledger.staff_hours_needed
        if reached is not None and (reached.pupils.size or reached.classes.size):
            self.action.account(facts, reached, ledger)
        elif not self._short:
            return
        ledger.staff_hours_asked += ledger.staff_hours_needed - needed + self._short
        ledger.staff_hours_available += self._available

    def _count_hours(self, runs: NDArray[np.bool_], year: int) -> None:
        """Count the hours a week that schools do not have, and those that schools who ask for some have."""
        short = np.where(runs, self.roster.hours_short[:, year], 0.0)
        asking = runs & (self._known_schools | (short > 0.0))
        self._short, self._available = float(short.sum()), float(self._own_hours[asking].sum())

    def participants(self) -> Enrolment:
        """Tell whom it is meant for, and who took part until now."""
        years = np.unique(self.setting.calendar.school_year[self.running.any(axis=0)])
        return Enrolment(self.action.targeted(self.roster, years), self._known_pupils.copy())

    def reach(self) -> Coverage:
        """Count those it is meant for, those who were asked, and those who took part until now."""
        who = self.participants()
        targeted, reached, offered = who.targeted, who.reached, self.action.offered(self.roster)
        school = np.asarray(self.setting.population.pupils.school)
        count = int(reached.sum())
        hours = self.ledger.pupil_hours * self.action.attendance()
        return Coverage(
            pupils_targeted=int(targeted.sum()),
            pupils_offered=None if offered is None else int(offered.sum()),
            pupils_reached=count,
            pupils_missed=int((targeted & ~reached).sum()),
            schools_targeted=np.unique(school[targeted]).size,
            schools_taking_part=np.unique(school[reached]).size,
            hours_received=hours / count if count and hours else None,
        )

    def _count_newcomers(self, reached: Reached, facts: WeekFacts) -> None:
        """Count those who start now."""
        population = self.setting.population
        of_pupils = np.asarray(population.pupils.school)[reached.pupils]
        of_classes = np.asarray(population.classes.school)[reached.classes]
        schools = np.union1d(of_pupils, of_classes)
        pupils = reached.pupils
        if reached.classes.size:
            klass = np.asarray(population.pupils.klass)[:, facts.school_year]
            pupils = np.flatnonzero(np.isin(klass, reached.classes))
        new = Newcomers(
            pupils=_count_new(self._known_pupils, pupils),
            households=_count_new(self._known_homes, reached.households),
            classes=_count_new(self._known_classes, reached.classes),
            schools=_count_new(self._known_schools, schools),
        )
        self.action.account_newcomers(new, self.ledger)


def _spans(running: NDArray[np.bool_], school_year: NDArray[np.int64]) -> list[int]:
    """Give weeks of one school year in which it runs for the same timetables one number; -1 where for none.

    Within one number nothing that the calendar says changes whom it reaches.
    """
    known: dict[tuple[int, bytes], int] = {}
    columns = zip(school_year.tolist(), np.ascontiguousarray(running.T), strict=True)
    keys = [(year, column.tobytes()) for year, column in columns]
    runs = np.asarray(running.any(axis=0)).tolist()
    return [known.setdefault(key, len(known)) if on else -1 for key, on in zip(keys, runs, strict=True)]


def _due_weeks(running: NDArray[np.bool_], calendars: Sequence[Calendar]) -> NDArray[np.bool_]:
    """Mark the weeks at which schools of a timetable fill places, shape (timetables, weeks)."""
    due = np.stack([one.policy for one in calendars])
    for row, weeks in enumerate(map(np.flatnonzero, running)):
        due[row, weeks[:1]] = True
        due[row, : weeks[0] if weeks.size else None] = False
        due[row, weeks[-1] + 1 if weeks.size else 0 :] = False
    return due


def _count_new(known: NDArray[np.bool_], rows: NDArray[np.int64]) -> int:
    """Count the rows that were not known, and know them from now on."""
    new = int((~known[rows]).sum())
    known[rows] = True
    return new


def deliveries(interventions: tuple[Intervention, ...], setting: Setting) -> list[Delivery]:
    """Set interventions to work in one run.

    Parameters
    ----------
    interventions
        Those of the scenario.
    setting
        The world of this run.

    Returns
    -------
    list of Delivery
        In order of their kinds and then of the file. The first of a kind draws from a stream named after
        the kind, so that two scenarios with other doses of one kind meet the same draws.
    """
    ordered = sorted(interventions, key=lambda one: one.type)
    found: list[Delivery] = []
    for intervention in ordered:
        before = sum(1 for one in found if one.intervention.type == intervention.type)
        stream = intervention.type if before == 0 else f"{intervention.type}#{before + 1}"
        found.append(Delivery(intervention, setting, stream))
    return found
