"""The parameters of one replication: drawn from the posterior or from their priors, or kept at one value."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

import numpy as np

from simkansen.evidence import Parameters

if TYPE_CHECKING:
    from simkansen.evidence import Posterior

Source = Literal["posterior", "prior", "point"]
"""Where the parameters of a replication come from."""

DRAWN_GROUPS = ("learning", "interventions", "costs")
"""Groups that differ between replications; the population is the same in all of them."""

REPEATED = 4
"""Every fourth replication repeats the parameters of the one before under other chance.

Two replications that differ in chance alone tell how much of the variance is chance. Fewer such pairs would
tell it too roughly; more would leave fewer draws of the parameters, which the intervals are about.
"""


def draw_of(replication: int) -> int:
    """Give the number of a replication's draw of the parameters: the first replication that uses it.

    Parameters
    ----------
    replication
        Number of the replication (from 0).
    """
    return replication - 1 if replication % REPEATED == REPEATED - 1 else replication


def count_pairs(replications: Collection[int]) -> int:
    """Count the pairs of replications with the same parameters."""
    return len(replications) - len({draw_of(replication) for replication in replications})


def draw_parameters(parameters: Parameters, key: np.uint64, source: Source) -> Parameters:
    """Choose the values of the parameters that differ between replications.

    Parameters
    ----------
    parameters
        Definitions and point values.
    key
        Key of the replication whose draw this is (`simkansen.chance.run_key`).
    source
        ``"posterior"``: one whole row of the posterior, and the priors for what is not in it; ``"prior"``:
        the priors alone; ``"point"``: the mean of the posterior, and the values as they are for what is not
        in it.

    Returns
    -------
    simkansen.evidence.Parameters
        A new set. Each parameter drawn from its prior has its own stream of chance, so that adding one
        moves no other.
    """
    from simkansen.evidence import load_posterior

    if source == "prior":
        return parameters.replace(_from_priors(parameters, key, fitted={}))
    posterior = load_posterior()
    fitted = posterior.mean() if source == "point" else _row(posterior, key)
    fitted = {name: value for name, value in fitted.items() if name in parameters}
    if source == "point":
        return parameters.replace(fitted)
    return parameters.replace(_from_priors(parameters, key, fitted) | fitted)


def _row(posterior: Posterior, key: np.uint64) -> dict[str, float]:
    return posterior.row(int(_chance(key, "posterior/row") * len(posterior)))


def _from_priors(parameters: Parameters, key: np.uint64, fitted: Collection[str]) -> dict[str, float]:
    return {
        name: definition.quantile(_chance(key, f"parameter/{name}"))
        for name, definition in parameters.definitions.items()
        if definition.used_by in DRAWN_GROUPS and name not in fitted
    }


def _chance(key: np.uint64, name: str) -> float:
    from simkansen.chance import uniforms

    return float(uniforms(key, name, np.zeros(1, dtype=np.int64))[0])
