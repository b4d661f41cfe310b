"""What the program writes beside the parameters as JSON, read back as a whole, or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from simkansen.evidence.files import EvidenceError, country_text
from simkansen.limits import MOST_STORED_BYTES

Number: TypeAlias = int | float


class _Part(BaseModel):
    """Base of what stands in such a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, strict=True)


class _Figure(_Part):
    """One figure that was published, beside the model's own."""

    id: str
    quantity: str
    unit: str
    published: Number | None
    published_low: Number | None
    published_high: Number | None
    median: Number | None
    p05: Number | None
    p95: Number | None
    verdict: str
    note: str


class _HowCompared(_Part):
    """How a comparison was made."""

    made_by: str
    draws: int
    point: bool
    experiment: str
    posterior: str
    basis: str
    provisional: bool
    version: str


class ComparedFile(_Part):
    """`validation.json` and `trials.json`; see `simkansen.evidence.compared.Compared`."""

    about: _HowCompared
    leaning: tuple[str, ...]
    uncounted: tuple[str, ...]
    rows: tuple[_Figure, ...]


class _SwingRow(_Part):
    """How far one result moves with one parameter."""

    parameter: str
    unit: str
    ends: tuple[Number, Number]
    low: Number
    base: Number
    high: Number
    share: object = None


class StudyFile(_Part):
    """`sensitivity.json`; see `simkansen.evidence.sensitivity.SensitivityStudy`."""

    name: str
    hash: str
    version: str
    seed: int
    behaviour: str
    varied: int
    evaluations: int
    simulations_each: int
    schools: int
    pupils: int
    units: dict[str, str]
    swings: dict[str, dict[str, tuple[_SwingRow, ...]]]


Whole = TypeVar("Whole", bound=BaseModel)


def read_made(path: Path, kind: type[Whole]) -> dict[str, Any]:
    """Read such a file as a whole.

    Parameters
    ----------
    path
        The file.
    kind
        What it must be.

    Raises
    ------
    EvidenceError
        If it is missing, is no JSON, or is not what the program writes; all problems at once.
    """
    try:
        return kind.model_validate_json(country_text(path, MOST_STORED_BYTES)).model_dump()
    except ValidationError as error:
        raise EvidenceError([_told(path, found["loc"], found["msg"]) for found in error.errors()]) from None


def _told(path: Path, loc: tuple[int | str, ...], message: str) -> str:
    where = f"{path.name}: {'.'.join(map(str, loc))}" if loc else path.name
    return f"{where}: {message[0].lower()}{message[1:]}"
