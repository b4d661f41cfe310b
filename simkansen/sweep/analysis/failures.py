"""The runs that failed, and how many runs there are."""

from __future__ import annotations

from simkansen.sweep.analysis.study import Row, Study
from simkansen.sweep.store.rows import FAILED

MOST = 10_000
"""Failed runs that are told one by one."""


def counts(study: Study) -> dict[str, int]:
    """Count the runs of the present design by status."""
    return dict(study.rows("SELECT status, count(*) FROM runs_of_sweep GROUP BY status ORDER BY status"))


def failed(study: Study) -> list[Row]:
    """List the failed runs: scenario, values of the point, replication, seed, phase and error.

    Of very many the first `MOST` are listed, in the order of the design.
    """
    columns = ("scenario", "point", "replication", "seed", "phase", "error")
    rows = study.rows(
        f"""
        SELECT place, {", ".join(columns)} FROM runs_of_sweep JOIN points_here USING (point)
        WHERE status = '{FAILED}' ORDER BY place, replication, scenario LIMIT {MOST}
        """
    )
    return [
        dict(zip(columns, told, strict=True)) | {path: study.value(path, place) for path in study.paths}
        for place, *told in rows
    ]


def kinds_of_failure(study: Study) -> list[Row]:
    """Count failed runs by phase and error, the most frequent first, with the first run of each."""
    columns = ("phase", "error", "runs", "scenario", "replication", "seed")
    rows = study.rows(
        f"""
        SELECT phase, error, count(*) AS runs, first(scenario), first(replication), first(seed)
        FROM runs_of_sweep WHERE status = '{FAILED}' GROUP BY phase, error ORDER BY runs DESC, phase, error
        """
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]
