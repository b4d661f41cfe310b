"""The header of a sheet and what its columns hold: codes by their values, the rest by their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from simkansen.scenario.schools.layouts.sheets import Sheet, SheetRow
from simkansen.schooling.layouts import LayoutsFile, SchoolCode

_PLAIN = {
    "municipality": "municipality", "pupils": "pupils", "province": "province", "branch": "branch",
}  # fmt: skip
"""Columns of a plain table of schools that are understood beside those of publishers."""

_OWN_NAMES = frozenset({"school", "disadvantagedshare", *_PLAIN})
"""As above, and those that are found otherwise."""

_BETWEEN = re.compile(r"[\s\-_.|/]+")
_AHEAD = 60
"""Rows in which a header is looked for: the first of a sheet, and the last before its first code."""

_LONGEST_TITLE = 200

_NEARLY = 0.6
"""How alike two shapes of codes are of which one has lost a sign or two, or has others (0 to 1)."""


@dataclass(slots=True)
class SheetColumns:
    """Places of columns from 0, by what they hold.

    Parameters
    ----------
    names
        As the header has them.
    whole, institution, branch
        Of codes; None where there is no such column.
    roles
        The first column of each role.
    years, parts
        Columns of pupils by year, and those whose sum is the pupils.
    """

    names: tuple[str, ...] = ()
    whole: int | None = None
    institution: int | None = None
    branch: int | None = None
    roles: dict[str, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)
    parts: tuple[int, ...] = ()

    def has(self, role: str) -> bool:
        """Say whether there is a column of some role."""
        return role in self.roles or (role == "pupils_of_year" and bool(self.years)) or (
            role == "pupils_in_parts" and bool(self.parts)
        )  # fmt: skip


@dataclass(slots=True)
class HeadedSheet:
    """A sheet with its header found: what stands above it, its columns, the rows below, a code in them."""

    sheet: Sheet
    titles: str
    header: SheetRow
    columns: SheetColumns
    body: list[SheetRow]
    example: str = ""


def small(name: str) -> str:
    """Give a name in small letters and digits alone."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in apart if one.isascii() and one.isalnum())


def headed(sheet: Sheet, known: LayoutsFile) -> HeadedSheet | None:
    """Find the header of a sheet and what its columns hold.

    The header is above the first code of a school: of the lines with two cells or more that which names most
    of the columns that are known, and the last of those that name as many; a line that begins as a school,
    with a damaged code, is none. Where there is no code it is the first such line of all.

    Parameters
    ----------
    sheet
        Of a file.
    known
        The layouts of the country.

    Returns
    -------
    HeadedSheet or None
        None where no line can be a header.
    """
    at, example = _header(sheet.rows, known)
    if at is None:
        return None
    body = sheet.rows[at + 1 :]
    titles = " ".join(
        [sheet.name, *(cell for row in sheet.rows[:at] for cell in row.cells if len(cell) <= _LONGEST_TITLE)]
    )
    columns = _columns(sheet.rows[at].cells, body, known)
    return HeadedSheet(sheet, titles, sheet.rows[at], columns, body, example)


def _header(rows: Sequence[SheetRow], known: LayoutsFile) -> tuple[int | None, str]:
    """Find the place of the header, and an example of the codes below it."""
    codes = next((at for at, row in enumerate(rows) if _code_at(row, known.code) is not None), None)
    above = rows[: _AHEAD if codes is None else codes]
    wide = [at for at, row in enumerate(above) if sum(map(bool, row.cells)) > 1]
    if codes is None:
        return (wide[0] if wide else None), ""
    column = _code_at(rows[codes], known.code)
    example = rows[codes].cell(column)
    some = [at for at in wide or range(len(above)) if not nearly_code(above[at].cell(column), example)]
    return _best(some, above, column, known), example


def _best(
    places: Sequence[int], rows: Sequence[SheetRow], column: int | None, known: LayoutsFile
) -> int | None:
    """Choose the header from some rows: that with most known names, with one for the codes, and the last."""
    patterns = [one for role in type(known.columns).model_fields for one in getattr(known.columns, role)]

    def fits(at: int) -> tuple[int, bool, int]:
        names = [small(cell) for cell in rows[at].cells if cell]
        met = sum(name in _OWN_NAMES or _met(name, patterns) is not None for name in names)
        return met, bool(rows[at].cell(column)), at

    return max([*places[:_AHEAD], *places[-_AHEAD:]], key=fits, default=None)


