"""The texts of a language: those of the country over those of the core, and English where one is missing."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

from simkansen.country import LOCALE as OF_COUNTRY
from simkansen.country import country
from simkansen.schooling import load_system

DOMAIN = "simkansen"
LOCALE = Path(__file__).parent.parent / "locale"


@cache
def catalogue(lang: str) -> NullTranslations:
    """Give the texts of a language.

    Parameters
    ----------
    lang
        A language; what is not said in it is said in English.
    """
    places = ((folder, one) for one in (lang, "en") for folder in (country() / OF_COUNTRY, LOCALE))
    found = [
        translation(DOMAIN, folder, [one])
        for folder, one in dict.fromkeys(places)
        if (folder / one / "LC_MESSAGES" / f"{DOMAIN}.mo").is_file()
    ]
    first, *others = found
    for other in others:
        first.add_fallback(other)
    return first


@cache
def of_the_country(lang: str) -> dict[str, str]:
    """Give what every text may name of the country, by the name of the field.

    A country without words of its own is called by the names that its files have.
    """
    system, texts = load_system(), catalogue(lang)

    def said(what: str, without: str) -> str:
        text = texts.gettext(f"country.{what}")
        return without if text == f"country.{what}" else text

    word, land = system.levels.word, system.key.capitalize()
    schooling = "group.parental_education"
    money = said("money", system.money.code)
    age = int(system.first_age) - system.first_level
    return {
        "land": said("land", land),
        "people": said("people", land),
        "money": money,
        "Money": money[:1].upper() + money[1:],
        "level": said("level", word),
        "levels": said("levels", word),
        "entry": str(system.first_level),
        "lowest": str(system.first_learning_level),
        "highest": str(system.last_level),
        "youngest": str(age + system.first_learning_level),
        "oldest": str(age + system.last_level + 1),
        "least": _or_name(texts, f"{schooling}.{system.schoolings[0]}"),
        "most": _or_name(texts, f"{schooling}.{system.schoolings[-1]}"),
    }


def _or_name(texts: NullTranslations, key: str) -> str:
    """Give a text, or the last part of its name where there is none."""
    text = texts.gettext(key)
    return key.rsplit(".", 1)[-1] if text == key else text
