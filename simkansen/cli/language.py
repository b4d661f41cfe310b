"""The language of the terminal: chosen once for a command line; all that is printed is said in it."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Sequence
from functools import cache
from gettext import NullTranslations
from itertools import pairwise
from pathlib import Path

import click

from simkansen.country import LOCALE as OF_COUNTRY
from simkansen.country import country
from simkansen.phrases import phrase, spoken

DOMAIN = "terminal"
LOCALE = Path(__file__).parent.parent / OF_COUNTRY
VARIABLE = "SIMKANSEN_LANG"
ENGLISH = "en"

_spoken: list[str] = [ENGLISH]
"""The language of this command line."""


def known_tongues() -> tuple[str, ...]:
    """Give the languages that the terminal has: English, those of the core, those of the country."""
    folders = (LOCALE, country() / OF_COUNTRY)
    found = sorted(path.parent.name for folder in folders for path in folder.glob("*/LC_MESSAGES"))
    return tuple(dict.fromkeys((ENGLISH, *found)))


def wished() -> str | None:
    """Give the language that the environment asks for, as a folder of texts is called; None without.

    A locale is understood too: of ``nl_NL.UTF-8`` it is ``nl``.
    """
    return re.split(r"[-_.@]", os.environ.get(VARIABLE, "").strip())[0].lower() or None


def speak(words: Sequence[str]) -> None:
    """Choose the language of a command line, before any of it is understood.

    Parameters
    ----------
    words
        The words after the program's name. Where they name several languages, for pages, none of them is that
        of the terminal; one that is not known is told where the options are read.
    """
    asked = set(_asked(words))
    _spoken[0] = (asked.pop() if len(asked) == 1 else None) or wished() or ENGLISH
    # What the library says that reads the command line ("Usage", "No such option") it asks of gettext itself.
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = _spoken[0]


def _asked(words: Sequence[str]) -> list[str]:
    """Give what follows each ``--lang``."""
    given = list(words)[: list(words).index("--") if "--" in words else len(words)]
    found = [word.removeprefix("--lang=") for word in given if word.startswith("--lang=")]
    return found + [after for word, after in pairwise(given) if word == "--lang"]


def tongue() -> str:
    """Return the language of the command line."""
    return _spoken[0]


def is_spoken() -> bool:
    """Tell whether another language than English was chosen."""
    return _spoken[0] != ENGLISH


def check_tongue(asked: str | None = None) -> None:
    """Refuse a language that neither the terminal nor the pages of the country have.

    Parameters
    ----------
    asked
        What the command line asks for; without it, what the environment asks for counts.

    Raises
    ------
    click.UsageError
        Naming those that there are.
    """
    wish, by = (asked, "--lang") if asked else (wished(), VARIABLE)
    if wish is None or wish in known_tongues():
        return
    said = phrase("there is no language '{wish}', which {by} asks for; choose from {known}",
                  wish=wish, by=by, known=", ".join(known_tongues()))  # fmt: skip
    raise click.UsageError(said)


def in_words(text: str) -> str:
    """Say a text in the language of the command line; what that lacks is said in English."""
    return text if not is_spoken() else spoken(text, _texts(_spoken[0], country()))


@cache
def _texts(lang: str, of_country: Path) -> NullTranslations:
    """Give the texts of a language: those of the country over those of the core."""
    places = dict.fromkeys((of_country / OF_COUNTRY, LOCALE))
    found = [one for folder in places if (one := gettext.translation(DOMAIN, folder, [lang], fallback=True))]
    first, *others = found
    for other in others:
        first.add_fallback(other)
    return first