def nearly_code(text: str, example: str) -> bool:
    """Say whether a text is shaped nearly as a code is: with a digit or letter less, more or in exchange."""
    shape, right = _shape(text), _shape(example)
    # Years and numbers are no codes, nor are words.
    mixed = "9" in shape and "A" in shape and len(shape) <= 2 * len(right)
    return mixed and SequenceMatcher(None, shape, right).ratio() > _NEARLY


def _shape(text: str) -> str:
    bare = _BETWEEN.sub("", text)
    return "".join("9" if one.isdecimal() else "A" if one.isalpha() else one for one in bare)


def code_in(text: str, code: SchoolCode) -> str | None:
    """Read the whole code of a school, or None; capitals and what stands between its parts do not matter."""
    found = _codes(code)[0].fullmatch(_BETWEEN.sub("", text).upper())
    return found[1] + found[2].zfill(code.branch_digits) if found else None


def institution_in(text: str, code: SchoolCode) -> str | None:
    """Read the code of an institution, or None."""
    found = _codes(code)[1].fullmatch(text.upper())
    return found[0] if found else None


def branch_in(text: str, code: SchoolCode) -> str | None:
    """Read the number of a branch, with the noughts that a spreadsheet leaves out; None where it is none."""
    return text.zfill(code.branch_digits) if text.isdecimal() and len(text) <= code.branch_digits else None


@cache
def _codes(code: SchoolCode) -> tuple[re.Pattern[str], re.Pattern[str]]:
    whole = re.compile(rf"({code.institution})([0-9]{{1,{code.branch_digits}}})")
    return whole, re.compile(code.institution)


def line_of_code(sheet: Sheet, known: LayoutsFile) -> int | None:
    """Give the first line of a sheet with the code of a school; None where there is none."""
    return next((row.line for row in sheet.rows if _code_at(row, known.code) is not None), None)


def _code_at(row: SheetRow, code: SchoolCode) -> int | None:
    """Give the column of the first code in a row, of a school or of an institution."""
    codes = (at for at, cell in enumerate(row.cells) if code_in(cell, code) or institution_in(cell, code))
    return next(codes, None)


def _columns(names: tuple[str, ...], body: Sequence[SheetRow], known: LayoutsFile) -> SheetColumns:
    found = SheetColumns(names)
    width = max([len(names), *[len(row.cells) for row in body]])
    found.whole = _most(width, body, lambda cell: code_in(cell, known.code) is not None)
    found.institution = _most(width, body, lambda cell: institution_in(cell, known.code) is not None)
    short = [small(name) for name in names]
    _give_roles(found, short, known)
    for name, role in _PLAIN.items():
        if name in short:
            found.roles.setdefault(role, short.index(name))
    if "disadvantagedshare" in short:
        found.roles["share"] = short.index("disadvantagedshare")
    found.branch = found.roles.get("branch")
    if found.branch is None and found.institution is not None:
        found.branch = _beside(found.institution, body, known.code) if found.whole is None else found.whole
    return found


def _give_roles(found: SheetColumns, short: Sequence[str], known: LayoutsFile) -> None:
    """Note which columns the layouts know by their names."""
    for role in type(known.columns).model_fields:
        patterns = getattr(known.columns, role)
        matched = [(at, met) for at, name in enumerate(short) if (met := _met(name, patterns))]
        matched = [(at, met) for at, met in matched if at not in (found.whole, found.institution)]
        if role == "pupils_of_year":
            found.years = {int(met[1]): at for at, met in matched}
        elif role == "pupils_in_parts":
            found.parts = tuple(at for at, _ in matched)
        elif matched:
            found.roles[role] = matched[0][0]


def _met(name: str, patterns: Sequence[str]) -> re.Match[str] | None:
    return next((met for one in patterns if (met := re.fullmatch(one, name))), None)


def _most(width: int, body: Sequence[SheetRow], fits: Callable[[str], bool]) -> int | None:
    """Give the first of the columns in which most cells are as asked; None where none is."""
    counts = [sum(fits(row.cell(at)) for row in body) for at in range(width)]
    most = max(counts, default=0)
    return counts.index(most) if most else None


def _beside(institution: int, body: Sequence[SheetRow], code: SchoolCode) -> int | None:
    """Take the column behind that of institutions as that of branches, where it holds nothing else."""
    cells = [row.cell(institution + 1) for row in body if institution_in(row.cell(institution), code)]
    return institution + 1 if all(branch_in(cell, code) for cell in cells) else None
