"""The shipped tables of figures of a country (`figures` of its sector, sources in its README)."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from simkansen.evidence.files import COUNTRY, FOLDER

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
    return _rows(FIGURES / f"{name}.csv")


@cache
def read_country_table(name: str) -> tuple[dict[str, str], ...]:
    """Read a table that stands beside the files of the country, as `read_figures`."""
    return _rows(COUNTRY / f"{name}.csv")


def _rows(path: Path) -> tuple[dict[str, str], ...]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
