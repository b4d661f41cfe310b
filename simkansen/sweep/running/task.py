"""One task: all scenarios at one point under one replication, on the same pupils under the same chance.

Run in a worker process, which keeps what the next task is likely to need: the population, scenarios that were
checked, and the simulations of scenarios that nothing varies in.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from simkansen.chance import run_key as chance_key
from simkansen.evidence import load_parameters, load_posterior
from simkansen.outcomes.groups import population_groups
from simkansen.outcomes.numbers import PUPILS, Number, Wanted, measure_runs
from simkansen.outcomes.replication import Measured
from simkansen.phrases import phrase
from simkansen.runs.draws import draw_parameters
from simkansen.runs.forks import Remembered, course_of
from simkansen.runs.populations import population_of
from simkansen.runs.replicate import basis_of, failure_of, simulate
from simkansen.scenario import Scenario, ScenarioErrors
from simkansen.scenario.reading.wording import listed
from simkansen.sweep.ask.dimensions import POSTERIOR
from simkansen.sweep.ask.placing import placed
from simkansen.sweep.ask.varied import VariedFile
from simkansen.sweep.store.rows import EFFECT, OWN_STAFF
from simkansen.work.lru_cache import LRUCache
from simkansen.work.progress import Failure, Watch

if TYPE_CHECKING:
    from simkansen.evidence import Parameters
    from simkansen.interventions import Intervention
    from simkansen.learning.checkpoint import Checkpoint
    from simkansen.learning.trace import Trace
    from simkansen.outcomes.numbers import Asked, Numbers
    from simkansen.population import Population
    from simkansen.runs.forks import Course
    from simkansen.scenario import Calendar
    from simkansen.sweep.ask.paths import Values
    from simkansen.sweep.ask.placing import Placed
    from simkansen.sweep.ask.varied import Scalar
    from simkansen.work.storage.rows import Row

_Part: TypeAlias = "tuple[Calendar, tuple[Intervention, ...]]"
"""What a simulation goes through: weeks, and what acts in them."""

_traces: LRUCache[Trace] = LRUCache(6)
_states: LRUCache[Checkpoint] = LRUCache(6)
_drawn: LRUCache[Parameters] = LRUCache(4)
_applied: LRUCache[tuple[Parameters, Hashable]] = LRUCache(8)


@dataclass(frozen=True, slots=True)
class NamedNumber(Number):
    """A number under a name of its own, whatever a user calls the same measure.

    Attributes
    ----------
    name
        The name.
    """

    name: str = ""

    @property
    def id(self) -> str:
        """Name of the number."""
        return self.name


_HOURS = tuple(NamedNumber(measure, name=name) for name, measure in OWN_STAFF.items())


@dataclass(frozen=True, slots=True)
class SweepJob:
    """What all tasks of a sweep share.

    Attributes
    ----------
    basis
        Hash of all that runs depend on, their point and replication aside.
    scenarios
        The scenarios as they are before anything is varied, the reference first.
    measures
        What is measured.
    populations
        Folder where populations are kept; one that is not there is made by the worker itself.
    counted
        Whether rows tell how many pupils a number is of.
    staffed
        Whether rows tell the hours of own staff that were asked and taken.
    """

    basis: str
    scenarios: tuple[Scenario, ...]
    measures: tuple[Asked, ...]
    populations: Path
    counted: bool = False
    staffed: bool = False

    @property
    def reference(self) -> Scenario:
        """The scenario that the others are compared with."""
        return self.scenarios[0]

    def do(self, task: Task, watch: Watch) -> list[Row]:
        """Simulate and measure all scenarios of one task (`do_task`)."""
        return do_task(self, task, watch)

    def lost(self, task: Task, error: str) -> list[Row]:
        """Return the rows of a task that never came back."""
        failure = Failure(task.replication, "worker", f"the worker ended: {error}", "")
        return [_row(self, task, scenario.name, 0.0, None, failure) for scenario in self.scenarios]


@dataclass(frozen=True, slots=True)
class Task:
    """One point under one replication.

    Attributes
    ----------
    point
        Name of the point.
    values
        Its values by path.
    replication
        Number of the replication (from 0).
    """

    point: str
    values: Values
    replication: int


def run_key(basis: str, point: str, scenario: str, replication: int) -> str:
    """Hash of all that determines a run (32 hexadecimal digits)."""
    text = f"{basis}/{point}/{scenario}/{replication}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def do_task(job: SweepJob, task: Task, watch: Watch | None = None) -> list[Row]:
    """Simulate and measure all scenarios of one task.

    Parameters
    ----------
    job
        What all tasks share.
    task
        The point and the replication.
    watch
        How to keep in touch; by default there is no one to keep in touch with.

    Returns
    -------
    list of dict
        One row for each scenario, in the job's order: its fixed columns, and for every measure two numbers
        and, of a part of the pupils, how many these are (`simkansen.sweep.store.rows`). A scenario
        that fails does not take the others with it; when the reference fails, the others have levels but no
        effects.
    """
    started = time.perf_counter()
    work = _TaskSimulator(job, task, watch or Watch())
    done: dict[str, Measured] = {}
    failures: dict[str, Failure] = {}
    seconds: dict[str, float] = {}
    for scenario in job.scenarios:
        before = time.perf_counter()
        try:
            done[scenario.name] = work.simulated(scenario)
        except Exception as error:  # a failed run is data: where, what, and under which seed
            failures[scenario.name] = failure_of(task.replication, work.phase, error)
        seconds[scenario.name] = time.perf_counter() - before
    numbers: Mapping[str, tuple[Numbers, Numbers]] = {}
    try:
        numbers = work.measured(done)
    except Exception as error:
        for name in done:
            failures[name] = failure_of(task.replication, "measure", error)
    share = (time.perf_counter() - started - sum(seconds.values())) / len(job.scenarios)
    return [
        _row(job, task, name, seconds[name] + share, numbers.get(name), failures.get(name))
        for name in seconds
    ]


def _row(
    job: SweepJob,
    task: Task,
    scenario: str,
    seconds: float,
    numbers: tuple[Numbers, Numbers] | None,
    failure: Failure | None,
) -> Row:
    run = job.reference.run
    row: dict[str, Any] = {
        "key": run_key(job.basis, task.point, scenario, task.replication),
        "point": task.point,
        "scenario": scenario,
        "replication": task.replication,
        "draw": None if run.parameters == "point" else task.replication,
        "seed": run.seed,
        "status": "failed" if failure else "finished",
        "phase": failure.phase if failure else None,
        "error": failure.error if failure else None,
        "seconds": seconds,
    }
    return row | _measured(job, None if failure else numbers)


def _measured(job: SweepJob, numbers: tuple[Numbers, Numbers] | None) -> dict[str, Any]:
    """Give the columns of what is measured of a run; empty ones of a run that has no numbers."""
    found: dict[str, Any] = {}
    for one in job.measures:
        level, effect = (None, None) if numbers is None else (n[one.id] for n in numbers)
        found[one.id], found[f"{one.id}{EFFECT}"] = level, effect
        if job.counted:
            name = f"{one.id}{PUPILS}"
            found[name] = None if numbers is None else numbers[1].get(name)
    for name in OWN_STAFF if job.staffed else ():
        found[name] = None if numbers is None else numbers[1][name]
    return found


class _TaskSimulator:
    """What one task needs, and which step it is at."""

    def __init__(self, job: SweepJob, task: Task, watch: Watch) -> None:
        self.job, self.task, self.watch = job, task, watch
        self.phase = "scenario"
        run = job.reference.run
        self._key = chance_key(run.seed, task.replication)
        self._wanted = _wanted((*job.measures, *(_HOURS if job.staffed else ())), job.counted)
        self._population: Population | None = None

    def simulated(self, scenario: Scenario) -> Measured:
        """Simulate a scenario at the point, and its twin without a closure."""
        self.phase = "scenario"
        here = placed(scenario, self.task.values)
        self.phase = "population"
        if changed := [one for one in self.task.values.values() if _has_changed(one)]:
            said = phrase("{files} has changed since the sweep began; start it again", files=listed(changed))
            raise ValueError(said)
        reference = placed(self.job.reference, self.task.values)
        self._population = population = population_of(
            self.job.populations, reference.scenario, self.task.replication
        )
        self.phase = "parameters"
        values, basis = self._values(here.scenario, reference.scenario)
        snapshots = self._snapshots()
        whose = (reference.population, self.job.reference.run.population)
        kept = (whose, int(self._key), basis, snapshots)

        def simulation(part: _Part) -> Callable[[], Trace]:
            def run() -> Trace:
                own = course_of(population, *part, self._key, kept)
                fork = Remembered(own, self._courses(population, kept), _states)
                return simulate(
                    population, *part, values, self._key, self.watch, snapshots, frozenset(), fork
                )

            return run

        self.phase = f"simulate twin of {scenario.name}"
        twin = _traces.get((*kept, "twin"), simulation((here.open_calendar, ())))
        self.phase = f"simulate {scenario.name}"
        trace = _traces.get((*kept, here.content), simulation(_part(here)))
        return Measured(trace, twin)

    def _courses(self, population: Population, basis: Hashable) -> list[Course]:
        """List the weeks of all simulations of the task, as far as they have a basis in common."""
        found = []
        for scenario in self.job.scenarios:
            with contextlib.suppress(ScenarioErrors):  # that scenario fails by itself
                here = placed(scenario, self.task.values)
                parts = (here.open_calendar, ()), _part(here)
                found += [course_of(population, *part, self._key, basis) for part in parts]
        return found

    def measured(self, runs: Mapping[str, Measured]) -> Mapping[str, tuple[Numbers, Numbers]]:
        """Measure what was simulated."""
        if not runs:
            return {}
        assert self._population is not None
        return measure_runs(runs, self.job.reference.name, self._population.pupils, self._wanted)

    def _values(self, scenario: Scenario, reference: Scenario) -> tuple[Parameters, Hashable]:
        """Give the parameters of a scenario, the same object where they are the same, and their basis."""
        run, row = reference.run, self.task.values.get(POSTERIOR)
        own = tuple(sorted(reference.own_values.items()))
        key = own, run.seed, run.parameters, self.task.replication, row

        def draw() -> Parameters:
            base = load_parameters().replace(reference.own_values)
            drawn = draw_parameters(base, run.seed, self.task.replication, run.parameters)
            return drawn if row is None else drawn.replace(load_posterior().row(int(row)))

        def apply() -> tuple[Parameters, Hashable]:
            values = scenario.applied_to(_drawn.get(key, draw))
            return values, basis_of(values)

        said = tuple(sorted(scenario.own_values.items())), tuple(sorted(scenario.rules.model_dump().items()))
        return _applied.get((key, said), apply)

    def _snapshots(self) -> frozenset[int]:
        """Give the weeks after which pupils are compared one by one: those of any scenario, for all alike."""
        if not self._wanted.each_pupil:
            return frozenset()
        weeks: frozenset[int] = frozenset()
        for scenario in self.job.scenarios:
            with contextlib.suppress(ScenarioErrors):  # that scenario fails by itself
                weeks |= placed(scenario, self.task.values).snapshots
        return weeks


def _has_changed(value: Scalar) -> bool:
    """Tell whether a value names a file in which something else is by now."""
    return isinstance(value, VariedFile) and value.has_changed()


def _part(here: Placed) -> _Part:
    return here.calendar, cast("tuple[Intervention, ...]", here.scenario.interventions)


@lru_cache(maxsize=2)
def _wanted(measures: tuple[Asked, ...], counted: bool) -> Wanted:
    return Wanted(measures, population_groups(), counted)
