"""What follows from a screening: which parameters are looked at more closely; and one parameter at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simkansen.evidence import Definition
    from simkansen.fitting.sensitivity.ranking import Row
    from simkansen.sweep.analysis.salib import ModelOutput

ENDS = (0.05, 0.95)
"""Quantiles at which one parameter at a time is tried."""


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


def end_rows(
    names: Sequence[str],
    known: Mapping[str, Definition],
    base: Mapping[str, float],
    ends: Mapping[tuple[str, float], Mapping[str, float]],
    targets: Sequence[ModelOutput],
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
            **target.about(name),
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
