"""Whether two options differ by more than chance: compared in the same futures."""

from __future__ import annotations

import numpy as np

from simkansen.sweep.analysis.interval import interval_of_mean
from simkansen.sweep.analysis.study import Row, Study


def differ(study: Study, measure: str, one: Row, other: Row) -> bool:
    """Say whether the mean difference of two options is known to be no zero.

    Parameters
    ----------
    study
        The sweep.
    measure
        Id of the measure.
    one, other
        Two rows of a table that tell which option they are of.

    Returns
    -------
    bool
        Whether the 90% interval of the mean difference over the futures that both have leaves out zero: the
        wider one of that over draws and, where points are a sample, that over points.
    """
    number = [each.id for each in study.measures].index(measure)
    first, second = (_option(study, row) for row in (one, other))
    found = study.arrays(
        f"""
        SELECT mine.m{number} - theirs.m{number} AS apart, mine.draw AS draw, mine.block AS block
        FROM cases AS mine JOIN cases AS theirs USING (future, replication)
        WHERE mine.option = {first:d} AND theirs.option = {second:d} AND apart IS NOT NULL
        ORDER BY future, replication
        """
    )
    apart = found["apart"]
    if not len(apart):
        return False
    halves = [interval_of_mean(apart, found["draw"].tolist()).half_width]
    if study.sampled:
        blocks = interval_of_mean(apart, found["block"].tolist()).half_width
        halves = [half for half in (*halves, blocks) if np.isfinite(half)]
    return bool(halves and abs(apart.mean()) > max(halves))


def _option(study: Study, row: Row) -> int:
    """Find which option a row is of."""
    return next(place for place in range(len(study.options)) if study.about(place).items() <= row.items())
