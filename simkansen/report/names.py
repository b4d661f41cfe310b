"""For whom and in which languages pages are made, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence

from simkansen.country import languages

READERS = ("school", "policy", "research")
LANGUAGES = languages()
"""English, and those in which the country has words of its own."""


def page_name(reader: str, lang: str) -> str:
    """Return the name of the page for one reader in one language."""
    return f"report-{reader}-{lang}.html"


def check_known(readers: Sequence[str], langs: Sequence[str]) -> None:
    """Raise ValueError for the first reader or language that is not known."""
    for names, known in ((readers, READERS), (langs, LANGUAGES)):
        unknown = [one for one in names if one not in known]
        if unknown:
            raise ValueError(f"'{unknown[0]}' is not known; choose from {', '.join(known)}")
