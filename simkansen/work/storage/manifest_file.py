"""The manifest of a results folder as a file: read, whoever wrote it, or told why it cannot be."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simkansen.limits import MOST_STORED_BYTES, text_of
from simkansen.phrases import phrase
from simkansen.work.errors import DamageWarning, UnreadableResultsError
from simkansen.work.storage.again import MANIFEST
from simkansen.work.storage.digests import OTHER_DIGEST, Digests
from simkansen.work.storage.shape import misshapen
from simkansen.work.storage.texts import write_stored_text

__all__ = ["FORMAT", "MANIFEST", "manifest_of_before", "read_manifest", "write_manifest"]

FORMAT = 2
"""The version of what manifests hold; it rises when an earlier program would misread a results folder.

2: ``summary.csv`` is the short one, and CSV files may have semicolons and decimal commas (``csv_style``).
"""


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a results folder.

    Raises
    ------
    UnreadableResultsError
        If it cannot be read, or is of a later version than this program knows.
    """
    path = folder / MANIFEST
    try:
        content = _content(path)
    except (OSError, ValueError) as error:
        fix = "the command that made these results makes it again"
        raise UnreadableResultsError(
            phrase("{path}: the manifest cannot be read ({error}); {fix}", path=path, error=error, fix=fix)
        ) from None
    _refuse_later(path, content)
    return content


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Write the manifest of a results folder whole or not at all, and keep its digest."""
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    write_stored_text(folder, folder / MANIFEST, text)


def manifest_of_before(folder: Path) -> dict[str, Any]:
    """Read the manifest that an earlier start left, where it is about to be written anew.

    Returns
    -------
    dict
        Empty where there is none, and where it cannot be read, which is said.

    Raises
    ------
    UnreadableResultsError
        If it is of a later version than this program knows, which would be written over.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        content = _content(path)
    except ValueError as error:
        said = phrase(
            "{path}: the manifest cannot be read ({error}); it is written anew", path=path, error=error
        )
        warnings.warn(said, DamageWarning, stacklevel=2)
        return {}
    _refuse_later(path, content)
    return content


class _UntoldError(UnreadableResultsError, KeyError):
    """A manifest lacks what results are read by; also a KeyError, for who can do without."""

    __str__ = Exception.__str__


class _Told(dict[str, Any]):
    """What a manifest tells; what it does not tell is an error that names the file."""

    path: Path

    def __missing__(self, key: str) -> Any:  # noqa: ANN401 - as dict has it
        fix = "the command that made these results makes it again"
        raise _UntoldError(
            phrase("{path}: the manifest has no '{key}'; {fix}", path=self.path, key=key, fix=fix)
        )


def _content(path: Path) -> dict[str, Any]:
    def told(content: dict[str, Any]) -> _Told:
        found = _Told(content)
        found.path = path
        return found

    text = text_of(path, MOST_STORED_BYTES)
    try:
        content = json.loads(text, object_hook=told)
    except RecursionError:
        raise ValueError(phrase("it is nested too deep")) from None
    if not isinstance(content, dict):
        raise ValueError(phrase("this is no manifest"))
    if not Digests(path.parent).fit(path):
        raise ValueError(OTHER_DIGEST)
    if content.get("format", FORMAT) in range(1, FORMAT + 1) and (key := misshapen(content)):
        raise ValueError(phrase("'{key}' is not as simkansen writes it", key=key))
    return content


def _refuse_later(path: Path, content: dict[str, Any]) -> None:
    told = content.get("format", FORMAT)
    if not isinstance(told, int) or told > FORMAT:
        known = phrase("this simkansen knows format {format}", format=FORMAT)
        raise UnreadableResultsError(
            phrase(
                "{path}: written in format {told}, and {known}; use a later simkansen",
                path=path,
                told=told,
                known=known,
            )
        )
