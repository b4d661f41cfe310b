"""The report: figures, tables and one page from a results folder, in Dutch and English.

This room reads a results folder and nothing else. Importing it is light; duckdb, matplotlib and jinja2 are
imported when a report is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simkansen.report.csv_files import change_style, with_those_there
from simkansen.report.headline import lines_that_matter
from simkansen.report.names import FORMS, LANGUAGES, READERS, check_known, page_name, pages_there
from simkansen.report.page import write_pages
from simkansen.report.sweep.findings import FIGURES, TABLES, write_analysis
from simkansen.report.sweep.found import is_sweep
from simkansen.report.sweep.page import write_pages as write_sweep_pages
from simkansen.report.terminal import csv_summary, json_summary, text_summary
from simkansen.work.storage.csv_style import CsvStyle

__all__ = [
    "FORMS",
    "LANGUAGES",
    "READERS",
    "has_pages",
    "key_lines",
    "page_name",
    "remove_told",
    "rewrite_pages",
    "summary_csv",
    "summary_json",
    "terminal_summary",
    "write_report",
]


def has_pages(folder: Path) -> bool:
    """Return whether pages can be made of a results folder: of a run that has a summary, or of a sweep.

    Parameters
    ----------
    folder
        A results folder.
    """
    return (Path(folder) / "summary.parquet").is_file() or is_sweep(Path(folder))


def write_report(
    folder: Path,
    readers: Sequence[str] = READERS,
    langs: Sequence[str] = LANGUAGES,
    workers: int = 1,
    forms: Sequence[str] = ("svg",),
    csv_style: CsvStyle | None = None,
) -> list[Path]:
    """Write the figures and the pages of one results folder.

    Parameters
    ----------
    folder
        A results folder, as ``simkansen run`` or ``simkansen sweep`` writes it.
    readers
        For whom: of ``"school"``, ``"policy"`` and ``"research"``.
    langs
        In which languages: of ``"en"`` and ``"nl"``.
    workers
        Processes that work at the same time, each on a language; the bytes stay the same. With more than
        one, a script that calls this must do so under ``if __name__ == "__main__":``.
    forms
        As what figures are written: of ``"svg"``, ``"pdf"`` and ``"png"``. A form that is there already is
        made again. Those of a sweep are there since it ended, and are written again where another form is
        asked for, in English where several languages are.
    csv_style
        How CSV files are written: ``"en"``, with commas and decimal points, or ``"nl"``, with semicolons and
        decimal commas. By default as the folder has them. Where that changes, its tables and all pages that
        are there are written anew.

    Returns
    -------
    list of Path
        ``report-<reader>-<language>.html`` in the folder, by language and then by reader. The figures are in
        ``figures/<language>/`` beside them, each with its numbers as CSV.

    Raises
    ------
    FileNotFoundError
        The folder holds no ``summary.parquet``, and is of no sweep.
    ValueError
        A reader, a language or a form is not known.
    BusyError
        The style is to change, and a sweep is still at work in the folder.
    """
    check_known(readers, langs, forms)
    if csv_style is not None and change_style(Path(folder), csv_style):
        readers, langs = with_those_there(Path(folder), readers, langs)
    if is_sweep(Path(folder)):
        if not {"svg"}.issuperset(forms):
            write_analysis(Path(folder), langs[0] if len(langs) == 1 else "en", forms)
        return write_sweep_pages(Path(folder), readers, langs)
    return write_pages(Path(folder), readers, langs, workers, forms)


def rewrite_pages(folder: Path, but: Sequence[str] = ()) -> list[Path]:
    """Make the pages again that are in a folder, of which something else may be told now.

    Parameters
    ----------
    folder
        A results folder.
    but
        In which languages they have been made again already.

    Returns
    -------
    list of Path
        The pages.
    """
    there = [(reader, lang) for reader, lang in pages_there(Path(folder)) if lang not in but]
    found: list[Path] = []
    for lang in dict.fromkeys(lang for _, lang in there):
        found += write_report(Path(folder), [reader for reader, one in there if one == lang], [lang])
    return found


def remove_told(folder: Path) -> list[Path]:
    """Remove the pages, tables and figures of a sweep of which no run has finished, and return the pages."""
    pages = [Path(folder) / page_name(*one) for one in pages_there(Path(folder))]
    endings = {f".{form}" for form in FORMS}
    drawn = [one for one in (Path(folder) / FIGURES).glob("*") if one.suffix in endings]
    for path in [*pages, *(Path(folder) / TABLES).glob("*.csv"), *drawn]:
        path.unlink()
    return pages


def terminal_summary(folder: Path, lang: str = "en") -> str:
    """Return what came out as plain text, with tables as wide as the terminal (80 columns without one).

    Parameters
    ----------
    folder
        A results folder.
    lang
        ``"en"`` or ``"nl"``.

    Returns
    -------
    str
        Lines without colours.
    """
    return text_summary(Path(folder), lang)


def key_lines(folder: Path, lang: str = "en") -> str:
    """Return what matters most in a few lines: what recovers most, how sure that is, what overturns it.

    Parameters
    ----------
    folder
        A results folder.
    lang
        ``"en"`` or ``"nl"``.

    Returns
    -------
    str
        Lines of at most 80 characters. A scenario alone has how far pupils are behind, and who is furthest.
    """
    return lines_that_matter(Path(folder), lang)


def summary_csv(folder: Path) -> str:
    """Return the same summary as CSV.

    Parameters
    ----------
    folder
        A results folder.

    Returns
    -------
    str
        A row per intervention: weeks of learning recovered, share of simulations in which it helps and in
        which it is the best, EUR per pupil and per recovered week, unrounded; what is not known is empty.
        Of one scenario alone a row per group, with its delay in weeks.
    """
    return csv_summary(Path(folder))


def summary_json(folder: Path) -> dict[str, Any]:
    """Return the same summary for machines.

    Parameters
    ----------
    folder
        A results folder.

    Returns
    -------
    dict
        Plain values ready for ``json.dumps``; weeks of learning, EUR and shares (0-1) unrounded.
    """
    return json_summary(Path(folder))
