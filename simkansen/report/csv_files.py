"""The CSV files of a results folder in another style: all of them, so that no two are left that differ."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simkansen.phrases import phrase
from simkansen.report.names import pages_there
from simkansen.report.sweep.findings import TABLES, write_tables
from simkansen.report.sweep.found import Found, is_sweep
from simkansen.runs.short_summary import make_short_again
from simkansen.work.storage.csv_style import CSV_STYLE, CsvStyle, style_of
from simkansen.work.storage.lock import Lock
from simkansen.work.storage.manifest_file import FORMAT, read_manifest, write_manifest
from simkansen.work.storage.store import BusyError

_NUMBERS = "figures/**/*.csv"


def change_style(folder: Path, style: CsvStyle) -> bool:
    """Have the tables of a results folder written in another style, and its manifest tell of it.

    Pages and figures have to be made again after that: `with_those_there` names them.

    Parameters
    ----------
    folder
        A results folder of a run or of a sweep.
    style
        How its CSV files are to be written.

    Returns
    -------
    bool
        Whether they were written otherwise.

    Raises
    ------
    BusyError
        If a sweep is still at work there.
    UnreadableResultsError
        If what they are made from is not what was written; they are left as they are.
    """
    if style_of(read_manifest(folder)) == style:
        return False
    if is_sweep(folder):
        _change_sweep(folder, style)
    else:
        make_short_again(folder, read_manifest(folder), style)
        _note(folder, style)
    return True


def _change_sweep(folder: Path, style: CsvStyle) -> None:
    lock = Lock(folder)
    try:
        if not lock.try_alone() and lock.works:
            said = phrase(
                "{folder}: another sweep writes here now; stop it or wait until it ends", folder=folder
            )
            raise BusyError(said)
        if (folder / TABLES).is_dir():
            write_tables(Found(folder), style)
        _note(folder, style)
    finally:
        lock.close()


def _note(folder: Path, style: CsvStyle) -> None:
    """Have the manifest tell the style."""
    write_manifest(folder, {**read_manifest(folder), "format": FORMAT, CSV_STYLE: style})


def with_those_there(
    folder: Path, readers: Sequence[str], langs: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Return for whom and in which languages pages are asked for, or are there in another style.

    The numbers of figures that are there in that style are removed.

    Parameters
    ----------
    folder
        A results folder whose style has changed.
    readers, langs
        For whom and in which languages pages are asked for.
    """
    for path in folder.glob(_NUMBERS):
        path.unlink()
    there = pages_there(folder)
    return (
        list(dict.fromkeys([*readers, *(one for one, _ in there)])),
        list(dict.fromkeys([*langs, *(lang for _, lang in there)])),
    )
