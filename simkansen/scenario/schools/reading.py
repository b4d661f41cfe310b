"""Reading a file of schools: one row a school, or a branch of one.

Columns (any order, capitals do not matter, others are left alone):

==================== ======== ================================================================
school               required code of the school
municipality         required name of the municipality (of 2019; those that it was formed of are known)
pupils               required pupils of groep 1-8 (whole number, 1 or more)
disadvantaged_share  required share among the nationally 15 % most disadvantaged (0.12 or 12%)
branch               optional number of the branch, where several rows have one code
province             optional name of the province; else looked up by municipality, and
                              needed where no list knows the municipality
==================== ======== ================================================================

Problems are told by line and column; the content of the file is never repeated, but for a
number of pupils with a sign between its thousands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from simkansen.evidence.limited import UNSEEN
from simkansen.limits import bytes_of
from simkansen.phrases import phrase, phrase_of
from simkansen.scenario.place_names import PlaceError, earlier_name, find_place, is_known
from simkansen.scenario.reading.wording import counted, plain
from simkansen.scenario.schools.called import is_called_after, is_total, names_of_the_country
from simkansen.scenario.schools.codes import codes_of
from simkansen.scenario.schools.header import OPTIONAL, REQUIRED, wrong_header
from simkansen.scenario.schools.layouts.join import in_place
from simkansen.scenario.schools.layouts.recognise import RecognisedFiles, other_kinds, recognise, table_of
from simkansen.scenario.schools.layouts.said import mean_of
from simkansen.scenario.schools.layouts.sheets import MOST_BYTES
from simkansen.scenario.schools.problems import FileKind, FileProblem, SchoolsFileError, in_groups
from simkansen.scenario.schools.sums import Sums, find_sums
from simkansen.scenario.schools.text import FileRow, FileTable, decode, read_table
from simkansen.scenario.schools.values import ValueFaultError, pupils_of, share_of
from simkansen.schooling.calendar_file import start_of

_Lines = dict[tuple[str, str], list[int]]
"""Lines of rows by what they have in common."""


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school: the line of the file, its code, where it is, its pupils (count) and share (0-1)."""

    line: int
    code: str
    municipality: str
    province: str
    pupils: int
    share: float


