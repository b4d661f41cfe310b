"""The shipped tables of figures (`simkansen/data/figures`, sources in its README)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "figures"


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
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def municipality_provinces() -> dict[str, str]:
    """Province of every municipality of 2019 that has a primary school, by name."""
    return {row["municipality"]: row["province"] for row in read_figures("po_municipalities_2019")}
