"""Designs: which points of the cube of what is varied are run."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simkansen.sweep.ask.dimensions import Dimension, values_at
from simkansen.sweep.ask.varied import Scalar, VariedFile

if TYPE_CHECKING:
    from simkansen.sweep.ask.experiment import DesignSpec

Floats = NDArray[np.float64]

TAIL = 0.025
"""A screening walks from this quantile of each prior to its mirror image: most priors have no end."""

EDGE = 1e-9
"""A quantile strictly between 0 and 1: a Sobol' sequence may hold 0 itself."""

LEVELS = 4
"""Levels of a Morris design that does not say."""

BLOCKS_TO_SETTLE = {"sobol": 64, "morris": 8}
"""By method the blocks of points (n) below which nothing that is found counts as settled: a bootstrap of
fewer says little about how far off an index is."""


@dataclass(frozen=True, slots=True)
class Point:
    """One combination of values.

    Attributes
    ----------
    id
        Hash of the values, and of what is in files that they name: the same combination has the same name in
        every design.
    values
        By path.
    place
        Where it lies in the cube, one number between 0 and 1 a dimension.
    """

    id: str
    values: Mapping[str, Scalar]
    place: tuple[float, ...] = ()


def point_id(values: Mapping[str, Scalar]) -> str:
    """Hash of values by path (16 hexadecimal digits); of a file it is what is in it that counts."""
    text = json.dumps({path: _counted(value) for path, value in sorted(values.items())}, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _counted(value: Scalar) -> Scalar:
    return f"sha256:{value.digest}" if isinstance(value, VariedFile) else value


def make_points(spec: DesignSpec, dimensions: Sequence[Dimension]) -> list[Point]:
    """List the points of a design.

    Parameters
    ----------
    spec
        The design.
    dimensions
        What is varied.

    Returns
    -------
    list of Point
        In the order of the design, which the analyses of Sobol' and Morris need. Two points of a sample may
        be the same combination, where values are few; they have one name and are run once.
    """
    if spec.method == "replications":
        return [Point(point_id({}), {})]
    return points_at(dimensions, _grid(dimensions) if spec.method == "grid" else _sample(spec, dimensions))


def points_at(dimensions: Sequence[Dimension], cube: Iterable[Sequence[float]]) -> list[Point]:
    """List the points at places of the cube of what is varied.

    Parameters
    ----------
    dimensions
        What is varied.
    cube
        Places, each with one number between 0 and 1 a dimension.
    """
    points = []
    for row in cube:
        values = values_at(dimensions, row)
        points.append(Point(point_id(values), values, tuple(float(u) for u in row)))
    return points


def count_points(spec: DesignSpec, dimensions: Sequence[Dimension]) -> int:
    """Count the points of a design without making them."""
    if spec.method == "replications":
        return 1
    if spec.method == "grid":
        return int(np.prod([dimension.levels or 1 for dimension in dimensions]))
    assert spec.n is not None
    extra = {"sobol": 2, "morris": 1}.get(spec.method)
    return spec.n if extra is None else spec.n * (len(dimensions) + extra)


def _grid(dimensions: Sequence[Dimension]) -> list[tuple[float, ...]]:
    """Cross the values of all dimensions: the middle of each value's part of the edge of the cube."""
    edges = [[(i + 0.5) / (one.levels or 1) for i in range(one.levels or 1)] for one in dimensions]
    return list(itertools.product(*edges))


def _sample(spec: DesignSpec, dimensions: Sequence[Dimension]) -> Floats:
    assert spec.n is not None
    names = [dimension.name for dimension in dimensions]
    if spec.method == "sobol":
        return sobol_sample(names, spec.n, spec.seed)
    if spec.method == "morris":
        return morris_sample(names, spec.n, spec.levels or LEVELS, spec.seed)
    from scipy.stats import qmc

    sample: Floats = qmc.LatinHypercube(len(names), rng=spec.seed).random(spec.n)
    return np.clip(sample, EDGE, 1 - EDGE)


def problem(names: Sequence[str], low: float = 0.0, high: float = 1.0) -> dict[str, Any]:
    """Return what SALib calls a problem: names, and bounds that are the same for all."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[low, high]] * len(names)}


def salib_seed(seed: int) -> int:
    """Return a seed for SALib, which takes 0 for no seed at all."""
    return seed + 1


def morris_sample(names: Sequence[str], trajectories: int, levels: int, seed: int) -> Floats:
    """Lay trajectories through the space of quantiles, shape (trajectories x (names + 1), names)."""
    from SALib.sample import morris

    cube = problem(names, TAIL, 1 - TAIL)
    sample: Floats = morris.sample(cube, trajectories, num_levels=levels, seed=salib_seed(seed))
    return sample


def sobol_sample(names: Sequence[str], n: int, seed: int) -> Floats:
    """Draw Saltelli's sample of quantiles, shape (n x (names + 2), names)."""
    from SALib.sample import sobol

    sample: Floats = sobol.sample(problem(names), n, calc_second_order=False, seed=salib_seed(seed))
    return np.clip(sample, EDGE, 1 - EDGE)
