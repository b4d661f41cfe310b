"""The parameters of one replication: drawn from their priors, or their point values."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from simkansen.evidence import Parameters

DRAWN_GROUPS = ("learning", "interventions", "costs")
"""Groups that differ between replications; the population is the same in all of them."""


def draw_parameters(
    parameters: Parameters, key: np.uint64, groups: Iterable[str] = DRAWN_GROUPS
) -> Parameters:
    """Draw every parameter of some groups from its prior.

    Each parameter has its own stream of chance, so that adding one moves no other.

    Parameters
    ----------
    parameters
        Definitions and point values.
    key
        Key of the replication (`simkansen.chance.run_key`).
    groups
        Groups to draw; the others keep their values.

    Returns
    -------
    simkansen.evidence.Parameters
        A new set.
    """
    from simkansen.chance import uniforms

    wanted = frozenset(groups)
    one = np.zeros(1, dtype=np.int64)
    drawn = {
        name: definition.quantile(float(uniforms(key, f"parameter/{name}", one)[0]))
        for name, definition in parameters.definitions.items()
        if definition.used_by in wanted
    }
    return parameters.replace(drawn)
