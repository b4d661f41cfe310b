"""The codes of a plain table of schools: one each, branches of one code apart, and none twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from simkansen.phrases import phrase
from simkansen.scenario.reading.wording import counted, plain
from simkansen.scenario.schools.header import REQUIRED
from simkansen.scenario.schools.layouts.headers import branch_in, code_in, institution_in
from simkansen.scenario.schools.problems import FileProblem
from simkansen.scenario.schools.text import FileTable
from simkansen.schooling.layouts import layouts


def codes_of(table: FileTable, problems: list[FileProblem], notes: list[FileProblem]) -> list[str]:
    """Give every row the code of a school; branches of one code are schools of their own.

    Parameters
    ----------
    table
        A plain table.
    problems, notes
        What is wrong with the codes, and what is to be said of them, is added.

    Returns
    -------
    list of str
        As written, with the number of the branch behind it.
    """
    return _Codes(table, problems, notes).read()


def meant(code: str, branch: str) -> tuple[str, str]:
    """Give code and branch as what they mean: alike where they are one school, however they are written.

    A branch in one cell with its institution is the same as in a column of its own, and its number is the
    same with and without noughts before it.
    """
    number = branch.lstrip("0") or "0" if branch.isdecimal() else branch
    known = layouts()
    if known is None:
        return code, number
    whole, institution = code_in(code, known.code), institution_in(code, known.code)
    if institution is not None:
        return institution, number
    if whole is None:
        return code, number
    digits = known.code.branch_digits
    own = whole[:-digits], whole[-digits:].lstrip("0") or "0"
    # Beside a whole code the column says nothing new, or numbers something else.
    return own if not branch or branch_in(branch, known.code) == whole[-digits:] else (whole, number)


class _Codes:
    """Rows on their way to codes."""

    def __init__(self, table: FileTable, problems: list[FileProblem], notes: list[FileProblem]) -> None:
        self._table, self._problems, self._notes = table, problems, notes

    def read(self) -> list[str]:
        rows = self._table.rows
        keys = [(self._table.cell(row, "school"), self._table.cell(row, "branch")) for row in rows]
        same: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, key in enumerate(keys):
            same[meant(*key)].append(place)
            if not key[0]:
                self._tell(place, "school", "the code is empty", "give each school a code")
        codes = [f"{code}-{branch}" if branch else code for code, branch in keys]
        shared: list[int] = []
        for (code, branch), places in same.items():
            if len(places) == 1 or not code:
                continue
            self._tell_again(places, bool(branch))
            shared += places
            for number, place in enumerate(sorted(places, key=self._rank), start=1):
                codes[place] = f"{codes[place]}-{number}"
        if shared:
            said = phrase(
                "{rows} share a code with another: they count as branches", rows=counted(len(shared), "row")
            )
            fix = "each is a school of its own; number them in a column 'branch' to say so"
            self._notes.append(self._table.problem(rows[min(shared)], "school", said, fix))
        self._tell_alike(codes)
        return codes

    def _tell(self, place: int, name: str, message: str, fix: str) -> None:
        self._problems.append(self._table.problem(self._table.rows[place], name, message, fix))

    def _rank(self, place: int) -> tuple[str, ...]:
        """Order branches by what they are, so that the order of the file does not matter."""
        row = self._table.rows[place]
        return tuple(plain(self._table.cell(row, name)) for name in (*REQUIRED[1:], "province")) + row.cells

    def _tell_again(self, places: Sequence[int], numbered: bool) -> None:
        """Tell of rows that are there twice, and of branches with one number."""
        rows = self._table.rows
        if numbered:
            fix = "give each branch of a school its own number"
            for place in places:
                column = "branch" if self._table.cell(rows[place], "branch") else "school"
                self._tell(place, column, "this branch is given more than once", fix)
            return
        counts = Counter(rows[place].cells for place in places)
        for place in places:
            if counts[rows[place].cells] > 1:
                fix = "keep it once, or number the branches in a column 'branch'"
                self._tell(place, "school", "this row is given more than once", fix)

    def _tell_alike(self, codes: Sequence[str]) -> None:
        """Tell of codes that only look apart, such as branch 1 of A and a school A-1."""
        told = {problem.line for problem in self._problems}
        times = Counter(codes)
        for place, row in enumerate(self._table.rows):
            if codes[place] and times[codes[place]] > 1 and row.line not in told:
                said = "this code and branch are also the code of another school"
                self._tell(place, "school", said, "give one of the two another code")