@dataclass(frozen=True, slots=True)
class SchoolsFile:
    """What a file of schools holds.

    Parameters
    ----------
    path
        The file.
    counted
        Rows that could be split, right or wrong.
    pupils, highest_share
        Sum of the pupils and the highest share; None where one of them cannot be read.
    schools
        One a row; none where there are problems.
    problems
        All that is wrong, each kind once.
    notes
        How rows are understood, where that may surprise, at the first line of its kind.
    understood
        What was understood of each file, and of all together, a line each.
    """

    path: Path
    counted: int = 0
    pupils: int | None = None
    highest_share: float | None = None
    schools: tuple[SchoolRow, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    notes: tuple[FileProblem, ...] = ()
    understood: tuple[str, ...] = ()


def read_file(path: Path | Sequence[Path], school_year: str | None = None) -> SchoolsFile:
    """Read a file of schools, or several that are joined, once for as long as they do not change.

    Parameters
    ----------
    path
        A table of text with a header, or files of publishers.
    school_year
        The first one, for files that have pupils of many years.

    Returns
    -------
    SchoolsFile

    Raises
    ------
    OSError
        If one cannot be opened.
    """
    paths = (path,) if isinstance(path, Path) else tuple(path)
    states = tuple((one, one.resolve(), (state := one.stat()).st_mtime_ns, state.st_size) for one in paths)
    return _read(states, start_of(school_year) if school_year else None)


@cache
def _read(states: tuple[tuple[Path, Path, int, int], ...], year: int | None) -> SchoolsFile:
    paths = [path for path, *_ in states]
    large = [path for path, _, _, size in states if size > MOST_BYTES]
    if large:
        fix = phrase(
            "keep it below {most_bytes} MB, with the rows and columns that are needed",
            most_bytes=MOST_BYTES // 1_000_000,
        )
        return _refused(
            paths[0], *(FileProblem(0, 0, "", "this file is too large", fix, file=one) for one in large)
        )
    contents = [(path, bytes_of(where, MOST_BYTES)) for path, where, *_ in states]
    content = contents[0][1]
    plain = len(paths) == 1 and _is_plain(content)
    if not plain and (found := recognise(contents, year, REQUIRED)) is not None:
        return _of_layouts(paths[0], found)
    try:
        text = decode(content)
    except ValueError as error:
        said = "this is no table of text with a header"
        return _refused(paths[0], FileProblem(0, 0, "", said, str(error)))
    return _of_table(paths[0], read_table(text, REQUIRED + OPTIONAL), text)


def _is_plain(content: bytes) -> bool:
    """Say whether a file is a table of text that names a column of a plain table of schools."""
    try:
        return bool(set(REQUIRED) & set(read_table(decode(content), REQUIRED + OPTIONAL).names))
    except ValueError:
        return False


def _refused(path: Path, *problems: FileProblem) -> SchoolsFile:
    return SchoolsFile(path, problems=SchoolsFileError(path, problems).problems)


def _of_layouts(path: Path, found: RecognisedFiles) -> SchoolsFile:
    """Turn files of publishers into schools, by way of a plain table."""
    joined = found.joined
    said = [phrase("{one}: {account}", one=one, account=account) for one, account in found.accounts.items()]
    problems = [replace(problem, file=one) for one, problem in found.problems]
    if found.plain is not None:
        return _of_table(path, table_of(found.plain, problems), "")
    if joined is None or joined.problems or problems:
        problems += [replace(problem, file=one) for one, problem in (joined.problems if joined else [])]
        return replace(_refused(path, *problems), understood=tuple(said))
    read = _of_table(path, joined.table, "", sums=False)
    told = [in_place(problem, joined.where) for problem in read.problems]
    notes = [in_place(note, joined.where) for note in read.notes]
    understood = (*said, *(phrase("schools: {one}", one=one) for one in joined.said))
    return replace(read, problems=in_groups(told), notes=tuple(notes), understood=understood)


def _of_table(path: Path, table: FileTable, text: str, sums: bool = True) -> SchoolsFile:
    def refused(*problems: FileProblem) -> SchoolsFile:
        return _refused(path, *problems)

    problems = wrong_header(table, text)
    reading = _Reading(table, list(table.problems), sums)
    found = reading.counted(path)
    if problems:
        return replace(found, problems=refused(*problems).problems)
    reading.read()
    if not table.rows and not reading.problems:
        reading.problems.append(FileProblem(0, 0, "", "no school could be read", "give one row a school"))
    if reading.problems:
        return replace(found, problems=refused(*reading.problems).problems)
    schools = tuple(reading.schools)
    account = mean_of([one.pupils for one in schools], [one.share for one in schools])
    said = (phrase("{one}: {account}", one=path, account=phrase("table of schools, {mean}", mean=account)),)
    return replace(found, schools=schools, notes=tuple(reading.notes), understood=said)


@dataclass(slots=True)
class _Reading:
    """Rows on their way to schools, and what is wrong with them or to be said of them."""

    table: FileTable
    problems: list[FileProblem]
    sums: bool = True
    schools: list[SchoolRow] = field(default_factory=list)
    notes: list[FileProblem] = field(default_factory=list)

    def cell(self, row: FileRow, name: str) -> str:
        """Give what stands in a column; nothing where there is no such column."""
        return self.table.cell(row, name)

    def tell(self, row: FileRow, name: str, message: str, fix: str, kind: FileKind = "wrong") -> None:
        """Add a problem with a value."""
        self.problems.append(self.table.problem(row, name, message, fix, kind))

    def note(self, line: int, name: str, message: str, fix: str) -> None:
        """Add what is to be said of rows that can be used."""
        self.notes.append(FileProblem(line, self.table.names.index(name) + 1, name, message, fix))

    def counted(self, path: Path) -> SchoolsFile:
        """Count what can be counted whatever else is wrong."""
        if not set(REQUIRED) & set(self.table.names):
            return SchoolsFile(path)
        pupils, shares = self._numbers("pupils", pupils_of), self._numbers("disadvantaged_share", share_of)
        highest = max(shares) if shares else None
        return SchoolsFile(path, len(self.table.rows), int(sum(pupils)) if pupils else None, highest)

    def _numbers(self, name: str, read: Callable[[str], float]) -> Sequence[float]:
        try:
            return [read(self.cell(row, name)) for row in self.table.rows]
        except ValueFaultError:
            return []

    def read(self) -> None:
        """Read every row."""
        codes = codes_of(self.table, self.problems, self.notes)
        moved: _Lines = defaultdict(list)
        unknown: _Lines = defaultdict(list)
        sums = self._sums() if self.sums else Sums()
        for place, row in enumerate(self.table.rows):
            self._tell_unseen(row)
            where = self._where(row, moved, unknown)
            pupils = self._value(row, "pupils", pupils_of)
            share = self._value(row, "disadvantaged_share", share_of)
            if self._is_sum(row, sums):
                continue
            if where is not None and pupils is not None and share is not None:
                self.schools.append(SchoolRow(row.line, codes[place], *where, int(pupils), share))
        self._note_kinds()
        for (written, now), lines in moved.items():
            said = phrase(
                "{written} is understood as {now}, of which it is part now ({rows})",
                written=written,
                now=now,
                rows=counted(len(lines), "row"),
            )
            self.note(lines[0], "municipality", said, phrase("write {now} to say so", now=now))
        for (_, province), lines in unknown.items():
            said = phrase(
                "no list of municipalities has this name; it counts as one of {province}", province=province
            )
            fix = "correct it if it is a slip; but for its name it is as the province's others"
            said = phrase("{said} ({rows})", said=said, rows=counted(len(lines), "row"))
            self.note(lines[0], "municipality", said, fix)

    def _tell_unseen(self, row: FileRow) -> None:
        for name in (*REQUIRED, *OPTIONAL):
            if found := UNSEEN.search(self.cell(row, name)):
                said = phrase("this holds a sign that cannot be seen (number {number})", number=ord(found[0]))
                self.tell(row, name, said, "remove it")

    def _note_kinds(self) -> None:
        """Say which rows are schools of another kind by a column of theirs."""
        kinds: dict[str, list[int]] = defaultdict(list)
        for line, called in other_kinds(self.table).items():
            kinds[called].append(line)
        for called, lines in kinds.items():
            said = phrase_of(
                len(lines),
                "{number:,} school here is {called}",
                "{number:,} schools here are {called}",
                called=called,
            )
            fix = "remove the row, for it counts as an ordinary school"
            self.note(lines[0], "school", said, fix)

    def _value(self, row: FileRow, name: str, read: Callable[[str], float]) -> float | None:
        try:
            return read(self.cell(row, name))
        except ValueFaultError as fault:
            self.tell(row, name, fault.message, fault.fix, fault.kind)
            return None

    def _where(self, row: FileRow, moved: _Lines, unknown: _Lines) -> tuple[str, str] | None:
        municipality = self.cell(row, "municipality")
        if not municipality:
            self.tell(row, "municipality", "the name is empty", "fill it in")
            return None
        try:
            found = find_place(municipality, self.cell(row, "province"))
        except PlaceError as error:
            self.tell(row, error.column, error.message, error.fix)
            return None
        if not is_known(found[0]):
            unknown[found].append(row.line)
        earlier = earlier_name(municipality)
        if earlier is not None and plain(earlier) != plain(found[0]):
            moved[earlier, found[0]].append(row.line)
        return found

    def _is_sum(self, row: FileRow, sums: Sums) -> bool:
        """Tell a row of totals from a school."""
        fix = "remove the row, for it would count as a school"
        if is_total(self.cell(row, "school"), row.cells):
            self.tell(row, "school", "this is a row of totals", fix)
            return True
        higher = (
            phrase("{fix}, or place it higher up if it is one", fix=fix) if self._may_be_higher(row) else fix
        )
        if row.line == sums.of_all:
            said = "this is the sum of the rows above it, as a row of totals has it"
            self.tell(row, "pupils", said, higher)
            return True
        said = "this is the sum of the other rows of its municipality, as a subtotal has it"
        if row.line in sums.of_municipality:
            self.tell(row, "pupils", said, higher)
            return True
        if row.line in sums.perhaps:
            few = phrase("{said}; of so few rows that may be chance, so it is counted as a school", said=said)
            self.note(row.line, "pupils", few, "remove the row if it is a subtotal")
        return False

    def _may_be_higher(self, row: FileRow) -> bool:
        """Tell whether a row could be a school higher up: not the first, nor named after where it lies."""
        place, code = plain(self.cell(row, "municipality")), plain(self.cell(row, "school"))
        first = next(one for one in self.table.rows if plain(self.cell(one, "municipality")) == place)
        return row is not first and not any(
            is_called_after(code, name) for name in (place, *names_of_the_country()) if name
        )

    def _sums(self) -> Sums:
        """Find the rows that are sums of others, by their lines; those that say so are left out."""
        rows = [row for row in self.table.rows if not is_total(self.cell(row, "school"), row.cells)]
        pupils: list[int | None] = []
        for row in rows:
            try:
                pupils.append(pupils_of(self.cell(row, "pupils")))
            except ValueFaultError:
                pupils.append(None)
        places = [plain(self.cell(row, "municipality")) for row in rows]
        called: dict[str, list[int]] = defaultdict(list)
        for row, place in zip(rows, places, strict=True):
            if place and is_called_after(plain(self.cell(row, "school")), place):
                called[place].append(row.line)
        # Where all rows are called after their municipality, that tells nothing of one of them.
        named = {lines[0] for lines in called.values() if len(lines) == 1}
        return find_sums([row.line for row in rows], places, pupils, named)
