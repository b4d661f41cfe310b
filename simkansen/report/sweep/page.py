"""The pages of a sweep: one HTML file a reader and language, its figures inside, made from its folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from simkansen.report.blocks import Reading
from simkansen.report.figures.sweep_all import caption, name_of_file
from simkansen.report.page import Drawn, both_forms, in_rows, pictures_of, render, write_readings
from simkansen.report.readings.sweep import READERS
from simkansen.report.sweep.caveats import caveats
from simkansen.report.sweep.found import Found
from simkansen.work.storage.csv_style import style_of


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


def _draw(found: Found, readings: Sequence[Reading]) -> dict[str, Drawn]:
    """Draw each figure that any of the readings shows, once, in both forms; none that is a table of rows."""
    rows, made = {reading.told_in_rows for reading in readings}, dict[str, Drawn]()
    style, lang = style_of(found.study.manifest), found.words.lang
    for key, picture in pictures_of(readings).items():
        told = caption(found, picture)
        if key in rows:
            made[key] = in_rows(picture, told, style=style, lang=lang)
            continue
        name = f"fig-{name_of_file(key)}".replace("@", "-")
        made[key] = both_forms(picture, name, told, style=style, lang=lang)[0]
    return made
