"""A sweep: from an experiment to a results folder that is whole at every moment."""

from __future__ import annotations

import os
import shutil
import time
import warnings
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.evidence import load_parameters
from simkansen.identity import SWEEPS
from simkansen.phrases import joined, phrase
from simkansen.population.build import drawn_sizes
from simkansen.runs import manifest
from simkansen.scenario import ScenarioErrors
from simkansen.sweep.ask.design import Point, make_points
from simkansen.sweep.ask.notes.nobody import keep_and_look, nobody_in
from simkansen.sweep.ask.placing import population_variants
from simkansen.sweep.running.agenda import WHOLE, Agenda, Shard
from simkansen.sweep.running.basis import basis_of
from simkansen.sweep.running.describe import of_sweep
from simkansen.sweep.running.request import FILES_VARIED, files_varied, keep_experiment
from simkansen.sweep.running.stopping_rule import blocks, enough
from simkansen.sweep.running.task import SweepJob
from simkansen.sweep.store.places import folder_name
from simkansen.sweep.store.points_file import write_points
from simkansen.sweep.store.queries import counts_of, effects_of, empty_measures
from simkansen.sweep.store.rows import FAILED, FINISHED
from simkansen.sweep.store.store import RunStore
from simkansen.work.algebra import one_thread_for_algebra
from simkansen.work.cost import PAGES_BYTES, STORED_FEW_BYTES
from simkansen.work.errors import DamageWarning
from simkansen.work.progress import OnProgress, Reporter
from simkansen.work.runner import Finished, TaskRunner
from simkansen.work.storage.csv_style import CsvStyle, style_of
from simkansen.work.storage.digests import OTHER_DIGEST
from simkansen.work.storage.files import saying_what_is_needed
from simkansen.work.storage.log import Log
from simkansen.work.storage.manifest_file import manifest_of_before, write_manifest
from simkansen.work.storage.parts import set_damaged_aside
from simkansen.work.storage.store import POPULATIONS
from simkansen.work.storage.store import fresh as remove_runs

if TYPE_CHECKING:
    from simkansen.scenario import Scenario
    from simkansen.sweep.ask.loading import Experiment
    from simkansen.sweep.ask.repeating import Replications, Until
    from simkansen.work.engines import Engine
    from simkansen.work.storage.rows import Row

_TOLD = 20
"""Failures that are told one by one."""

