"""The rounds of a sensitivity analysis: tasks of a sweep, in a store of a sweep."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from simkansen.fitting.sensitivity.points import NUMBERS, results_of
from simkansen.phrases import phrase
from simkansen.runs.draws import Source
from simkansen.runs.plan import on_basis
from simkansen.runs.populations import keep_population
from simkansen.sweep.running.agenda import WHOLE, Agenda
from simkansen.sweep.running.task import SweepJob, run_key
from simkansen.sweep.store.rows import EFFECT, FAILED
from simkansen.sweep.store.store import RunStore
from simkansen.work.engines import local
from simkansen.work.errors import KEPT, EngineError
from simkansen.work.progress import OnProgress, Reporter
from simkansen.work.runner import Finished, TaskRunner
from simkansen.work.storage.log import Log

if TYPE_CHECKING:
    from simkansen.runs.plan import Plan
    from simkansen.sweep.ask.design import Point
    from simkansen.work.storage.rows import Row

IDS = [one.id for one in NUMBERS]


class Rounds(ExitStack):
    """All scenarios of a plan at points, a round of points at a time; what was finished before is kept.

    Parameters
    ----------
    plan
        The scenarios.
    basis
        Hash of all that the runs depend on, their point and replication aside.
    folder
        The results folder.
    workers
        Worker processes; all processors by default.
    tell
        Called when something has changed.
    log
        Told of each round.

    Attributes
    ----------
    evaluations
        Points under replications of each round.
    """

    def __init__(
        self, plan: Plan, basis: str, folder: Path, workers: int | None, tell: OnProgress | None, log: Log
    ) -> None:
        super().__init__()
        self.evaluations: dict[str, int] = {}
        self._plan, self._basis, self._tell, self._log = plan, basis, tell, log
        self._engine = self.enter_context(local(workers))
        self._store = self.enter_context(RunStore(folder, IDS))
        made = TemporaryDirectory(prefix=f".populations-{os.getpid()}-", dir=folder)
        self._populations = Path(self.enter_context(made))

    @property
    def sizes(self) -> dict[str, int]:
        """Numbers of schools and pupils, as the log tells them."""
        told = self._log.last("population")
        return {name: told[name] for name in ("schools", "pupils")}

    def evaluate(
        self, stage: str, points: Sequence[Point], source: Source = "point", replications: int = 1
    ) -> list[dict[str, float]]:
        """Run all scenarios at points, and return the results.

        Parameters
        ----------
        stage
            Word for the round.
        points
            One may come twice; it is run once.
        source
            Where parameters come from that a point says nothing of.
        replications
            How many of each point.

        Returns
        -------
        list of dict
            What `results_of` says of each point and each of its replications, points first.

        Raises
        ------
        EngineError
            If a run failed; what is finished is kept.
        """
        job = self._job(source)
        names = [scenario.name for scenario in job.scenarios]
        self.evaluations[stage] = len(points) * replications
        self._log.write("round", name=stage, evaluations=len(points) * replications)
        once = list({point.id: point for point in points}.values())
        reporter = Reporter(self._tell, stage, len(once) * replications * len(names))
        runner = TaskRunner(self._engine, self._store, reporter, self._log)
        agenda = Agenda(job.basis, names, WHOLE, True, lambda: runner.batch_size(len(names)), reporter)
        reporter.report()
        batches = agenda.batches(once, range(replications), Finished(self._store.finished))
        runner.do(job, batches, lambda: self._keep_population(job, runner))
        rows = self._store.rows()
        return [self._results(job, point, number, rows) for point in points for number in range(replications)]

    def _job(self, source: Source) -> SweepJob:
        run = {"parameters": source, "population": "fixed"}
        scenarios = tuple(on_basis(one, None, run) for one in self._plan.scenarios)
        return SweepJob(f"{self._basis}/{source}", scenarios, NUMBERS, self._populations)

    def _keep_population(self, job: SweepJob, runner: TaskRunner) -> None:
        if not any(self._populations.iterdir()):
            for sizes in runner.make(keep_population, [(self._populations, job.reference)]):
                self._log.write("population", **sizes)

    def _results(
        self, job: SweepJob, point: Point, replication: int, rows: dict[str, Row]
    ) -> dict[str, float]:
        runs = {}
        for scenario in job.scenarios:
            row = rows[run_key(job.basis, point.id, scenario.name, replication)]
            if row["status"] == FAILED:
                raise EngineError(
                    phrase(
                        "'{scenario}' at {values} cannot be done ({phase}): {error}. {kept}",
                        scenario=scenario.name,
                        values=dict(point.values),
                        phase=row["phase"],
                        error=row["error"],
                        kept=KEPT,
                    )
                )
            runs[scenario.name] = ({one: row[one] for one in IDS}, {one: row[one + EFFECT] for one in IDS})
        return results_of(runs)
