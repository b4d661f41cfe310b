"""The parameters of one replication: drawn from the posterior or from their priors, or kept at one value.

Draws are spread evenly over the replications (`simkansen.runs.draws.stratified`). A few of these have an
echo: the same parameters once more, under other chance. What a replication and its echo differ in is chance,
which tells how much of all that differs is chance; echoes are in no median and in no interval.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

from simkansen.evidence import Parameters, load_posterior
from simkansen.runs.draws.stratified import evenly, posterior_row

if TYPE_CHECKING:
    from simkansen.evidence import Definition

Source = Literal["posterior", "prior", "point"]
"""Where the parameters of a replication come from."""

DRAWN_GROUPS = ("learning", "interventions", "costs")
"""Groups that differ between replications; those of the population have one value in all of them."""

FEWEST_DRAWS = 4
"""With fewer independent draws there is no interval, no share and no order: how far two or three values lie
apart is luck. Of runs and of sweeps alike."""

FEWEST_COUNTED = 10
"""With fewer independent draws simulations are counted and not told in per cent, nothing is called likely
and no order is claimed: a share of nine in ten cannot be told from fewer. Of runs and of sweeps alike."""

CLAIM = 0.9
"""A finding, such as an order, is claimed when at least this share of the runs shows it: an assumed limit."""

_ECHO_EVERY = 8
"""One replication of each eight has an echo: chance is known roughly, and the run takes an eighth longer."""

FEWEST_ECHOES = 2
"""With fewer echoes it is not told how much is chance."""

_ECHOES = 2**32
"""Chance of an echo is that of a replication with so much higher a number, which no replication has."""


def has_echo(replication: int) -> bool:
    """Say whether a replication is repeated with the same parameters under other chance.

    One of each eight is, in each next eight another place, as the places share out what a parameter may be.
    """
    return replication % _ECHO_EVERY == replication // _ECHO_EVERY % _ECHO_EVERY


def echo_of(replication: int) -> int:
    """Give the number from which an echo has its chance."""
    return replication + _ECHOES


def echoes(replications: Collection[int], source: str, planned: int | None = None) -> list[int]:
    """List the replications that have an echo.

    Parameters
    ----------
    replications
        Their numbers.
    source
        Where their parameters come from; of ``point`` none has one, as all then is chance.
    planned
        How many replications there are to be; as many as it takes by default. Where so few are planned that
        one alone would have an echo none has: one pair tells nothing of how much is chance.
    """
    if source == "point" or (planned is not None and sum(map(has_echo, range(planned))) < FEWEST_ECHOES):
        return []
    return sorted(filter(has_echo, replications))


def draw_parameters(parameters: Parameters, seed: int, replication: int, source: Source) -> Parameters:
    """Choose the values of the parameters that differ between replications.

    Parameters
    ----------
    parameters
        Definitions and point values.
    seed
        Seed of the scenario file.
    replication
        Number of the replication (from 0). Its draw depends on the seed and this number alone, and not on
        how many replications there are.
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
    if source == "prior":
        return parameters.replace(_from_priors(parameters, seed, replication, fitted={}))
    posterior = load_posterior()
    if source == "point":
        fitted = posterior.mean()
    else:
        fitted = posterior.row(posterior_row(posterior, seed, replication))
    fitted = {name: value for name, value in fitted.items() if name in parameters}
    if source == "point":
        return parameters.replace(fitted)
    return parameters.replace(_from_priors(parameters, seed, replication, fitted) | fitted)


def draw_from_prior(definition: Definition, seed: int, replication: int) -> float:
    """Draw one parameter from its prior, as a replication of this number does."""
    name = definition.name
    return definition.quantile(evenly(seed, f"parameter/{name}", replication))


def _from_priors(
    parameters: Parameters, seed: int, replication: int, fitted: Collection[str]
) -> dict[str, float]:
    return {
        name: draw_from_prior(definition, seed, replication)
        for name, definition in parameters.definitions.items()
        if definition.used_by in DRAWN_GROUPS and name not in fitted
    }
