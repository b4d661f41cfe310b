"""How far the answers of interventions may go: what studies tried, and what is absurd."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from simkansen.evidence.files import OWN, EvidenceError, read_rows

PRICE_YEAR = 2021
"""Prices among the parameters are of this year, and nothing is converted."""

_REQUIRED = {"answer", "unit", "tried", "by", "most", "because"}
_OPTIONAL = {"of", "moment"}


@dataclass(frozen=True, slots=True)
class Bound:
    """How far one answer may go.

    Attributes
    ----------
    answer
        Its path below an intervention in a scenario file; that of its weeks bounds its hours in all of them.
    tried
        Beyond this it is said that no study tried so much.
    by
        What was tried, with ids of the register, or what it is measured by.
    most
        Beyond this it is refused.
    because
        Why more is absurd.
    unit
        Unit of both.
    """

    answer: tuple[str, ...]
    tried: float
    by: str
    most: float
    because: str
    unit: str


def bounds_of(kind: str, moment: str, parameters: Mapping[str, float]) -> list[Bound]:
    """Give the bounds of the answers of a type of intervention.

    Parameters
    ----------
    kind
        Its name in scenario files.
    moment
        When its hours are.
    parameters
        Point values, for bounds that are parameters.

    Returns
    -------
    list of Bound
    """

    def number(value: float | str) -> float:
        return parameters[value] if isinstance(value, str) else float(value)

    return [
        Bound(
            answer=tuple(row["answer"]),
            tried=number(row["tried"]),
            by=row["by"],
            most=number(row["most"]),
            because=row["because"],
            unit=row["unit"],
        )
        for row in _rows()
        if kind in row.get("of", [kind]) and row.get("moment", moment) == moment
    ]


def beyond_tried(
    kind: str,
    moment: str,
    parameters: Mapping[str, float],
    given: Callable[[tuple[str, ...]], float | None],
) -> list[tuple[Bound, float]]:
    """Find the answers of an intervention that go beyond what was tried.

    Parameters
    ----------
    kind, moment, parameters
        As in `bounds_of`.
    given
        The number of the intervention at a path, None where it has none.

    Returns
    -------
    list of (Bound, float)
        With what is given; what is refused as absurd is not among them.
    """
    found = []
    for bound in bounds_of(kind, moment, parameters):
        amount = given(bound.answer)
        if amount is not None and bound.tried < amount <= bound.most:
            found.append((bound, amount))
    return found


@cache
def _rows() -> list[dict[str, Any]]:
    """Read the bounds that are shipped.

    Raises
    ------
    EvidenceError
        If a row says too little, or what is not known.
    """
    rows = read_rows(OWN / "bounds.yaml")
    wrong = [
        f"bounds.yaml: {row.get('answer')}: {', '.join(sorted(_REQUIRED ^ set(row) - _OPTIONAL))}"
        for row in rows
        if _REQUIRED ^ set(row) - _OPTIONAL
    ]
    if wrong:
        raise EvidenceError(wrong)
    return rows
