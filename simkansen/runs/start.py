"""Starting a batch: from scenarios to a results folder that is whole at every moment."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simkansen.compiled import is_compiled
from simkansen.runs import manifest
from simkansen.runs.draws import echoes
from simkansen.runs.empty_groups import refuse_empty_groups
from simkansen.runs.engine import Outcome, run_tasks, share_work
from simkansen.runs.plan import Plan, make_plan
from simkansen.runs.replicate import Finished, RunJob, population_maker, weeks_of_replication
from simkansen.runs.store import echo_file, run_file, run_key_of, run_sizes_of, sizes_of, write_summary
from simkansen.scenario import ScenarioErrors, build_calendar, resolved_yaml
from simkansen.work.progress import Failure, Interrupted, OnProgress, Progress
from simkansen.work.storage.files import write_json, write_text
from simkansen.work.storage.log import Log

if TYPE_CHECKING:
    from simkansen.scenario import Scenario


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a batch left behind.

    Attributes
    ----------
    folder
        The results folder.
    finished
        Replications in the store.
    reused
        How many of them were there already.
    failures
        Replications that failed, this time.
    wall_seconds
        Wall time of this start (s).
    """

    folder: Path
    finished: tuple[int, ...]
    reused: int
    failures: tuple[Failure, ...]
    wall_seconds: float

    @property
    def complete(self) -> bool:
        """Whether every replication that was asked for is in the store."""
        return not self.failures


def run_scenarios(
    scenarios: Sequence[Scenario],
    results_dir: Path,
    *,
    workers: int | None = None,
    on_progress: OnProgress | None = None,
    command: Sequence[str] = (),
) -> RunResult:
    """Simulate scenarios on the same pupils and chance, over all replications.

    Finished replications of an earlier start are kept and not done again, so the same call continues what
    was interrupted. A replication that fails is recorded, and the rest goes on.

    Parameters
    ----------
    scenarios
        One or more scenarios, the reference first; its number of replications counts.
    results_dir
        Where the folder ``<name>-<hash>`` is made.
    workers
        Worker processes; all processors by default. The results are the same bits for any number.
    on_progress
        Called when something has changed.
    command
        The command line, for the manifest.

    Raises
    ------
    DifferentBasisError
        If the scenarios cannot be compared.
    ScenarioErrors
        If an intervention is for a group that nobody of this population is in; nothing is left behind.
    Interrupted, KeyboardInterrupt
        If the batch was stopped; finished replications are kept.
    """
    batch = _Batch(make_plan(scenarios), results_dir, workers or os.cpu_count() or 1, on_progress)
    return batch.run(command)


