"""What can be known of a file of schools before a run: is it there, how many schools and pupils it has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simkansen.scenario.reading.wording import nearest
from simkansen.scenario.schools import read_file


@dataclass(frozen=True, slots=True)
class SchoolFileSummary:
    """What can be counted in a file of schools, whatever else may be wrong with it.

    ``pupils`` and ``highest_share`` are None when their columns cannot be read; ``refusal`` says why the
    file cannot be used at all, with the fix.
    """

    schools: int = 0
    pupils: int | None = None
    highest_share: float | None = None
    refusal: tuple[str, str] | None = None


def read_school_file(path: Path) -> SchoolFileSummary:
    """Count the schools of a file and sum its pupils, with the reader that a run uses."""
    if path.is_dir():
        return SchoolFileSummary(refusal=(f"'{path}' is a folder, not a file", "name a CSV file in it"))
    if not path.is_file():
        return SchoolFileSummary(refusal=(f"the file '{path}' does not exist", _fix(path)))
    try:
        found = read_file(path)
    except OSError as error:
        said = f"the file '{path}' cannot be read ({error.strerror})"
        return SchoolFileSummary(refusal=(said, "allow reading it, or name another file"))
    if not found.counted and not found.problems:
        return SchoolFileSummary(refusal=(f"the file '{path}' has no schools", "give it one row a school"))
    return SchoolFileSummary(found.counted, found.pupils, found.highest_share)


def _fix(path: Path) -> str:
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent}'; paths are relative to the scenario file"
    near = nearest(path.name, [other.name for other in path.parent.iterdir()])
    return f"did you mean '{near}'?" if near else "paths are relative to the scenario file"
