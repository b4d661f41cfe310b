"""What is varied, as dimensions of a cube: each turns a number between 0 and 1 into values at paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from simkansen.evidence import load_parameters, load_posterior
from simkansen.sweep.ask.varied import Scalar, Varied

if TYPE_CHECKING:
    from simkansen.evidence import Definition, Posterior

Kind = Literal["lever", "parameter"]

POSTERIOR = "posterior"
"""Name of the dimension of the posterior, and of the number of its draw among the values of a point.

Whoever varies one fitted parameter by the posterior takes a whole draw of it: those that are not named too,
for a mixture of two draws is no draw.
"""

PARAMETERS = "parameters."
"""How a path to a parameter of the evidence begins."""

BEYOND_PRIOR = "beyond_prior."
"""How a path to a parameter begins that is to go beyond what its prior allows."""


def parameter_of(path: str) -> str | None:
    """Name the parameter of the evidence that a path leads to, within its prior or beyond; None for none."""
    for begin in (PARAMETERS, BEYOND_PRIOR):
        if path.startswith(begin):
            return path.removeprefix(begin)
    return None


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension.

    Attributes
    ----------
    name
        The path, or `POSTERIOR`.
    paths
        The paths that it gives a value to.
    kind
        ``"parameter"`` is about what we do not know, ``"lever"`` about what one can do.
    levels
        Number of values when there are a few; None when there is a continuum.
    """

    name: str
    paths: tuple[str, ...]
    kind: Kind
    levels: int | None = None

    def at(self, u: float) -> dict[str, Scalar]:
        """Give the value at each path for a number strictly between 0 and 1."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Listed(Dimension):
    """Values one after the other, each as likely as the next."""

    values: tuple[Scalar, ...] = ()

    def at(self, u: float) -> dict[str, Scalar]:
        """Give the value at the path."""
        return {self.name: self.values[min(int(u * len(self.values)), len(self.values) - 1)]}


@dataclass(frozen=True, slots=True)
class Ranged(Dimension):
    """A range, every part of it as likely as the next."""

    low: float = 0.0
    high: float = 1.0

    def at(self, u: float) -> dict[str, Scalar]:
        """Give the value at the path."""
        return {self.name: self.low + u * (self.high - self.low)}


@dataclass(frozen=True, slots=True)
class Drawn(Dimension):
    """A distribution: of the file, or the prior that the evidence gives a parameter."""

    of: Varied | None = None
    definition: Definition | None = None

    def at(self, u: float) -> dict[str, Scalar]:
        """Give the value at the path."""
        if self.definition is not None:
            return {self.name: self.definition.quantile(u)}
        assert self.of is not None
        assert self.of.distribution is not None
        return {self.name: self.of.distribution.quantile(u)}


@dataclass(frozen=True, slots=True)
class Joint(Dimension):
    """Parameters that were fitted together and so are drawn together: one whole draw of the posterior."""

    posterior: Posterior | None = None

    def at(self, u: float) -> dict[str, Scalar]:
        """Give the value at each path."""
        assert self.posterior is not None
        number = min(int(u * len(self.posterior)), len(self.posterior) - 1)
        row = self.posterior.row(number)
        named = {path: row[path.removeprefix(PARAMETERS)] for path in self.paths if path != POSTERIOR}
        return {POSTERIOR: number, **named}


def dimensions_of(vary: Mapping[str, Varied], whole: Sequence[str] = ()) -> list[Dimension]:
    """Turn what a file varies into dimensions, in its order.

    Parameters
    ----------
    vary
        By path; checked (`simkansen.sweep.ask.loading`).
    whole
        Paths with a range that take whole numbers only.

    Returns
    -------
    list of Dimension
        All parameters with the word ``posterior`` that were fitted are one dimension, at the place of the
        first; those that were not fitted take their prior.
    """
    known, fitted = load_parameters().definitions, load_posterior()
    joint = tuple(
        path
        for path, varied in vary.items()
        if varied.evidence == "posterior" and path.removeprefix(PARAMETERS) in fitted.names
    )
    found: list[Dimension] = []
    for path, varied in vary.items():
        kind: Kind = "parameter" if parameter_of(path) is not None else "lever"
        if path in joint:
            if path == joint[0]:
                found.append(Joint(POSTERIOR, (POSTERIOR, *joint), kind, posterior=fitted))
        elif varied.evidence is not None:
            found.append(Drawn(path, (path,), kind, definition=known[path.removeprefix(PARAMETERS)]))
        elif varied.distribution is not None:
            found.append(Drawn(path, (path,), kind, of=varied))
        else:
            found.append(_of_values(path, kind, varied, path in whole))
    return found


def _of_values(path: str, kind: Kind, varied: Varied, whole: bool) -> Dimension:
    if varied.values is not None:
        return Listed(path, (path,), kind, len(varied.values), values=varied.values)
    assert varied.range is not None
    low, high = varied.range
    if varied.steps is not None:
        step = (high - low) / (varied.steps - 1)
        values = [low + step * number for number in range(varied.steps)]
        values[-1] = high if isinstance(high, int) else float(high)
        several = tuple(dict.fromkeys(round(value) for value in values)) if whole else tuple(values)
        return Listed(path, (path,), kind, len(several), values=several)
    if whole:
        every = tuple(range(round(low), round(high) + 1))
        return Listed(path, (path,), kind, len(every), values=every)
    return Ranged(path, (path,), kind, low=float(low), high=float(high))


def values_at(dimensions: Sequence[Dimension], row: Sequence[float]) -> dict[str, Scalar]:
    """Give the value at every path for one point of the cube, shape (dimensions,)."""
    values: dict[str, Scalar] = {}
    for dimension, u in zip(dimensions, row, strict=True):
        values |= dimension.at(float(u))
    return values
