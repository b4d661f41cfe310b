"""What rows of a file of schools are called: a total, or after where they lie, as schools rarely are."""

from __future__ import annotations

import re
from functools import cache
from gettext import translation

from simkansen.country import LOCALE, country, languages
from simkansen.scenario.reading.wording import plain
from simkansen.schooling import load_system

_TOTALS = {
    "totaal", "total", "totals", "subtotaal", "subtotal", "eindtotaal", "som", "sum", "alle-scholen",
    "all-schools", "gemiddelde", "gemiddeld", "average", "mean",
}  # fmt: skip
_LAST_WORDS = {"totaal", "total", "totals", "subtotaal", "subtotal", "eindtotaal"}
"""As spreadsheets call the sum of a group, 'Delft Totaal'; a school may well end in another, 'De Som'."""


def is_total(code: str, cells: tuple[str, ...]) -> bool:
    """Tell whether a row is called a total: by the first or the last word of its code, or by a whole cell."""
    words = re.split(r"[^a-z]+", code.casefold())
    last = next((word for word in reversed(words) if word), "")
    named = words[0] in _TOTALS or last in _LAST_WORDS
    return named or any("-".join(cell.casefold().split()) in _TOTALS for cell in cells)


@cache
def names_of_the_country() -> frozenset[str]:
    """Give what the country is called, in its files and in each of its languages (as `plain` writes it)."""
    texts = (translation("simkansen", country() / LOCALE, [lang], fallback=True) for lang in languages())
    said = (text.gettext("country.land") for text in texts)
    return frozenset(map(plain, (load_system().key, *said)))


def is_called_after(code: str, municipality: str) -> bool:
    """Tell whether the code of a row holds the name of its municipality as a word of its own.

    Parameters
    ----------
    code, municipality
        Without accents, capitals and hyphens (`simkansen.scenario.reading.wording.plain`).
    """
    return re.search(rf"(?<![a-z]){re.escape(municipality)}(?![a-z])", code) is not None
