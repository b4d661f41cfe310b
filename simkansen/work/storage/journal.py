"""A journal: results kept as lines of JSON, each as soon as it is there."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simkansen.work.storage.files import to_disk


def read_journal(path: Path, basis: str) -> dict[str, Any]:
    """Read what was done before; a line that was cut off is left out, another basis is started anew.

    Parameters
    ----------
    path
        The journal; it is started if it is not there.
    basis
        Says what the results rest on.

    Returns
    -------
    dict
        Results by name.
    """
    if path.is_file():
        lines = path.read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(_row_of, lines) if row is not None]
        if rows and rows[0].get("basis") == basis:
            return {row["name"]: row["result"] for row in rows[1:] if "name" in row}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"basis": basis}) + "\n", encoding="utf-8")
    return {}


def _row_of(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None


def append_row(path: Path, row: Mapping[str, Any]) -> None:
    """Append one row to a journal; it is on the disk when this returns."""
    append_line(path, json.dumps(row))
    to_disk(path)


def append_line(path: Path, line: str) -> None:
    """Append one line to a file, at once, and after a line break if the last line was cut off."""
    with path.open("a+b", buffering=0) as file:
        torn = file.tell() > 0 and not _ends_with_newline(path)
        file.write((b"\n" if torn else b"") + line.encode() + b"\n")


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
