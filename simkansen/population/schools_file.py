"""A user's own file of schools: one row a school, read by DuckDB.

Columns (any order, others are left alone):

==================== ======== ================================================================
school               required code of the school, each once
municipality         required name of the municipality
pupils               required pupils of groep 1-8 (whole number, 1 or more)
disadvantaged_share  required share among the nationally 15 % most disadvantaged (0.12 or 12%)
province             optional name of the province; else looked up by municipality
==================== ======== ================================================================

Problems are told by line and column; the content of the file is never repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simkansen.population.figures import municipality_provinces
from simkansen.population.frame import LARGEST_SCHOOL, Frame

if TYPE_CHECKING:
    import duckdb

REQUIRED = ("school", "municipality", "pupils", "disadvantaged_share")
OPTIONAL = ("province",)

# What a user may write, as SQL on a column of text; a Dutch spreadsheet writes a decimal comma.
_WHOLE = "try_cast(regexp_extract(trim({0}), '^([0-9]+)([.,]0)?$', 1) AS BIGINT)"
_DIGITS = "'^([0-9]*[.,]?[0-9]+([eE]-?[0-9]+)?) *%?$'"
_NUMBER = f"try_cast(replace(regexp_extract(trim({{0}}), {_DIGITS}, 1), ',', '.') AS DOUBLE)"
_SHARE = f"({_NUMBER} / if(ends_with(trim({{0}}), '%'), 100, 1))"
_EMPTY = "coalesce(trim({0}), '') = ''"

_BROKEN_ROWS = {
    "INVALID ENCODING": ("this row is not written in UTF-8", "save the file as CSV in UTF-8"),
    "UNQUOTED VALUE": ("a quote is not closed", "close it, or double quotes inside a text"),
}
_RAGGED_ROW = ("this row has too few or too many columns", "put quotes around texts with a separator")


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that is wrong with a file of schools.

    Parameters
    ----------
    line
        Line of the file, from 1; 0 for the whole file.
    column
        Column of the file, from 1; 0 for the whole line.
    name
        Name of the column; empty for the whole line.
    message, mend
        What is wrong, and what to do.
    """

    line: int
    column: int
    name: str
    message: str
    mend: str


class SchoolsFileError(ValueError):
    """A file of schools cannot be used.

    Parameters
    ----------
    path
        The file.
    problems
        All that is wrong with it.
    """

    def __init__(self, path: Path, problems: list[FileProblem]) -> None:
        self.path = path
        self.problems = tuple(sorted(problems, key=lambda p: (p.line, p.column)))
        lines = []
        for problem in self.problems:
            where = ":".join(str(n) for n in (path, problem.line, problem.column) if n)
            column = f"{problem.name}: " if problem.name else ""
            lines.append(f"{where}: {column}{problem.message}; {problem.mend}")
        super().__init__("\n".join(lines))


def read_schools(path: Path) -> Frame:
    """Read a file of schools.

    Parameters
    ----------
    path
        A CSV file with a header.

    Returns
    -------
    Frame
        One row a school, sorted by province, municipality and code.

    Raises
    ------
    SchoolsFileError
        With all problems at once.
    """
    import duckdb

    if not path.is_file():
        raise SchoolsFileError(path, [FileProblem(0, 0, "", "there is no such file", "mend the path")])
    with duckdb.connect() as connection:
        try:
            names = _load(connection, path)
        except duckdb.Error:
            message, mend = "this is no table of text with a header", "save it as CSV in UTF-8"
            raise SchoolsFileError(path, [FileProblem(0, 0, "", message, mend)]) from None
        problems = _missing_columns(names) or _bad_rows(connection) + _bad_values(connection, names, path)
        if problems:
            raise SchoolsFileError(path, problems)
        return _frame(connection, names)


