"""What is wrong with a file of schools, each kind told once however many lines have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from simkansen.phrases import joined, phrase
from simkansen.scenario.reading.wording import listed

_EACH = 3
"""Up to so many lines with the same fault are told one by one."""

FileKind = Literal["wrong", "decimal comma", "quote", "thousands"]
"""What a problem is: a decimal comma has one cause in the whole file, so it is told once from the second line
on; where quotes are wrong, nothing may be split into columns; signs between thousands are told together
whatever the numbers."""

_NAMED = 3
"""Further lines of a group that are named."""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that is wrong with a file of schools.

    Parameters
    ----------
    line
        Line of the file, from 1; 0 for the whole file.
    column
        Column of the table, from 1; 0 for the whole line.
    name
        Name of the column; empty for the whole line.
    message, fix
        What is wrong, and what to do.
    kind
        What it is, where that decides how it is told.
    file
        Which file it is in, where there are several.
    """

    line: int
    column: int
    name: str
    message: str
    fix: str
    kind: FileKind = "wrong"
    file: Path | None = None


class SchoolsFileError(ValueError):
    """A file of schools cannot be used.

    Parameters
    ----------
    path
        The file.
    problems
        All that is wrong with it.
    """

    def __init__(self, path: Path, problems: Iterable[FileProblem]) -> None:
        self.path = path
        self.problems = in_groups(problems)
        lines = []
        for problem in self.problems:
            where = ":".join(str(n) for n in (problem.file or path, problem.line, problem.column) if n)
            column = phrase("{name}: ", name=problem.name) if problem.name else ""
            lines.append(
                phrase(
                    "{where}: {column}{message}; {fix}",
                    where=where,
                    column=column,
                    message=problem.message,
                    fix=problem.fix,
                )
            )
        super().__init__(joined("\n", lines))


def in_groups(problems: Iterable[FileProblem]) -> tuple[FileProblem, ...]:
    """Sort problems by line and column, and tell once what many lines have in common.

    Parameters
    ----------
    problems
        One for each place.

    Returns
    -------
    tuple of FileProblem
        Of more than three with one column, message and fix the first (of decimal commas from the second on),
        which then tells how many lines have it and names the next few.
    """
    each = list(problems)
    files = {file: place for place, file in enumerate(dict.fromkeys(one.file for one in each))}
    groups: dict[tuple[Path | None, int, str, str, str], list[FileProblem]] = {}
    for one in sorted(each, key=lambda p: (p.line, p.column)):
        fix = "" if one.kind == "thousands" else one.fix
        groups.setdefault((one.file, one.column, one.name, one.message, fix), []).append(one)
    told: list[FileProblem] = []
    for group in groups.values():
        most = 1 if group[0].kind == "decimal comma" else _EACH
        told += group if len(group) <= most else [_together(group)]
    return tuple(sorted(told, key=lambda p: (files[p.file], p.line, p.column)))


def _together(group: list[FileProblem]) -> FileProblem:
    lines = [str(one.line) for one in group[1 : 1 + _NAMED]]
    rest = len(group) - 1 - _NAMED
    more = (
        phrase("{lines} and {rest:,} more", lines=", ".join(lines), rest=rest)
        if rest > 0
        else listed(lines, "and")
    )
    return replace(
        group[0],
        message=phrase(
            "{message} (so on {group:,} lines: also {more})",
            message=group[0].message,
            group=len(group),
            more=more,
        ),
    )