_SIZES = ("schools", "pupils", "schools_range", "pupils_range")


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What a sweep left behind.

    Attributes
    ----------
    folder
        The results folder.
    finished, failed
        Runs of the present design in the store, by status.
    empty
        Measures that no finished run has a value of.
    kept
        Runs that had been finished before.
    failures
        The first failures of this start.
    left
        Runs that a budget left undone.
    wall_seconds
        Wall time of this start (s).
    asked
        Runs of the whole sweep, all shards together.
    restyled
        Whether CSV files were written otherwise before this start.
    """

    folder: Path
    finished: int
    failed: int
    kept: int
    failures: tuple[Row, ...]
    left: int
    wall_seconds: float
    empty: tuple[str, ...] = ()
    asked: int = 0
    restyled: bool = False

    @property
    def complete(self) -> bool:
        """Whether all runs of the sweep have ended, whoever did them: those of other shards too."""
        return self.finished + self.failed >= self.asked


@one_thread_for_algebra()
def run_sweep(
    experiment: Experiment,
    results_dir: Path,
    engine: Engine,
    *,
    written: str | None = None,
    shard: Shard = WHOLE,
    fresh: bool = False,
    csv_style: CsvStyle | None = None,
    on_progress: OnProgress | None = None,
    command: Sequence[str] = (),
) -> SweepResult:
    """Do all runs of an experiment that are not finished.

    Parameters
    ----------
    experiment
        What is asked.
    results_dir
        Where the folder ``<name>-<hash>`` is made.
    engine
        Where tasks are done. Results are the same bits for any engine and any number of workers.
    written
        The experiment file as written, to be kept beside the results.
    shard
        The part of the sweep that is done here.
    fresh
        Remove the runs that are there, and start anew.
    csv_style
        How CSV files are written: ``"en"``, with commas and decimal points, or ``"nl"``, with semicolons and
        decimal commas. By default as those that are in the folder, and of a new one ``"en"``.
    on_progress
        Called when something has changed.
    command
        The command line, for the manifest, which tells the one of the whole sweep and how many shards did it.

    Returns
    -------
    SweepResult

    Raises
    ------
    BusyError
        If runs are to be removed while another sweep writes there.
    UnreadableResultsError
        If the folder is of a later version than this one; it is left as it is then.
    DiskFullError
        If the disk is full; finished runs are kept.
    Interrupted, KeyboardInterrupt
        If the sweep was stopped; finished runs are kept.
    ScenarioErrors
        If a measure is of a group that nobody is in; nothing is simulated then.

    Warns
    -----
    DamageWarning
        If a part of the store is not what was written; its runs are done again.
    """
    sweep = _Sweep(experiment, results_dir, engine, shard, csv_style, on_progress)
    if fresh and sweep.folder.is_dir():
        remove_runs(sweep.folder)
    return sweep.run(written, command)


class _Sweep:
    """One start of a sweep."""

    def __init__(
        self,
        experiment: Experiment,
        results_dir: Path,
        engine: Engine,
        shard: Shard,
        csv_style: CsvStyle | None,
        on_progress: OnProgress | None,
    ) -> None:
        self.experiment, self.engine, self._style = experiment, engine, csv_style
        self.basis = basis_of(experiment)
        self.folder = results_dir / folder_name(experiment, self.basis)
        self.design = make_points(experiment.spec.design, experiment.dimensions)
        self.points = list({point.id: point for point in self.design}.values())
        names = [scenario.name for scenario in experiment.scenarios]
        populations = self.folder / f"{POPULATIONS}{os.getpid()}-{os.urandom(4).hex()}"
        self.job = SweepJob(
            self.basis,
            experiment.scenarios,
            experiment.spec.measures,
            populations,
            counted=True,
            staffed=True,
        )
        by_point = experiment.spec.replications.until is not None
        self.reporter = Reporter(on_progress, "population", 0)
        most = experiment.spec.budget.runs
        self.agenda = Agenda(self.basis, names, shard, by_point, self._batch_size, self.reporter, most)
        self.sizes: dict[str, Any] = {}
        self._variants: list[Scenario] = []
        self._shard = shard
        self._started = time.perf_counter()
        self._late = False

    def run(self, written: str | None, command: Sequence[str]) -> SweepResult:
        """Do what is missing."""
        asked, points = self.experiment.spec.replications, [point.id for point in self.points]
        self.folder.mkdir(parents=True, exist_ok=True)
        told = style_of(before) if (before := manifest_of_before(self.folder)) else self._style
        for path in set_damaged_aside(self.folder):
            said = phrase(
                "{said}; it is put aside as {name}.damaged, and its runs are done again",
                said=OTHER_DIGEST,
                name=path.name,
            )
            warnings.warn(joined(": ", (str(path), said)), DamageWarning, stacklevel=2)
        self.log = Log(self.folder / "log.jsonl")
        with (
            saying_what_is_needed(self._bytes_left),
            self.log.start(points=len(self.points), engine=self.engine.name),
        ):
            self._write_points(dict.fromkeys(points, asked.at_most))
            keep_experiment(self.folder, self.experiment, written)
            self._write_manifest(command)
            try:
                asked_for = [one.id for one in self.experiment.spec.measures]
                with RunStore(self.folder, asked_for, asked_for, staffed=True) as store:
                    self.runner = TaskRunner(self.engine, store, self.reporter, self.log)
                    self._do(Finished(store.finished))
            except BaseException:
                with suppress(OSError):  # as on a full disk
                    self._write_manifest(command)
                raise
            finally:
                shutil.rmtree(self.job.populations, ignore_errors=True)
            needed = dict.fromkeys(points, asked.at_most)
            if asked.until is not None:
                needed = self._needed(asked, asked.until)
                self._write_points(needed)
                self._draw_sizes(max(needed.values()))
            counts = self._write_manifest(command)
        left = self.reporter.left if self._is_spent else 0
        self.log.write("end", left=left, **counts)
        return SweepResult(
            folder=self.folder,
            finished=counts.get(FINISHED, 0),
            failed=counts.get(FAILED, 0),
            kept=self.reporter.kept,
            failures=tuple(self.runner.failures[:_TOLD]),
            left=left,
            wall_seconds=time.perf_counter() - self._started,
            empty=tuple(empty_measures(self.folder)),
            asked=sum(needed.values()) * len(self.experiment.scenarios),
            restyled=self._style is not None and told != self._style,
        )

    def _do(self, finished: Finished) -> None:
        """Do block after block of replications, each for the points that still need it."""
        asked, reporter = self.experiment.spec.replications, self.reporter
        need = self.agenda.mine(self.points)
        reporter.total = self.agenda.count(len(need), asked.at_most)
        reporter.report()
        for block in blocks(asked):
            if block.start:
                still = self._still_needed(need, block.start)
                reporter.total -= self.agenda.count(len(need) - len(still), asked.at_most - block.start)
                need = still
            if not need or self._is_spent:
                break
            batches = self.agenda.batches(need, block, finished)
            self.runner.do(self.job, batches, self._keep_populations, self._is_late)

    def _write_points(self, needed: Mapping[str, int]) -> None:
        write_points(self.folder, self.design, self.experiment.dimensions, needed)

    def _needed(self, asked: Replications, until: Until) -> dict[str, int]:
        """Give how many replications the rule asks of each point, of those that other programs did too."""
        reference, *others = (scenario.name for scenario in self.experiment.scenarios)
        effects = effects_of(self.folder, until.measure, reference, asked.at_most)
        return {
            point.id: enough(effects.get(point.id, {}), others, asked, until.half_width)
            for point in self.points
        }

    def _still_needed(self, points: Sequence[Point], before: int) -> list[Point]:
        """Keep the points whose effects are not known well enough after so many replications."""
        asked = self.experiment.spec.replications
        assert asked.until is not None
        needed = self._needed(asked, asked.until)
        return [point for point in points if needed[point.id] > before]

    def _keep_populations(self) -> None:
        """Make every population once, in a worker, and keep it for all."""
        if self.sizes:
            return
        variants = population_variants(self.job.reference, self.points)
        measures = self.experiment.spec.measures
        made = self.runner.make(
            keep_and_look, [(self.job.populations, scenario, measures) for scenario in variants]
        )
        self.sizes = manifest.over_replications([sizes for sizes, _ in made])
        self._variants = variants
        self._draw_sizes(self.experiment.spec.replications.at_least)
        self.log.write("population", populations=len(variants), **self.sizes)
        self.reporter.stage = "runs"
        fixed = self.experiment.spec.population == "fixed"
        looked = fixed and len(made) == len(variants) and not self.experiment.small
        if looked and (problems := nobody_in(self.experiment, [nobody for _, nobody in made])):
            raise ScenarioErrors(problems)

    def _draw_sizes(self, replications: int) -> None:
        """Count who is simulated where each replication has its own, of what this start has made."""
        if self.experiment.spec.population != "redrawn":
            return
        drawn = [
            dict(zip(_SIZES, one, strict=False))
            for here in self._variants
            for one in drawn_sizes(
                here.population,
                here.run.seed,
                load_parameters().replace(here.own_values),
                here.calendar.first_year,
                replications,
            )
        ]
        self.sizes = manifest.over_replications(drawn)

    @property
    def _is_spent(self) -> bool:
        """Whether the budget of this start left anything undone."""
        return self._late or self.agenda.withheld

    def _is_late(self) -> bool:
        budget = self.experiment.spec.budget
        hours = (time.perf_counter() - self._started) / 3600
        self._late = budget.hours is not None and hours >= budget.hours
        return self._late

    def _bytes_left(self) -> float:
        """Tell about how much is still to be written."""
        return self.reporter.left * STORED_FEW_BYTES + PAGES_BYTES

    def _batch_size(self) -> int:
        return self.runner.batch_size(len(self.experiment.scenarios))

    def _write_manifest(self, command: Sequence[str]) -> dict[str, int]:
        before = manifest_of_before(self.folder)
        counts = counts_of(self.folder) if before else {}
        style = self._style or style_of(before)  # of now, as other programs of the same sweep write it too
        content = manifest.describe(
            self.experiment.scenarios,
            self.experiment.spec.name,
            self.basis,
            of_sweep(self.experiment, len(self.points), counts, self._known_sizes(before), style)
            | ({FILES_VARIED: files} if (files := files_varied(self.experiment, self.folder)) else {})
            | ({"shards": self._shard.of} if self._shard.of > 1 else {}),
            basis={"basis": self.basis},
            scope=SWEEPS,
            before=before,
            command=Shard.command_of_all(command),
            wall_seconds=self.log.wall_seconds(),
            workers=self.engine.workers,
            engine=self.engine.name,
            packages=["SALib"],
        )
        write_manifest(self.folder, content)
        return counts

    def _known_sizes(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """Give the numbers of schools and pupils: of this start, or of an earlier one, however it ended."""
        if self.sizes:
            return self.sizes
        told = {**self.log.last("population"), **before}
        return {name: told[name] for name in _SIZES if told.get(name) is not None}
