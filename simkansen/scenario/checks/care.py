"""Emergency care that is asked for: more than there are pupils for is refused, more than was seen is told."""

from __future__ import annotations

from collections.abc import Mapping

from simkansen.evidence import load_parameters
from simkansen.phrases import phrase
from simkansen.scenario.reading.problems import Refusal
from simkansen.scenario.schema.closures import Closure, EmergencyCare
from simkansen.scenario.schema.words import percent_text

SEEN = 0.33
"""Pupils in care at most in either closure: a quarter to a third used it at all (RES-17)."""

HARDLY_CLOSED = 0.9
"""Pupils in care from which on a closure closes hardly anything."""


def care_refusals(closures: Mapping[int, Closure]) -> list[Refusal]:
    """Find closures that ask for more vulnerable pupils in care than there are.

    Parameters
    ----------
    closures
        By place in the file.

    Returns
    -------
    list of Refusal
        The path is below the calendar.
    """
    vulnerable = load_parameters()["vulnerable_share"]
    found: list[Refusal] = []
    for index, closure in closures.items():
        asked = closure.emergency_care or EmergencyCare()
        most = vulnerable * (1.0 - asked.vital)
        if asked.vulnerable > most * (1.0 + 1e-9):
            said = phrase(
                "{vulnerable} of all pupils cannot come because they are vulnerable: "
                "{all_vulnerable} of all pupils are",
                vulnerable=percent_text(asked.vulnerable),
                all_vulnerable=percent_text(vulnerable),
            )
            if asked.vital:
                said += phrase(
                    ", and {most:.1%} beside the {vital} who come for their parents' work",
                    most=most,
                    vital=percent_text(asked.vital),
                )
            fix = phrase(
                "give {below} or less, or bring others with type: bring-to-school", below=_below(most)
            )
            found.append(Refusal(("closures", index, "emergency_care", "vulnerable"), said, fix))
    return found


def care_notes(closures: Mapping[int, Closure]) -> list[Refusal]:
    """Say which closures have more pupils in care than any had.

    Parameters
    ----------
    closures
        By place in the file.

    Returns
    -------
    list of Refusal
        The path is below the calendar.
    """
    found: list[Refusal] = []
    for index, closure in closures.items():
        asked = closure.emergency_care or EmergencyCare()
        both = more_than_seen(asked.vital, asked.vulnerable)
        if both is not None:
            said = phrase(
                "{both} of all pupils in emergency care is beyond what was seen (RES-17)",
                both=percent_text(both),
            )
            said += ", and then hardly anything closes" * (both >= HARDLY_CLOSED)
            fix = phrase("give {seen} or less, or read the result as a guess", seen=percent_text(SEEN))
            found.append(Refusal(("closures", index, "emergency_care"), said, fix))
    return found


def more_than_seen(vital: float, vulnerable: float) -> float | None:
    """Return the share of all pupils in care where that is more than any closure had, else None."""
    both = vital + vulnerable
    return both if both > SEEN else None


def _below(share: float) -> str:
    """Give a share in tenths of a per cent that is no larger."""
    return f"{int(share * 1000 + 1e-6) / 10:g}%"
