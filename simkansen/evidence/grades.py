"""How well a parameter is founded, as a letter, from what the register says of its sources alone."""

from __future__ import annotations

from collections.abc import Mapping

from simkansen.evidence.parameters import Definition
from simkansen.evidence.register import RegisterEntry

GRADES = ("A", "B", "C", "D")

NO_SOURCE = "none:"
"""How the source of an entry begins that only declares a gap: nothing was found."""


def grade(definition: Definition, register: Mapping[str, RegisterEntry]) -> str:
    """Grade what a parameter rests on, by its weakest part.

    Parameters
    ----------
    definition
        The parameter: its sources, and the reason why (a part of) its value was assumed.
    register
        The entries by id.

    Returns
    -------
    str
        ``"A"``: sources alone, all read in the source itself (provenance `seed` or `retrieved`) and of high
        confidence. ``"B"``: the same, with one or more of medium confidence. ``"C"``: sources, but a part of
        the value was assumed, or one was recalled without being read again, or one is of low confidence.
        ``"D"``: assumed, without a source, or with an entry that only declares that none was found.

        The letter tells what the value rests on, not how right it is: the width of its prior says that.

    Raises
    ------
    KeyError
        If a source is not in the register.
    """
    entries = [register[source] for source in definition.sources]
    entries = [one for one in entries if not one.source.startswith(NO_SOURCE)]
    if not entries:
        return "D"
    loose = any(one.provenance == "recalled" or one.confidence == "low" for one in entries)
    if definition.assumed or loose:
        return "C"
    return "B" if any(one.confidence == "medium" for one in entries) else "A"
