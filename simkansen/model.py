"""The Mesa model: it turns the week for one scenario and one replication."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from simkansen.chance import stream
from simkansen.interventions.delivery import Delivery, deliveries
from simkansen.interventions.setting import setting_of
from simkansen.learning.attention import look_for_need
from simkansen.learning.checkpoint import Checkpoint
from simkansen.learning.columns import initial_state
from simkansen.learning.inputs import WeekInputs, blank_inputs, reset_inputs
from simkansen.learning.observing import take_snapshot
from simkansen.learning.outset import outset_of, schedule_of
from simkansen.learning.trace import Trace
from simkansen.learning.week import (
    ORDER,
    Step,
    Week,
    before_the_year,
    live_through,
    seat_emergency_care,
)
from simkansen.outcomes.inputs import SUM_COLUMNS
from simkansen.outcomes.strata import CELLS
from simkansen.school import Pupil, School
from simkansen.schooling.calendar import make_calendar
from simkansen.schooling.closures import EVERYBODY

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.interventions import Intervention
    from simkansen.learning.columns import WeekFacts
    from simkansen.learning.outset import Outset
    from simkansen.population import Population
    from simkansen.schooling.calendar import Calendar


class SchoolModel(mesa.Model):
    """Pupils in their households, classes and schools, week by week.

    Parameters
    ----------
    population, calendar, interventions, parameters, key, snapshots, means, order
        As of the model that scripts use (`simkansen.runs.school_model.ScenarioModel`). A twin without a
        closure is given the snapshot weeks of the scenario that it is compared with.
    outset
        What it begins with, where that was made before: only read, so that others may have the same.
    collecting
        Whether the data collector gathers the indicators of each week.
    begun
        Where another model of the same pupils, parameters and chance stood after some weeks, before a
        programme of either ran: it goes on from there, in the very columns. The other one must have written
        down of every pupil what is wanted of the weeks before.

    Raises
    ------
    ValueError
        If the population was made for fewer school years than the calendar has.

    Attributes
    ----------
    state
        The columns that change.
    week
        The week at work.
    order
        The steps of a week.
    totals : ndarray of float64, shape (len(SUM_COLUMNS),)
        Sums of the last week over all learning pupils.
    datacollector
        Weekly indicators over all learning pupils.
    """

    def __init__(
        self,
        population: Population,
        calendar: Calendar,
        interventions: tuple[Intervention, ...],
        parameters: Parameters,
        key: np.uint64,
        snapshots: frozenset[int] | None = None,
        means: frozenset[int] = frozenset(),
        order: tuple[Step, ...] = ORDER,
        outset: Outset | None = None,
        collecting: bool = True,
        begun: Checkpoint | None = None,
    ) -> None:
        if len(calendar.year_labels) > len(population.year_labels):
            raise ValueError(_too_few_years(population.year_labels, calendar.year_labels))
        super().__init__(rng=int(key) % 2**32)
        self.population, self.calendar, self.parameters, self.key = population, calendar, parameters, key
        self.order = order
        self._written: tuple[WeekInputs | None, tuple[object, ...]] = None, ()
        outset = outset or outset_of(population, schedule_of(population, calendar, key), parameters)
        self._facts, self._collecting = outset.schedule.facts, collecting
        timetables = len(outset.schedule.table[0])
        self.state = (
            initial_state(population, outset.static, outset.engagement, timetables)
            if begun is None
            else begun.state
        )
        self.deciding: list[Delivery] = []
        self.deliveries: list[Delivery] = []
        if interventions:
            setting = setting_of(population, calendar, parameters, key, outset.schedule.followed)
            self.deliveries = deliveries(interventions, setting)
        self.schools = [School(self, row) for row in range(len(population.schools.sector))]
        self.totals = np.zeros(len(SUM_COLUMNS))
        self.sums = np.zeros((len(calendar), CELLS, len(SUM_COLUMNS)))
        self.snapshots: dict[int, NDArray[np.float32]] = {}
        self._snapshot_weeks = snapshot_weeks(calendar) if snapshots is None else snapshots
        self.mean_skills: dict[int, NDArray[np.float32]] = {}
        self._mean_weeks = means - self._snapshot_weeks
        self.week = Week(
            facts=self._facts[0],
            static=outset.static,
            state=self.state,
            inputs=blank_inputs(population) if begun is None else begun.inputs,
            sums=self.sums[0],
            rates=outset.rates,
            key=key,
            decide=self._decide,
        )
        if calendar.lived_through and begun is None:
            live_through(self.week, make_calendar(calendar.lived_through))
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "week": _monday,
                **{name: partial(_mean, column) for column, name in enumerate(SUM_COLUMNS) if column},
            }
        )
        self._next = 0
        if begun is not None:
            self._go_on(begun)

    def step(self) -> None:
        """Turn one week, step by step in its `order`.

        Raises
        ------
        RuntimeError
            If the calendar has no week left.
        """
        if self._next >= len(self.calendar):
            raise RuntimeError(
                f"all {len(self.calendar)} weeks of the calendar have been simulated; "
                "step while model.running, or make a new model"
            )
        week = self.week
        week.facts = self._facts[self._next]
        week.sums = self.sums[self._next]
        if week.facts.year_starts:
            self.state.year_base[:] = self.state.cohort_path
            self._inform_teachers_of_last_year()
        if self._other_steps and self._resets:
            reset_inputs(week.inputs, self.population)
        for step in self.order:
            step.run(week)
        if self._next in self._snapshot_weeks:
            self.snapshots[self._next] = self._snapshot()
        elif self._next in self._mean_weeks:
            self.mean_skills[self._next] = self._snapshot().mean(axis=1)
        self.totals = week.sums.sum(axis=0)
        if self._collecting:
            self.datacollector.collect(self)
        self._next += 1
        self.running = self._next < len(self.calendar)

    @property
    def weeks_done(self) -> int:
        """How many weeks lie behind it."""
        return self._next

    def checkpoint(self) -> Checkpoint:
        """Return where the model stands, in its own columns: they are to be copied before it goes on."""
        weeks = self._next
        return Checkpoint(
            weeks=weeks,
            state=self.state,
            inputs=self.week.inputs,
            sums=self.sums[:weeks].copy(),
            snapshots=dict(self.snapshots),
            mean_skills=dict(self.mean_skills),
            indicators={name: list(values) for name, values in self.datacollector.model_vars.items()},
        )

    def _go_on(self, begun: Checkpoint) -> None:
        """Take over what another model wrote down in the weeks before."""
        self._next = begun.weeks
        self.sums[: self._next] = begun.sums
        self.totals = self.sums[self._next - 1].sum(axis=0)
        self.snapshots.update(begun.snapshots)
        self.mean_skills.update(begun.mean_skills)
        for name, values in begun.indicators.items():
            self.datacollector.model_vars[name][:] = values
        self.running = self._next < len(self.calendar)

    def let_go(self) -> None:
        """Let go of all that it holds, after use: as it and its schools know each other, it goes late."""
        vars(self).clear()

    @property
    def facts(self) -> WeekFacts:
        """The calendar of this week."""
        return self.week.facts

    def pupil(self, row: int) -> Pupil:
        """Return a pupil as an agent: a view on one row, made when asked.

        Parameters
        ----------
        row
            Row in the table of pupils.

        Returns
        -------
        Pupil

        Raises
        ------
        IndexError
            If there is no such row.
        """
        pupils = len(self.population.pupils.school)
        if not 0 <= row < pupils:
            raise IndexError(f"there is no pupil {row}: rows go from 0 to {pupils - 1}")
        return Pupil(self, row)

    def trace(self) -> Trace:
        """Return the record of what was simulated so far.

        Returns
        -------
        Trace
        """
        ledgers = {delivery.intervention.id: delivery.ledger for delivery in self.deliveries}
        reach = {delivery.intervention.id: delivery.reach() for delivery in self.deliveries}
        who = {delivery.intervention.id: delivery.participants() for delivery in self.deliveries}
        return Trace(self.calendar, self.sums, self.snapshots, ledgers, reach, self.mean_skills, who)

    def _snapshot(self) -> NDArray[np.float32]:
        """Write down the skill of every pupil now, shape (pupils, subjects)."""
        snapshot = np.empty(self.state.skill.shape, dtype=np.float32)
        take_snapshot(self.week.facts, *self.week.columns[:2], snapshot)
        return snapshot

    def _decide(self, week: Week) -> None:
        """Let schools decide where a programme asks for it, and programmes act."""
        self.deciding = [one for one in self.deliveries if one.wants_decision(week.facts)]
        if self.deciding:
            for school in self.schools:
                school.step()
        acting = [one for one in self.deliveries if one.look_up(week.facts)]
        self._write_inputs(week, acting)
        for delivery in acting:
            delivery.account(week.facts)

    def _write_inputs(self, week: Week, acting: list[Delivery]) -> None:
        """Write the inputs of the week, unless they are those of the week before it that were written last.

        They follow from the shares in emergency care and from whom each programme reaches; where a programme
        asks more of the week they are written each week.
        """
        facts, today, inputs = week.facts, np.asarray(week.facts.today), week.inputs
        care = (today["vital"].tobytes(), today["vulnerable"].tobytes()) if facts.care else None
        looked = tuple(one.lookups if one in acting else -1 for one in self.deliveries)
        holds = facts.school_year, self._resets, care, looked
        steady = not self._other_steps and all(one.action.steady for one in acting)
        if steady and inputs is self._written[0] and holds == self._written[1]:
            return
        if self._resets and not self._other_steps:
            reset_inputs(inputs, self.population)
        seat_emergency_care(week)
        for delivery in acting:
            delivery.change(facts, inputs)
        self._written = inputs if steady else None, holds

    @property
    def _other_steps(self) -> bool:
        """Whether steps or decisions are one's own, which may change inputs."""
        return self.order != ORDER or self.week.decide != self._decide

    @property
    def _resets(self) -> bool:
        """Whether the inputs of this week begin with what homes and schools have; else nobody reads more."""
        return bool(self.deliveries) or self.week.facts.remote

    def _inform_teachers_of_last_year(self) -> None:
        """Give teachers what those of the year before know of their pupils, before anybody decides."""
        week = self.week
        # A draw of its own, after all weeks of the calendar: what is told is no sight of another week.
        before = before_the_year(week.facts, len(self.calendar))
        sights, tests = stream("sight-of-need"), stream("test")
        look_for_need(before, *week.columns, self.key, sights, tests, week.rates)


