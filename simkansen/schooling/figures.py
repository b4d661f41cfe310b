"""The shipped tables of figures of a country (`figures` of its sector, sources in its README)."""

from __future__ import annotations

import csv
from functools import cache

from simkansen.evidence.files import FOLDER

FIGURES = FOLDER / "figures"


@cache
def read_figures(name: str) -> tuple[dict[str, str], ...]:
    """Read one shipped table.

    Parameters
    ----------
    name
        File name without ``.csv``.

    Returns
    -------
    tuple of dict
        Rows as text by column name; not to be changed.
    """
    with (FIGURES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
