"""What each option does to each measure, as a paired difference with the reference."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simkansen.runs.draws import FEWEST_COUNTED
from simkansen.sweep.analysis.means import Summary, finite, summarise
from simkansen.sweep.analysis.study import RATIO, Row, Study, is_few, of_measures


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
        which way is), ``recovers_nothing`` (of a price the share of its runs in which money is spent in vain:
        these are infinitely dear, and so is a quantile among them), and ``p_better``, the share of runs
        better than doing nothing. None where a number does not exist: a ratio has no mean that means
        anything, as its denominator may pass 0; too few draws
        (`simkansen.runs.draws.FEWEST_DRAWS`) or pupils (`simkansen.outcomes.groups.FEWEST_PUPILS`) have
        neither an interval nor a share; and points of a sample, which all share their chance, are no share of
        runs with fewer than `simkansen.runs.draws.FEWEST_COUNTED` draws. Nor is there a share of what the
        reference has none of (`simkansen.sweep.store.told.NEVER_BETTER`), or where more than interventions
        differs from the reference; of such an option a price per week and weeks for those who
        take part have a row without numbers.
    """
    found = list(summarise(study, ["option"], "(SELECT * FROM told WHERE option > 0)"))
    told = {(one.measure, one.key[0]): numbers(study, one) for one in found}
    told |= {place: dict.fromkeys(_NUMBERS) for place in _untold(study)}
    rows = [
        {**study.measures[number].about, **study.about(option), **cells}
        for (number, option), cells in sorted(told.items(), key=lambda item: item[0])
    ]
    return [row | {"p_better": None} if row["scenario"] in study.unlike else row for row in rows]


_NUMBERS = (
    "n_runs",
    "n_pupils",
    "mean",
    "half_width",
    "interval_over",
    "p05",
    "median",
    "p95",
    "recovers_nothing",
    "p_better",
)


def _untold(study: Study) -> Iterator[tuple[int, int]]:
    """Give measure and option where a number would not be of interventions alone: rows without numbers."""
    found = study.rows("SELECT DISTINCT option FROM cases WHERE option > 0 AND is_on")
    run = {int(option) for (option,) in found}
    for number, measure in enumerate(study.measures):
        yield from ((number, option) for option in sorted(run) if not study.tells(option, measure))


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
        "recovers_nothing": one.vain if ratio else None,
        "p_better": one.better if measure.may_be_better and counts else None,
    }


def unvarying(study: Study) -> frozenset[tuple[int, int]]:
    """Tell which option has the same value of which measure in all of its runs, of two runs or more.

    Parameters
    ----------
    study
        The sweep.

    Returns
    -------
    frozenset of (int, int)
        Option and number of the measure.
    """
    same = of_measures("count(m#) > 1 AND max(m#) = min(m#)", study.measures)
    rows = study.rows(f"SELECT option, {same} FROM told WHERE option > 0 GROUP BY option")
    return frozenset((option, number) for option, *alike in rows for number, one in enumerate(alike) if one)
