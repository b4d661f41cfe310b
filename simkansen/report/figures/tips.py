"""Values that a mark shows when it is pointed at: written in the SVG, told by the script of a page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simkansen.report.reading.records import Band
from simkansen.report.style import Artist


def tip(artist: Artist, bands: Sequence[Band], label: str = "") -> None:
    """Let a mark, or each corner of a line, tell its value, interval and, of a line, its day.

    Parameters
    ----------
    artist
        One mark, or a line with a corner for each band.
    bands
        What it stands for.
    label
        Of which scenario, where that is not seen beside it.
    """
    days = len(bands) > 1
    told = (":".join([band.week.isoformat() if days else "", *map(_short, _values(band))]) for band in bands)
    artist.set_gid(f"tip:{label.replace('|', '/')}|{';'.join(told)}")


def _values(band: Band) -> tuple[float, ...]:
    return band.median, band.p05, band.p95


def _short(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.4g}"
