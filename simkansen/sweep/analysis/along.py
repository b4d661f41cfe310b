"""How effects go along each thing that is varied."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from simkansen.sweep.analysis.effects import numbers
from simkansen.sweep.analysis.means import summarise
from simkansen.sweep.analysis.study import Row, Study
from simkansen.sweep.ask.paths import is_switch, parse
from simkansen.work.storage.tables import given

DISTINCT = 12
"""Up to so many values each stands alone; more are put together in `BINS` parts with as many points."""

BINS = 8


def along(study: Study) -> list[Row]:
    """Tabulate the effect of each scenario along each path, averaged over all else that is varied.

    Parameters
    ----------
    study
        The sweep.

    Returns
    -------
    list of Row
        For each path, measure, scenario that has the path, and value or part of the values (``value``, in a
        part the mean of its points, from ``low`` to ``high``): the columns of `effects`, over the
        replications that every point has.
        Of values that are no numbers ``low`` and ``high`` are None. All of a line is under the same chance,
        so its shape is known better than its level, which is what the interval is of.
    """
    return [row for path in study.paths for row in _along(study, path)]


def parts_of(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Say which part each value is in, shape (points,): those that are equal are in one."""
    distinct, which = np.unique(values, return_inverse=True)
    if len(distinct) <= DISTINCT:
        return which.astype(np.int64)
    inner = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
    found = np.searchsorted(inner, values, side="right")
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def by_size(texts: Iterable[str]) -> list[str]:
    """Return the different texts: numbers and per cents by their size, and then the others."""

    def place(text: str) -> tuple[float, str]:
        try:
            return (float(text[:-1]) / 100 if text.endswith("%") else float(text), text)
        except ValueError:
            return (float("inf"), text)

    return sorted(set(texts), key=place)


def _along(study: Study, path: str) -> list[Row]:
    first = np.unique(study.places)
    values = study.points[path][first]
    plain = values.dtype.kind in "fiu"
    if plain:
        parts = parts_of(values.astype(np.float64))
    else:
        texts = by_size(values.astype(str).tolist())
        parts = np.array([texts.index(text) for text in values.astype(str).tolist()], dtype=np.int64)
    if parts.max() == 0:
        return []
    having = [n for n, one in enumerate(study.options) if n and study.has(one.scenario, path)]
    if not having:
        return []
    scenarios = np.array([study.scenarios.index(study.options[n].scenario) for n in having])
    # Where all of a scenario is switched off it has done nothing: only along the switch itself that counts.
    there = "true" if is_switch(parse(path)) else "is_on"
    joined = (
        f"(SELECT cases.*, part, scenario FROM cases JOIN parted USING (place) "
        f"JOIN named USING (option) "
        f"WHERE {there} AND replication < {study.common:d})"
    )
    parted, named = {"place": first, "part": parts}, {"option": np.array(having), "scenario": scenarios}
    with given(study.connection, "parted", parted), given(study.connection, "named", named):
        found = list(summarise(study, ["scenario", "part"], joined))
    rows: list[Row] = []
    for one in sorted(found, key=lambda one: (one.measure, one.key)):
        measure, mine = study.measures[one.measure], values[parts == one.key[1]]
        rows.append(
            {
                "path": path,
                **measure.about,
                "scenario": study.scenarios[one.key[0]],
                "value": _middle(mine) if plain else str(mine[0]),
                "low": float(mine.min()) if plain else None,
                "high": float(mine.max()) if plain else None,
                **numbers(study, one),
            }
        )
    return rows


def _middle(values: NDArray[np.float64]) -> float:
    low, high = float(values.min()), float(values.max())
    return low if low == high else float(np.mean(values))
