"""Means of effects over runs, with the interval that belongs to the design."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simkansen.arithmetic import total
from simkansen.runs.draws import FEWEST_DRAWS
from simkansen.sweep.analysis.interval import LEVEL
from simkansen.sweep.analysis.study import RATIO, Study, SweepMeasure, of_measures


@dataclass(frozen=True, slots=True)
class Summary:
    """The effects on one measure of one group of runs.

    Attributes
    ----------
    key
        Which group: the values of the columns that were asked for.
    measure
        Place of the measure in the study.
    runs
        How many have a value.
    pupils
        Of how many pupils the effect is, in the middle run; None where that is not known.
    mean, half_width
        Half of the 90% interval of the mean; infinite where it cannot be told.
    low, median, high
        Where 90% of the runs lie, and half of them.
    better
        Share of runs that gain something.
    vain
        Share of runs that are infinite: of a price, those in which money is spent in vain.
    holds
        What the interval is over: ``replications``, ``points``, or both.
    """

    key: tuple[Any, ...]
    measure: int
    runs: int
    pupils: float | None
    mean: float
    half_width: float
    low: float
    median: float
    high: float
    better: float
    vain: float
    holds: str


class VarianceComponent(NamedTuple):
    """What clusters of one kind add to the variance of a mean.

    Attributes
    ----------
    variance
        Of the mean, if clusters of this kind are drawn independently.
    clusters
        How many there are.
    """

    variance: float
    clusters: int


def half_width_of(parts: Sequence[VarianceComponent]) -> float:
    """Give half of the 90% interval of a mean from the kinds of clusters that vary together.

    Parameters
    ----------
    parts
        One kind of cluster; or two that cross, and as the third the cells in which they cross, of which
        the variance is counted twice by the first two.

    Returns
    -------
    float
        Infinite when a kind has fewer clusters than `FEWEST_DRAWS`. Two kinds: the variance of Cameron,
        Gelbach and Miller (2011), never below that of either kind; degrees of freedom after Satterthwaite
        (1946).
    """
    from scipy.special import stdtrit

    kinds = parts[:2]
    if any(part.clusters < FEWEST_DRAWS for part in kinds):
        return float("inf")
    own = [part.variance for part in kinds]
    variance = float(max(*own, total(own) - parts[2].variance) if len(parts) > 2 else own[0])
    if variance <= 0:
        return 0.0
    spread = total(part.variance**2 / (part.clusters - 1) for part in kinds)
    freedom = max(1.0, total(own) ** 2 / spread)
    return float(stdtrit(freedom, (1 + LEVEL) / 2)) * math.sqrt(variance)


def summarise(study: Study, keys: Sequence[str], cases: str = "cases") -> Iterator[Summary]:
    """Summarise effects by groups of runs.

    Parameters
    ----------
    study
        The sweep.
    keys
        Columns that tell the groups apart.
    cases
        The table of runs, or a query in brackets.

    Yields
    ------
    Summary
        By group and measure; of a measure that no run of a group has there is none. Points of a grid are
        chosen, so an interval is over draws of the parameters and chance; those of a sampled design are
        drawn, so it is over points too, and over points alone when there are fewer than `FEWEST_DRAWS` draws.
        Points at which nothing differs are one simulation a draw, and add nothing to either. Quantiles take
        an infinite price as larger than all others (`or_infinite`); means and their intervals, which mean
        nothing of a price, pass it over.
    """
    by = ", ".join(keys)
    numbers = _of_finite(
        "count(m#), avg(f#), quantile_cont(m#, [0.05, 0.5, 0.95]), avg(CAST(@ * m# > 0 AS INTEGER)), "
        "median(p#), avg(CAST(isinf(m#) AS INTEGER))",
        study.measures,
    )
    means = _of_finite("avg(f#) AS mean#", study.measures)
    study.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE means AS SELECT {by}, {means} FROM {cases} GROUP BY {by}"
    )
    groups = study.rows(f"SELECT {by}, {numbers} FROM {cases} GROUP BY {by} ORDER BY {by}")
    width = len(keys)
    draws = _parts(study, keys, cases, ("draw",))
    crossed = [draws]
    if study.sampled:
        blocks, cells = (_parts(study, keys, cases, one) for one in (("block",), ("block", "draw")))
        crossed = [blocks, draws, cells]
        apart = _apart(study, keys, cases)
    # One point of several that could be says nothing of the others: it is not that they are alike.
    several = study.sampled and len({*study.paths} - {*study.choices}) > 0
    for group in groups:
        key = tuple(group[:width])
        for number in range(len(study.measures)):
            runs, mean, tails, better, pupils, vain = group[width + 6 * number : width + 6 * number + 6]
            if not runs:
                continue
            parts = [kind[key][number] for kind in crossed]
            holds = "replications"
            if study.sampled:
                differ = apart[key][number] > 0 or (several and parts[0].clusters == 1)
                parts, holds = _that_vary(parts, differ)
            low, median, high = map(or_infinite, tails)
            half = half_width_of(parts)
            yield Summary(key, number, runs, pupils, mean, half, low, median, high, better, vain, holds)


def or_infinite(quantile: float) -> float:
    """Give a quantile of prices: infinite between two that are, where a straight line has no value."""
    return math.inf if math.isnan(quantile) else quantile


def _of_finite(make: str, measures: Sequence[SweepMeasure]) -> str:
    """Write as `of_measures` does, with ``f#`` for a value that can be added: 0 for an infinite price."""
    finite_price = make.replace("f#", "CASE WHEN isinf(m#) THEN 0.0 ELSE m# END")
    written = (finite_price if one.name == RATIO else make.replace("f#", "m#") for one in measures)
    return ", ".join(
        text.replace("#", str(number)).replace("@", str(one.sign))
        for number, (text, one) in enumerate(zip(written, measures, strict=True))
    )


