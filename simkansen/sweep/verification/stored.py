"""The runs in a sweep's store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simkansen.phrases import phrase
from simkansen.sweep.ask.design import Point
from simkansen.sweep.running.task import Task
from simkansen.sweep.store.rows import FAILED, FINISHED
from simkansen.work.storage.rows import Row
from simkansen.work.storage.tables import quoted_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation


class StoredRuns:
    """The runs of the present design.

    Parameters
    ----------
    runs
        One row a run (`simkansen.sweep.store.reading.relation`).
    points
        The points in the order of the design.

    Attributes
    ----------
    counts
        Runs by status.
    tasks
        Points under replications of which a run finished, in the order of the design and of replications.
    """

    def __init__(self, runs: DuckDBPyRelation, points: Sequence[Point]) -> None:
        self._runs = runs
        self.counts = {str(status): int(n) for status, n in runs.aggregate("status, count(*)").fetchall()}
        finished = runs.filter(f"status = '{FINISHED}'")
        pairs = finished.project("point, replication").distinct().fetchall()
        known = {point.id: (place, point.values) for place, point in enumerate(points)}
        ordered = sorted((known[point][0], replication, point) for point, replication in pairs)
        self.tasks = [Task(point, known[point][1], number) for _, number, point in ordered]

    def lost(self, told: Mapping[str, Any]) -> str | None:
        """Say what the store lacks of what the manifest tells; None when it lacks nothing."""
        before, now = int(told.get("runs", {}).get(FINISHED, 0)), self.counts.get(FINISHED, 0)
        if now < before:
            return phrase(
                "the manifest tells of {before} finished runs, and there are {now}", before=before, now=now
            )
        return None if self.tasks else "no run has finished here, so there is nothing to compare"

    def notes(self) -> list[str]:
        """Say which runs cannot be compared."""
        failed = self.counts.get(FAILED, 0)
        return (
            [phrase("runs that failed then, and so have no numbers: {failed}", failed=failed)]
            if failed
            else []
        )

    def rows(self, task: Task) -> dict[str, Row]:
        """Give the stored runs of a task by scenario."""
        which = f"point = {quoted_text(task.point)} AND replication = {task.replication:d}"
        runs = self._runs.filter(which)
        names = runs.columns
        found = [dict(zip(names, row, strict=True)) for row in runs.fetchall()]
        return {str(row["scenario"]): row for row in found}
