"""The header of a sheet and what its columns hold: codes by their values, the rest by their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from simkansen.scenario.schools.layouts.sheets import Sheet, SheetRow
from simkansen.schooling.layouts import LayoutsFile, SchoolCode

_PLAIN = {
    "municipality": "municipality", "pupils": "pupils", "province": "province", "branch": "branch",
}  # fmt: skip
"""Columns of a plain table of schools that are understood beside those of publishers."""

_BETWEEN = re.compile(r"[\s\-_.|/]+")
_AHEAD = 60
"""Rows in which a header is looked for where a sheet has no codes of schools."""

_LONGEST_TITLE = 200


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
    """A sheet with its header found: what stands above it, its columns, and the rows below."""

    sheet: Sheet
    titles: str
    header: SheetRow
    columns: SheetColumns
    body: list[SheetRow]


def small(name: str) -> str:
    """Give a name in small letters and digits alone."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(one for one in apart if one.isascii() and one.isalnum())


def headed(sheet: Sheet, known: LayoutsFile) -> HeadedSheet | None:
    """Find the header of a sheet and what its columns hold.

    The header is the last line with two cells or more above the first code of a school; the first such
    line of all where there is no code.

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
    codes = next((at for at, row in enumerate(sheet.rows) if _holds_code(row, known.code)), None)
    above = sheet.rows[: _AHEAD if codes is None else codes]
    wide = [at for at, row in enumerate(above) if sum(map(bool, row.cells)) > 1]
    wide = wide or ([len(above) - 1] if codes and above else [])
    if not wide:
        return None
    at = wide[0] if codes is None else wide[-1]
    body = sheet.rows[at + 1 :]
    titles = " ".join(
        [sheet.name, *(cell for row in above[:at] for cell in row.cells if len(cell) <= _LONGEST_TITLE)]
    )
    return HeadedSheet(sheet, titles, sheet.rows[at], _columns(sheet.rows[at].cells, body, known), body)


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


def _holds_code(row: SheetRow, code: SchoolCode) -> bool:
    return any(code_in(cell, code) or institution_in(cell, code) for cell in row.cells)


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
