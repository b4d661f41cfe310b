"""The state variables: those of the five tables, those that the week changes, and the inputs of a week."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_type_hints

from simkansen.learning import columns
from simkansen.odd.markdown import code, described, number, table
from simkansen.odd.source import column_comments, column_docstrings

TABLES = {
    "pupils": "Pupils",
    "households": "Households",
    "classes": "Classes",
    "schools": "Schools",
    "municipalities": "Municipalities",
}
"""Tables of a population, and the class that holds the columns of each."""

CHANGING = {"state": ("learning/columns.py", "State"), "inputs": ("learning/inputs.py", "WeekInputs")}
"""Columns that the week changes, and where they stand."""

_COMMENT = re.compile(r"\((.+?)\)(?:, )?(.*)")


def texts() -> dict[str, dict[str, str]]:
    """Read what the code says of every variable.

    Returns
    -------
    dict of str to dict of str to str
        Text by name, by table.
    """
    found = {name: column_docstrings("population/tables.py", kind) for name, kind in TABLES.items()}
    found |= {name: column_comments(file, kind) for name, (file, kind) in CHANGING.items()}
    return found


def tables() -> dict[str, str]:
    """Write the tables of variables.

    Returns
    -------
    dict of str to str
        Markdown by the name of its marker.
    """
    read_by_week = {name: _read_by_week(name) for name in TABLES}
    found = {}
    for name, variables in texts().items():
        if name in TABLES:
            head = ["name", "what it is", "unit", "range", "read by the week"]
            rows = [
                [*_row(name, column, text), "yes" if column in read_by_week[name] else "no"]
                for column, text in variables.items()
            ]
        else:
            head = ["name", "of", "what it is", "unit", "range"]
            rows = [_changing_row(name, column, text) for column, text in variables.items()]
        found[f"variables-{name}"] = table(head, rows)
    return found


def written_range(unit: Mapping[str, float]) -> str:
    """Write a range from its bounds; without one, any number."""
    low, high = unit.get("low"), unit.get("high")
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    if low is not None:
        return f"from {number(low)}"
    return "any number" if high is None else f"to {number(high)}"


def _row(kind: str, column: str, text: str) -> list[str]:
    said = described()["variables"][kind][column]
    return [code(column), said.get("what", text), said["unit"], said.get("range") or written_range(said)]


def _changing_row(kind: str, column: str, text: str) -> list[str]:
    shape, what = _COMMENT.findall(text)[0]
    name, *rest = _row(kind, column, what)
    return [name, shape.strip(","), *rest]


def _read_by_week(kind: str) -> frozenset[str]:
    """List the columns of one table that the compiled week reads; of municipalities it reads none."""
    static = get_type_hints(columns.Static)
    read = static[kind]._fields if kind in static else ()
    return frozenset("engagement" if name == "engagement_own" else name for name in read)
