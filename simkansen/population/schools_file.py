"""A user's own file of schools: one row a school, read by DuckDB.

Columns (any order, others are left alone):

==================== ======== ================================================================
school               required code of the school, each once
municipality         required name of the municipality (of 2019)
pupils               required pupils of groep 1-8 (whole number, 1 or more)
disadvantaged_share  required share among the nationally 15 % most disadvantaged (0.12 or 12%)
province             optional name of the province; else looked up by municipality, and
                              needed where that is of a later year
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
from simkansen.population.frame import Frame
from simkansen.population.quotes import unclosed_quote
from simkansen.population.school_values import SHARE, WHOLE, checks, official, unknown_places
from simkansen.scenario.places import provinces

if TYPE_CHECKING:
    import duckdb

REQUIRED = ("school", "municipality", "pupils", "disadvantaged_share")
OPTIONAL = ("province",)

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
            opened = unclosed_quote(path)
            if opened is not None:
                problem = FileProblem(*opened, "", *_BROKEN_ROWS["UNQUOTED VALUE"])
                raise SchoolsFileError(path, [problem]) from None
            message, mend = "this is no table of text with a header", "save it as CSV in UTF-8"
            raise SchoolsFileError(path, [FileProblem(0, 0, "", message, mend)]) from None
        problems = _missing_columns(names, path)
        if not problems:
            problems = _bad_rows(connection) + _bad_values(connection, names, path)
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


def _missing_columns(names: list[str], path: Path) -> list[FileProblem]:
    if not set(REQUIRED) & set(names):
        opened = unclosed_quote(path)
        if opened is not None:  # then nothing of the file could be split into columns
            return [FileProblem(*opened, "", *_BROKEN_ROWS["UNQUOTED VALUE"])]
        mend = f"begin the file with {','.join(REQUIRED)}"
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
    for name, wrong, message, mend in checks():
        rows = connection.execute(
            f"SELECT row FROM (SELECT rowid AS row, {wrong} AS wrong FROM schools) WHERE wrong ORDER BY row"
        ).fetchall()
        found += [(int(row), name, message, mend) for (row,) in rows]
    found += unknown_places(*_places(connection, names))
    if found:
        lines = _lines(connection, path)
        return [FileProblem(lines[row], names.index(name) + 1, name, *said) for row, name, *said in found]
    if not connection.execute("SELECT 1 FROM schools LIMIT 1").fetchall():
        return [FileProblem(0, 0, "", "no school could be read", "give one row a school")]
    return []


def _places(connection: duckdb.DuckDBPyConnection, names: list[str]) -> tuple[list[str], list[str]]:
    """Read the municipality and the province of each row as written; empty where there is none."""
    province = "coalesce(trim(province), '')" if "province" in names else "''"
    rows = connection.execute(
        f"SELECT coalesce(trim(municipality), ''), {province} FROM schools ORDER BY rowid"
    ).fetchall()
    return [str(name) for name, _ in rows], [str(name) for _, name in rows]


def _frame(connection: duckdb.DuckDBPyConnection, names: list[str]) -> Frame:
    columns = connection.execute(
        f"SELECT trim(school) AS school, {WHOLE.format('pupils')} AS pupils,"
        f" {SHARE.format('disadvantaged_share')} AS share FROM schools ORDER BY rowid"
    ).fetchnumpy()
    known = municipality_provinces()
    places, given = _places(connection, names)
    municipality = official(places, list(known))
    filled = [p or known[m] for p, m in zip(official(given, provinces()), municipality, strict=True)]
    return Frame(
        code=np.asarray(columns["school"].tolist(), dtype=np.str_),
        municipality=np.asarray(municipality, dtype=np.str_),
        province=np.asarray(filled, dtype=np.str_),
        pupils=np.asarray(columns["pupils"], dtype=np.int64),
        disadvantaged_share=np.asarray(columns["share"], dtype=np.float64),
        weight=np.ones(len(municipality)),
    ).in_order()
