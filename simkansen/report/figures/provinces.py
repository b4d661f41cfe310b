"""The twelve provinces of the Netherlands as tiles of equal size, each roughly where it lies."""

from __future__ import annotations

from typing import NamedTuple


class Tile(NamedTuple):
    """Where a province stands, counted from the north-west, and its two letters."""

    row: int
    column: int
    code: str


PROVINCES = {
    "Friesland": Tile(0, 2, "FR"),
    "Groningen": Tile(0, 3, "GR"),
    "Noord-Holland": Tile(1, 1, "NH"),
    "Flevoland": Tile(1, 2, "FL"),
    "Drenthe": Tile(1, 3, "DR"),
    "Zuid-Holland": Tile(2, 0, "ZH"),
    "Utrecht": Tile(2, 1, "UT"),
    "Gelderland": Tile(2, 2, "GE"),
    "Overijssel": Tile(2, 3, "OV"),
    "Zeeland": Tile(3, 0, "ZE"),
    "Noord-Brabant": Tile(3, 1, "NB"),
    "Limburg": Tile(3, 2, "LI"),
}
"""Our own layout: row and column of each province, from north to south and from west to east.

Each stands beside those it borders as far as a grid of four by four allows; a tile says nothing of the size
of a province or of how many pupils it has. Names as in the shipped figures; letters as in ISO 3166-2:NL.
"""

ROWS, COLUMNS = 4, 4
"""Size of the grid."""
