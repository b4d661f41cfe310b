"""The points of a design as a table beside the results, in the order of the design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simkansen.sweep.ask.design import Point
from simkansen.sweep.ask.dimensions import Dimension
from simkansen.sweep.store.folder import POINTS
from simkansen.sweep.store.reading import NEEDED, UNIT_CUBE
from simkansen.work.storage.digests import write_stored_table


def write_points(
    folder: Path, points: Sequence[Point], dimensions: Sequence[Dimension], needed: Mapping[str, int]
) -> None:
    """Write the table: ``point``, the value of every path, and ``u.`` before the name of every dimension.

    Parameters
    ----------
    folder
        The results folder.
    points
        In the order of the design; a point may come twice.
    dimensions
        What is varied.
    needed
        By point, how many replications count.
    """
    columns: dict[str, NDArray[Any]] = {"point": np.array([point.id for point in points], dtype=object)}
    columns[NEEDED] = np.array([needed[point.id] for point in points], dtype=np.int64)
    for path in (path for dimension in dimensions for path in dimension.paths):
        columns[path] = _column([point.values[path] for point in points])
    for place, dimension in enumerate(dimensions):
        columns[f"{UNIT_CUBE}{dimension.name}"] = np.array([point.place[place] for point in points])
    write_stored_table(folder, folder / POINTS, columns)


def _column(values: Sequence[object]) -> NDArray[Any]:
    """Keep numbers as numbers; values of several kinds become text."""
    if all(isinstance(value, bool) for value in values):
        return np.array(values, dtype=bool)
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return np.array(values, dtype=np.int64)
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return np.array(values, dtype=np.float64)
    return np.array([str(value) for value in values], dtype=object)
