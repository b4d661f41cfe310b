"""What each option does to each measure, as a paired difference with the reference."""

from __future__ import annotations

import math

from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.sweep.analysis.means import Summary, finite, summarise
from simkansen.sweep.analysis.study import RATIO, Row, Study, is_few


def effects(study: Study) -> list[Row]:
    """Tabulate the effects of every option.

    Parameters
    ----------
    study
        The sweep.

    Returns
    -------
    list of Row
        For each measure and option: ``n_runs``, ``n_pupils`` (behind the middle run), ``mean`` with
        ``half_width`` (half of the 90% interval of the mean, and what that is ``interval_over``), ``p05``,
        ``median``, ``p95`` of the runs, in the unit of the measure and with its own sign (``better`` says
        which way is), and ``p_better``, the share of runs better than doing nothing. None where a number does
        not exist: a ratio has no mean that means anything, as its denominator may pass 0; too few draws
        (`simkansen.runs.draws.FEWEST_DRAWS`) or pupils (`simkansen.outcomes.groups.FEWEST_PUPILS`) have
        neither an interval nor a share; and points of a sample, which all share their chance, are no share of
        runs with fewer than `simkansen.runs.draws.FEWEST_COUNTED` draws. Nor is there a share where more than
        interventions differs from the reference.
    """
    found = list(summarise(study, ["option"], "(SELECT * FROM cases WHERE option > 0)"))
    found.sort(key=lambda one: (one.measure, one.key))
    rows = [
        {**study.measures[one.measure].about, **study.about(one.key[0]), **numbers(study, one)}
        for one in found
    ]
    return [row | {"p_better": None} if row["scenario"] in study.unlike else row for row in rows]


def numbers(study: Study, one: Summary) -> Row:
    """Give the columns of a table that tell a summary."""
    measure = study.measures[one.measure]
    ratio, enough = measure.name == RATIO, math.isfinite(one.half_width) and not is_few(one.pupils)
    counts = enough and not (study.sampled and study.independent < FEWEST_COUNTED)
    return {
        "n_runs": one.runs,
        "n_pupils": one.pupils,
        "mean": None if ratio else finite(one.mean),
        "half_width": None if ratio or not enough else finite(one.half_width),
        "interval_over": one.holds,
        "p05": one.low if enough else None,
        "median": one.median,
        "p95": one.high if enough else None,
        "p_better": one.better if measure.compares and counts else None,
    }
