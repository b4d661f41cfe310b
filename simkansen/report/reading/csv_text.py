"""Rows as CSV, the same bytes each time."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from simkansen.work.storage.csv_style import DELIMITERS, CsvStyle, with_decimals


def csv_text(rows: Iterable[Mapping[str, Any]], names: Sequence[str] = (), style: CsvStyle = "en") -> str:
    """Write rows as CSV; numbers in full, what does not exist empty, lists as JSON.

    Parameters
    ----------
    rows
        By name of the column; a name that a row does not have is empty there.
    names
        Columns that are written though no row has them.
    style
        With commas and decimal points, or with semicolons and decimal commas.
    """
    several, out = list(rows), StringIO()
    columns = dict.fromkeys([*(key for row in several for key in row), *names])
    writer = csv.DictWriter(out, list(columns), delimiter=DELIMITERS[style], lineterminator="\n")
    writer.writeheader()
    for row in several:
        writer.writerow({key: _cell(value, style) for key, value in row.items()})
    return out.getvalue()


def _cell(value: object, style: CsvStyle) -> object:
    if isinstance(value, float) and math.isnan(value):
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return with_decimals(value, style)
