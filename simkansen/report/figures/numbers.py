"""The numbers behind a figure, unrounded: one row a mark, with the same columns in every figure."""

from __future__ import annotations

from collections.abc import Iterable

from simkansen.report.reading.records import Band

WEEKS, SHARE = "weeks of learning", "share"
"""Units as the summary has them."""

MARK = "scenario measure by group week unit mean p05 median p95 n_runs n_pupils"
"""Columns of a mark, unless a figure says otherwise."""


def band_row(band: Band, columns: str, **known: object) -> dict[str, object]:
    """Return a band as a row: each column is one that is given, else the field of the band with that name.

    Parameters
    ----------
    band
        What is drawn.
    columns
        Their names, with spaces between.
    known
        What the band does not know itself, such as its measure.
    """
    about = {"week": band.week.isoformat(), **known}
    return {name: about[name] if name in about else getattr(band, name) for name in columns.split()}


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
    return [band_row(band, MARK, measure=measure, unit=unit, by=by) for band in bands]
