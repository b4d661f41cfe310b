"""How often each option is the best, and what is given up by choosing it."""

from __future__ import annotations

from simkansen.sweep.analysis.study import Measured, Row, Study


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
        For each measure that effects can be compared on, and each option with the reference among them:
        ``n_futures``, those in which every option has an effect; ``n_left_out``, the other ones; ``p_best``,
        where equally good options share one future; and ``regret_mean``, ``regret_p95`` and ``regret_max``
        in the unit of the measure.
    """
    if len(study.options) < 2:
        return []
    return [
        row
        for number, measure in enumerate(study.measures)
        if measure.compares
        for row in _of_measure(study, number, measure)
    ]


def _of_measure(study: Study, number: int, measure: Measured) -> list[Row]:
    study.connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE gains AS
        SELECT option, future * 1000000::BIGINT + replication AS future,
            CASE WHEN option = 0 THEN 0 ELSE {measure.sign} * m{number} END AS gain
        FROM cases WHERE option = 0 OR m{number} IS NOT NULL
        """
    )
    whole = f"count(*) = {len(study.options)}"
    ((futures,),) = study.rows("SELECT count(DISTINCT future) FROM gains")
    rows = study.rows(
        f"""
        WITH tops AS (
            SELECT future, max(gain) AS top FROM gains GROUP BY future HAVING {whole}
        ), ties AS (
            SELECT future, any_value(top) AS top, count(*) AS equals
            FROM gains JOIN tops USING (future) WHERE gain = top GROUP BY future
        )
        SELECT option, count(*), sum(CASE WHEN gain = top THEN 1 / equals ELSE 0 END) / count(*),
            avg(top - gain), quantile_cont(top - gain, 0.95), max(top - gain)
        FROM gains JOIN ties USING (future) GROUP BY option ORDER BY option
        """
    )
    about = {"measure": measure.id, "unit": measure.unit, "better": measure.better}
    return [
        {
            **about,
            **study.about(option),
            "n_futures": n,
            "n_left_out": futures - n,
            "p_best": best,
            "regret_mean": mean,
            "regret_p95": tail,
            "regret_max": most,
        }
        for option, n, best, mean, tail, most in rows
    ]
