"""Starting a batch: from scenarios to a results folder that is whole at every moment."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.compiled import is_compiled
from simkansen.runs import manifest
from simkansen.runs.draws import echoes
from simkansen.runs.notes.empty_groups import refuse_empty_groups
from simkansen.runs.plan import Plan, make_plan, on_basis
from simkansen.runs.populations import keep_population, make_population, population_of
from simkansen.runs.replicate import RunJob, ends_of, failure_in, share_work, weeks_of_replication
from simkansen.runs.store import (
    echo_file,
    run_file,
    run_sizes_of,
    stored_files,
    write_summary,
)
from simkansen.scenario import ScenarioErrors, build_calendar, resolved_yaml
from simkansen.work.algebra import one_thread_for_algebra
from simkansen.work.cost import PAGES_BYTES, STORED_ALL_BYTES
from simkansen.work.engines import local
from simkansen.work.memory import give_back_what_is_large
from simkansen.work.progress import Failure, OnProgress, Reporter
from simkansen.work.runner import TaskRunner
from simkansen.work.storage.again import told_by
from simkansen.work.storage.csv_style import CsvStyle, style_of
from simkansen.work.storage.digests import Digests
from simkansen.work.storage.files import (
    remove_leftovers,
    saying_what_is_needed,
    unless_disk_full,
    write_text,
)
from simkansen.work.storage.log import Log
from simkansen.work.storage.manifest_file import manifest_of_before, write_manifest
from simkansen.work.storage.rows import FINISHED
from simkansen.work.storage.texts import write_stored_text

if TYPE_CHECKING:
    from simkansen.scenario import Scenario
    from simkansen.work.storage.rows import Row


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
    before
        The manifest of an earlier start; empty when there is none.
    """

    folder: Path
    finished: tuple[int, ...]
    reused: int
    failures: tuple[Failure, ...]
    wall_seconds: float
    before: Mapping[str, Any] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether every replication that was asked for is in the store."""
        return not self.failures

    @property
    def restyled(self) -> bool:
        """Whether CSV files were written otherwise before this start."""
        return bool(self.before) and style_of(self.before) != style_of(told_by(self.folder))


@one_thread_for_algebra()
def run_scenarios(
    scenarios: Sequence[Scenario],
    results_dir: Path,
    *,
    workers: int | None = None,
    unlike_parameters: bool = False,
    csv_style: CsvStyle | None = None,
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
    unlike_parameters
        Compare scenarios although their parameters or rules differ, whatever their files say; every page says
        so.
    csv_style
        How CSV files are written: ``"en"``, with commas and decimal points, or ``"nl"``, with semicolons and
        decimal commas, as Dutch spreadsheets read them. By default as those that are in the folder, and of a
        new one ``"en"``.
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
    UnreadableResultsError
        If the folder is of a later version than this one; it is left as it is then.
    DiskFullError
        If the disk is full; finished replications are kept.
    Interrupted, KeyboardInterrupt
        If the batch was stopped; finished replications are kept.

    Warns
    -----
    DamageWarning
        If a file in the folder is not what was written there; what it held is done again.
    """
    if unlike_parameters:
        scenarios = [on_basis(one, None, {"unlike_parameters": True}) for one in scenarios]
    batch = _Batch(make_plan(scenarios), results_dir, workers or os.cpu_count() or 1, csv_style, on_progress)
    return batch.run(command)


