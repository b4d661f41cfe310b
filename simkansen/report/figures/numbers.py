"""The numbers behind a figure, unrounded: one row a mark, with the same columns in every figure."""

from __future__ import annotations

from collections.abc import Iterable

from simkansen.report.records import Band

WEEKS, SHARE = "weeks of learning", "share"
"""Units as the summary has them."""


def mark_rows(bands: Iterable[Band], measure: str, unit: str, by: str = "all") -> list[dict[str, object]]:
    """Return a row per band.

    Parameters
    ----------
    bands
        What is drawn.
    measure
        What it is: a measure of the summary, or ``weeks_recovered``, which is minus the effect on
        ``delay_weeks``, or ``weeks_behind``, which is minus ``gap_weeks`` or minus the effect on it.
    unit
        Unit of ``mean``, ``p05``, ``median`` and ``p95``.
    by
        What the pupils are split by.

    Returns
    -------
    list of dict
        ``scenario, measure, by, group, week, unit, mean, p05, median, p95, n_runs, n_pupils``.
    """
    return [
        {
            "scenario": band.scenario,
            "measure": measure,
            "by": by,
            "group": band.group,
            "week": band.week.isoformat(),
            "unit": unit,
            "mean": band.mean,
            "p05": band.p05,
            "median": band.median,
            "p95": band.p95,
            "n_runs": band.n_runs,
            "n_pupils": band.n_pupils,
        }
        for band in bands
    ]
