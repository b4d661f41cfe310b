"""The parts of the country as tiles of equal size, each roughly where it lies."""

from __future__ import annotations

from simkansen.schooling.places import Region, regions

Tile = Region

PROVINCES = {region.name: region for region in regions()}
"""By name, in the order of the country's file; a tile says nothing of size or of how many pupils it has."""

ROWS = 1 + max(region.row for region in regions())
COLUMNS = 1 + max(region.column for region in regions())
"""Size of the grid."""
