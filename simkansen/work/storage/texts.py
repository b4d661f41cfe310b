"""Texts of a results folder: written with their digest, and read where they are what was written."""

from __future__ import annotations

from pathlib import Path

from simkansen.limits import MOST_STORED_BYTES, RefusedFileError, text_of
from simkansen.phrases import joined, phrase
from simkansen.work.errors import UnreadableResultsError
from simkansen.work.storage.again import how_again
from simkansen.work.storage.digests import refuse_damaged, write_with_digest


def write_stored_text(folder: Path, path: Path, text: str) -> None:
    """Write a text of a results folder whole or not at all, and keep its digest.

    Parameters
    ----------
    folder
        The results folder.
    path
        The file, somewhere in it.
    text
        Its content, with line ends as they are to be.
    """

    def write(unfinished: Path) -> None:
        unfinished.write_bytes(text.encode())

    write_with_digest(folder, path, write)


def stored_text(folder: Path, path: Path) -> str:
    """Return a text of a results folder; parameters as in `write_stored_text`.

    Raises
    ------
    UnreadableResultsError
        If it is not what was written, or cannot be read; it names the file, and what makes it again.
    """
    refuse_damaged(folder, [path])
    try:
        return text_of(path, MOST_STORED_BYTES)
    except RefusedFileError as error:
        raise UnreadableResultsError(
            joined("", (f"{path}: ", error.message, "; ", how_again(folder)))
        ) from None


def stored_documents(folder: Path, path: Path) -> list[object]:
    """Return the documents of a YAML file of results as plain values; the rest is as in `stored_text`."""
    from ruamel.yaml import YAML

    text = stored_text(folder, path)
    try:
        return list(YAML(typ="safe", pure=True).load_all(text))
    except Exception as error:  # of a file without digest, as of earlier versions: whatever its reader raises
        said = phrase(
            "{path}: this file cannot be read ({error}); {fix}",
            path=path,
            error=type(error).__name__,
            fix=how_again(folder),
        )
        raise UnreadableResultsError(said) from None
