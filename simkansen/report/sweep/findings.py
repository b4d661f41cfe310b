"""What a sweep found: as text, for machines, and as tables and figures in its folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simkansen.report.aligned import folded
from simkansen.report.cautions import beside_figures, with_caution
from simkansen.report.figures.files import forms_to_write
from simkansen.report.figures.sweep_all import draw_all
from simkansen.report.names import FORMS
from simkansen.report.reading.csv_text import csv_text as csv_text
from simkansen.report.sweep.found import Found as Found
from simkansen.report.sweep.found import is_sweep as is_sweep
from simkansen.report.sweep.headline import headline
from simkansen.report.sweep.text import blocks
from simkansen.report.words import Words
from simkansen.sweep.analysis.study import Row
from simkansen.work.storage.csv_style import CsvStyle, style_of
from simkansen.work.storage.files import write_text

TABLES, FIGURES = "tables", "figures"
"""Where in a results folder tables (CSV) and figures go."""


def sweep_text(folder: Path, lang: str = "en") -> str:
    """Return what a sweep found as text for a terminal.

    Parameters
    ----------
    folder
        The results folder, of a sweep that ended or that still runs.
    lang
        ``"en"`` or ``"nl"``.

    Raises
    ------
    FileNotFoundError
        If the folder is not that of a sweep.
    ValueError
        If the language is neither.
    """
    return "\n\n".join("\n".join(block) for block in blocks(Found(folder, lang)) if block)


def sweep_lines(folder: Path, lang: str = "en") -> str:
    """Return what matters most of a sweep in a few lines; `sweep_text` says all of it, and takes the same."""
    return "\n".join(line for text in headline(Found(folder, lang)) for line in folded(text))


def sweep_json(folder: Path) -> dict[str, Any]:
    """Return the manifest, the counts of runs and all tables as plain values; see `sweep_text`."""
    found = Found(folder)
    return {
        "results": str(folder),
        **found.study.manifest,
        "runs": found.counts,
        "tables": found.tables(),
    }


def effects_of(folder: Path) -> list[Row]:
    """Return the table of effects of a sweep, with what stands beside every figure; see `sweep_text`."""
    found = Found(folder)
    return with_caution(found.tables()["effects"], _caution(found))


def _caution(found: Found) -> str:
    return " ".join(beside_figures(Words("en"), found.study.manifest, str))


def write_analysis(folder: Path, lang: str = "en", forms: Sequence[str] = ("svg",)) -> list[Path]:
    """Write all tables and figures of a sweep into its folder.

    Parameters
    ----------
    folder
        The results folder.
    lang
        Language of the figures.
    forms
        As what figures are written: of ``"svg"``, ``"pdf"`` and ``"png"``. A form that is there already is
        made again.

    Returns
    -------
    list of Path
        The CSV files in ``tables/`` and the files in ``figures/``. What an earlier time left there, and is
        not made now, is removed.
    """
    found = Found(folder, lang)
    for name in (TABLES, FIGURES):
        (folder / name).mkdir(exist_ok=True)
    written = write_tables(found, style_of(found.study.manifest))
    written += draw_all(found, folder / FIGURES, forms_to_write(folder / FIGURES, forms))
    there = [path for path in (folder / FIGURES).iterdir() if path.suffix[1:] in FORMS]
    for path in [*(folder / TABLES).glob("*.csv"), *there]:
        if path not in written:
            path.unlink()
    return written


def write_tables(found: Found, style: CsvStyle) -> list[Path]:
    """Write all tables of a sweep into ``tables/``, which is there, in a style, and return their paths."""
    caution = _caution(found)
    tables = {found.folder / TABLES / f"{name}.csv": rows for name, rows in found.tables().items() if rows}
    for path, rows in tables.items():
        write_text(path, csv_text(with_caution(rows, caution), style=style))
    return list(tables)
