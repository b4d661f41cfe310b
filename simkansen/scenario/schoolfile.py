"""A first, cheap look at a file of schools: is it there, how many; the population reads it in full."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simkansen.scenario.wording import nearest


@dataclass(frozen=True, slots=True)
class SchoolFileSummary:
    """What can be known of a file of schools without checking its rows.

    ``pupils`` and ``highest_share`` are None when their columns cannot be summed; ``refusal`` says why the
    file cannot be used at all, with the mend.
    """

    schools: int = 0
    pupils: int | None = None
    highest_share: float | None = None
    refusal: tuple[str, str] | None = None


def read_school_file(path: Path) -> SchoolFileSummary:
    """Count the rows of a file of schools, and sum its pupils if it can be read."""
    if path.is_dir():
        return SchoolFileSummary(refusal=(f"'{path}' is a folder, not a file", "name a CSV file in it"))
    if not path.is_file():
        return SchoolFileSummary(refusal=(f"the file '{path}' does not exist", _mend(path)))
    state = path.stat()
    return _read(path.resolve(), path, state.st_mtime_ns, state.st_size)


@cache
def _read(_place: Path, path: Path, _changed: int, _size: int) -> SchoolFileSummary:
    """Read a file once for as long as it does not change."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            sample = lines.readline()
            lines.seek(0)
            delimiter = ";" if sample.count(";") > sample.count(",") else ","
            rows = list(csv.DictReader(lines, delimiter=delimiter))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return SchoolFileSummary(
            refusal=(f"the file '{path}' cannot be read ({error})", "save it as CSV in UTF-8")
        )
    if not rows:
        return SchoolFileSummary(refusal=(f"the file '{path}' has no schools", "give it one row a school"))
    pupils = _numbers(rows, "pupils")
    shares = _numbers(rows, "disadvantaged_share")
    return SchoolFileSummary(len(rows), int(sum(pupils)) if pupils else None, max(shares) if shares else None)


def _numbers(rows: list[dict[str, str]], column: str) -> list[float]:
    """Read a column of numbers; empty when it is missing or holds something else."""
    try:
        return [_number(row[column]) for row in rows]
    except (KeyError, ValueError, AttributeError):
        return []


def _number(text: str) -> float:
    plain = text.strip().replace(",", ".")
    return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)


def _mend(path: Path) -> str:
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent}'; paths are relative to the scenario file"
    near = nearest(path.name, [other.name for other in path.parent.iterdir()])
    return f"did you mean '{near}'?" if near else "paths are relative to the scenario file"
