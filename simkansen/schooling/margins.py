"""Which published figures the margins of a population are laid beside, in a country."""

from __future__ import annotations

from functools import cache

from pydantic import RootModel

from simkansen.evidence import EvidenceError, load_register
from simkansen.evidence.files import FOLDER, may_lack
from simkansen.schooling.located import Part, read_part

MARGINS_FILE = FOLDER / "margins.yaml"


class Published(Part):
    """A published figure.

    Attributes
    ----------
    entry
        Id of the register.
    number
        The way to the number where the entry holds several.
    """

    entry: str
    number: tuple[str, ...] = ()


class _Said(RootModel[dict[str, Published]]):
    """By margin."""


@cache
def published(margin: str) -> tuple[float, str] | None:
    """Give the published figure of a margin, and the id of its entry; None where the country has none.

    Raises
    ------
    EvidenceError
        If the register has no such number.
    """
    found = _said().root.get(margin)
    if found is None:
        return None
    try:
        value = load_register()[found.entry].value
        for step in found.number:
            value = value[step]
        return float(value), found.entry
    except (KeyError, TypeError, ValueError):
        said = f"the register has no number {'.'.join((found.entry, *found.number))}"
        raise EvidenceError([f"{MARGINS_FILE}: {margin}: {said}"]) from None


@cache
def _said() -> _Said:
    return _Said({}) if may_lack(MARGINS_FILE) else read_part(MARGINS_FILE, _Said)