class _Batch:
    """One start of a plan."""

    def __init__(self, plan: Plan, results_dir: Path, workers: int, on_progress: OnProgress | None) -> None:
        self.plan = plan
        self.folder = results_dir / plan.name
        self.workers = workers
        self._is_new = not self.folder.exists()
        self.log = Log(self.folder / "log.jsonl")
        self._seconds_before = self.log.seconds()
        self._tell = on_progress or (lambda progress: None)
        self._started = time.perf_counter()
        self._seconds: list[float] = []
        self._weeks_each = weeks_of_replication(plan)
        self._share = 0.0
        self.failures: list[Failure] = []
        self.finished = {number for number in range(plan.replications) if self._is_stored(number)}
        self._kept = frozenset(self.finished)
        self.reused = len(self._kept)

    def run(self, command: Sequence[str]) -> RunResult:
        """Do what is missing, then summarise."""
        todo = [number for number in range(self.plan.replications) if number not in self.finished]
        self.log.write("start", replications=self.plan.replications, kept=self.reused, workers=self.workers)
        _write_scenarios(self.plan, self.folder)
        refused = False
        try:
            self._do(todo)
        except BaseException as error:
            refused = isinstance(error, ScenarioErrors)
            stopped = isinstance(error, KeyboardInterrupt | Interrupted)
            self.log.write("interrupted" if stopped else "error", error=type(error).__name__)
            raise
        finally:
            shutil.rmtree(self._population_folder, ignore_errors=True)
            self._remove_leftovers()
            self._write_manifest(command)
            if refused and self._is_new:
                shutil.rmtree(self.folder, ignore_errors=True)
        rows = write_summary(self.folder, sorted(self.finished), self.plan.source)
        self.log.write("end", finished=len(self.finished), failed=len(self.failures), rows=rows)
        wall = time.perf_counter() - self._started
        return RunResult(self.folder, tuple(sorted(self.finished)), self.reused, tuple(self.failures), wall)

    @property
    def _population_folder(self) -> Path:
        return self.folder / f".population-{os.getpid()}"

    def _remove_leftovers(self) -> None:
        """Remove what programs left that were killed before they could; theirs is the number in the name."""
        for leftover in (*self.folder.glob(".population-*"), *self.folder.rglob(".*.part")):
            number = leftover.name.removesuffix(".part").rpartition("-" if leftover.is_dir() else ".")[2]
            if number.isdigit() and not _is_alive(int(number)):
                shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink(missing_ok=True)

    def _is_stored(self, replication: int) -> bool:
        files = [run_file(self.folder, replication)]
        files += [echo_file(self.folder, one) for one in echoes([replication], self.plan.source)]
        return all(run_key_of(file) == self.plan.run_key(replication) for file in files)

    def _do(self, todo: Sequence[int]) -> None:
        if not todo:
            return
        share = share_work(self.workers, len(todo))
        self._remove_leftovers()
        self._report("population", share.processes)
        population = self._make_population()
        job = RunJob(self.plan, self.folder, population, self.plan.base_parameters(), share.threads)
        alone = self._weeks_of_compiling()

        def on_weeks(weeks: int) -> None:
            self._report("replications" if weeks >= alone else "compiling", share.processes, weeks)

        on_weeks(0)
        tasks = run_tasks(job, todo, share.processes, on_weeks, alone)
        with closing(tasks) as outcomes:
            for outcome in outcomes:
                self._note(outcome)
                self._report("replications", share.processes)

    def _weeks_of_compiling(self) -> int:
        """Weeks after which all rules are compiled: a twin's, and those of one scenario with closures."""
        if is_compiled("distance", "learn_at_distance"):
            return 0
        return min(
            2 * len(build_calendar(self.plan.reference.calendar, self.plan.reference.population)),
            self._weeks_each,
        )

    def _note(self, outcome: Outcome) -> None:
        if isinstance(outcome, Finished):
            self.finished.add(outcome.replication)
            self._seconds.append(outcome.seconds)
            self.log.write("finished", replication=outcome.replication, seconds=round(outcome.seconds, 3))
        else:
            self.failures.append(outcome)
            self.log.write("failed", seed=self.plan.reference.run.seed, **outcome.as_dict())

    def _make_population(self) -> Path | None:
        """Make the pupils once and save them, unless each replication makes its own."""
        maker = population_maker(self.plan.reference)
        if self.plan.redrawn:
            refuse_empty_groups(self.plan, map(maker.make, range(self.plan.replications)))
            return None
        population = maker.make()
        refuse_empty_groups(self.plan, [population])
        population.save(self._population_folder)
        self.log.write("population", **sizes_of(population))
        return self._population_folder

    def _report(self, stage: str, processes: int, weeks: int = 0) -> None:
        total = self.plan.replications
        ended = len(self.finished) + len(self.failures)
        left = None
        if self._seconds:
            left = statistics.median(self._seconds) * -(-(total - ended) // processes)
        works = total + len(echoes(range(total), self.plan.source))
        kept = self.reused + len(echoes(self._kept, self.plan.source))
        self._share = max(self._share, (kept + weeks / self._weeks_each) / works)
        share = min(self._share, 1.0)
        self._tell(Progress(stage, len(self.finished), len(self.failures), total, share, left))

    def _write_manifest(self, command: Sequence[str]) -> None:
        path = self.folder / "manifest.json"
        content = manifest.describe(
            self.plan,
            command=command,
            finished=sorted(self.finished),
            failures=self.failures,
            wall_seconds=self._seconds_before + time.perf_counter() - self._started,
            workers=self.workers,
            sizes=run_sizes_of(run_file(self.folder, number) for number in sorted(self.finished)),
            sources=manifest.sources_with(manifest.of_before(path)),
        )
        write_json(path, content)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _write_scenarios(plan: Plan, folder: Path) -> None:
    """Keep the scenarios as written and as they were understood."""
    understood = [resolved_yaml(scenario, folder) for scenario in plan.scenarios]
    for index, scenario in enumerate(plan.scenarios):
        name = "scenario.yaml" if index == 0 else f"scenario-{scenario.name}.yaml"
        source = scenario.source
        as_written = source.read_text("utf-8") if source and source.is_file() else understood[index]
        write_text(folder / name, as_written)
    write_text(folder / "resolved.yaml", "---\n".join(understood))
