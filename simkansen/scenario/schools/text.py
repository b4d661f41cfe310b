"""From the bytes of a file to rows of text: its encoding, its separator, its header and where rows begin."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from simkansen.scenario.reading.wording import plain
from simkansen.scenario.schools.problems import FileKind, FileProblem
from simkansen.scenario.schools.quotes import wrong_quote

SEPARATORS = (",", ";", "\t", "|")
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
_AHEAD = 20
"""Lines in which a header is looked for when the first one is none, to say where it stands."""

_NOT_CLOSED = ("a quote is not closed", "close it, or double quotes inside a text")
_BLANKS_BEHIND = ("there are blanks between a quote and the separator", "remove those behind closing quotes")
_RAGGED = ("this row has too few or too many columns", "put quotes around texts with a separator")
_NUMBERS = ("pupils", "disadvantaged_share")
_NUMBER = re.compile(r"-?[\d.]+ *%?")
_MOST_COMMAS = 3
"""Decimal commas that are looked for in one row."""

_COUNT = re.compile(r"\d+\.0+")
"""A number of pupils once joined: a decimal comma leaves a whole number, as in 120,0."""

_WHOLE_PART, _DECIMALS = re.compile(r"-?\d*"), re.compile(r"\d+ *%?")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row: the line on which it begins, from 1, and its cells without blanks around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class FileTable:
    """The rows of a file below its header.

    Parameters
    ----------
    names
        Names of the columns as they are looked for: in lower case, as many as the header has.
    header
        Line of the header, from 1.
    rows
        Those that have as many cells as the header; a row without any text is none.
    problems
        What is wrong with the rest.
    """

    names: tuple[str, ...] = ()
    header: int = 1
    rows: list[FileRow] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)

    def cell(self, row: FileRow, name: str) -> str:
        """Give what stands in a column of a row; nothing where there is no such column."""
        return row.cells[self.names.index(name)] if name in self.names else ""

    def problem(
        self, row: FileRow, name: str, message: str, fix: str, kind: FileKind = "wrong"
    ) -> FileProblem:
        """Say what is wrong with a value, or is to be said of it."""
        column = self.names.index(name) + 1 if name in self.names else 0
        return FileProblem(row.line, column, name, message, fix, kind)


def decode(content: bytes) -> str:
    """Turn the bytes of a file into text: UTF-8, or what older spreadsheets write.

    Raises
    ------
    ValueError
        If it is no text; its text is what to do.
    """
    if content.startswith((_ZIP, _OLD_WORKBOOK)):
        raise ValueError("save the sheet of this workbook as CSV in UTF-8")
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValueError("save it as CSV in UTF-8")


def read_table(text: str, wanted: Sequence[str]) -> FileTable:
    """Split the text of a file into a table.

    Lines that begin with ``#`` and blank lines are left out, and so is the line ``sep=;`` of a spreadsheet.

    Parameters
    ----------
    text
        The whole file.
    wanted
        Names of columns by which the separator is found.

    Returns
    -------
    FileTable
        Without names where no line is a header.
    """
    lines = io.StringIO(text, newline="").readlines()
    start, given = _first_line(lines, 0), None
    if start < len(lines) and (told := _SEPARATOR_LINE.match(lines[start])):
        start, given = _first_line(lines, start + 1), told[1]
    if start == len(lines):
        return FileTable()
    return _split(lines, start, given or _separator(lines[start], wanted))


def _first_line(lines: Sequence[str], start: int) -> int:
    """Give the first line from one on that holds something; their number where none does."""
    places = range(start, len(lines))
    return next((n for n in places if _has_text(lines[n]) and not _is_comment(lines[n])), len(lines))


def header_line(text: str, wanted: Sequence[str]) -> int | None:
    """Find a line near the top that names most of the columns; from 1, None where there is none."""
    for number, line in enumerate(text.splitlines()[:_AHEAD], start=1):
        names = {plain(cell.strip(' "')) for cell in re.split(r"[,;\t|]", line)}
        if 2 * len(names & {plain(name) for name in wanted}) > len(wanted):
            return number
    return None


def _has_text(line: str) -> bool:
    return bool(line.strip(' \t\r\n,;|"'))


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _separator(header: str, wanted: Sequence[str]) -> str:
    """Find what separates values: that with which the header names most columns, else the most frequent."""

    def fits(separator: str) -> tuple[int, int]:
        names = {cell.strip(' "\r\n').lower() for cell in header.split(separator)}
        return len(names & set(wanted)), header.count(separator)

    return max(SEPARATORS, key=fits)


def _split(lines: list[str], start: int, separator: str) -> FileTable:
    reader = csv.reader(lines[start:], delimiter=separator, strict=True, skipinitialspace=True)
    table = FileTable()
    line = start + 1
    try:
        for cells in reader:
            here, line = line, start + reader.line_num + 1
            cells = [cell.strip() for cell in cells]
            if not table.names:
                table.header, table.names = here, tuple(cell.lower() for cell in cells)
            elif any(cells) and not (_is_comment(lines[here - 1]) and len(cells) != len(table.names)):
                _take(table, FileRow(here, tuple(cells)), separator, _is_comment(lines[here - 1]))
    except csv.Error:
        wrong = wrong_quote("".join(lines[start:]), separator)
        at = (start + wrong.line, wrong.column) if wrong else (line, 0)
        said = _BLANKS_BEHIND if wrong and wrong.blanks else _NOT_CLOSED
        table.problems.append(FileProblem(*at, "", *said, "quote"))
    return table


def _take(table: FileTable, row: FileRow, separator: str, like_comment: bool) -> None:
    """Add a row to the table, or what is wrong with it."""
    width = len(table.names)
    extra = row.cells[width:]
    if like_comment:
        said = "this row begins with '#', as a comment does", "remove the row, or put quotes around its code"
        table.problems.append(FileProblem(row.line, 1, "", *said))
    elif len(row.cells) < width or any(extra):
        table.problems.append(_ragged(table.names, row, separator))
    else:
        table.rows.append(FileRow(row.line, row.cells[:width]))


def _joined(cells: tuple[str, ...], places: Sequence[int]) -> tuple[str, ...]:
    """Join each of some cells with the one behind it, as if a decimal comma stood between."""
    return tuple(
        f"{cell}.{cells[place + 1]}" if place in places else cell
        for place, cell in enumerate(cells)
        if place - 1 not in places
    )


def _fits(names: tuple[str, ...], cells: tuple[str, ...], places: Sequence[int]) -> bool:
    """Tell whether numbers stand where they should once those that are cut in two are whole again."""
    if any(later - place == 1 for place, later in pairwise(places)):
        return False
    whole = _joined(cells, places)
    of = {name: whole[names.index(name)] for name in _NUMBERS if name in names}
    if not all(not number or _NUMBER.fullmatch(number) for number in of.values()):
        return False
    pupils, share = (of.get(name, "") for name in _NUMBERS)
    counted = pupils in cells or bool(_COUNT.fullmatch(pupils))
    return counted and (share in cells or (share.count(".") == 1 and abs(float(share.rstrip("% "))) <= 100))


def _decimal_commas(names: tuple[str, ...], cells: tuple[str, ...]) -> list[tuple[int, ...]]:
    """List the ways in which decimal commas explain that a row has more cells than the header."""
    extra = len(cells) - len(names)
    pairs = [
        place for place, (one, two) in enumerate(pairwise(cells))
        if _WHOLE_PART.fullmatch(one) and _DECIMALS.fullmatch(two)
    ]  # fmt: skip
    if not 1 <= extra <= _MOST_COMMAS:
        return []
    return [places for places in combinations(pairs, extra) if _fits(names, cells, places)]


def _ragged(names: tuple[str, ...], row: FileRow, separator: str) -> FileProblem:
    """Say why a row has not as many values as the header: by a decimal comma, where it can be one."""
    ways = _decimal_commas(names, row.cells) if separator == "," else []
    if not ways:
        return FileProblem(row.line, 0, "", *_RAGGED)
    cut = {place - before: place for way in reversed(ways) for before, place in enumerate(way)}
    share = names.index("disadvantaged_share") if "disadvantaged_share" in names else -1
    column = share if share in cut else min(cut)
    fix = 'write 0.12 or 12%, or put quotes around it ("0,12"), or separate the columns with semicolons'
    said = "a decimal comma cuts this number in two, for commas separate the columns here"
    return FileProblem(row.line, cut[column] + 1, names[column], said, fix, "decimal comma")