class _Batch:
    """One start of a plan."""

    def __init__(
        self,
        plan: Plan,
        results_dir: Path,
        workers: int,
        style: CsvStyle | None,
        on_progress: OnProgress | None,
    ) -> None:
        self.plan = plan
        self.folder = results_dir / plan.name
        self.workers = workers
        self._is_new = not self.folder.exists()
        self._before = manifest_of_before(self.folder)
        self._style: CsvStyle = style or style_of(self._before)
        self._ends = ends_of(plan)
        self.log = Log(self.folder / "log.jsonl")
        self._started = time.perf_counter()
        self.failures: list[Failure] = []
        self._digests = Digests(self.folder)
        self.finished = {number for number in range(plan.replications) if self._is_stored(number)}
        self.reused = len(self.finished)
        self.reporter = _WeeksReporter(on_progress, plan, self.finished)

    def run(self, command: Sequence[str]) -> RunResult:
        """Do what is missing, then summarise."""
        facts = {"replications": self.plan.replications, "kept": self.reused, "workers": self.workers}
        try:
            with saying_what_is_needed(self._bytes_left), self.log.start(**facts):
                rows = self._work(command)
        except ScenarioErrors:
            if self._is_new:
                shutil.rmtree(self.folder, ignore_errors=True)
            raise
        self.log.write("end", finished=len(self.finished), failed=len(self.failures), rows=rows)
        wall = time.perf_counter() - self._started
        finished, failures = tuple(sorted(self.finished)), tuple(self.failures)
        return RunResult(self.folder, finished, self.reused, failures, wall, self._before)

    def _work(self, command: Sequence[str]) -> int:
        """Do what is missing and summarise; give the rows of the summary."""
        _write_scenarios(self.plan, self.folder)
        try:
            self._do([number for number in range(self.plan.replications) if number not in self.finished])
        finally:
            shutil.rmtree(self._populations, ignore_errors=True)
            self._remove_leftovers()
            with unless_disk_full():
                self._write_manifest(command)
        finished = sorted(self.finished)
        return write_summary(self.folder, finished, self.plan.source, self._ends, self._style)

    @property
    def _populations(self) -> Path:
        return self.folder / f".population-{os.getpid()}"

    def _remove_leftovers(self) -> None:
        remove_leftovers([*self.folder.glob(".population-*"), *self.folder.rglob(".*.part")])

    def _bytes_left(self) -> float:
        """Tell about how much is still to be written: like what is there, or as much as was expected."""
        numbers = range(self.plan.replications)
        numbered = [[one for one in numbers if (one in self.finished) is there] for there in (True, False)]
        done, left = (stored_files(self.folder, some, self.plan.source) for some in numbered)
        sizes = [path.stat().st_size for path in done if path.is_file()]
        each = sum(sizes) / len(sizes) if sizes else len(self.plan.scenarios) * STORED_ALL_BYTES
        return len(left) * each + PAGES_BYTES

    def _is_stored(self, replication: int) -> bool:
        files = [run_file(self.folder, replication)]
        files += [echo_file(self.folder, one) for one in echoes([replication], self.plan.source)]
        return all([self._digests.holds(file, self.plan.run_key(replication)) for file in files])

    def _do(self, todo: Sequence[int]) -> None:
        if not todo:
            return
        share = share_work(self.workers, len(todo))
        self._remove_leftovers()
        self.reporter.report()
        job = RunJob(self.plan, self.folder, self._populations, self.plan.base_parameters(), share.threads)
        with local(share.processes, self.reporter.step) as engine:
            runner = TaskRunner(engine, self, self.reporter, self.log, self.reporter.alone)
            runner.do(job, ((number,) for number in todo), self._make_population)

    def add(self, rows: Sequence[Row]) -> None:
        """Note how replications ended; each is stored already."""
        for row in rows:
            if row["status"] == FINISHED:
                self.finished.add(row["replication"])
                seconds = round(row["seconds"], 3)
                self.log.write("finished", replication=row["replication"], seconds=seconds)
            else:
                self.failures.append(failure_in(row))

    def flush(self) -> None:
        """Do nothing: each replication is stored whole by who simulated it."""

    def _make_population(self) -> None:
        """Make the pupils once and keep them, unless each replication makes its own."""
        give_back_what_is_large()
        reference = self.plan.reference
        if self.plan.redrawn:
            everyone = range(self.plan.replications)
            refuse_empty_groups(self.plan, (make_population(reference, number) for number in everyone))
        else:
            sizes = keep_population((self._populations, reference))
            refuse_empty_groups(self.plan, [population_of(self._populations, reference)])
            self.log.write("population", **sizes)
        self.reporter.stage = "replications"
        self.reporter.report()

    def _write_manifest(self, command: Sequence[str]) -> None:
        plan, finished = self.plan, sorted(self.finished)
        sizes = run_sizes_of(run_file(self.folder, number) for number in finished)
        content = manifest.describe(
            plan.scenarios,
            plan.name,
            plan.name.rsplit("-", 1)[-1],
            manifest.of_run(plan, finished, self.failures, sizes, self._ends, self._style),
            basis={"runs": plan.key},
            before=self._before,
            command=command,
            wall_seconds=self.log.wall_seconds(),
            workers=self.workers,
        )
        write_manifest(self.folder, content)


class _WeeksReporter(Reporter):
    """Reports the share of all weeks of all replications that has been simulated.

    Parameters
    ----------
    tell
        Called with each report.
    plan
        What is run.
    kept
        Replications that an earlier start finished.

    Attributes
    ----------
    alone
        Weeks after which all rules are compiled: a twin's, and those of one scenario with closures.
    """

    def __init__(self, tell: OnProgress | None, plan: Plan, kept: Collection[int]) -> None:

        super().__init__(tell, "population", plan.replications, len(kept))
        everyone = range(plan.replications)
        self._works, self._kept = (len(one) + len(echoes(one, plan.source)) for one in (everyone, kept))
        self._weeks_each = weeks_of_replication(plan)
        of_two = 2 * len(build_calendar(plan.reference.calendar))
        self.alone = 0 if is_compiled("distance", "learn_at_distance") else min(of_two, self._weeks_each)

    def report(self, share: float | None = None) -> None:
        """Report how far the work is; the first weeks are spent on compiling."""
        if self.stage != "population":
            self.stage = "replications" if self.steps >= self.alone else "compiling"
        super().report((self._kept + self.steps / self._weeks_each) / self._works)


def _write_scenarios(plan: Plan, folder: Path) -> None:
    """Keep the scenarios as written and as they were understood."""
    understood = [resolved_yaml(scenario, folder) for scenario in plan.scenarios]
    for index, scenario in enumerate(plan.scenarios):
        name = "scenario.yaml" if index == 0 else f"scenario-{scenario.name}.yaml"
        source = scenario.source
        as_written = source.read_text("utf-8") if source and source.is_file() else understood[index]
        write_text(folder / name, as_written)
    write_stored_text(folder, folder / "resolved.yaml", "---\n".join(understood))