def _that_vary(parts: list[VarianceComponent], differ: bool) -> tuple[list[VarianceComponent], str]:
    """Give what an interval of a sampled design is over, and its name: of points, draws and their cells."""
    if not differ:
        return parts[1:2], "replications"
    if parts[1].clusters < FEWEST_DRAWS:
        return parts[:1], "points"
    return parts, "points and replications"


def _apart(study: Study, keys: Sequence[str], cases: str) -> dict[tuple[Any, ...], Sequence[float]]:
    """Give by group and measure how far points lie apart that share their chance, at most."""
    by = ", ".join(keys)
    apart = _of_finite("max(f#) - min(f#) AS apart#", study.measures)
    most = of_measures("max(apart#)", study.measures)
    rows = study.rows(
        f"""
        WITH replications AS (SELECT {by}, {apart} FROM {cases} GROUP BY {by}, replication)
        SELECT {by}, {most} FROM replications GROUP BY {by}
        """
    )
    return {tuple(row[: len(keys)]): row[len(keys) :] for row in rows}


def _parts(
    study: Study, keys: Sequence[str], cases: str, clusters: Sequence[str]
) -> dict[tuple[Any, ...], list[VarianceComponent]]:
    """Give the variance of the means in table ``means`` from one kind of cluster, by group and measure."""
    by, apart = ", ".join(keys), ", ".join([*keys, *clusters])
    totals = _of_finite("count(m#) AS n#, sum(f#) AS s#", study.measures)
    sums = of_measures("count_if(n# > 0), sum(n#), sum((s# - n# * mean#) ** 2)", study.measures)
    rows = study.rows(
        f"""
        WITH clusters AS (SELECT {apart}, {totals} FROM {cases} GROUP BY {apart} ORDER BY {apart})
        SELECT {by}, {sums} FROM clusters JOIN means USING ({by}) GROUP BY {by}
        """
    )
    found = {}
    for row in rows:
        rest = row[len(keys) :]
        thirds = [rest[3 * number : 3 * number + 3] for number in range(len(study.measures))]
        found[tuple(row[: len(keys)])] = [part(*third) for third in thirds]
    return found


def part(clusters: int, runs: int, squares: float | None) -> VarianceComponent:
    """Return the linearised variance of a ratio of cluster totals to sizes (Cochran 1977, section 9A.1)."""
    if clusters < 2 or squares is None:
        return VarianceComponent(float("inf"), clusters)
    return VarianceComponent(clusters / (clusters - 1) * squares / runs**2, clusters)


def finite(value: float) -> float | None:
    """Give a number as tables hold it: None where it does not exist."""
    return float(value) if np.isfinite(value) else None


def widths(totals: NDArray[np.float64], sizes: NDArray[np.int64]) -> float:
    """Give half of the 90% interval of a mean from its clusters, both of shape (clusters,)."""
    mean = totals.sum() / sizes.sum()
    squares = float(np.sum((totals - sizes * mean) ** 2))
    return half_width_of([part(len(sizes), int(sizes.sum()), squares)])
