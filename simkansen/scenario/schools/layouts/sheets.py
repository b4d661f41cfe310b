"""From the bytes of a file to sheets of text: a workbook has several, a table of text is one."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from simkansen.phrases import phrase
from simkansen.scenario.schools.quotes import wrong_quote

# The reader of workbooks is imported where one is read, as few files are.

MOST_BYTES = 200_000_000
"""Of a file, and of a workbook once it is unpacked."""

_MOST_PARTS = 5_000
"""Files that a workbook is made of."""

_MOST_CELLS = 20_000_000
"""Cells of a sheet from its first to its last, empty ones too, for which memory is taken."""

_CHUNK = 1 << 20
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,3})([0-9]{1,9})\s*["']""")
_SEPARATORS = (";", ",", "\t", "|")
_SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
_TRIED = 80
"""Lines by which the separator is found."""


class SheetFaultError(ValueError):
    """A file that cannot be taken apart.

    Parameters
    ----------
    message, fix
        What is wrong, and what to do.
    line, column
        Where, from 1; 0 for the whole.
    """

    def __init__(self, message: str, fix: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message, self.fix, self.line, self.column = message, fix, line, column


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: the line on which it begins, from 1, and its cells without blanks around them."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """Give a cell by its place from 0; nothing where there is none."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(slots=True)
class Sheet:
    """Rows that hold something; the name is empty where the file is one table of text."""

    name: str = ""
    rows: list[SheetRow] = field(default_factory=list)


def sheets_of(content: bytes) -> list[Sheet]:
    """Take a file apart.

    Parameters
    ----------
    content
        The whole file.

    Returns
    -------
    list of Sheet
        Those of a workbook that can be seen, in its order.

    Raises
    ------
    SheetFaultError
        If it is neither a table of text nor a workbook that can be read, or is too large once unpacked.
    """
    if content.startswith(_OLD_WORKBOOK):
        said = "this is a workbook of an old kind, or locked with a password"
        raise SheetFaultError(said, "save it as .xlsx without a password, or its sheet as CSV in UTF-8")
    return _workbook(content) if content.startswith(_ZIP) else [Sheet("", list(_lines(text_of(content))))]


def text_of(content: bytes) -> str:
    """Turn bytes into text: UTF-8, UTF-16, or what older spreadsheets write.

    Raises
    ------
    SheetFaultError
        If it is no text.
    """
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise SheetFaultError("this is no table of text with a header", "save it as CSV in UTF-8")
    return text


def _lines(text: str) -> Iterator[SheetRow]:
    """Split text into rows, without blank ones and comments."""
    start, given = 0, None
    first = text.lstrip("\r\n").partition("\n")[0]
    if told := _SEPARATOR_LINE.match(first):
        given, start = told[1], text.count("\n", 0, text.index(first)) + 1
        text = text[text.index(first) + len(first) + 1 :]
    separator = given or _separator(text)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True
    )
    line = start + 1
    try:
        for cells in reader:
            here, line = line, start + reader.line_num + 1
            cells = [cell.strip() for cell in cells]
            if any(cells) and not cells[0].startswith("#"):
                yield SheetRow(here, tuple(cells))
    except csv.Error:
        wrong = wrong_quote(text, separator)
        at = (start + wrong.line, wrong.column) if wrong else (line, 0)
        raise SheetFaultError(
            "a quote is not closed", "close it, or double quotes inside a text", *at
        ) from None


def _separator(text: str) -> str:
    """Find what separates values: that by which most rows have the same number of cells, and many."""
    some = "".join(io.StringIO(text, newline="").readlines()[:_TRIED])

    def fits(separator: str) -> int:
        try:
            widths = Counter(map(len, csv.reader(io.StringIO(some, newline=""), delimiter=separator)))
        except csv.Error:
            return 0
        return max((rows * width for width, rows in widths.items() if width > 1), default=0)

    return max(_SEPARATORS, key=fits)


def _workbook(content: bytes) -> list[Sheet]:
    _look_inside(content)
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            seen = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
            return [
                _sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in seen
            ]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException:  # a panic of the library is no Exception
        raise SheetFaultError(*_BROKEN) from None


_BROKEN = ("this workbook cannot be read", "save it anew as .xlsx, or its sheet as CSV in UTF-8")


def _look_inside(content: bytes) -> None:
    """Refuse a workbook that would take much memory, before it is unpacked as a whole."""
    too_large = SheetFaultError(
        phrase(
            "this workbook is larger than {most_bytes} MB once it is unpacked",
            most_bytes=MOST_BYTES // 1_000_000,
        ),
        "keep the sheets that are needed",
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise too_large
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                said = "this is an archive or a workbook of another kind, not .xlsx"
                raise SheetFaultError(said, "unpack it, or save it as .xlsx or as CSV in UTF-8")
            for part in parts:
                _look_at(archive, part)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise SheetFaultError(*_BROKEN) from None
    except ValueError as error:
        raise error if isinstance(error, SheetFaultError) else SheetFaultError(*_BROKEN) from None


def _look_at(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part once: it is as large as it says, and its last cell is not far from its first.

    A part whose size is a lie fails at its end, by its check sum.
    """
    row = column = 0
    rest = b""
    is_sheet = part.filename.startswith("xl/worksheets/")
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            if not is_sheet:
                continue
            chunk = rest + chunk
            for letters, number in _PLACE.findall(chunk):
                row, column = max(row, int(number)), max(column, _column(letters))
            rest = chunk[-64:]
    if row * max(column, 1) > _MOST_CELLS:
        said = phrase("a sheet of this workbook has cells down to row {row:,}, far from the others", row=row)
        raise SheetFaultError(said, "remove the rows and columns below and behind the table")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _sheet(name: str, rows: Sequence[Sequence[object]]) -> Sheet:
    found = Sheet(name)
    for line, row in enumerate(rows, start=1):
        cells = tuple(_text(value) for value in row)
        if any(cells):
            found.rows.append(SheetRow(line, cells))
    return found


def _text(value: object) -> str:
    """Write a cell as text; whole numbers without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
