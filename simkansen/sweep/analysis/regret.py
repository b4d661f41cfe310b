"""How often each option is the best, and what is given up by choosing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.sweep.analysis.interval import share_interval
from simkansen.sweep.analysis.means import finite, half_width_of, part
from simkansen.sweep.analysis.study import Row, Study, SweepMeasure

CLAIMS = ("p_best", "p_best_low", "p_best_high", "regret_mean", "regret_p95", "regret_max")
"""The columns that say which option is the best."""


def regret(study: Study) -> list[Row]:
    """Tabulate how often each option is best, and its regret.

    A future is one combination of what is not chosen, under one replication. In each, the reference gains
    nothing, and the regret of an option is how much less it gains than the best one there.

    Parameters
    ----------
    study
        The sweep.

    Returns
    -------
    list of Row
        For each measure that options can be better on than doing nothing
        (`simkansen.sweep.store.told.SweepMeasure.may_be_better`), and each option with the reference among
        them: ``n_futures``, those in which every option has an effect; ``n_left_out``, the other ones;
        ``p_best``, where equally good options share one future, with ``p_best_low`` and ``p_best_high``,
        its 90% interval; and ``regret_mean``, ``regret_p95`` and ``regret_max`` in the unit of the measure.
        All but the numbers of futures are None with fewer than `FEWEST_COUNTED` independent draws: which
        option comes out best in a few of them is luck, at however many points. So they are where an option
        has its effect on too few pupils for an interval, and where no future has all options. Options in
        which more than interventions differs from the reference have no row, and are no option that others
        are held against; nor are those that have an effect in no run (`without_effect`), such as a
        combination of values that cannot be.
    """
    if len(_alike(study)) < 2:
        return []
    return [
        row
        for number, measure in enumerate(study.measures)
        if measure.may_be_better
        for row in _of_measure(study, number, measure)
    ]


def without_effect(study: Study, measure: SweepMeasure) -> list[int]:
    """List the options that have an effect on a measure in no run, and so are held against none."""
    number = study.measures.index(measure)
    found = study.rows(f"SELECT DISTINCT option FROM told WHERE option > 0 AND m{number} IS NOT NULL")
    there = {0, *(int(option) for (option,) in found)}
    return [place for place in _alike(study) if place not in there]


def _alike(study: Study) -> list[int]:
    """List the options that differ from the reference in interventions alone."""
    return [place for place, one in enumerate(study.options) if one.scenario not in study.unlike]


def _of_measure(study: Study, number: int, measure: SweepMeasure) -> list[Row]:
    none = without_effect(study, measure)
    alike = [place for place in _alike(study) if place not in none]
    if len(alike) < 2:
        return []
    those = ", ".join(map(str, alike))
    study.connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE gains AS
        SELECT option, future * 1000000::BIGINT + replication AS future, block, draw,
            CASE WHEN option = 0 THEN 0 ELSE {measure.sign} * m{number} END AS gain
        FROM told WHERE (option = 0 OR m{number} IS NOT NULL) AND option IN ({those})
        """
    )
    whole = f"count(*) = {len(alike)}"
    ((futures,),) = study.rows("SELECT count(DISTINCT future) FROM gains")
    study.connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE shares AS
        WITH tops AS (
            SELECT future, max(gain) AS top FROM gains GROUP BY future HAVING {whole}
        ), ties AS (
            SELECT future, any_value(top) AS top, count(*) AS equals
            FROM gains JOIN tops USING (future) WHERE gain = top GROUP BY future
        )
        SELECT option, block, draw, CASE WHEN gain = top THEN 1 / equals ELSE 0 END AS share,
            top - gain AS regret
        FROM gains JOIN ties USING (future) ORDER BY option, future
        """
    )
    rows = study.rows(
        """
        SELECT option, count(*), avg(share), avg(regret), quantile_cont(regret, 0.95), max(regret)
        FROM shares GROUP BY option ORDER BY option
        """
    )
    if not rows:
        about: Row = {"n_futures": 0, "n_left_out": futures, **dict.fromkeys(CLAIMS)}
        return [{**measure.about, **study.about(option), **about} for option in alike]
    few = any(which == number for _, which in study.few)
    single = study.arrays("SELECT option, block, draw, share FROM shares")
    found = []
    for option, n, best, mean, tail, most in rows:
        of = {name: column[single["option"] == option] for name, column in single.items()}
        low, high = _interval(study, of)
        found.append(
            {
                **measure.about,
                **study.about(option),
                "n_futures": n,
                "n_left_out": futures - n,
                "p_best": best,
                "p_best_low": finite(low),
                "p_best_high": finite(high),
                "regret_mean": mean,
                "regret_p95": tail,
                "regret_max": most,
                **(dict.fromkeys(CLAIMS) if few or len(np.unique(of["draw"])) < FEWEST_COUNTED else {}),
            }
        )
    return found


def _interval(study: Study, of: Mapping[str, NDArray[Any]]) -> tuple[float, float]:
    """Return the 90% interval of a share of futures, over draws and, where points are a sample, over points.

    Futures with the same draw, or the same point, are not independent: they count for as many as would give
    the variance that their clusters have.
    """
    share = of["share"].astype(np.float64)
    kinds = [of["draw"]]
    if study.sampled:
        kinds = [of["block"], of["draw"], of["block"] * (int(of["draw"].max()) + 1) + of["draw"]]
    parts = []
    for kind in kinds:
        _, cluster = np.unique(kind, return_inverse=True)
        residual = np.bincount(cluster, weights=share - share.mean())
        parts.append(part(residual.size, share.size, float(np.sum(residual**2))))
    half = half_width_of(parts)
    return share_interval(float(share.mean()), half, min(one.clusters for one in parts[:2]))
