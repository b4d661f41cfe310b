"""The register: every figure the model may rest on, with its source."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simkansen.country import SHIPPED
from simkansen.evidence.files import COUNTRY, FOLDER, OWN, EvidenceError, read_rows

KINDS = ("parameter", "target", "context")
USES = ("calibration", "validation")
PROVENANCES = ("seed", "retrieved", "recalled")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One figure, where it comes from, and what it may be used for.

    `value` is a number, a text, a list or a mapping, as the source gives it. `use` is set for targets
    only: `calibration` (may be fitted to) or `validation` (shown beside the model's own figure, never
    fitted to). `corrected` says what was changed after a second reading of the source, and why.
    """

    id: str
    kind: str
    quantity: str
    population: str
    value: Any
    unit: str
    uncertainty: str
    dose_conditions: str
    source: str
    provenance: str
    address_or_file: str
    confidence: str
    maps_to: str
    use: str | None = None
    note: str | None = None
    derivation: str | None = None
    provenance_detail: Any = None
    corrected: str | None = None


_OPTIONAL = {"use", "note", "derivation", "provenance_detail", "corrected"}
_KEYS = {field.name for field in fields(RegisterEntry)}
_CHOICES = {"kind": KINDS, "provenance": PROVENANCES, "confidence": CONFIDENCES}


def load_register(folder: Path = FOLDER) -> Mapping[str, RegisterEntry]:
    """Load the register, by id, in the order of the file.

    Parameters
    ----------
    folder
        Folder that may hold a `register.yaml` of its own: of a country of one's own with what is known of it
        beside what stands in the register of the package, else in place of that.

    Returns
    -------
    Mapping of str to RegisterEntry
        Read-only; the same object at every call in one process.

    Raises
    ------
    EvidenceError
        If an id is given twice, a key is missing or unknown, or a word is none of those allowed;
        all problems at once.
    """
    return _load(folder)


def register_file(folder: Path = FOLDER) -> Path:
    """Return the register beside the parameters of a folder where there is one, else the package's own."""
    beside = folder / "register.yaml"
    return beside if beside.is_file() else OWN / "register.yaml"


def _register_files(folder: Path) -> list[Path]:
    """List the files of a register: what is known of a country of one's own comes beside the package's."""
    others = [OWN / "register.yaml"] if COUNTRY != SHIPPED and folder == FOLDER else []
    return list(dict.fromkeys([*others, register_file(folder)]))


@cache
def _load(folder: Path) -> Mapping[str, RegisterEntry]:
    entries: dict[str, RegisterEntry] = {}
    problems: list[str] = []
    rows = itertools.chain.from_iterable(map(read_rows, _register_files(folder)))
    for number, row in enumerate(rows, start=1):
        name = str(row.get("id", f"entry {number}"))
        found = _problems(row)
        if name in entries:
            found.append("the id is given twice")
        problems += [f"register.yaml: {name}: {problem}" for problem in found]
        if not found:
            entries[name] = RegisterEntry(**row)
    if problems:
        raise EvidenceError(problems)
    return MappingProxyType(entries)


def _problems(row: dict[str, Any]) -> list[str]:
    problems = [f"'{key}' is missing" for key in sorted(_KEYS - _OPTIONAL - row.keys())]
    problems += [f"unknown key '{key}'" for key in sorted(row.keys() - _KEYS)]
    for key, allowed in _CHOICES.items():
        if key in row and row[key] not in allowed:
            problems.append(f"{key} '{row[key]}' is none of {', '.join(allowed)}")
    if row.get("kind") == "target" and row.get("use") not in USES:
        problems.append(f"a target needs use: {' or '.join(USES)}")
    if row.get("kind") != "target" and "use" in row:
        problems.append("only a target has a use")
    return problems
