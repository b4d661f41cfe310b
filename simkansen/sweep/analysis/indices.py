"""Which of what is varied moves the results: Sobol' indices, and Morris' elementary effects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from simkansen.sweep.analysis.salib import ModelOutput, morris_rows, sobol_rows
from simkansen.sweep.analysis.study import RATIO, Row, Study, of_measures
from simkansen.sweep.ask.design import BLOCKS_TO_SETTLE, LEVELS
from simkansen.sweep.ask.paths import is_switch, parse, switched_on
from simkansen.sweep.store.reading import UNIT_CUBE

Floats = NDArray[np.float64]

MOST = 1024
"""Blocks of a design that are analysed. With so many the intervals are narrower than what matters, and a
bootstrap of more takes minutes. The first blocks of a Sobol' sequence are in balance like the whole."""


SMALL = 0.1
"""Of the largest mean effect: what is smaller, matters little, however well it is known."""

ROUNDING = 0.005
"""A share of the variance is told in hundredths."""


def indices(study: Study) -> list[Row]:
    """Analyse a Sobol' or a Morris design.

    Parameters
    ----------
    study
        The sweep.

    Returns
    -------
    list of Row
        For each scenario, measure and dimension of the design, averaged over the replications of a point:
        ``s1`` and ``st``, or ``mu_star``, ``mu`` and ``sigma`` in the unit of the measure; each with half
        of its 95% interval (``..._conf``, None where n is too small for a bootstrap); ``kind`` says whether
        it is about the ``level`` of the reference or the ``effect`` of another scenario, and ``n`` of how
        many blocks of the design; and ``settled``: False where n is too small
        (`simkansen.sweep.ask.design.BLOCKS_TO_SETTLE`), where the interval is too wide to say anything, and
        for a share of the variance that is outside 0 to 1.
        Nothing for other designs, for effects on too few pupils, for a number that some point does not
        have, for one that never changes, and for a price: a quotient has no mean that says anything.
    """
    if study.method not in ("sobol", "morris"):
        return []
    names, seed = study.dimensions, int(study.manifest["design"]["seed"])
    cube = np.column_stack([study.points[f"{UNIT_CUBE}{name}"] for name in names]).astype(np.float64)
    size = len(names) + (2 if study.method == "sobol" else 1)
    blocks = min(len(cube) // size, MOST)
    levels = study.manifest["design"].get("levels") or LEVELS
    rows: list[Row] = []
    for target, values in _numbers(study, blocks * size):
        if not np.isfinite(values).all() or np.ptp(values) == 0:
            continue
        results = [{target.key: value} for value in values.tolist()]
        if study.method == "sobol":
            found = sobol_rows(names, results, [target], seed)
        else:
            sample = cube[: blocks * size]
            found = morris_rows(names, sample, results, [target], levels, seed, _stands(study, sample))
        rows += _told(study, target, blocks, found)
    return rows


def _stands(study: Study, sample: Floats) -> dict[str, Floats]:
    """Return by dimension that takes a few values where each point stands among them, shape (points,).

    A switch goes from off to on, in whichever order a file writes these.
    """
    found: dict[str, Floats] = {}
    for one in study.manifest["varied"]:
        path, column = str(one["path"]), study.points[one["path"]][: len(sample)]
        several = one.get("levels") or (len(np.unique(column.astype(str))) if one.get("listed") else 0)
        if several <= 1:  # a continuum, or a folder of before, which does not tell
            continue
        if is_switch(parse(path)):
            found[path] = np.array([float(bool(switched_on(value))) for value in column.tolist()])
        else:
            which = np.floor(sample[:, study.dimensions.index(path)] * several)
            found[path] = np.minimum(which, several - 1) / (several - 1)
    return found


def _told(study: Study, target: ModelOutput, blocks: int, found: Sequence[Row]) -> Iterator[Row]:
    """Give the rows of one number as they stand in the table."""
    kind = "level" if target.scenario == study.reference else "effect"
    largest = max((float(row.get("mu_star", 0.0)) for row in found), default=0.0)
    enough = blocks >= BLOCKS_TO_SETTLE[study.method]
    for row in found:
        row["settled"] = enough and is_settled(row, largest)
        about = {"measure": row["measure"], "unit": row["unit"], "kind": kind, "scenario": row["scenario"]}
        about |= {"dimension": row["parameter"], "n": blocks}
        numbers = {key: value for key, value in row.items() if key not in _TOLD}
        yield about | (numbers if enough else numbers | dict.fromkeys(_WIDTHS & set(numbers)))


def is_settled(row: Row, largest: float) -> bool:
    """Say whether an index says something.

    Parameters
    ----------
    row
        ``s1`` and ``st``, or ``mu_star``, each with half of its interval (``..._conf``); of shares of the
        variance also ``settled``: whether those of the number together are.
    largest
        The largest ``mu_star`` of the number.

    Returns
    -------
    bool
        Shares of the variance lie between 0 and 1, by no more than rounding or what is known of them outside.
        A mean effect is known within half of itself, or is known to be small beside the largest.
    """
    if "mu_star" in row:
        known = row["mu_star_conf"] <= row["mu_star"] / 2
        return bool(known or row["mu_star"] + row["mu_star_conf"] <= SMALL * largest)
    inside = -ROUNDING <= row["st"] <= 1 + ROUNDING and row["s1"] <= 1 + ROUNDING
    return bool(row["settled"] and inside and row["s1"] >= -max(ROUNDING, row["s1_conf"]))


_WIDTHS = {"s1_conf", "st_conf", "mu_star_conf"}

_TOLD = ("measure", "unit", "scenario", "parameter")


def _numbers(study: Study, points: int) -> Iterator[tuple[ModelOutput, Floats]]:
    """Give the numbers, each with its mean at every point in the order of the design, shape (points,)."""
    numbers = of_measures("avg(m#) AS m#", study.measures)
    means = study.arrays(f"SELECT option, place, {numbers} FROM cases GROUP BY option, place")
    places = study.places[:points]
    for number, measure in enumerate(study.measures):
        for place, option in enumerate(study.options):
            if (place, number) in study.few or measure.name == RATIO:
                continue
            mine = means["option"] == place
            at = np.full(len(study.places), np.nan)
            at[means["place"][mine]] = means[f"m{number}"][mine]
            yield ModelOutput(option.scenario, measure.id, measure.unit), at[places]
