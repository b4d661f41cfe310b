"""Which files are layouts of publishers, what they hold together, and what other files are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simkansen.phrases import joined, phrase
from simkansen.scenario.reading.wording import counted
from simkansen.scenario.schools.layouts.extract import sums_of, take
from simkansen.scenario.schools.layouts.facts import PublishedSchools
from simkansen.scenario.schools.layouts.headers import HeadedSheet, headed, line_of_code, small
from simkansen.scenario.schools.layouts.join import JoinedSchools, join
from simkansen.scenario.schools.layouts.said import account_of
from simkansen.scenario.schools.layouts.sheets import Sheet, SheetFaultError, sheets_of, text_of
from simkansen.scenario.schools.problems import FileProblem
from simkansen.scenario.schools.text import FileRow, FileTable
from simkansen.schooling.layouts import LayoutsFile, OtherFile, layouts

_ROOT = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<(?:[\w.\-]+:)?([\w.\-]+)", re.DOTALL
)
_TOP = 20_000
"""Characters in which the first element of a file of XML is looked for."""

_FIRST_ROWS = 3
"""Rows of a sheet that may be a title."""

_NO_TABLE = "this is XML or a web page, not a table"


@dataclass(slots=True)
class RecognisedFiles:
    """What some files are.

    Parameters
    ----------
    joined
        The plain table made of them; None where one of them cannot be used.
    accounts
        What was understood of each file that was, in one line.
    problems
        What is wrong, with the file.
    plain
        A sheet that is a plain table of schools itself, where there is one file alone.
    """

    joined: JoinedSchools | None = None
    accounts: dict[Path, str] = field(default_factory=dict)
    problems: list[tuple[Path, FileProblem]] = field(default_factory=list)
    plain: HeadedSheet | None = None


def recognise(
    contents: Sequence[tuple[Path, bytes]], year: int | None, wanted: Sequence[str]
) -> RecognisedFiles | None:
    """Find out what some files are.

    Parameters
    ----------
    contents
        Each file and its bytes, in the order in which they are named.
    year
        In which the first school year begins; None where it is not known.
    wanted
        Columns of a plain table of schools.

    Returns
    -------
    RecognisedFiles or None
        None of one file of text that is nothing known, or where the country has no layouts.
    """
    known = layouts()
    if known is None:
        return None
    found = RecognisedFiles()
    facts = [_facts(path, content, year, known, found) for path, content in contents]
    if len(contents) == 1 and _is_for_plain_reader(contents[0][1], facts[0], wanted, known, found):
        return None
    found.accounts = {path: account_of(one) for (path, _), one in zip(contents, facts, strict=True) if one}
    told = {*found.accounts, *(where for where, _ in found.problems)}
    if found.plain is None:
        found.problems += [(path, _no_schools(known, wanted)) for path, _ in contents if path not in told]
    known_facts = [one for one in facts if one is not None]
    if len(known_facts) == len(facts):
        found.joined = join(known_facts, known, year)
    return found


def _is_for_plain_reader(
    content: bytes,
    facts: PublishedSchools | None,
    wanted: Sequence[str],
    known: LayoutsFile,
    found: RecognisedFiles,
) -> bool:
    """Tell whether the one file there is is nothing known; note the plain table that a workbook may hold."""
    if found.problems:
        # Of a quote that is not closed the reader of plain tables says more.
        return bool(found.problems[0][1].line)
    if facts is None:
        found.plain = _plain(content, wanted, known)
        return found.plain is None and not content.startswith(b"PK")
    return False


def _no_schools(known: LayoutsFile, wanted: Sequence[str]) -> FileProblem:
    said = phrase("no table in this file names schools by {called}", called=known.code.called)
    fix = phrase(
        "give {called} in a column, or a plain table with the columns {wanted}",
        called=known.code.called,
        wanted=", ".join(wanted),
    )
    return FileProblem(0, 0, "", said, fix)


def _facts(
    path: Path, content: bytes, year: int | None, known: LayoutsFile, found: RecognisedFiles
) -> PublishedSchools | None:
    """Take from a file what it says of schools; None where it is no such file, which may be a problem."""
    try:
        if (root := _root(content)) is not None:
            found.problems.append((path, _no_table(root, known)))
            return None
        sheets = sheets_of(content)
    except SheetFaultError as fault:
        found.problems.append((path, FileProblem(fault.line, fault.column, "", fault.message, fault.fix)))
        return None
    tables = [one for one in (headed(sheet, known) for sheet in sheets) if one is not None]
    if other := _other(sheets, tables, known):
        found.problems.append((path, FileProblem(0, 0, "", *_told(other, tables, known))))
        return None
    of_schools = [
        one for one in tables if one.columns.whole is not None or one.columns.institution is not None
    ]
    if not of_schools:
        if lines := [line for sheet in sheets if (line := line_of_code(sheet, known))]:
            fix = "put the names of the columns in a line above it, such as school"
            found.problems.append(
                (path, FileProblem(lines[0], 0, "", "there is no header above this school", fix))
            )
        return None
    facts = take(path, of_schools, known, year)
    _refuse_none(facts, known)
    return facts


def _no_table(root: str, known: LayoutsFile) -> FileProblem:
    """Say what a file of XML or a web page is, where the layouts know it."""
    other = next((one for one in known.others if one.root == root), None)
    said = phrase("this file holds {called}", called=other.called) if other else _NO_TABLE
    fix = other.fix if other else "save the table as CSV in UTF-8 or as .xlsx"
    return FileProblem(0, 0, "", said, fix)


def _refuse_none(facts: PublishedSchools, known: LayoutsFile) -> None:
    """Say of facts without a school that can be simulated what they are of."""
    if not facts.schools and not facts.problems:
        kinds = joined(", ", facts.others)
        said = phrase("no school of this file is an ordinary primary one, they are {kinds}", kinds=kinds)
        said = said if facts.others else "no row of this file is a school"
        facts.problems.append(FileProblem(0, 0, "", said, known.give.pupils))


def _root(content: bytes) -> str | None:
    """Give the name of the first element of XML or of a web page, in small letters; None where it is none."""
    if not content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        return None
    met = _ROOT.match(text_of(content[:_TOP]).lstrip("\ufeff"))
    return met[1].casefold() if met else "?"


def _other(sheets: Sequence[Sheet], tables: Sequence[HeadedSheet], known: LayoutsFile) -> OtherFile | None:
    """Find the kind of file that a file is, where it is one that cannot be used."""
    rows = [row for sheet in sheets for row in sheet.rows[:_FIRST_ROWS]]
    titles = " ".join([*(cell for row in rows for cell in row.cells), *(one.titles for one in tables)])
    for other in known.others:
        if other.root is not None:
            continue
        if other.words and not any(
            re.search(rf"\b{re.escape(word)}\b", titles, re.I) for word in other.words
        ):
            continue
        if any(_has_all(one, other.columns) for one in tables):
            return other
    return None


def _has_all(table: HeadedSheet, patterns: Sequence[str]) -> bool:
    names = [small(name) for name in table.header.cells]
    return all(any(re.fullmatch(one, name) for name in names) for one in patterns)


def _told(other: OtherFile, tables: Sequence[HeadedSheet], known: LayoutsFile) -> tuple[str, str]:
    """Say what a file is, and what to give instead; with its schools and pupils, where it counts them."""
    schools, pupils, hidden = sums_of(tables, other.pupils, known)
    said = phrase("this file holds {called}", called=other.called)
    if schools:
        said += phrase(": {schools}", schools=counted(schools, "school"))
    if pupils or hidden:
        said = joined(", ", (said, counted(pupils, "pupil")))
    if hidden:
        low, high = pupils + hidden * known.hidden.least, pupils + hidden * known.hidden.most
        said += phrase(
            " in the open and {hidden}, so {low:,} to {high:,}",
            hidden=counted(hidden, "hidden number"),
            low=low,
            high=high,
        )
    return said, other.fix


def _plain(content: bytes, wanted: Sequence[str], known: LayoutsFile) -> HeadedSheet | None:
    """Find the sheet of a workbook that is a plain table of schools, by the names of its columns."""
    if not content.startswith(b"PK"):
        return None
    for sheet in sheets_of(content):
        for at, row in enumerate(sheet.rows[: 10 * _FIRST_ROWS]):
            if set(wanted) <= {cell.casefold() for cell in row.cells}:
                lower = Sheet(sheet.name, sheet.rows[at:])
                table = headed(Sheet(sheet.name, lower.rows[:1]), known)
                return table and HeadedSheet(sheet, table.titles, row, table.columns, lower.rows[1:])
    return None


def other_kinds(table: FileTable) -> dict[int, str]:
    """Find the rows of a plain table that say that the school is none of the model's kind.

    Returns
    -------
    dict
        What the school is called, by the line.
    """
    known = layouts()
    patterns = known.columns.kind if known else ()
    at = next((n for n, name in enumerate(table.names)
               if any(re.fullmatch(one, small(name)) for one in patterns)), None)  # fmt: skip
    if known is None or at is None:
        return {}
    kinds = {row.line: "".join(row.cells[at].casefold().split()) for row in table.rows}
    return {line: known.other_kinds[kind] for line, kind in kinds.items() if kind in known.other_kinds}


def table_of(plain: HeadedSheet, problems: Sequence[FileProblem] = ()) -> FileTable:
    """Turn a sheet that is a plain table of schools into a table of text."""
    width = len(plain.header.cells)
    rows = [FileRow(row.line, tuple(row.cell(at) for at in range(width))) for row in plain.body]
    names = tuple(cell.casefold() for cell in plain.header.cells)
    return FileTable(names, plain.header.line, rows, list(problems))
