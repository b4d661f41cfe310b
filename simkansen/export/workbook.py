"""Results as one workbook: every table a sheet, the columns and the manifest too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simkansen.export.tables import Tables
from simkansen.work.storage.files import write_whole
from simkansen.work.storage.tables import quoted_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS = 1_048_576
"""Rows that a sheet can have; a longer table goes on in the next sheet."""

_TEXT = 32_767
"""Letters that a cell can have."""

_AT_ONCE = 5_000
_WIDTHS = (9, 40)

_EPOCH = datetime(1980, 1, 1)
"""The date that a workbook says it was made: the first that its container can hold, the same each time."""


def write_workbook(tables: Tables, target: Path) -> None:
    """Write the workbook, whole or not at all.

    Of a run it holds the short summary, which a mail and an office program can take; every week, and every
    replication, stand in the CSV and the Parquet files.

    Parameters
    ----------
    tables
        What to write.
    target
        The file.

    Raises
    ------
    ModuleNotFoundError
        If XlsxWriter is not installed.
    """
    import xlsxwriter

    def write(path: Path) -> None:
        how = {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        with xlsxwriter.Workbook(str(path), how) as book:
            book.set_properties({"title": str(tables.manifest["name"]), "created": _EPOCH})
            sheets = _Sheets(book)
            held = tables.tables if tables.manifest.get("kind") == "sweep" else tables.tables[:1]
            for table in held:
                names = [column.name for column in table.columns]
                sheets.add(table.name, names, _rows(tables, table.name))
            described = [
                (table.name, column.name, column.datatype, column.unit, column.description)
                for table in held
                for column in table.columns
            ]
            sheets.add("columns", ("table", "name", "datatype", "unit", "description"), described)
            sheets.add("manifest", ("key", "value"), _flat(tables.manifest))

    write_whole(target, write)


def _rows(tables: Tables, name: str) -> Iterator[Sequence[object]]:
    found = tables.connection.execute(f"SELECT * FROM {quoted_name(name)}")
    while rows := found.fetchmany(_AT_ONCE):
        yield from rows


def _flat(content: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    """Give the manifest as rows: keys with dots between them, and lists in one cell."""
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        elif isinstance(value, list):
            yield f"{above}{key}", json.dumps(value, ensure_ascii=False)
        else:
            yield f"{above}{key}", value


class _Sheets:
    """Writes sheets of one workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head: Format = book.add_format({"bold": True})
        self._date: Format = book.add_format({"num_format": "yyyy-mm-dd"})

    def add(self, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write a table as a sheet, or as several when it is longer than a sheet can be."""
        sheet, line, number = self._new(name, header), 1, 1
        for row in rows:
            if line == ROWS:
                number += 1
                sheet, line = self._new(f"{name} {number}", header), 1
            for column, value in enumerate(row):
                self._cell(sheet, line, column, value)
            line += 1

    def _new(self, name: str, header: Sequence[str]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.set_column(column, column, min(max(len(title) + 2, _WIDTHS[0]), _WIDTHS[1]))
            sheet.write_string(0, column, title, self._head)
        return sheet

    def _cell(self, sheet: Worksheet, line: int, column: int, value: object) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(line, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(line, column, value)
        elif isinstance(value, date):
            sheet.write_datetime(line, column, value, self._date)
        else:
            sheet.write_string(line, column, str(value)[:_TEXT])
