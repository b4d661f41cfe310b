"""The pages of a sweep: one HTML file a reader and language, its figures inside, made from its folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from simkansen.report.blocks import Reading
from simkansen.report.figures.sweep_all import caption, name_of_file
from simkansen.report.page import Drawn, both_forms, pictures_of, render, write_readings
from simkansen.report.readings.sweep import READERS
from simkansen.report.sweep.caveats import caveats
from simkansen.report.sweep.found import Found


def write_pages(folder: Path, readers: Sequence[str], langs: Sequence[str]) -> list[Path]:
    """Write a page per reader and language; see `simkansen.report.write_report`.

    Parameters
    ----------
    folder
        The results folder of a sweep, that ended or still runs.
    readers, langs
        For whom, and in which languages.

    Returns
    -------
    list of Path
        By language and then by reader.
    """
    written = []
    for lang in langs:
        found = Found(folder, lang)
        readings = [READERS[reader](found) for reader in readers]
        drawn = _draw(found, readings)
        said = caveats(found)
        page = partial(render, found.words, drawn=drawn, said=said)
        written += write_readings(folder, lang, readings, page)
    return written


def _draw(found: Found, readings: Iterable[Reading]) -> dict[str, Drawn]:
    """Draw each figure that any of the readings shows, once, in both forms."""
    return {
        key: both_forms(picture, f"fig-{name_of_file(key)}".replace("@", "-"), caption(found, picture))[0]
        for key, picture in pictures_of(readings).items()
    }
