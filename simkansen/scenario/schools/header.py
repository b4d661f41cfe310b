"""The columns of a plain table of schools, and what is wrong with its header."""

from __future__ import annotations

from difflib import get_close_matches

from simkansen.phrases import phrase
from simkansen.scenario.schools.problems import FileProblem
from simkansen.scenario.schools.text import FileTable, header_line

REQUIRED = ("school", "municipality", "pupils", "disadvantaged_share")
OPTIONAL = ("branch", "province")


def wrong_header(table: FileTable, text: str) -> list[FileProblem]:
    """Find columns that are missing, or there twice."""
    if not set(REQUIRED) & set(table.names):
        if quotes := [problem for problem in table.problems if problem.kind == "quote"]:
            return quotes  # then nothing could be split into columns
        there = header_line(text, REQUIRED)
        fix = (
            phrase("remove the lines above line {there}", there=there)
            if there
            else phrase("begin the file with {required}", required=",".join(REQUIRED))
        )
        return [FileProblem(1, 0, "", "the first line names none of the columns", fix)]
    missing = [_missing(table, name) for name in REQUIRED if name not in table.names]
    twice = [name for name in REQUIRED + OPTIONAL if table.names.count(name) > 1]
    return [*missing, *(_twice(table, name) for name in twice)]


def _missing(table: FileTable, name: str) -> FileProblem:
    others = [name for name in table.names if name not in REQUIRED + OPTIONAL]
    near = get_close_matches(name, others, n=1)
    fix = (
        phrase("rename '{near}' to it", near=near[0])
        if near
        else phrase("needed are {required}", required=", ".join(REQUIRED))
    )
    return FileProblem(table.header, 0, name, "there is no such column", fix)


def _twice(table: FileTable, name: str) -> FileProblem:
    places = [place for place, one in enumerate(table.names, start=1) if one == name]
    said = phrase(
        "there are {places} columns of this name (columns {columns})",
        places=len(places),
        columns=" and ".join(map(str, places)),
    )
    return FileProblem(table.header, places[1], name, said, "keep one, and rename or remove the rest")
