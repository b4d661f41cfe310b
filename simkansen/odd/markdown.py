"""Tables in Markdown, and the words that the code cannot say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table.

    Parameters
    ----------
    head
        Names of the columns.
    rows
        Cells; anything that has a text.

    Returns
    -------
    str
        Lines of Markdown, each with a line end.
    """
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(_cell(cell) for cell in line) + " |\n" for line in lines)


def code(name: object) -> str:
    """Write a name as code; nothing stays nothing."""
    return f"`{name}`" if str(name) else ""


def codes(names: Iterable[object]) -> str:
    """Write names as code, with commas."""
    return ", ".join(code(name) for name in names)


def number(value: float) -> str:
    """Write a number as it was given, without a point where it is whole."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


@cache
def described() -> dict[str, Any]:
    """Read what the code cannot say."""
    text = files("simkansen.odd").joinpath("described.toml").read_text(encoding="utf-8")
    return loads(text)


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")
