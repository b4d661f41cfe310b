"""Morris' elementary effects and Sobol' indices of any numbers, by SALib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simkansen.sweep.analysis.study import Row
from simkansen.sweep.ask.design import TAIL, problem, salib_seed

Floats = NDArray[np.float64]

RESAMPLES = 1000
"""Bootstrap samples behind each interval."""

SETTLED = 0.1
"""Indices of a target are settled if the largest total index is known to this much either way, and the
first-order indices, which cannot sum to more than 1, do so by no more than this."""


@dataclass(frozen=True, slots=True)
class ModelOutput:
    """One number whose sensitivity is asked for.

    Attributes
    ----------
    scenario
        Name of the scenario it is about.
    measure, unit
        What it is of it, and its unit.
    """

    scenario: str
    measure: str
    unit: str = ""

    @property
    def key(self) -> str:
        """Name of the number among the results at a point."""
        return f"{self.scenario}/{self.measure}"

    def about(self, parameter: str) -> Row:
        """Return the columns that say what a row about a parameter is of."""
        return {
            "scenario": self.scenario,
            "measure": self.measure,
            "unit": self.unit,
            "parameter": parameter,
        }


def morris_rows(
    names: Sequence[str],
    sample: Floats,
    results: Sequence[Mapping[str, float]],
    targets: Sequence[ModelOutput],
    levels: int,
    seed: int,
    stands: Mapping[str, Floats] | None = None,
) -> list[Row]:
    """Analyse the screening.

    Parameters
    ----------
    names
        The parameters.
    sample : ndarray of float64, shape (rows, names)
        What `morris_sample` gave.
    results
        Of each row of the sample, the targets by key.
    targets
        What is analysed; one without a finite value in every row is left out.
    levels, seed
        As for the sample.
    stands : mapping of str to ndarray of float64, shape (rows,), optional
        Of what takes a few values: where each row of the sample stands among them, from 0 to 1.

    Returns
    -------
    list of Row
        For each target and parameter `mu_star` (mean size of the elementary effects, in the target's unit
        per move across the middle 95% of the prior, of a few values per move from the first to the last)
        with the half width of its 95% interval, `mu`, `sigma`, and `share`: the square of `mu_star` over the
        sum of squares of that target.
    """
    from SALib.analyze import morris

    cube = problem(names, TAIL, 1 - TAIL)
    rows: list[Row] = []
    for target in targets:
        y = _outcomes(results, target)
        if y is None:
            continue
        y = _by_whole_moves(names, sample, y, stands, levels) if stands else y
        found = morris.analyze(
            cube, sample, y, num_resamples=RESAMPLES, num_levels=levels, seed=salib_seed(seed)
        )
        size = np.asarray(found["mu_star"], dtype=np.float64)
        total = float(np.sum(np.square(size)))
        for i, name in enumerate(names):
            rows.append(
                {
                    **target.about(name),
                    "mu_star": float(size[i]),
                    "mu_star_conf": float(found["mu_star_conf"][i]),
                    "mu": float(found["mu"][i]),
                    "sigma": float(found["sigma"][i]),
                    "share": float(size[i] * size[i]) / total if total > 0 else 0.0,
                }
            )
    return rows


def _by_whole_moves(
    names: Sequence[str], sample: Floats, y: Floats, stands: Mapping[str, Floats], levels: int
) -> Floats:
    """Return numbers of which the steps of what takes a few values tell what a whole move would.

    SALib divides the difference that a step makes by the part of the scale that it goes in a continuum (two
    thirds with four levels). Of two values each step goes from one to the other, which is all of their scale,
    and of three half of it. So these differences are stretched, and the trajectories laid together again.

    Parameters
    ----------
    names, sample, stands, levels
        As for `morris_rows`.
    y : ndarray of float64, shape (rows,)
        The number at each row.
    """
    shape = (-1, len(names) + 1)
    step = levels / (2 * (levels - 1))
    numbers = y.reshape(shape)
    differences = np.diff(numbers, axis=1)
    for name, stand in stands.items():
        moved = np.diff(stand.reshape(shape), axis=1)
        up = np.sign(np.diff(sample[:, names.index(name)].reshape(shape), axis=1))
        differences = np.where(moved == 0, differences, differences * up * step / np.where(moved, moved, 1.0))
    whole: Floats = np.cumsum(np.column_stack([numbers[:, 0], differences]), axis=1).ravel()
    return whole


def sobol_rows(
    names: Sequence[str],
    results: Sequence[Mapping[str, float]],
    targets: Sequence[ModelOutput],
    seed: int,
) -> list[Row]:
    """Analyse Saltelli's sample; parameters as in `morris_rows`.

    Returns
    -------
    list of Row
        For each target and parameter the first-order index `s1` and the total index `st`, each with the
        half width of its 95% interval, and whether the target's indices are `settled` (`SETTLED`). A target
        that never changes has no indices.
    """
    from SALib.analyze import sobol

    cube = problem(names)
    rows: list[Row] = []
    for target in targets:
        y = _outcomes(results, target)
        if y is None or np.ptp(y) == 0:
            continue
        how = {"calc_second_order": False, "num_resamples": RESAMPLES, "seed": salib_seed(seed)}
        found = sobol.analyze(cube, y, **how)
        largest = int(np.argmax(found["ST"]))
        settled = bool(found["ST_conf"][largest] <= SETTLED and np.sum(found["S1"]) <= 1.0 + SETTLED)
        for i, name in enumerate(names):
            numbers = {key.lower(): float(found[key][i]) for key in ("S1", "S1_conf", "ST", "ST_conf")}
            rows.append({**target.about(name), **numbers, "settled": settled})
    return rows


def _outcomes(results: Sequence[Mapping[str, float]], target: ModelOutput) -> Floats | None:
    y = np.array([result[target.key] for result in results], dtype=np.float64)
    return y if np.isfinite(y).all() else None
