"""Whether two options differ by more than chance: compared in the same futures."""

from __future__ import annotations

from typing import Literal

import numpy as np

from simkansen.runs.draws import CLAIM, FEWEST_COUNTED
from simkansen.sweep.analysis.interval import interval_of_mean
from simkansen.sweep.analysis.study import Row, Study

Order = Literal["told", "same", "close", "unknown"]

CLOSE = 0.1
"""Assumed: two options do about as much when they are known to differ by at most this share of the larger."""


def order(study: Study, measure: str, one: Row, other: Row) -> Order:
    """Say what is known of which of two options does more.

    Parameters
    ----------
    study
        The sweep.
    measure
        Id of the measure.
    one, other
        Two rows of the table of effects.

    Returns
    -------
    str
        ``same`` where they do the same in every future that both have. ``told`` where the 90% interval of
        their mean difference leaves out zero: the wider one of that over draws and, where points are a
        sample, that over points; and at least `CLAIM` of the futures show it. With fewer than
        `FEWEST_COUNTED` independent draws no order is told. Else ``close`` where that interval lies within
        `CLOSE` of the larger effect, and ``unknown`` where it does not, or cannot be told. Options of a
        sample that were tried at other points, as those that a list sets, are compared by their own
        intervals, and by all pairs of their runs.
    """
    number = [each.id for each in study.measures].index(measure)
    first, second = (option_of(study, row) for row in (one, other))
    if study.few & {(first, number), (second, number)}:
        return "unknown"
    found = study.arrays(
        f"""
        SELECT mine.m{number} - theirs.m{number} AS apart, mine.draw AS draw, mine.block AS block
        FROM told AS mine JOIN told AS theirs USING (future, replication)
        WHERE mine.option = {first:d} AND theirs.option = {second:d} AND apart IS NOT NULL
        ORDER BY future, replication
        """
    )
    apart = found["apart"]
    if not len(apart):
        return _at_other_points(study, number, one, other) if study.sampled else "unknown"
    if not apart.any():
        return "same"
    halves = [interval_of_mean(apart, found["draw"].tolist()).half_width]
    if study.sampled:
        blocks = interval_of_mean(apart, found["block"].tolist()).half_width
        halves = [half for half in (*halves, blocks) if np.isfinite(half)]
    half, mean = max(halves, default=np.inf), abs(float(apart.mean()))
    if mean > half:
        shown = float(np.mean(np.sign(apart) == np.sign(apart.mean())))
        return "told" if study.independent >= FEWEST_COUNTED and shown >= CLAIM else "unknown"
    largest = max(abs(float(row["mean"])) for row in (one, other))
    return "close" if mean + half <= CLOSE * largest else "unknown"


def _at_other_points(study: Study, number: int, one: Row, other: Row) -> Order:
    """Say what is known of two options of a sample that share no point: each has points of its own by chance.

    That their intervals do not meet is enough whichever way chance, which all points share, moves both.
    """
    if one["half_width"] is None or other["half_width"] is None:
        return "unknown"
    more, less = sorted((one, other), key=lambda row: -float(row["mean"]))
    high, low = (
        study.arrays(
            f"SELECT m{number} AS value FROM told WHERE option = {option_of(study, row):d} "
            f"AND m{number} IS NOT NULL ORDER BY value"
        )["value"]
        for row in (more, less)
    )
    if low[0] == low[-1] == high[0] == high[-1]:
        return "same"
    mean, half = float(more["mean"] - less["mean"]), float(one["half_width"] + other["half_width"])
    if mean > half:
        shown = float(np.searchsorted(low, high).mean()) / len(low)
        return "told" if study.independent >= FEWEST_COUNTED and shown >= CLAIM else "unknown"
    largest = max(abs(float(row["mean"])) for row in (one, other))
    return "close" if mean + half <= CLOSE * largest else "unknown"


def option_of(study: Study, row: Row) -> int:
    """Find which option a row is of."""
    return next(place for place in range(len(study.options)) if study.about(place).items() <= row.items())
