"""From the sheets of a file to what it says of schools."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simkansen.phrases import phrase
from simkansen.scenario.schools.layouts.facts import (
    CellPlace,
    NoCode,
    PublishedSchools,
    PupilCount,
    SchoolPlace,
    SchoolScore,
)
from simkansen.scenario.schools.layouts.headers import (
    HeadedSheet,
    SheetColumns,
    branch_in,
    code_in,
    institution_in,
    nearly_code,
    small,
)
from simkansen.scenario.schools.layouts.numbers import count_in, has_commas, is_unknown, score_in, year_in
from simkansen.scenario.schools.layouts.sheets import SheetRow
from simkansen.schooling.layouts import LayoutsFile

CLOSED = "without pupils that year (closed, or not yet open)"
NOT_KNOWN = "whose number of pupils is not given"
NO_PLACE = "whose municipality is not known"


@dataclass(slots=True)
class SheetExtract:
    """Takes from one sheet what it says of schools.

    Parameters
    ----------
    facts
        What is found is added to it.
    sheet
        With its header.
    known
        The layouts of the country.
    year
        The year of the scenario's schools, for columns and rows of a year.
    """

    facts: PublishedSchools
    sheet: HeadedSheet
    known: LayoutsFile
    year: int | None
    pupils: int | None = None
    _seen: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _score_role: str = "score_above_threshold"

    def take(self) -> None:
        """Add to the facts what the sheet says."""
        columns, body = self.sheet.columns, self.sheet.body
        self._choose_year()
        self._score_role = self._role_of_scores()
        commas: dict[str, bool] = {role: has_commas(row.cell(columns.roles[role]) for row in body)
                  for role in ("score", "score_above_threshold") if role in columns.roles}  # fmt: skip
        dates = {row.line: year_in(row.cell(columns.roles.get("date"))) for row in body}
        several = len({one for one in dates.values() if one}) > 1
        for row in body:
            if several and dates[row.line] != self.year:
                continue
            code = self._code(row)
            if code is not None and self._is_ordinary(row, code):
                self._take_row(row, code, commas)
        self._note_year(several, next((one for one in dates.values() if one), None))
        self._tell_again()

    def _note_year(self, several: bool, dated: int | None) -> None:
        """Note of which year the facts are: by a column, by dates, or by the title of the sheet."""
        columns = self.sheet.columns
        if several and not self._seen:
            said = "no row is of the first school year of the scenario"
            self._tell(self.sheet.header, columns.roles.get("date"), said, "give the file of that year")
        elif self.facts.year is None or columns.years:
            stated = self.year if several else dated
            self.facts.year = self.facts.year or stated or year_in(self.sheet.titles)

    def _choose_year(self) -> None:
        """Choose the column of pupils: that of the year, where there is one a year."""
        columns = self.sheet.columns
        self.pupils = columns.roles.get("pupils")
        if not columns.years:
            return
        first, last = min(columns.years), max(columns.years)
        chosen = last if self.year is None or self.year > last else self.year
        self.facts.year, self.pupils = chosen, columns.years.get(chosen)
        if self.pupils is None:
            said = phrase("there are no pupils of {chosen} here, in which the scenario begins", chosen=chosen)
            fix = phrase("let school_years begin in one of {first} to {last}", first=first, last=last)
            self._tell(self.sheet.header, columns.years[first], said, fix)

    def _role_of_scores(self) -> str:
        """Say which scores a column holds that does not say so itself: by the title of its table."""
        titles = self.sheet.titles.casefold()
        without = any(word in titles for word in self.known.score.without_threshold)
        alone = "score" not in self.sheet.columns.roles
        return "score" if without and alone else "score_above_threshold"

    def _place(self, row: SheetRow, column: int | None) -> CellPlace:
        header = self.sheet.header.cell(column) if column is not None else ""
        name = " ".join(header.split())
        name = (
            phrase("{name}, {name2}", name=self.sheet.sheet.name, name2=name).strip(" ,")
            if self.sheet.sheet.name
            else name
        )
        return CellPlace(row.line, 0 if column is None else column + 1, name)

    def _tell(self, row: SheetRow, column: int | None, message: str, fix: str) -> None:
        self.facts.problems.append(self._place(row, column).problem(message, fix))

    def _code(self, row: SheetRow) -> str | None:
        """Read the code of a row; where there is none, remember the row."""
        columns, code = self.sheet.columns, self.known.code
        if whole := code_in(row.cell(columns.whole), code):
            return whole
        institution = institution_in(row.cell(columns.institution), code)
        branch = row.cell(columns.branch)
        if institution is not None:
            if number := branch_in(branch, code):
                return institution + number
            said = "this is the code of an institution, of which a school is one branch"
            fix = phrase(
                "write {called}, or the number of the branch in a column of its own", called=code.called
            )
            self._tell(row, columns.institution, said, fix)
            return None
        self.facts.no_code[self._without_code(row)].append(row.line)
        return None

    def _without_code(self, row: SheetRow) -> NoCode:
        """Say what a row without a code is; a note stands alone in its row, beside columns that are empty."""
        columns = self.sheet.columns
        codes = (row.cell(at) for at in (columns.whole, columns.institution))
        if any(nearly_code(cell, self.sheet.example) for cell in codes):
            return "damaged"
        numbers = [self.pupils, *columns.parts, *map(columns.roles.get, ("score", "score_above_threshold"))]
        if any(any(one.isdecimal() for one in row.cell(at)) for at in numbers if at is not None):
            return "numbers"
        alone = sum(map(bool, row.cells)) == 1 < sum(map(bool, columns.names))
        return "note" if alone else "none"

    def _is_ordinary(self, row: SheetRow, code: str) -> bool:
        column = self.sheet.columns.roles.get("kind")
        kind = row.cell(column).casefold()
        if column is None or kind in self.known.ordinary:
            return True
        called = self.known.other_kinds.get("".join(kind.split()), "of a kind that is not known")
        if code not in self.facts.others[called]:
            self.facts.others[called].append(code)
        return False

    def _take_row(self, row: SheetRow, code: str, commas: Mapping[str, bool]) -> None:
        columns = self.sheet.columns
        if code not in self._seen:
            self.facts.schools.setdefault(code, row.line)
            self._take_place(row, code)
            if columns.has("share"):
                at = columns.roles["share"]
                self.facts.shares[code] = (row.cell(at), self._place(row, at))
        self._seen[code].append(row.line)
        self._take_pupils(row, code)
        for role in commas:
            self._take_score(row, code, role, commas[role])
        self._take_remark(row, code)

    def _take_place(self, row: SheetRow, code: str) -> None:
        roles = self.sheet.columns.roles
        name, number = row.cell(roles.get("municipality")), row.cell(roles.get("municipality_number"))
        digits = number.upper().removeprefix("GM").strip()
        unknown = {name.casefold(), number.casefold()} & set(self.known.unknown_places)
        if unknown or not (name or digits):
            if "municipality" in roles or "municipality_number" in roles:
                self.facts.lacks[NO_PLACE].append(code)
            return
        at = roles.get("municipality", roles.get("municipality_number"))
        stated = int(digits) if digits.isdecimal() and len(digits) <= 5 else None
        place = SchoolPlace(stated, name, row.cell(roles.get("province")), self._place(row, at))
        self.facts.places.setdefault(code, place)

    def _take_pupils(self, row: SheetRow, code: str) -> None:
        parts = self.sheet.columns.parts if self.pupils is None else ()
        for at in parts or ([] if self.pupils is None else [self.pupils]):
            text = row.cell(at)
            found = count_in(text, self.known.hidden)
            if found is not None:
                count = PupilCount(*found, self._place(row, at))
                before = self.facts.pupils.get(code)
                added = before is not None and (bool(parts) or self._is_divided)
                self._tell_unlike(row, at, code, before and (before.least, before.most), found, added)
                self.facts.pupils[code] = before + count if before and added else before or count
            elif is_unknown(text):
                if not parts:
                    self.facts.lacks[NOT_KNOWN].append(code)
            else:
                fix = phrase(
                    "write digits alone, such as 1213, or {text} where it is hidden",
                    text=self.known.hidden.text,
                )
                self._tell(row, at, "must be a whole number of pupils", fix)

    def _tell_unlike(
        self, row: SheetRow, at: int, code: str, before: object, found: object, added: bool = False
    ) -> None:
        """Tell of a number that another sheet of the file gives otherwise."""
        if before is not None and before != found and not added and len(self._seen[code]) == 1:
            fix = "keep the sheets of one year in the file"
            self._tell(row, at, "another sheet gives another number for this school", fix)

    @property
    def _is_divided(self) -> bool:
        """Whether a school has several rows that add up."""
        return self.sheet.columns.has("divided_by") or bool(self.sheet.columns.parts)

    def _take_score(self, row: SheetRow, code: str, role: str, commas: bool) -> None:
        at = self.sheet.columns.roles[role]
        text = row.cell(at)
        score = score_in(text, commas)
        if score is not None and score >= 0:
            without = "score" in (role, self._score_role)
            kept = self.facts.scores if without else self.facts.above
            before = kept.setdefault(code, SchoolScore(score, self._place(row, at)))
            self._tell_unlike(row, at, code, before.value, score)
        elif not is_unknown(text):
            self._tell(row, at, "must be a score of 0 or more", "write it in digits, such as 325,45")

    def _take_remark(self, row: SheetRow, code: str) -> None:
        """Find remarks behind the scores: in a column of theirs, or in the last one, which has no name."""
        columns = self.sheet.columns
        if not (columns.has("score") or columns.has("score_above_threshold")):
            return
        at = columns.roles.get("remark")
        if at is None:
            at = len(row.cells) - 1
            if self.sheet.header.cell(at):
                return
        said = {one.strip() for one in row.cell(at).replace(";", ",").split(",")}
        if said & set(self.known.score.unreliable) and code not in self.facts.unreliable:
            self.facts.unreliable.append(code)

    def _tell_again(self) -> None:
        """Tell of schools with several rows, where rows do not add up."""
        if self._is_divided:
            return
        for lines in self._seen.values():
            for line in lines[1:]:
                said = phrase("the school of line {lines} is given once more", lines=lines[0])
                fix = "keep one row a school, or give a file whose rows say what divides them"
                at = self.sheet.columns.whole
                row = SheetRow(line, ())
                self._tell(row, self.sheet.columns.institution if at is None else at, said, fix)


def table_called(sheets: Iterable[HeadedSheet], known: LayoutsFile) -> str:
    """Say what a file is called by the columns it has; empty where it has none that are known."""
    has = {role for one in sheets for kind in known.tables for role in kind.has if one.columns.has(role)}
    return next((kind.called for kind in known.tables if set(kind.has) <= has), "")


def take(path: Path, sheets: Iterable[HeadedSheet], known: LayoutsFile, year: int | None) -> PublishedSchools:
    """Take from the sheets of a file what they say of schools.

    Parameters
    ----------
    path
        The file.
    sheets
        Those with codes of schools.
    known
        The layouts of the country.
    year
        The year of the scenario's schools.

    Returns
    -------
    PublishedSchools
    """
    sheets = list(sheets)
    facts = PublishedSchools(path, table_called(sheets, known) or "list of branches")
    for one in sheets:
        SheetExtract(facts, one, known, year).take()
    facts.lacks[CLOSED] += [code for code, count in facts.pupils.items() if count.most == 0]
    return facts


def _any_code(row: SheetRow, columns: SheetColumns, known: LayoutsFile) -> str:
    """Give the code of a row: of the branch in one cell, or of the institution and the branch as they are."""
    return code_in(row.cell(columns.whole), known.code) or (
        (institution_in(row.cell(columns.institution), known.code) or "")
        + (branch_in(row.cell(columns.branch), known.code) or "")
    )


def sums_of(
    sheets: Iterable[HeadedSheet], patterns: Sequence[str], known: LayoutsFile
) -> tuple[int, int, int]:
    """Count the schools of a file that is something else, and add up its pupils.

    Returns
    -------
    (int, int, int)
        Schools, the sum of the numbers that are open, and cells that are hidden.
    """
    import re

    codes: Counter[str] = Counter()
    total = hidden = 0
    for sheet in sheets:
        columns = sheet.columns
        at = [n for n, name in enumerate(sheet.header.cells)
              if any(re.fullmatch(one, small(name)) for one in patterns)]  # fmt: skip
        for row in sheet.body:
            kind = row.cell(columns.roles.get("kind")).casefold()
            if "kind" in columns.roles and kind not in known.ordinary:
                continue
            code = _any_code(row, columns, known)
            codes[code] += bool(code)
            counts = [count for n in at if (count := count_in(row.cell(n), known.hidden))]
            total += sum(least for least, most in counts if least == most)
            hidden += sum(least != most for least, most in counts)
    return len(+codes), total, hidden
