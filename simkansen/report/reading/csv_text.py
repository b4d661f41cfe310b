"""Rows as CSV, the same bytes each time."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any


def csv_text(rows: Iterable[Mapping[str, Any]], names: Sequence[str] = ()) -> str:
    """Write rows as CSV; numbers in full, what does not exist empty, lists as JSON.

    Parameters
    ----------
    rows
        By name of the column; a name that a row does not have is empty there.
    names
        Columns that are written though no row has them.
    """
    several, out = list(rows), StringIO()
    columns = dict.fromkeys([*(key for row in several for key in row), *names])
    writer = csv.DictWriter(out, list(columns), lineterminator="\n")
    writer.writeheader()
    for row in several:
        writer.writerow({key: _cell(value) for key, value in row.items()})
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, float) and math.isnan(value):
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
