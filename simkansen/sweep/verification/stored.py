"""The runs in a sweep's store, and the choice of those that are done again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simkansen.sweep.ask.design import Point
from simkansen.sweep.running.task import Row, Task
from simkansen.sweep.store.rows import FAILED, FINISHED
from simkansen.work.storage.tables import quoted_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation


class StoredRuns:
    """The runs of the present design.

    Parameters
    ----------
    runs
        One row a run (`simkansen.sweep.store.reading.relation`).
    connection
        That of the relation.
    points
        The points in the order of the design.

    Attributes
    ----------
    counts
        Runs by status.
    tasks
        Pairs of a point and a replication of which a run finished.
    """

    def __init__(
        self, runs: DuckDBPyRelation, connection: DuckDBPyConnection, points: Sequence[Point]
    ) -> None:
        self._runs, self._connection = runs, connection
        self._points = {point.id: point for point in points}
        self.counts = {str(status): int(n) for status, n in runs.aggregate("status, count(*)").fetchall()}
        runs.create_view("runs_in_store", replace=True)
        names = np.array(list(self._points), dtype=object)
        connection.register("points_of_design", {"point": names, "place": np.arange(len(names))})
        connection.execute(f"CREATE TEMP TABLE tasks AS {_TASKS}")
        found = connection.execute("SELECT count(*) FROM tasks").fetchone()
        self.tasks = int(found[0]) if found else 0

    def lost(self, told: Mapping[str, Any]) -> str | None:
        """Say what the store lacks of what the manifest tells; None when it lacks nothing."""
        before, now = int(told.get("runs", {}).get(FINISHED, 0)), self.counts.get(FINISHED, 0)
        if now < before:
            return f"the manifest tells of {before} finished runs, and there are {now}"
        return None if self.tasks else "no run has finished here, so there is nothing to compare"

    def notes(self) -> list[str]:
        """Say which runs cannot be compared."""
        failed = self.counts.get(FAILED, 0)
        return [f"runs that failed then, and so have no numbers: {failed}"] if failed else []

    def choose(self, count: int | None) -> list[Task]:
        """Choose tasks by a fixed rule, so that nobody picks what is looked at.

        Parameters
        ----------
        count
            How many; None for all.

        Returns
        -------
        list of Task
            In the order of the design and of replications, the tasks are cut into equal parts, and of each
            the one with the smallest key is taken.
        """
        parts = self.tasks if count is None else min(count, self.tasks)
        if not parts:
            return []
        found = self._connection.execute(_CHOICE.format(parts=parts)).fetchall()
        return [Task(point, self._points[point].values, replication) for point, replication in found]

    def rows(self, task: Task) -> dict[str, Row]:
        """Give the stored runs of a task by scenario."""
        which = f"point = {quoted_text(task.point)} AND replication = {task.replication:d}"
        runs = self._runs.filter(which)
        names = runs.columns
        found = [dict(zip(names, row, strict=True)) for row in runs.fetchall()]
        return {str(row["scenario"]): row for row in found}


_TASKS = f"""
SELECT point, replication, min(key) AS key, min(place) AS place
FROM runs_in_store JOIN points_of_design USING (point)
WHERE status = '{FINISHED}' GROUP BY point, replication
"""

_CHOICE = """
SELECT point, replication FROM (
    SELECT point, replication, key, ntile({parts:d}) OVER (ORDER BY place, replication) AS part FROM tasks
)
QUALIFY row_number() OVER (PARTITION BY part ORDER BY key) = 1 ORDER BY part
"""
