"""Small tables as CSV, of which every number reads back to the same bits."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def as_csv(rows: Sequence[Mapping[str, object]]) -> str:
    """Write rows as CSV; numbers so that they read back to the same bits."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _written(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _written(value: object) -> object:
    return repr(float(value)) if isinstance(value, float) else value


def read_table(path: Path) -> list[dict[str, Any]]:
    """Read a table back: numbers as numbers, yes and no as True and False."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [{name: _read(cell) for name, cell in row.items()} for row in csv.DictReader(stream)]


def _read(cell: str) -> str | float | bool:
    if cell in ("True", "False"):
        return cell == "True"
    try:
        return float(cell)
    except ValueError:
        return cell
