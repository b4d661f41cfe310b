"""One replication: its twin without a closure and all scenarios, on the same pupils and chance."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from simkansen.chance import run_key
from simkansen.model import SchoolModel, snapshot_weeks, weeks_before
from simkansen.outcomes.replication import Measured, measure_replication
from simkansen.runs.draws import draw_parameters, echo_of, echoes
from simkansen.runs.forks import Course, Tree, course_of
from simkansen.runs.outsets import KEPT_PUPILS, shared_outset
from simkansen.runs.populations import population_of
from simkansen.runs.store import Sizes, echo_file, run_file, sizes_of, write_run
from simkansen.scenario import build_calendar
from simkansen.work.memory import give_back_what_is_large
from simkansen.work.progress import LOOK_SECONDS, Failure, Watch
from simkansen.work.storage.files import is_disk_full
from simkansen.work.storage.rows import FAILED, FINISHED

if TYPE_CHECKING:
    import numpy as np

    from simkansen.evidence import Parameters
    from simkansen.interventions import Intervention
    from simkansen.learning.trace import Trace
    from simkansen.outcomes.table import Table
    from simkansen.population import Population
    from simkansen.runs.forks import Fork
    from simkansen.runs.plan import Plan
    from simkansen.scenario import Calendar, Scenario
    from simkansen.work.storage.rows import Row

Works = dict[str, "Callable[[], Trace]"]
"""Simulations that are still to be run, by name."""

_PACKAGE = Path(__file__).resolve().parent.parent


class StoppedError(Exception):
    """The batch was asked to stop; this replication is left undone."""


class PhaseError(Exception):
    """Something went wrong in a named phase; the cause is chained."""

    def __init__(self, phase: str) -> None:
        super().__init__(phase)
        self.phase = phase


@dataclass(frozen=True, slots=True)
class Share:
    """How the work is spread.

    Attributes
    ----------
    processes
        Worker processes; with one, everything happens in this process.
    threads
        Scenarios of one replication that run side by side.
    """

    processes: int
    threads: int


def share_work(workers: int, tasks: int) -> Share:
    """Spread workers over replications first, and over the scenarios of one when workers are left."""
    processes = max(1, min(workers, tasks))
    return Share(processes, max(1, workers // processes))


@dataclass(frozen=True, slots=True)
class RunJob:
    """Everything a worker needs for any replication.

    Attributes
    ----------
    plan
        What is run.
    folder
        Results folder.
    populations
        Folder where the population is kept; each replication makes its own where it is redrawn.
    parameters
        Definitions and point values.
    threads
        Scenarios of one replication that run side by side.
    """

    plan: Plan
    folder: Path
    populations: Path
    parameters: Parameters
    threads: int

    def do(self, task: int, watch: Watch) -> list[Row]:
        """Simulate, measure and store one replication, and before it its echo if it has one.

        Parameters
        ----------
        task
            Number of the replication (from 0).
        watch
            How to keep in touch.

        Returns
        -------
        list of dict
            How it ended, and after how long (``seconds``): one row.

        Raises
        ------
        StoppedError
            If the batch was asked to stop.
        OSError
            If the disk is full.
        """
        started = time.perf_counter()
        give_back_what_is_large()
        try:
            if echoes([task], self.plan.source):
                _do(self, task, echo_of(task), echo_file(self.folder, task), watch)
            _do(self, task, task, run_file(self.folder, task), watch)
        except PhaseError as error:
            return [_failed(failure_of(task, error.phase, error.__cause__ or error), self.seed)]
        return [{"replication": task, "status": FINISHED, "seconds": time.perf_counter() - started}]

    def lost(self, task: int, error: str) -> list[Row]:
        """Return how a replication ended under which the worker died."""
        return [_failed(Failure(task, "worker", error, ""), self.seed)]

    @property
    def seed(self) -> int:
        """Seed of all chance."""
        return self.plan.reference.run.seed


def _failed(failure: Failure, seed: int) -> Row:
    return {"seed": seed, "status": FAILED, **failure.as_dict()}


def failure_in(row: Row) -> Failure:
    """Return the failure that a row tells of."""
    return Failure(*(row[name] for name in ("replication", "phase", "error", "trace")))


def _do(job: RunJob, replication: int, stream: int, path: Path, watch: Watch) -> None:
    """Simulate with the parameters of one replication under the chance of one, and store what is measured."""
    table, sizes = _simulate_and_measure(job, replication, stream, watch)
    with _phase("write"):
        write_run(path, table, replication, job.plan.run_key(replication), sizes)


def _simulate_and_measure(job: RunJob, replication: int, stream: int, watch: Watch) -> tuple[Table, Sizes]:
    plan = job.plan
    with _phase("population"):
        population = population_of(job.populations, plan.reference, stream)
    with _phase("draw parameters"):
        run = plan.reference.run
        key = run_key(run.seed, stream)
        drawn = draw_parameters(job.parameters, run.seed, replication, run.parameters)
    runs = simulate_plan(plan, population, drawn, key, watch, job.threads, job.populations)
    with _phase("measure"):
        outcomes = [scenario.outcomes for scenario in plan.scenarios]
        places = population.municipalities.province[population.schools.municipality]
        asked = {name for one in outcomes for name in one.measures or ()}
        table = measure_replication(runs, population.pupils, province=places, asked=asked)
        # What one of them asks is told of all: a scenario without the measure could not be compared.
        table = table.only(*(_any_of(getattr(one, key) for one in outcomes) for key in ("measures", "by")))
    return table, sizes_of(population)


def _any_of(asked: Iterable[Collection[str] | None]) -> Collection[str] | None:
    """Return what any of several asks; None, which is everything, where one does not say."""
    found: set[str] = set()
    for one in asked:
        if one is None:
            return None
        found.update(one)
    return found


def simulate_plan(
    plan: Plan,
    population: Population,
    parameters: Parameters,
    key: np.uint64,
    watch: Watch | None = None,
    threads: int = 1,
    aside: Path | None = None,
) -> dict[str, Measured]:
    """Simulate all scenarios of a plan, each with its twin, on the same pupils under the same chance.

    Parameters
    ----------
    plan
        The scenarios.
    population
        The pupils.
    parameters
        Values of the parameters; what a scenario itself says goes over them.
    key
        Key of the run (`simkansen.chance.run_key`).
    watch
        How to keep in touch; by default there is no one to keep in touch with.
    threads
        Scenarios that run side by side.
    aside
        Folder where states of many pupils may be put that a scenario will go on from (`Tree`).

    Returns
    -------
    dict of str to Measured
        By name of the scenario, the reference first.
    """

    def simulations(own: Watch) -> Works:
        return _simulations(plan, population, parameters, key, own, aside)

    traces = _side_by_side(simulations, threads, watch or Watch())
    return {
        scenario.name: Measured(traces[f"scenario {scenario.name}"], traces[_twin_of(scenario)])
        for scenario in plan.scenarios
    }


def _side_by_side(list_work: Callable[[Watch], Works], threads: int, watch: Watch) -> dict[str, Trace]:
    """Run simulations in threads; when one fails, or the program is stopped, the others stop too."""
    halted = threading.Event()
    works = list_work(replace(watch, stopped=lambda: halted.is_set() or watch.stopped()))
    with ThreadPoolExecutor(threads) as pool:
        try:
            futures = {name: pool.submit(work) for name, work in works.items()}
            waiting = set(futures.values())
            while waiting:
                ended, waiting = wait(waiting, LOOK_SECONDS, FIRST_COMPLETED)
                for future in ended:
                    future.result()
                watch.waiting()
            return {name: future.result() for name, future in futures.items()}
        except BaseException:
            halted.set()
            raise


def _simulations(
    plan: Plan,
    population: Population,
    drawn: Parameters,
    key: np.uint64,
    watch: Watch,
    aside: Path | None,
) -> Works:
    """List the simulations by name; scenarios with the same parameters share one twin."""
    todo: dict[str, tuple[Calendar, tuple[Intervention, ...], Parameters]] = {}
    courses: dict[str, Course] = {}
    same: dict[Hashable, Parameters] = {}
    with _phase("prepare"):
        calendars = calendars_of(plan.scenarios)
    for scenario, calendar in zip(plan.scenarios, calendars, strict=True):
        with _phase(f"prepare {scenario.name}"):
            values = scenario.applied_to(drawn)
            values = same.setdefault(basis_of(values), values)
            interventions = cast("tuple[Intervention, ...]", scenario.interventions)
            if _twin_of(scenario) not in todo:
                todo[_twin_of(scenario)] = calendar.without_closures(), (), values
            todo[f"scenario {scenario.name}"] = calendar, interventions, values
    with _phase("prepare"):
        for name, (calendar, interventions, values) in todo.items():
            courses[name] = course_of(population, calendar, interventions, key, basis_of(values))
    many = len(population.pupils.school) > KEPT_PUPILS
    tree = Tree(courses, aside if many else None)
    # What is written down of pupils is the same for all, for one goes on from another: when they are compared
    # one by one, and how unequal they were before.
    nothing: frozenset[int] = frozenset()
    written = nothing.union(*map(snapshot_weeks, calendars)), nothing.union(*map(weeks_before, calendars))

    def work(name: str) -> Trace:
        with _phase(f"simulate {name}"):
            return simulate(population, *todo[name], key, watch, *written, tree.fork(name))

    return {name: partial(work, name) for name in todo}


def basis_of(values: Parameters) -> Hashable:
    """Name what parameters and rules decide of a week."""
    return tuple(sorted(values.items())), tuple(sorted(values.rules.items()))


def calendars_of(scenarios: Sequence[Scenario]) -> list[Calendar]:
    """Build the weeks of scenarios; those that say the same of calendar and schools share one."""
    made: list[tuple[Scenario, Calendar]] = []
    for scenario in scenarios:
        said = scenario.calendar, scenario.population
        same = (weeks for one, weeks in made if (one.calendar, one.population) == said)
        made.append((scenario, next(same, None) or build_calendar(*said)))
    return [calendar for _, calendar in made]


def ends_of(plan: Plan) -> list[str]:
    """Give the Mondays of the weeks of the short summary.

    They are those after which pupils are compared one by one (ends of school years and of closures), the last
    of each closure by its date, as pages tell it, also where half groups follow or lessons had ended before,
    those that say how it was before, and the last of the calendar, by the scenarios together.
    """
    calendars = calendars_of(plan.scenarios)
    mondays = calendars[0].monday
    weeks = {len(mondays) - 1}.union(*map(snapshot_weeks, calendars), *map(weeks_before, calendars))
    days = [mondays.dtype.type(phase.end) for calendar in calendars for phase in calendar.phases_of()]
    weeks.update(max(0, int(mondays.searchsorted(day, side="right")) - 1) for day in days)
    return [str(mondays[week])[:10] for week in sorted(weeks)]


def weeks_of_replication(plan: Plan) -> int:
    """Count the weeks that one replication simulates, twins included."""
    twins = len({_twin_of(scenario) for scenario in plan.scenarios})
    return len(build_calendar(plan.reference.calendar, plan.reference.population)) * (
        len(plan.scenarios) + twins
    )


def _twin_of(scenario: Scenario) -> str:
    """Name the twin: by the scenario's own parameters, not its rules, as these are about closures alone."""
    own = ", ".join(f"{name}={value!r}" for name, value in sorted(scenario.own_values.items()))
    return f"twin ({own})" if own else "twin"


