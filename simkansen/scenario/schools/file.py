"""What can be known of a file of schools before a run: is it there, how many schools and pupils it has."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simkansen.limits import names_beside
from simkansen.phrases import phrase
from simkansen.scenario.reading.wording import nearest, shown
from simkansen.scenario.schools import read_file


@dataclass(frozen=True, slots=True)
class SchoolFileSummary:
    """What can be counted in a file of schools, whatever else may be wrong with it.

    ``pupils`` and ``highest_share`` are None when their columns cannot be read; ``refusal`` says why the
    file cannot be used at all, with the fix; ``unread`` tells that its problems leave no school to count.
    """

    schools: int = 0
    pupils: int | None = None
    highest_share: float | None = None
    refusal: tuple[str, str] | None = None
    unread: bool = False


def read_school_file(path: Path | Sequence[Path], school_year: str | None = None) -> SchoolFileSummary:
    """Count the schools of a file, or of files that are joined, and sum their pupils, as a run reads them."""
    paths = (path,) if isinstance(path, Path) else tuple(path)
    if refused := unreadable_files(paths):
        return SchoolFileSummary(refusal=next(iter(refused.values())))
    try:
        found = read_file(paths, school_year)
    except OSError as error:
        said = phrase(
            "the file '{what}' cannot be read ({strerror})",
            what=error.filename or paths[0],
            strerror=error.strerror,
        )
        return SchoolFileSummary(refusal=(said, "allow reading it, or name another file"))
    path = paths[0]
    if not found.counted and not found.problems:
        return SchoolFileSummary(
            refusal=(phrase("the file '{path}' has no schools", path=path), "give it one row a school")
        )
    unread = not found.counted and bool(found.problems)
    return SchoolFileSummary(found.counted, found.pupils, found.highest_share, unread=unread)


def unreadable_files(paths: Sequence[Path]) -> dict[int, tuple[str, str]]:
    """Say which of some files are not there or no regular files, with the fix, by their place from 0."""
    found: dict[int, tuple[str, str]] = {}
    for place, path in enumerate(paths):
        if os.path.isdir(path):
            found[place] = phrase("'{path}' is a folder, not a file", path=path), "name a CSV file in it"
        elif not os.path.isfile(path):
            found[place] = _not_there(path)
    return found


def _not_there(path: Path) -> tuple[str, str]:
    if os.path.exists(path):
        return phrase(
            "'{path}' is no regular file", path=path
        ), "name a file that stays as it is while it is read"
    return phrase("the file {path} does not exist", path=shown(str(path))), _fix(path)


def _fix(path: Path) -> str:
    beside = names_beside(path)
    if beside is None:
        return phrase(
            "there is no folder '{parent}'; paths are relative to the file that names them",
            parent=path.parent,
        )
    near = nearest(path.name, beside)
    return (
        phrase("did you mean '{near}'?", near=near)
        if near
        else "paths are relative to the file that names them"
    )