def snapshot_weeks(calendar: Calendar) -> frozenset[int]:
    """Weeks after which every pupil's skill is written down.

    Parameters
    ----------
    calendar
        The weeks.

    Returns
    -------
    frozenset of int
        The last week of every school year and of every closure, of those of some pupils each.
    """
    years = np.asarray(calendar.school_year)
    teaching = np.flatnonzero(calendar.teaching)
    last_of_year = {int(teaching[years[teaching] == year][-1]) for year in np.unique(years)}
    of_some = [calendar.narrowed([phase]) for phase in calendar.phases if phase.scope != EVERYBODY]
    return frozenset(last_of_year).union(*map(_ends_of_closures, (calendar, *of_some)))


def _ends_of_closures(calendar: Calendar) -> set[int]:
    """Find the last teaching week of each closure."""
    teaching = np.flatnonzero(calendar.teaching)
    taught_closed = np.asarray(calendar.closed)[teaching]
    return {
        int(week)
        for i, week in enumerate(teaching)
        if taught_closed[i] and (i + 1 == teaching.size or not taught_closed[i + 1])
    }


def weeks_before(calendar: Calendar) -> frozenset[int]:
    """Weeks that say how unequal pupils were before anything happened.

    Parameters
    ----------
    calendar
        The weeks.

    Returns
    -------
    frozenset of int
        The first teaching week and, where there is a closure, the last teaching week before the first of
        them; none of these when school is closed from the first week on.
    """
    teaching = np.flatnonzero(calendar.teaching)
    shut = np.flatnonzero(np.asarray(calendar.closed)[teaching])
    open_weeks = teaching[: shut[0]] if shut.size else teaching[:1]
    return frozenset({int(open_weeks[0]), int(open_weeks[-1])} if open_weeks.size else ())


def _too_few_years(held: tuple[str, ...], asked: tuple[str, ...]) -> str:
    return (
        f"the population holds the pupils of {len(held)} school years ({held[0]} to {held[-1]}) and the "
        f"calendar has {len(asked)} ({asked[0]} to {asked[-1]}), in which others come in; make it with "
        "build_population(spec, calendar, ...) of this calendar"
    )


def _monday(model: SchoolModel) -> str:
    """Report the Monday of the week."""
    return str(model.calendar.monday[model.week.facts.week])


def _mean(column: int, model: SchoolModel) -> float:
    """Report one weekly mean over all learning pupils."""
    pupils = model.totals[0]
    return float(model.totals[column] / pupils) if pupils else 0.0