def simulate(
    population: Population,
    calendar: Calendar,
    interventions: tuple[Intervention, ...],
    parameters: Parameters,
    key: np.uint64,
    watch: Watch,
    snapshots: frozenset[int] | None = None,
    means: frozenset[int] = frozenset(),
    fork: Fork | None = None,
) -> Trace:
    """Run one scenario from the first week to the last, or from where it parts from others.

    Raises
    ------
    StoppedError
        If the batch was asked to stop.
    """
    try:
        begun = fork.take() if fork else None  # waits for it, so it comes before anything else is made
        outset = shared_outset(population, calendar, parameters, key)
        model = SchoolModel(
            population, calendar, interventions, parameters, key, snapshots, means,
            outset=outset, collecting=False, begun=begun,
        )  # fmt: skip
        for _ in range(model.weeks_done):
            watch.week_done()
        while model.running:
            if watch.stopped():
                raise StoppedError
            model.step()
            watch.week_done()
            if fork and fork.wants(model.weeks_done):
                fork.keep(model.checkpoint())
    finally:
        if fork:
            fork.end()
    trace = model.trace()
    model.let_go()
    return trace


@contextmanager
def _phase(name: str) -> Iterator[None]:
    try:
        yield
    except (StoppedError, PhaseError):
        raise
    except Exception as error:
        if is_disk_full(error):  # the other replications would be simulated in vain
            raise
        raise PhaseError(name) from error


def failure_of(replication: int, phase: str, error: BaseException) -> Failure:
    """Describe an error as data, with places relative to the package."""
    places = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        inside = path.is_relative_to(_PACKAGE)
        place = path.relative_to(_PACKAGE.parent).as_posix() if inside else path.name
        places.append(f"{place}:{frame.lineno} in {frame.name}")
    return Failure(replication, phase, f"{type(error).__name__}: {error}", "\n".join(places))
