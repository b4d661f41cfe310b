"""Whether there are enough replications: the mean effect after each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simkansen.runs.draws import FEWEST_DRAWS
from simkansen.sweep.analysis.interval import t_quantile
from simkansen.sweep.analysis.means import finite, widths
from simkansen.sweep.analysis.study import RATIO, Row, Study, of_measures
from simkansen.work.storage.tables import given

Floats = NDArray[np.float64]

TOLD = 500
"""Of more replications than this not every one is a row."""


def running_mean(study: Study) -> list[Row]:
    """Tabulate mean effects after 1, 2, ... replications.

    Parameters
    ----------
    study
        The sweep.

    Returns
    -------
    list of Row
        For each measure, scenario and number of ``replications``: the ``mean`` effect over these, and over
        all points at which an intervention of the scenario is on (`Study.some_off` says whether that is
        not everywhere), and the ``half_width`` of its 90% interval, over draws of the parameters and chance
        with the points as they are; None while there are fewer than `FEWEST_DRAWS` draws. Of many
        replications some are left out, never the last; an effect on too few pupils for an interval is left
        out whole. The last mean is that of all these runs, or where a rule stops points apart, of the
        replications that every point has.
    """
    scenario = [study.scenarios.index(option.scenario) for option in study.options]
    made = {"option": np.arange(len(scenario)), "scenario": np.array(scenario)}
    sums = of_measures("count(m#) AS n#, sum(m#) AS s#", study.measures)
    with given(study.connection, "made", made):
        found = study.arrays(
            f"""
            SELECT scenario, replication, draw, {sums} FROM cases JOIN made USING (option)
            WHERE option > 0 AND is_on AND replication < {study.common:d}
            GROUP BY ALL ORDER BY scenario, replication
            """
        )
    few = {(study.options[option].scenario, number) for option, number in study.few}
    rows: list[Row] = []
    for number, measure in enumerate(study.measures):
        for place, name in enumerate(study.scenarios):
            mine = (found["scenario"] == place) & (found[f"n{number}"] > 0)
            if measure.name == RATIO or (name, number) in few or not mine.any():
                continue
            sizes, totals = (found[f"{letter}{number}"][mine].astype(np.float64) for letter in "ns")
            means, halves = running(sizes, totals, found["draw"][mine])
            rows += [
                {**measure.about, "scenario": name, "replications": n + 1}
                | {"mean": float(means[n]), "half_width": finite(halves[n])}
                for n in _told(len(means))
            ]
    return rows


def _told(count: int) -> list[int]:
    step = -(-count // TOLD)
    return sorted({*range(step - 1, count, step), count - 1})


def running(sizes: Floats, totals: Floats, draws: NDArray[Any]) -> tuple[Floats, Floats]:
    """Give the mean after each replication and half of its 90% interval.

    Parameters
    ----------
    sizes, totals : ndarray of float64, shape (replications,)
        Runs of each replication, and the sum of their effects.
    draws : ndarray, shape (replications,)
        Which draw of the parameters each replication has.

    Returns
    -------
    (ndarray of float64, ndarray of float64), shape (replications,)
        As `simkansen.sweep.analysis.interval.interval_of_mean` gives them for the first replications.
    """
    centre = totals.sum() / sizes.sum()
    apart = totals - sizes * centre
    clusters: dict[Any, tuple[float, float]] = {}
    squares = products = weights = total = size = 0.0
    means, halves = np.empty(len(sizes)), np.full(len(sizes), np.inf)
    for n, (more, value, draw) in enumerate(zip(sizes, apart, draws.tolist(), strict=True)):
        before, held = clusters.get(draw, (0.0, 0.0))
        after, holds = before + value, held + more
        clusters[draw] = after, holds
        squares += after**2 - before**2
        products += after * holds - before * held
        weights += holds**2 - held**2
        total, size = total + value, size + more
        mean = total / size
        means[n] = centre + mean
        count = len(clusters)
        if count >= FEWEST_DRAWS:
            spread = max(0.0, squares - 2 * mean * products + mean**2 * weights)
            halves[n] = t_quantile(count - 1) * (count / (count - 1) * spread) ** 0.5 / size
    return means, halves


def stopping(study: Study) -> Row | None:
    """Say how far the rule for enough replications was met.

    Parameters
    ----------
    study
        The sweep.

    Returns
    -------
    Row or None
        None when there is no such rule, or it is about a group of too few pupils, or (in a folder of before)
        a price, of which there is no mean. The ``measure`` and ``half_width`` that were asked for; ``points``
        with interventions that are on, and ``points_reached``, at which every scenario is known that well;
        the fewest and the most ``replications`` of a point; and the ``widest`` half width there is, None
        where at some point too few replications have a value to tell it.
    """
    until = study.manifest["replications"].get("until")
    apart = {one.id for one in study.hidden} | {one.id for one in study.asked if one.name == RATIO}
    if until is None or until["measure"] in apart:
        return None
    number = [measure.id for measure in study.measures].index(until["measure"])
    found = study.arrays(
        f"""
        SELECT place, option, draw, count(m{number}) AS n, sum(m{number}) AS s, max(replication) AS last
        FROM cases WHERE option > 0 AND is_on
        GROUP BY ALL ORDER BY place, option, draw
        """
    )
    if not len(found["place"]):
        return None
    keys = np.stack([found["place"], found["option"]])
    starts = np.flatnonzero(np.any(np.diff(keys, axis=1, prepend=-1) != 0, axis=0))
    half: dict[int, float] = {}
    last: dict[int, int] = {}
    for first, end in zip(starts, [*starts[1:], keys.shape[1]], strict=True):
        place = int(found["place"][first])
        there = found["n"][first:end] > 0
        width = widths(found["s"][first:end][there], found["n"][first:end][there]) if there.any() else np.inf
        half[place] = max(width, half.get(place, 0.0))
        last[place] = max(int(found["last"][first:end].max()) + 1, last.get(place, 0))
    return {
        "measure": until["measure"],
        "unit": study.measures[number].unit,
        "half_width": until["half_width"],
        "points": len(half),
        "points_reached": sum(width <= until["half_width"] for width in half.values()),
        "replications_fewest": min(last.values()),
        "replications_most": max(last.values()),
        "widest": finite(max(half.values())),
    }
