"""For whom and in which languages pages are made, what they are called, and the forms of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simkansen.country import languages

READERS = ("school", "policy", "research")
LANGUAGES = languages()
"""English, and those in which the country has words of its own."""
FORMS = ("svg", "pdf", "png")
"""As what a figure can be written."""


def page_name(reader: str, lang: str) -> str:
    """Return the name of the page for one reader in one language."""
    return f"report-{reader}-{lang}.html"


def pages_there(folder: Path) -> list[tuple[str, str]]:
    """Return for which reader and in which language there is a page in a folder, by language."""
    known = [(reader, lang) for lang in LANGUAGES for reader in READERS]
    return [one for one in known if (folder / page_name(*one)).is_file()]


def check_known(readers: Sequence[str], langs: Sequence[str], forms: Sequence[str]) -> None:
    """Raise ValueError for the first reader, language or form that is not known."""
    for names, known in ((readers, READERS), (langs, LANGUAGES), (forms, FORMS)):
        unknown = [one for one in names if one not in known]
        if unknown:
            raise ValueError(f"'{unknown[0]}' is not known; choose from {', '.join(known)}")
