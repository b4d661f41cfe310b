"""Morris' elementary effects and Sobol' indices, by SALib, on the scale of the priors' quantiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from simkansen.evidence import Definition
    from simkansen.fitting.sensitivity.file import MorrisSpec, SobolSpec
    from simkansen.fitting.sensitivity.points import Target
    from simkansen.fitting.sensitivity.ranking import Row

Floats = NDArray[np.float64]

TAIL = 0.025
"""The screening walks from this quantile of each prior to its mirror image: most priors have no end."""

ENDS = (0.05, 0.95)
"""Quantiles at which one parameter at a time is tried."""

EDGE = 1e-9
"""A quantile strictly between 0 and 1: a Sobol' sequence may hold 0 itself."""

RESAMPLES = 1000
"""Bootstrap samples behind each interval."""

SETTLED = 0.1
"""Indices of a target are settled if the largest total index is known to this much either way, and the
first-order indices, which cannot sum to more than 1, do so by no more than this."""


def _problem(names: Sequence[str], low: float, high: float) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[low, high]] * len(names)}


def _seed(seed: int) -> int:
    """Give a seed for SALib, which takes 0 for no seed at all."""
    return seed + 1


def morris_sample(names: Sequence[str], spec: MorrisSpec, seed: int) -> Floats:
    """Lay trajectories through the space of quantiles, shape (trajectories x (names + 1), names)."""
    from SALib.sample import morris

    problem = _problem(names, TAIL, 1 - TAIL)
    sample: Floats = morris.sample(problem, spec.trajectories, num_levels=spec.levels, seed=_seed(seed))
    return sample


def sobol_sample(names: Sequence[str], spec: SobolSpec, seed: int) -> Floats:
    """Draw Saltelli's sample of quantiles, shape (n x (names + 2), names)."""
    from SALib.sample import sobol

    problem = _problem(names, 0.0, 1.0)
    sample: Floats = sobol.sample(problem, spec.n, calc_second_order=False, seed=_seed(seed))
    return np.clip(sample, EDGE, 1 - EDGE)


def values_at(quantiles: Floats, names: Sequence[str], known: Mapping[str, Definition]) -> dict[str, float]:
    """Turn one row of quantiles into values of the parameters."""
    return {name: known[name].quantile(float(u)) for name, u in zip(names, quantiles, strict=True)}


def morris_rows(
    names: Sequence[str],
    sample: Floats,
    results: Sequence[Mapping[str, float]],
    targets: Sequence[Target],
    spec: MorrisSpec,
    seed: int,
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
    spec, seed
        As for the sample.

    Returns
    -------
    list of Row
        For each target and parameter `mu_star` (mean size of the elementary effects, in the target's unit
        per move across the middle 95% of the prior) with the half width of its 95% interval, `mu`, `sigma`,
        and `share`: the square of `mu_star` over the sum of squares of that target.
    """
    from SALib.analyze import morris

    problem = _problem(names, TAIL, 1 - TAIL)
    rows: list[Row] = []
    for target in targets:
        y = _outcomes(results, target)
        if y is None:
            continue
        found = morris.analyze(
            problem, sample, y, num_resamples=RESAMPLES, num_levels=spec.levels, seed=_seed(seed)
        )
        size = np.asarray(found["mu_star"], dtype=np.float64)
        total = float(np.sum(np.square(size)))
        for i, name in enumerate(names):
            rows.append(
                {
                    **_about(target, name),
                    "mu_star": float(size[i]),
                    "mu_star_conf": float(found["mu_star_conf"][i]),
                    "mu": float(found["mu"][i]),
                    "sigma": float(found["sigma"][i]),
                    "share": float(size[i] * size[i]) / total if total > 0 else 0.0,
                }
            )
    return rows


def survivors(rows: Sequence[Row], names: Sequence[str], count: int) -> list[str]:
    """Choose parameters one by one such that no target is left without those that move it.

    Parameters
    ----------
    rows
        What `morris_rows` gave.
    names
        The parameters, in the order of the evidence.
    count
        How many are kept.

    Returns
    -------
    list of str
        In the order of the evidence. Each next one adds most to the sum over targets of the square root of
        the share that is covered: the root makes a target that nothing covers yet weigh more.
    """
    found = list(dict.fromkeys((row["scenario"], row["measure"]) for row in rows))
    share = np.zeros((len(names), len(found)))
    for row in rows:
        place = names.index(str(row["parameter"])), found.index((row["scenario"], row["measure"]))
        share[place] = float(row["share"])
    kept: list[int] = []
    for _ in range(min(count, len(names))):
        covered = share[kept].sum(axis=0)
        gain = np.sqrt(covered + share).sum(axis=1)
        gain[kept] = -np.inf
        kept.append(int(gain.argmax()))
    return [names[i] for i in sorted(kept)]


def sobol_rows(
    names: Sequence[str],
    results: Sequence[Mapping[str, float]],
    targets: Sequence[Target],
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

    problem = _problem(names, 0.0, 1.0)
    rows: list[Row] = []
    for target in targets:
        y = _outcomes(results, target)
        if y is None or np.ptp(y) == 0:
            continue
        found = sobol.analyze(problem, y, calc_second_order=False, num_resamples=RESAMPLES, seed=_seed(seed))
        largest = int(np.argmax(found["ST"]))
        settled = bool(found["ST_conf"][largest] <= SETTLED and np.sum(found["S1"]) <= 1.0 + SETTLED)
        for i, name in enumerate(names):
            numbers = {key.lower(): float(found[key][i]) for key in ("S1", "S1_conf", "ST", "ST_conf")}
            rows.append({**_about(target, name), **numbers, "settled": settled})
    return rows


def end_rows(
    names: Sequence[str],
    known: Mapping[str, Definition],
    base: Mapping[str, float],
    ends: Mapping[tuple[str, float], Mapping[str, float]],
    targets: Sequence[Target],
) -> list[Row]:
    """Tabulate each parameter alone at both ends of its prior.

    Parameters
    ----------
    names, known
        The parameters and their definitions.
    base
        The targets at the base.
    ends
        The targets by parameter and quantile (`ENDS`).
    targets
        What is tabulated.

    Returns
    -------
    list of Row
        For each target and parameter the parameter's values at both ends, and the target at the low end, at
        the base and at the high end.
    """
    low, high = ENDS
    return [
        {
            **_about(target, name),
            "parameter_unit": known[name].unit,
            "parameter_low": known[name].quantile(low),
            "parameter_high": known[name].quantile(high),
            "low": ends[name, low][target.key],
            "base": base[target.key],
            "high": ends[name, high][target.key],
        }
        for target in targets
        if np.isfinite(base[target.key])
        for name in names
    ]


def _about(target: Target, name: str) -> Row:
    return {"scenario": target.scenario, "measure": target.measure, "unit": target.unit, "parameter": name}


def _outcomes(results: Sequence[Mapping[str, float]], target: Target) -> Floats | None:
    y = np.array([result[target.key] for result in results], dtype=np.float64)
    return y if np.isfinite(y).all() else None