def _load(connection: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Read the file as text into the table `schools`, in its order, without rows that cannot be split."""
    connection.execute(
        "CREATE TABLE schools AS SELECT * FROM read_csv(?, header = true, all_varchar = true, quote = '\"',"
        " escape = '\"', store_rejects = true, parallel = false)",
        [str(path)],
    )
    columns = connection.execute("SELECT name FROM pragma_table_info('schools')").fetchall()
    return [str(name) for (name,) in columns]


def _lines(connection: duckdb.DuckDBPyConnection, path: Path) -> list[int]:
    """Line on which each row of the table begins: blank lines, and line ends inside quotes, begin none."""
    broken = {int(line) for (line,) in connection.execute("SELECT line FROM reject_errors").fetchall()}
    starts, inside = [], False
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for number, text in enumerate(file, start=1):
            if not inside and text.strip() and number not in broken:
                starts.append(number)
            if number not in broken:
                inside ^= text.count('"') % 2 == 1
    return starts[1:]  # without the header


def _missing_columns(names: list[str]) -> list[FileProblem]:
    if not set(REQUIRED) & set(names):
        mend = f"begin the file with {','.join(REQUIRED)} and close every quote"
        return [FileProblem(1, 0, "", "the first line names none of the columns", mend)]
    problems = []
    for name in REQUIRED:
        if name not in names:
            near = get_close_matches(name, [n for n in names if n not in REQUIRED + OPTIONAL], n=1)
            mend = f"rename '{near[0]}' to it" if near else f"needed are {', '.join(REQUIRED)}"
            problems.append(FileProblem(1, 0, name, "there is no such column", mend))
    return problems


def _bad_rows(connection: duckdb.DuckDBPyConnection) -> list[FileProblem]:
    """Rows that could not be split into columns."""
    rows = connection.execute(
        "SELECT line, max(error_type::VARCHAR) FROM reject_errors GROUP BY line"
    ).fetchall()
    return [FileProblem(int(line), 0, "", *_BROKEN_ROWS.get(str(kind), _RAGGED_ROW)) for line, kind in rows]


def _bad_values(connection: duckdb.DuckDBPyConnection, names: list[str], path: Path) -> list[FileProblem]:
    """Values that are missing, no number, out of range or given twice."""
    found = []
    for name, wrong, message, mend in _checks():
        rows = connection.execute(
            f"SELECT row FROM (SELECT rowid AS row, {wrong} AS wrong FROM schools) WHERE wrong ORDER BY row"
        ).fetchall()
        found += [(int(row), name, message, mend) for (row,) in rows]
    if found:
        lines = _lines(connection, path)
        return [FileProblem(lines[row], names.index(name) + 1, name, *said) for row, name, *said in found]
    if not connection.execute("SELECT 1 FROM schools LIMIT 1").fetchall():
        return [FileProblem(0, 0, "", "no school could be read", "give one row a school")]
    return []


def _checks() -> list[tuple[str, str, str, str]]:
    """Column, condition under which its value is wrong, what is wrong, and the mend."""
    whole, share = _WHOLE.format("pupils"), _SHARE.format("disadvantaged_share")
    no_code = _EMPTY.format("school")
    again = f"NOT ({no_code}) AND count(*) OVER (PARTITION BY trim(school)) > 1"
    size = f"coalesce({whole} NOT BETWEEN 1 AND {LARGEST_SCHOOL}, true)"
    between = f"coalesce({share} NOT BETWEEN 0 AND 1, true)"
    return [
        ("school", no_code, "the code is empty", "give each school a code"),
        ("school", again, "this code is given more than once", "keep one row a school"),
        ("municipality", _EMPTY.format("municipality"), "the name is empty", "fill it in"),
        ("pupils", size, f"must be a whole number from 1 to {LARGEST_SCHOOL}", "write 1213, not 1.213"),
        ("disadvantaged_share", between, "must be a share from 0 to 1", "write 0.12 or 12%"),
    ]


def _frame(connection: duckdb.DuckDBPyConnection, names: list[str]) -> Frame:
    province = "coalesce(trim(province), '')" if "province" in names else "''"
    columns = connection.execute(
        f"SELECT trim(school) AS school, trim(municipality) AS municipality, {province} AS province,"
        f" {_WHOLE.format('pupils')} AS pupils, {_SHARE.format('disadvantaged_share')} AS share FROM schools"
    ).fetchnumpy()
    municipality = np.asarray(columns["municipality"].tolist(), dtype=np.str_)
    known = municipality_provinces()
    given = columns["province"].tolist()
    filled = [p or known.get(str(m), "") for p, m in zip(given, municipality, strict=True)]
    return Frame(
        code=np.asarray(columns["school"].tolist(), dtype=np.str_),
        municipality=municipality,
        province=np.asarray(filled, dtype=np.str_),
        pupils=np.asarray(columns["pupils"], dtype=np.int64),
        disadvantaged_share=np.asarray(columns["share"], dtype=np.float64),
        weight=np.ones(len(municipality)),
    ).in_order()
