"""The report: figures, tables and one page from a results folder, in Dutch and English.

This room reads a results folder and nothing else. Importing it is light; duckdb, matplotlib and jinja2 are
imported when a report is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["LANGUAGES", "READERS", "page_name", "summary_json", "terminal_summary", "write_report"]

READERS = ("school", "policy", "research")
LANGUAGES = ("en", "nl")


def page_name(reader: str, lang: str) -> str:
    """Return the name of the page for one reader in one language."""
    return f"report-{reader}-{lang}.html"


def write_report(
    folder: Path, readers: Sequence[str] = READERS, langs: Sequence[str] = LANGUAGES, workers: int = 1
) -> list[Path]:
    """Write the figures and the pages of one results folder.

    Parameters
    ----------
    folder
        A results folder, as ``simkansen run`` writes it.
    readers
        For whom: of ``"school"``, ``"policy"`` and ``"research"``.
    langs
        In which languages: of ``"en"`` and ``"nl"``.
    workers
        Processes that work at the same time, each on a language; the bytes stay the same. With more than
        one, a script that calls this must do so under ``if __name__ == "__main__":``.

    Returns
    -------
    list of Path
        ``report-<reader>-<language>.html`` in the folder, by language and then by reader. The figures are in
        ``figures/<language>/`` beside them, as SVG, PDF and PNG, each with its numbers as CSV.

    Raises
    ------
    FileNotFoundError
        The folder holds no ``summary.parquet``.
    ValueError
        A reader or a language is not known.
    """
    from simkansen.report.page import write_pages

    return write_pages(Path(folder), readers, langs, workers)


def terminal_summary(folder: Path, lang: str = "en") -> str:
    """Return what came out as plain text of at most 80 columns.

    Parameters
    ----------
    folder
        A results folder.
    lang
        ``"en"`` or ``"nl"``.

    Returns
    -------
    str
        Lines of at most 80 characters, without colours.
    """
    from simkansen.report.terminal import text_summary

    return text_summary(Path(folder), lang)


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
    from simkansen.report.terminal import json_summary

    return json_summary(Path(folder))
