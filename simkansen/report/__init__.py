"""The report: figures, tables and one page from a results folder, in Dutch and English.

This room reads a results folder and nothing else. Importing it is light; duckdb, matplotlib and jinja2 are
imported when a report is made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = ["summary_json", "terminal_summary", "write_report"]


def write_report(folder: Path, lang: str = "en") -> Path:
    """Write the figures and the page of one results folder.

    Parameters
    ----------
    folder
        A results folder, as ``simkansen run`` writes it.
    lang
        ``"en"`` or ``"nl"``.

    Returns
    -------
    Path
        ``report.html`` in the folder. The figures are in ``figures/`` beside it, as SVG and PNG.

    Raises
    ------
    FileNotFoundError
        The folder holds no ``summary.parquet``.
    ValueError
        The language is neither ``"en"`` nor ``"nl"``.
    """
    from simkansen.report.page import write_page

    return write_page(Path(folder), lang)


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
