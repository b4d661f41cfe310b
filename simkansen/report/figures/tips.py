"""Values that a mark shows when it is pointed at: written in the SVG, told by the script of a page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from simkansen.report.drawing.svg import TOLD
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
    _set(artist, label, told)


def tell(artist: Artist, texts: Sequence[str], label: str = "") -> None:
    """Let a mark, or each of its points, tell a text that is written already.

    Parameters
    ----------
    artist
        A bar or a mark with one text; a line or a cloud with one for each of its corners or points.
    texts
        What they tell, in the language of the figure.
    label
        Of which scenario, or of what, where that is not seen beside it.
    """
    _set(artist, label, (f"={_plain(text)}" for text in texts))


def _set(artist: Artist, label: str, texts: Iterable[str]) -> None:
    """Write values beside the name of a mark, if it has one (`simkansen.report.drawing.svg` reads both)."""
    told = f"tip:{_plain(label)}|{';'.join(texts)}"
    artist.set_gid(f"{artist.gid}{TOLD}{told}" if artist.gid else told)


def _plain(text: str) -> str:
    """Return a text without the signs that part one value from the next."""
    return text.replace(";", ",").replace("|", "/").replace("\n", " ").replace(TOLD, "∼")


def _values(band: Band) -> tuple[float, ...]:
    return band.median, band.p05, band.p95


def _short(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.4g}"
