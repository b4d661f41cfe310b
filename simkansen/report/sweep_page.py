"""The pages of a sweep: one HTML file a reader and language, its figures inside, made from its folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from simkansen.report.blocks import Reading
from simkansen.report.cautions import cautions
from simkansen.report.figures.sweep_all import caption, name_of_file
from simkansen.report.names import page_name
from simkansen.report.page import render
from simkansen.report.readings.sweep import READERS
from simkansen.report.style import drawing, inline, svg_text
from simkansen.report.sweep_found import Found


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
        said = cautions(found.words, found.study.manifest, found.telling.scenario)
        for reading in readings:
            path = folder / page_name(reading.reader, lang)
            path.write_text(render(found.words, reading, drawn, said), "utf-8", newline="\n")
            written.append(path)
    return written


def _draw(found: Found, readings: Iterable[Reading]) -> dict[str, dict[str, Any]]:
    """Draw each figure that any of the readings shows, once, in both forms."""
    drawn: dict[str, dict[str, Any]] = {}
    with drawing():
        for key, picture in {k: p for one in readings for k, p in one.pictures().items()}.items():
            drawn[key] = {"picture": picture, "caption": caption(found, picture)}
            for form, narrow in (("wide", False), ("narrow", True)):
                name = f"fig-{name_of_file(key)}{'-narrow' if narrow else ''}".replace("@", "-")
                text = svg_text(picture.draw(narrow))
                drawn[key][form] = inline(text, name, picture.title, picture.alt)
    return drawn
