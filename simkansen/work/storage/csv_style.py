"""How CSV files are written: with commas and decimal points, or as Dutch spreadsheets read them.

A spreadsheet that is set to Dutch takes .54 for a date; with semicolons and decimal commas it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from simkansen.work.storage.tables import exchanged, quoted_name

CsvStyle = Literal["en", "nl"]
STYLES: tuple[CsvStyle, ...] = get_args(CsvStyle)

CSV_STYLE = "csv_style"
"""Under which key a manifest tells how the CSV files of a results folder are written."""

DELIMITERS: Mapping[CsvStyle, str] = {"en": ",", "nl": ";"}


def style_of(manifest: Mapping[str, Any]) -> CsvStyle:
    """Return how the CSV files of a results folder are written, by its manifest; one of before tells none."""
    return "nl" if manifest.get(CSV_STYLE) == "nl" else "en"


def with_decimals(value: object, style: CsvStyle) -> object:
    """Return a value as it is written in a cell: of a float its digits, with the sign of the style."""
    return str(value).replace(".", ",") if style == "nl" and isinstance(value, float) else value


def copy_options(style: CsvStyle) -> str:
    """Write the options of a COPY that writes CSV."""
    return f"FORMAT csv, HEADER true, DELIMITER '{DELIMITERS[style]}', QUOTE '\"', ESCAPE '\"'"


def copied_columns(columns: Mapping[str, str], style: CsvStyle) -> str:
    """Write the columns of a SELECT of which CSV is made.

    Parameters
    ----------
    columns
        Name to SQL type.
    style
        How they are to be written.
    """
    return ", ".join(_copied(quoted_name(name), kind, style) for name, kind in columns.items())


def _copied(name: str, kind: str, style: CsvStyle) -> str:
    if style == "nl" and kind == "DOUBLE":
        return f"{exchanged(name, '.', ',')} AS {name}"
    return name
